"""tf.cond: one of two branches."""

from __future__ import annotations

from typing import Any

import pytest
from beside import check, each

import nbkit.tf1 as tf


def test_values_gradients_and_what_is_written() -> None:
    with tf.Graph().as_default():
        w, x, p = tf.Variable(1.0), tf.placeholder(tf.float32, []), tf.placeholder(tf.bool)
        y = tf.cond(p, lambda: x * 2.0, lambda: tf.square(x))
        written = tf.cond(p, lambda: w.assign_add(10.0), lambda: w * 1.0)
        (slope,) = tf.gradients(y, [x])
        session = tf.Session()
        session.run(w.initializer)
        for _ in range(3):
            assert session.run([y, slope], {x: 5, p: True}) == [10, 2]
            assert session.run([y, slope], {x: 5, p: False}) == [25, 10]
        assert session.run(written, {p: False}) == 1 and session.run(w) == 1
        assert session.run(written, {p: True}) == 11 and session.run(w) == 11


def test_branches_of_other_shapes_and_several_values() -> None:
    with tf.Graph().as_default():
        p = tf.placeholder(tf.bool)
        a, b = tf.cond(p, lambda: (tf.ones([2]), tf.constant(1)), lambda: (tf.ones([3]), tf.constant(2)))
        session = tf.Session()
        for _ in range(3):
            assert session.run([tf.shape(a)[0], b], {p: True}) == [2, 1]
            assert session.run([tf.shape(a)[0], b], {p: False}) == [3, 2]
        with pytest.raises(TypeError, match="must have one dtype"):
            tf.cond(p, lambda: 1, lambda: 1.0)
        with pytest.raises(TypeError, match="expected a function"):
            tf.cond(p, 1, 2)


@each("core/control")
def test_a_call_gives_what_1_4_0_gave(row: dict[str, Any]) -> None:
    check(row)
