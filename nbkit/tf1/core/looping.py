"""A loop as one operation: its body is a graph of its own, run once a step, and backwards for the gradient.

carried     values that a step makes of those of the step before: they start from inputs of the loop
sequences   of these a step takes one row each
outside     what the body uses besides: it stays the same in all steps
collected   what steps leave, a row each
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from nbkit import graph as nb
from nbkit import ops
from nbkit.backprop import slopes
from nbkit.graph import GraphError
from nbkit.ops.base import MISFITS, misfit
from nbkit.tf1.core.random import Draw

Run = Callable[[Sequence[Any]], list[Any]]


class Pieces:
    """Arrays by number: the gradients of a loop's parts, or what a TensorArray holds. They add up.

    >>> (Pieces({0: 1.0}) + Pieces({0: 2.0, 1: 5.0})).parts
    {0: 3.0, 1: 5.0}
    """

    def __init__(self, parts: dict[int, Any], size: int = 0) -> None:
        self.parts, self.size = parts, size

    def __add__(self, other: Pieces) -> Pieces:
        total = dict(self.parts)
        for i, part in other.parts.items():
            total[i] = total[i] + part if i in total else part
        return Pieces(total, max(self.size, other.size))


def boxed(value: Any) -> Any:
    """An array without axes that holds any object."""
    box = np.empty((), object)
    box[()] = value
    return box


def nothing_like(value: Any) -> Any:
    """The gradient of what leads nowhere."""
    array = np.asarray(value)
    return boxed(Pieces({})) if array.dtype == object else np.zeros_like(array)


@dataclass
class Program:
    """The body of a loop: nodes that stand for what a step is given, and nodes that it makes.

    draws: random nodes within, each with a stream that goes on from step to step.
    going: whether there is another step; without it there is one for each row of the sequences.
    empty: shape and dtype of what is collected, for a loop without a step.
    """

    carried: list[nb.Node]
    sequences: list[nb.Node]
    nexts: list[nb.Node]
    collected: list[nb.Node]
    going: nb.Node | None = None
    outside: list[nb.Node] = field(default_factory=list)
    draws: list[Draw] = field(default_factory=list)
    empty: list[tuple[tuple[int, ...], Any]] = field(default_factory=list)

    @property
    def targets(self) -> list[nb.Node]:
        """All that a step makes."""
        return [*self.nexts, *self.collected, *([] if self.going is None else [self.going])]

    @property
    def feeds(self) -> list[nb.Node]:
        """What a step is given, in this order."""
        streams = [draw.input_nodes[0] for draw in self.draws]
        return [*self.carried, *self.sequences, *self.outside, *streams]

    @cached_property
    def step(self) -> Run:
        """Make the next values, what is collected, and how far the streams have moved."""
        moved = [draw.advance.input_nodes[0] for draw in self.draws]
        return compiled([*self.nexts, *self.collected, *moved], self.feeds)

    @cached_property
    def asks(self) -> Run:
        """Find out whether there is another step."""
        return compiled([self.going] if self.going is not None else [], self.feeds)

    @cached_property
    def back(self) -> tuple[Run, list[int]]:
        """Make the slopes of one step, and say of which of its feeds."""
        made = [*self.nexts, *self.collected]
        upstream = [made[0].graph.leaf(nb.Placeholder) for _ in made]  # type: ignore[attr-defined]
        seeds: dict[nb.Node, Any] = {}
        for node, seed in zip(made, upstream, strict=True):
            seeds[node] = seeds[node] + seed if node in seeds else seed
        sloped = [*self.carried, *self.sequences, *self.outside]
        found = slopes(seeds, sloped, frozenset(self.feeds))
        numbers = [i for i, slope in enumerate(found) if slope is not None]
        targets = [slope for slope in found if slope is not None]
        return compiled(targets, [*self.feeds, *upstream]), numbers


def compiled(targets: Sequence[nb.Node], feeds: Sequence[nb.Node]) -> Run:
    """A function of the feeds that computes the targets, node by node."""
    given = frozenset(feeds)
    inner = [n for n in nb.traverse_postorder(*targets, stop=given) if n not in given]
    place = {node: i for i, node in enumerate(dict.fromkeys([*feeds, *inner]))}
    constants = [(place[n], n.value) for n in inner if isinstance(n, nb.Constant)]
    operations = [n for n in inner if isinstance(n, nb.Operation)]
    steps = [(n, place[n], [place[source] for source in n.input_nodes]) for n in operations]
    fed, wanted = [place[n] for n in feeds], [place[n] for n in targets]
    return lambda values: _run(steps, [*constants, *zip(fed, values, strict=True)], wanted, len(place))


def _run(steps: list[Any], given: list[tuple[int, Any]], wanted: list[int], places: int) -> list[Any]:
    """Compute one operation after the other, each from values at places, and return those that are wanted."""
    held: list[Any] = [None] * places
    for i, value in given:
        held[i] = value
    for node, i, sources in steps:
        held[i] = _computed(node, [held[source] for source in sources])
    return [held[i] for i in wanted]


def _computed(node: nb.Operation, given: list[Any]) -> Any:
    try:
        return node.forward(*ops.as_arrays(given), **node.options)
    except MISFITS as error:
        inputs = [f"shape {np.shape(value)}" for value in given]
        told = misfit(
            node, f"within a loop, {node}", inputs, list(map(np.asarray, given)), node.options, error
        )
        raise GraphError(f"{told}. Made at {node.where}") from error


@dataclass
class Left:
    """What a loop leaves: the last values, what was collected, and what each step was given."""

    values: list[Any]
    used: list[int]
    steps: list[list[Any]]


# ---------------------------------------------------------------- forwards


class While(nb.Operation):
    """out = what a loop leaves, from its start, its sequences, and what its body uses besides."""

    label = "while"
    value_inputs = range(1 << 30)

    @staticmethod
    def forward(*given: Any, program: Any = None, out: Any = None) -> Any:
        return boxed(_looped(program, list(given)))

    @staticmethod
    def backward(G: Any, out: Any, *given: Any, program: Any = None) -> tuple[Any, ...]:
        _, numbers = program.back
        found = ops.apply(WhileBack, G, out, *given, program=program)
        carried = range(len(program.carried))
        return tuple(
            ops.apply(Share, found, x, number=i) if i in numbers or i in carried else None
            for i, x in enumerate(given)
        )


def _looped(program: Program, given: list[Any]) -> Left:
    n, m = len(program.carried), len(program.sequences)
    state, sequences, rest = given[:n], given[n : n + m], given[n + m :]
    outside, streams = rest[: len(program.outside)], rest[len(program.outside) :]
    used, steps, rows = [0] * len(streams), list[list[Any]](), list[list[Any]]()
    while _goes_on(program, state, sequences, [*outside, *streams], len(steps)):
        number = len(steps)
        moved = [skip + gone for skip, gone in zip(streams, used, strict=True)]
        step = [*state, *(x[number] for x in sequences), *outside, *moved]
        made = program.step(step)
        steps.append(step)
        state, collected = made[:n], made[n : n + len(program.collected)]
        rows.append(collected)
        used = [gone + int(now) for gone, now in zip(used, made[n + len(collected) :], strict=True)]
    nothing = [np.zeros((0, *shape), dtype) for shape, dtype in program.empty]
    stacked = [np.stack(values) for values in zip(*rows, strict=True)] if rows else nothing
    return Left([*state, *stacked], used, steps)


def _goes_on(program: Program, state: list[Any], sequences: list[Any], rest: list[Any], number: int) -> bool:
    if program.going is None:
        return number < len(sequences[0])
    return bool(program.asks([*state, *sequences, *rest])[0])


class Exit(nb.Operation):
    """out = one of the values that a loop leaves."""

    label = "exit"

    @staticmethod
    def forward(left: Any, *streams: Any, number: int = 0, out: Any = None) -> Any:
        return ops.copied(np.asarray(left[()].values[number]), out)

    @staticmethod
    def backward(G: Any, out: Any, left: Any, *streams: Any, number: int = 0) -> tuple[Any, ...]:
        return (ops.apply(Piece, G, number=number), *[None] * len(streams))


class Piece(nb.Operation):
    """out = a gradient with the number of what it belongs to, so that it can be added to others."""

    label = "piece"

    @staticmethod
    def forward(G: Any, number: int = 0, out: Any = None) -> Any:
        return boxed(Pieces({number: G}))

    @staticmethod
    def backward(G: Any, out: Any, x: Any, number: int = 0) -> tuple[Any, ...]:
        raise TypeError("Second-order gradient for while loops not supported.")


class Moved(Draw):
    """out = how far a loop has moved the stream of a random node within it."""

    label = "moved"
    value_inputs = ()

    @staticmethod
    def forward(  # type: ignore[override]
        skip: Any, what: Any, draw: Any = None, out: Any = None, number: int = 0
    ) -> Any:
        return ops.copied(np.asarray(what[()].used[number], np.int64), out)


# ---------------------------------------------------------------- backwards


class WhileBack(nb.Operation):
    """out = the gradients of all inputs of a loop, as pieces: the steps once more, the last one first."""

    label = "→while"

    @staticmethod
    def forward(G: Any, left: Any, *given: Any, program: Any = None, out: Any = None) -> Any:
        return boxed(Pieces(dict(enumerate(_back(program, G[()].parts, left[()], list(given))))))

    @staticmethod
    def backward(H: Any, out: Any, *given: Any, program: Any = None) -> tuple[Any, ...]:
        raise TypeError("Second-order gradient for while loops not supported.")


def _back(program: Program, parts: dict[int, Any], left: Left, given: list[Any]) -> list[Any]:
    """The gradient of each input, from those of what the loop left."""
    run, numbers = program.back
    n, m = len(program.carried), len(program.sequences)
    total = [nothing_like(x) for x in given]
    state = [parts.get(i, nothing_like(value)) for i, value in enumerate(left.values[:n])]
    rows = [parts.get(n + i, np.zeros_like(value)) for i, value in enumerate(left.values[n:])]
    for number, step in reversed(list(enumerate(left.steps))):
        found = dict(zip(numbers, run([*step, *state, *(row[number] for row in rows)]), strict=True))
        state = [found.get(i, nothing_like(step[i])) for i in range(n)]
        for i in range(n, n + m):
            if i in found:
                total[i][number] = found[i]
        for i in range(n + m, n + m + len(program.outside)):
            if i in found:
                total[i] = _sum(total[i], found[i])
    return [*state, *total[n:]]


def _sum(a: Any, b: Any) -> Any:
    """The sum of two gradients, which may be pieces."""
    a, b = np.asarray(a), np.asarray(b)
    return boxed(a[()] + b[()]) if a.dtype == object else a + b


class Share(nb.Operation):
    """out = one of the gradients that a loop hands back, in the shape of what it belongs to."""

    label = "share"

    @staticmethod
    def forward(found: Any, like: Any, number: int = 0, out: Any = None) -> Any:
        value = found[()].parts[number]
        return value if np.asarray(value).dtype == object else ops.copied(np.asarray(value), out)

    @staticmethod
    def backward(H: Any, out: Any, found: Any, like: Any, number: int = 0) -> tuple[Any, ...]:
        raise TypeError("Second-order gradient for while loops not supported.")
