"""The walk over a graph, with words for each operation, and what has no counterpart."""

from __future__ import annotations

import copy
from typing import Any

import numpy as np
import pytest
from networks import mlp

import nbkit as nb
from nbkit import ops
from nbkit.bridge.program import Program, check_names
from nbkit.graph import GraphError, Operation

IN_WORDS = {ops.Add: "plus", ops.Multiply: "times"}


def in_words(node: Operation, *inputs: str) -> str:
    return f"({inputs[0]} {IN_WORDS[type(node)]} {inputs[1]})"


def test_a_walk_says_each_operation_in_the_peers_words() -> None:
    with nb.Graph().as_default():
        w, x = nb.Variable(2.0, "w"), nb.Placeholder("x")
        product = w * x
    program = Program({"sum": product + w, "both": [product, x]}, "words", IN_WORDS, "IN_WORDS")
    said = program.run({node: node.name for node in [w, x]}, in_words)
    assert said == {"sum": "((w times x) plus w)", "both": ["(w times x)", "x"]}
    assert (program.variables, program.placeholders) == ([w], [x])
    assert copy.deepcopy(program) is program


def test_what_changes_variables_has_no_counterpart() -> None:
    with nb.Graph().as_default():
        w = nb.Variable(1.0, "w")
        step = nb.Adam().minimize(w * w)
    both = dict.fromkeys({type(n) for n in w.graph.operations}, "")
    told = r"<Update 'Adam'> has no counterpart in words: it changes variables.*let words take the steps"
    with pytest.raises(GraphError, match=told):
        Program([w, step], "words", both, "")
    with pytest.raises(GraphError, match=r"initialize.*has no counterpart"):
        Program(nb.global_variables_initializer(), "words", IN_WORDS, "IN_WORDS")


def test_an_operation_of_ones_own_is_named_with_its_line() -> None:
    with nb.Graph().as_default():
        y = nb.exp(nb.Placeholder("x"), name="growth")
    with pytest.raises(GraphError, match=r"<Exp 'growth'>.*what Exp is there.*add it to IN_WORDS.*Made at"):
        Program(y, "words", IN_WORDS, "IN_WORDS")


@pytest.mark.parametrize("nothing", [[], {}, 3, None, [3], np.zeros(2)])
def test_what_is_no_node_is_refused(nothing: Any) -> None:
    with pytest.raises(GraphError, match="expected a node to"):
        Program(nothing, "words", IN_WORDS, "IN_WORDS")


def test_nodes_of_two_graphs_are_refused() -> None:
    with pytest.raises(GraphError, match="another graph"):
        Program([mlp(sizes=(2, 2)).loss, mlp(sizes=(2, 2)).loss], "words", IN_WORDS, "IN_WORDS")


def test_feeds_are_missed_and_found_too_many() -> None:
    net = mlp(sizes=(2, 2))
    program = Program(net.loss, "words", dict.fromkeys({type(n) for n in net.loss.graph.operations}), "")
    assert program.fed(net.feeds) == net.feed
    with pytest.raises(GraphError, match=r"the placeholders \['X', 'y'\] to be fed; \['y'\] missing"):
        program.fed({"X": 1})
    with pytest.raises(GraphError, match=r"\['y'\] missing, and \['Y'\] extra"):
        program.fed({"X": 1, "Y": 1})


def test_names_may_come_in_any_order() -> None:
    check_names("given", {"b": 1, "a": 2}, ["a", "b"], "the weights")
