"""Networks of the course in small, with what is fed to them."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

import nbkit as nb
from nbkit.functions import Array


@dataclass
class Network:
    """A loss with its variables, and what is fed, by node."""

    logits: Any
    loss: Any
    variables: list[nb.Variable]
    feed: dict[Any, Array]

    @property
    def feeds(self) -> dict[str, Array]:
        return {x.name: value for x, value in self.feed.items()}


def mlp(rows: int = 50, sizes: tuple[int, ...] = (784, 100, 10), seed: int = 0) -> Network:
    """Dense layers with ReLU between, on random pixels."""
    rng = np.random.default_rng(seed)
    with nb.Graph().as_default():
        X, y = nb.Placeholder("X", (None, sizes[0])), nb.Placeholder("y", (None, sizes[-1]))
        variables, a = [], X
        for i, (d, m) in enumerate(pairwise(sizes), start=1):
            variables += [
                nb.Variable(rng.normal(0, d**-0.5, (d, m)), f"W{i}"),
                nb.Variable(np.zeros(m), f"b{i}"),
            ]
            z = nb.add(a @ variables[-2], variables[-1], name=f"z{i}")
            a = nb.relu(z)
        loss = nb.mean(nb.softmax_cross_entropy(z, y), name="loss")
        labels = np.eye(sizes[-1])[rng.integers(0, sizes[-1], rows)]
        return Network(z, loss, variables, {X: rng.random((rows, sizes[0])), y: labels})


def cnn(rows: int = 20, seed: int = 0, padding: str = "valid") -> Network:
    """Chapter 14's: conv 8@5×5, pool, relu, conv 16@5×5, pool, relu, dense; images that are mostly paper."""
    rng = np.random.default_rng(seed)
    with nb.Graph().as_default():
        X, y = nb.Placeholder("X", (None, 28, 28, 1)), nb.Placeholder("y", (None, 10))
        K1 = nb.Variable(rng.normal(0, 0.3, (5, 5, 1, 8)), "K1")
        K2 = nb.Variable(rng.normal(0, 0.1, (5, 5, 8, 16)), "K2")
        c1, c2 = nb.Variable(np.zeros(8), "c1"), nb.Variable(np.zeros(16), "c2")
        a = nb.relu(nb.max_pool(nb.conv2d(X, K1, padding=padding) + c1))
        a = nb.flatten(nb.relu(nb.max_pool(nb.conv2d(a, K2, padding=padding) + c2)))
        d = 256 if padding == "valid" else 784
        W, b = nb.Variable(rng.normal(0, 0.1, (d, 10)), "W"), nb.Variable(np.zeros(10), "b")
        z = nb.add(a @ W, b, name="logits")
        loss = nb.mean(nb.softmax_cross_entropy(z, y), name="loss")
        pixels = rng.random((rows, 28, 28, 1))
        labels = np.eye(10)[rng.integers(0, 10, rows)]
        return Network(z, loss, [K1, c1, K2, c2, W, b], {X: np.where(pixels > 0.8, pixels, 0.0), y: labels})
