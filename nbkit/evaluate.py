"""The plain way to run a graph, node by node: it says what a session means. Plans do the same sooner."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from nbkit.fetches import Build
from nbkit.functions import Array
from nbkit.graph import Action, Constant, GraphError, Node, Operation, Variable, traverse_postorder
from nbkit.ops import as_arrays

Memory = Callable[[Any], Any]  # the value of a variable or a constant


def evaluate(targets: Iterable[Node], feeds: dict[Node, Array], memory: Memory) -> dict[Node, Any]:
    """Return the value of every node that the targets need, computed one by one.

    feeds: values that are given, of any nodes; what lies behind those is not computed.
    Raises GraphError where a placeholder is not fed, or values do not fit, and names the node.

    >>> from nbkit import Placeholder
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
        else:
            raise _unfed(node, feeds)
    return values


@dataclass
class Job:
    """An action with its memory, and what does it: `apply` writes new values into the variables.

    variables: their arrays, in groups. values: those of its inputs. buffers: where each of them is due.
    Where variables lie side by side, one array holds the whole group, and buffers are parts of values.
    """

    action: Action
    variables: list[list[Array]]
    values: list[Array]
    buffers: list[Array]
    apply: Callable[[], None]


@dataclass
class PlainWay:
    """A run as it is meant: compute node by node, refuse NaN, copy what was asked for, then act.

    nodes: what is fetched. build: puts their values into the structure of the fetches.
    jobs: the actions among them. memory: gives the value of a variable or a constant.
    """

    nodes: list[Node]
    build: Build
    jobs: list[Job]
    memory: Memory

    @property
    def targets(self) -> list[Node]:
        """The nodes whose values are wanted: those that are fetched, and those that the actions need."""
        inputs = [node for job in self.jobs for node in job.action.input_nodes]
        return [*(node for node in self.nodes if not isinstance(node, Action)), *inputs]

    def run(self, feeds: dict[Node, Array]) -> Any:
        """Return what was asked for, as it is before the actions change any variable."""
        values = evaluate(self.targets, feeds, self.memory)
        for node in self.nodes:
            value: Any = values.get(node)
            if np.ndim(value) == 0 and value != value:
                raise GraphError(f"{node} is NaN (not a number). {_origin_of_nan(node, feeds, values)}")
        result = self.build(partial(copy_out, values.get(node)) for node in self.nodes)()
        for job in self.jobs:
            for node, buffer in zip(job.action.input_nodes, job.buffers, strict=True):
                np.copyto(buffer, values[node], casting="same_kind")
        for job in self.jobs:
            job.apply()
        return result


def copy_out(value: Any) -> Any:
    """Return a copy that no later run overwrites, row by row; a NumPy number where there are no axes."""
    array = np.asarray(value)
    return array.copy() if array.ndim else array[()]


def is_plain(value: Any) -> bool:
    """Is this a Python number? It has no precision of its own: in 2 · 3 · x the precision is that of x."""
    return type(value) in (int, float)


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


def _unfed(node: Node, feeds: dict[Node, Array]) -> GraphError:
    fed = ", ".join(n.name for n in feeds) or "nothing"
    return GraphError(
        f"expected a value for {node}, got {fed}: add it to the run, feed_dict={{{node.name}: …}}. "
        f"Made at {node.where}"
    )


def _origin_of_nan(target: Node, feeds: dict[Node, Array], values: dict[Node, Any]) -> str:
    order = traverse_postorder(target, stop=frozenset(feeds))
    node, value = next((n, values[n]) for n in order if not np.isfinite(values[n]).all())
    what = "NaN" if np.isnan(value).any() else "infinite"
    if node in feeds:
        count = f"{np.sum(~np.isfinite(value))} of the {np.size(value)}"
        return f"{count} values fed to {node} are {what}: clean the data"
    if isinstance(node, Variable):
        return f"{node} holds {what} values: training has diverged, so lower the learning rate"
    return f"{node} is the first to be {what}: keep its inputs where it is defined. Made at {node.where}"
