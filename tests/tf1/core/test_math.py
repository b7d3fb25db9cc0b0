"""Arithmetic beside NumPy's, and dtypes that do not mix."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from beside import check, each

import nbkit.tf1 as tf

X = np.array([[1.5, -2.0, 3.0], [0.5, 4.0, -1.0]], np.float32)


@pytest.mark.parametrize(
    ("build", "expected"),
    [
        (lambda x: tf.reduce_prod(x, 1, keep_dims=True), np.prod(X, 1, keepdims=True)),
        (lambda x: tf.reduce_min(x, 0), X.min(0)),
        (lambda x: tf.reduce_logsumexp(x, 1), np.log(np.exp(X).sum(1))),
        (lambda x: tf.ceil(x), np.ceil(X)),
        (lambda x: tf.rsqrt(tf.abs(x)), 1 / np.sqrt(np.abs(X))),
        (lambda x: tf.tan(x), np.tan(X)),
        (lambda x: tf.log1p(tf.abs(x)), np.log1p(np.abs(X))),
        (lambda x: tf.squared_difference(x, 1.0), (X - 1) ** 2),
        (lambda x: tf.matmul(x, x, transpose_b=True), X @ X.T),
        (lambda x: tf.matmul([x], [x], transpose_a=True), (X.T @ X)[None]),
        (lambda x: tf.cast(tf.logical_and(x > 0, x <= 3), tf.float32), (X > 0) & (X <= 3)),
        (lambda x: tf.clip_by_norm(x, 1.0), X / np.linalg.norm(X)),
        (lambda x: tf.norm(x, axis=1), np.linalg.norm(X, axis=1)),
        (lambda x: tf.argmin(x, 1), X.argmin(1)),
        (lambda x: x % 2.0, X % 2),
        (lambda x: x // 2.0, X // 2),
        (lambda x: 2.0**x, 2.0**X),
        (lambda x: tf.add_n([x, x, x]), 3 * X),
    ],
)
def test_values(build: Any, expected: Any) -> None:
    with tf.Graph().as_default():
        y = build(tf.constant(X))
        value = tf.Session().run(y)
        np.testing.assert_allclose(value, expected, rtol=1e-6)
        assert list(value.shape) == y.get_shape().as_list()


def test_mistakes_are_told_when_they_are_made() -> None:
    with tf.Graph().as_default():
        with pytest.raises(TypeError, match=r"Input 'y' of 'Mul' Op has type float64"):
            tf.multiply(tf.constant(1.0), tf.constant(1.0, tf.float64))
        with pytest.raises(TypeError, match=r"unsupported operand type\(s\) for \*"):
            tf.constant(1) * 0.5
        with pytest.raises(ValueError, match="Invalid reduction dimension 2"):
            tf.reduce_sum(tf.ones([2, 2]), 2)
        with pytest.raises(TypeError, match="DataType bool"):
            tf.reduce_sum(tf.constant([True]))
        with pytest.raises(TypeError, match="'Log' needs"):
            tf.log(tf.constant(1))
        with pytest.raises(ValueError, match=r"do not fit.*for 'add'"):
            tf.ones([2]) + tf.ones([3])


def test_an_expression_as_steps_of_a_plan_gives_the_same() -> None:
    with tf.Graph().as_default():
        x = tf.placeholder(tf.float32, [None, 3])
        y = tf.reduce_mean(tf.maximum(x, 0.0) / 2.0 + tf.nn.softmax(x), axis=0)
        session = tf.Session()
        first = session.run(y, {x: X})
        for _ in range(3):
            np.testing.assert_allclose(session.run(y, {x: X}), first, rtol=1e-6)


@each("core/math")
def test_a_call_gives_what_1_4_0_gave(row: dict[str, Any]) -> None:
    check(row)


@pytest.mark.parametrize("keep", [False, True])
def test_a_product_along_an_unknown_length_has_slopes_also_at_zero(keep: bool) -> None:
    x = tf.placeholder(tf.float32, [None, 2])
    product = tf.reduce_prod(x, 0, keep_dims=keep)
    slope = tf.gradients(product * np.array([1.0, -2.0], np.float32), x)[0]
    with tf.Session() as session:
        found, slopes = session.run([product, slope], {x: [[2, 0], [3, 4], [5, 6]]})
        assert found.ravel().tolist() == [30, 0] and found.ndim == 1 + keep
        assert slopes.tolist() == [[15, -48], [10, 0], [6, 0]]
        assert session.run(tf.reduce_prod(tf.zeros([0, 2]), 0)).tolist() == [1, 1]
        assert session.run(tf.reduce_prod(x), {x: [[2, 3], [1, 4]]}) == 24
