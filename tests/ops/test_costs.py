"""Costs where scores are extreme."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

import nbkit as nb
from nbkit.graph import Placeholder
from nbkit.session import Session


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize("z", [1000.0, -1000.0, 0.0])
def test_sigmoid_and_its_cost_are_safe_at_a_thousand(z: float, dtype: Any) -> None:
    with np.errstate(all="raise", under="ignore"):
        for y in (0.0, 1.0):
            node, feed = Placeholder(), np.array([z], dtype)
            loss = nb.sum(nb.sigmoid_cross_entropy(node, np.array([y], dtype)))
            cost, slope, s = Session().run(
                [loss, *nb.gradients(loss, [node]), nb.sigmoid(node)], {node: feed}
            )
            p = 1.0 if z > 0 else (0.5 if z == 0 else 0.0)
            np.testing.assert_allclose(slope, [p - y], atol=1e-30)
            np.testing.assert_allclose(s, [p], atol=1e-30)
            np.testing.assert_allclose(cost, max(z, 0) - z * y + (math.log(2) if z == 0 else 0), rtol=1e-6)


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_softmax_and_its_cost_are_safe_at_a_thousand(dtype: Any) -> None:
    z, y = np.array([[1000, -1000, 0], [-1000, -1000, -1000]], dtype), np.array([[0, 1, 0], [0, 0, 1]], dtype)
    p = np.array([[1, 0, 0], [1 / 3, 1 / 3, 1 / 3]])
    with np.errstate(all="raise", under="ignore"):
        node = Placeholder()
        cost = nb.softmax_cross_entropy(node, y)
        fetches = [nb.softmax(node), nb.log_softmax(node), cost, *nb.gradients(nb.sum(cost), [node])]
        soft, logs, costs, slope = Session().run(fetches, {node: z})
    np.testing.assert_allclose(soft, p, atol=1e-7)
    np.testing.assert_allclose(logs, [[0, -2000, -1000], [-np.log(3)] * 3], rtol=1e-6)
    np.testing.assert_allclose(costs, [2000, np.log(3)], rtol=1e-6)
    np.testing.assert_allclose(slope, p - y, atol=1e-7)
