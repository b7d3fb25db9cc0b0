"""The error classes can be raised and told apart by listings."""

from __future__ import annotations

import nbkit.tf1 as tf


def test_an_error_tells_its_message() -> None:
    error = tf.errors.OutOfRangeError(None, None, "the end")
    assert (str(error), error.message, error.op) == ("the end", "the end", None)
    assert isinstance(error, tf.errors.OpError)
