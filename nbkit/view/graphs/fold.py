"""Layers and groups as one box each: which nodes a box holds, and what leads into it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from nbkit.view.graphs.parts import kind_of, name_of

Users = Mapping[Any, Sequence[Any]]  # of each node those that take it


def folded(nodes: Sequence[Any]) -> dict[Any, list[Any]]:
    """Return the layers of a graph: from the node that ends each to all its nodes.

    A layer has one way out. So folding it never makes a circle.
    """
    users: dict[Any, list[Any]] = {node: [] for node in nodes}
    for node in nodes:
        for source in node.input_nodes:
            users[source].append(node)
    found: dict[Any, list[Any]] = {}
    taken: set[Any] = set()
    for members in [*_scopes(nodes, users), *(_dense(node, users) for node in nodes)]:
        inside = set(members)
        ends = [one for one in members if not users[one] or set(users[one]) - inside]
        if len(members) > 1 and len(ends) == 1 and not inside & taken:
            found[ends[0]] = members
            taken |= inside
    return found


def _scopes(nodes: Sequence[Any], users: Users) -> list[list[Any]]:
    """Return the nodes by the first part of their names, where that ends with a slash."""
    named: dict[str, list[Any]] = {"": []}
    for node in nodes:
        scope, slash, _ = name_of(node).partition("/")
        named.setdefault(scope if slash else "", []).append(node)
    loose = named.pop("")
    return [_with_loose(own, loose, nodes, users) for own in named.values()]


def _with_loose(own: Sequence[Any], loose: Sequence[Any], nodes: Sequence[Any], users: Users) -> list[Any]:
    """Return a scope's nodes, and what has no scope and only it uses: leaves, and what stands between."""
    members, reached = set(own), set(own)
    for node in nodes:
        if reached & set(node.input_nodes):
            reached.add(node)
    for node in reversed(loose):
        leaf = kind_of(node) in ("Variable", "Constant")
        if (leaf or node in reached) and users[node] and set(users[node]) <= members:
            members.add(node)
    return [node for node in nodes if node in members]


def _dense(total: Any, users: Users) -> list[Any]:
    """Return the nodes of a dense layer around its sum, inputs first: product, bias, sum, activation."""
    products = [one for one in total.input_nodes if getattr(one, "weighs", False)]
    if type(total).__name__ != "Add" or len(products) != 1:
        return []
    own = [one for one in (*products[0].input_nodes, *total.input_nodes) if kind_of(one) == "Variable"]
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
