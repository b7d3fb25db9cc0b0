"""Truth values: comparisons, and what is computed with them. They jump, and have no slope to pass on."""

from __future__ import annotations

from typing import Any

import numpy as np

from nbkit.graph import Operation
from nbkit.ops.base import apply


class Truth(Operation):
    """out = true or false, with broadcasting, and no slope."""

    label = "?"
    is_flat = True

    @staticmethod
    def backward(G: Any, out: Any, *values: Any, **options: Any) -> tuple[Any, ...]:
        return (None,) * len(values)


class Equal(Truth):
    """out = a == b, entry by entry."""

    label = "="
    written = "{} = {}"
    forward = staticmethod(np.equal)


def equal(a: Any, b: Any, name: str | None = None) -> Any:
    """Say where a and b are equal. (On nodes `==` asks whether both are one node.)

    >>> equal(np.array([1.0, 5.0]), 5.0)
    array([False,  True])
    """
    return apply(Equal, a, b, name=name)


class NotEqual(Truth):
    """out = a != b, entry by entry."""

    label = "≠"
    written = "{} ≠ {}"
    forward = staticmethod(np.not_equal)


def not_equal(a: Any, b: Any, name: str | None = None) -> Any:
    """Say where a and b differ.

    >>> not_equal(np.array([1.0, 5.0]), 5.0)
    array([ True, False])
    """
    return apply(NotEqual, a, b, name=name)


class GreaterEqual(Truth):
    """out = a >= b, entry by entry."""

    label = "≥"
    written = "{} ≥ {}"
    forward = staticmethod(np.greater_equal)


def greater_equal(a: Any, b: Any, name: str | None = None) -> Any:
    """Compare element by element: a >= b.

    >>> greater_equal(np.array([1.0, 5.0]), 5.0)
    array([False,  True])
    """
    return apply(GreaterEqual, a, b, name=name)


class LogicalAnd(Truth):
    """out = a and b, entry by entry."""

    label = "∧"
    written = "{} ∧ {}"
    forward = staticmethod(np.logical_and)


def logical_and(a: Any, b: Any, name: str | None = None) -> Any:
    """Say where both are true.

    >>> logical_and(np.array([True, False]), True)
    array([ True, False])
    """
    return apply(LogicalAnd, a, b, name=name)


class LogicalOr(Truth):
    """out = a or b, entry by entry."""

    label = "∨"
    written = "{} ∨ {}"
    forward = staticmethod(np.logical_or)


def logical_or(a: Any, b: Any, name: str | None = None) -> Any:
    """Say where at least one is true.

    >>> logical_or(np.array([True, False]), False)
    array([ True, False])
    """
    return apply(LogicalOr, a, b, name=name)


class LogicalNot(Truth):
    """out = not x, entry by entry."""

    label = "¬"
    written = "¬{}"
    forward = staticmethod(np.logical_not)


def logical_not(x: Any, name: str | None = None) -> Any:
    """Turn true into false and false into true.

    >>> logical_not(np.array([True, False]))
    array([False,  True])
    """
    return apply(LogicalNot, x, name=name)


class All(Truth):
    """out = are all true, along an axis, some axes, or everywhere?"""

    label = "all"

    @staticmethod
    def forward(x: Any, axis: Any = None, keepdims: bool = False, out: Any = None) -> Any:
        return np.all(x, axis=axis, keepdims=keepdims, out=out)


def all(x: Any, axis: Any = None, keepdims: bool = False, name: str | None = None) -> Any:
    """Say whether all entries are true, or all along an axis.

    >>> all(np.array([[True, False], [True, True]]), axis=1)
    array([False,  True])
    """
    return apply(All, x, name=name, axis=axis, keepdims=keepdims)


class Some(Truth):
    """out = is any true, along an axis, some axes, or anywhere?"""

    label = "any"

    @staticmethod
    def forward(x: Any, axis: Any = None, keepdims: bool = False, out: Any = None) -> Any:
        return np.any(x, axis=axis, keepdims=keepdims, out=out)


def some(x: Any, axis: Any = None, keepdims: bool = False, name: str | None = None) -> Any:
    """Say whether any entry is true, or any along an axis.

    >>> some(np.array([[True, False], [False, False]]), axis=1)
    array([ True, False])
    """
    return apply(Some, x, name=name, axis=axis, keepdims=keepdims)
