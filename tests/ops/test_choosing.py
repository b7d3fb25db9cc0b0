"""Entries chosen out of others: what no case of the list shows."""

from __future__ import annotations

import numpy as np
import pytest

from nbkit import ops
from nbkit.backprop import gradients
from nbkit.graph import GraphError, Placeholder
from nbkit.session import Session


def test_rows_that_are_read_twice_get_twice_the_gradient() -> None:
    x, rows = Placeholder("x"), Placeholder("rows")
    slope = gradients(ops.sum(ops.gather(x, rows)), [x])[0]
    found = Session().run(slope, {x: np.zeros((3, 1)), rows: np.array([2, 0, 2])})
    np.testing.assert_array_equal(found, [[1], [0], [2]])


@pytest.mark.parametrize("row", [-1, 3])
def test_a_row_that_is_not_there_is_named(row: int) -> None:
    with pytest.raises(GraphError, match=rf"= {row} is not in \[0, 3\).*Try: whole numbers from 0 to 2"):
        ops.gather(np.zeros(3), np.array([0, row]))


def test_a_computed_number_in_a_key_and_in_a_slice() -> None:
    x = np.arange(12).reshape(3, 4)
    np.testing.assert_array_equal(ops.index(x, (ops.At(0), slice(ops.At(1), None)), 2, 3), [11])


def test_what_is_reshaped_by_values_is_never_compiled() -> None:
    x, n = Placeholder("x"), Placeholder("n")
    node, session = ops.fill(n, x), Session()
    for lengths in ([3], [3], [1], [4]):  # a plan for 3 would take 1 for 3 of the same
        assert session.run(node, {x: 1.5, n: np.array(lengths)}).shape == tuple(lengths)
