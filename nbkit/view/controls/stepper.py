"""Step through a graph: the drawn graph with one node lit, and beside it what happens there."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import replace
from html import escape
from typing import Any

import ipywidgets as ipw
import numpy as np

from nbkit.graph import Node, traverse_postorder
from nbkit.session import Session
from nbkit.view.controls.explorer import Explorer, slider
from nbkit.view.graphs.draw import (
    DARK,
    LIGHT,
    MARGIN,
    Canvas,
    Drawing,
    Part,
    box_of,
    connections,
    fmt,
    lines_of,
    name_of,
    page,
    part_of,
    safe,
    short,
    style,
    theme,
)
from nbkit.view.graphs.heat import INK, heat, sample
from nbkit.view.graphs.layout import layered
from nbkit.view.graphs.steps import Step, evenly, rule, sentence, steps, term

PANEL, GAP = 420.0, 8.0  # beside the graph on a page, below it on a phone
NARROW, BROAD = 300.0, 430.0  # how wide the graph may be
HIGHEST = 520.0  # a higher graph is seen through a window
MAP = 34.0  # the small map beside a graph that is higher than its window
SHOWN = 6  # arrays shown at a step


class Picture(Drawing):
    """A step's picture: `svg` for where no kernel runs, `html` for the live page, which wraps on a phone."""

    def __init__(self, svg: str, alt: str, html: str) -> None:
        super().__init__(svg, alt)
        self.html = html


class Walk:
    """The steps through a graph and a picture of each; nothing moves from one picture to the next.

    >>> from nbkit import Graph, Variable, square
    >>> with Graph().as_default():
    ...     walk = Walk(square(Variable(3.0, name="w"), name="L"))
    >>> walk.picture(1)
    Step 1 of 2, forward: L = w² = 3² = 9.
    """

    def __init__(self, loss: Node, feed: Mapping[Any, Any] | None = None, session: Session | None = None):
        self.steps = steps(loss, feed, session)
        self.nodes = traverse_postorder(loss)
        last = self.steps[-1]
        self.inputs = connections(self.nodes, {})
        uses = [place for sources in self.inputs for place in sources]
        self.parts = [_full(node, last, uses.count(i) > 1) for i, node in enumerate(self.nodes)]
        self.layout = layered(self.inputs, [box_of(part, True) for part in self.parts])
        self.panels = [_panel(step, place, len(self.steps)) for place, step in enumerate(self.steps)]
        self.height = max(height for _, height in self.panels)
        self.width = min(max(self.layout.breadth + 2 * MARGIN, NARROW), BROAD)

    def words(self, step: int) -> str:
        """Return the sentence that says what the picture of this step shows."""
        return sentence(self.steps[step], step, len(self.steps))

    def picture(self, step: int) -> Picture:
        """Draw one step."""
        graph, height = self._graph(self.steps[step])
        panel, alt = self.panels[step][0], self.words(step)
        side = f'{graph}<g transform="translate({fmt(self.width + GAP)} 0)">{panel}</g>'
        svg = page(side, self.width + GAP + PANEL, max(height, self.height), alt, _css())
        parts = _sheet(graph, self.width, height, style() + _css()) + _sheet(panel, PANEL, self.height, "")
        box = f'<div role="img" aria-label="{escape(alt)}" class="nbs">{parts}</div>'
        return Picture(svg, alt, box)

    def _graph(self, step: Step) -> tuple[str, float]:
        """Return the window on the graph, with the node of the step in its middle where it can be."""
        lit = None if step.kind == "start" else self.nodes.index(step.node)
        parts = [_now(part, node, step) for part, node in zip(self.parts, self.nodes, strict=True)]
        canvas = Canvas(parts, self.inputs, self.layout, down=True, lit=lit)
        width, height = (size + 2 * MARGIN for size in canvas.size)
        tall = height > HIGHEST
        room = self.width - (MAP if tall else 0.0)
        scale = max(min(1.0, room / width), 0.8)
        high = min(height * scale, HIGHEST)
        x, y = canvas.spot(lit) if lit is not None else (width / 2, 0.0)
        left = _window(x + MARGIN, room / scale, width)
        top = _window(y + MARGIN, high / scale, height)
        view = f"{fmt(left)} {fmt(top)} {fmt(room / scale)} {fmt(high / scale)}"
        body = (
            f'<svg width="{fmt(room)}" height="{fmt(high)}" viewBox="{view}" class="nbs-{step.kind}">'
            f'<g transform="translate({fmt(MARGIN)} {fmt(MARGIN)})">{canvas.body()}</g></svg>'
        )
        dots = self._map(canvas, room, high, top / height, high / scale / height) if tall else ""
        return body + dots, high

    def _map(self, canvas: Canvas, left: float, high: float, start: float, share: float) -> str:
        """Draw the whole graph as dots, the window on it as a frame."""
        width, height = canvas.size
        dots = []
        for i in range(len(self.nodes)):
            x, y = canvas.spot(i)
            spot = f'cx="{fmt(left + 4 + 24 * x / width)}" cy="{fmt(6 + (high - 12) * y / height)}"'
            dots.append(f'<circle {spot} r="{5 if i == canvas.lit else 2}" class="nbg-tip"/>')
        frame = (
            f'x="{fmt(left)}" y="{fmt(1 + start * high)}" width="31" height="{fmt(share * high - 2)}" rx="4"'
        )
        return f'{"".join(dots)}<rect class="nbs-frame" {frame}/>'


def _window(middle: float, room: float, whole: float) -> float:
    """Return where a window begins that has `middle` in its middle, or the whole where there is room for it.

    >>> _window(50, 20, 100), _window(5, 20, 100), _window(5, 20, 10)
    (40.0, 0.0, -5.0)
    """
    return (whole - room) / 2 if whole < room else min(max(middle - room / 2, 0.0), whole - room)


def _full(node: Node, last: Step, shared: bool) -> Part:
    """Return a node with all that will ever stand at it, for its room in the layout."""
    part = part_of(node, last.values[node])
    more = " + ?" if shared else ""
    slopes = (f"∂ {_edge(last.gradients[node])}{more}",) if node in last.gradients else ()
    return replace(part, values=part.values and (_edge(last.values[node]),), slopes=slopes)


def _now(part: Part, node: Node, step: Step) -> Part:
    """Return a node with what is known at a step: a ? stands for a gradient, or a part of it, to come."""
    values = part.values if node in step.values else ()
    if not part.slopes or step.kind != "backward":
        return replace(part, values=values, slopes=())
    if node not in step.gradients:
        return replace(part, values=values, slopes=("∂ ?",))
    more = "" if node in step.complete else " + ?"
    return replace(part, values=values, slopes=(f"∂ {_edge(step.gradients[node])}{more}",))


def _edge(value: Any) -> str:
    """Return a value as it stands on an edge: a number, or roughly the range of an array."""
    array = np.asarray(value)
    if array.size < 2:
        return lines_of(array.reshape(()))[0] if array.size else ""
    least, most = (f"{float(end) + 0.0:.2g}".replace("-", "−") for end in (array.min(), array.max()))
    return f"all {least}" if array.min() == array.max() else f"{least} … {most}"


# ---------------------------------------------------------------- what happens at a step


class _Column:
    """Writes lines and arrays one below the other."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.y = 14.0

    def write(self, text: str, kind: str = "line", most: int = 56) -> None:
        for line in text.splitlines():
            indent = " " * (len(line) - len(line.lstrip()))
            for row in textwrap.wrap(line, most, initial_indent=indent, subsequent_indent=indent + "   "):
                self.y += 20.0
                shift = 14.0 + 4.0 * (len(row) - len(row.lstrip()))
                self.parts.append(
                    f'<text class="nbs-{kind}" x="{fmt(shift)}" y="{fmt(self.y)}">{safe(row.strip())}</text>'
                )

    def show(self, things: Sequence[tuple[str, Any]]) -> None:
        """Show the arrays among the things as heat maps, two in a row, each with its name and shape."""
        room = (PANEL - 42.0) / 2
        arrays = [(name, value) for name, value in things if value is not None and np.size(value) > 1]
        for k, (name, value) in enumerate(arrays[:SHOWN]):
            if k % 2 == 0:
                self.y, top = self.y + 8.0, self.y + 26.0
            x, (svg, height) = 14.0 + k % 2 * (room + 14.0), heat(value, room)
            caption = f"{short(name, 28 - len(str(np.shape(value))))} {np.shape(value)}"
            self.parts.append(f'<text class="nbs-line" x="{fmt(x)}" y="{fmt(top)}">{safe(caption)}</text>')
            self.parts.append(f'<g transform="translate({fmt(x)} {fmt(top + 8)})">{svg}</g>')
            self.y = max(self.y, top + 8.0 + height)
        if len(arrays) > SHOWN:
            self.write(f"and {len(arrays) - SHOWN} more")
        if any(sample(value).size < np.size(value) for _, value in arrays[:SHOWN]):
            self.write("Of large arrays some rows and columns are shown, evenly spread;", "note", 66)
            self.write("the numbers below are the range of all.", "note", 66)


def _panel(step: Step, place: int, count: int) -> tuple[str, float]:
    """Return what happens at a step as SVG, and how high it is."""
    column = _Column()
    {"start": _start, "forward": _forward, "backward": _backward}[step.kind](
        column, step, f"Step {place} of {count - 1}"
    )
    return "".join(column.parts), column.y + 18.0


def _start(column: _Column, step: Step, where: str) -> None:
    column.write(f"{where} · before the walk", "title")
    column.write("The inputs lie ready. First we go forward, then back.")
    column.write(f"{step.formula}.")
    column.show([(name_of(node), value) for node, value in step.values.items()])


def _forward(column: _Column, step: Step, where: str) -> None:
    name = name_of(step.node)
    column.write(f"{where} · forward", "title")
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


def _backward(column: _Column, step: Step, where: str) -> None:
    name = name_of(step.node)
    column.write(f"{where} · backward through {name}", "title")
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


# ---------------------------------------------------------------- on the page


def _sheet(body: str, width: float, height: float, css: str) -> str:
    """Return one of the two parts of a picture; the words stand on what holds both."""
    size = f'width="{fmt(width)}" height="{fmt(height)}"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} viewBox="0 0 {fmt(width)} {fmt(height)}" '
        f'class="nbg" aria-hidden="true"><style>{css}</style>'
        f'<rect class="nbg-paper" {size} rx="8"/>{body}</svg>'
    )


def _css() -> str:
    own = (
        ".nbs{display:flex;flex-wrap:wrap;align-items:flex-start;gap:8px}"
        ".nbg .nbs-title,.nbg .nbs-line,.nbg .nbs-big,.nbg .nbs-note{text-anchor:start}"
        ".nbg .nbs-title{font-size:12px;letter-spacing:.02em}.nbg .nbs-big{font-size:16px;font-weight:600}"
        ".nbg .nbs-note{font-size:11.5px}.nbg .nbs-num{font-size:11.5px;fill:" + INK + "!important}"
        ".nbg-halo,.nbs-frame{fill:none}.nbg-halo{stroke-width:4}.nbg-hot{stroke-width:4}"
    )
    light, dark = _glow(LIGHT), _glow(DARK)
    live = "".join(
        theme(colours, f"{where} ") + _glow(colours, f"{where} ")
        for where, colours in (("[data-jp-theme-light=true]", LIGHT), ("[data-jp-theme-light=false]", DARK))
    )
    return f"{own}{light}@media (prefers-color-scheme:dark){{{dark}}}{live}"


def _glow(colours: Mapping[str, str], where: str = "") -> str:
    """Return the colours of what is lit: forward as the values, backward as the gradients."""
    lit = "".join(
        f"{where}.nbs-{kind} .nbg-halo,{where}.nbs-{kind} .nbg-hot{{stroke:{colours[name]}}}"
        for kind, name in (("forward", "value"), ("backward", "gradient"))
    )
    notes = f"{where}.nbg .nbs-note,{where}.nbg .nbs-title{{fill:{colours['muted']}}}"
    return f"{lit}{notes}{where}.nbs-frame{{stroke:{colours['edge']}}}"


class Stepper(Explorer):
    """A walk with its controls: Back, Next, a slider over all steps, a list to jump to a node, Reset."""

    def __init__(self, walk: Walk) -> None:
        self.walk = walk
        last = len(walk.steps) - 1
        super().__init__(walk.picture, walk.words, {"step": slider(0, last, 0, label="step")})

    def drive(self) -> dict[str, list[list[Any]]]:
        """Draw every step, and return the fingerprints of the first, the middle and the last."""
        for place in range(len(self.walk.steps)):
            self.walk.picture(place)
        return super().drive()

    def _put(self, picture: Any, words: str) -> None:
        super()._put(None if picture is None else picture.html, words)

    def _arranged(self) -> Any:
        step = self.controls["step"].widget
        back, forth = _button("Back", "arrow-left", step, -1), _button("Next", "arrow-right", step, 1)
        names = [(_option(i, one), i) for i, one in enumerate(self.walk.steps)]
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

    Parameters
    ----------
    loss : Node
        A node that is one number, with at most 60 nodes behind it.
    feed : mapping of placeholder to value, optional
    session : Session, optional
        Where the variables' values come from; by default their initial values.

    Raises
    ------
    TypeError, ValueError
        As `nbkit.view.graphs.steps.steps` does.

    Examples
    --------
    >>> from nbkit import Graph, Variable, square
    >>> with Graph().as_default():
    ...     stepper = step_through(square(Variable(3.0, name="w"), name="L"))
    >>> stepper.controls["step"].widget.max
    2
    """
    return Stepper(Walk(loss, feed, session))
