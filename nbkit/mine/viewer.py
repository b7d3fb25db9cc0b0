"""A learner's graph in our viewer: their nodes, their values, and what their own slopes hand back."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

import nbkit as nb
from nbkit.mine.design import ROLES, Design
from nbkit.mine.walk import inputs_first

SIGNS = {
    "add": "+",
    "subtract": "−",
    "sub": "−",
    "multiply": "×",
    "mul": "×",
    "divide": "/",
    "truediv": "/",
    "div": "/",
    "power": "^",
    "pow": "^",
    "matmul": "@",
    "negative": "−",
    "neg": "−",
    "sum": "Σ",
}
BETWEEN = set(SIGNS.values()) - {"Σ"}
COMPUTED: dict[str, Callable[..., Any]] = {
    **{word: getattr(np, word) for word in ("add", "multiply", "subtract", "divide", "power", "matmul")},
    **{word: getattr(np, word) for word in ("negative", "exp", "log", "tanh", "sum", "mean", "transpose")},
    "relu": lambda x: np.maximum(x, 0),
    "sigmoid": lambda x: 1 / (1 + np.exp(-x)),
}
KINDS = ("placeholder", "variable", "constant")


@dataclass
class Theirs:
    """A learner's graph: its design, and what is fed to it."""

    design: Design
    feed: Mapping[Any, Any]

    def use(self, role: str, *given: Any) -> Any:
        """Call what the design has for this role."""
        return getattr(self.design.module, self.design.names[role])(*given)

    def inputs(self, node: Any) -> tuple[Any, ...]:
        """What a node is made of."""
        return tuple(getattr(node, self.design.names["inputs"]))

    def value(self, node: Any) -> Any:
        """What a node comes to, or None where something that it needs is not fed."""
        try:
            return np.asarray(self.use("run", node, self.feed))
        except Exception:  # the design's own error for a placeholder that was not fed
            return None

    def slopes(self, node: Any, G: Any) -> tuple[Any, ...]:
        """What a node hands back to each of its inputs."""
        return tuple(map(self.value, self.use("slopes", node, self.use("constant", G))))


def draw_mine(node: Any, feed: Mapping[Any, Any] | None = None) -> Any:
    """Draw the graph of a node of your own framework; where it is fed, its values stand on the edges.

    A node has the name that it has where this is called, a placeholder its own.
    Raises TypeError for what is no node of a framework of your own.
    """
    shown, fed = as_graph(node, feed, _names(sys._getframe(1)))
    return nb.draw(
        shown, nb.Session(shown.graph, compiled=False) if _all_fed(shown, fed) else None, fed or None
    )


def step_through_mine(loss: Any, feed: Mapping[Any, Any] | None = None) -> Any:
    """Walk through the graph of your own loss: its values forward, then what your own `slopes` hand back.

    Raises TypeError as `draw_mine` does, and as `nbkit.step_through` does for what is no single number.
    """
    shown, fed = as_graph(loss, feed, _names(sys._getframe(1)))
    return nb.step_through(shown, fed, nb.Session(shown.graph, compiled=False))


def as_graph(
    node: Any, feed: Mapping[Any, Any] | None = None, names: Mapping[int, str] | None = None
) -> tuple[Any, dict[Any, Any]]:
    """Make a graph of nbkit's that shows a learner's: the node for theirs, and the feed for its placeholders.

    names: how to call nodes, by their id.
    """
    theirs, names, made = Theirs(_design_of(node), dict(feed or {})), names or {}, dict[int, Any]()
    fed = {}
    with nb.Graph().as_default():
        for one in inputs_first([node], theirs.inputs):
            inputs = [made[id(source)] for source in theirs.inputs(one)]
            made[id(one)] = shown = _operation(theirs, one, inputs) if inputs else _leaf(theirs, one)
            shown.name = names.get(id(one), shown.name)
            if one in theirs.feed:
                fed[shown] = np.asarray(theirs.feed[one], dtype=float)
    return made[id(node)], fed


def _design_of(node: Any) -> Design:
    module = sys.modules.get(type(node).__module__)
    if module is None or isinstance(node, nb.Node) or not hasattr(node, "__dict__"):
        raise TypeError(
            f"expected a node of your own framework, got {type(node).__name__}: give the node itself"
        )
    return Design(module)


def _names(frame: Any) -> dict[int, str]:
    """How what is known in a frame is called there."""
    known = {**frame.f_globals, **frame.f_locals}
    return {id(value): name for name, value in known.items() if not name.startswith("_")}


def _all_fed(shown: Any, fed: Mapping[Any, Any]) -> bool:
    return all(one in fed for one in shown.graph.placeholders)


def _operation(theirs: Theirs, node: Any, inputs: list[Any]) -> Any:
    """An operation that computes nothing: it has the learner's value, and hands back what theirs does."""
    value = theirs.value(node)
    word = _word(theirs, node, value)
    sign = SIGNS.get(word, word)
    rules = {
        "label": sign,
        "written": ("{} " + sign + " {}" if len(inputs) == 2 else sign + "{}") if sign in BETWEEN else "",
        "forward": staticmethod(lambda *values, out=None: value),
        "backward": staticmethod(lambda G, out, *values: theirs.slopes(node, G)),
    }
    shown: Any = type("Own", (nb.Operation,), rules)(*inputs)
    shown.name = sign
    return shown


def _leaf(theirs: Theirs, node: Any) -> Any:
    kind = "placeholder" if node in theirs.feed else _kind(theirs, node)
    if kind == "placeholder":
        return nb.Placeholder(_given_name(theirs, node))
    value = theirs.value(node)
    if value is None:  # there is no run yet: what it keeps, if that can be seen
        value = next(
            (kept for kept in vars(node).values() if isinstance(kept, int | float | np.ndarray)), np.nan
        )
    if kind == "variable":
        return nb.Variable(value, "variable")
    known = np.ndim(value) == 0 and not np.isnan(value)
    return nb.Constant(value, f"{value:g}" if known else "constant")


# ---------------------------------------------------------------- what a node is


def _kind(theirs: Theirs, node: Any) -> str:
    """The kind of a node without inputs: that of which a new one looks most like it."""
    samples = {kind: theirs.use(kind, "?" if kind == "placeholder" else 0.0) for kind in KINDS}
    return max(KINDS, key=lambda kind: len(_looks(node) & _looks(samples[kind])))


def _given_name(theirs: Theirs, node: Any) -> str:
    """The name that a placeholder was given, if it keeps it: where a new one has that of its own."""
    new = vars(theirs.use("placeholder", "?"))
    kept = (value for name, value in vars(node).items() if new.get(name) == "?")
    return str(next(kept, "placeholder"))


def _looks(node: Any) -> set[Any]:
    """What can be told of a node from outside: its class, its attributes, and of which sort they are."""
    sorts = {(name, getattr(value, "__qualname__", type(value))) for name, value in vars(node).items()}
    texts = {(name, value) for name, value in vars(node).items() if isinstance(value, str)}
    return {type(node), *vars(node), *sorts, *texts}


def _word(theirs: Theirs, node: Any, value: Any) -> str:
    """The word for an operation: what it calls itself, or else, as far as values tell, what it does."""
    words = [word.lower().strip("_") for word in _texts(node)]
    known = next((word for word in words if word in SIGNS or word in ROLES), None)
    if known is None and value is not None:
        values = [theirs.value(source) for source in theirs.inputs(node)]
        known = next((word for word, compute in COMPUTED.items() if _gives(compute, values, value)), None)
    return known or next((word for word in words if word.isidentifier()), "own")


def _gives(compute: Callable[..., Any], values: list[Any], value: Any) -> bool:
    try:
        with np.errstate(all="ignore"):
            found = compute(*values)
        return bool(np.shape(found) == np.shape(value) and np.allclose(found, value))
    except (TypeError, ValueError):
        return False


def _texts(node: Any) -> Iterator[str]:
    """The words that a node has about itself: texts, names of its functions, and of its class."""
    said = {name: value for name, value in vars(type(node)).items() if not name.startswith("__")}
    for value in (*vars(node).values(), *said.values()):
        if isinstance(value, str):
            yield value
        elif isinstance(value, np.ufunc) or isinstance(getattr(value, "__func__", None), np.ufunc):
            yield getattr(value, "__func__", value).__name__
    yield type(node).__name__
