"""Optimizers: what the table of behaviours does not show."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import nbkit.tf1 as tf

ALL: dict[str, Any] = {
    "descent": lambda: tf.train.GradientDescentOptimizer(0.1),
    "momentum": lambda: tf.train.MomentumOptimizer(0.1, 0.9),
    "nesterov": lambda: tf.train.MomentumOptimizer(0.1, 0.9, use_nesterov=True),
    "adam": lambda: tf.train.AdamOptimizer(0.1),
    "rmsprop": lambda: tf.train.RMSPropOptimizer(0.1, momentum=0.5, centered=True),
    "adagrad": lambda: tf.train.AdagradOptimizer(0.1),
    "adadelta": lambda: tf.train.AdadeltaOptimizer(1.0),
}


@pytest.mark.parametrize("name", ALL)
def test_variables_side_by_side_move_as_they_do_alone(name: str) -> None:
    ends = []
    for shapes in ([(2, 3), (3,)], [(9,)]):
        with tf.Graph().as_default():
            begin = np.arange(1.0, 10, dtype=np.float32)
            cut = np.split(begin, np.cumsum([int(np.prod(s)) for s in shapes])[:-1])
            variables = [tf.Variable(part.reshape(s)) for part, s in zip(cut, shapes, strict=True)]
            loss = tf.add_n([tf.reduce_sum(tf.square(v) / 7.0) for v in variables])
            step, session = ALL[name]().minimize(loss), tf.Session()
            session.run(tf.global_variables_initializer())
            for _ in range(5):
                session.run(step)
            ends.append(np.concatenate([v.ravel() for v in session.run(variables)]))
    np.testing.assert_array_equal(*ends)


def test_rates_may_be_fed_and_clipped_gradients_applied() -> None:
    with tf.Graph().as_default():
        w, rate = tf.Variable([3.0, 4.0]), tf.placeholder(tf.float32)
        optimizer = tf.train.GradientDescentOptimizer(rate)
        ((g, v),) = optimizer.compute_gradients(tf.reduce_sum(w * w / 2.0))
        step, session = optimizer.apply_gradients([(tf.clip_by_norm(g, 1.0), v)]), tf.Session()
        session.run(tf.global_variables_initializer())
        session.run(step, {rate: 0.5})
        np.testing.assert_allclose(session.run(w), [2.7, 3.6], rtol=1e-6)


def test_a_nan_is_no_error_and_spoils_the_weights() -> None:
    with tf.Graph().as_default():
        w, x = tf.Variable(1.0), tf.placeholder(tf.float32)
        loss = w * x
        step, session = tf.train.GradientDescentOptimizer(0.1).minimize(loss), tf.Session()
        session.run(tf.global_variables_initializer())
        for _ in range(3):
            assert np.isnan(session.run([loss, step], {x: np.nan})[0])
        assert np.isnan(session.run(w))


def test_slots_are_named() -> None:
    with tf.Graph().as_default():
        w = tf.Variable(1.0, name="w")
        optimizer = tf.train.AdamOptimizer()
        optimizer.minimize(w * w, var_list={"w": w}.values())
        assert optimizer.get_slot_names() == ["m", "v"]
        assert optimizer.get_slot(w, "v").name == "w/Adam_1:0"
        with pytest.raises(ValueError, match="No variables to optimize"):
            optimizer.minimize(w * w, var_list=[])
