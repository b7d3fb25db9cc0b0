"""Tables of pixel numbers against nbkit's own windows; this needs no peer."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from nbkit.bridge.onnx_windows import counts_of, pixels_seen, shares_of
from nbkit.ops.windows import add_windows, border, windows

SLIDES = list(itertools.product([(1, 1), (2, 2), (3, 2)], [1, 2, 3], ["valid", "same"]))


@pytest.mark.parametrize(("size", "stride", "padding"), SLIDES)
def test_gathered_pixels_are_what_windows_see(size: tuple[int, int], stride: int, padding: str) -> None:
    x = np.random.default_rng(0).normal(size=(2, 5, 4, 3))
    borders = [border(n, k, stride, padding) for n, k in zip((5, 4), size, strict=True)]
    flat = np.pad(x, [(0, 0), *borders, (0, 0)]).reshape(2, -1, 3)
    seen = flat[:, pixels_seen(5, 4, size, stride, padding)]
    expected = windows(x, size, stride, padding)
    np.testing.assert_array_equal(seen.transpose(0, 1, 3, 2).reshape(expected.shape), expected)


@pytest.mark.parametrize(("size", "stride", "padding"), SLIDES)
def test_gathered_shares_add_up_as_windows_put_back(size: tuple[int, int], stride: int, padding: str) -> None:
    shape = (2, 5, 4, 3)
    seen = np.random.default_rng(0).normal(size=windows(np.zeros(shape), size, stride, padding).shape)
    shares = seen.reshape(2, -1, 3, size[0] * size[1]).transpose(0, 1, 3, 2).reshape(2, -1, 3)
    shares = np.concatenate([shares, np.zeros((2, 1, 3))], axis=1)
    put_back = shares[:, shares_of(5, 4, size, stride, padding)].sum(axis=2).reshape(shape)
    np.testing.assert_allclose(put_back, add_windows(seen, shape, stride, padding), atol=1e-15)


def test_fewer_pixels_are_seen_at_a_border() -> None:
    assert counts_of((1, 3, 3, 1), (2, 2), 1, "same").tolist() == [4, 4, 2, 4, 4, 2, 2, 2, 1]
