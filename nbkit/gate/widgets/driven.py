"""What the gate and a thing with controls agree on: while notebooks are recorded, each control is driven."""

from __future__ import annotations

from typing import Any, Protocol, runtime_checkable

from nbkit.gate.mime import EXPLORER, WIDGET_VIEW
from nbkit.gate.outputs.normal import Output

SEVERAL = "(several)"  # beside the names of the controls: settings of more than one
START, STOPPED = "(start)", "(stopped)"  # what is shown before a control moves; why not all was tried
DIED = "the process died"


def first_of(driven: dict[str, Any]) -> Any:
    """Return what is kept whole first, by the names of the controls: others are kept as changes from it.

    >>> first_of({"b": [[0, {}]], "a": [[1, {"kind": "svg"}]], SEVERAL: [[{"a": 2}, "{}"]]})
    {'kind': 'svg'}
    """
    wholes = [driven[name][0][1] for name in sorted(driven) if name != STOPPED and driven[name]]
    return next((shown for shown in wholes if not isinstance(shown, str)), None)


def beside_view(outputs: list[Output]) -> list[Output]:
    """Move the record of driven widgets, which comes last, to the last widget that the cell shows."""
    *others, last = outputs or [{}]
    views = [place for place, output in enumerate(others) if WIDGET_VIEW in output.get("data", ())]
    if not views or set(last.get("data", ())) != {EXPLORER}:
        return outputs
    output = others[views[-1]]
    others[views[-1]] = output | {"data": output["data"] | last["data"]}
    return others


@runtime_checkable
class Driven(Protocol):
    """A thing with controls, such as an explorer, which `show` displays as it is.

    While `nbkit.gate.mode.recording`, its mime bundle holds beside the live widget what `drive` returns,
    under `nbkit.gate.mime.EXPLORER`. The gate compares that: all controls, all values, all pictures.
    """

    def drive(self) -> dict[str, list[list[Any]]]:
        """Move each control over its range, the others at their start: name -> [[value, fingerprint], …].

        Under SEVERAL stand settings of more than one control, each with the change that `packed` makes of
        its fingerprint and the first of all: it is text.
        Raises RuntimeError, with the control and its value, where one cannot be drawn: the cell then fails.
        """
