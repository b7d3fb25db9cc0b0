"""From a graph to a flat list of steps: what a session replays when it runs the same thing again.

It does the arithmetic of `evaluate`, with everything that does not change settled beforehand: the order,
what is constant, where each value lies in memory.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from math import isnan
from operator import getitem
from typing import Any

import numpy as np

from nbkit.compiled.kernels import Fed, Step, choose, definition, empty, form, is_aligned, is_narrow, is_tall
from nbkit.evaluate import copy_out, is_plain
from nbkit.functions import Array
from nbkit.graph import Action, Constant, Node, Operation, Variable
from nbkit.ops import MatMul, as_arrays

PASSES = frozenset(
    {"constants", "views", "prune", "in place", "align", "reuse", "columns", "kernels", "updates"}
)


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

    def prepare(self) -> Callable[[], None]:
        """The same, with all that can be settled beforehand settled: as short passes into kept memory."""
        return self.action.prepared(self.variables, self.values)


class Slot:
    """Where a fed value goes: what it must look like, and which arguments of which steps it becomes."""

    def __init__(self, value: Array) -> None:
        self.shape, self.dtype = value.shape, value.dtype
        self.number = np.empty((), value.dtype)
        # The Python type that may be written there as it is: a whole number never into floats.
        self.from_number = {"f": float, "i": int}.get(value.dtype.kind) if value.shape == () else None
        self.last: Any = None
        self.bound: Any = None  # the last value, or where it is copied to
        self.home: Array | None = None
        self.patches: list[tuple[list[Any], int, Callable[[Array], Array] | None]] = []

    def put(self, value: Array) -> None:
        """Bind an array of the right form; one that was bound last time already is where it belongs."""
        if value is not self.last:
            self.bound = value if self.home is None or is_aligned(value) else self.home
            for args, i, view in self.patches:
                args[i] = self.bound if view is None else view(self.bound)
            self.last = value
        if self.bound is not value:  # what lies in it may be new, even if the array is the same
            np.copyto(self.bound, value)

    def keep_aligned(self, like: Array) -> None:
        """From now on copy what does not start at a multiple of 64 bytes, if it is more than a few rows."""
        if len(like) >= _MANY_ROWS:
            self.home = empty(like.shape, like.dtype)

    def offer(self, value: Any) -> bool:
        """Bind a value if it looks as the one before; else leave it to those who check and convert."""
        kind = type(value)
        if kind is self.from_number:
            try:
                self.number[()] = value
            except OverflowError:
                return False
            if self.last is not self.number:
                self.put(self.number)
            return True
        if kind is not _ARRAY or value.shape != self.shape or value.dtype is not self.dtype:
            return False
        if value is self.number:
            return False
        self.put(value)
        return True


_ARRAY = np.ndarray  # found in one look-up: a run of a few numbers is short enough to show it
_MANY_ROWS = 16


@dataclass
class Plan:
    """The steps of one run, for one set of targets and one set of shapes, ready to be replayed."""

    steps: list[Step] = field(default_factory=list)
    slots: dict[Node, Slot] = field(default_factory=dict)
    # Of each result: its array, or the fed node that holds it.
    places: list[Any] = field(default_factory=list)
    acts: list[Callable[[], None]] = field(default_factory=list)
    actions: list[Action] = field(default_factory=list)
    # Which node takes how many steps, writes where, and reads values of which shapes.
    made: list[tuple[Node, int, Array, list[tuple[int, ...]]]] = field(default_factory=list)

    def run(self, feeds: dict[Node, Array]) -> list[Any]:
        """Replay the steps; return the results, which belong to the caller. The actions are not yet done."""
        for node, slot in self.slots.items():
            slot.put(feeds[node])
        self.replay()
        return [copy_out(feeds[place] if isinstance(place, Node) else place) for place in self.places]

    def replay(self) -> None:
        """Compute everything, from what is bound."""
        for function, args in self.steps:
            function(*args)

    @property
    def stays(self) -> bool:
        """Does every result lie where it always does, and none in what is fed?"""
        return not any(isinstance(place, Node) for place in self.places)


class Quick:
    """A plan with the last mile prepared: binds feeds that look as before, computes, and hands out.

    It buys the time that checking and looking up take, which is most of it where the values are few.
    """

    def __init__(self, plan: Plan, fetches: Any) -> None:
        self.plan = plan
        self.steps, self.acts = plan.steps, plan.acts
        self.slots = [(node, slot.offer) for node, slot in plan.slots.items()]
        self.nodes = tuple(plan.slots)
        self.kind = type(fetches) if isinstance(fetches, (list, tuple)) else None
        places = iter(plan.places)
        asked = fetches if self.kind else [fetches]
        self.takes = [_taker(None if isinstance(node, Action) else next(places)) for node in asked]
        # `item` gives a Python number, which is compared with itself ten times as fast as an array.
        self.numbers = [place.item for place in plan.places if place.ndim == 0 and place.dtype.kind == "f"]

    def run(self, feed_dict: Any) -> Any:
        """Bind what is fed and run; NOT_QUICK if anything looks other than last time."""
        if type(feed_dict) is not dict or len(feed_dict) != len(self.slots):
            return self.replay() if feed_dict is None and not self.slots else NOT_QUICK
        for node, offer in self.slots:
            if not offer(feed_dict.get(node)):
                return NOT_QUICK
        return self.replay()

    def run_in_order(self, nodes: tuple[Node, ...], values: tuple[Any, ...]) -> Any:
        """The same for values that belong to these nodes."""
        if nodes != self.nodes or len(values) != len(nodes):
            return NOT_QUICK
        for (_, offer), value in zip(self.slots, values):  # noqa: B905 - their lengths are compared above
            if not offer(value):
                return NOT_QUICK
        return self.replay()

    def replay(self) -> Any:
        """Compute, take the results, act. Where a step fails or a number is NaN, nothing has been done."""
        try:
            for function, args in self.steps:
                function(*args)
        except (ValueError, TypeError, IndexError):
            return NOT_QUICK
        for number in self.numbers:
            if isnan(number()):
                return NOT_QUICK
        takes = self.takes
        value = takes[0]() if self.kind is None else self.kind([take() for take in takes])
        for act in self.acts:
            act()
        return value


NOT_QUICK = object()


def _taker(place: Array | None) -> Callable[[], Any]:
    """What gives the caller a copy: of nothing, of a number, of an array."""
    if place is None:
        return _nothing
    return place.copy if place.ndim else partial(getitem, place, ())


def _nothing() -> None:
    """The value of an action."""


def compile_plan(
    results: list[Node],
    jobs: list[Job],
    feeds: dict[Node, Array],
    values: dict[Node, Any],
    passes: frozenset[str] = PASSES,
) -> Plan:
    """Make a plan. `values`, a former evaluation of the same run, shows every shape and precision.

    Large values are let go of on the way.
    """
    compiler = _Compiler(feeds, values, passes)
    wanted = [*results, *(node for job in jobs for node in job.action.input_nodes)]
    compiler.find_constants()
    compiler.find_owners()
    compiler.forget()
    compiler.find_order(wanted)
    compiler.find_last_uses(wanted)
    compiler.reserve(jobs)
    compiler.align()
    for i, node in enumerate(compiler.order):
        compiler.settle(node, i)
    compiler.deliver(jobs)
    compiler.connect()
    places = [compiler.place[node] for node in results]
    compiler.plan.places = [place.node if isinstance(place, Fed) else place for place in places]
    compiler.plan.actions = [job.action for job in jobs]
    compiler.plan.acts = [job.prepare() if "updates" in passes else job.apply for job in jobs]
    return compiler.plan


class _Compiler:
    """The passes that make a plan. Each settles one thing, and says what that buys."""

    def __init__(self, feeds: dict[Node, Array], values: dict[Node, Any], passes: frozenset[str]) -> None:
        self.plan = Plan(slots={node: Slot(value) for node, value in feeds.items()})
        self.values = values
        self.passes = passes
        # Where each value lies: an array that stays in place, or, for a fed node, a stand-in for what is fed.
        self.place: dict[Node, Any] = {node: Fed(node, value) for node, value in feeds.items()}
        self.owner: dict[Node, Node] = {}
        self.viewed: set[Node] = set()
        self.reserved: dict[Node, Array] = {}
        self.free: dict[Any, list[Array]] = {}

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

    def _settled(self, node: Operation, constant: set[Node]) -> bool:
        return "constants" in self.passes and all(
            i in node.shape_inputs or source in constant for i, source in enumerate(node.input_nodes)
        )

    def find_owners(self) -> None:
        """Let a value that is its input unchanged, or a view of it, share the input's memory."""
        for node, value in self.values.items():
            shares = "views" in self.passes and self._shares(node, value)
            self.owner[node] = self.owner[node.input_nodes[0]] if shares else node
            if shares and value is not self.values[node.input_nodes[0]]:
                self.viewed.add(self.owner[node])

    def _shares(self, node: Node, value: Any) -> bool:
        """A view of a fed array would have to be taken anew each run: that we let be copied instead."""
        if node in self.place or not (isinstance(node, Operation) and node.is_view):
            return False
        source = node.input_nodes[0]
        if self._read(node) != [source]:
            return False
        if value is self.values[source]:
            return True
        return not isinstance(self.place.get(self.owner[source]), Fed) and np.shares_memory(
            value, self.values[source]
        )

    def forget(self) -> None:
        """Keep no more than shape and precision of what was large: or all gradients would be held twice."""
        shells: dict[int, Array] = {}
        for node, value in self.values.items():
            if node not in self.place and np.size(value) > _LARGE:
                shell = np.broadcast_to(np.zeros((), value.dtype), value.shape)
                self.values[node] = shells.setdefault(id(value), shell)

    def find_order(self, wanted: list[Node]) -> None:
        """Drop what nothing wanted needs, such as the value of a loss of which only the gradient is asked."""
        needed: set[Node] = set()
        stack = list(wanted) if "prune" in self.passes else list(self.values)
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
        for job in jobs if "in place" in self.passes else ():
            for node, place in zip(job.action.input_nodes, job.places, strict=True):
                home = self.owner[node]
                value = np.asarray(self.values[home])
                if home not in self.place and home not in self.reserved and _alike(value, place):
                    self.reserved[home] = place
                    self.last_use[home] = len(self.order)

    def align(self) -> None:
        """Have fed rows start at a multiple of 64 bytes for tall weights: products take a fifth less time."""
        for node in self.order if "align" in self.passes else ():
            if isinstance(node, MatMul):
                rows, weights = (self.place.get(source) for source in node.input_nodes)
                if isinstance(rows, Fed) and _lies_by_columns(weights) and is_tall(form(weights).shape):
                    self.plan.slots[rows.node].keep_aligned(rows.example)

    def settle(self, node: Operation, i: int) -> None:
        """Give an operation its arguments and its memory, and choose how it is done."""
        args = self._arguments(node)
        if self.owner[node] is not node:
            unchanged = self.values[node] is self.values[node.input_nodes[0]]
            self.place[node] = args[0] if unchanged else node.forward(*args, **node.options)
        else:
            out = self.place[node] = self._memory(node, i)
            fast = "kernels" in self.passes
            self._add(node, choose(node, args, out) if fast else [definition(node, args, out)], out)
        self._release(node, i)

    def _add(self, node: Node, steps: list[Step], out: Array) -> None:
        self.plan.steps += steps
        shapes = [np.shape(self.values[source]) for source in self._read(node)]
        self.plan.made.append((node, len(steps), out, shapes))

    def _arguments(self, node: Operation) -> list[Any]:
        """Arrays that stay; a stand-in for what will be fed; of a mere shape, an empty shell."""
        args: list[Any] = []
        given = as_arrays([self.values[source] for source in node.input_nodes])
        for i, (source, value) in enumerate(zip(node.input_nodes, given, strict=True)):
            if i in node.shape_inputs:
                args.append(np.broadcast_to(np.zeros((), np.asarray(value).dtype), np.shape(value)))
            else:
                args.append(value if is_plain(self.values[source]) else self.place[source])
        return args

    def _layout(self, node: Node) -> tuple[Any, ...]:
        """Shape, precision, and whether columns come first: what memory must have to be this node's."""
        value = np.asarray(self.values[node])
        by_columns = "columns" in self.passes and node not in self.viewed and self._by_columns(node)
        return value.shape, value.dtype, by_columns

    def _by_columns(self, node: Any) -> bool:
        """Narrow matrices, and what is computed entry by entry from a matrix that lies so."""
        shape = np.shape(self.values[node])
        like = [self.place.get(n) for n in node.input_nodes if np.shape(self.values[n]) == shape]
        return is_narrow(shape) or any(_lies_by_columns(place) for place in like)

    def _memory(self, node: Operation, i: int) -> Array:
        """Reserved memory, else that of an input which is read for the last time, else used, else new."""
        if node in self.reserved:
            return self.reserved[node]
        layout = self._layout(node)
        if "reuse" not in self.passes:
            return empty(*layout)
        pool = self.free.setdefault(layout, [])
        for source in self._read(node) if node.reuses_input else ():
            if self._dies(source, i) and self.owner[source] is source and self._layout(source) == layout:
                self.last_use[source] = -1  # its memory lives on, as this node's
                return self.place[source]
        return pool.pop() if pool else empty(*layout)

    def _dies(self, node: Node, i: int) -> bool:
        owner = self.owner[node]
        return self.last_use.get(owner) == i and owner in self.computed and owner not in self.reserved

    def _release(self, node: Operation, i: int) -> None:
        for source in dict.fromkeys(self.owner[n] for n in (node, *self._read(node))):
            if self._dies(source, i):
                self.free.setdefault(self._layout(source), []).append(self.place[source])

    def deliver(self, jobs: list[Job]) -> None:
        """Copy those gradients that could not be computed in place to where their optimizer reads them."""
        for job in jobs:
            for node, place in zip(job.action.input_nodes, job.places, strict=True):
                if self.place[node] is not place:
                    self.plan.steps.append((np.positive, [self.place[node], place]))
                    self.plan.made.append((node, 1, place, [place.shape]))

    def connect(self) -> None:
        """Note which arguments are fed, so that a run only has to put the arrays there."""
        for _, args in self.plan.steps:
            for i, value in enumerate(args):
                if isinstance(value, Fed):
                    self.plan.slots[value.node].patches.append((args, i, value.view))


_LARGE = 2**14


def _lies_by_columns(place: Any) -> bool:
    return isinstance(place, np.ndarray) and place.ndim == 2 and not place.flags.c_contiguous


def _alike(a: Array, b: Array) -> bool:
    return a.shape == b.shape and a.dtype == b.dtype
