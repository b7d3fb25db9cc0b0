"""What happens at a step, as a column of lines and heat maps beside the graph."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import Any

import numpy as np

from nbkit.view.graphs.heat import heat, sample
from nbkit.view.graphs.parts import name_of
from nbkit.view.graphs.steps import Step, evenly, rule
from nbkit.view.graphs.svg import moved, text
from nbkit.view.graphs.values import short, term

PANEL = 420.0  # its width
LEFT = 14.0
SHOWN = 6  # arrays shown at a step


def panel_of(step: Step, place: int, count: int) -> tuple[str, float]:
    """Return what happens at a step as SVG, and how high it is."""
    column = _Column(f"Step {place} of {count - 1}")
    {"start": _start, "forward": _forward, "backward": _backward}[step.kind](column, step)
    return "".join(column.parts), column.y + 18.0


class _Column:
    """Writes lines and arrays one below the other."""

    def __init__(self, where: str) -> None:
        self.where = where
        self.parts: list[str] = []
        self.y = 14.0

    def title(self, words: str) -> None:
        self.write(f"{self.where} · {words}", "title")

    def write(self, words: str, kind: str = "line", most: int = 56) -> None:
        for line in words.splitlines():
            indent = " " * (len(line) - len(line.lstrip()))
            for row in textwrap.wrap(line, most, initial_indent=indent, subsequent_indent=indent + "   "):
                self.y += 20.0
                shift = LEFT + 4.0 * (len(row) - len(row.lstrip()))
                self.parts.append(text(f"nbs-{kind}", shift, self.y, row.strip()))

    def show(self, things: Sequence[tuple[str, Any]]) -> None:
        """Show the arrays among the things as heat maps, two in a row, each with its name and shape."""
        room = (PANEL - 3 * LEFT) / 2
        arrays = [(name, value) for name, value in things if value is not None and np.size(value) > 1]
        for k, (name, value) in enumerate(arrays[:SHOWN]):
            if k % 2 == 0:
                self.y, top = self.y + 8.0, self.y + 26.0
            x, (svg, height) = LEFT + k % 2 * (room + LEFT), heat(value, room)
            caption = f"{short(name, 28 - len(str(np.shape(value))))} {np.shape(value)}"
            self.parts += [text("nbs-line", x, top, caption), moved(x, top + 8, svg)]
            self.y = max(self.y, top + 8.0 + height)
        if len(arrays) > SHOWN:
            self.write(f"and {len(arrays) - SHOWN} more")
        if any(sample(value).size < np.size(value) for _, value in arrays[:SHOWN]):
            self.write("Of large arrays some rows and columns are shown, evenly spread;", "note", 66)
            self.write("the numbers below are the range of all.", "note", 66)


def _start(column: _Column, step: Step) -> None:
    column.title("before the walk")
    column.write("The inputs lie ready. First we go forward, then back.")
    column.write(f"{step.formula}.")
    column.show([(name_of(node), value) for node, value in step.values.items()])


def _forward(column: _Column, step: Step) -> None:
    name = name_of(step.node)
    column.title("forward")
    column.write(step.formula, "big", 46)
    sources = [name_of(source) for source in step.node.input_nodes]
    arrays = [(f"takes {source}", value) for source, value in zip(sources, step.inputs, strict=True)]
    arrays.append((f"gives {name}", step.output))
    for source, slope in dict(zip(sources, step.slopes, strict=True)).items():
        what = f"∂{name}/∂{source}"
        if slope is None:
            column.write(f"local slope {what}: a whole table, not one number an entry")
        elif evenly(slope) != "slope":
            column.write(f"local slope {what} = {evenly(slope)}")
        else:
            arrays.append((f"slope {what}", slope))
    column.show(arrays)


def _backward(column: _Column, step: Step) -> None:
    name = name_of(step.node)
    column.title(f"backward through {name}")
    column.write(_above(step), "big", 46)
    column.write(step.formula)
    if rule(step.node):
        column.write(f"rule, with G from above: {rule(step.node)}", "note", 64)
    arrays = [("from above", step.upstream)]
    for share in step.passed:
        to = name_of(share.source)
        if share.slope is not None and evenly(share.slope) == "slope":
            arrays.append((f"slope ∂{name}/∂{to}", share.slope))
        arrays.append((f"to {to}", share.value))
        if share.earlier and share.value is not None:
            arrays.append((f"{to} in all" if share.complete else f"{to} so far", share.total))
    column.show(arrays)


def _above(step: Step) -> str:
    """Return what came from above: at the loss 1, as nothing lies above it."""
    loss = next(iter(step.gradients))
    if step.upstream is None:
        return "from above: nothing"
    known = term(step.upstream)
    where = f"∂{name_of(loss)}/∂{name_of(step.node)}"
    return f"from above: {where} {'of shape' if known.startswith('(') else '='} {known}"
