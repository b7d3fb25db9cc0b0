"""What a session may be asked: the nodes that are fetched, and the values that are fed, each checked."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import numpy as np

from nbkit.functions import Array, describe
from nbkit.graph import Action, Graph, GraphError, Node, Placeholder, as_value

Take = Callable[[], Any]  # gives the caller a copy of a value
Build = Callable[[Iterator[Take]], Take]


def key_of(fetches: Any) -> Any:
    """What stands for fetches in a dictionary: lists and dicts cannot."""
    if isinstance(fetches, (list, tuple)):
        return (list if isinstance(fetches, list) else tuple, *map(key_of, fetches))
    if isinstance(fetches, dict):
        return (dict, *fetches, *map(type, fetches), *map(key_of, fetches.values()))
    return fetches if isinstance(fetches, Node) else None


def collect(fetches: Any, graph: Graph, nodes: list[Node]) -> Build:
    """List the nodes in `fetches`; return what joins takers of their values into one, of their structure."""
    if isinstance(fetches, Node):
        check_home(fetches, graph)
        nodes.append(fetches)
        return next
    if isinstance(fetches, (list, tuple)):
        kind: Any = list if isinstance(fetches, list) else tuple
        return partial(_together, kind, [collect(f, graph, nodes) for f in fetches])
    if isinstance(fetches, dict):
        keys, parts = list(fetches), [collect(f, graph, nodes) for f in fetches.values()]
        return partial(_together, lambda values: dict(zip(keys, values, strict=True)), parts)
    raise GraphError(
        f"expected a node to run, got {describe(fetches)}: give the node itself{_named(fetches, graph)}"
    )


def _together(kind: Any, parts: list[Build], takes: Iterator[Take]) -> Take:
    ours = [part(takes) for part in parts]
    return lambda: kind([take() for take in ours])


def check_feeds(feed_dict: Any, graph: Graph, cast: Callable[[Array], Array]) -> dict[Node, Array]:
    """Return what is fed as arrays, after checking that it is numbers and fits its nodes."""
    feed_dict = {} if feed_dict is None else feed_dict
    if not isinstance(feed_dict, dict):
        raise GraphError(f"expected a dict to feed, got {describe(feed_dict)}: write {{x: value}}")
    return {node: cast(_fed(node, value, graph)) for node, value in feed_dict.items()}


def _fed(node: Any, value: Any, graph: Graph) -> Array:
    if not isinstance(node, Node) or isinstance(node, Action):
        raise GraphError(
            f"expected placeholders as keys of feed_dict, got {describe(node)}: "
            f"use the node itself as the key{_named(node, graph)}"
        )
    check_home(node, graph)
    plain = type(value) is np.ndarray and value.dtype.kind in "fiub"
    array = value if plain else as_value(value, f"the value fed to {node}")
    shape = array.shape if not isinstance(node, Placeholder) or node.shape is None else node.shape
    if len(shape) != array.ndim or any(n not in (None, m) for n, m in zip(shape, array.shape, strict=True)):
        raise GraphError(f"expected shape {shape} for {node}, got {array.shape}: reshape it, or transpose it")
    return array


def check_home(node: Node, graph: Graph) -> None:
    """Raise GraphError where a node does not belong to the session's graph."""
    if node.graph is not graph:
        raise GraphError(
            f"{node} belongs to another graph than this session: open the session after building "
            "the graph, or write Session(node.graph)"
        )


def _named(name: Any, graph: Graph) -> str:
    """Point to the node that has this name, where text came in place of a node."""
    if not isinstance(name, str):
        return ""
    found = any(node.name == name for node in graph.nodes)
    return f", the variable that holds the node named {name!r}" if found else f"; no node is named {name!r}"
