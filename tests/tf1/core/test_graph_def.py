"""The graph as text."""

from __future__ import annotations

import nbkit.tf1 as tf

TEXT = """node {
  name: "a"
  op: "Const"
}
node {
  name: "both"
  op: "Add"
  input: "a"
  input: "a"
  input: "^a"
}
"""


def test_it_names_each_operation_with_what_it_reads() -> None:
    with tf.Graph().as_default() as graph:
        a = tf.constant(1.0, name="a")
        with tf.control_dependencies([a]):
            tf.add(a, a, name="both")
        told = graph.as_graph_def()
    assert str(told) == repr(told) == TEXT
    assert [n.name for n in told.node if n.op == "Add"] == ["both"]
