"""Gradients as nodes: where paths meet, where none leads, and a chain of 100,000 nodes."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import nbkit as nb
from nbkit.graph import Graph, GraphError, Placeholder, Variable
from nbkit.session import Session


def test_shared_subgraphs_and_diamonds_add_up() -> None:
    x = Placeholder("x")
    shared = nb.square(x)
    left, right = shared * 3.0, nb.exp(shared)
    loss = left * right + shared
    value = 0.5
    s = value**2
    expected = (3 * np.exp(s) + 3 * s * np.exp(s) + 1) * 2 * value
    np.testing.assert_allclose(Session().run(nb.gradients(loss, [x])[0], {x: value}), expected)


@given(depth=st.integers(1, 40), x=st.floats(0.1, 1.0))
def test_a_ladder_of_diamonds_takes_no_longer_than_it_is_high(depth: int, x: float) -> None:
    """2^depth paths lead down; each node passes its gradient on once."""
    with Graph().as_default() as graph:
        bottom = y = Placeholder("x")
        for _ in range(depth):
            y = (y + y) * 0.5
        (slope,) = nb.gradients(y, [bottom])
    assert len(graph.nodes) < 15 * depth + 10
    np.testing.assert_allclose(Session(graph).run(slope, {bottom: x}), 1.0)


def test_a_chain_of_100_000_nodes() -> None:
    x = y = Placeholder("x")
    for _ in range(100_000):
        y = -y
    (slope,) = nb.gradients(y, [x])
    session = Session()
    for value in (2.0, 3.0, 4.0):
        assert session.run([y, slope], {x: value}) == [value, 1.0]


def test_gradients_reach_intermediate_nodes_and_the_loss_itself() -> None:
    x = Placeholder("x")
    h = x * 2.0
    loss = nb.square(h)
    assert Session().run(nb.gradients(loss, [loss, h, x]), {x: 3.0}) == [1.0, 12.0, 24.0]


def test_a_node_that_the_loss_does_not_depend_on_gets_zeros() -> None:
    x, other = Placeholder("x"), Variable([[1.0, 2.0]])
    slopes = nb.gradients(nb.sum(x), [x, other])
    dx, d_other = Session().run(slopes, {x: np.ones(3)})
    assert dx.tolist() == [1, 1, 1]
    assert d_other.tolist() == [[0, 0]]


def test_the_same_gradient_asked_twice_is_the_same() -> None:
    """Nothing is stored in the nodes, so that nothing is added to what an earlier call left behind."""
    x = Placeholder("x")
    loss = nb.square(x)
    assert [Session().run(nb.gradients(loss, [x]), {x: 3.0}) for _ in range(3)] == [[6.0]] * 3


def test_gradients_have_the_shape_of_what_they_belong_to() -> None:
    X, W, b = Placeholder("X"), Variable(np.ones((3, 2)), name="W"), Variable(np.ones(2), name="b")
    for n in (0, 1, 5):
        slopes = Session().run(nb.gradients(nb.sum(nb.tanh(X @ W + b)), [X, W, b]), {X: np.ones((n, 3))})
        assert [s.shape for s in slopes] == [(n, 3), (3, 2), (2,)]


def test_nothing_is_built_for_what_was_not_asked() -> None:
    x, w = Placeholder("x"), Placeholder("w")
    loss = nb.sum(nb.exp(w) * x)
    before = len(loss.graph.nodes)
    nb.gradients(loss, [x])
    one = len(loss.graph.nodes) - before
    nb.gradients(loss, [x, w])
    both = len(loss.graph.nodes) - before - one
    assert one < both  # the slope of exp was built the second time only


def test_third_derivative() -> None:
    x = Placeholder("x")
    y = x**4
    for _ in range(3):
        (y,) = nb.gradients(y, [x])
    assert Session().run(y, {x: 2.0}) == 48.0


def test_gradients_join_the_graph_of_the_loss() -> None:
    with Graph().as_default() as other:
        x = Placeholder("x")
        loss = nb.square(x) * 2.0
    slopes = nb.gradients(loss, [x])
    assert all(node.graph is other for node in nb.traverse_postorder(*slopes))


def test_two_graphs_do_not_mix() -> None:
    x = Placeholder("x")
    with Graph().as_default():
        y = Placeholder("y")
    with pytest.raises(GraphError, match="belongs to another graph"):
        nb.gradients(nb.square(x), [y])
    with pytest.raises(GraphError, match="belongs to another graph"):
        x + y
