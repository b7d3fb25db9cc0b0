"""Where new arrays lie, and what this machine's products are good at."""

from __future__ import annotations

import numpy as np
import pytest

from nbkit.compiled import memory


@pytest.mark.parametrize(
    ("blas", "found", "quick"),
    [
        ("scipy-openblas", ["AVX2", "AVX512_SKX"], True),
        ("openblas", ["X86_V3", "X86_V4"], True),
        ("scipy-openblas", ["X86_V3"], False),
        ("accelerate", ["NEON"], False),
        ("mkl", ["AVX512_SKX"], False),
        (None, [], False),
    ],
)
def test_quick_products_are_where_numpy_says_so(
    blas: str | None, found: list[str], quick: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = {"Build Dependencies": {"blas": {"name": blas}}, "SIMD Extensions": {"found": found}}
    monkeypatch.setattr(np, "show_config", lambda mode: config if blas else {})
    monkeypatch.delenv("OPENBLAS_CORETYPE", raising=False)
    assert memory.has_quick_products.__wrapped__() == quick


@pytest.mark.parametrize(("told", "quick"), [("Haswell", False), ("SkylakeX", True), ("COOPERLAKE", True)])
def test_openblas_may_be_told_to_work_as_on_another_processor(
    told: str, quick: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = {"Build Dependencies": {"blas": {"name": "openblas"}}, "SIMD Extensions": {"found": ["X86_V4"]}}
    monkeypatch.setattr(np, "show_config", lambda mode: config)
    monkeypatch.setenv("OPENBLAS_CORETYPE", told)
    assert memory.has_quick_products.__wrapped__() == quick


@pytest.mark.parametrize("by_columns", [False, True])
@pytest.mark.parametrize("shape", [(), (0,), (5,), (3, 2), (1, 4), (7, 3)])
def test_new_memory_starts_at_a_multiple_of_64_bytes(shape: tuple[int, ...], by_columns: bool) -> None:
    for dtype in (np.float32, np.float64, np.int64):
        array = memory.empty(shape, dtype, by_columns)
        assert (array.shape, array.dtype) == (shape, dtype)
        assert array.__array_interface__["data"][0] % 64 == 0 or not array.size
        assert array.flags.f_contiguous if by_columns else memory.is_aligned(array) or not array.size
        assert memory.lies_by_columns(array) == (by_columns and len(shape) == 2 and min(shape) > 1)
        array[...] = 1


@pytest.mark.parametrize("n", [0, 1, 70_000, 100_000, 300_001])
def test_blocks_hold_each_weight_once(n: int) -> None:
    weights, gradient = memory.empty((n,), np.float32), memory.empty((n,), np.float32)
    weights[...], gradient[...] = 0, np.arange(1, n + 1)
    for spare, w, g in memory.in_blocks(weights, gradient):
        assert all(map(memory.is_aligned, (spare, w, g))) and w.size <= 1.5 * memory.BLOCK
        np.add(w, g, spare)
        w += spare
    np.testing.assert_array_equal(weights, gradient)
