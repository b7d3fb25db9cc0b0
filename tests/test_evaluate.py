"""The plain way: what it computes, how often, and what it says where it cannot."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import nbkit as nb
from nbkit.evaluate import copy_out, evaluate
from nbkit.graph import Graph, GraphError, Node, Operation, Placeholder, Variable
from nbkit.session import Session


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


def test_strange_data_is_told_with_its_array_and_its_row() -> None:
    x, y, w = Placeholder("x"), Placeholder("y"), Variable([[1.0], [2.0]], name="w")
    loss = nb.mean(nb.square(x @ w - y))
    step = nb.GradientDescent(0.1).minimize(loss)
    clean = {x: np.ones((3, 2)), y: np.ones((3, 1))}
    for compiled in (True, False):
        session = Session(compiled=compiled)
        for _ in range(3):
            session.run(step, clean)
        before = session.run(w)
        for node, value, what in [(x, np.nan, "NaN"), (y, np.nan, "NaN"), (x, np.inf, "infinite")]:
            dirty = {k: v.copy() for k, v in clean.items()}
            dirty[node][1, 0] = dirty[node][2, 0] = value
            told = rf"2 of the {dirty[node].size} values fed to {node} are {what}, first in row 1"
            for fetches in (step, [step], loss, [loss, step], {"a": [step, w]}):
                if value is np.inf and fetches is loss:
                    continue  # an infinite cost is no NaN
                with pytest.raises(GraphError, match=told), np.errstate(all="ignore"):
                    session.run(fetches, dirty)
                np.testing.assert_array_equal(session.run(w), before)
        session.run(step, clean)


def test_a_training_that_diverges_goes_on_as_it_did() -> None:
    w = Variable(1.0, name="w")
    loss = nb.square(nb.square(w))
    step = nb.GradientDescent(10.0).minimize(loss)
    for compiled in (True, False):
        session = Session(compiled=compiled)
        with np.errstate(all="ignore"):
            for _ in range(12):
                session.run(step)
            assert np.isnan(session.run({"w": nb.reshape(w, (1,))})["w"])
            with pytest.raises(GraphError, match=r"<Variable 'w'> holds NaN .*diverged.*clean the data"):
                session.run(loss)


def test_a_masked_score_is_no_strange_data() -> None:
    z, y, w = Placeholder("z"), Placeholder("y"), Variable(np.ones(3), name="w")
    step = nb.Adam(0.1).minimize(nb.mean(nb.softmax_cross_entropy(z + w, y)))
    session, feed = Session(), {z: [[1.0, 2.0, -np.inf]], y: [[1.0, 0.0, 0.0]]}
    for _ in range(3):
        session.run(step, feed)
    assert np.isfinite(session.run(w)).all()


@pytest.mark.parametrize("name", ["x", None])
def test_a_cell_that_was_run_twice_is_told(name: str | None) -> None:
    def cell() -> Placeholder:
        return Placeholder(name)

    with Graph().as_default():
        x = cell()
        y, alone = x * 2.0, Placeholder("alone")
        x = cell()
        with pytest.raises(
            GraphError,
            match=r"2 nodes (named 'x'|made by one line), \w+ and \w+_1, as when a cell is run twice",
        ):
            Session().run(y, {x: 1.0})
        with pytest.raises(GraphError, match=r"got alone: add it to the run"):
            Session().run(y, {alone: 1.0})


def test_a_variable_that_was_made_twice_is_told() -> None:
    with Graph().as_default():
        w = Variable(1.0, name="w")
        loss = w * w
        w = Variable(1.0, name="w")
        with pytest.raises(
            GraphError, match=r"does not depend on <Variable 'w_1'>.*2 nodes named 'w', w and w_1"
        ):
            nb.GradientDescent(0.1).minimize(loss, [w])
