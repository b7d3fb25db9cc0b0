"""Move the controls of displayed ipywidgets over their range, and keep what they show."""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Iterator
from typing import Any

from nbkit.gate.widgets.capture import capture_all
from nbkit.gate.widgets.changes import packed
from nbkit.gate.widgets.controls import CLICKED, Control, controls, names, stands, tree
from nbkit.gate.widgets.driven import DIED, SEVERAL, START, STOPPED
from nbkit.gate.widgets.fork import OutOfTime, Send, in_a_copy
from nbkit.gate.widgets.several import several

BUDGET, LIMIT = 2, 30  # seconds of processor time in which a new setting is begun; and by the clock, for all


Settings = dict[str, Any]  # by the names of controls; those that it does not name stand at their start


def drive(roots: list[Any], shell: Any) -> dict[str, Any] | None:
    """Return what the controls among displayed widgets show over their range; None where nothing happens.

    It is what `driven` describes: START, each control alone, SEVERAL, and STOPPED, which says why not all
    was tried. What is tried, and in which order, depends on the controls alone, not on the clock.
    """
    if not controls(tree(roots)):
        return None
    try:
        states, reason = in_a_copy(lambda send: Walk(roots, shell, send).all(), LIMIT)
    except OSError as error:
        return {STOPPED: str(error)}
    if not states:
        return {STOPPED: f"no copy of the kernel came to the start: {reason}"}
    if reason != DIED and not any(state[2] != states[0][2] or state[2]["outputs"] for state in states):
        return None
    again, _ = in_a_copy(lambda send: Walk(roots, shell, send).start(), LIMIT)
    if again != states[:1]:
        return {STOPPED: "what it shows at its start is another each time"}
    return _record(states, reason)


def _record(states: list[Any], reason: str) -> dict[str, Any]:
    """Put states under the names of their controls, all but the first as what changed from that."""
    first = states[0][2]
    found: dict[str, Any] = {STOPPED: reason} if reason else {}
    for place, (name, value, shown) in enumerate(states):
        found.setdefault(name, []).append([value, packed(first, shown) if place else first])
    return found


class Walk:
    """A walk over the settings of controls, each sent when it is reached; for a copy of the kernel only."""

    def __init__(self, roots: list[Any], shell: Any, send: Send) -> None:
        self.roots, self.send = roots, send
        self.capture = capture_all(shell)
        widgets = tree(roots)
        self.named, self.controls = names(widgets), controls(widgets)
        buttons = [one for one in self.controls.values() if one.range.tries == [CLICKED]]
        self.button = buttons[0] if len(buttons) == 1 else None

    def all(self) -> None:
        """Go to the start, move each control alone, then several, as long as there is time."""
        self.start()
        for name, settings in self._plan():
            if time.process_time() > BUDGET:  # of this copy
                raise OutOfTime
            self._visit(name, settings)

    def start(self) -> None:
        """Move something and come back: what stands at the start is shown by what follows the controls."""
        for control in self.controls.values():
            others = [value for value in control.range.tries if value not in (control.range.start, CLICKED)]
            if others:
                self._put(control, others[0])
                break
        self._visit(START, {})

    def _plan(self) -> Iterator[tuple[str, Settings]]:
        ranges = {name: control.range for name, control in self.controls.items()}
        for name, control in self.controls.items():
            yield from (
                (name, {name: value}) for value in control.range.tries if value != control.range.start
            )
        yield from ((SEVERAL, settings) for settings in several(ranges))

    def _visit(self, name: str, settings: Settings) -> None:
        """Put the controls to some settings, and send what is to be seen then."""
        self.capture.take()
        _same_chance()
        for key, control in self.controls.items():
            wanted = settings.get(key, control.range.start)
            if control.now() != wanted:
                self._put(control, wanted)
        if self.button is not None and name != START and self.button.widget is not self._clicked(settings):
            self._put(self.button, CLICKED)
        self._flush_figures()
        told = {key: self.controls[key].told(value) for key, value in settings.items()}
        self.send([name, told if name == SEVERAL else told.get(name), self._shown(told)])

    def _clicked(self, settings: Settings) -> Any:
        return next((self.controls[key].widget for key, value in settings.items() if value == CLICKED), None)

    def _put(self, control: Control, value: Any) -> None:
        try:
            control.put(value)
        except Exception as error:
            self.capture.error(type(error), error)

    def _flush_figures(self) -> None:
        """Show what pyplot has drawn, as a cell does at its end."""
        inline = sys.modules.get("matplotlib_inline.backend_inline")
        if inline is not None and "matplotlib.pyplot" in sys.modules:
            inline.flush_figures()

    def _shown(self, told: Settings) -> dict[str, Any]:
        widgets = tree(self.roots)
        named = names(widgets) | self.named
        set_to = {
            id(control.widget): told.get(name, control.told(control.range.start))
            for name, control in self.controls.items()
        }
        return {"outputs": self.capture.take(), "values": stands(widgets, named, set_to)}


def _same_chance() -> None:
    """Begin the common random numbers anew, so that they do not depend on how often they were asked for."""
    random.seed(0)
    if "numpy" in sys.modules:
        sys.modules["numpy"].random.seed(0)
