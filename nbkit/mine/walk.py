"""The judge's own walks over a learner's graph, and graphs to walk on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

Inputs = Callable[[Any], Sequence[Any]]


def inputs_first(nodes: Sequence[Any], inputs: Inputs) -> list[Any]:
    """All nodes that these need, each once, inputs first.

    >>> inputs_first(["y"], {"y": ["x", "w"], "x": [], "w": ["x"]}.get)
    ['x', 'w', 'y']
    """
    found: dict[int, Any] = {}
    entered: set[int] = set()
    waiting = [(node, False) for node in reversed(nodes)]
    while waiting:
        node, done = waiting.pop()
        if done:
            found[id(node)] = node
        elif id(node) not in entered:
            entered.add(id(node))
            waiting.append((node, True))
            waiting.extend((source, False) for source in reversed(inputs(node)) if id(source) not in entered)
    return list(found.values())


def sweep(node: Any, G: Any, inputs: Inputs, slopes: Callable[[Any, Any], Sequence[Any]]) -> dict[int, Any]:
    """Walk back from a node with G on it, by the design's own slopes; of each node met what reaches it.

    So an operation may be one node or several: what counts is what arrives at its inputs.
    """
    reached = {id(node): G}
    for here in reversed(inputs_first([node], inputs)):
        if id(here) in reached and inputs(here):
            for source, slope in zip(inputs(here), slopes(here, reached[id(here)]), strict=True):
                known = reached.get(id(source))
                reached[id(source)] = slope if known is None else known + slope
    return reached


def random_graph(rng: np.random.Generator, count: int) -> list[str]:
    """Lines that make a placeholder and so many more nodes, each of two that were there before."""
    lines = ['n0 = placeholder("n0")']
    for k in range(1, count + 1):
        a, b = rng.integers(0, k, 2)
        lines.append(f"n{k} = n{a} {'+*'[k % 2]} n{b}")
    return lines
