"""The perceptron and its learning rule of 1957, on plain NumPy.

Reference: Rosenblatt, *The perceptron: a probabilistic model for information storage and organization in the
brain*, Psychological Review 65 (1958); convergence: Novikoff, *On convergence proofs on perceptrons* (1962).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from nbkit.functions import Array, as_floats, as_numbers, is_whole, shown, step


def predict(X: ArrayLike, w: ArrayLike, b: float) -> Array:
    """Return what the perceptron answers: 1 where w·x + b > 0, else 0.

    X: one example (d,), or one a row (n, d); w (d,). Returns whole numbers, () or (n,).
    Raises ValueError where the number of features differs from that of the weights.

    >>> predict([[8, 10], [4, -10]], w=[1, 1], b=-5)
    array([1, 0])
    """
    X, w, b = as_floats(X), as_floats(w), _number(b, "a bias")
    if w.ndim != 1 or X.ndim not in (1, 2) or X.shape[-1] != w.shape[0]:
        raise ValueError(
            f"expected one weight a feature, got {w.shape} weights for examples of shape {X.shape}"
        )
    return step(X @ w + b)


class Correction(NamedTuple):
    """The weights and the bias after one correction, and the row of the example that caused it."""

    w: Array
    b: float
    example: int | None


@dataclass(frozen=True)
class Training:
    """What `train_perceptron` returns.

    path: the start, with example None, then one entry a correction. mistakes: how many in each epoch.
    """

    path: list[Correction]
    mistakes: list[int]

    @property
    def w(self) -> Array:
        """The final weights."""
        return self.path[-1].w

    @property
    def b(self) -> float:
        """The final bias."""
        return self.path[-1].b

    @property
    def converged(self) -> bool:
        """Did the last epoch go through without a mistake?"""
        return bool(self.mistakes) and self.mistakes[-1] == 0


def train_perceptron(
    X: ArrayLike, y: ArrayLike, w: ArrayLike | None = None, b: float = 0.0, lr: float = 1.0, epochs: int = 100
) -> Training:
    """Learn w and b from examples: after each wrong answer, move by the error times the input.

    error = y - answer, w ← w + lr · error · x, b ← b + lr · error; right answers change nothing.
    X (n, d), y (n,) of 0 and 1; w starts from zeros unless given, and is not changed. It stops
    after the first epoch without a mistake, or after `epochs` of them.
    Raises ValueError for labels other than 0 and 1 or shapes that do not fit.

    >>> AND = train_perceptron([[0, 0], [0, 1], [1, 0], [1, 1]], [0, 0, 0, 1])
    >>> AND.converged, AND.mistakes
    (True, [1, 3, 3, 2, 1, 0])
    """
    X, y = as_floats(X), as_numbers(y)
    weights: Array = np.zeros(X.shape[-1:]) if w is None else as_floats(w).astype(np.float64)
    _check(X, y, weights)
    b, lr = _number(b, "a bias"), _number(lr, "a learning rate")
    if not is_whole(epochs, 0):
        raise ValueError(f"expected a whole number of epochs, got {shown(epochs)}: 100 is a usual choice")
    path = [Correction(weights, b, None)]
    mistakes: list[int] = []
    while len(mistakes) < epochs and 0 not in mistakes[-1:]:
        before = len(path)
        for i, x in enumerate(X):
            error = int(y[i]) - int(predict(x, weights, b))
            if error:
                weights, b = weights + lr * error * x, b + lr * error
                path.append(Correction(weights, b, i))
        mistakes.append(len(path) - before)
    return Training(path, mistakes)


def _number(value: Any, what: str) -> Any:
    if not isinstance(value, (int, float, np.generic, np.ndarray)) or np.ndim(value):
        raise ValueError(f"expected {what} as one number, got {shown(value)}: write 0.5")
    return value


def _check(X: Array, y: Array, w: Array) -> None:
    if X.ndim != 2 or y.shape != X.shape[:1]:
        raise ValueError(f"expected examples (n, d) with labels (n,), got {X.shape} and {y.shape}")
    if w.shape != X.shape[1:]:
        raise ValueError(f"expected one weight a feature, shape {X.shape[1:]}, got {w.shape}")
    if not np.isin(y, (0, 1)).all():
        raise ValueError(
            f"expected labels 0 and 1, got {np.unique(y).tolist()}: for -1 and 1 use (y + 1) // 2"
        )
