"""The plain way to run a graph: each node in order, once. This is what a session means; plans only hurry."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

from nbkit.functions import Array
from nbkit.graph import Constant, GraphError, Node, Operation, Placeholder, Variable, traverse_postorder
from nbkit.ops import as_arrays

Memory = Callable[[Any], Any]  # the value of a variable or a constant


def evaluate(targets: Iterable[Node], feeds: dict[Node, Array], memory: Memory) -> dict[Node, Any]:
    """Return the value of every node that the targets need, computed one by one.

    feeds: values that are given, of any nodes; what lies behind those is not computed.
    Raises GraphError where a placeholder is not fed, or values do not fit, and names the node.

    >>> x = Placeholder("x")
    >>> y = x + 1
    >>> print(evaluate([y], {x: np.array(2.0)}, lambda node: node.value)[y])
    3.0
    """
    values: dict[Node, Any] = {}
    for node in traverse_postorder(*targets, stop=frozenset(feeds)):
        if node in feeds:
            values[node] = feeds[node]
        elif isinstance(node, Operation):
            values[node] = _compute(node, [values[source] for source in node.input_nodes])
        elif isinstance(node, (Variable, Constant)):
            values[node] = memory(node)
        elif isinstance(node, Placeholder):
            raise _unfed(node, feeds)
    return values


def is_plain(value: Any) -> bool:
    """Is this a Python number? It has no precision of its own: in 2 · 3 · x the precision is that of x."""
    return type(value) in (int, float)


def copy_out(value: Any) -> Any:
    """Return a copy that no later run overwrites, row by row; a NumPy number where there are no axes."""
    array = np.asarray(value)
    return array.copy() if array.ndim else array[()]


def _compute(node: Operation, given: list[Any]) -> Any:
    try:
        value = node.forward(*as_arrays(given), **node.options)
        return value.item() if all(is_plain(v) for v in given) and np.ndim(value) == 0 else value
    except (ValueError, TypeError, IndexError) as error:
        raise _does_not_fit(node, given, error) from error


def _does_not_fit(node: Operation, given: list[Any], error: Exception) -> GraphError:
    inputs = " and ".join(
        f"{source.name} {np.shape(v)}" for source, v in zip(node.input_nodes, given, strict=True)
    )
    problem = str(error).splitlines()[0].rstrip(". ")
    if any(words in problem for words in _NUMPY_ON_SHAPES):
        problem = "their shapes do not fit"
    try:
        advice = node.advice(*(np.asarray(v) for v in given))
    except Exception:  # advice is a courtesy; it must never hide the error
        advice = "check the shapes"
    verb = "take" if len(given) == 1 else "combine"
    return GraphError(f"{node} cannot {verb} {inputs}: {problem}. Try: {advice}. Made at {node.where}")


_NUMPY_ON_SHAPES = ("gufunc", "could not be broadcast", "input array dimensions")


def _unfed(node: Placeholder, feeds: dict[Node, Array]) -> GraphError:
    fed = ", ".join(n.name for n in feeds) or "nothing"
    return GraphError(
        f"expected a value for {node}, got {fed}: add it to the run, feed_dict={{{node.name}: …}}. "
        f"Made at {node.where}"
    )
