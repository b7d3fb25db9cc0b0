"""Activation functions at their ends and corners."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import nbkit as nb
from nbkit.graph import Placeholder
from nbkit.session import Session


@pytest.mark.parametrize("build", [nb.sigmoid, nb.softmax, nb.log_softmax, nb.tanh])
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_slopes_at_a_thousand_are_numbers(build: Callable[..., Any], dtype: Any) -> None:
    x = Placeholder()
    loss = nb.sum(build(x) * np.array([1.0, 2.0, 3.0], dtype))
    with np.errstate(all="raise", under="ignore"):
        slope = Session().run(nb.gradients(loss, [x])[0], {x: np.array([-1000, 0, 1000], dtype)})
    assert np.isfinite(slope).all()


def test_the_corner_has_the_slope_that_the_text_says() -> None:
    x = Placeholder()
    assert Session().run(nb.gradients(nb.relu(x), [x])[0], {x: 0.0}) == 0.0
