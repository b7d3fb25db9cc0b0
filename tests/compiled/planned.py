"""A network that sessions train in these tests, and the plans that a session holds."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

import nbkit as nb
from nbkit.compiled.plan import Plan
from nbkit.graph import Placeholder, Variable
from nbkit.session import Session


def network(
    n: int, m: int, dtype: Any = np.float64
) -> tuple[Any, Any, list[Any], Callable[[], dict[Any, Any]]]:
    """A network of two layers, its step and variables, and what makes random feeds of n rows for it."""
    rng = np.random.default_rng(n + m)
    X, Y = Placeholder("X"), Placeholder("Y")
    W1, b1 = Variable(rng.normal(size=(m, m)), name="W1"), Variable(np.zeros(m), name="b1")
    W2, b2 = Variable(rng.normal(size=(m, 2)), name="W2"), Variable(np.zeros(2), name="b2")
    loss = nb.mean(nb.softmax_cross_entropy(nb.relu(nb.sigmoid(X @ W1 + b1)) @ W2 + b2, Y))

    def feed() -> dict[Any, Any]:
        labels = np.eye(2, dtype=dtype)[rng.integers(0, 2, n)]
        return {X: rng.normal(size=(n, m)).astype(dtype), Y: labels}

    return loss, nb.Adam(0.05).minimize(loss), [W1, b1, W2, b2], feed


def plans(session: Session) -> list[Any]:
    """All that a session has compiled and keeps."""
    ways = [way for recipe in session._recipes.values() for way in recipe.ways.values()]
    return [way for way in ways if isinstance(way, Plan)]
