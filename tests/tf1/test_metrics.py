"""Measures that add up over batches."""

from __future__ import annotations

import pytest

import nbkit.tf1 as tf


def test_the_share_of_right_answers_grows_with_the_batches() -> None:
    with tf.Graph().as_default():
        y, p = tf.placeholder(tf.int64, [None]), tf.placeholder(tf.int64, [None])
        value, update = tf.metrics.accuracy(labels=y, predictions=p)
        session = tf.Session()
        with pytest.raises(tf.errors.FailedPreconditionError, match="accuracy/"):
            session.run(update, {y: [1], p: [1]})
        session.run(tf.local_variables_initializer())
        assert session.run(update, {y: [1, 2], p: [1, 1]}) == 0.5
        assert session.run(update, {y: [1, 2], p: [1, 2]}) == 0.75
        assert session.run(value) == 0.75
        assert [v.name for v in tf.local_variables()] == ["accuracy/total:0", "accuracy/count:0"]
        assert tf.global_variables() == []
