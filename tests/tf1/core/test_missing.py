"""What is left out says so, and why."""

from __future__ import annotations

from inspect import isfunction
from typing import Any

import pytest

import nbkit as nb
import nbkit.tf1 as tf
from nbkit.tf1.core.missing import keyword_hint


@pytest.mark.parametrize(
    ("part", "name", "words"),
    [
        (tf.train, "Coordinator", "belongs to TensorFlow's input queues.*feed arrays with feed_dict"),
        (tf, "data", "input pipeline"),
        (tf, "estimator", "build the graph and call minimize"),
        (tf, "function", "came after TensorFlow 1.4"),
        (tf, "nothing_like_it", "not here yet"),
        (tf.contrib, "slim", "tf.layers has the same layers"),
        (tf, "reduce_maen", r"Did you mean tf\.reduce_mean\?"),
        (tf.nn, "sofmax", r"tf\.nn\.sofmax is not here\. Did you mean tf\.nn\.softmax\?"),
        (tf.nn, "embeding_lookup", r"Did you mean tf\.nn\.embedding_lookup\?"),
    ],
)
def test_a_missing_name_is_an_attribute_error_with_advice(part: object, name: str, words: str) -> None:
    assert not hasattr(part, name)
    with pytest.raises(AttributeError, match=words):
        getattr(part, name)


def test_a_wrong_keyword_is_met_with_those_that_there_are() -> None:
    assert callable(nb.softmax)  # of the same name, and not what was called
    with tf.Graph().as_default(), pytest.raises(TypeError) as caught:
        tf.nn.softmax(logit=[1.0])
    assert str(caught.value).startswith("softmax() got an unexpected keyword argument 'logit'")
    assert keyword_hint(caught.value) == ". It takes: logits, dim, name, axis"
    assert keyword_hint(TypeError("something else")) == keyword_hint(ValueError("softmax() got")) == ""


@pytest.mark.parametrize("module", [tf, tf.nn, tf.layers, tf.losses, tf.metrics], ids=lambda m: m.__name__)
def test_every_function_has_a_name(module: Any) -> None:
    functions = [f for name in dir(module) if isfunction(f := getattr(module, name))]
    assert functions and not [f for f in functions if "<locals>" in f.__qualname__]
