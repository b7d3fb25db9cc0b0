"""A loop as one operation: its slopes beside differences, its random numbers, what it refuses."""

from __future__ import annotations

import numpy as np
import pytest

import nbkit.tf1 as tf
from nbkit.tf1.core.looping import Pieces


def test_slopes_of_a_loop_are_those_of_differences() -> None:
    rng = np.random.default_rng(0)
    X, W, G = rng.normal(size=(4, 3)), rng.normal(size=(3, 3)) / 2, rng.normal(size=(4, 3))
    with tf.Graph().as_default():
        x, w = tf.placeholder(tf.float64, [4, 3]), tf.placeholder(tf.float64, [3, 3])
        _, y, z = tf.while_loop(
            lambda i, a, b: i < 4,
            lambda i, a, b: (i + 1, tf.tanh(tf.matmul(a, w)) + x * b, b + tf.reduce_mean(a)),
            [tf.constant(0), x, tf.constant(0.5, tf.float64)],
        )
        total = tf.reduce_sum(y * G) * z
        slopes, session = tf.gradients(total, [x, w]), tf.Session()
        found = session.run(slopes, {x: X, w: W})
        for array, slope in zip((X, W), found, strict=True):
            for place in np.ndindex(array.shape):
                kept, ends = array[place], []
                for step in (1e-6, -1e-6):
                    array[place] = kept + step
                    ends.append(session.run(total, {x: X, w: W}))
                array[place] = kept
                assert slope[place] == pytest.approx((ends[0] - ends[1]) / 2e-6, rel=1e-5, abs=1e-7)


def test_what_is_trained_within_a_loop() -> None:
    with tf.Graph().as_default():
        w = tf.Variable(2.0)
        _, y = tf.while_loop(lambda i, a: i < 3, lambda i, a: (i + 1, a * w), [tf.constant(0), 1.0])
        loss = tf.square(y - 27.0)
        step, session = tf.train.GradientDescentOptimizer(1e-3).minimize(loss), tf.Session()
        session.run(tf.global_variables_initializer())
        for _ in range(200):
            session.run(step)
        assert session.run(w) == pytest.approx(3.0, rel=1e-4)


def test_a_stream_goes_on_from_step_to_step_and_from_run_to_run() -> None:
    with tf.Graph().as_default():
        draws = tf.map_fn(lambda x: x + tf.random_uniform([2], seed=7), tf.zeros([3, 2]))
        alone = tf.random_uniform([2], seed=7)
        session = tf.Session()
        looped = np.concatenate([session.run(draws) for _ in range(2)])
        np.testing.assert_array_equal(looped, [session.run(alone) for _ in range(6)])


def test_a_loop_does_not_write_into_variables() -> None:
    with tf.Graph().as_default():
        v = tf.Variable(1.0)
        with pytest.raises(ValueError, match=r"writes into a variable within a loop.*carry"):
            tf.while_loop(lambda i: i < 3, lambda i: i + tf.to_int32(tf.assign_add(v, 1.0)), [tf.constant(0)])


def test_an_error_within_a_loop_names_the_node() -> None:
    with tf.Graph().as_default():
        x = tf.placeholder(tf.float32, [None, 2])
        y = tf.map_fn(lambda row: row + tf.reshape(x, [-1]), x)
        with pytest.raises(tf.errors.InvalidArgumentError, match=r"within a loop, <Add 'map/add'> cannot"):
            tf.Session().run(y, {x: np.ones((3, 2))})


def test_pieces_add_up() -> None:
    total = Pieces({0: 1.0}) + Pieces({0: 2.0, 3: 4.0}, 4)
    assert (total.parts, total.size) == ({0: 3.0, 3: 4.0}, 4)
