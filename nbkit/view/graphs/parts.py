"""What a node and its edge are on paper: a shape, words, the numbers beside them, and the room they take."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from nbkit.view.graphs.layout import Box
from nbkit.view.graphs.values import lines_of, short

KINDS = ("Placeholder", "Variable", "Constant", "Operation", "Layer")
CHAR, MONO, CAPTION = 8.4, 7.0, 6.6  # widths of a bold letter at 14 px, of a digit and of a letter at 11.5 px
LINE = 15.0  # height of a line
NOT_ASKED = object()  # for a gradient that nobody asked for


@dataclass(frozen=True)
class Part:
    """What is written at one node: inside its shape, as captions, and on the edge that leaves it.

    `values` and `slopes` may be left out of a picture while their room is kept: see `Canvas`.
    """

    kind: str
    inside: str = ""
    captions: tuple[str, ...] = ()
    values: tuple[str, ...] = ()
    slopes: tuple[str, ...] = ()
    spoken: str = ""

    @property
    def look(self) -> str:
        """Its class in graph.css."""
        return f"nbg-{self.kind.lower()}"

    @property
    def width(self) -> float:
        small = self.kind == "Operation" and len(self.inside) <= 2
        return 40.0 if small else max(46.0, CHAR * len(self.inside) + 26.0)

    @property
    def height(self) -> float:
        if self.kind == "Layer":
            return max(40.0, LINE * len(self.captions) + 4.0)
        return 40.0 if self.kind == "Operation" else 34.0

    @property
    def caption(self) -> float:
        """The width of its longest caption."""
        return max((CAPTION * len(text) for text in self.captions), default=0.0)

    def room(self, down: bool) -> Box:
        """Return the room it takes with captions and numbers, in a flow to the right or down."""
        label = max((MONO * len(text) for text in (*self.values, *self.slopes)), default=0.0)
        if down:
            beside = self.width / 2 + (self.caption + 6.0 if self.caption else 0.0)
            lines = len(self.values) + len(self.slopes)
            tail = LINE * lines + (8.0 if lines else 0.0)
            return Box(self.width / 2, max(beside, label + 8.0), self.height, tail)
        below = self.height / 2 + LINE * len(self.captions) + (2.0 if self.captions else 0.0)
        above = max(self.height / 2, LINE * len(self.values) + 4.0)
        tail = label + 10.0 if label else 0.0
        return Box(above, max(below, LINE * len(self.slopes) + 6.0), max(self.width, self.caption), tail)


def part_of(node: Any, value: Any, slope: Any = NOT_ASKED, members: Sequence[Any] = ()) -> Part:
    """Return what is written at a node, or at the box of a layer that ends with it."""
    if members:
        return _layer(part_of(node, value, slope), node, members)
    kind, name, shape = kind_of(node), short(name_of(node), 20), shape_of(node, value)
    symbol = _symbol(node) or type(node).__name__.lower()
    captions = ((name,) if kind == "Operation" and name != symbol else ()) + ((shape,) if shape else ())
    lines = () if slope is NOT_ASKED else ("?",) if slope is None else lines_of(slope)
    slopes = tuple(f"{'  ' if i else '∂ '}{line}" for i, line in enumerate(lines))
    said = kind == "Constant" and np.ndim(value) == 0  # its name is its value
    values = () if value is None or said else lines_of(value)
    inside = short(symbol, 22) if kind == "Operation" else name
    return Part(kind, inside, captions, values, slopes, f"{kind.lower()} {name_of(node)} {shape}".strip())


def _layer(result: Part, node: Any, members: Sequence[Any]) -> Part:
    """Return a layer's box: the name of its result, its operations, and the shapes of what it learns."""
    scope = name_of(node).rpartition("/")[0] or name_of(node)
    steps = [_symbol(one) or type(one).__name__ for one in members if one.input_nodes]
    learned = [f"{name_of(one)} {shape_of(one)}".strip() for one in members if kind_of(one) == "Variable"]
    shape = [text for text in result.captions[-1:] if text.startswith("(")]
    captions = (" ".join([*steps[:4], *(["…"] if len(steps) > 4 else [])]), *learned[:2], *shape)
    spoken = f"layer {scope}: {', '.join([*steps, *learned])}"
    return Part("Layer", short(scope, 20), captions, result.values, result.slopes, spoken)


def _symbol(node: Any) -> str:
    return str(getattr(node, "label", "") or "")


def kind_of(node: Any) -> str:
    """Return the kind by the name of the class or its parents, so that a chapter's own classes work."""
    return next((c.__name__ for c in type(node).__mro__ if c.__name__ in KINDS), "Operation")


def name_of(node: Any) -> str:
    """Return the name under which a node is drawn."""
    return str(getattr(node, "name", None) or type(node).__name__)


def shape_of(node: Any, value: Any = None) -> str:
    """Return the shape as it stands below a node; nothing for one number or where it is not known."""
    for known in (value, getattr(node, "initial_value", None), getattr(node, "value", None)):
        if known is not None:
            return str(np.shape(known)) if np.ndim(known) else ""
    shape = getattr(node, "shape", None)
    return "(" + ", ".join("n" if size is None else str(size) for size in shape) + ")" if shape else ""
