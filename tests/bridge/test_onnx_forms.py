"""Shapes and types with a batch of any length; this needs no peer."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from networks import cnn

import nbkit as nb
from nbkit.bridge.onnx_forms import forms_of
from nbkit.bridge.onnx_table import SAYS
from nbkit.bridge.program import Program
from nbkit.bridge.weights import start_values
from nbkit.graph import GraphError


def forms(node: Any, shapes: Any = None, precision: Any = np.float64) -> Any:
    program = Program(node, "onnx", SAYS, "SAYS")
    return forms_of(program, start_values(program.variables, None), precision, shapes)


def test_an_axis_of_any_length_goes_through_the_graph() -> None:
    net = cnn()
    slopes = nb.gradients(net.loss, net.variables)
    found = forms([net.loss, *slopes])
    assert found[net.logits].shape == (None, 10)
    assert found[net.logits].batch == (True, False)
    assert found[net.loss].is_static
    assert [found[slope].shape for slope in slopes] == [v.initial_value.shape for v in net.variables]


def test_what_depends_on_the_batch_and_is_another_length_has_no_name() -> None:
    with nb.Graph().as_default():
        flat = nb.reshape(nb.Placeholder("X", (None, 4)), (-1,))
    assert forms(flat)[flat].shape == (None,)
    assert forms(flat)[flat].batch == (False,)


def test_class_numbers_are_whole_and_the_rest_has_the_precision() -> None:
    with nb.Graph().as_default():
        x, k = nb.Placeholder("x", (None, 3)), nb.Placeholder("k", (None,))
        picked, more = nb.pick(x, k), x > 0
    found = forms([picked, more], precision=np.float32)
    assert [found[n].dtype for n in (x, k, picked, more)] == ["float32", "int64", "float32", "bool"]


@pytest.mark.parametrize(
    ("shape", "shapes", "told"),
    [
        (None, None, r"expected a shape for <Placeholder 'X'>, got none: write.*shapes=\{'X'"),
        ((None, None), None, "the first axis alone may be None"),
        (None, {"X": 3}, "the first axis alone may be None"),
        ((None, 2), {"Y": (2,)}, r"\['Y'\] extra"),
    ],
)
def test_shapes_that_are_not_known(shape: Any, shapes: Any, told: str) -> None:
    with nb.Graph().as_default():
        node = nb.exp(nb.Placeholder("X", shape))
    with pytest.raises(GraphError, match=told):
        forms(node, shapes)


def test_a_graph_for_one_batch_alone_is_refused_by_name() -> None:
    with nb.Graph().as_default():
        node = nb.reshape(nb.Placeholder("X", (None, 2)), (50, 2))
    with pytest.raises(GraphError, match="<Reshape> cannot take X"):
        forms(node)


def test_shapes_may_be_said_here() -> None:
    with nb.Graph().as_default():
        node = nb.exp(nb.Placeholder("X"))
    assert forms(node, {"X": (None, 2)})[node].shape == (None, 2)
