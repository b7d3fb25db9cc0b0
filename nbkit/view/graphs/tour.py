"""A tour of a graph: a picture a step, the graph with one node lit and beside it what happens there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from html import escape
from typing import Any

from nbkit.graph import Node, traverse_postorder
from nbkit.session import Session
from nbkit.view.graphs.canvas import MARGIN, Canvas
from nbkit.view.graphs.css import css, live_css
from nbkit.view.graphs.draw import Drawing
from nbkit.view.graphs.fold import connections
from nbkit.view.graphs.layout import layered
from nbkit.view.graphs.panel import PANEL, panel_of
from nbkit.view.graphs.parts import Part, part_of
from nbkit.view.graphs.steps import Step, sentence, steps
from nbkit.view.graphs.svg import circle, fmt, moved, page, rect
from nbkit.view.graphs.values import line_of

GAP = 8.0  # between the graph and its panel: beside it on a page, below it on a phone
NARROW, BROAD = 300.0, 430.0  # how wide the graph may be
HIGHEST = 520.0  # a higher graph is seen through a window
MAP = 34.0  # the small map beside a graph that is higher than its window


class Picture(Drawing):
    """A step's picture: `svg` for where no kernel runs, `html` for the live page, which wraps on a phone."""

    def __init__(self, svg: str, alt: str, html: str) -> None:
        super().__init__(svg, alt)
        self.html = html


class Tour:
    """The steps through a graph and a picture of each; nothing moves from one picture to the next.

    >>> from nbkit import Graph, Variable, square
    >>> with Graph().as_default():
    ...     tour = Tour(square(Variable(3.0, name="w"), name="L"))
    >>> tour.picture(1)
    Step 1 of 2, forward: L = w² = 3² = 9.
    """

    def __init__(self, loss: Node, feed: Mapping[Any, Any] | None = None, session: Session | None = None):
        self.steps = steps(loss, feed, session)
        self.nodes = traverse_postorder(loss)
        last = self.steps[-1]
        self.inputs = connections(self.nodes, {})
        uses = [place for sources in self.inputs for place in sources]
        self.parts = [_full(node, last, uses.count(i) > 1) for i, node in enumerate(self.nodes)]
        self.layout = layered(self.inputs, [part.room(down=True) for part in self.parts])
        self.panels = [panel_of(step, place, len(self.steps)) for place, step in enumerate(self.steps)]
        self.height = max(height for _, height in self.panels)
        self.width = min(max(self.layout.breadth + 2 * MARGIN, NARROW), BROAD)

    def words(self, step: int) -> str:
        """Return the sentence that says what the picture of this step shows."""
        return sentence(self.steps[step], step, len(self.steps))

    def picture(self, step: int) -> Picture:
        """Draw one step."""
        graph, height = self._graph(self.steps[step])
        panel, alt = self.panels[step][0], self.words(step)
        looks = css("graph") + css("tour") + live_css("graph", "tour")
        both, width = graph + moved(self.width + GAP, 0.0, panel), self.width + GAP + PANEL
        sheets = page(graph, self.width, height, looks) + page(panel, PANEL, self.height, "")
        html = f'<div role="img" aria-label="{escape(alt)}" class="nbs">{sheets}</div>'
        return Picture(page(both, width, max(height, self.height), looks, alt), alt, html)

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
        size = f'width="{fmt(room)}" height="{fmt(high)}"'
        body = f'<svg {size} viewBox="{view}" class="nbs-{step.kind}">{canvas.body()}</svg>'
        return body + (_map(canvas, room, high, top / height, high / scale / height) if tall else ""), high


def _map(canvas: Canvas, left: float, high: float, start: float, share: float) -> str:
    """Draw the whole graph as dots, the window on it as a frame."""
    width, height = canvas.size
    dots = []
    for i in range(len(canvas.parts)):
        x, y = canvas.spot(i)
        place = left + 4 + 24 * x / width, 6 + (high - 12) * y / height
        dots.append(circle("nbg-tip", *place, 5 if i == canvas.lit else 2))
    return "".join(dots) + rect("nbs-frame", left, 1 + start * high, 31, share * high - 2, 4)


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
    slopes = (f"∂ {line_of(last.gradients[node])}{more}",) if node in last.gradients else ()
    return replace(part, values=part.values and (line_of(last.values[node]),), slopes=slopes)


def _now(part: Part, node: Node, step: Step) -> Part:
    """Return a node with what is known at a step: a ? stands for a gradient, or a part of it, to come."""
    values = part.values if node in step.values else ()
    if not part.slopes or step.kind != "backward":
        return replace(part, values=values, slopes=())
    if node not in step.gradients:
        return replace(part, values=values, slopes=("∂ ?",))
    more = "" if node in step.complete else " + ?"
    return replace(part, values=values, slopes=(f"∂ {line_of(step.gradients[node])}{more}",))
