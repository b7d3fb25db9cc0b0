"""How many nodes TensorFlow 1.4.0 makes for each call: the seeds of random nodes depend on it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import nbkit.tf1 as tf

CALLS = json.loads((Path(__file__).parent / "data" / "nodes_1_4_0.json").read_text(encoding="utf-8"))


def names(call: str) -> dict[str, Any]:
    """What the calls are written with: three tensors of each kind, placeholders, variables."""
    f = tf.placeholder(tf.float32, [None, 3])
    rows = [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]
    found: dict[str, Any] = {"x": [1.0, 2.0], "y": [1.0, 2.0], "y2": [1.0, 2.0], "m": rows, "x1": rows[0]}
    found |= {"n": [[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]], "y3": rows[0], "i": [0, 1], "i0": 0, "x0": 1.0}
    tensors = {name: tf.constant(value) for name, value in found.items()}
    tensors["n"] = tensors["m"] if "transpose_a" in call else tensors["n"]
    tensors["b3"] = tf.zeros([2, 1, 3] if "squeeze" in call else [2, 3, 3])
    tensors |= {"up": f, "u": tf.placeholder(tf.float32), "kp": tf.placeholder(tf.float32)}
    tensors |= {"ip": tf.placeholder(tf.int32, [None]), "gs": tf.Variable(0, trainable=False)}
    return tensors | {"v": tf.Variable([1.0, 2.0]), "tf": tf}


@pytest.mark.parametrize("call", CALLS)
def test_a_call_counts_as_many_nodes_as_1_4_0_makes(call: str) -> None:
    with tf.Graph().as_default() as graph:
        given = names(call)
        if "merge_all" in call:
            tf.summary.scalar("a", given["x0"])
        if "get_total" in call:
            tf.losses.add_loss(given["x0"])
        before = graph.count
        eval(call, given)
        assert graph.count - before == CALLS[call]


STEPS = {"GradientDescent": 36, "Momentum": 41, "Adam": 59, "RMSProp": 47, "Adagrad": 40, "Adadelta": 46}


@pytest.mark.parametrize("name", STEPS)
def test_a_training_step_counts_its_gradients_and_slots(name: str) -> None:
    with tf.Graph().as_default() as graph:
        w, X = tf.Variable([1.0, 2.0]), tf.placeholder(tf.float32, [None, 2])
        loss = tf.reduce_mean(tf.square(X * w))
        before = graph.count
        rates = (0.1, 0.9) if name == "Momentum" else (0.1,)
        getattr(tf.train, f"{name}Optimizer")(*rates).minimize(loss)
        assert graph.count - before == STEPS[name]


def test_gradients_that_meet_are_added_by_one_node_more() -> None:
    with tf.Graph().as_default() as graph:
        x = tf.Variable(1.0)
        for y, nodes in ((x * x, 13), (x * x + x, 20)):
            before = graph.count
            tf.gradients(y, [x])
            assert graph.count - before == nodes
