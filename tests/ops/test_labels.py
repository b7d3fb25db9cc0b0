"""Classes by their number: picked, put back, and as rows of 0 and 1."""

from __future__ import annotations

import numpy as np

import nbkit as nb
from nbkit import ops
from nbkit.graph import Placeholder
from nbkit.session import Session

SCORES, CLASSES = np.arange(6.0).reshape(2, 3), np.array([2, 0])


def test_what_is_picked_and_put_back_is_what_one_hot_rows_let_through() -> None:
    x, k = Placeholder(), Placeholder()
    picked, rows = Session().run([nb.pick(x, k), nb.one_hot(k, 3)], {x: SCORES, k: CLASSES})
    np.testing.assert_array_equal(picked, [2.0, 3.0])
    np.testing.assert_array_equal(rows, [[0, 0, 1], [1, 0, 0]])
    np.testing.assert_array_equal(ops.unpick(picked, SCORES, CLASSES), SCORES * rows)
