"""What the gate and a thing with controls agree on: while notebooks are recorded, each control is driven."""

from __future__ import annotations

from typing import Any, Protocol, runtime_checkable


@runtime_checkable
class Driven(Protocol):
    """A thing with controls, such as an explorer, which `show` displays as it is.

    While `nbkit.gate.mode.recording`, its mime bundle holds beside the live widget what `drive` returns,
    under `nbkit.gate.mime.EXPLORER`. The gate compares that: all controls, all values, all pictures.
    """

    def drive(self) -> dict[str, list[list[Any]]]:
        """Move each control over its range, the others at their start: name -> [[value, fingerprint], …].

        Raises RuntimeError, with the control and its value, where one cannot be drawn: the cell then fails.
        """
