"""What ours refuses and the peers would take in silence. Of their arrays we ask the form alone."""

from __future__ import annotations

import math
from typing import Any

from nbkit.graph import GraphError


def some(x: Any, *others: Any) -> Any:
    """Return what came, of which the first has entries: no mean and no greatest of none.

    >>> import numpy as np
    >>> some(np.zeros(0))
    Traceback (most recent call last):
    ...
    nbkit.graph.GraphError: expected at least one entry, got shape (0,): feed at least one example
    """
    if 0 in x.shape:
        raise GraphError(
            f"expected at least one entry, got shape {tuple(x.shape)}: feed at least one example"
        )
    return (x, *others) if others else x


def of_one_shape(a: Any, b: Any) -> tuple[Any, Any]:
    """Return both, which must have one shape: (n,) against (n, 1) would broadcast to n²."""
    if tuple(a.shape) != tuple(b.shape):
        raise GraphError(
            f"expected answers and labels of one shape, got {tuple(a.shape)} and {tuple(b.shape)}: "
            "reshape one of them"
        )
    return a, b


def single(loss: Any) -> Any:
    """Return the loss, which must be a single number to have slopes."""
    if math.prod(loss.shape) != 1:
        raise GraphError(
            f"expected a loss that is a single number, got shape {tuple(loss.shape)}: take nb.mean"
        )
    return loss


def whole(classes: Any, is_whole: bool) -> Any:
    """Return class numbers, which must be whole: a peer would cut off what follows the point."""
    if not is_whole:
        raise GraphError("expected whole class numbers, got floats: give them as integers, such as [3, 7]")
    return classes


def class_numbers(classes: Any) -> list[Any]:
    """Return the class of each column of a one-hot table.

    >>> class_numbers(3), class_numbers([1, 5])
    ([0, 1, 2], [1, 5])
    """
    numbers = list(range(classes)) if isinstance(classes, int) else list(classes)
    if any(isinstance(name, str) for name in numbers):
        raise GraphError(
            f"expected classes that are numbers, got {numbers}: a peer knows no text, number them"
        )
    return numbers


def no_stray(hits: Any, is_fine: bool) -> Any:
    """Return a one-hot table, in which each label must have found its class."""
    if not is_fine:
        raise GraphError("expected labels that are among the classes, got others: name every class")
    return hits
