"""Layers that make their own weights."""

from __future__ import annotations

import numpy as np
import pytest

import nbkit.tf1 as tf


def test_a_dense_layer_is_a_product_and_a_bias() -> None:
    with tf.Graph().as_default():
        x = tf.placeholder(tf.float32, [None, 3])
        y = tf.layers.dense(x, 2, tf.nn.relu, bias_initializer=tf.ones_initializer(), name="out")
        again = tf.layers.dense(x, 2, tf.nn.relu, name="out", reuse=True)
        session, X = tf.Session(), np.eye(3)
        session.run(tf.global_variables_initializer())
        a, b, W = session.run([y, again, "out/kernel:0"], {x: X})
        np.testing.assert_allclose(a, np.maximum(X @ W + 1, 0), rtol=1e-6)
        np.testing.assert_array_equal(a, b)
        assert [v.name for v in tf.trainable_variables()] == ["out/kernel:0", "out/bias:0"]


def test_dense_needs_a_width() -> None:
    with tf.Graph().as_default(), pytest.raises(ValueError, match="last dimension"):
        tf.layers.dense(tf.placeholder(tf.float32, [None, None]), 2)


def test_flatten_and_dropout_by_a_placeholder() -> None:
    with tf.Graph().as_default():
        x, training = tf.placeholder(tf.float32, [None, 2, 5]), tf.placeholder(tf.bool)
        flat = tf.layers.flatten(x)
        assert flat.get_shape().as_list() == [None, 10]
        y, session = tf.layers.dropout(flat, 0.5, training=training), tf.Session()
        feed = {x: np.ones((40, 2, 5))}
        assert set(session.run(y, feed | {training: False}).ravel().tolist()) == {1}
        assert set(session.run(y, feed | {training: True}).ravel().tolist()) == {0, 2}
