"""A graph that a peer is to run: checked, in order, and walked with the peer's words for each operation."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, TypeVar

from nbkit.bridge.unsaid import UNSAID
from nbkit.fetches import collect
from nbkit.functions import describe
from nbkit.graph import (
    Action,
    Constant,
    GraphError,
    Node,
    Operation,
    Placeholder,
    Variable,
    traverse_postorder,
)

Says = Mapping[type[Operation], Any]  # how a peer says what an operation computes
N = TypeVar("N", bound=Node)


class Program:
    """What a peer is to compute: `order` lists the nodes, inputs first; `wanted` are those asked for.

    nodes: a node, or lists, tuples and dicts of nodes. peer: its name, for messages.
    says: how the peer says each operation, and the name of the table in which that stands.
    Raises GraphError for what is no node, for actions, and for operations that the peer cannot say.
    """

    def __init__(self, nodes: Any, peer: str, says: Says, table: str) -> None:
        self.peer, self.says = peer, says
        self.wanted: list[Node] = []
        self._build = collect(nodes, _first(nodes, peer).graph, self.wanted)
        self.order = traverse_postorder(*self.wanted)
        for node in self.order:
            if isinstance(node, Action) or (isinstance(node, Operation) and type(node) not in says):
                raise _unsaid(node, peer, table)
        self.placeholders = self._all(Placeholder)
        self.variables = self._all(Variable)
        self.constants = self._all(Constant)
        self.operations = self._all(Operation)

    def _all(self, kind: type[N]) -> list[N]:
        return [node for node in self.order if isinstance(node, kind)]

    def __deepcopy__(self, memo: Any) -> Program:
        """A program never changes: whoever copies what holds it, a torch module say, shares it."""
        return self

    def run(self, given: Mapping[Node, Any], say: Callable[..., Any]) -> Any:
        """Walk the operations in order; return what is wanted, in the structure in which it was asked for.

        given: the values of all other nodes. say(node, *inputs): what the peer makes of an operation.
        """
        values = dict(given)
        for node in self.operations:
            values[node] = say(node, *(values[source] for source in node.input_nodes))
        take = self._build(partial(values.__getitem__, node) for node in self.wanted)
        return take()

    def fed(self, feeds: Mapping[str, Any]) -> dict[Node, Any]:
        """Return what is fed, by node; GraphError names what is missing, or is none of the placeholders."""
        check_names("fed", feeds, [p.name for p in self.placeholders], "the placeholders")
        return {p: feeds[p.name] for p in self.placeholders}


def check_names(what: str, got: Any, expected: list[str], are: str) -> None:
    """Raise GraphError where the names of `got` are not those expected, and say which are missing or extra.

    >>> check_names("fed", {"x": 1}, ["x"], "the placeholders")
    """
    lacking, extra = sorted(set(expected) - set(got)), sorted(set(got) - set(expected))
    told = [f"{names} {word}" for names, word in ((lacking, "missing"), (extra, "extra")) if names]
    if told:
        raise GraphError(
            f"expected {are} {sorted(expected)} to be {what}; {', and '.join(told)}: "
            "give each under its name in the graph"
        )


def _first(nodes: Any, peer: str) -> Node:
    """The first node in a structure of nodes."""
    parts = nodes.values() if isinstance(nodes, dict) else nodes if isinstance(nodes, (list, tuple)) else ()
    if isinstance(nodes, Node):
        return nodes
    if not parts:
        raise GraphError(f"expected a node to say in {peer}, got {describe(nodes)}: give the node itself")
    return _first(next(iter(parts)), peer)


def _unsaid(node: Node, peer: str, table: str) -> GraphError:
    """Why a node has no counterpart, and what to do."""
    if isinstance(node, Action):
        why = "it changes variables, and what is handed over only computes"
        advice = f"hand over the loss, or nb.gradients of it, and let {peer} take the steps"
    else:
        why = f"nobody has said what {type(node).__name__} is there"
        advice = f"add it to {table}, as the operations of the course are said"
    for kind, reason in UNSAID.items():
        if type(node) is kind:
            why, advice = reason, "compute it here, and feed the result"
    return GraphError(f"{node} has no counterpart in {peer}: {why}. Try: {advice}. Made at {node.where}")
