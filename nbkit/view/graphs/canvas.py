"""A laid-out graph as SVG: nodes, the edges between them, and the key of their shapes."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from math import sqrt

from nbkit.view.graphs.css import css
from nbkit.view.graphs.layout import Layout
from nbkit.view.graphs.parts import CAPTION, KINDS, LINE, Part
from nbkit.view.graphs.svg import SPACES, fmt, moved, page, path, rect, safe, text

MARGIN = 18.0
OUT = 26.0  # the arrow that leaves the result
Pieces = dict[str, None]  # of edges: each once, in order


class Canvas:
    """Turns places into SVG; `down` swaps the axes, so that the flow goes from top to bottom.

    `lit` is the node that has a halo and whose edges are thick, if any. The layout may have been made for
    parts with more on them than these: so a picture can be filled step by step, and nothing moves.
    """

    def __init__(
        self,
        parts: Sequence[Part],
        inputs: Sequence[Sequence[int]],
        layout: Layout,
        down: bool,
        lit: int | None = None,
    ) -> None:
        self.parts, self.inputs, self.layout, self.down, self.lit = parts, inputs, layout, down, lit

    @property
    def size(self) -> tuple[float, float]:
        """Width and height of the graph, without margins."""
        return self._turned(self.layout.length + OUT, self.layout.breadth)

    def svg(self, alt: str) -> str:
        """Return the whole picture: the graph and below it the key of its shapes."""
        key, breadth = key_of(self.parts)
        width, height = max(self.size[0], breadth) + 2 * MARGIN, self.size[1] + 2 * MARGIN + 30.0
        return page(self.body() + moved(MARGIN, height - 20.0, key), width, height, css("graph"), alt)

    def body(self) -> str:
        """Return the edges and nodes as SVG, with a margin to the left and above."""
        nodes = (self._node(i) for i in range(len(self.parts)))
        return moved(MARGIN, MARGIN, "".join([*self._edges(), *self._result(), *nodes]))

    def spot(self, i: int) -> tuple[float, float]:
        """Return where a node stands: across and down the page, without margins."""
        return self._turned(self.layout.along[i], self.layout.across[i])

    def _turned(self, along: float, across: float) -> tuple[float, float]:
        return (across, along) if self.down else (along, across)

    def _point(self, along: float, across: float) -> str:
        x, y = self._turned(along, across)
        return f"{fmt(x)} {fmt(y)}"

    def _edges(self) -> list[str]:
        """Draw each piece of edge once, edges of one node share their lanes; then all the tips."""
        pieces: Pieces = {}
        hot: Pieces = {}
        tips = []
        for node, routes in enumerate(self.layout.routes):
            for port, points in enumerate(routes):
                edge, tip = self._edge(node, (port + 0.5) / len(routes) - 0.5, points)
                pieces |= edge
                hot |= edge if node == self.lit else {}
                tips.append(tip)
        for i in sorted({i for sources in self.inputs for i in sources}):
            stub = {self._stub(i, self.layout.exits[i]): None}
            pieces |= stub
            hot |= stub if self.lit is not None and i in self.inputs[self.lit] else {}
        thick = [path("nbg-edge nbg-hot", "".join(hot))] if hot else []
        return [path("nbg-edge", "".join(pieces)), *thick, path("nbg-tip", "".join(tips))]

    def _edge(self, node: int, port: float, points: list[tuple[float, float]]) -> tuple[Pieces, str]:
        """Return the pieces of an edge, curves between the layers and straight within them, and its tip."""
        part = self.parts[node]
        off = port * (part.width if self.down else part.height) * 0.62
        *before, (entry, axis) = points
        across, tip = axis + off, self.layout.along[node] - self._rim(node, off)
        pieces = []
        for k, ((a, p), (b, q)) in enumerate(pairwise([*before, (entry, across)])):
            half, end = (a + b) / 2, self._point(b, q)
            bend = f"C{self._point(half, p)} {self._point(half, q)} {end}"
            pieces.append(f"M{self._point(a, p)}{f'L{end}' if k % 2 else bend}")
        last = f"M{self._point(entry, across)}L{self._point(tip - 6.0, across)}"
        return dict.fromkeys([*pieces, last]), self._arrow(tip, across)

    def _reach(self, i: int) -> float:
        """Return half the length of a node's shape along the flow."""
        return (self.parts[i].height if self.down else self.parts[i].width) / 2

    def _rim(self, node: int, off: float) -> float:
        """Return how far the rim of the shape lies before its centre at this distance off the axis."""
        part, reach = self.parts[node], self._reach(node)
        if part.kind != "Operation":
            return reach
        radius = part.height / 2
        if self.down:
            off = max(0.0, abs(off) - (part.width / 2 - radius))
            return sqrt(max(0.0, radius**2 - off**2))
        return reach - radius + sqrt(max(0.0, radius**2 - off**2))

    def _arrow(self, tip: float, across: float) -> str:
        corners = ((tip, across), (tip - 8.0, across - 4.0), (tip - 8.0, across + 4.0))
        return f"M{'L'.join(self._point(*corner) for corner in corners)}Z"

    def _stub(self, i: int, end: float) -> str:
        start, across = self.layout.along[i] + self._reach(i), self.layout.across[i]
        return f"M{self._point(start, across)}L{self._point(end, across)}"

    def _result(self) -> list[str]:
        """Draw the arrow by which the value of the last node leaves the graph."""
        last = len(self.parts) - 1
        end = self.layout.exits[last] + OUT
        tip = self._arrow(end, self.layout.across[last])
        return [path("nbg-edge", self._stub(last, end - 6.0)), path("nbg-tip", tip)]

    def _node(self, i: int) -> str:
        part, (x, y) = self.parts[i], self.spot(i)
        halo = _halo(part, x, y) if i == self.lit else ""
        inside = text("nbg-in", x, y, part.inside, SPACES)
        words = "".join([inside, *self._captions(part, x, y), *self._labels(part, x, y)])
        return f"<g><title>{safe(part.spoken)}</title>{halo}{outline(part, x, y)}{words}</g>"

    def _captions(self, part: Part, x: float, y: float) -> list[str]:
        """Write the captions below a node, or where the flow goes down, to its right."""
        look, left, top, back = "nbg-cap", x, y + part.height / 2, -0.6
        if self.down:
            look, left, top = "nbg-cap nbg-left", x + part.width / 2 + 6.0, y
            back = (len(part.captions) - 1) / 2
        rows = enumerate(part.captions)
        return [text(look, left, top + LINE * (k - back), words, SPACES) for k, words in rows]

    def _labels(self, part: Part, x: float, y: float) -> list[str]:
        """Write the value on the edge that leaves a node, and the gradient below it."""
        left, gap = x + max(part.width, part.caption) / 2 + 5.0, 0.45 * LINE
        top = y - LINE * (len(part.values) - 0.35)
        if self.down:
            left, gap, top = x + 7.0, 0.0, y + part.height / 2 + LINE * 0.7
        rows = [("nbg-val nbg-left", 0.0, words) for words in part.values]
        rows += [("nbg-grad nbg-left", gap, words) for words in part.slopes]
        return [
            text(look, left, top + LINE * k + more, words, SPACES)
            for k, (look, more, words) in enumerate(rows)
        ]


def outline(part: Part, x: float, y: float) -> str:
    """Draw a node's shape: each kind has its own, so that colour alone tells nothing."""
    w, h = part.width, part.height
    left, top = x - w / 2, y - h / 2
    if part.kind == "Placeholder":
        corners = ((left + 7, top), (left + w + 3, top), (left + w - 7, top + h), (left - 3, top + h))
        return path(part.look, f"M{' L'.join(f'{fmt(a)} {fmt(b)}' for a, b in corners)}Z")
    radius = {"Operation": h / 2, "Variable": 9.0, "Layer": 4.0}.get(part.kind, 0.0)
    box = rect(part.look, left, top, w, h, radius)
    bars = f"M{fmt(left + 6)} {fmt(top)}v{fmt(h)}M{fmt(left + w - 6)} {fmt(top)}v{fmt(h)}"
    return box + path(part.look, bars) if part.kind == "Layer" else box


def _halo(part: Part, x: float, y: float) -> str:
    """Draw a ring around a node, so that it is seen without colour too."""
    w, h = part.width + 5.0, part.height + 5.0
    return rect("nbg-halo", x - w / 2, y - h / 2, w, h, h / 2)


def key_of(parts: Sequence[Part]) -> tuple[str, float]:
    """Return the row that says which shape is what, for the kinds that occur, and its width."""
    x, found = 0.0, []
    for kind in KINDS:
        if any(part.kind == kind for part in parts):
            found.append(moved(x + 11.0, 0.0, outline(Part(kind), 0.0, 0.0), " scale(.42)"))
            found.append(text("nbg-cap nbg-left", x + 26.0, 0.0, kind.lower(), SPACES))
            x += 26.0 + CAPTION * len(kind) + 18.0
    return "".join(found), x
