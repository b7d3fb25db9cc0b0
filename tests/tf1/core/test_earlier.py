"""Names of before 1.0 build what those of today do."""

from __future__ import annotations

import nbkit.tf1 as tf


def test_other_words_for_the_same() -> None:
    with tf.Graph().as_default():
        x, y = tf.constant([1.0, 2.0]), tf.constant([3.0, 5.0])
        found = tf.Session().run([tf.mul(x, y), tf.sub(x, y), tf.neg(x), tf.pack([x, y])])
        assert [f.tolist() for f in found] == [[3, 10], [-2, -3], [-1, -2], [[1, 2], [3, 5]]]
        tf.scalar_summary("a", x[0])
        tf.histogram_summary("h", x)
        tf.image_summary("i", tf.zeros([1, 2, 2, 1]))
        assert tf.Session().run(tf.merge_all_summaries())
