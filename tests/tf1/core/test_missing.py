"""What is left out says so, and why."""

from __future__ import annotations

import pytest

import nbkit.tf1 as tf


@pytest.mark.parametrize(
    ("part", "name", "words"),
    [
        (tf.train, "Coordinator", "belongs to TensorFlow's input queues.*feed arrays with feed_dict"),
        (tf, "data", "input pipeline"),
        (tf, "estimator", "build the graph and call minimize"),
        (tf, "nothing_like_it", "not here yet"),
        (tf.contrib, "slim", "tf.layers has the same layers"),
    ],
)
def test_a_missing_name_is_an_attribute_error_with_advice(part: object, name: str, words: str) -> None:
    assert not hasattr(part, name)
    with pytest.raises(AttributeError, match=words):
        getattr(part, name)
