"""What all operations share: to build a node or compute at once, and to write into `out`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from nbkit.functions import Array, as_array, as_numbers, shown
from nbkit.graph import GraphError, Node, Operation


def apply(operation: type[Operation], *inputs: Any, name: str | None = None, **options: Any) -> Any:
    """Build a node where any input is one; otherwise compute at once."""
    if any(isinstance(x, Node) for x in inputs):
        return operation(*inputs, name=name, **options)
    arrays = as_arrays(inputs, as_array if operation.takes_names else as_numbers)
    try:
        return operation.forward(*arrays, **options)
    except MISFITS as error:
        shapes = [f"shape {a.shape}" for a in arrays]
        raise misfit(operation, operation.__name__, shapes, arrays, options, error) from error


def misfit(
    operation: type[Operation] | Operation,
    who: str,
    inputs: Sequence[str],
    values: Sequence[Any],
    options: dict[str, Any],
    error: Exception,
) -> GraphError:
    """Say that an operation cannot take these values, why, and what to try."""
    problem = (str(error).splitlines() or [""])[0].rstrip(". ")
    if any(words in problem for words in _NUMPY_ON_SHAPES):
        problem = "their shapes do not fit"
    if isinstance(error, (TypeError, OverflowError)) and options:
        problem = "expected whole numbers, got " + ", ".join(f"{k}={shown(v)}" for k, v in options.items())
    try:
        advice = operation.advice(*values)
    except Exception:  # advice is a courtesy; it must never hide the error
        advice = "check the shapes"
    verb = "take" if len(values) == 1 else "combine"
    return GraphError(f"{who} cannot {verb} {' and '.join(inputs)}: {problem}. Try: {advice}")


MISFITS = (ValueError, TypeError, IndexError, OverflowError)  # how NumPy refuses values and axes
_NUMPY_ON_SHAPES = ("gufunc", "could not be broadcast", "input array dimensions")


def as_arrays(values: Sequence[Any], read: Callable[[Any], Array] = np.asarray) -> list[Any]:
    """Return the values as arrays. A plain Python number takes the precision of the floats that it meets.

    read: how to make an array of anything else.

    >>> [x.dtype.name for x in as_arrays([np.float32([1, 2]), 0.5])]
    ['float32', 'float32']
    """
    if not any(type(v) in (int, float) for v in values):
        return [read(v) for v in values]
    floats = [v.dtype for v in values if hasattr(v, "dtype") and v.dtype.kind == "f"]
    common = np.result_type(*floats) if floats else None
    return [np.asarray(v, common) if type(v) in (int, float) else read(v) for v in values]


def copied(value: Any, out: Any) -> Any:
    """Return the value, or `out` with the value in it."""
    if out is None:
        return value
    np.copyto(out, value)
    return out
