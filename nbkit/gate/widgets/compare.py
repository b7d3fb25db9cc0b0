"""Compare what controls have shown while they were driven, setting by setting."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from nbkit.gate.figures.compare import compare_json
from nbkit.gate.outputs.tolerance import Drift, Tolerance
from nbkit.gate.widgets.changes import unpacked
from nbkit.gate.widgets.driven import DIED, SEVERAL, START, STOPPED, first_of

Driven = dict[str, Any]
Compare = Callable[[Any, Any], tuple[list[str], str, str]]
SHOWN = 6  # settings that are told


class Change(NamedTuple):
    """What changed at one setting, with the texts of both sides; or in the controls themselves."""

    changes: list[str]
    stored: str = ""
    new: str = ""


class State(NamedTuple):
    """One setting of a control, or of several, and what it has shown."""

    control: str
    value: Any
    shown: Any


def compare_driven(stored: Driven, new: Driven, compare: Compare) -> list[Change]:
    """Return what changed in the controls, or at those settings that differ.

    compare: what tells the changes between two things shown, and the text of either.
    Where one side was stopped by its limit of time, both are compared as far as it came.

    >>> told = lambda old, new: ([f"{old} -> {new}"] if old != new else [], "", "")
    >>> compare_driven({"w": [[0, {}], [1, {}]]}, {"w": [[0, {}], [2, {}]]}, told)[0].changes
    ["control 'w': values [0, 1] -> [0, 2]"]
    """
    before, after = _by_control(stored), _by_control(new)
    ends = [_end(stored), _end(new)]
    if any(ends):
        before, after = _as_far_as_both(before, after)
    controls = list(_controls(before, after))
    same = [name for name in before if name in after and _same_values(before[name], after[name])]
    pairs = [pair for name in same for pair in zip(before[name], after[name], strict=True)]
    found = [_compared(old, now, compare) for old, now in pairs]
    if DIED in ends and ends[0] != ends[1]:
        controls.append(f"while the controls were moved, {DIED}{'' if ends[1] == DIED else ' before'}")
    return [Change(controls)] * bool(controls) + _short([one for one in found if one.changes])


def _end(driven: Driven) -> str:
    """Return why not all settings were tried."""
    return str(driven.get(STOPPED, ""))


def _compared(stored: State, new: State, compare: Compare) -> Change:
    changes, *texts = compare(stored.shown, new.shown)
    return Change([f"{_place(stored)}: {change}" for change in changes], *texts)


def _by_control(driven: Driven) -> dict[str, list[State]]:
    """List the settings of each control; what was kept as a change from the first is made whole."""
    first = first_of(driven)
    return {
        control: [
            State(control, value, unpacked(first, shown) if isinstance(shown, str) else shown)
            for value, shown in settings
        ]
        for control, settings in driven.items()
        if control != STOPPED
    }


def _as_far_as_both(*sides: dict[str, list[State]]) -> Iterator[dict[str, list[State]]]:
    """Leave out what only one side came to."""
    for side in sides:
        counts = {name: min(len(one.get(name, ())) for one in sides) for name in side}
        yield {name: states[: counts[name]] for name, states in side.items() if counts[name]}


def _controls(stored: dict[str, list[State]], new: dict[str, list[State]]) -> Iterator[str]:
    """Tell the controls that came and went, or whose values did."""
    yield from (f"{_control(name)} is missing" for name in stored if name not in new)
    yield from (f"{_control(name)} is new" for name in new if name not in stored)
    for name in (name for name in stored if name in new and not _same_values(stored[name], new[name])):
        if name == SEVERAL:
            yield "the controls have another range, start elsewhere or stand in another order"
        else:
            values, others = ([state.value for state in side[name]] for side in (stored, new))
            yield f"{_control(name)}: values {values} -> {others}"


def _control(name: str) -> str:
    return name if name in (SEVERAL, START) else f"control {name!r}"


def _same_values(stored: list[State], new: list[State]) -> bool:
    values, others = ([state.value for state in side] for side in (stored, new))
    return not compare_json(values, others, Tolerance(), Drift())


def _place(state: State) -> str:
    if state.control == START:
        return "at its start"
    settings = state.value if state.control == SEVERAL else {state.control: state.value}
    return "at " + ", ".join(f"{name} = {value}" for name, value in settings.items())


def _short(found: list[Change]) -> list[Change]:
    more = len(found) - SHOWN
    return found if more <= 0 else [*found[:SHOWN], Change([f"and at {more} settings more"])]
