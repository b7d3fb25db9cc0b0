"""What becomes a tensor, and of which dtype."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import nbkit.tf1 as tf
from nbkit.tf1.core.tensor import as_constant


@pytest.mark.parametrize(
    ("value", "dtype"),
    [
        *[(1, "int32"), (1.5, "float32"), (True, "bool"), ([1, 2.5], "float32"), ([], "float32")],
        *[(2**40, "int64"), (np.float64(1), "float64"), (np.zeros(2, np.int8), "int8")],
        ([np.float64(1)], "float32"),
    ],
)
def test_python_numbers_are_small_and_arrays_keep_their_type(value: Any, dtype: str) -> None:
    assert as_constant(value).dtype == dtype


@pytest.mark.parametrize(("value", "dtype"), [(1.5, "int32"), (True, "float32"), ("a", "float32")])
def test_nothing_is_lost_without_a_word(value: Any, dtype: str) -> None:
    with pytest.raises(TypeError, match=f"Expected {dtype}, got"):
        tf.constant(value, dtype)


def test_bad_values_say_what_they_are() -> None:
    with pytest.raises(ValueError, match="None values not supported"):
        tf.constant(None)
    with pytest.raises(ValueError, match="unequal length"):
        tf.constant([[1], [1, 2]])
    with pytest.raises(TypeError, match="Failed to convert"):
        tf.constant(object())
    with pytest.raises(ValueError, match="Too many elements"):
        tf.constant([1, 2, 3], shape=[2])
    with pytest.raises(TypeError, match="Can't convert Operation"):
        tf.square(tf.no_op())


def test_text_comes_back_as_bytes() -> None:
    with tf.Graph().as_default():
        hello = tf.constant("Hello")
        assert tf.Session().run([hello, hello]) == [b"Hello", b"Hello"]
        assert hello.dtype == tf.string


def test_an_operator_of_a_tensor_of_another_graph_stays_there() -> None:
    with tf.Graph().as_default():
        x = tf.constant(2.0)
    assert tf.Session(graph=x.graph).run(1.0 - x * 3.0) == -5
