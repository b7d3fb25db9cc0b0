"""Functions of each entry where they have a corner."""

from __future__ import annotations

import numpy as np

import nbkit as nb
from nbkit.graph import Placeholder
from nbkit.session import Session


def test_corners_have_the_slopes_that_the_text_says() -> None:
    x = Placeholder()
    assert Session().run(nb.gradients(nb.abs(x), [x])[0], {x: 0.0}) == 0.0
    a, b = Placeholder(), Placeholder()
    assert Session().run(nb.gradients(nb.maximum(a, b), [a, b]), {a: 2.0, b: 2.0}) == [1.0, 0.0]
    assert Session().run(nb.gradients(nb.minimum(a, b), [a, b]), {a: 2.0, b: 2.0}) == [1.0, 0.0]
    ends = np.array([-1.0, 0.0, 0.5, 1.0, 2.0])
    (slope,) = Session().run(nb.gradients(nb.sum(nb.clip(x, 0.0, 1.0)), [x]), {x: ends})
    assert slope.tolist() == [0.0, 1.0, 1.0, 1.0, 0.0]


def test_the_slope_of_a_size_does_not_wrap_around() -> None:
    x = Placeholder()
    for dtype in (np.uint8, np.int8):
        (slope,) = Session().run(nb.gradients(nb.sum(nb.abs(x)), [x]), {x: np.array([0, 5, 127], dtype)})
        assert slope.tolist() == [0.0, 1.0, 1.0]
