"""How many nodes TensorFlow 1.4.0 makes for gradients and training steps; for calls, see test_calls."""

from __future__ import annotations

import pytest

import nbkit.tf1 as tf

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


@pytest.mark.parametrize(
    ("cost", "batch", "nodes"),
    [
        ("nce_loss", 4, 185),
        ("nce_loss", None, 208),
        ("sampled_softmax_loss", 4, 159),
        ("sampled_softmax_loss", None, 159),
    ],
)
def test_gradients_of_a_sampled_cost(cost: str, batch: int | None, nodes: int) -> None:
    with tf.Graph().as_default() as graph:
        w, b = tf.Variable(tf.ones([9, 3])), tf.Variable(tf.zeros([9]))
        labels, x = tf.placeholder(tf.int32, [batch, 1]), tf.placeholder(tf.float32, [batch, 3])
        losses = getattr(tf.nn, cost)(w, b, labels, x, 2, 9)
        before = graph.count
        tf.gradients(losses, [w, b, x])
        assert graph.count - before == nodes
