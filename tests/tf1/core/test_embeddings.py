"""Rows of tables, whole and in parts."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import nbkit.tf1 as tf

IDS = [[0, 9, 4], [5, 2, 1]]


def parts(kind: Any = np.float32) -> list[Any]:
    begins = ((0, 4), (10, 3), (100, 3))
    return [tf.constant(begin + np.arange(2.0 * n, dtype=kind).reshape(n, 2)) for begin, n in begins]


# As a real 1.4.0 gives them.
ROWS = {
    "mod": [[[0, 1], [6, 7], [12, 13]], [[102, 103], [100, 101], [10, 11]]],
    "div": [[[0, 1], [104, 105], [10, 11]], [[12, 13], [4, 5], [2, 3]]],
}


@pytest.mark.parametrize("strategy", ROWS)
def test_a_table_in_parts(strategy: str) -> None:
    with tf.Graph().as_default():
        rows = tf.nn.embedding_lookup(parts(), tf.constant(IDS), partition_strategy=strategy)
        assert rows.get_shape().as_list() == [2, 3, 2]
        assert tf.Session().run(rows).tolist() == ROWS[strategy]


def test_each_part_has_the_slopes_of_its_rows() -> None:
    with tf.Graph().as_default():
        tables = parts()
        rows = tf.nn.embedding_lookup(tables, tf.constant(IDS), partition_strategy="div")
        weights = tf.constant(np.arange(12, dtype=np.float32).reshape(2, 3, 2))
        slopes = tf.gradients(tf.reduce_sum(rows * weights), tables)
        assert all(isinstance(slope, tf.IndexedSlices) for slope in slopes)
        found = tf.Session().run([tf.convert_to_tensor(slope) for slope in slopes])
    assert [f.tolist() for f in found] == [
        [[0, 1], [10, 11], [8, 9], [0, 0]],
        [[4, 5], [6, 7], [0, 0]],
        [[0, 0], [0, 0], [2, 3]],
    ]


@pytest.mark.parametrize("strategy", ROWS)
def test_slopes_of_slopes_agree_with_differences(strategy: str) -> None:
    """The slope of a sum of cubes weighted at random, then twice that of half its squared length."""
    rng = np.random.default_rng(0)
    begin, weights = rng.normal(size=(7, 2)), rng.normal(size=(6, 2))
    with tf.Graph().as_default():
        whole = tf.placeholder(tf.float64, [7, 2])
        tables = [whole[:4], whole[4:]]
        rows = tf.nn.embedding_lookup(tables, [0, 3, 6, 3, 5, 1], partition_strategy=strategy)
        cost, session, step = tf.reduce_sum(rows**3 * weights), tf.Session(), 1e-6
        for _ in range(3):
            (slope,) = tf.gradients(cost, [whole])
            found = session.run(slope, {whole: begin})
            for place in np.ndindex(7, 2):
                moved = [begin.copy(), begin.copy()]
                moved[0][place] += step
                moved[1][place] -= step
                up, down = (session.run(cost, {whole: m}) for m in moved)
                assert found[place] == pytest.approx((up - down) / (2 * step), rel=1e-6, abs=1e-6)
            cost = tf.reduce_sum(slope**2) / 2


def test_rows_that_are_too_long_are_shortened() -> None:
    with tf.Graph().as_default():
        found = tf.Session().run(tf.nn.embedding_lookup(parts()[0], [0, 3], max_norm=2.0))
    np.testing.assert_allclose(found, [[0, 1], [1.3015828, 1.5185132]], rtol=1e-6)


def test_what_cannot_be_looked_up() -> None:
    with tf.Graph().as_default():
        with pytest.raises(ValueError, match=r"Unrecognized partition strategy: 'x'\. Try: 'mod' or 'div'"):
            tf.nn.embedding_lookup(parts(), [0], partition_strategy="x")
        with pytest.raises(ValueError, match="Need at least one param"):
            tf.nn.embedding_lookup([], [0])
        with pytest.raises(TypeError, match="'indices' has DataType float32 not in list of allowed"):
            tf.nn.embedding_lookup(parts()[0], [0.5])
        with pytest.raises(tf.errors.InvalidArgumentError, match=r"rows\[0\] = 7 is not in \[0, 4\)"):
            tf.Session().run(tf.nn.embedding_lookup(parts()[0], [7]))
