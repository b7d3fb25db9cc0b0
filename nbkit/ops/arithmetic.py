"""Arithmetic, with broadcasting: what Python's operators build."""

from __future__ import annotations

from typing import Any

import numpy as np

from nbkit import functions
from nbkit.graph import Constant, Node, Operation
from nbkit.ops.base import apply
from nbkit.ops.entries import log
from nbkit.ops.sums import sum_like


class Add(Operation):
    """out = a + b, with broadcasting; a change of either moves the sum as much: dL/da = G, dL/db = G."""

    label = "+"
    written = "{} + {}"
    by_entry = True
    reuses_input = True
    forward = staticmethod(np.add)

    @staticmethod
    def backward(G: Any, out: Any, a: Any, b: Any) -> tuple[Any, ...]:
        return sum_like(G, a), sum_like(G, b)


def add(a: Any, b: Any, name: str | None = None) -> Any:
    """Add element by element: a + b, any shapes that broadcast.

    >>> add(np.array([1.0, 2.0]), 10.0)
    array([11., 12.])
    """
    return apply(Add, a, b, name=name)


class Subtract(Operation):
    """out = a - b, with broadcasting: dL/da = G, dL/db = -G."""

    label = "−"
    written = "{} − {}"
    by_entry = True
    reuses_input = True
    forward = staticmethod(np.subtract)

    @staticmethod
    def backward(G: Any, out: Any, a: Any, b: Any) -> tuple[Any, ...]:
        return sum_like(G, a), sum_like(-G, b)


def subtract(a: Any, b: Any, name: str | None = None) -> Any:
    """Subtract element by element: a - b, any shapes that broadcast.

    >>> subtract(np.array([1.0, 2.0]), 1.0)
    array([0., 1.])
    """
    return apply(Subtract, a, b, name=name)


class Multiply(Operation):
    """out = a · b, with broadcasting; each factor is the other's slope: dL/da = G b, dL/db = G a."""

    label = "×"
    written = "{} × {}"
    by_entry = True
    reuses_input = True
    forward = staticmethod(np.multiply)

    @staticmethod
    def backward(G: Any, out: Any, a: Any, b: Any) -> tuple[Any, ...]:
        return sum_like(G * b, a), sum_like(G * a, b)


def multiply(a: Any, b: Any, name: str | None = None) -> Any:
    """Multiply element by element: a · b, any shapes that broadcast.

    >>> multiply(np.array([1.0, 2.0]), np.array([10.0, 100.0]))
    array([ 10., 200.])
    """
    return apply(Multiply, a, b, name=name)


class Divide(Operation):
    """out = a / b, with broadcasting: dL/da = G / b, dL/db = -G out / b."""

    label = "÷"
    written = "{} ÷ {}"
    by_entry = True
    reuses_input = True
    forward = staticmethod(np.divide)

    @staticmethod
    def backward(G: Any, out: Any, a: Any, b: Any) -> tuple[Any, ...]:
        return sum_like(G / b, a), sum_like(-G * out / b, b)


def divide(a: Any, b: Any, name: str | None = None) -> Any:
    """Divide element by element: a / b, any shapes that broadcast.

    >>> divide(np.array([1.0, 2.0]), 2.0)
    array([0.5, 1. ])
    """
    return apply(Divide, a, b, name=name)


class LimitProduct(Operation):
    """out = w · x, with 0 · ∞ = 0: dL/dw = G x, and 0 where x does not count; dL/dx = G w."""

    label = "×"
    written = "{} × {}"
    by_entry = True
    forward = staticmethod(functions.limit_product)

    @staticmethod
    def backward(G: Any, out: Any, w: Any, x: Any) -> tuple[Any, ...]:
        return sum_like(limit_product(G * counts(w, x), x), w), sum_like(G * w, x)


def limit_product(w: Any, x: Any, name: str | None = None) -> Any:
    """Multiply entry by entry, with 0 · ∞ = 0: the limit of w ln w, where what has no weight adds nothing.

    >>> limit_product(np.array([0.0, 2.0]), np.array([-np.inf, 3.0]))
    array([0., 6.])
    """
    return apply(LimitProduct, w, x, name=name)


class Counts(Operation):
    """out = false where w is 0 and x infinite, else true. It jumps, and has no slope to pass on."""

    label = "counts"
    is_flat = True
    forward = staticmethod(functions.counts)

    @staticmethod
    def backward(G: Any, out: Any, w: Any, x: Any) -> tuple[Any, ...]:
        return None, None


def counts(w: Any, x: Any, name: str | None = None) -> Any:
    """Say where x adds to w · x: everywhere but where w is 0 and x infinite.

    >>> counts(np.array([0.0, 1.0]), np.array([np.inf, np.inf]))
    array([False,  True])
    """
    return apply(Counts, w, x, name=name)


class Power(Operation):
    """out = a^p, with broadcasting: dL/da = G p a^(p-1), dL/dp = G out ln a. A varying p needs a > 0.

    A fixed whole p takes any a, and so do all slopes of its slopes: where p is 0 they are 0, whatever a is.
    """

    label = "xᵖ"
    written = "{}^{}"
    by_entry = True
    forward = staticmethod(np.power)

    @staticmethod
    def backward(G: Any, out: Any, a: Any, p: Any) -> tuple[Any, ...]:
        to_p = limit_product(G * out, log(a))
        if isinstance(p, Node) and not isinstance(p, Constant):
            return sum_like(limit_product(G * p, a ** (p - 1.0)), a), sum_like(to_p, p)
        return sum_like(G * p * a ** _one_less(p), a), sum_like(to_p, p)

    @staticmethod
    def advice(*values: Any) -> str:
        whole = all(v.dtype.kind in "iu" for v in values)
        return "make the base a float, such as 2.0" if whole else Operation.advice(*values)


def _one_less(p: Any) -> Any:
    """p - 1, and 0 where p is 0: there any exponent will do, and -1 would divide by 0."""
    value = p.value if isinstance(p, Constant) else p
    return value - (np.not_equal(value, 0).astype(np.int8) if np.ndim(value) else int(value != 0))


def power(a: Any, p: Any, name: str | None = None) -> Any:
    """Raise to a power element by element: a^p, any shapes that broadcast.

    >>> power(np.array([2.0, 3.0]), 2.0)
    array([4., 9.])
    """
    return apply(Power, a, p, name=name)


class Negative(Operation):
    """out = -x: dL/dx = -G."""

    label = "−"
    written = "−{}"
    by_entry = True
    reuses_input = True
    forward = staticmethod(np.negative)

    @staticmethod
    def backward(G: Any, out: Any, x: Any) -> tuple[Any, ...]:
        return (-G,)


def negative(x: Any, name: str | None = None) -> Any:
    """Change the sign: -x, any shape.

    >>> negative(np.array([1.0, -2.0]))
    array([-1.,  2.])
    """
    return apply(Negative, x, name=name)
