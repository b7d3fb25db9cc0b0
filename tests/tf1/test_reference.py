"""Numbers that TensorFlow 1.4.0 printed: 24 draws, eight trainings, and a line fitted under a seed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import nbkit.tf1 as tf

REFERENCE = json.loads((Path(__file__).parent / "data" / "reference_1_4_0.json").read_text(encoding="utf-8"))
DRAWS = REFERENCE["random"]
TRAININGS = REFERENCE["training 3-4-2"]["runs"]
MAKE: dict[str, Any] = {
    "random_normal([3,2], stddev=0.1)": lambda seed: tf.random_normal([3, 2], stddev=0.1, seed=seed),
    "random_uniform([5], -1., 1.)": lambda seed: tf.random_uniform([5], -1.0, 1.0, seed=seed),
    "truncated_normal([6], stddev=0.1)": lambda seed: tf.truncated_normal([6], stddev=0.1, seed=seed),
    "random_uniform([5], maxval=100, dtype=int32)": lambda seed: tf.random_uniform(
        [5], maxval=100, dtype=tf.int32, seed=seed
    ),
    "random_shuffle(range(8))": lambda seed: tf.random_shuffle(tf.range(8), seed=seed),
    "nn.dropout(ones([10]), 0.5)": lambda seed: tf.nn.dropout(tf.ones([10]), 0.5, seed=seed),
}


@pytest.mark.parametrize(
    "draw", DRAWS, ids=lambda d: f"{d['call']} {d['graph_seed']} {d['op_seed_argument']}"
)
def test_a_draw_is_that_of_1_4_0_bit_for_bit(draw: dict[str, Any]) -> None:
    with tf.Graph().as_default():
        if draw["graph_seed"] is not None:
            tf.set_random_seed(draw["graph_seed"])
        node, session = MAKE[draw["call"]](draw["op_seed_argument"]), tf.Session()
        for expected in draw["runs"]:
            found = session.run(node)
            np.testing.assert_array_equal(found, np.array(expected, found.dtype))


@pytest.mark.parametrize("call", TRAININGS)
def test_a_training_is_that_of_1_4_0_to_six_digits(call: str) -> None:
    expected = TRAININGS[call]
    X = np.random.RandomState(0).uniform(-1, 1, (40, 3)).astype(np.float32)
    Y = np.eye(2)[(X[:, 0] * X[:, 1] > 0).astype(int)]
    with tf.Graph().as_default():
        tf.set_random_seed(expected["seed"])
        x, y = tf.placeholder(tf.float32, [None, 3]), tf.placeholder(tf.float32, [None, 2])
        w1, b1 = tf.Variable(tf.random_normal([3, 4], stddev=0.5)), tf.Variable(tf.zeros([4]))
        w2, b2 = tf.Variable(tf.random_normal([4, 2], stddev=0.5)), tf.Variable(tf.zeros([2]))
        scores = tf.matmul(tf.sigmoid(tf.matmul(x, w1) + b1), w2) + b2
        loss = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(labels=y, logits=scores))
        step = eval(f"tf.train.{call}", {"tf": tf}).minimize(loss)
        session, losses, feed = tf.Session(), [], {x: X, y: Y}
        session.run(tf.global_variables_initializer())
        for _ in range(12):
            for _ in range(5):
                session.run(step, feed)
            losses.append(session.run(loss, feed))
        np.testing.assert_allclose(losses, expected["losses_every_5_steps"], rtol=5e-6)
        np.testing.assert_allclose(session.run(w1), expected["w1_after"], rtol=2e-4, atol=1e-5)
        np.testing.assert_allclose(session.run(b2), expected["b2_after"], rtol=2e-4, atol=1e-5)


def test_a_line_is_fitted_as_in_1_4_0_line_by_line() -> None:
    told = (Path(__file__).parent / "data" / "line_777.txt").read_text(encoding="utf-8").splitlines()
    with tf.Graph().as_default():
        tf.set_random_seed(777)
        W = tf.Variable(tf.random_normal([1]), name="slope")
        b = tf.Variable(tf.random_normal([1]), name="height")
        cost = tf.reduce_mean(tf.square([1, 2, 3] * W + b - [1, 2, 3]))
        step, session = tf.train.GradientDescentOptimizer(0.01).minimize(cost), tf.Session()
        session.run(tf.global_variables_initializer())
        lines = []
        for i in range(2001):
            session.run(step)
            if i % 20 == 0:
                lines.append(" ".join(map(str, (i, *session.run((cost, W, b))))))
    assert lines == told
    assert len(lines) == 101
