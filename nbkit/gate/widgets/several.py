"""Settings of several controls at once: pairs of them, and points inside, always the same ones."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import combinations
from random import Random
from typing import Any, NamedTuple

PAIRS, INSIDE = 6, 3


class Range(NamedTuple):
    """What a control can be set to: where it starts, what is tried of it alone, and what lies between.

    inside: the value at a place from 0 to 1 of its range.
    """

    start: Any
    tries: Sequence[Any]
    inside: Callable[[float], Any]


def among(values: Sequence[Any]) -> Callable[[float], Any]:
    """Return what picks a value by a place from 0 to 1.

    >>> among("abc")(0.5)
    'b'
    """
    return lambda place: values[min(int(place * len(values)), len(values) - 1)]


def several(controls: Mapping[str, Range]) -> list[dict[str, Any]]:
    """Return settings to try besides each control alone; what a setting does not name stays at its start.

    >>> k, on = Range(0, [0, 5, 10], lambda place: round(10 * place)), Range(False, [False, True], bool)
    >>> several({"k": k, "on": on})[:2]
    [{'k': 10, 'on': True}, {'k': 5, 'on': True}]
    """
    draw = Random(0).random  # the one method that gives the same numbers in every Python
    pairs = list(combinations(controls, 2))
    found: list[dict[str, Any]] = []
    for _ in range(PAIRS if pairs else 0):
        pair = among(pairs)(draw())
        found.append({name: among(_moved(controls[name]))(draw()) for name in pair})
    for _ in range(INSIDE):
        found.append({name: control.inside(draw()) for name, control in controls.items()})
    return [one for place, one in enumerate(found) if one not in found[:place] and _is_new(one, controls)]


def _moved(control: Range) -> Sequence[Any]:
    return [value for value in control.tries if value != control.start] or control.tries


def _is_new(setting: dict[str, Any], controls: Mapping[str, Range]) -> bool:
    """Tell whether a setting is none that each control alone was tried at."""
    off = [name for name, value in setting.items() if value != controls[name].start]
    return len(off) > 1 or any(setting[name] not in controls[name].tries for name in off)
