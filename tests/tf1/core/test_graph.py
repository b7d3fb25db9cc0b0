"""Names, scopes and collections of a graph."""

from __future__ import annotations

import pytest

import nbkit.tf1 as tf


@pytest.fixture(autouse=True)
def _own_graph() -> object:
    with tf.Graph().as_default() as graph:
        yield graph


def test_names_are_numbered_within_their_scope() -> None:
    with tf.name_scope("a"):
        assert tf.constant(1.0).name == "a/Const:0"
        assert tf.constant(1.0).name == "a/Const_1:0"
    with tf.name_scope("a"):
        assert tf.constant(1.0, name="x").name == "a_1/x:0"
    assert [tf.constant(1.0, name=n).name for n in ("x", "x", "x_1")] == ["x:0", "x_1:0", "x_1_1:0"]


def test_tensors_are_found_by_name() -> None:
    x = tf.constant(1.0, name="x")
    graph = tf.get_default_graph()
    assert graph.get_tensor_by_name("x:0") is x and graph.get_operation_by_name("x") is x.op
    with pytest.raises(KeyError, match="not in the graph"):
        graph.get_operation_by_name("y")
    with pytest.raises(ValueError, match="called 'x:0'"):
        graph.get_tensor_by_name("x")


def test_collections_are_lists_by_name() -> None:
    tf.add_to_collection("c", 1)
    tf.get_collection_ref("c").append(2)
    assert tf.get_collection("c") == [1, 2] and tf.get_collection("none") == []


def test_the_nodes_of_nbkit_have_the_names_of_tensorflow() -> None:
    with tf.name_scope("layer"):
        y = tf.matmul(tf.ones([1, 2]), tf.ones([2, 1]))
    assert y.node.name == "layer/MatMul"
