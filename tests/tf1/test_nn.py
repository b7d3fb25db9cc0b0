"""tf.nn beside NumPy, and its slopes beside differences."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import nbkit as nb
import nbkit.tf1 as tf

X = np.random.default_rng(0).normal(size=(4, 3)) * 2


@pytest.mark.parametrize(
    "build",
    [
        tf.nn.selu,
        tf.nn.crelu,
        tf.nn.softsign,
        lambda x: tf.nn.leaky_relu(x, 0.3),
        lambda x: tf.nn.softmax(x, dim=0),
        lambda x: tf.nn.l2_normalize(x, 1),
        lambda x: tf.nn.moments(x, [0])[1],
        lambda x: tf.nn.top_k(x, 2).values,
        lambda x: tf.nn.weighted_cross_entropy_with_logits(tf.cast(x > 0, tf.float64), x, 3.0),
        lambda x: tf.nn.sparse_softmax_cross_entropy_with_logits(labels=[0, 2, 1, 1], logits=x),
        lambda x: tf.reduce_max(x, 1),
        lambda x: tf.nn.log_softmax(x),
    ],
)
def test_slopes_are_those_of_differences(build: Any) -> None:
    with tf.Graph().as_default():
        x = tf.placeholder(tf.float64, [4, 3])
        y = build(x)
        session = tf.Session()
        G = np.random.default_rng(1).normal(size=session.run(y, {x: X}).shape)
        total = tf.reduce_sum(y * G)
        slope = session.run(tf.gradients(total, [x])[0], {x: X})
        for place in np.ndindex(X.shape):
            near = [X.copy(), X.copy()]
            near[0][place] += 1e-6
            near[1][place] -= 1e-6
            above, below = (session.run(total, {x: n}) for n in near)
            assert slope[place] == pytest.approx((above - below) / 2e-6, rel=1e-5, abs=1e-7)


def test_class_numbers_cost_what_their_rows_do() -> None:
    with tf.Graph().as_default():
        z, y = tf.constant(X), tf.constant([0, 2, 1, 1])
        rows = tf.nn.softmax_cross_entropy_with_logits(labels=tf.one_hot(y, 3), logits=z)
        same = tf.nn.sparse_softmax_cross_entropy_with_logits(labels=y, logits=z)
        a, b = tf.Session().run([rows, same])
    np.testing.assert_allclose(a, b, rtol=1e-12)


def test_dropout_of_a_shape_that_is_not_known() -> None:
    with tf.Graph().as_default():
        x, keep = tf.placeholder(tf.float32, [None, 3]), tf.placeholder(tf.float32)
        y, session = tf.nn.dropout(x, keep, seed=1), tf.Session()
        assert y.get_shape().as_list() == [None, 3]
        for n in (2, 2, 2, 50):
            found = session.run(y, {x: np.ones((n, 3)), keep: 0.5})
            assert set(found.ravel().tolist()) <= {0.0, 2.0}
        assert 50 < (found > 0).sum() < 100


def test_images_are_convolved_and_pooled_as_nbkit_does() -> None:
    rng = np.random.default_rng(2)
    X, W = rng.normal(size=(2, 6, 6, 3)), rng.normal(size=(3, 3, 3, 4))
    with tf.Graph().as_default():
        y = tf.nn.conv2d(tf.constant(X), tf.constant(W), [1, 2, 2, 1], "SAME")
        top, mean = tf.nn.max_pool(y, [1, 2, 2, 1], [1, 1, 1, 1], "VALID"), tf.nn.avg_pool(y, 3, 3, "SAME")
        found = tf.Session().run([y, top, mean])
        expected = nb.conv2d(X, W, stride=2, padding="same")
        np.testing.assert_allclose(found[0], expected, rtol=1e-12)
        np.testing.assert_array_equal(found[1], nb.max_pool(expected, 2, stride=1))
        assert [t.get_shape().as_list() for t in (y, top, mean)] == [list(v.shape) for v in found]
        with pytest.raises(ValueError, match="channels last"):
            tf.nn.conv2d(tf.constant(X), tf.constant(W), [1, 1, 1, 1], "SAME", data_format="NCHW")


def test_a_name_that_is_not_here_says_so() -> None:
    assert not hasattr(tf.nn, "nothing")
    with pytest.raises(AttributeError, match=r"tf\.nn\.nothing is not here yet"):
        _ = tf.nn.nothing


def test_a_cross_entropy_of_labels_without_a_shape_broadcasts_as_in_1_4_0() -> None:
    z, y, w = tf.placeholder(tf.float32, [1, None]), tf.placeholder(tf.float32), tf.constant([[2.0]])
    cost = tf.nn.sigmoid_cross_entropy_with_logits(labels=y, logits=z * w)
    slopes = tf.gradients(cost * np.cos(np.arange(4)).astype(np.float32), [z, w, y])
    fed = {z: [[-1.0, 0.0, 2.0, 50.0]], y: [0.0, 1.0, 0.5, 1.0]}
    found = tf.Session().run([cost, *slopes], fed)
    told = [
        [[0.126928, 0.693147, 2.01815, 0]],
        [[0.119203 * 2, -0.270151 * 2, -0.200589 * 2, 0]],
        [[-0.52038]],
        [2, 0, 1.664587, 98.999252],
    ]
    for ours, theirs in zip(found, told, strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-5, atol=1e-6)
    assert cost.shape.ndims is None


def test_class_numbers_that_are_not_one_a_row_are_refused_in_a_run() -> None:
    y = tf.placeholder(tf.int32)
    cost = tf.nn.sparse_softmax_cross_entropy_with_logits(labels=y, logits=tf.zeros([1, 4]))
    with pytest.raises(tf.errors.InvalidArgumentError, match="one for each"):
        tf.Session().run(cost, {y: [0, 1, 0, 1]})
