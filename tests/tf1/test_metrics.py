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


def test_right_and_wrong_alarms_add_up_and_their_shares_with_them() -> None:
    with tf.Graph().as_default():
        y, p = tf.placeholder(tf.bool, [None]), tf.placeholder(tf.int32, [None])
        names = ["true_positives", "false_positives", "false_negatives", "precision", "recall"]
        pairs = [getattr(tf.metrics, name)(y, p) for name in names]
        session = tf.Session()
        session.run(tf.local_variables_initializer())
        assert session.run([value for value, _ in pairs]) == [0, 0, 0, 0, 0]
        updates = [update for _, update in pairs]
        assert session.run(updates, {y: [1, 1, 0], p: [1, 0, 1]}) == [1, 1, 1, 0.5, 0.5]
        assert session.run(updates, {y: [1, 1, 0], p: [1, 1, 0]}) == [3, 1, 1, 0.75, 0.75]
        assert session.run([value for value, _ in pairs]) == [3, 1, 1, 0.75, 0.75]
        assert [v.name for v in tf.local_variables()][3:5] == [
            "precision/true_positives/count:0",
            "precision/false_positives/count:0",
        ]


def test_distances_add_up() -> None:
    with tf.Graph().as_default():
        mean, root = tf.metrics.mean_absolute_error, tf.metrics.root_mean_squared_error
        pairs = [measure([1.0, 2.0], [2.0, 4.0]) for measure in (mean, root)]
        session = tf.Session()
        session.run(tf.local_variables_initializer())
        assert session.run([update for _, update in pairs]) == pytest.approx([1.5, 2.5**0.5])
