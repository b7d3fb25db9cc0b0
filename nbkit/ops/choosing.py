"""Entries chosen out of others: by index, by rows, by truth values; repeated or added up on the way."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from nbkit.graph import Operation, Variable
from nbkit.ops.base import apply, copied
from nbkit.ops.shapes import reshape_like, zeros_like
from nbkit.ops.sums import sum, sum_like


@dataclass(frozen=True)
class At:
    """Stands in a key for the whole number that is computed: number `position` of those beside the key."""

    position: int


class Index(Operation):
    """out = x[key]: G goes back to the places that were read, the others get 0."""

    label = "[ ]"
    is_view = True

    @staticmethod
    def forward(x: Any, *numbers: Any, key: Any = (), out: Any = None) -> Any:
        return copied(x[filled(key, numbers)], out)

    @staticmethod
    def backward(G: Any, out: Any, x: Any, *numbers: Any, key: Any = ()) -> tuple[Any, ...]:
        return unindex(G, x, key, *numbers), *(None for _ in numbers)

    @staticmethod
    def advice(*values: Any) -> str:
        return f"a value of shape {np.shape(values[0])} takes one index an axis, each below its length"


def index(x: Any, key: tuple[Any, ...], *numbers: Any, name: str | None = None) -> Any:
    """Read x[key]: a tuple of whole numbers, slices, None and `...`, where `At(i)` stands for numbers[i].

    >>> index(np.arange(6).reshape(2, 3), (slice(None), At(0)), 1)
    array([1, 4])
    """
    return apply(Index, x, *numbers, name=name, key=key)


def filled(key: tuple[Any, ...], numbers: tuple[Any, ...]) -> tuple[Any, ...]:
    """The key with its numbers in their places, in slices too.

    >>> filled((At(1), slice(At(0), None)), (2, 5))
    (5, slice(2, None, None))
    """

    def fill(part: Any) -> Any:
        if isinstance(part, slice):
            return slice(fill(part.start), fill(part.stop), fill(part.step))
        return int(numbers[part.position]) if isinstance(part, At) else part

    return tuple(map(fill, key))


class Unindex(Operation):
    """out = 0 in the shape of `like`, but G at key: the way back of Index."""

    label = "→[ ]"
    shape_inputs = (1,)

    @staticmethod
    def forward(G: Any, like: Any, *numbers: Any, key: Any = (), out: Any = None) -> Any:
        placed = copied(np.zeros(np.shape(like), np.asarray(G).dtype), out)
        placed[filled(key, numbers)] = G
        return placed

    @staticmethod
    def backward(H: Any, out: Any, G: Any, like: Any, *numbers: Any, key: Any = ()) -> tuple[Any, ...]:
        return index(H, key, *numbers), None, *(None for _ in numbers)


def unindex(G: Any, like: Any, key: tuple[Any, ...], *numbers: Any, name: str | None = None) -> Any:
    """Put G at `key` of zeros in the shape of `like`.

    >>> unindex(np.array(5.0), np.zeros(3), (1,))
    array([0., 5., 0.])
    """
    return apply(Unindex, G, like, *numbers, name=name, key=key)


class Gather(Operation):
    """out[i, …] = x[rows[i], …]: G is added up in the rows that were read, the others get 0."""

    label = "rows"

    @staticmethod
    def forward(x: Any, rows: Any, out: Any = None) -> Any:
        rows = np.asarray(rows)
        wrong = np.argwhere((rows < 0) | (rows >= len(x)))
        if len(wrong):
            place, row = wrong[0].tolist(), rows[tuple(wrong[0])]
            raise IndexError(f"rows{place or ''} = {row} is not in [0, {len(x)})")
        return copied(np.take(x, rows, axis=0), out)

    @staticmethod
    def backward(G: Any, out: Any, x: Any, rows: Any) -> tuple[Any, ...]:
        return ungather(G, x, rows), None

    @staticmethod
    def advice(*values: Any) -> str:
        return f"whole numbers from 0 to {len(values[0]) - 1} name the rows"


def gather(x: Any, rows: Any, name: str | None = None) -> Any:
    """Take rows of x by their numbers, each as often as it is named; any shape of numbers.

    >>> gather(np.array([10, 20, 30]), np.array([2, 0, 2]))
    array([30, 10, 30])
    """
    if isinstance(x, Variable):
        x.by_rows = True
    return apply(Gather, x, rows, name=name)


class Ungather(Operation):
    """out = 0 in the shape of `like`, with G[i] added to row rows[i]: the way back of Gather."""

    label = "→rows"
    shape_inputs = (1,)

    @staticmethod
    def forward(G: Any, like: Any, rows: Any, out: Any = None) -> Any:
        total = copied(np.zeros(np.shape(like), np.asarray(G).dtype), out)
        np.add.at(total, rows, G)
        return total

    @staticmethod
    def backward(H: Any, out: Any, G: Any, like: Any, rows: Any) -> tuple[Any, ...]:
        return gather(H, rows), None, None


def ungather(G: Any, like: Any, rows: Any, name: str | None = None) -> Any:
    """Add G[i] to row rows[i] of zeros in the shape of `like`.

    >>> ungather(np.array([1.0, 2.0]), np.zeros(3), np.array([1, 1]))
    array([0., 3., 0.])
    """
    return apply(Ungather, G, like, rows, name=name)


class Where(Operation):
    """out = a where the condition is true, else b, with broadcasting: G goes to the one that was taken."""

    label = "where"

    @staticmethod
    def forward(condition: Any, a: Any, b: Any, out: Any = None) -> Any:
        return copied(np.where(condition, a, b), out)

    @staticmethod
    def backward(G: Any, out: Any, condition: Any, a: Any, b: Any) -> tuple[Any, ...]:
        nothing = zeros_like(G)
        to_a, to_b = where(condition, G, nothing), where(condition, nothing, G)
        return None, sum_like(to_a, a), sum_like(to_b, b)


def where(condition: Any, a: Any, b: Any, name: str | None = None) -> Any:
    """Take a where the condition is true, and b elsewhere.

    >>> where(np.array([True, False]), np.array([1, 2]), np.array([3, 4]))
    array([1, 4])
    """
    return apply(Where, condition, a, b, name=name)


class Tile(Operation):
    """out = x repeated so many times along each axis: G is added up over the repetitions."""

    label = "tile"
    value_inputs = (1,)

    @staticmethod
    def forward(x: Any, times: Any, out: Any = None) -> Any:
        return copied(np.tile(x, tuple(np.asarray(times).tolist())), out)

    @staticmethod
    def backward(G: Any, out: Any, x: Any, times: Any) -> tuple[Any, ...]:
        return untile(G, x), None


def tile(x: Any, times: Any, name: str | None = None) -> Any:
    """Repeat x, one number of times an axis.

    >>> tile(np.array([1, 2]), np.array([2]))
    array([1, 2, 1, 2])
    """
    return apply(Tile, x, times, name=name)


class Untile(Operation):
    """out = the repetitions of `like` in x, added up: the way back of Tile."""

    label = "→tile"
    shape_inputs = (1,)

    @staticmethod
    def forward(x: Any, like: Any, out: Any = None) -> Any:
        shape = np.shape(like)
        times = [n // max(m, 1) for n, m in zip(x.shape, shape, strict=True)]
        split = [part for pair in zip(times, shape, strict=True) for part in pair]
        return copied(np.sum(np.reshape(x, split), axis=tuple(range(0, 2 * len(shape), 2))), out)

    @staticmethod
    def backward(H: Any, out: Any, x: Any, like: Any) -> tuple[Any, ...]:
        return tile_like(H, x), None


def untile(x: Any, like: Any, name: str | None = None) -> Any:
    """Add up the repetitions of `like` that x is made of.

    >>> untile(np.array([1, 2, 3, 4]), np.zeros(2))
    array([4, 6])
    """
    return apply(Untile, x, like, name=name)


class TileLike(Operation):
    """out = x repeated until it has the shape of `like`. The adjoint of Untile."""

    label = "tile"
    shape_inputs = (1,)

    @staticmethod
    def forward(x: Any, like: Any, out: Any = None) -> Any:
        times = [n // max(m, 1) for n, m in zip(np.shape(like), x.shape, strict=True)]
        return copied(np.tile(x, times), out)

    @staticmethod
    def backward(G: Any, out: Any, x: Any, like: Any) -> tuple[Any, ...]:
        return untile(G, x), None


def tile_like(x: Any, like: Any, name: str | None = None) -> Any:
    """Repeat x until it has the shape of `like`.

    >>> tile_like(np.array([1, 2]), np.zeros(4))
    array([1, 2, 1, 2])
    """
    return apply(TileLike, x, like, name=name)


class Fill(Operation):
    """out = one number in a shape that is computed: G is added up."""

    label = "fill"
    value_inputs = (0,)

    @staticmethod
    def forward(shape: Any, number: Any, out: Any = None) -> Any:
        return copied(np.full(tuple(np.asarray(shape).tolist()), number, np.asarray(number).dtype), out)

    @staticmethod
    def backward(G: Any, out: Any, shape: Any, number: Any) -> tuple[Any, ...]:
        return None, sum(G)


def fill(shape: Any, number: Any, name: str | None = None) -> Any:
    """Fill a shape, given as whole numbers, with one number.

    >>> fill(np.array([2]), np.array(7.0))
    array([7., 7.])
    """
    return apply(Fill, shape, number, name=name)


class ReshapeTo(Operation):
    """out = x in a shape that is computed; one axis may be -1: G takes the old shape back."""

    label = "shape"
    value_inputs = (1,)

    @staticmethod
    def forward(x: Any, shape: Any, out: Any = None) -> Any:
        return copied(np.reshape(x, tuple(np.asarray(shape).tolist())), out)

    @staticmethod
    def backward(G: Any, out: Any, x: Any, shape: Any) -> tuple[Any, ...]:
        return reshape_like(G, x), None


def reshape_to(x: Any, shape: Any, name: str | None = None) -> Any:
    """Give the same entries another shape, which is computed.

    >>> reshape_to(np.arange(4), np.array([2, -1])).shape
    (2, 2)
    """
    return apply(ReshapeTo, x, shape, name=name)


class ShapeOf(Operation):
    """out = the lengths of the axes of x, as whole numbers. They have no slope."""

    label = "shape"
    shape_inputs = (0,)
    is_flat = True

    @staticmethod
    def forward(x: Any, out: Any = None) -> Any:
        return copied(np.array(np.shape(x), np.int32), out)

    @staticmethod
    def backward(G: Any, out: Any, x: Any) -> tuple[Any, ...]:
        return (None,)


def shape_of(x: Any, name: str | None = None) -> Any:
    """Return the lengths of the axes, as a value that can be computed with.

    >>> shape_of(np.zeros((2, 3)))
    array([2, 3], dtype=int32)
    """
    return apply(ShapeOf, x, name=name)


class CumSum(Operation):
    """out[i] = x[0] + … + x[i] along an axis: G is added up from the other end.

    exclusive: x[i] itself is left out. reverse: from the last entry to the first.
    """

    label = "Σ…"

    @staticmethod
    def forward(
        x: Any, axis: int = 0, exclusive: bool = False, reverse: bool = False, out: Any = None
    ) -> Any:
        x = np.flip(x, axis) if reverse else x
        total = np.cumsum(x, axis=axis, dtype=x.dtype)
        total = total - x if exclusive else total
        return copied(np.flip(total, axis) if reverse else total, out)

    @staticmethod
    def backward(
        G: Any, out: Any, x: Any, axis: int = 0, exclusive: bool = False, reverse: bool = False
    ) -> tuple[Any, ...]:
        return (cumsum(G, axis, exclusive, not reverse),)


def cumsum(
    x: Any, axis: int = 0, exclusive: bool = False, reverse: bool = False, name: str | None = None
) -> Any:
    """Add up along an axis, step by step.

    >>> cumsum(np.array([1, 2, 3])), cumsum(np.array([1, 2, 3]), exclusive=True)
    (array([1, 3, 6]), array([0, 1, 3]))
    """
    return apply(CumSum, x, name=name, axis=axis, exclusive=exclusive, reverse=reverse)
