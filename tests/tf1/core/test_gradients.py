"""tf.gradients: what no line of the table of behaviours shows."""

from __future__ import annotations

import json
from pathlib import Path

import beside
import numpy as np
import pytest

import nbkit.tf1 as tf
from nbkit.tf1.core.cells import flat


def test_of_a_node_that_is_a_seed_twice() -> None:
    with tf.Graph().as_default():
        x = tf.constant(3.0)
        y = x * x
        (slope,) = tf.gradients([y, y], [x])
        assert tf.Session().run(slope) == 12


def test_rows_that_were_looked_up() -> None:
    with tf.Graph().as_default():
        table = tf.constant(np.zeros((3, 2), np.float32))
        (rows,) = tf.gradients(tf.reduce_sum(tf.gather(table, [2, 2])), [table])
        values, indices, dense = tf.Session().run([rows.values, rows.indices, tf.convert_to_tensor(rows)])
    assert indices.tolist() == [2, 2] and values.tolist() == [[1, 1], [1, 1]]
    assert dense.tolist() == [[0, 0], [0, 0], [2, 2]]


def test_it_knows_dtype_and_shape() -> None:
    with tf.Graph().as_default():
        x = tf.placeholder(tf.float64, [None, 3])
        (slope,) = tf.gradients(tf.reduce_sum(x * x), [x])
        assert slope.dtype == tf.float64 and slope.get_shape().as_list() == [None, 3]


SLOPES = json.loads((Path(__file__).parents[1] / "data" / "slopes_1_4_0.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("call", SLOPES["calls"])
def test_gradients_count_the_nodes_of_1_4_0(call: str) -> None:
    for gated, nodes in zip((False, True), SLOPES["calls"][call], strict=True):
        with tf.Graph().as_default() as graph:
            made = beside.placeholders()[0]
            made |= {name: tf.placeholder(tf.float32, shape) for name, shape in SLOPES["more"].items()}
            found = eval(call, {"tf": tf, **made})
            outputs = [t for t in flat(found) if t.dtype.is_floating]
            inputs = [t for t in made.values() if t.dtype.is_floating]
            before = graph.count
            if outputs:
                tf.gradients(outputs, inputs, gate_gradients=gated)
            assert graph.count - before == nodes
