"""TensorShape and Dimension, as listings use them."""

from __future__ import annotations

import pytest

from nbkit.tf1.core.shapes import Dimension, TensorShape


def test_a_shape_is_asked_in_every_way() -> None:
    shape = TensorShape([None, 3, 4])
    assert (shape.ndims, len(shape), shape.as_list(), str(shape)) == (3, 3, [None, 3, 4], "(?, 3, 4)")
    assert shape[1:].num_elements() == 12 and shape.num_elements() is None
    assert [d.value for d in shape] == [None, 3, 4] and shape[-1] == 4
    assert shape.is_compatible_with([5, 3, 4]) and not shape.is_compatible_with([5, 3])
    assert shape[1:].concatenate([2]).as_list() == [3, 4, 2]
    assert int(shape[1]) * 2 == 6 and (shape[1] * shape[2]).value == 12


def test_what_is_not_known_says_so() -> None:
    with pytest.raises(ValueError, match="as_list"):
        TensorShape(None).as_list()
    with pytest.raises(TypeError, match="not known before a run"):
        int(Dimension(None))
    with pytest.raises(ValueError, match="incompatible"):
        TensorShape([2]).assert_is_compatible_with([3])
    assert (Dimension(None) == 3) is None and (Dimension(2) < 3) is True
