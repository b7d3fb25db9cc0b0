"""Saver: files of ours, and TensorFlow's own are read."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import nbkit.tf1 as tf

DATA = Path(__file__).parents[1] / "data"


def test_training_goes_on_where_it_was_saved(tmp_path: Path) -> None:
    with tf.Graph().as_default():
        w = tf.Variable([1.0, 2.0], name="w")
        step, saver = tf.train.AdamOptimizer(0.1).minimize(w * w), tf.train.Saver(max_to_keep=2)
        first, second = tf.Session(), tf.Session()
        first.run(tf.global_variables_initializer())
        for i in range(3):
            first.run(step)
            path = saver.save(first, str(tmp_path / "m.ckpt"), global_step=i)
        saver.restore(second, tf.train.latest_checkpoint(str(tmp_path)))
        for session in (first, second):
            session.run(step)
        np.testing.assert_array_equal(first.run(w), second.run(w))
        assert path == str(tmp_path / "m.ckpt-2") and len(saver.last_checkpoints) == 2
        assert not tf.train.checkpoint_exists(str(tmp_path / "m.ckpt-0"))


def test_a_file_of_another_graph_changes_nothing(tmp_path: Path) -> None:
    place = str(tmp_path / "m")
    with tf.Graph().as_default(), tf.Session() as session:
        v = tf.Variable([1.0], name="w")
        session.run(v.initializer)
        tf.train.Saver().save(session, place)
    with tf.Graph().as_default(), tf.Session() as session:
        tf.Variable([1.0, 2.0], name="w")
        with pytest.raises(tf.errors.InvalidArgumentError, match="w was saved from another graph"):
            tf.train.Saver().restore(session, place)


def test_a_checkpoint_of_tensorflow_is_read() -> None:
    from nbkit.tf1 import checkpoint

    values = checkpoint.read(DATA / "small.ckpt")
    with tf.Graph().as_default(), tf.Session() as session:
        made = [tf.Variable(np.zeros_like(v), name=name) for name, v in values.items()]
        tf.train.Saver().restore(session, str(DATA / "small.ckpt"))
        for variable, value in zip(made, values.values(), strict=True):
            np.testing.assert_array_equal(session.run(variable), value)
