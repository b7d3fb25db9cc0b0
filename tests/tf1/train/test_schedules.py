"""Steps that are counted, rates that decay, averages that follow."""

from __future__ import annotations

from typing import Any

import pytest
from beside import check, each

import nbkit.tf1 as tf


def test_the_step_is_kept_by_the_graph() -> None:
    with tf.Graph().as_default():
        step = tf.train.get_or_create_global_step()
        assert tf.train.get_global_step() is step and step.name == "global_step:0"
        with pytest.raises(ValueError, match="already exists"):
            tf.train.create_global_step()
        session = tf.Session()
        session.run(tf.assign(step, 7))
        assert tf.train.global_step(session, step) == 7


def test_averages_are_saved_under_their_names() -> None:
    with tf.Graph().as_default():
        w, n = tf.Variable(1.0, name="w"), tf.Variable(0, trainable=False)
        average = tf.train.ExponentialMovingAverage(0.9, n)
        follow, session = average.apply([w]), tf.Session()
        session.run(tf.global_variables_initializer())
        session.run(tf.assign(w, 11.0))
        session.run(follow)
        assert session.run(average.average(w)) == pytest.approx(10.0)  # n is 0: 1/10 is kept
        assert list(average.variables_to_restore()) == ["w/ExponentialMovingAverage"]


@each("train/schedules")
def test_a_call_gives_what_1_4_0_gave(row: dict[str, Any]) -> None:
    check(row)
