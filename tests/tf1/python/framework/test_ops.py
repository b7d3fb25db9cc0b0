"""tensorflow.python.framework.ops."""

from __future__ import annotations

import nbkit.tf1 as tf
from nbkit.tf1.python.framework import ops


def test_it_is_the_same_graph() -> None:
    assert ops.reset_default_graph is tf.reset_default_graph
    assert ops.get_default_graph() is tf.get_default_graph()
