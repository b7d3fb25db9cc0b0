"""From a graph to a flat list of steps: what a session replays when it runs the same thing again.

`evaluate` is the plain way: each node in order. `Plan` does the same arithmetic, with everything that
does not change settled beforehand: the order, what is constant, where each value lies in memory.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import numpy as np

from nbkit.graph import (
    Action,
    Constant,
    GraphError,
    Node,
    Operation,
    Placeholder,
    Variable,
    traverse_postorder,
)
from nbkit.ops import as_arrays

Array = np.ndarray[Any, Any]
Memory = Callable[[Any], Any]  # the value of a variable or a constant


# ---------------------------------------------------------------- the plain way


def evaluate(targets: Iterable[Node], feeds: dict[Node, Array], memory: Memory) -> dict[Node, Any]:
    """Return the value of every node that the targets need, computed one by one."""
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


def _compute(node: Operation, given: list[Any]) -> Any:
    try:
        value = node.forward(*as_arrays(given), **node.options)
        return value.item() if all(_is_plain(v) for v in given) and np.ndim(value) == 0 else value
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


def _is_plain(value: Any) -> bool:
    """A Python number has no precision of its own: in 2 · 3 · x the precision is that of x."""
    return type(value) in (int, float)


def _unfed(node: Placeholder, feeds: dict[Node, Array]) -> GraphError:
    fed = ", ".join(n.name for n in feeds) or "nothing"
    return GraphError(
        f"expected a value for {node}, got {fed}: add it to the run, feed_dict={{{node.name}: …}}. "
        f"Made at {node.where}"
    )


# ---------------------------------------------------------------- the compiled way

Step = tuple[Callable[..., Any], list[Any], Array]


@dataclass
class Job:
    """An action with the memory of its variables, in groups, and of its input values.

    Where the variables of a group lie side by side, one array holds them all, and one holds all values.
    """

    action: Action
    variables: list[list[Array]]
    values: list[Array]
    places: list[Array]  # where the value of each input node is due: parts of `values`

    def apply(self) -> None:
        """Write the new values into the variables."""
        self.action.apply(self.variables, self.values)


@dataclass
class Plan:
    """The steps of one run, for one set of targets and one set of shapes, ready to be replayed."""

    steps: list[Step] = field(default_factory=list)
    patches: list[tuple[Node, list[Any], int]] = field(default_factory=list)  # fed node, arguments, position
    places: list[Any] = field(
        default_factory=list
    )  # of each result: its array, or the fed node that holds it
    jobs: list[Job] = field(default_factory=list)

    def run(self, feeds: dict[Node, Array]) -> list[Any]:
        """Replay the steps; return the results, which belong to the caller. The jobs are not yet done."""
        for node, args, i in self.patches:
            args[i] = feeds[node]
        for function, args, out in self.steps:
            function(*args, out=out)
        return [own(feeds[place] if isinstance(place, Node) else place) for place in self.places]


def own(value: Any) -> Any:
    """Return a copy that no later run overwrites; a NumPy number where there are no axes."""
    return np.array(value)[()]


def compile_plan(
    results: list[Node], jobs: list[Job], feeds: dict[Node, Array], values: dict[Node, Any]
) -> Plan:
    """Make a plan. `values`, a former evaluation of the same run, shows every shape and precision."""
    compiler = _Compiler(feeds, values)
    wanted = [*results, *(node for job in jobs for node in job.action.input_nodes)]
    compiler.find_constants()
    compiler.find_owners()
    compiler.find_order(wanted)
    compiler.find_last_uses(wanted)
    compiler.reserve(jobs)
    for i, node in enumerate(compiler.order):
        compiler.settle(node, i)
    compiler.deliver(jobs)
    compiler.plan.places = [compiler.place[node] for node in results]
    compiler.plan.jobs = jobs
    return compiler.plan


class _Compiler:
    """The passes that make a plan. Each settles one thing, and says what that buys."""

    def __init__(self, feeds: dict[Node, Array], values: dict[Node, Any]) -> None:
        self.plan = Plan()
        self.values = values
        # Where each value lies: an array that stays in place, or, for a fed node, the node itself.
        self.place: dict[Node, Any] = {node: node for node in feeds}
        self.owner: dict[Node, Node] = {}
        self.reserved: dict[Node, Array] = {}
        self.free: dict[tuple[Any, Any], list[Array]] = {}

    def find_constants(self) -> None:
        """Compute what never changes between runs of these shapes once, here, and never again."""
        constant: set[Node] = set()
        for node, value in self.values.items():
            if node in self.place:
                continue
            if isinstance(node, Constant) or (isinstance(node, Operation) and self._settled(node, constant)):
                constant.add(node)
                self.place[node] = np.asarray(value)
            elif isinstance(node, Variable):
                self.place[node] = value

    @staticmethod
    def _settled(node: Operation, constant: set[Node]) -> bool:
        return all(i in node.shape_inputs or source in constant for i, source in enumerate(node.input_nodes))

    def find_owners(self) -> None:
        """Let a value that is its input unchanged, or a view of it, share the input's memory."""
        for node, value in self.values.items():
            self.owner[node] = self.owner[node.input_nodes[0]] if self._shares(node, value) else node

    def _shares(self, node: Node, value: Any) -> bool:
        """A view of a fed array would have to be taken anew each run: that we let be copied instead."""
        if node in self.place or not (isinstance(node, Operation) and node.is_view):
            return False
        source = node.input_nodes[0]
        if self._read(node) != [source]:
            return False
        if value is self.values[source]:
            return True
        return not isinstance(self.place.get(self.owner[source]), Node) and np.shares_memory(
            value, self.values[source]
        )

    def find_order(self, wanted: list[Node]) -> None:
        """Drop what nothing wanted needs, such as the value of a loss of which only the gradient is asked."""
        needed: set[Node] = set()
        stack = list(wanted)
        while stack:
            node = stack.pop()
            if node not in needed and node not in self.place:
                needed.add(node)
                stack.extend(self._read(node))
        self.order = [n for n in self.values if n in needed and isinstance(n, Operation)]
        self.computed = needed

    @staticmethod
    def _read(node: Any) -> list[Node]:
        """The inputs whose values an operation reads; of the others it needs the shape alone."""
        return [source for i, source in enumerate(node.input_nodes) if i not in node.shape_inputs]

    def find_last_uses(self, wanted: list[Node]) -> None:
        """Note after which step each memory is free for others: a small working set stays in the cache."""
        self.last_use: dict[Node, int] = {}
        for i, node in enumerate(self.order):
            self.last_use[self.owner[node]] = i
            for source in self._read(node):
                self.last_use[self.owner[source]] = i
        for target in wanted:
            self.last_use[self.owner[target]] = len(self.order)

    def reserve(self, jobs: list[Job]) -> None:
        """Have gradients computed right where the optimizer reads them, side by side."""
        for job in jobs:
            for node, place in zip(job.action.input_nodes, job.places, strict=True):
                home = self.owner[node]
                value = np.asarray(self.values[home])
                if home not in self.place and home not in self.reserved and _alike(value, place):
                    self.reserved[home] = place
                    self.last_use[home] = len(self.order)

    def settle(self, node: Operation, i: int) -> None:
        """Give an operation its arguments and its memory."""
        args = self._arguments(node)
        if self.owner[node] is not node:
            unchanged = self.values[node] is self.values[node.input_nodes[0]]
            self.place[node] = args[0] if unchanged else node.forward(*args, **node.options)
        else:
            self.place[node] = self._memory(node, args, i)
            function = partial(node.forward, **node.options) if node.options else node.forward
            self.plan.steps.append((function, args, self.place[node]))
            self.plan.patches += [
                (source, args, j) for j, source in enumerate(args) if isinstance(source, Node)
            ]
        self._release(node, i)

    def _arguments(self, node: Operation) -> list[Any]:
        """Arrays that stay; a fed node until the run brings its array; of a mere shape, an empty shell."""
        args: list[Any] = []
        given = as_arrays([self.values[source] for source in node.input_nodes])
        for i, (source, value) in enumerate(zip(node.input_nodes, given, strict=True)):
            if i in node.shape_inputs:
                args.append(np.broadcast_to(np.zeros((), np.asarray(value).dtype), np.shape(value)))
            else:
                args.append(value if _is_plain(self.values[source]) else self.place[source])
        return args

    def _memory(self, node: Operation, args: list[Any], i: int) -> Array:
        """Reserved memory, else that of an input which is read for the last time, else used, else new."""
        if node in self.reserved:
            return self.reserved[node]
        value = np.asarray(self.values[node])
        pool = self.free.setdefault((value.shape, value.dtype), [])
        if node.reuses_input:
            for source in self._read(node):
                if (
                    self._dies(source, i)
                    and self.owner[source] is source
                    and _alike(self.place[source], value)
                ):
                    self.last_use[source] = -1  # its memory lives on, as this node's
                    return self.place[source]
        return pool.pop() if pool else np.empty(value.shape, value.dtype)

    def _dies(self, node: Node, i: int) -> bool:
        owner = self.owner[node]
        return self.last_use.get(owner) == i and owner in self.computed and owner not in self.reserved

    def _release(self, node: Operation, i: int) -> None:
        for source in dict.fromkeys(self.owner[n] for n in (node, *self._read(node))):
            if self._dies(source, i):
                array = self.place[source]
                self.free.setdefault((array.shape, array.dtype), []).append(array)

    def deliver(self, jobs: list[Job]) -> None:
        """Copy those gradients that could not be computed in place to where their optimizer reads them."""
        for job in jobs:
            for node, place in zip(job.action.input_nodes, job.places, strict=True):
                if self.place[node] is not place:
                    args = [self.place[node]]
                    self.plan.steps.append((np.positive, args, place))
                    self.plan.patches += [(node, args, 0)] if isinstance(args[0], Node) else []


def _alike(a: Array, b: Array) -> bool:
    return a.shape == b.shape and a.dtype == b.dtype
