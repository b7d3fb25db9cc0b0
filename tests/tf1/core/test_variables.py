"""Variables: where they start, what writes into them, and how scopes share them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from beside import check, each

import nbkit.tf1 as tf


def test_a_start_may_depend_on_other_variables_and_random_numbers() -> None:
    with tf.Graph().as_default():
        w = tf.Variable(tf.random_normal([3]), name="w")
        v, u = tf.Variable(w.initialized_value() * 2), tf.Variable(w * 3)
        session = tf.Session()
        session.run(tf.global_variables_initializer())
        a, b, c = session.run([w, v, u])
        np.testing.assert_array_equal(b, a * 2)
        np.testing.assert_array_equal(c, a * 3)


def test_scopes_share_by_name() -> None:
    with tf.Graph().as_default():
        with tf.variable_scope("a"), tf.variable_scope("b") as inner:
            w = tf.get_variable("w", [2])
        assert w.name == "a/b/w:0" and inner.name == "a/b"
        with tf.variable_scope(inner, reuse=True):
            assert tf.get_variable("w", [2]) is w
            with pytest.raises(ValueError, match="Trying to share variable a/b/w"):
                tf.get_variable("w", [3])
            with pytest.raises(ValueError, match="does not exist"):
                tf.get_variable("u", [2])
        with tf.variable_scope("a/b"), pytest.raises(ValueError, match=r"already exists.*test_variables\.py"):
            tf.get_variable("w", [2])
        names = []
        for _ in range(2):
            with tf.variable_scope(None, "d"):
                names.append(tf.get_variable("w", [1]).name)
        assert names == ["d/w:0", "d_1/w:0"]


def test_initializers_and_regularizers_of_a_scope() -> None:
    with tf.Graph().as_default():
        rule = tf.contrib.layers.l2_regularizer(0.5)
        with tf.variable_scope("s", initializer=tf.constant_initializer(2.0), regularizer=rule):
            w = tf.get_variable("w", [3])
        (loss,) = tf.get_collection(tf.GraphKeys.REGULARIZATION_LOSSES)
        session = tf.Session()
        session.run(w.initializer)
        assert session.run([loss, w])[0] == 3.0


def test_what_writes() -> None:
    with tf.Graph().as_default():
        w = tf.Variable([1.0, 2.0])
        session = tf.Session()
        session.run(w.initializer)
        assert session.run(w.assign_add([1.0, 1.0])).tolist() == [2, 3]
        assert session.run(tf.assign_sub(w, [2.0, 2.0])).tolist() == [0, 1]
        doubled = w.assign(w * 2.0) + 1.0
        assert session.run(doubled).tolist() == [1, 3]
        with pytest.raises(ValueError, match=r"expected a tf\.Variable"):
            tf.assign(w + 1.0, [1.0, 1.0])
        with pytest.raises(ValueError, match="must be specified"):
            tf.Variable()
        with pytest.raises(ValueError, match="shape specified"):
            tf.Variable(tf.placeholder(tf.float32, [None]))


@each("core/variables")
def test_a_call_gives_what_1_4_0_gave(row: dict[str, Any]) -> None:
    check(row)
