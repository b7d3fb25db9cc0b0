"""Folded graphs: a box holds one way out, and nothing that others use."""

import numpy as np
from small_graphs import layers, texts

import nbkit as nb
from nbkit.view.graphs.draw import draw
from nbkit.view.graphs.fold import folded


def test_what_a_layer_shares_is_not_folded_away():
    with nb.Graph().as_default():
        X, W = nb.Placeholder("X"), nb.Variable(np.eye(3), name="W")
        first = nb.tanh(X @ W + nb.Variable(np.zeros(3), name="b"))
        out = nb.sum(first @ W + nb.Variable(np.zeros(3), name="c"))
        twice = nb.add(X @ nb.Variable(np.eye(3), name="V"), nb.Variable(np.zeros(3)), name="twice")
        other = nb.sigmoid(twice) * nb.relu(twice)
    assert folded(nb.traverse_postorder(out)) == {}
    (members,) = folded(nb.traverse_postorder(other)).values()
    assert [node.name for node in members] == ["V", "Variable", "MatMul_2", "twice"]


def test_names_that_begin_alike_are_folded():
    h, _ = layers(2, "decoder/h{}")
    with h.graph.as_default():
        loss = nb.mean(nb.square(h, name="decoder/a"), name="decoder/b")
        layer = folded(nb.traverse_postorder(nb.exp(loss)))
    (end,) = layer
    assert end is loss and [node.name for node in layer[end]] == [
        "decoder/h0",
        "W1",
        "MatMul_1",
        "b1",
        "Add_1",
        "decoder/h1",
        "decoder/a",
        "decoder/b",
    ]
    assert "decoder" in texts(draw(loss, fold=True))


def test_a_scope_with_two_ways_out_stays_open():
    with nb.Graph().as_default():
        a = nb.Placeholder("in/a")
        out = nb.exp(a, name="in/b") * nb.sigmoid(a) * nb.tanh(nb.exp(a, name="in/c"))
    assert folded(nb.traverse_postorder(out)) == {}
