"""What the loaders return: named tuples of arrays, printed by their shapes."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from nbkit.functions import Array


def _summary(data: tuple[Any, ...], fields: tuple[str, ...]) -> str:
    """Return one line a field, with shape and dtype in place of thousands of numbers."""
    lines = (
        f"  {field:8} {f'{value.shape} {value.dtype}' if isinstance(value, np.ndarray) else value}"
        for field, value in zip(fields, data, strict=True)
    )
    return "\n".join((type(data).__name__, *lines))


class Examples(NamedTuple):
    """Inputs `X (n, d)` and their labels `y (n,)`."""

    X: Array
    y: Array

    def __repr__(self) -> str:
        return _summary(self, self._fields)


class Split(NamedTuple):
    """Examples to learn from and examples to be tested on."""

    X_train: Array
    y_train: Array
    X_test: Array
    y_test: Array

    def __repr__(self) -> str:
        return _summary(self, self._fields)


class IrisSplit(NamedTuple):
    """The irises in three parts, with the names of their measurements and species."""

    X_train: Array
    y_train: Array
    X_valid: Array
    y_valid: Array
    X_test: Array
    y_test: Array
    features: tuple[str, ...]
    classes: tuple[str, ...]

    def __repr__(self) -> str:
        return _summary(self, self._fields)
