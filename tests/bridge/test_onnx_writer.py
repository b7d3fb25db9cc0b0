"""Nodes as they are written: names, types, constants that are written once."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import nbkit as nb
from nbkit.bridge.onnx_forms import Form
from nbkit.bridge.onnx_writer import Writer

pytest.importorskip("onnx", reason="onnx is a peer: pip install '.[peers]'")


@pytest.fixture
def written() -> Any:
    with nb.Graph().as_default():
        x = nb.Placeholder("x", (None, 2))
        y = nb.exp(x, name="y")
    form = Form((None, 2), np.dtype(np.float64), (True, False))
    writer = Writer({x: form, y: form}, np.dtype(np.float64))
    return writer, y, writer.enter(x)


def test_the_last_node_has_the_name_of_the_operation(written: Any) -> None:
    writer, y, x = written
    value = writer.translate(y, lambda b, node, x: b.say("Exp", b.say("Neg", x)), x)
    assert value == "y"
    assert [(n.op_type, n.name, list(n.output)) for n in writer.nodes] == [
        ("Neg", "y/Neg", ["y/Neg"]),
        ("Exp", "y", ["y"]),
    ]
    assert "nb.exp" in writer.nodes[-1].doc_string


def test_a_value_that_is_its_input_writes_nothing(written: Any) -> None:
    writer, y, x = written
    assert writer.translate(y, lambda b, node, x: x, x) == "x"
    assert writer.nodes == []
    writer.output("y", "x", y)
    assert [(n.op_type, list(n.output)) for n in writer.nodes] == [("Identity", ["y"])]


def test_types_change_where_they_must(written: Any) -> None:
    writer, _, x = written
    assert writer.cast(x, np.float64) == x
    single = writer.cast(x, np.float32)
    assert writer.nodes[-1].op_type == "Cast"
    assert writer.cast(single, np.float32) == single


def test_constants_are_written_once_for_each_type(written: Any) -> None:
    writer, _, _ = written
    assert writer.whole([1, 2]) == writer.whole([1, 2])
    assert writer.whole(1) != writer.number(1)
    assert len(writer.nodes) == 3


def test_a_shape_is_known_or_asked_for(written: Any) -> None:
    writer, y, x = written
    writer.translate(y, lambda b, node, x: b.say("Exp", x), x)
    writer.shape(y)
    assert writer.nodes[-1].op_type == "Constant"
    writer.shape(y, exact=True)
    assert (writer.nodes[-1].op_type, list(writer.nodes[-1].input)) == ("Shape", ["y"])
