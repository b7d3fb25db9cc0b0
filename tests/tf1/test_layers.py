"""Layers that make their own weights."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from beside import check, each

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


def test_batch_normalization_learns_the_past_through_its_update_operations() -> None:
    X = np.random.default_rng(0).normal(2, 3, size=(50, 4))
    with tf.Graph().as_default():
        x, training = tf.placeholder(tf.float32, [None, 4]), tf.placeholder(tf.bool)
        y = tf.layers.batch_normalization(x, training=training, momentum=0.5)
        updates, session = tf.get_collection(tf.GraphKeys.UPDATE_OPS), tf.Session()
        session.run(tf.global_variables_initializer())
        assert session.run(y, {x: X, training: True}).std(axis=0) == pytest.approx(1, abs=1e-3)
        session.run(updates, {x: X, training: True})
        mean, variance = session.run(
            ["batch_normalization/moving_mean:0", "batch_normalization/moving_variance:0"]
        )
        np.testing.assert_allclose(mean, X.mean(0) / 2, rtol=1e-5)
        np.testing.assert_allclose(variance, (1 + X.var(0)) / 2, rtol=1e-5)
        by_the_past = (X - mean) / np.sqrt(variance + 1e-3)
        np.testing.assert_allclose(session.run(y, {x: X, training: False}), by_the_past, rtol=1e-4, atol=1e-4)


def test_a_small_network_of_convolutions_learns() -> None:
    with tf.Graph().as_default():
        tf.set_random_seed(1)
        x, y = tf.placeholder(tf.float32, [None, 6, 6, 1]), tf.placeholder(tf.int32, [None])
        maps = tf.layers.conv2d(x, 4, [3, 3], activation=tf.nn.relu)
        pooled = tf.layers.max_pooling2d(maps, 2, 2)
        scores = tf.layers.dense(tf.layers.flatten(pooled), 2)
        loss = tf.losses.sparse_softmax_cross_entropy(y, scores)
        step, session = tf.train.AdamOptimizer(0.01).minimize(loss), tf.Session()
        session.run(tf.global_variables_initializer())
        rng = np.random.default_rng(0)
        X = rng.normal(size=(40, 6, 6, 1))
        feed = {x: X, y: X[:, :3].sum((1, 2, 3)) > 0}
        losses = [session.run([loss, step], feed)[0] for _ in range(60)]
        assert next(v.name for v in tf.trainable_variables()) == "conv2d/kernel:0"
        assert losses[-1] < losses[0] / 4


@each("layers")
def test_a_call_gives_what_1_4_0_gave(row: dict[str, Any]) -> None:
    check(row)
