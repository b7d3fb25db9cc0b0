"""Kernels: the same numbers for every layout of what they read and write."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import nbkit as nb
from nbkit.compiled import kernels


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
    for function, args in steps:
        function(*args)
    np.testing.assert_allclose(out, np.einsum("ij,jk->ik", A, B), rtol=1e-9, atol=1e-9)


def test_an_array_that_repeats_a_number_is_computed_with_as_that_number() -> None:
    number, x = np.array(0.25), np.arange(6.0).reshape(3, 2)
    for order in "CF":
        out = np.empty((3, 2), order=order)
        function, args = kernels.choose(nb.Constant(x) * 0.25, [x, np.broadcast_to(number, (3, 2))], out)[0]
        assert [np.ndim(a) for a in args] == [2, 0, 2]
        function(*args)
        np.testing.assert_array_equal(out, x / 4)
