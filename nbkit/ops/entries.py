"""Functions of each entry for itself: exp, ln, square, root, absolute value; and the greater of two."""

from __future__ import annotations

from typing import Any

import numpy as np

from nbkit.functions import as_floats
from nbkit.graph import Operation
from nbkit.ops.base import apply
from nbkit.ops.sums import sum_like


class Exp(Operation):
    """out = e^x, its own slope: dL/dx = G out."""

    label = "exp"
    by_entry = True
    reuses_input = True

    @staticmethod
    def forward(x: Any, out: Any = None) -> Any:
        return np.exp(as_floats(x), out=out)

    @staticmethod
    def backward(G: Any, out: Any, x: Any) -> tuple[Any, ...]:
        return (G * out,)


def exp(x: Any, name: str | None = None) -> Any:
    """Raise e to each entry: e^x, any shape.

    >>> exp(np.array([0.0]))
    array([1.])
    """
    return apply(Exp, x, name=name)


class Log(Operation):
    """out = ln x for x > 0: dL/dx = G / x."""

    label = "ln"
    by_entry = True
    reuses_input = True

    @staticmethod
    def forward(x: Any, out: Any = None) -> Any:
        return np.log(as_floats(x), out=out)

    @staticmethod
    def backward(G: Any, out: Any, x: Any) -> tuple[Any, ...]:
        return (G / x,)


def log(x: Any, name: str | None = None) -> Any:
    """Take the natural logarithm of each entry; x > 0.

    >>> log(np.array([1.0]))
    array([0.])
    """
    return apply(Log, x, name=name)


class Sin(Operation):
    """out = sin x: dL/dx = G cos x."""

    label = "sin"
    by_entry = True
    forward = staticmethod(np.sin)

    @staticmethod
    def backward(G: Any, out: Any, x: Any) -> tuple[Any, ...]:
        return (G * cos(x),)


def sin(x: Any, name: str | None = None) -> Any:
    """Take the sine of each entry.

    >>> sin(np.array([0.0]))
    array([0.])
    """
    return apply(Sin, x, name=name)


class Cos(Operation):
    """out = cos x: dL/dx = -G sin x."""

    label = "cos"
    by_entry = True
    forward = staticmethod(np.cos)

    @staticmethod
    def backward(G: Any, out: Any, x: Any) -> tuple[Any, ...]:
        return (-G * sin(x),)


def cos(x: Any, name: str | None = None) -> Any:
    """Take the cosine of each entry.

    >>> cos(np.array([0.0]))
    array([1.])
    """
    return apply(Cos, x, name=name)


class Square(Operation):
    """out = x²: dL/dx = 2 G x."""

    label = "x²"
    written = "{}²"
    by_entry = True
    reuses_input = True
    forward = staticmethod(np.square)

    @staticmethod
    def backward(G: Any, out: Any, x: Any) -> tuple[Any, ...]:
        return (2 * G * x,)


def square(x: Any, name: str | None = None) -> Any:
    """Square each entry.

    >>> square(np.array([-3.0]))
    array([9.])
    """
    return apply(Square, x, name=name)


class Sqrt(Operation):
    """out = √x for x > 0: dL/dx = G / (2 out)."""

    label = "√"
    by_entry = True
    reuses_input = True

    @staticmethod
    def forward(x: Any, out: Any = None) -> Any:
        return np.sqrt(as_floats(x), out=out)

    @staticmethod
    def backward(G: Any, out: Any, x: Any) -> tuple[Any, ...]:
        return (G / (2 * out),)


def sqrt(x: Any, name: str | None = None) -> Any:
    """Take the square root of each entry; x >= 0, and x > 0 for its gradient.

    >>> sqrt(np.array([9.0]))
    array([3.])
    """
    return apply(Sqrt, x, name=name)


class Abs(Operation):
    """out = |x|: dL/dx = G where x > 0 and -G where 0 > x; at the corner we take 0."""

    label = "|x|"
    written = "|{}|"
    by_entry = True
    reuses_input = True
    forward = staticmethod(np.abs)

    @staticmethod
    def backward(G: Any, out: Any, x: Any) -> tuple[Any, ...]:
        return (G * greater(x, 0) - G * greater(0, x),)  # of small whole numbers, -x may be too large


def abs(x: Any, name: str | None = None) -> Any:
    """Drop the sign of each entry.

    >>> abs(np.array([-3.0, 2.0]))
    array([3., 2.])
    """
    return apply(Abs, x, name=name)


class Maximum(Operation):
    """out = the greater of a and b, with broadcasting: G goes to the winner, and to a in a tie."""

    label = "max"
    by_entry = True
    reuses_input = True
    forward = staticmethod(np.maximum)

    @staticmethod
    def backward(G: Any, out: Any, a: Any, b: Any) -> tuple[Any, ...]:
        to_b = G * greater(b, a)
        return sum_like(G - to_b, a), sum_like(to_b, b)


def maximum(a: Any, b: Any, name: str | None = None) -> Any:
    """Take the greater of the two, element by element.

    >>> maximum(np.array([1.0, 5.0]), 3.0)
    array([3., 5.])
    """
    return apply(Maximum, a, b, name=name)


class Minimum(Operation):
    """out = the lesser of a and b, with broadcasting: G goes to the winner, and to a in a tie."""

    label = "min"
    by_entry = True
    reuses_input = True
    forward = staticmethod(np.minimum)

    @staticmethod
    def backward(G: Any, out: Any, a: Any, b: Any) -> tuple[Any, ...]:
        to_b = G * greater(a, b)
        return sum_like(G - to_b, a), sum_like(to_b, b)


def minimum(a: Any, b: Any, name: str | None = None) -> Any:
    """Take the lesser of the two, element by element.

    >>> minimum(np.array([1.0, 5.0]), 3.0)
    array([1., 3.])
    """
    return apply(Minimum, a, b, name=name)


def clip(x: Any, low: Any, high: Any, name: str | None = None) -> Any:
    """Raise what is below `low` to it, and lower what is above `high`. At both ends G goes to x.

    >>> clip(np.array([-1.0, 0.5, 7.0]), 0.0, 1.0)
    array([0. , 0.5, 1. ])
    """
    return minimum(maximum(x, low), high, name)


class Greater(Operation):
    """out = a > b, true or false, with broadcasting. It jumps, and has no slope to pass on."""

    label = ">"
    written = "{} > {}"
    is_flat = True
    forward = staticmethod(np.greater)

    @staticmethod
    def backward(G: Any, out: Any, a: Any, b: Any) -> tuple[Any, ...]:
        return None, None


def greater(a: Any, b: Any, name: str | None = None) -> Any:
    """Compare element by element: a > b.

    >>> greater(np.array([1.0, 5.0]), 3.0)
    array([False,  True])
    """
    return apply(Greater, a, b, name=name)
