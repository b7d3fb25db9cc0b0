"""Rounding, rests and casts at the edges."""

from __future__ import annotations

import numpy as np

from nbkit import ops
from nbkit.backprop import slopes
from nbkit.graph import Placeholder


def test_a_rest_has_the_sign_of_the_divisor() -> None:
    np.testing.assert_array_equal(ops.remainder(np.array([-7, 7]), np.array([3, -3])), [2, -2])
    np.testing.assert_array_equal(ops.floor_divide(np.array([-7, 7]), np.array([3, -3])), [-3, -3])


def test_no_slope_comes_back_from_whole_numbers() -> None:
    x = Placeholder("x")
    back = ops.cast(ops.cast(x, np.int32), np.float32)
    assert slopes({back: back}, [x]) == [None]
    there = ops.cast(x, np.float64)
    assert isinstance(slopes({there: there}, [x])[0], ops.CastLike)


def test_of_equals_the_first_is_the_greatest() -> None:
    assert ops.argmax(np.array([1, 3, 3])) == 1
