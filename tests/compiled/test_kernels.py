"""Kernels: the same numbers for every layout of what they read and write."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import nbkit as nb
from nbkit.compiled import kernels
from nbkit.compiled.plan import Step


def _take(steps: list[Step]) -> None:
    for function, args in steps:
        function(*args)


@settings(max_examples=60)
@given(n=st.integers(1, 70), d=st.sampled_from([3, 96, 400, 416]), m=st.integers(1, 90), data=st.data())
def test_products_in_blocks(n: int, d: int, m: int, data: st.DataObject) -> None:
    """Every layout of the two factors and of the result."""
    rng = np.random.default_rng(n * m)
    orders = [data.draw(st.sampled_from("CF")) for _ in range(3)]
    A, B = (np.asarray(rng.normal(size=s), order=o) for s, o in zip([(n, d), (d, m)], orders, strict=False))
    out = np.full((n, m), np.nan, order=orders[2])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(kernels, "has_quick_products", lambda: True)
        steps = kernels.product(A, B, out)
    _take(steps)
    np.testing.assert_allclose(out, np.einsum("ij,jk->ik", A, B), rtol=1e-9, atol=1e-9)


def test_an_array_that_repeats_a_number_is_computed_with_as_that_number() -> None:
    number, x = np.array(0.25), np.arange(6.0).reshape(3, 2)
    for order in "CF":
        out = np.empty((3, 2), order=order)
        steps = kernels.choose(nb.Constant(x) * 0.25, [x, np.broadcast_to(number, (3, 2))], out)
        assert [np.ndim(a) for a in steps[-1][1]] == [2, 0, 2]
        _take(steps)
        np.testing.assert_array_equal(out, x / 4)


@pytest.mark.parametrize("dtype", ["float32", "float64", "bool", "int64"])
@pytest.mark.parametrize("shape", [(40, 6), (1, 6), (40, 1), (6,), (1, 1), (), (3000, 6)])
@pytest.mark.parametrize("orders", ["CC", "CF", "FC", "FF"])
def test_what_lies_otherwise_is_copied_and_computed_with_as_it_is(
    dtype: str, shape: tuple[int, ...], orders: str
) -> None:
    rng = np.random.default_rng(0)
    x = rng.normal(size=(max([40, *shape]), 6)).astype(np.float32)
    y = np.asarray(rng.integers(0, 2, shape), dtype, order=orders[0])
    expected = x * y
    out = np.empty_like(expected, order=orders[1])
    node = nb.Constant(np.ones(2)) * nb.Constant(np.ones(2))
    for args in ([x, y], [y, x]):
        _take(kernels.choose(node, args, out))
        np.testing.assert_array_equal(out, expected)


def test_a_copy_is_made_where_it_stays_in_the_cache() -> None:
    node, narrow = nb.Constant(np.ones(2)) + 1.0, np.ones((50, 4))
    by_columns = np.asfortranarray(narrow)
    for args, out, calls in [
        ([narrow, np.ones(4)], np.ones((50, 4)), 2),
        ([narrow, narrow], by_columns, 3),
        ([by_columns, narrow > 0], by_columns, 2),
        ([by_columns, np.ones((1, 1))], by_columns, 1),
        ([np.ones((9000, 4)), np.ones(4)], np.ones((9000, 4)), 1),
    ]:
        assert len(kernels.choose(node, args, out)) == calls


@pytest.mark.parametrize("columns", [1, 2, 3, 4])
@pytest.mark.parametrize("order", "CF")
def test_softmax_of_few_columns(columns: int, order: str) -> None:
    x = np.asarray(np.random.default_rng(0).normal(size=(30, columns)) * 9, order=order)
    x[:, columns // 2] += 800  # which only the greatest takes off
    out = np.empty_like(x)
    _take(kernels.choose(nb.softmax(nb.Constant(x)), [x], out))
    np.testing.assert_allclose(out, nb.softmax(x), rtol=1e-15)
