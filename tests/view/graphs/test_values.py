"""Values in few letters: short, and true."""

import numpy as np
import pytest
from small_graphs import texts

import nbkit as nb
from nbkit.view.graphs.draw import draw


@pytest.mark.parametrize(
    ("value", "lines"),
    [
        (0.999997739675702, ["0.999998"]),
        (3.059022269256247e-07, ["3.059e−07"]),
        (-5, ["−5"]),
        (123456, ["123456"]),
        ([1, 2], ["[1, 2]"]),
        ([[101, 201], [301, 401]], ["[[101, 201]", " [301, 401]]"]),
        ([[1.5, -10], [2, 3]], ["[[1.5, −10]", " [  2,   3]]"]),
        (np.arange(50.0), ["0 … 49"]),
        (np.zeros((0, 3)), []),
        (np.zeros(50), ["all 0"]),
        (np.array([-0.0, -1, -2, -3]), ["−3 … 0"]),
    ],
)
def test_values_are_written_short_and_true(value, lines):
    with nb.Graph().as_default():
        x = nb.Placeholder("x")
        found = texts(draw(x, feed_dict={x: value}))
    shape = [str(np.shape(value))] if np.ndim(value) else []
    assert found == ["x", *shape, *lines, "placeholder"]
