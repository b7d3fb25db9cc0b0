"""Summaries are made of values after a run, and written into files that TensorBoard reads."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import nbkit.tf1 as tf
from nbkit.tf1 import events


def test_merged_summaries_beside_a_training_step(tmp_path: Path) -> None:
    with tf.Graph().as_default():
        w = tf.Variable(2.0)
        loss = w * w
        tf.summary.scalar("loss", loss)
        with tf.name_scope("layer"):
            tf.summary.histogram("w", w)
        merged, step = tf.summary.merge_all(), tf.train.GradientDescentOptimizer(0.1).minimize(loss)
        with tf.Session() as session, tf.summary.FileWriter(str(tmp_path), session.graph) as writer:
            session.run(tf.global_variables_initializer())
            summary, _ = session.run([merged, step])
            writer.add_summary(summary, 3)
    assert summary.startswith(events.scalar("loss", 4.0)) and b"layer/w" in summary
    (file,) = tmp_path.iterdir()
    assert events.scalar("loss", 4.0) in file.read_bytes()


def test_images_are_shown_up_to_as_many_as_asked_for() -> None:
    with tf.Graph().as_default(), tf.Session() as session:
        batch = tf.zeros([5, 2, 3, 1])
        one, three = (tf.summary.image("x", batch, max_outputs=most) for most in (1, 3))
        assert session.run(one) == events.image("x", np.zeros((5, 2, 3, 1), np.float32), 1)
        shown = session.run(three)
        assert b"x_1/image/0" in shown and b"x_1/image/2" in shown and b"image/3" not in shown


def test_what_cannot_be_shown_is_an_invalid_argument() -> None:
    with tf.Graph().as_default(), tf.Session() as session:
        x, a = tf.constant([1.0, np.nan]), tf.constant(1.0)
        with pytest.raises(tf.errors.InvalidArgumentError, match="Nan in summary histogram for: h"):
            session.run(tf.summary.histogram("h", x))
        with pytest.raises(tf.errors.InvalidArgumentError, match="Duplicate tag a found in summary inputs"):
            session.run(tf.summary.merge([tf.summary.scalar("a", a)] * 2))


def test_a_writer_that_is_reopened_goes_on_in_another_file_of_its_kind(tmp_path: Path) -> None:
    writer = tf.summary.FileWriter(str(tmp_path), filename_suffix=".run")
    for step in (1, 2):
        writer.add_summary(events.scalar("loss", 1 / step), step)
        writer.reopen()
    assert [path.suffix for path in tmp_path.iterdir()] == [".run", ".run"]
