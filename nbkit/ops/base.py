"""What all operations share: to build a node or compute at once, and to write into `out`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from nbkit.graph import Node, Operation


def apply(operation: type[Operation], *inputs: Any, name: str | None = None, **options: Any) -> Any:
    """Build a node where any input is one; otherwise compute at once."""
    if any(isinstance(x, Node) for x in inputs):
        return operation(*inputs, name=name, **options)
    return operation.forward(*as_arrays(inputs), **options)


def as_arrays(values: Sequence[Any]) -> list[Any]:
    """Return the values as arrays. A plain Python number takes the precision of the floats that it meets.

    >>> [x.dtype.name for x in as_arrays([np.float32([1, 2]), 0.5])]
    ['float32', 'float32']
    """
    if not any(type(v) in (int, float) for v in values):
        return [np.asarray(v) for v in values]
    floats = [v.dtype for v in values if hasattr(v, "dtype") and v.dtype.kind == "f"]
    common = np.result_type(*floats) if floats else None
    return [np.asarray(v, common if type(v) in (int, float) else None) for v in values]


def copied(value: Any, out: Any) -> Any:
    """Return the value, or `out` with the value in it."""
    if out is None:
        return value
    np.copyto(out, value)
    return out
