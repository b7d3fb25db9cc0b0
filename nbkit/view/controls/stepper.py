"""Step through a graph: a tour of it with buttons, a slider over all steps, and a list to jump to a node."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import ipywidgets as ipw

from nbkit.gate.figures.fingerprint import fingerprint
from nbkit.gate.widgets.changes import packed
from nbkit.graph import Node
from nbkit.session import Session
from nbkit.view.controls.control import slider
from nbkit.view.controls.explorer import Explorer
from nbkit.view.graphs.parts import name_of
from nbkit.view.graphs.steps import Step
from nbkit.view.graphs.tour import Tour


class Stepper(Explorer):
    """A tour with its controls: Back, Next, a slider over all steps, a list to jump to a node, Reset."""

    def __init__(self, tour: Tour) -> None:
        self.tour = tour
        last = len(tour.steps) - 1
        super().__init__(tour.picture, tour.words, {"step": slider(0, last, 0, label="step")})

    def drive(self) -> dict[str, list[list[Any]]]:
        """Draw every step; return the first, and of the others what changed from it."""
        pictures = [fingerprint(self.tour.picture(place)) for place in range(len(self.tour.steps))]
        others = [packed(pictures[0], picture) for picture in pictures[1:]]
        return {"step": [[place, shown] for place, shown in enumerate([pictures[0], *others])]}

    def _arranged(self) -> Any:
        step = self.controls["step"].widget
        back, forth = _button("Back", "arrow-left", step, -1), _button("Next", "arrow-right", step, 1)
        names = [(_option(i, one), i) for i, one in enumerate(self.tour.steps)]
        jump = ipw.Dropdown(options=names, value=0, description="go to", layout=ipw.Layout(width="20em"))
        step.observe(lambda change: setattr(jump, "value", change["new"]), names="value")
        jump.observe(lambda change: setattr(step, "value", change["new"]), names="value")
        box = super()._arranged()
        row = box.children[0]
        row.children = (back, *row.children[:1], forth, jump, *row.children[1:])
        return box


def _button(words: str, icon: str, step: Any, by: int) -> Any:
    button = ipw.Button(description=words, icon=icon, tooltip=f"One step {words.lower()}")
    button.layout = ipw.Layout(width="7em")
    button.on_click(lambda _: setattr(step, "value", step.value + by))
    return button


def _option(place: int, step: Step) -> str:
    return f"{place} start" if step.kind == "start" else f"{place} {step.kind}: {name_of(step.node)}"


def step_through(
    loss: Node, feed: Mapping[Any, Any] | None = None, session: Session | None = None
) -> Stepper:
    """Walk through the graph of a loss by hand: forward, then backward, one operation a step.

    Each step shows the graph with one node lit, its formula with the numbers put in, the local slopes,
    and on the way back what came from above and what it passes on to each input. Arrays are shown by
    their shape and a small heat map, whatever the number of rows.

    loss: a node that is one number, with at most 60 nodes behind it.
    session: where the variables' values come from; left out, their initial values.
    Raises TypeError or ValueError as `nbkit.view.graphs.steps.steps` does.

    >>> from nbkit import Graph, Variable, square
    >>> with Graph().as_default():
    ...     stepper = step_through(square(Variable(3.0, name="w"), name="L"))
    >>> stepper.controls["step"].widget.max
    2
    """
    return Stepper(Tour(loss, feed, session))
