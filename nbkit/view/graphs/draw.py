"""A graph as a picture: SVG with a layout of our own, and the values that flow when it is fed."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from itertools import pairwise
from typing import Any

import numpy as np

from nbkit.graph import Action, traverse_postorder
from nbkit.view.graphs.layout import Box, Layout, layered

KINDS = ("Placeholder", "Variable", "Constant", "Operation", "Layer")
LIMIT = 200
WIDTH = 940.0  # wider graphs flow from top to bottom
MARGIN = 18.0
OUT = 26.0  # the arrow that leaves the result
CHAR, MONO, LINE = 8.4, 7.0, 15.0  # width of a bold letter at 14 px, of a digit at 11.5 px, height of a line

LIGHT = {
    "paper": "#ffffff",
    "ink": "#22272e",
    "muted": "#57606a",
    "edge": "#6e7781",
    "Placeholder": "#d3e5f1",
    "Variable": "#f8ddc9",
    "Constant": "#eceff2",
    "Operation": "#cfeae1",
    "Layer": "#e4ddf3",
    "value": "#00507f",
    "gradient": "#8a3c00",
}
DARK = {
    "paper": "#1f2329",
    "ink": "#e6edf3",
    "muted": "#a9b4c0",
    "edge": "#8b949e",
    "Placeholder": "#123a54",
    "Variable": "#5a2f10",
    "Constant": "#343b44",
    "Operation": "#0f4534",
    "Layer": "#3b2f5c",
    "value": "#79c4f2",
    "gradient": "#ffb27d",
}


class Drawing:
    """A drawn graph: `svg` is its text, `alt` says in words what it shows.

    >>> from nbkit.graph import Graph, Placeholder, Variable
    >>> with Graph().as_default():
    ...     drawing = draw(Placeholder("x"))
    >>> drawing.alt
    'Graph of 1 node: placeholder x.'
    """

    def __init__(self, svg: str, alt: str) -> None:
        self.svg = svg
        self.alt = alt

    def __repr__(self) -> str:
        return self.alt

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> Any:
        from nbkit.gate.show import bundle

        return bundle(self, self.alt)


@dataclass(frozen=True)
class Part:
    """What is written at one node: inside its shape, as captions, and on the edge that leaves it.

    `values` and `slopes` may be left out of a picture while their room is kept: see `Canvas`.
    """

    kind: str
    inside: str
    captions: tuple[str, ...]
    values: tuple[str, ...]
    slopes: tuple[str, ...]
    spoken: str

    @property
    def width(self) -> float:
        small = self.kind == "Operation" and len(self.inside) <= 2
        return 40.0 if small else max(46.0, CHAR * len(self.inside) + 26.0)

    @property
    def height(self) -> float:
        if self.kind == "Layer":
            return max(40.0, LINE * len(self.captions) + 4.0)
        return 40.0 if self.kind == "Operation" else 34.0


def draw(
    node: Any,
    session: Any = None,
    feed_dict: Mapping[Any, Any] | None = None,
    gradients: Mapping[Any, Any] | None = None,
    fold: bool = False,
) -> Drawing:
    """Draw the graph that a node needs; with a session or a feed, its values stand on the edges.

    Placeholders are slanted boxes, variables round ones, constants dashed ones, operations circles.
    A node that is used twice is drawn once. Equal graphs give equal drawings.

    Parameters
    ----------
    node : Node
        The result; everything it needs is drawn.
    session : Session, optional
        Where the values come from; all are fetched in one run.
    feed_dict : mapping of placeholder to value, optional
        Without a session a fresh one is used.
    gradients : mapping of node to its gradient (a node or an array), optional
        Written below the values, after a ∂; a ? where it is None: asked for, and not there.
    fold : bool
        Draw each layer, a product plus a bias and its activation, as one box with the value and gradient
        of its result; so too nodes whose names begin alike up to a slash, such as encoder/W and encoder/h.

    Raises
    ------
    TypeError
        `node` is not a node of a graph.
    ValueError
        The graph has more than 200 nodes: draw a part of it.

    Examples
    --------
    >>> from nbkit.graph import Graph, Operation, Placeholder, Variable
    >>> with Graph().as_default():
    ...     z = Operation(Variable(10, name="A"), Placeholder("x"), name="z")
    >>> draw(z).alt
    'Graph of 3 nodes: z takes A and x.'
    """
    if not hasattr(node, "input_nodes"):
        raise TypeError(f"expected a node of a graph, got {type(node).__name__}: draw(z), not its value")
    nodes = traverse_postorder(node)
    if len(nodes) > LIMIT:
        raise ValueError(f"expected at most {LIMIT} nodes, got {len(nodes)}: draw one nearer to the inputs")
    values, slopes = _run(nodes, session, feed_dict, gradients or {})
    layers = folded(nodes) if fold else {}
    inside = {one for members in layers.values() for one in members}
    shown = [one for one in nodes if one in layers or one not in inside]
    parts = [part_of(one, values.get(one), slopes.get(one, _NONE), layers.get(one, ())) for one in shown]
    alt = _alt(nodes, values.get(node), {name_of(one): len(layers[one]) for one in shown if one in layers})
    return Drawing(_best(parts, connections(shown, layers), alt), alt)


# ---------------------------------------------------------------- what is written at a node


def _run(
    nodes: Sequence[Any], session: Any, feed_dict: Mapping[Any, Any] | None, gradients: Mapping[Any, Any]
) -> tuple[dict[Any, Any], dict[Any, Any]]:
    """Fetch all values and gradients in one run; nodes that change variables are drawn, never run."""
    fetched = {node: grad for node, grad in gradients.items() if hasattr(grad, "input_nodes")}
    given = {node: grad for node, grad in gradients.items() if node not in fetched}
    if session is None and feed_dict is None and not fetched:
        return {}, given
    if session is None:
        from nbkit.session import Session

        session = Session(nodes[-1].graph)
    wanted = [node for node in nodes if not isinstance(node, Action)]
    found = session.run([*wanted, *fetched.values()], feed_dict or {})
    slopes = dict(zip(fetched, found[len(wanted) :], strict=True))
    return dict(zip(wanted, found, strict=False)), {**given, **slopes}


def _kind(node: Any) -> str:
    """Return the kind by the name of the class or its parents, so that a chapter's own classes work."""
    return next((c.__name__ for c in type(node).__mro__ if c.__name__ in KINDS), "Operation")


def name_of(node: Any) -> str:
    """Return the name under which a node is drawn."""
    return str(getattr(node, "name", None) or type(node).__name__)


_NONE = object()  # no gradient was asked for


def part_of(node: Any, value: Any, slope: Any = _NONE, members: Sequence[Any] = ()) -> Part:
    """Return what is written at a node, or at the box of a layer that ends with it."""
    if members:
        return _layer(part_of(node, value, slope), node, members)
    kind, name = _kind(node), short(name_of(node), 20)
    symbol = str(getattr(node, "label", "") or type(node).__name__.lower())
    shape = shape_of(node, value)
    captions = ((name,) if kind == "Operation" and name != symbol else ()) + ((shape,) if shape else ())
    lines = () if slope is _NONE else ("?",) if slope is None else lines_of(slope)
    slopes = tuple(f"{'  ' if i else '∂ '}{line}" for i, line in enumerate(lines))
    said = kind == "Constant" and np.ndim(value) == 0  # its name is its value
    values = () if value is None or said else lines_of(value)
    inside = short(symbol, 22) if kind == "Operation" else name
    return Part(kind, inside, captions, values, slopes, f"{kind.lower()} {name_of(node)} {shape}".strip())


def _layer(result: Part, node: Any, members: Sequence[Any]) -> Part:
    """Return a layer's box: the name of its result, its operations, and the shapes of what it learns."""
    scope = name_of(node).rpartition("/")[0] or name_of(node)
    steps = [str(getattr(one, "label", "") or type(one).__name__) for one in members if one.input_nodes]
    learned = [f"{name_of(one)} {shape_of(one, None)}".strip() for one in members if _kind(one) == "Variable"]
    shape = [text for text in result.captions[-1:] if text.startswith("(")]
    captions = (" ".join([*steps[:4], *(["…"] if len(steps) > 4 else [])]), *learned[:2], *shape)
    spoken = f"layer {scope}: {', '.join([*steps, *learned])}"
    return Part("Layer", short(scope, 20), captions, result.values, result.slopes, spoken)


def short(text: str, most: int) -> str:
    """Cut a text that is longer than `most` letters."""
    return text if len(text) <= most else text[: most - 1] + "…"


def shape_of(node: Any, value: Any) -> str:
    """Return the shape as it stands below a node; nothing for one number or where it is not known."""
    for known in (value, getattr(node, "initial_value", None), getattr(node, "value", None)):
        if known is not None:
            return str(np.shape(known)) if np.ndim(known) else ""
    shape = getattr(node, "shape", None)
    return "(" + ", ".join("n" if size is None else str(size) for size in shape) + ")" if shape else ""


def lines_of(value: Any) -> tuple[str, ...]:
    """Return a value as at most three short lines; a large array by its least and greatest number."""
    array = np.asarray(value)
    if array.ndim == 0:
        return (number(array[()]),)
    if array.ndim == 1 and 0 < array.size <= 3:
        return ("[" + ", ".join(number(v) for v in array) + "]",)
    if array.ndim == 2 and 0 < array.shape[0] <= 3 and 0 < array.shape[1] <= 3:
        return _rows(array)
    if array.size == 0 or array.dtype.kind not in "biuf":
        return ()
    least, most = number(array.min()), number(array.max())
    return (f"all {least}" if least == most else f"{least} … {most}",)


def _rows(array: np.ndarray[Any, Any]) -> tuple[str, ...]:
    cells = [[number(v) for v in row] for row in array]
    wide = [max(len(row[k]) for row in cells) for k in range(len(cells[0]))]
    rows = [", ".join(cell.rjust(w) for cell, w in zip(row, wide, strict=True)) for row in cells]
    last = len(rows) - 1
    return tuple(f"{' [' if i else '[['}{row}{']]' if i == last else ']'}" for i, row in enumerate(rows))


def number(value: Any) -> str:
    """Return a number in four figures, or as many more as tell it from a whole number."""
    if isinstance(value, (bool, np.bool_)):
        return str(bool(value))
    if isinstance(value, (int, np.integer)):
        return str(value).replace("-", "−")
    texts = [f"{float(value) + 0.0:.{digits}g}" for digits in (4, 5, 6, 7, 8)]
    text = next((t for t in texts if float(t) % 1 or not float(value) % 1), texts[0])
    return text.replace("-", "−")


def _alt(nodes: Sequence[Any], value: Any, layers: Mapping[str, int] | None = None) -> str:
    """Say the graph in words: each operation with its inputs, or where they are many, how many."""
    count = f"Graph of {len(nodes)} node{'s' * (len(nodes) != 1)}"
    users = [node for node in nodes if node.input_nodes]
    if not users:
        return f"{count}: {', '.join(f'{_kind(node).lower()} {name_of(node)}' for node in nodes)}."
    said = [f"{name_of(node)} takes {_and([name_of(one) for one in node.input_nodes])}" for node in users]
    if len(users) > 8:
        kinds = [_kind(node) for node in nodes]
        counts = [f"{n} {kind.lower()}{'s' * (n != 1)}" for kind in KINDS if (n := kinds.count(kind))]
        said = [f"{', '.join(counts)}; the result is {name_of(nodes[-1])}"]
    if layers:
        said.append("drawn as one box each: " + _and([f"{name} of {n} nodes" for name, n in layers.items()]))
    text = f"{count}: {'; '.join(said)}."
    return (
        f"{text} The value of {name_of(nodes[-1])} is {' '.join(lines_of(value))}."
        if value is not None
        else text
    )


def _and(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


# ---------------------------------------------------------------- layers as one box


def folded(nodes: Sequence[Any]) -> dict[Any, list[Any]]:
    """Return the layers of a graph: from the node that ends each to all its nodes.

    A layer has one way out. So folding it never makes a circle.
    """
    users: dict[Any, list[Any]] = {node: [] for node in nodes}
    for node in nodes:
        for source in node.input_nodes:
            users[source].append(node)
    found: dict[Any, list[Any]] = {}
    for members in [*_scopes(nodes, users), *(_dense(node, users) for node in nodes)]:
        ways_out = [one for one in members if not users[one] or set(users[one]) - set(members)]
        if (
            len(members) > 1
            and len(ways_out) == 1
            and not set(members) & {m for ms in found.values() for m in ms}
        ):
            found[ways_out[0]] = members
    return found


def _scopes(nodes: Sequence[Any], users: Mapping[Any, Sequence[Any]]) -> list[list[Any]]:
    """Return the nodes by the first part of their names, where that ends with a slash.

    What has no scope goes along where only one scope uses it: variables, constants, and what stands between.
    """
    scopes = [name_of(node).partition("/")[0] if "/" in name_of(node) else "" for node in nodes]
    found = []
    for scope in dict.fromkeys(filter(None, scopes)):
        members = {node for node, own in zip(nodes, scopes, strict=True) if own == scope}
        between = set(members)
        for node in nodes:
            if between & set(node.input_nodes):
                between.add(node)
        between |= {node for node in nodes if _kind(node) in ("Variable", "Constant")}
        for node, own in reversed(list(zip(nodes, scopes, strict=True))):
            if not own and node in between and users[node] and set(users[node]) <= members:
                members.add(node)
        found.append([node for node in nodes if node in members])
    return found


def _dense(total: Any, users: Mapping[Any, Sequence[Any]]) -> list[Any]:
    """Return the nodes of a dense layer around its sum, inputs first: product, bias, sum, activation."""
    products = [one for one in total.input_nodes if getattr(one, "weighs", False)]
    if type(total).__name__ != "Add" or len(products) != 1:
        return []
    own = [one for one in (*products[0].input_nodes, *total.input_nodes) if _kind(one) == "Variable"]
    after = users[total]
    last = list(after) if len(after) == 1 and getattr(after[0], "bends", False) else []
    return [*own, *products, total, *last]


def connections(shown: Sequence[Any], layers: Mapping[Any, Sequence[Any]]) -> list[list[int]]:
    """Return the inputs of each node or box that is shown, as indices, each once for a box."""
    place = {one: i for i, node in enumerate(shown) for one in layers.get(node, (node,))}
    inputs = []
    for i, node in enumerate(shown):
        sources = [place[one] for member in layers.get(node, (node,)) for one in member.input_nodes]
        inputs.append([j for j in dict.fromkeys(sources) if j != i] if node in layers else sources)
    return inputs


# ---------------------------------------------------------------- where it stands


def _best(parts: Sequence[Part], inputs: Sequence[Sequence[int]], alt: str) -> str:
    """Draw from left to right; what is too wide for a page from top to bottom, if that is narrower."""
    flat = layered(inputs, [box_of(part, False) for part in parts])
    if flat.length <= WIDTH:
        return Canvas(parts, inputs, flat, down=False).svg(alt)
    tall = layered(inputs, [box_of(part, True) for part in parts])
    down = tall.breadth < flat.length
    return Canvas(parts, inputs, tall if down else flat, down).svg(alt)


def box_of(part: Part, down: bool) -> Box:
    """Return the room a part takes, with its captions and the numbers on its edge."""
    caption = max((6.6 * len(text) for text in part.captions), default=0.0)
    label = max((MONO * len(text) for text in (*part.values, *part.slopes)), default=0.0)
    if down:
        beside = part.width / 2 + (caption + 6.0 if caption else 0.0)
        lines = len(part.values) + len(part.slopes)
        return Box(
            part.width / 2, max(beside, label + 8.0), part.height, LINE * lines + (8.0 if lines else 0.0)
        )
    below = part.height / 2 + LINE * len(part.captions) + (2.0 if part.captions else 0.0)
    above = max(part.height / 2, LINE * len(part.values) + 4.0)
    tail = label + 10.0 if label else 0.0
    return Box(above, max(below, LINE * len(part.slopes) + 6.0), max(part.width, caption), tail)


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
        length, breadth = self.layout.length + OUT, self.layout.breadth
        return (breadth, length) if self.down else (length, breadth)

    def body(self) -> str:
        """Return the edges and nodes as SVG, from the origin to `size`."""
        nodes = (self._node(i) for i in range(len(self.parts)))
        return "".join([*self._edges(), *self._result(), *nodes])

    def svg(self, alt: str) -> str:
        """Return the whole picture: the graph and below it the key of its shapes."""
        key = key_of(self.parts)
        width, height = max(self.size[0], key[1]) + 2 * MARGIN, self.size[1] + 2 * MARGIN + 30.0
        body = (
            f'<g transform="translate({fmt(MARGIN)} {fmt(MARGIN)})">{self.body()}</g>'
            f'<g transform="translate({fmt(MARGIN)} {fmt(height - 20.0)})">{key[0]}</g>'
        )
        return page(body, width, height, alt)

    def spot(self, i: int) -> tuple[float, float]:
        """Return where a node stands: across and down the page."""
        along, across = self.layout.along[i], self.layout.across[i]
        return (across, along) if self.down else (along, across)

    def _spot(self, along: float, across: float) -> str:
        return f"{fmt(across)} {fmt(along)}" if self.down else f"{fmt(along)} {fmt(across)}"

    def _reach(self, i: int) -> float:
        """Return half the length of a node's shape along the flow."""
        return (self.parts[i].height if self.down else self.parts[i].width) / 2

    def _edges(self) -> list[str]:
        """Draw each piece of edge once, edges of one node share their lanes; then all the tips."""
        pieces: dict[str, None] = {}
        hot: dict[str, None] = {}
        tips = []
        for node, routes in enumerate(self.layout.routes):
            for port, points in enumerate(routes):
                spread = self._spread(node, (port + 0.5) / len(routes) - 0.5)
                tip = self.layout.along[node] - self._edge_of(node, spread)
                across = points[-1][1] + spread
                edge = dict.fromkeys(self._edge([*points[:-1], (points[-1][0], across)], tip))
                pieces |= edge
                hot |= edge if node == self.lit else {}
                tips.append(self._arrow(tip, across))
        for i in sorted({i for sources in self.inputs for i in sources}):
            stub = self._stub(i, self.layout.exits[i])
            pieces[stub] = None
            hot |= {stub: None} if self.lit is not None and i in self.inputs[self.lit] else {}
        thick = [_path("edge nbg-hot", "".join(hot))] if hot else []
        return [_path("edge", "".join(pieces)), *thick, _path("tip", "".join(tips))]

    def _spread(self, node: int, port: float) -> float:
        part = self.parts[node]
        return port * (part.width if self.down else part.height) * 0.62

    def _edge(self, points: list[tuple[float, float]], tip: float) -> list[str]:
        """Return the pieces of an edge: curves between the layers, straight within them."""
        pieces = []
        for k, ((a, p), (b, q)) in enumerate(pairwise(points)):
            half = (a + b) / 2
            bend = f"C{self._spot(half, p)} {self._spot(half, q)} {self._spot(b, q)}"
            pieces.append(f"M{self._spot(a, p)}{f'L{self._spot(b, q)}' if k % 2 else bend}")
        entry, across = points[-1]
        return [*pieces, f"M{self._spot(entry, across)}L{self._spot(tip - 6.0, across)}"]

    def _edge_of(self, node: int, spread: float) -> float:
        """Return how far the rim of the shape lies before its centre at this distance off the axis."""
        part, reach = self.parts[node], self._reach(node)
        if part.kind != "Operation":
            return reach
        radius = part.height / 2
        if self.down:
            off = max(0.0, abs(spread) - (part.width / 2 - radius))
            return float(np.sqrt(max(0.0, radius**2 - off**2)))
        return reach - radius + float(np.sqrt(max(0.0, radius**2 - spread**2)))

    def _arrow(self, tip: float, across: float) -> str:
        corners = ((tip, across), (tip - 8.0, across - 4.0), (tip - 8.0, across + 4.0))
        return f"M{'L'.join(self._spot(*corner) for corner in corners)}Z"

    def _stub(self, i: int, end: float) -> str:
        start, across = self.layout.along[i] + self._reach(i), self.layout.across[i]
        return f"M{self._spot(start, across)}L{self._spot(end, across)}"

    def _result(self) -> list[str]:
        """Draw the arrow by which the value of the last node leaves the graph."""
        last = len(self.parts) - 1
        end = self.layout.exits[last] + OUT
        stub, tip = self._stub(last, end - 6.0), self._arrow(end, self.layout.across[last])
        return [_path("edge", stub), _path("tip", tip)]

    def _node(self, i: int) -> str:
        part, (x, y) = self.parts[i], self.spot(i)
        texts = [_text(x, y, part.inside, "nbg-in")]
        for k, text in enumerate(part.captions):
            if self.down:
                row = y + LINE * (k - (len(part.captions) - 1) / 2)
                texts.append(_text(x + part.width / 2 + 6.0, row, text, "nbg-cap nbg-left"))
            else:
                texts.append(_text(x, y + part.height / 2 + LINE * (k + 0.6), text, "nbg-cap"))
        said = f"<title>{safe(part.spoken)}</title>"
        halo = _halo(part, x, y) if i == self.lit else ""
        return f"<g>{said}{halo}{_outline(part, x, y)}{''.join(texts)}{self._labels(i, x, y)}</g>"

    def _labels(self, i: int, x: float, y: float) -> str:
        """Write the value on the edge that leaves a node, and the gradient below it."""
        part = self.parts[i]
        lines = [(text, "nbg-val") for text in part.values] + [(text, "nbg-grad") for text in part.slopes]
        if self.down:
            top = y + part.height / 2 + LINE * 0.7
            return "".join(
                _text(x + 7.0, top + LINE * k, s, f"{c} nbg-left") for k, (s, c) in enumerate(lines)
            )
        caption = max((6.6 * len(text) for text in part.captions), default=0.0)
        left = x + max(part.width, caption) / 2 + 5.0
        top = y - LINE * (len(part.values) - 0.35)
        gap = 0.45 * LINE
        rows = [top + LINE * k + (gap if c == "nbg-grad" else 0.0) for k, (_, c) in enumerate(lines)]
        return "".join(_text(left, row, s, f"{c} nbg-left") for row, (s, c) in zip(rows, lines, strict=True))


# ---------------------------------------------------------------- SVG


def page(body: str, width: float, height: float, alt: str, css: str = "") -> str:
    """Return SVG on paper of this size, with our styles, and words for those who cannot see it."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{fmt(width)}" height="{fmt(height)}" '
        f'viewBox="0 0 {fmt(width)} {fmt(height)}" role="img" aria-label="{safe(alt)}" class="nbg">'
        f"<title>{safe(alt)}</title><style>{style()}{css}</style>"
        f'<rect class="nbg-paper" width="{fmt(width)}" height="{fmt(height)}" rx="8"/>{body}</svg>'
    )


def _path(style: str, d: str) -> str:
    return f'<path class="nbg-{style}" d="{d}"/>'


def _outline(part: Part, x: float, y: float) -> str:
    """Draw a node's shape: each kind has its own, so that colour alone tells nothing."""
    w, h, look = part.width, part.height, f"nbg-{part.kind.lower()}"
    left, top = x - w / 2, y - h / 2
    if part.kind == "Placeholder":
        corners = ((left + 7, top), (left + w + 3, top), (left + w - 7, top + h), (left - 3, top + h))
        return _path(part.kind.lower(), f"M{' L'.join(f'{fmt(a)} {fmt(b)}' for a, b in corners)}Z")
    radius = {"Operation": h / 2, "Variable": 9.0, "Layer": 4.0}.get(part.kind, 0.0)
    box = f'x="{fmt(left)}" y="{fmt(top)}" width="{fmt(w)}" height="{fmt(h)}" rx="{fmt(radius)}"'
    bars = f"M{fmt(left + 6)} {fmt(top)}v{fmt(h)}M{fmt(left + w - 6)} {fmt(top)}v{fmt(h)}"
    return f'<rect class="{look}" {box}/>{_path("layer", bars) if part.kind == "Layer" else ""}'


def _halo(part: Part, x: float, y: float) -> str:
    """Draw a ring around a node, so that it is seen without colour too."""
    w, h = part.width + 5.0, part.height + 5.0
    box = f'x="{fmt(x - w / 2)}" y="{fmt(y - h / 2)}" width="{fmt(w)}" height="{fmt(h)}" rx="{fmt(h / 2)}"'
    return f'<rect class="nbg-halo" {box}/>'


def _text(x: float, y: float, text: str, style: str) -> str:
    return (
        f'<text class="{style}" x="{fmt(x)}" y="{fmt(y)}" dy=".35em" xml:space="preserve">{safe(text)}</text>'
    )


def key_of(parts: Sequence[Part]) -> tuple[str, float]:
    """Return the row that says which shape is what, for the kinds that occur, and its width."""
    x, found = 0.0, []
    for kind in KINDS:
        if any(part.kind == kind for part in parts):
            sample = Part(kind, "", (), (), (), "")
            shape = _outline(sample, 0.0, 0.0)
            found.append(f'<g transform="translate({fmt(x + 11.0)} 0) scale(.42)">{shape}</g>')
            found.append(_text(x + 26.0, 0.0, kind.lower(), "nbg-cap nbg-left"))
            x += 26.0 + 6.6 * len(kind) + 18.0
    return "".join(found), x


def style() -> str:
    """Return the styles of a drawing, light and dark as the reader's system says."""
    shared = (
        ".nbg{max-width:100%;height:auto}"
        ".nbg text{font:13px -apple-system,'Segoe UI','DejaVu Sans',Arial,sans-serif;text-anchor:middle}"
        ".nbg .nbg-in{font-size:14px;font-weight:600}.nbg .nbg-cap{font-size:11.5px}"
        ".nbg .nbg-val,.nbg .nbg-grad{font:600 11.5px 'DejaVu Sans Mono',Menlo,Consolas,monospace}"
        ".nbg .nbg-left{text-anchor:start}.nbg-edge{fill:none;stroke-width:1.5;stroke-linecap:round}"
        ".nbg-operation,.nbg-variable,.nbg-placeholder,.nbg-constant,.nbg-layer{stroke-width:1.5}"
        ".nbg-constant{stroke-dasharray:4 3}"
    )
    return f"{shared}{theme(LIGHT)}@media (prefers-color-scheme:dark){{{theme(DARK)}}}"


def theme(colours: Mapping[str, str], where: str = "") -> str:
    """Return the styles that colour a drawing, everywhere or inside what the selector `where` says."""
    fills = {
        ".nbg-paper": "paper",
        ".nbg text": "ink",
        ".nbg .nbg-cap": "muted",
        ".nbg .nbg-val": "value",
        ".nbg .nbg-grad": "gradient",
    }
    texts = "".join(f"{where}{one}{{fill:{colours[name]}}}" for one, name in fills.items())
    edges = f"{where}.nbg-edge{{stroke:{colours['edge']}}}{where}.nbg-tip{{fill:{colours['edge']}}}"
    shapes = (f"{where}.nbg-{kind.lower()}{{fill:{colours[kind]};stroke:{colours['ink']}}}" for kind in KINDS)
    return texts + edges + "".join(shapes)


@lru_cache(1 << 14)  # an explorer draws the same places again and again
def fmt(number: float) -> str:
    """Return a coordinate with one decimal where it needs one."""
    return f"{round(number, 1) + 0.0:g}"


def safe(text: str) -> str:
    """Escape a text for SVG and drop what XML cannot hold."""
    return escape(re.sub(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", "", text))
