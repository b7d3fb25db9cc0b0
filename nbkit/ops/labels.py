"""Classes by their number: one entry picked from each row, and a row with a 1 for each label."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from nbkit import functions
from nbkit.graph import GraphError, Node, Operation
from nbkit.ops.base import apply, copied


class Pick(Operation):
    """out[i] = x[i, classes[i]], one entry from each row: G goes to the picked entries, the others get 0."""

    label = "pick"

    @staticmethod
    def forward(x: Any, classes: Any, out: Any = None) -> Any:
        _check_classes(classes, x.shape)
        return copied(x[np.arange(len(x)), classes], out)

    @staticmethod
    def backward(G: Any, out: Any, x: Any, classes: Any) -> tuple[Any, ...]:
        return unpick(G, x, classes), None

    @staticmethod
    def advice(*values: Any) -> str:
        return (
            "give a table (n, m) and n whole numbers from 0 to m - 1; "
            "np.argmax(Y, axis=1) turns one-hot rows into them"
        )


def pick(x: Any, classes: Any, name: str | None = None) -> Any:
    """Pick one entry from each row: out[i] = x[i, classes[i]].

    x (n, m), classes (n,) whole numbers. Returns (n,).

    >>> pick(np.array([[1, 2], [3, 4]]), np.array([1, 0]))
    array([2, 3])
    """
    return apply(Pick, x, classes, name=name)


def _check_classes(classes: Any, shape: tuple[int, ...]) -> None:
    if len(shape) != 2 or np.shape(classes) != shape[:1] or np.asarray(classes).dtype.kind not in "iu":
        raise ValueError("expected whole class numbers of shape (n,) for a table of shape (n, m)")
    if np.size(classes) and not (np.min(classes) >= 0 and np.max(classes) < shape[1]):
        raise ValueError(f"expected class numbers from 0 to {shape[1] - 1}")


class Unpick(Operation):
    """out = 0 in the shape of `like`, but G[i] at column classes[i]: the way back of Pick."""

    label = "unpick"
    shape_inputs = (1,)

    @staticmethod
    def forward(G: Any, like: Any, classes: Any, out: Any = None) -> Any:
        placed = copied(np.zeros(np.shape(like), np.asarray(G).dtype), out)
        placed[np.arange(len(placed)), classes] = G
        return placed

    @staticmethod
    def backward(H: Any, out: Any, G: Any, like: Any, classes: Any) -> tuple[Any, ...]:
        return pick(H, classes), None, None


def unpick(G: Any, like: Any, classes: Any, name: str | None = None) -> Any:
    """Put G[i] at row i, column classes[i] of zeros in the shape of `like`.

    >>> unpick(np.array([5.0]), np.zeros((1, 2)), np.array([1]))
    array([[0., 5.]])
    """
    return apply(Unpick, G, like, classes, name=name)


class OneHot(Operation):
    """out[i, k] = 1 where labels[i] is class k, else 0. Labels are chosen, not computed: no slope."""

    label = "one-hot"
    takes_names = True
    is_flat = True

    @staticmethod
    def forward(labels: Any, classes: Any = None, out: Any = None) -> Any:
        return copied(functions.one_hot(labels, classes), out)

    @staticmethod
    def backward(G: Any, out: Any, labels: Any, classes: Any = None) -> tuple[Any, ...]:
        return (None,)

    @staticmethod
    def advice(*values: Any) -> str:
        return "give labels of shape (n,), and nb.one_hot(labels, m) for classes 0 to m - 1"


def one_hot(labels: Any, classes: int | Sequence[Any] | None = None, name: str | None = None) -> Any:
    """Give each label a row with a 1 in its class's column.

    labels (n,). classes: how many, or the names in order; left out, the sorted
    distinct labels, where those are an array; for a node, which has no values yet, it must be said.
    Returns (n, m).

    >>> one_hot(["Tim", "John"])
    array([[0., 1.],
           [1., 0.]])
    """
    if classes is None and isinstance(labels, Node):
        raise GraphError(f"expected the number of classes, got none: write nb.one_hot({labels.name}, 10)")
    return apply(OneHot, labels, name=name, classes=classes)
