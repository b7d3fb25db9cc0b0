"""Weights by name: from a session to a torch module, a jax pytree or an ONNX file, and back."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from nbkit.bridge.program import check_names
from nbkit.functions import Array, describe
from nbkit.graph import GraphError, Node, Variable, traverse_postorder
from nbkit.session import Session


def weights_of(source: Any, nodes: Node | Sequence[Node] | None = None) -> dict[str, Array]:
    """Return copies of the weights that a source holds, by name: the pytree that jax takes.

    source: a session, a torch module, a state dict or pytree {name: array}, or the path of an ONNX file.
    nodes: only what these need; left out, all, and of a session the trainable ones.
    Raises GraphError for another source, or where a weight that the nodes need is missing.

    >>> from nbkit import Graph, Variable
    >>> with Graph().as_default() as g:
    ...     w = Variable([2.5], name="w")
    >>> weights_of(Session(g))
    {'w': array([2.5])}
    """
    if nodes is None:
        return _held_by(source, lambda v: v.trainable)
    needed = variables_of(nodes)
    held = _held_by(source, lambda v: v in needed)
    check_names("held", {v.name for v in needed} & set(held), [v.name for v in needed], "the weights")
    return {v.name: held[v.name] for v in needed}


def put_weights(target: Any, source: Any, variables: Sequence[Variable] | None = None) -> None:
    """Give a session, a torch module or an ONNX file the weights of a source; on an error nothing changes.

    target, source: as in `weights_of`; a dictionary needs no help. variables: those of the session to write,
    and the source may hold others; left out, the source must have all trainable ones, and no stranger.
    Raises GraphError where names are missing or extra, or a shape is another.

    >>> from nbkit import Graph, Variable
    >>> with Graph().as_default() as g:
    ...     w = Variable([2.5], name="w")
    >>> session = Session(g)
    >>> put_weights(session, {"w": [5.0]}); print(*session.run(w))
    5.0
    """
    if isinstance(target, Session):
        _into_session(target, _held_by(source, lambda v: True if variables else v.trainable), variables)
    elif hasattr(target, "load_state_dict"):
        from nbkit.bridge.torch_module import load

        like = weights_of(target)
        load(target, checked(_held_by(source, lambda v: v.name in like), like))
    elif isinstance(target, (str, os.PathLike)):
        from nbkit.bridge.onnx_file import replace_weights

        like = weights_of(target)
        replace_weights(target, checked(_held_by(source, lambda v: v.name in like), like))
    else:
        raise GraphError(f"expected a session, a torch module or a path to write to, got {describe(target)}")


def largest_difference(a: Any, b: Any) -> float:
    """Return how far two sets of weights lie apart, at the entry where they differ most.

    >>> largest_difference({"w": [1.0, 2.0]}, {"w": [1.0, 2.5]})
    0.5
    """
    b = weights_of(b)
    a = checked(weights_of(a), b)
    return max((float(np.max(np.abs(a[name] - b[name]), initial=0)) for name in b), default=0.0)


def variables_of(nodes: Any) -> list[Variable]:
    """The variables that a node, or a list or dict of nodes, depends on."""
    several = nodes.values() if isinstance(nodes, dict) else [nodes] if isinstance(nodes, Node) else nodes
    return [v for v in traverse_postorder(*several) if isinstance(v, Variable)]


def start_values(variables: Sequence[Variable], session: Session | None) -> dict[Variable, Array]:
    """What variables hold in a session; left out, what they start from."""
    values = [v.initial_value for v in variables] if session is None else session.run(list(variables))
    return dict(zip(variables, map(np.asarray, values), strict=True))


def checked(weights: Mapping[str, Array], like: Mapping[str, Array]) -> dict[str, Array]:
    """Return the weights in the order and precision of `like`; GraphError for other names and shapes."""
    check_names("given", weights, list(like), "the weights")
    for name, wanted in like.items():
        if weights[name].shape != wanted.shape:
            raise GraphError(
                f"expected shape {wanted.shape} for {name!r}, got {weights[name].shape}: "
                "is it of this network? A torch Linear keeps its weights transposed"
            )
    return {name: np.asarray(weights[name], wanted.dtype) for name, wanted in like.items()}


def _into_session(session: Session, given: Mapping[str, Array], chosen: Sequence[Variable] | None) -> None:
    named = {v.name: v for v in session.graph.variables}
    if chosen is None:
        names = [v.name for v in named.values() if v.trainable or v.name in given]
    else:
        names = [v.name for v in chosen]
        given = {name: value for name, value in given.items() if name in names}
    check_names("given", given, names, "the weights")
    held = start_values([named[name] for name in names], session)
    weights = checked(given, {v.name: value for v, value in held.items()})
    for name in names:
        session.assign(named[name], weights[name])


def _held_by(source: Any, is_wanted: Any) -> dict[str, Array]:
    """All that a source holds; of a session, the variables that are wanted."""
    if isinstance(source, Session):
        wanted = [v for v in source.graph.variables if is_wanted(v)]
        return {v.name: value for v, value in start_values(wanted, source).items()}
    if hasattr(source, "state_dict"):
        return _held_by(source.state_dict(), is_wanted)
    if isinstance(source, Mapping):
        return {name: _as_array(name, value) for name, value in source.items()}
    if isinstance(source, (str, os.PathLike)):
        from nbkit.bridge.onnx_file import read_weights

        return read_weights(source)
    raise GraphError(
        f"expected a session, a torch module, a dictionary of arrays or a path, got {describe(source)}"
    )


def _as_array(name: str, value: Any) -> Array:
    """A copy: of a torch tensor too, which may lie on another device and keep its slopes."""
    array = np.array(value.detach().cpu().numpy() if hasattr(value, "detach") else value)
    if array.dtype.kind not in "fiub":
        raise GraphError(f"expected numbers for {name!r}, got {describe(value)}: give {{name: array}}")
    return array
