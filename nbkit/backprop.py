"""Reverse mode: walk the graph backwards once and build the graph of all gradients.

Reference: Linnainmaa (1970); Rumelhart, Hinton and Williams, *Learning representations by back-propagating
errors* (1986); Baydin et al., *Automatic differentiation in machine learning: a survey* (2018).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from nbkit.graph import GraphError, Node, Operation, traverse_postorder
from nbkit.ops import LikeZeros, apply, copied, zeros_like


class Seed(Operation):
    """dL/dL = 1, where every gradient starts; the loss must be a single number."""

    label = "1"
    shape_inputs = (0,)

    @staticmethod
    def forward(loss: Any, out: Any = None) -> Any:
        if np.size(loss) != 1:
            raise ValueError("expected a loss that is a single number")
        return copied(
            np.ones_like(loss, dtype=None if np.asarray(loss).dtype.kind == "f" else np.float64), out
        )

    @staticmethod
    def backward(G: Any, out: Any, loss: Any) -> tuple[Any, ...]:
        return (None,)

    @staticmethod
    def advice(*values: Any) -> str:
        return "take nb.mean or nb.sum of it: a slope needs one number to go up or down"


def gradients(loss: Node, variables: Sequence[Node]) -> list[Node]:
    """Return a node dL/dv for each v: the gradient of a scalar loss, shaped as v.

    The nodes are part of the graph: they can be drawn, fetched, checked and differentiated again.
    A node that the loss does not depend on gets zeros.
    Cost: about as much again as computing the loss, however many variables there are.
    Raises GraphError for what is no node, or lies in another graph.

    >>> from nbkit import Session, Variable
    >>> w = Variable(3.0, name="w")
    >>> float(Session().run(gradients(w * w, [w])[0]))
    6.0
    """
    _check(loss, variables)
    found = slopes({loss: apply(Seed, loss)}, variables)
    return [zeros_like(v) if slope is None else slope for v, slope in zip(variables, found, strict=True)]


def slopes(
    seeds: dict[Node, Any], variables: Sequence[Node], stop: frozenset[Node] = frozenset()
) -> list[Node | None]:
    """Return for each v the sum of what reaches it from the seeds, or None where nothing does.

    seeds: of each node where the walk starts, how much a loss grows with it, in its shape.
    stop: nodes behind which the walk does not go.

    >>> from nbkit import Session, Variable
    >>> w, v = Variable(3.0), Variable(1.0)
    >>> slope, none = slopes({w * w: w}, [w, v])
    >>> float(Session().run(slope)), none
    (18.0, None)
    """
    order = traverse_postorder(*seeds, stop=stop)
    matters = _depends_on(set(variables), order)
    upstream = dict(seeds)
    for node in reversed(order):
        if isinstance(node, Operation) and node in matters and node in upstream and node not in stop:
            _pass_back(node, upstream, matters)
    return [upstream.get(v) for v in variables]


def refuse_unreached(loss: Node, variables: Sequence[Node], slopes: Sequence[Node]) -> None:
    """Raise GraphError where no gradient reaches a variable, and say which node lets none through."""
    for v, slope in zip(variables, slopes, strict=True):
        if isinstance(slope, LikeZeros):
            on_the_way = _depends_on({v}, traverse_postorder(loss))
            walls: list[Node] = [n for n in on_the_way if isinstance(n, Operation) and n.is_flat]
            why = f"{walls[0]} has slope 0" if walls else "every slope between is 0"
            where = (walls or [loss])[0].where
            raise GraphError(
                f"expected a slope to follow, got none: no gradient reaches {v}, because {why}. "
                f"Use something smooth there, such as nb.sigmoid. Made at {where}"
            )


def _pass_back(node: Operation, upstream: dict[Node, Any], matters: set[Node]) -> None:
    """Hand a node's gradient on to its inputs; where paths meet, gradients add up."""
    shares = node.backward(upstream[node], node, *node.input_nodes, **node.options)
    for source, share in zip(node.input_nodes, shares, strict=True):
        if share is not None and source in matters:
            upstream[source] = upstream[source] + share if source in upstream else share


def _depends_on(variables: set[Node], order: list[Node]) -> set[Node]:
    matters = set(variables)
    for node in order:
        if any(source in matters for source in node.input_nodes):
            matters.add(node)
    return matters


def _check(loss: Any, variables: Any) -> None:
    if isinstance(variables, Node):
        raise GraphError(f"expected a list of variables, got one node: write [{variables.name}]")
    if not isinstance(variables, (list, tuple)):
        raise GraphError(f"expected a list of variables, got {type(variables).__name__}: write [w, b]")
    for what, node in [("a loss", loss), *(("variables", v) for v in variables)]:
        if not isinstance(node, Node):
            raise GraphError(
                f"expected {what} as nodes of the graph, got {type(node).__name__}: give the node itself"
            )
        if node.graph is not loss.graph:
            raise GraphError(f"{node} belongs to another graph than the loss {loss}: build both in one graph")
