"""A graph as a picture: SVG with a layout of our own, and the values that flow when it is fed.

The story of a drawing: `_run` fetches the values, `fold` finds the layers, `parts` says what is written at
each node, `layout` where it stands, and `canvas` writes all that as SVG.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from nbkit.graph import Action, traverse_postorder
from nbkit.view.graphs.canvas import Canvas
from nbkit.view.graphs.fold import connections, folded
from nbkit.view.graphs.layout import layered
from nbkit.view.graphs.parts import KINDS, NOT_ASKED, Part, kind_of, name_of, part_of
from nbkit.view.graphs.values import lines_of

LIMIT = 200
WIDTH = 940.0  # wider graphs flow from top to bottom
MANY = 8  # of more operations an alt text gives the number only


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

    node: the result; everything it needs is drawn.
    session: where the values come from; all are fetched in one run. Left out, a fresh one takes the feed.
    gradients: from nodes to their gradients (nodes or arrays), written below the values, after a ∂; a ?
    where it is None: asked for, and not there.
    fold: draw each layer, a product plus a bias and its activation, as one box with the value and gradient
    of its result; so too nodes whose names begin alike up to a slash, such as encoder/W and encoder/h.
    Raises TypeError where `node` is not a node of a graph, ValueError where the graph has more than 200.

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
    parts = [part_of(one, values.get(one), slopes.get(one, NOT_ASKED), layers.get(one, ())) for one in shown]
    alt = _alt(nodes, values.get(node), {name_of(one): len(layers[one]) for one in shown if one in layers})
    return Drawing(_best(parts, connections(shown, layers), alt), alt)


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
    return dict(zip(wanted, found, strict=False)), given | slopes


def _best(parts: Sequence[Part], inputs: Sequence[Sequence[int]], alt: str) -> str:
    """Draw from left to right; what is too wide for a page from top to bottom, if that is narrower."""
    flat = layered(inputs, [part.room(down=False) for part in parts])
    if flat.length <= WIDTH:
        return Canvas(parts, inputs, flat, down=False).svg(alt)
    tall = layered(inputs, [part.room(down=True) for part in parts])
    down = tall.breadth < flat.length
    return Canvas(parts, inputs, tall if down else flat, down).svg(alt)


# ---------------------------------------------------------------- in words


def _alt(nodes: Sequence[Any], value: Any, layers: Mapping[str, int]) -> str:
    """Say the graph in words: each operation with its inputs, or where they are many, how many."""
    users, result = [node for node in nodes if node.input_nodes], name_of(nodes[-1])
    said = [f"{name_of(node)} takes {_and([name_of(one) for one in node.input_nodes])}" for node in users]
    if not users:
        said = [f"{kind_of(node).lower()} {name_of(node)}" for node in nodes]
    elif len(users) > MANY:
        said = [f"{_counted([kind_of(node) for node in nodes])}; the result is {result}"]
    if layers:
        said.append("drawn as one box each: " + _and([f"{name} of {n} nodes" for name, n in layers.items()]))
    text = f"Graph of {len(nodes)} node{'s' * (len(nodes) != 1)}: {'; '.join(said)}."
    known = value is not None and users
    return f"{text} The value of {result} is {' '.join(lines_of(value))}." if known else text


def _counted(kinds: Sequence[str]) -> str:
    counts = {kind: kinds.count(kind) for kind in KINDS}
    return ", ".join(f"{n} {kind.lower()}{'s' * (n != 1)}" for kind, n in counts.items() if n)


def _and(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
