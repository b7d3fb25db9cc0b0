"""Weights by name, both ways, and what is refused."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from networks import Network, mlp

import nbkit as nb
from nbkit import bridge
from nbkit.graph import GraphError


@pytest.fixture
def net() -> Network:
    return mlp(sizes=(3, 2))


def test_a_session_gives_and_takes_a_dictionary(net: Network) -> None:
    nb.Adam().minimize(net.loss)  # what it remembers is no weight
    session, other = nb.Session(net.loss.graph), nb.Session(net.loss.graph)
    session.assign(net.variables[0], np.ones((3, 2)))
    weights = bridge.weights_of(session)
    assert list(weights) == ["W1", "b1"]
    bridge.put_weights(other, weights)
    assert bridge.largest_difference(session, other) == 0
    weights["b1"] += 0.5
    assert bridge.largest_difference(session, weights) == 0.5
    assert bridge.largest_difference(session, other) == 0, "weights are copies"


def test_only_what_nodes_need(net: Network) -> None:
    weights = bridge.weights_of(nb.Session(net.loss.graph), net.variables[1])
    assert list(weights) == ["b1"]
    session = nb.Session(net.loss.graph)
    bridge.put_weights(session, {"b1": [5, 6], "stranger": 1.0}, [net.variables[1]])
    np.testing.assert_array_equal(session.run(net.variables[1]), [5.0, 6.0])


@pytest.mark.parametrize(
    ("weights", "told"),
    [
        ({"W1": np.zeros((3, 2))}, r"\['W1', 'b1'\] to be given; \['b1'\] missing"),
        ({"W1": np.zeros((3, 2)), "b1": np.zeros(2), "W2": 1.0}, r"\['W2'\] extra"),
        ({"W1": np.zeros((2, 3)), "b1": np.zeros(2)}, r"expected shape \(3, 2\) for 'W1', got \(2, 3\)"),
        ({"W1": "three", "b1": np.zeros(2)}, "expected numbers for 'W1', got 'three'"),
        (3.0, "expected a session, a torch module, a dictionary of arrays or a path, got 3.0"),
    ],
)
def test_other_names_and_shapes_are_refused_and_nothing_changes(
    net: Network, weights: Any, told: str
) -> None:
    session = nb.Session(net.loss.graph)
    before = bridge.weights_of(session)
    with pytest.raises(GraphError, match=told):
        bridge.put_weights(session, weights)
    assert bridge.largest_difference(session, before) == 0


def test_a_weight_that_is_needed_and_not_held(net: Network) -> None:
    with pytest.raises(GraphError, match=r"\['b1'\] missing"):
        bridge.weights_of({"W1": np.zeros((3, 2))}, net.loss)


def test_a_target_that_takes_no_weights(net: Network) -> None:
    with pytest.raises(GraphError, match=r"to write to, got 3\.0"):
        bridge.put_weights(3.0, nb.Session(net.loss.graph))


def test_a_session_of_single_precision_keeps_it(net: Network) -> None:
    session = nb.Session(net.loss.graph, dtype=np.float32)
    bridge.put_weights(session, bridge.weights_of(nb.Session(net.loss.graph)))
    assert session.run(net.variables[0]).dtype == np.float32
