"""The plain way to run a graph, node by node: it says what a session means. Plans do the same sooner."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from math import isfinite
from typing import Any

import numpy as np

from nbkit.fetches import Build
from nbkit.functions import Array
from nbkit.graph import (
    Action,
    Constant,
    GraphError,
    Node,
    Operation,
    Variable,
    made_twice,
    traverse_postorder,
)
from nbkit.ops import as_arrays, misfit
from nbkit.ops.base import MISFITS

ValueOf = Callable[[Any], Any]  # gives the value of a variable or a constant
Cast = Callable[[Any], Any]  # floats in the precision of the session


def evaluate(
    targets: Iterable[Node], feeds: dict[Node, Array], value_of: ValueOf, cast: Cast | None = None
) -> dict[Node, Any]:
    """Return the value of every node that the targets need, computed one by one.

    feeds: values that are given, of any nodes; what lies behind those is not computed.
    cast: gives floats the precision that all have; left out, they keep what NumPy gives them.
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
            values[node] = _compute(node, [values[source] for source in node.input_nodes], cast)
        elif isinstance(node, (Variable, Constant)):
            values[node] = value_of(node)
        else:
            raise _unfed(node, feeds)
    return values


@dataclass
class Job:
    """An action with the arrays it works on, and what does it: `act` writes new values into the variables.

    variables: their arrays, in groups. values: those of its inputs. buffers: where each of them is due.
    Two weights that lie side by side are one array in variables, and their gradients one in values;
    buffers are then its two parts.
    """

    action: Action
    variables: list[list[Array]]
    values: list[Array]
    buffers: list[Array]
    act: Callable[[], None]

    @property
    def samples(self) -> list[Array]:
        """The last number of the values, if there is one: NaN or ∞ in a batch shows there.

        It reaches the output, so the slope of its bias, which is last; to look at all of them takes long.
        """
        return [v[(slice(-1, None),) * v.ndim].reshape(()) for v in self.values[-1:] if v.size]


@dataclass
class PlainWay:
    """A run as it is meant: compute node by node, refuse NaN, copy what was asked for, then act.

    nodes: what is fetched. build: puts their values into the structure of the fetches.
    jobs: the actions among them. value_of: gives the value of a variable or a constant.
    cast: gives floats the precision of the session, if it has one.
    refuses_nan: is a fetched number that is NaN an error, and a step that would spoil the weights?
    """

    nodes: list[Node]
    build: Build
    jobs: list[Job]
    value_of: ValueOf
    cast: Cast | None
    refuses_nan: bool = True

    @property
    def targets(self) -> list[Node]:
        """The nodes whose values are wanted: those that are fetched, and those that the actions need."""
        inputs = [node for job in self.jobs for node in job.action.input_nodes]
        return [*(node for node in self.nodes if not isinstance(node, Action)), *inputs]

    def run(self, feeds: dict[Node, Array]) -> Any:
        """Return what was asked for, as it is before the actions change any variable."""
        values = evaluate(self.targets, feeds, self.value_of, self.cast)
        for node in self.nodes:
            value: Any = values.get(node)
            if self.refuses_nan and np.ndim(value) == 0 and value != value:
                raise GraphError(f"{node} is NaN (not a number). {_origin_of_nan(node, feeds, values)}")
        take = self.build(partial(copy_out, values.get(node), self.cast) for node in self.nodes)
        result = take()
        for job in self.jobs:
            for node, buffer in zip(job.action.input_nodes, job.buffers, strict=True):
                np.copyto(buffer, values[node], casting="same_kind")
            if self.refuses_nan and not all(map(isfinite, job.samples)):
                _refuse_strange_feeds(job, feeds)
        for job in self.jobs:
            job.act()
        return result


def copy_out(value: Any, cast: Cast | None = None) -> Any:
    """Return a copy that no later run overwrites, row by row; a NumPy number where there are no axes."""
    array = np.asarray(value) if cast is None else cast(np.asarray(value))
    return array.copy() if array.ndim else array[()]


def is_python_number(value: Any) -> bool:
    """Is this a Python number? It has no precision of its own: in 2 · 3 · x the precision is that of x."""
    return type(value) in (int, float)


def _compute(node: Operation, given: list[Any], cast: Cast | None) -> Any:
    try:
        value = node.forward(*as_arrays(given), **node.options)
        if given and all(is_python_number(v) for v in given) and np.ndim(value) == 0:
            return value.item()
        return value if cast is None else cast(value)
    except MISFITS as error:
        raise _does_not_fit(node, given, error) from error


def _does_not_fit(node: Operation, given: list[Any], error: Exception) -> GraphError:
    inputs = [f"{source.name} {np.shape(v)}" for source, v in zip(node.input_nodes, given, strict=True)]
    told = misfit(node, str(node), inputs, [np.asarray(v) for v in given], node.options, error)
    return GraphError(f"{told}. Made at {node.where}")


def _unfed(node: Node, feeds: dict[Node, Array]) -> GraphError:
    fed = ", ".join(n.name for n in feeds) or "nothing"
    twice = next(filter(None, map(made_twice, feeds)), "")
    advice = twice or f"add it to the run, feed_dict={{{node.name}: …}}"
    return GraphError(f"expected a value for {node}, got {fed}: {advice}. Made at {node.where}")


def _origin_of_nan(target: Node, feeds: dict[Node, Array], values: dict[Node, Any]) -> str:
    order = traverse_postorder(target, stop=frozenset(feeds))
    node, value = next((n, values[n]) for n in order if not np.isfinite(values[n]).all())
    what = "NaN" if np.isnan(value).any() else "infinite"
    if node in feeds:
        return _strange_values(node, value)
    if isinstance(node, Variable):
        return (
            f"{node} holds {what} values: training has diverged, so lower the learning rate, "
            "or it was fed such values before, so clean the data"
        )
    return f"{node} is the first to be {what}: keep its inputs where it is defined. Made at {node.where}"


def _refuse_strange_feeds(job: Job, feeds: dict[Node, Array]) -> None:
    """Stop a step before what is fed spoils the weights; where they are spoilt, it is too late to say why."""
    if all(np.isfinite(array).all() for group in job.variables for array in group):
        for node, value in feeds.items():
            if not np.isfinite(value).all():
                told = _strange_values(node, value)
                raise GraphError(f"{job.action} would spoil the weights. {told}")


def _strange_values(node: Node, value: Array) -> str:
    """Say which fed array holds them, how many they are, and in which row the first."""
    what = "NaN" if np.isnan(value).any() else "infinite"
    strange = np.argwhere(~np.isfinite(value))
    where = f", first in row {strange[0][0]}" if np.ndim(value) else ""
    return f"{len(strange)} of the {np.size(value)} values fed to {node} are {what}{where}: clean the data"
