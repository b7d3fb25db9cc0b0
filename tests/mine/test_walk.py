"""The judge's own walks: an order of its own, and a sweep that takes operations of several nodes."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from nbkit.mine.walk import inputs_first, sweep


def node(*inputs: Any) -> Any:
    return SimpleNamespace(inputs=inputs)


def test_inputs_come_first_also_in_deep_graphs() -> None:
    y = x = node()
    for _ in range(5000):
        y = node(y, y)
    found = inputs_first([y, x], lambda n: n.inputs)
    assert found[0] is x and found[-1] is y and len(found) == 5001


def test_what_arrives_over_two_paths_adds_up() -> None:
    x = node()
    twice = node(x, node(x))
    reached = sweep(twice, 3, lambda n: n.inputs, lambda n, G: [10 * G for _ in n.inputs])
    assert reached[id(x)] == 30 + 300
