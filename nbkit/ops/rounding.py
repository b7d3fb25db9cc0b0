"""Whole numbers out of others: rounded, divided with a rest, cast, or the place of the greatest."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import DTypeLike

from nbkit.graph import Operation
from nbkit.ops.base import apply, copied
from nbkit.ops.shapes import zeros_like
from nbkit.ops.sums import sum_like


class Floor(Operation):
    """out = the greatest whole number up to x. It jumps: no slope."""

    label = "⌊x⌋"
    is_flat = True
    forward = staticmethod(np.floor)

    @staticmethod
    def backward(G: Any, out: Any, x: Any) -> tuple[Any, ...]:
        return (None,)


def floor(x: Any, name: str | None = None) -> Any:
    """Round down each entry.

    >>> floor(np.array([1.5, -1.5]))
    array([ 1., -2.])
    """
    return apply(Floor, x, name=name)


class Round(Operation):
    """out = the nearest whole number, of two the even one. It jumps: no slope."""

    label = "round"
    is_flat = True
    forward = staticmethod(np.rint)

    @staticmethod
    def backward(G: Any, out: Any, x: Any) -> tuple[Any, ...]:
        return (None,)


def round(x: Any, name: str | None = None) -> Any:
    """Round each entry; 0.5 and 2.5 go to the even neighbour.

    >>> round(np.array([0.5, 1.5, 1.7]))
    array([0., 2., 2.])
    """
    return apply(Round, x, name=name)


class Sign(Operation):
    """out = -1, 0 or 1: its slope is 0."""

    label = "sign"
    by_entry = True
    forward = staticmethod(np.sign)

    @staticmethod
    def backward(G: Any, out: Any, x: Any) -> tuple[Any, ...]:
        return (zeros_like(G),)


def sign(x: Any, name: str | None = None) -> Any:
    """Say whether each entry is negative, 0 or positive: -1, 0 or 1.

    >>> sign(np.array([-3.0, 0.0, 2.0]))
    array([-1.,  0.,  1.])
    """
    return apply(Sign, x, name=name)


class FloorDivide(Operation):
    """out = ⌊a / b⌋, with broadcasting. It jumps: no slope."""

    label = "//"
    written = "{} // {}"
    is_flat = True
    forward = staticmethod(np.floor_divide)

    @staticmethod
    def backward(G: Any, out: Any, a: Any, b: Any) -> tuple[Any, ...]:
        return None, None


def floor_divide(a: Any, b: Any, name: str | None = None) -> Any:
    """Divide and round down: -7 // 2 is -4.

    >>> floor_divide(np.array([7, -7]), 2)
    array([ 3, -4])
    """
    return apply(FloorDivide, a, b, name=name)


class Remainder(Operation):
    """out = a - b ⌊a / b⌋, with the sign of b: dL/da = G, dL/db = -G ⌊a / b⌋."""

    label = "%"
    written = "{} % {}"
    by_entry = True
    forward = staticmethod(np.remainder)

    @staticmethod
    def backward(G: Any, out: Any, a: Any, b: Any) -> tuple[Any, ...]:
        return sum_like(G, a), sum_like(-G * floor_divide(a, b), b)


def remainder(a: Any, b: Any, name: str | None = None) -> Any:
    """Return what is left of a after a // b, with the sign of b.

    >>> remainder(np.array([7, -7]), 3)
    array([1, 2])
    """
    return apply(Remainder, a, b, name=name)


class Cast(Operation):
    """out = x in another precision: from floats to floats G is cast back, whole numbers have no slope."""

    label = "cast"

    @staticmethod
    def forward(x: Any, dtype: Any = None, out: Any = None) -> Any:
        if out is None:
            return np.asarray(x).astype(dtype)
        np.copyto(out, x, casting="unsafe")
        return out

    @staticmethod
    def backward(G: Any, out: Any, x: Any, dtype: Any = None) -> tuple[Any, ...]:
        return (cast_like(G, x) if np.dtype(dtype).kind == "f" else None,)


def cast(x: Any, dtype: DTypeLike, name: str | None = None) -> Any:
    """Give each entry another type; floats that become whole numbers lose their fraction.

    >>> cast(np.array([1.7, -1.7]), np.int32)
    array([ 1, -1], dtype=int32)
    """
    return apply(Cast, x, name=name, dtype=np.dtype(dtype))


class CastLike(Operation):
    """out = x in the precision of `like`, of which nothing else matters."""

    label = "cast"
    shape_inputs = (1,)

    @staticmethod
    def forward(x: Any, like: Any, out: Any = None) -> Any:
        return Cast.forward(x, np.asarray(like).dtype, out=out)

    @staticmethod
    def backward(G: Any, out: Any, x: Any, like: Any) -> tuple[Any, ...]:
        return cast_like(G, x), None


def cast_like(x: Any, like: Any, name: str | None = None) -> Any:
    """Give each entry of x the type of `like`.

    >>> cast_like(np.array([1.0]), np.float32([2.0])).dtype.name
    'float32'
    """
    return apply(CastLike, x, like, name=name)


class ArgMax(Operation):
    """out = where x is greatest along an axis, the first of equals: a place, which has no slope."""

    label = "argmax"
    is_flat = True

    @staticmethod
    def forward(x: Any, axis: int = 0, out: Any = None) -> Any:
        return copied(np.argmax(x, axis=axis), out)

    @staticmethod
    def backward(G: Any, out: Any, x: Any, axis: int = 0) -> tuple[Any, ...]:
        return (None,)


def argmax(x: Any, axis: int = 0, name: str | None = None) -> Any:
    """Say where x is greatest along an axis, as whole numbers.

    >>> argmax(np.array([[1.0, 5.0, 3.0]]), axis=1)
    array([1])
    """
    return apply(ArgMax, x, name=name, axis=axis)
