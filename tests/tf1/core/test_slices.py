"""IndexedSlices: the rows of a slope."""

from __future__ import annotations

import numpy as np
import pytest

import nbkit.tf1 as tf


def test_lookups_of_one_table_are_joined() -> None:
    with tf.Graph().as_default() as graph:
        table = tf.Variable(np.zeros((4, 3), np.float32))
        total = tf.reduce_sum(tf.gather(table, [[0, 2], [2, 1]])) + tf.reduce_sum(tf.gather(table, [3, 0]))
        nodes = graph.count
        (slope,) = tf.gradients(total, [table])
        assert graph.count - nodes == 48  # as in 1.4.0
        session = tf.Session()
        session.run(table.initializer)
        values, rows, shape = session.run(slope)
    assert sorted(rows.tolist()) == [0, 0, 1, 2, 2, 3] and values.tolist() == [[1.0] * 3] * 6
    assert shape.tolist() == [4, 3] and values.dtype == np.float32 and rows.dtype == np.int32


def test_beside_another_use_of_the_table_there_are_all_rows() -> None:
    with tf.Graph().as_default():
        table = tf.Variable(tf.ones([3, 1]))
        (slope,) = tf.gradients(tf.reduce_sum(tf.gather(table, [2])) + tf.reduce_sum(table), [table])
        assert isinstance(slope, tf.Tensor)
        session = tf.Session()
        session.run(table.initializer)
        assert session.run(slope).ravel().tolist() == [1, 1, 2]


def test_they_are_clipped_together_row_by_row() -> None:
    with tf.Graph().as_default():
        table = tf.constant(np.arange(12, dtype=np.float32).reshape(4, 3))
        rows = tf.gather(table, [[0, 2], [2, 1]])
        slopes = tf.gradients(tf.reduce_sum(rows * rows), [table])
        (clipped,), norm = tf.clip_by_global_norm(slopes, 1.0)
        found, length = tf.Session().run([clipped, norm])
    assert length == np.float32(37.576588)  # of the rows as they were looked up, twice the third
    np.testing.assert_allclose(found.values[0], [0, 0.05322463, 0.10644926], rtol=1e-6)
    assert found.indices.tolist() == [0, 2, 2, 1]


def test_made_by_hand() -> None:
    with tf.Graph().as_default():
        some = tf.IndexedSlices([[1.0, 2.0]], [1])
        with pytest.raises(ValueError, match=r"IndexedSlices without dense_shape.*Try"):
            tf.convert_to_tensor(some)
        dense = tf.convert_to_tensor(tf.IndexedSlices([[1.0, 2.0], [1.0, 1.0]], [1, 1], [3, 2]))
        assert dense.get_shape().as_list() == [3, 2]
        assert tf.Session().run(dense).tolist() == [[0, 0], [2, 3], [0, 0]]
        assert tf.Session().run(some).indices.tolist() == [1]
