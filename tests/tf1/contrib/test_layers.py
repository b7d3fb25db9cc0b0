"""tf.contrib.layers."""

from __future__ import annotations

import numpy as np
import pytest

import nbkit.tf1 as tf

layers = tf.contrib.layers


def test_weights_and_biases_have_their_names() -> None:
    with tf.Graph().as_default():
        x = tf.ones([2, 3])
        y = layers.fully_connected(x, 4, scope="a", weights_regularizer=layers.l1_regularizer(1.0))
        z = layers.linear(layers.flatten(tf.ones([2, 2, 2])), 1)
        assert [v.name for v in tf.trainable_variables()][:2] == ["a/weights:0", "a/biases:0"]
        session = tf.Session()
        session.run(tf.global_variables_initializer())
        a, loss, W = session.run([y, tf.losses.get_total_loss(), "a/weights:0"])
        np.testing.assert_allclose(a, np.maximum(np.ones((2, 3)) @ W, 0), rtol=1e-5)
        assert loss == pytest.approx(np.abs(W).sum(), rel=1e-5) and session.run(z).shape == (2, 1)


def test_spreads_and_dropout() -> None:
    with tf.Graph().as_default():
        session = tf.Session()
        assert session.run(layers.variance_scaling_initializer(seed=1)([400, 100])).std() == pytest.approx(
            np.sqrt(2 * 1.3 / 400) * 0.88, rel=0.02
        )
        assert session.run(layers.dropout(tf.ones([9]), 0.5, is_training=False)).tolist() == [1] * 9
    with pytest.raises(AttributeError, match="normalizer_fn"):
        layers.fully_connected(tf.ones([1, 1]), 1, normalizer_fn=object)
