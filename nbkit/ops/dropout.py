"""Dropout: some entries are left out by chance, so that a network leans on none of them.

Reference: Srivastava et al., *Dropout: a simple way to prevent neural networks from overfitting* (2014).
"""

from __future__ import annotations

from typing import Any

import numpy as np

from nbkit.functions import as_floats
from nbkit.graph import Operation
from nbkit.ops.base import apply, copied


class Dropout(Operation):
    """out = x / keep where noise < keep, else 0: G takes the same way. The noise is given, not drawn here."""

    label = "dropout"
    by_entry = True
    reuses_input = True

    @staticmethod
    def forward(x: Any, keep_prob: Any, noise: Any, out: Any = None) -> Any:
        if np.size(keep_prob) != 1 or not 0 < np.max(keep_prob) <= 1:
            raise ValueError("expected to keep a share above 0 and up to 1")
        if np.broadcast_shapes(np.shape(x), np.shape(noise)) != np.shape(x):
            raise ValueError("expected a number of noise for each entry")
        kept = np.less(noise, keep_prob)
        return copied(np.where(kept, np.divide(as_floats(x), np.reshape(keep_prob, ())), 0), out)

    @staticmethod
    def backward(G: Any, out: Any, x: Any, keep_prob: Any, noise: Any) -> tuple[Any, ...]:
        return dropout(G, keep_prob, noise), None, None

    @staticmethod
    def advice(*values: Any) -> str:
        return f"feed noise such as rng.random({np.shape(values[0])}), and keep_prob 0.5, or 1 to keep all"


def dropout(x: Any, keep_prob: Any, noise: Any, name: str | None = None) -> Any:
    """Keep each entry with probability keep_prob, and make it so much larger that the mean stays.

    noise: random numbers from 0 to 1, in the shape of x or one that broadcasts to it. It is fed, new at each
    step: so a run is the same each time that the same is fed, and its slopes can be checked.
    keep_prob: a number, or a placeholder as in TensorFlow 1. When the network is asked and not trained,
    feed 1, and 0 for the noise: all is kept. Neither has a slope.
    Raises GraphError for other shares and shapes.

    >>> dropout(np.array([1.0, 2.0, 3.0]), 0.5, np.array([0.1, 0.9, 0.4]))
    array([2., 0., 6.])
    """
    return apply(Dropout, x, keep_prob, noise, name=name)
