"""Static shapes as TensorFlow 1 shows them: TensorShape, and Dimension for each axis."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from nbkit.static_shapes import Shape, merged, written


class Dimension:
    """The length of an axis, or None: `x.get_shape()[1].value`. It computes as a number does, and ? stays ?.

    >>> Dimension(3) * 2, int(Dimension(3)), Dimension(None) + 1
    (Dimension(6), 3, Dimension(None))
    """

    def __init__(self, value: Any) -> None:
        self.value = getattr(value, "value", None if value is None else int(getattr(value, "value", value)))

    def __int__(self) -> int:
        if self.value is None:
            raise TypeError("__int__ returned non-int (type NoneType): this length is not known before a run")
        return int(self.value)

    __index__ = __int__

    def __eq__(self, other: Any) -> Any:
        other = Dimension(other).value
        return None if None in (self.value, other) else self.value == other

    def __hash__(self) -> int:
        return hash(self.value)

    def __repr__(self) -> str:
        return f"Dimension({self.value})"

    def __str__(self) -> str:
        return "?" if self.value is None else str(self.value)

    def _compute(self, other: Any, operation: Any) -> Any:
        other = Dimension(other).value
        return Dimension(None if None in (self.value, other) else operation(self.value, other))

    def __add__(self, other: Any) -> Dimension:
        return self._compute(other, lambda a, b: a + b)

    def __sub__(self, other: Any) -> Dimension:
        return self._compute(other, lambda a, b: a - b)

    def __rsub__(self, other: Any) -> Dimension:
        return self._compute(other, lambda a, b: b - a)

    def __mul__(self, other: Any) -> Dimension:
        return self._compute(other, lambda a, b: a * b)

    def __floordiv__(self, other: Any) -> Dimension:
        return self._compute(other, lambda a, b: a // b)

    def __mod__(self, other: Any) -> Dimension:
        return self._compute(other, lambda a, b: a % b)

    __radd__, __rmul__ = __add__, __mul__
    __div__ = __floordiv__

    def _compare(self, other: Any, operation: Any) -> Any:
        other = Dimension(other).value
        return None if None in (self.value, other) else operation(self.value, other)

    def __lt__(self, other: Any) -> Any:
        return self._compare(other, lambda a, b: a < b)

    def __gt__(self, other: Any) -> Any:
        return self._compare(other, lambda a, b: a > b)

    def __le__(self, other: Any) -> Any:
        return self._compare(other, lambda a, b: a <= b)

    def __ge__(self, other: Any) -> Any:
        return self._compare(other, lambda a, b: a >= b)


class TensorShape:
    """The shape of a tensor as far as it is known before a run.

    >>> TensorShape([None, 3]), str(TensorShape([None, 3])), TensorShape([None, 3])[1]
    (TensorShape([Dimension(None), Dimension(3)]), '(?, 3)', Dimension(3))
    """

    def __init__(self, dims: Any) -> None:
        self._shape = as_shape(dims)

    @property
    def dims(self) -> list[Dimension] | None:
        """The dimensions, or None where not even their number is known."""
        return None if self._shape is None else [Dimension(n) for n in self._shape]

    @property
    def ndims(self) -> int | None:
        """The number of axes, if it is known."""
        return None if self._shape is None else len(self._shape)

    def as_list(self) -> list[int | None]:
        """The lengths, None for those that are not known."""
        return list(self._known())

    def num_elements(self) -> int | None:
        """The number of entries, if it is known."""
        known = self.is_fully_defined()
        return int(np.prod(self._known())) if known else None  # type: ignore[arg-type]

    def is_fully_defined(self) -> bool:
        """Is each length known?"""
        return self._shape is not None and None not in self._shape

    def is_compatible_with(self, other: Any) -> bool:
        """Could a value have both shapes?"""
        a, b = self._shape, as_shape(other)
        if a is None or b is None:
            return True
        return len(a) == len(b) and all(None in (n, m) or n == m for n, m in zip(a, b, strict=True))

    def assert_is_compatible_with(self, other: Any) -> None:
        """Raise ValueError where no value could have both shapes."""
        if not self.is_compatible_with(other):
            raise ValueError(f"Shapes {self} and {TensorShape(other)} are incompatible")

    def with_rank(self, rank: int) -> TensorShape:
        """This shape, which must have so many axes."""
        if self.ndims not in (None, rank):
            raise ValueError(f"Shape {self} must have rank {rank}")
        return self if self.ndims == rank else TensorShape([None] * rank)

    def with_rank_at_least(self, rank: int) -> TensorShape:
        """This shape, which must have so many axes or more."""
        if self.ndims is not None and self.ndims < rank:
            raise ValueError(f"Shape {self} must have rank at least {rank}")
        return self

    def with_rank_at_most(self, rank: int) -> TensorShape:
        """This shape, which must have so many axes or fewer."""
        if self.ndims is not None and self.ndims > rank:
            raise ValueError(f"Shape {self} must have rank at most {rank}")
        return self

    def assert_has_rank(self, rank: int) -> None:
        """Raise ValueError where it has another number of axes."""
        self.with_rank(rank)

    def assert_same_rank(self, other: Any) -> None:
        """Raise ValueError where both have a known number of axes, and not the same."""
        other = TensorShape(other)
        if None not in (self.ndims, other.ndims) and self.ndims != other.ndims:
            raise ValueError(f"Shapes {self} and {other} must have the same rank")

    def assert_is_fully_defined(self) -> None:
        """Raise ValueError where a length is not known."""
        if not self.is_fully_defined():
            raise ValueError(f"Shape {self} is not fully defined")

    def merge_with(self, other: Any) -> TensorShape:
        """What both say together; ValueError where they contradict."""
        self.assert_is_compatible_with(other)
        return TensorShape(merged(self._shape, as_shape(other)))

    def __bool__(self) -> bool:
        return self._shape is not None

    def _known(self) -> tuple[int | None, ...]:
        if self._shape is None:
            raise ValueError("as_list() is not defined on an unknown TensorShape.")
        return self._shape

    def __getitem__(self, key: Any) -> Any:
        if self._shape is None:
            return TensorShape(None) if isinstance(key, slice) else Dimension(None)
        return TensorShape(self._shape[key]) if isinstance(key, slice) else Dimension(self._shape[key])

    def __iter__(self) -> Iterator[Dimension]:
        return iter([Dimension(n) for n in self._known()])

    def __len__(self) -> int:
        return len(self._known())

    def __eq__(self, other: Any) -> bool:
        try:
            return self._shape == as_shape(other)
        except TypeError:
            return False

    def __hash__(self) -> int:
        return hash(self._shape)

    def __repr__(self) -> str:
        return f"TensorShape({self.dims})"

    def __str__(self) -> str:
        return written(self._shape)

    def concatenate(self, other: Any) -> TensorShape:
        """This shape, and the axes of another after it."""
        more = as_shape(other)
        return TensorShape(None if self._shape is None or more is None else self._shape + more)


def as_shape(value: Any) -> Shape:
    """Return the tuple that a TensorShape, a list, a number or None stands for.

    >>> as_shape([None, Dimension(3)]), as_shape(3), as_shape(None)
    ((None, 3), (3,), None)
    """
    if value is None:
        return None
    if isinstance(value, TensorShape):
        return value._shape
    if isinstance(value, (int, np.integer, Dimension)):
        value = [value]
    return tuple(_length(n) for n in value)


def _length(n: Any) -> int | None:
    n = Dimension(n).value
    return None if n is None or n < 0 else n
