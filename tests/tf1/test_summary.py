"""Summaries are made of values after a run, and written into files that TensorBoard reads."""

from __future__ import annotations

from pathlib import Path

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


def test_images_are_accepted_and_left_out() -> None:
    with tf.Graph().as_default():
        assert tf.Session().run(tf.summary.image("x", tf.zeros([1, 2, 2, 1]))) == b""
