"""The plain way: what it computes, how often, and what it says where it cannot."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import nbkit as nb
from nbkit.evaluate import copy_out, evaluate
from nbkit.graph import GraphError, Node, Operation, Placeholder, Variable


def initial(node: Any) -> Any:
    return node.initial_value if isinstance(node, Variable) else node.value


def test_every_needed_node_has_its_value() -> None:
    A, b, x = Variable(10.0), Variable(1.0), Placeholder("x")
    product = A * x
    z, _ = product + b, product * 5.0
    values = evaluate([z], {x: np.array(3.0)}, initial)
    assert {node: float(value) for node, value in values.items()} == {A: 10, x: 3, product: 30, b: 1, z: 31}


def test_a_shared_node_is_computed_once() -> None:
    class Counted(Operation):
        calls = 0

        @staticmethod
        def forward(x: Any, out: Any = None) -> Any:
            Counted.calls += 1
            return x + 1.0

    node: Any = Counted(Placeholder("x"))
    (x,) = node.input_nodes
    total = node * node + node
    assert evaluate([total, node], {x: np.array(1.0)}, initial)[total] == 6.0
    assert Counted.calls == 1


def test_what_lies_behind_a_fed_node_is_not_asked_for() -> None:
    hidden = Placeholder("hidden") * 2.0
    y = hidden + 1.0
    assert set(evaluate([y], {hidden: np.array(3.0)}, initial)) == {hidden, *y.input_nodes, y}


def test_numbers_of_python_take_the_precision_of_what_they_meet() -> None:
    x = Placeholder("x")
    two, three = nb.Constant(2.0), nb.Constant(3.0)
    values = evaluate([two * three * x], {x: np.float32([1, 2])}, initial)
    assert [type(v) for v in values.values()].count(float) == 3
    assert list(values.values())[-1].dtype == np.float32


def test_advice_that_fails_does_not_hide_the_error() -> None:
    class Broken(Operation):
        @staticmethod
        def forward(x: Any, out: Any = None) -> Any:
            raise ValueError("no such thing")

        @staticmethod
        def advice(*values: Any) -> str:
            raise ZeroDivisionError

    node: Node = Broken(nb.Constant(1.0))
    with pytest.raises(
        GraphError, match=r"<Broken> cannot take 1.0 \(\): no such thing. Try: check the shapes"
    ):
        evaluate([node], {}, initial)


def test_what_is_handed_out_is_a_copy() -> None:
    array = np.arange(3.0)
    copy_out(array)[...] = 7.0
    assert array.tolist() == [0.0, 1.0, 2.0]
    assert type(copy_out(np.array(2.0))) is np.float64
