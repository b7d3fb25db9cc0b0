"""tf.compat: text and bytes, and the name under which later programs call TensorFlow 1."""

from __future__ import annotations

from importlib import import_module

import pytest

import nbkit.tf1 as tf
from nbkit.tf1.lend import lent


def test_text_and_bytes() -> None:
    assert (tf.compat.as_bytes("ä"), tf.compat.as_str(b"a"), tf.compat.as_str_any(3)) == (
        b"\xc3\xa4",
        "a",
        "3",
    )


def test_version_1_of_version_2_is_ours() -> None:
    with lent():
        assert import_module("tensorflow.compat.v1") is tf
    tf.disable_v2_behavior()
    assert tf.compat.v1 is tf
    with pytest.raises(AttributeError, match="not here yet"):
        _ = tf.compat.v3
