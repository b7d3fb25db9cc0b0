"""A plan: the flat list of steps that a session replays when it runs the same thing again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from nbkit.compiled.memory import is_aligned
from nbkit.fetches import Build, Take
from nbkit.functions import Array
from nbkit.graph import Action, Node

Step = tuple[Callable[..., Any], Any]  # a function and its arguments: a list where `bind` puts what is fed
View = Callable[[Array], Array]
Trace = tuple[Node, list[range], Array, list[tuple[int, ...]]]

MISS = object()  # what a plan answers where something looks other than last time


@dataclass(frozen=True)
class FeedRef:
    """Stands for a fed array, or a view of it, of which shape and precision are known beforehand."""

    node: Node
    example: Array
    view: View | None = None


def view_of(value: Any, view: View) -> Any:
    """A view of an array that is here, or of one that is to come."""
    if not isinstance(value, FeedRef):
        return view(value)
    first = value.view
    both = view if first is None else lambda array: view(first(array))
    return FeedRef(value.node, view(value.example), both)


def spec(value: Any) -> Array:
    """The array itself, or one of the shape and precision that will be fed."""
    return value.example if isinstance(value, FeedRef) else np.asarray(value)


class Slot:
    """Where a fed value goes: what it must look like, and which arguments of which steps it becomes."""

    def __init__(self, value: Array) -> None:
        self.shape, self.dtype = value.shape, value.dtype
        self.number = np.empty((), value.dtype)
        # The Python type that may be written there as it is: a whole number never into floats.
        self.from_number = {"f": float, "i": int}.get(value.dtype.kind) if value.shape == () else None
        self.last: Any = None
        self.bound: Any = None  # the last value, or where it is copied to
        self.home: Array | None = None  # where to copy what does not start at a multiple of 64 bytes
        self.patches: list[tuple[list[Any], int, View | None]] = []

    def bind(self, value: Array) -> None:
        """Bind an array of the right form; one that was bound last time already is where it belongs."""
        if value is not self.last:
            bound = value if self.home is None or is_aligned(value) else self.home
            if bound is not self.bound:
                self.bound = bound
                for args, i, view in self.patches:
                    args[i] = bound if view is None else view(bound)
            self.last = value
        if self.bound is not value:  # what lies in it may be new, even if the array is the same
            np.copyto(self.bound, value)

    def try_bind(self, value: Any) -> bool:
        """Bind a value if it looks as the one before; else leave it to those who check and convert."""
        kind = type(value)
        if kind is self.from_number:
            try:
                self.number[()] = value
            except OverflowError:
                return False
            value = self.number
        elif kind is not _ARRAY or value.shape != self.shape or value.dtype is not self.dtype:
            return False
        if value is not self.last or self.bound is not value:
            self.bind(value)
        return True


_ARRAY = np.ndarray  # found in one look-up: a run of a few numbers is short enough to show it


@dataclass
class Plan:
    """The steps of one run of these fetches, for one set of shapes, ready to be replayed.

    results: where the value of each fetched node lies; None of an action. acts: what the actions do.
    trace: which steps are a node's, block by block; where it writes; the shapes of what it reads and its own.
    """

    steps: list[Step]
    slots: dict[Node, Slot]
    results: list[Array | None]
    build: Build
    actions: list[Action]
    acts: list[Callable[[], None]]
    trace: list[Trace]
    refuses_nan: bool = True

    def __post_init__(self) -> None:
        """Prepare the last mile: where values are few, checking and looking up take most of the time."""
        self.nodes, self.count = tuple(self.slots), len(self.slots)
        self.bindings = [(node, slot.try_bind) for node, slot in self.slots.items()]
        taker = _taker if self.refuses_nan else _lenient_taker
        self.take = self.build(taker(result) for result in self.results)

    def try_run(self, feed_dict: Any) -> Any:
        """Run if all that is fed looks as last time; MISS if anything does not."""
        if type(feed_dict) is not dict or len(feed_dict) != self.count:
            return self.replay() if feed_dict is None and not self.count else MISS
        for node, try_bind in self.bindings:
            if not try_bind(feed_dict.get(node)):
                return MISS
        return self.replay()

    def try_call(self, nodes: tuple[Node, ...], values: tuple[Any, ...]) -> Any:
        """The same for a value for each of these nodes."""
        if nodes != self.nodes:
            return MISS
        for (_, try_bind), value in zip(self.bindings, values):  # noqa: B905 - a value a node
            if not try_bind(value):
                return MISS
        return self.replay()

    def run(self, feeds: dict[Node, Array]) -> Any:
        """Run with arrays that were checked and converted."""
        self.bind(feeds)
        return self.replay()

    def bind(self, feeds: dict[Node, Array]) -> None:
        """Put arrays where the steps read them."""
        for node, slot in self.slots.items():
            slot.bind(feeds[node])

    def replay(self) -> Any:
        """Compute, take the results, act. MISS, and nothing is done, if a step fails or a number is NaN."""
        try:
            for function, args in self.steps:
                function(*args)
            value = self.take()
        except (ValueError, TypeError, IndexError, OverflowError):
            return MISS
        for act in self.acts:
            act()
        return value


def _taker(result: Array | None) -> Take:
    """What gives the caller a copy: of nothing, of an array, of a number that is not NaN."""
    if result is None:
        return lambda: None
    if result.ndim:
        return result.copy

    def number() -> Any:
        value = result[()]
        if value == value:
            return value
        raise ValueError("NaN")

    return number


def _lenient_taker(result: Array | None) -> Take:
    """The same, but a number that is NaN is handed out like any other."""
    return (lambda: result[()]) if result is not None and result.ndim == 0 else _taker(result)


NO_PLAN = Plan([], {}, [], lambda takes: lambda: MISS, [], [], [])
