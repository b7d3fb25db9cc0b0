"""The optimizers' fast halves do what their rules say."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import nbkit as nb
from nbkit.graph import Placeholder, Variable
from nbkit.session import Session


@pytest.mark.parametrize("optimizer", [nb.GradientDescent(0.1), nb.Momentum(0.1), nb.RMSProp(), nb.Adam()])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_passes_do_what_the_rule_says(optimizer: Any, dtype: Any) -> None:
    """Over more than one block, and bit by bit."""
    rng = np.random.default_rng(0)
    w = Variable(rng.normal(size=150_000).astype(dtype), name="w")
    step = optimizer.minimize(nb.sum(nb.square(w * rng.normal(size=150_000).astype(dtype))))
    sessions = Session(), Session(compiled=False)
    for _ in range(3):
        ours, expected = ([s.run(step), s.run(w)][1] for s in sessions)
        assert ours.dtype == dtype
        np.testing.assert_array_equal(ours, expected)


def test_a_changed_rule_is_followed() -> None:
    class Backwards(nb.GradientDescent):
        def rule(self, w: Any, g: Any, *memory: Any, t: int) -> None:
            w += self.lr * g

    w = Variable(3.0, name="w")
    step, session = Backwards(0.5).minimize(w * w), Session()
    for _ in range(3):
        session.run(step)
    assert session.run(w) == 24.0


def test_a_learning_rate_that_changes_is_followed() -> None:
    w, optimizer = Variable(1.0, name="w"), nb.GradientDescent(0.25)
    step, session = optimizer.minimize(w), Session()
    for optimizer.lr in (0.25, 0.5, 1.0):
        session.run(step)
    assert session.run(w) == 1 - 0.25 - 0.5 - 1


def test_a_subclass_that_keeps_the_rule_keeps_what_it_says() -> None:
    class Eager(nb.Adam):
        def corrected(self, t: int) -> tuple[float, float]:
            eps, length = super().corrected(t)
            return eps, 2 * length

    w = Variable([1.0, -2.0], name="w")
    step = Eager(0.1).minimize(nb.sum(nb.square(w)))
    sessions = Session(), Session(compiled=False)
    for _ in range(3):
        ours, expected = ([s.run(step), s.run(w)][1] for s in sessions)
        np.testing.assert_array_equal(ours, expected)


def test_two_optimizers_train_one_tall_matrix(quick_products: bool) -> None:
    """It lies by columns among the variables of the first, so that the second meets it as it lies."""
    rng = np.random.default_rng(0)
    x, w, b = Placeholder("x"), Variable(rng.normal(size=(416, 3)), name="w"), Variable(np.zeros(3), name="b")
    one = nb.Momentum(0.1).minimize(nb.mean(nb.square(x @ w + b)))
    two = nb.Momentum(0.1).minimize(nb.mean(nb.square(x @ w - 1.0)))
    sessions, feed = (Session(), Session(compiled=False)), {x: rng.normal(size=(20, 416))}
    for step in (one, two, one, two):
        ours, expected = ([s.run(step, feed), s.run(w)][1] for s in sessions)
        np.testing.assert_allclose(ours, expected, rtol=1e-10)
