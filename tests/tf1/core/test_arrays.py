"""Tensors made, cut and joined, beside NumPy's arrays."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from beside import check, each

import nbkit.tf1 as tf

X = np.arange(24, dtype=np.float32).reshape(2, 3, 4)


@pytest.mark.parametrize(
    ("build", "expected"),
    [
        (lambda x: x[0, ..., -1], X[0, ..., -1]),
        (lambda x: x[:, 1:, ::2], X[:, 1:, ::2]),
        (lambda x: x[tf.constant(1)], X[1]),
        (lambda x: x[:, tf.newaxis], X[:, None]),
        (lambda x: tf.stack(tf.unstack(x, axis=1), axis=2), np.stack([X[:, i] for i in range(3)], 2)),
        (lambda x: tf.concat(tf.split(x, 2, 2), 0), np.concatenate(np.split(X, 2, 2))),
        (lambda x: tf.split(x, [1, -1], 1)[1], X[:, 1:]),
        (lambda x: tf.transpose(x, [2, 0, 1]), X.transpose(2, 0, 1)),
        (lambda x: tf.tile(x, [1, 2, 1]), np.tile(X, [1, 2, 1])),
        (lambda x: tf.pad(x, [[0, 1], [2, 0], [0, 0]]), np.pad(X, [(0, 1), (2, 0), (0, 0)])),
        (lambda x: tf.reverse(x, [0, -1]), X[::-1, :, ::-1]),
        (lambda x: tf.slice(x, [0, 1, 1], [1, -1, 2]), X[:1, 1:, 1:3]),
        (lambda x: tf.strided_slice(x, [0, 0], [2, 3], [1, 2]), X[:, ::2]),
        (lambda x: tf.gather(x, [1, 0], axis=1), X[:, [1, 0]]),
        (lambda x: tf.boolean_mask(x, [False, True]), X[[1]]),
        (lambda x: tf.squeeze(tf.expand_dims(x, 1), [1]), X),
        (lambda x: tf.reshape(x, [tf.shape(x)[0], -1]), X.reshape(2, -1)),
        (lambda x: tf.one_hot([1], 3, axis=0) + 0 * x[0, 0, 0], np.eye(3)[:, [1]]),
        (lambda x: tf.eye(3) + tf.diag([1.0, 2.0, 3.0]), np.eye(3) + np.diag([1, 2, 3])),
        (lambda x: tf.where(x > 5, x, tf.zeros_like(x)), np.where(X > 5, X, 0)),
        (lambda x: tf.range(1, 7, 2), np.arange(1, 7, 2)),
        (lambda x: tf.size(x) + tf.rank(x), 27),
        (lambda x: tf.fill([2, 2], 7.0), np.full((2, 2), 7)),
    ],
)
def test_values_and_static_shapes(build: Any, expected: Any) -> None:
    with tf.Graph().as_default():
        y = build(tf.constant(X))
        value = np.asarray(tf.Session().run(y))
        np.testing.assert_array_equal(value, expected)
        assert y.get_shape().is_compatible_with(value.shape)


def test_shapes_that_are_computed_from_what_is_fed() -> None:
    with tf.Graph().as_default():
        x, n = tf.placeholder(tf.float32, [None, 3]), tf.placeholder(tf.int32)
        rows = tf.zeros([tf.shape(x)[0], 2])
        assert rows.get_shape().as_list() == [None, 2]
        session = tf.Session()
        for length in (2, 3, 2, 4):
            assert session.run(rows, {x: np.zeros((length, 3))}).shape == (length, 2)
            assert session.run(tf.ones([n, 1]), {n: length}).shape == (length, 1)
            assert session.run(x[: length - 1] + tf.zeros([1]), {x: X[0, :, :3]}).shape == (length - 1, 3)


def test_a_default_is_taken_where_nothing_is_fed() -> None:
    with tf.Graph().as_default():
        x = tf.placeholder_with_default([1.0], [None])
        session = tf.Session()
        assert session.run(x * 2.0).tolist() == [2.0]
        assert session.run(x * 2.0, {x: [3.0, 4.0]}).tolist() == [6.0, 8.0]


def test_mistakes() -> None:
    with tf.Graph().as_default():
        with pytest.raises(TypeError, match=r"before 1\.0 was the other way round"):
            tf.concat(0, [tf.ones([1])])
        with pytest.raises(ValueError, match="Can not squeeze"):
            tf.squeeze(tf.ones([2]), [0])
        with pytest.raises(TypeError, match="valid indices"):
            tf.ones([2])["a"]


@each("core/arrays")
def test_a_call_gives_what_1_4_0_gave(row: dict[str, Any]) -> None:
    check(row)


@pytest.mark.parametrize(
    ("call", "shape"),
    [
        ("tf.where(b, v, v)", (3, 2)),
        ("tf.reshape(v, [i, 2])", (None, 2)),
        ("tf.zeros([i, 3])", (None, 3)),
        ("tf.random_normal([i, 3])", (None, 3)),
        ("tf.fill([i, 2], 0.0)", (None, 2)),
        ("tf.tile(v, [i, 2])", (None, 4)),
        ("tf.layers.batch_normalization(v, training=b)", (3, 2)),
        ("tf.contrib.layers.batch_norm(v, is_training=b)", (3, 2)),
        ("tf.layers.dropout(v, training=b)", (3, 2)),
    ],
)
def test_a_number_that_is_fed_without_a_shape_leaves_the_others_known(call: str, shape: Any) -> None:
    with tf.Graph().as_default():
        given = {"tf": tf, "v": tf.placeholder(tf.float32, [3, 2])}
        given |= {"b": tf.placeholder(tf.bool), "i": tf.placeholder(tf.int32)}
        assert eval(call, given).shape == shape


def test_an_axis_of_unknown_length_is_split_into_equal_parts() -> None:
    x = tf.placeholder(tf.float32, [None, 2])
    rows = np.arange(12.0).reshape(6, 2)
    parts = tf.split(tf.reshape(x, [-1, 2]), 3, 0)
    slopes = tf.gradients(parts[1] * np.array([[1.0, 2.0], [3.0, 4.0]], np.float32), x)
    assert [part.shape.as_list() for part in parts] == [[None, 2]] * 3
    with tf.Session() as session:
        assert [p.tolist() for p in session.run(parts, {x: rows})] == rows.reshape(3, 2, 2).tolist()
        assert session.run(slopes[0], {x: rows}).tolist() == [[0, 0], [0, 0], [1, 2], [3, 4], [0, 0], [0, 0]]
        with pytest.raises(tf.errors.InvalidArgumentError):
            session.run(parts, {x: rows[:5]})
