"""Random nodes: streams of sessions, and shapes that change from run to run."""

from __future__ import annotations

from typing import Any

import numpy as np
from beside import check, each

import nbkit.tf1 as tf
from nbkit.tf1 import philox


def test_a_stream_goes_on_by_what_each_run_drew() -> None:
    with tf.Graph().as_default():
        x = tf.placeholder(tf.float32, [None, 1])
        noise = tf.random_uniform(tf.shape(x), seed=5)
        session, skip = tf.Session(), 0
        for n in (2, 3, 2, 5):
            found = session.run(noise, {x: np.zeros((n, 1))})
            np.testing.assert_array_equal(found, philox.uniform(87654321, 5, skip, (n, 1)))
            skip += philox.reserved(n)


def test_classes_and_shuffles_are_drawn_from_their_streams() -> None:
    with tf.Graph().as_default():
        logits = tf.constant(np.log([[0.1, 0.9], [0.5, 0.5]]).astype(np.float32))
        classes, order = tf.multinomial(logits, 200, seed=1), tf.random_shuffle(np.arange(9), seed=1)
        session = tf.Session()
        drawn = session.run(classes)
        assert drawn.shape == (2, 200) and drawn[0].mean() > 0.8
        first, second = session.run(order), session.run(order)
        assert sorted(first) == list(range(9)) and first.tolist() != second.tolist()


def test_ends_of_whole_numbers() -> None:
    with tf.Graph().as_default():
        found = tf.Session().run(tf.random_uniform([1000], 3, 6, tf.int64, seed=1))
        assert set(found.tolist()) == {3, 4, 5}


@each("core/random")
def test_a_call_gives_what_1_4_0_gave(row: dict[str, Any]) -> None:
    check(row)
