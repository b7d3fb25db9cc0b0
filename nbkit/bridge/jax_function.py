"""A graph as a pure function of weights and feeds, which jax.grad, jit and vmap take."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from nbkit.bridge.jax_table import SAYS, jax, jnp
from nbkit.bridge.peers import peer
from nbkit.bridge.program import Program, check_names
from nbkit.graph import GraphError, Node, Operation
from nbkit.session import Session


def to_jax(nodes: Any, session: Session | None = None) -> Callable[..., Any]:
    """Return a pure function f(weights, feeds) that computes these nodes.

    nodes: a node, or lists, tuples and dicts of nodes; f returns values in the same structure.
    weights: {name: array} of all variables that the nodes need: `weights_of(session, nodes)` has them.
    feeds: {name: array} for the placeholders; floats are cast to the precision of the weights.
    session: one of its own precision computes in that; left out, the weights say in which.
    Raises PeerError without jax; GraphError for what has no counterpart, for names that are missing or
    extra, and for float64 where jax would quietly compute in float32.

        f = to_jax(loss)
        slopes = jax.grad(f)(weights_of(session, loss), {"X": X, "y": y})
    """
    peer("jax")
    program = Program(nodes, "jax", SAYS, "nbkit.bridge.jax_table.SAYS")
    names = [v.name for v in program.variables]

    def f(weights: Mapping[str, Any], feeds: Mapping[str, Any]) -> Any:
        """What `to_jax` was asked for, computed with these weights from these feeds."""
        check_names("given", weights, names, "the weights")
        cast = _cast_to(_precision(weights, names, session))
        given: dict[Node, Any] = {node: cast(value) for node, value in program.fed(feeds).items()}
        given |= {v: cast(weights[v.name]) for v in program.variables}
        given |= {node: cast(node.value) for node in program.constants}

        def say(node: Operation, *inputs: Any) -> Any:
            return cast(SAYS[type(node)](*inputs, **node.options))

        return program.run(given, say)

    return f


def _precision(weights: Mapping[str, Any], names: list[str], session: Session | None) -> Any:
    """The type of all floats: that of the session, or of the weights together."""
    kinds = [getattr(weights[name], "dtype", np.dtype(float)) for name in names]
    floats = [kind for kind in kinds if kind.kind == "f"]
    found = (session and session.dtype) or np.result_type(*(floats or [np.float64]))
    if found == np.float64 and not jax.config.jax_enable_x64:
        raise GraphError(
            "expected float32 weights, got float64, which jax would round: write jax.config.update("
            "'jax_enable_x64', True) before all else, or take them from Session(dtype=np.float32)"
        )
    return found


def _cast_to(precision: Any) -> Callable[[Any], Any]:
    def cast(value: Any) -> Any:
        array = jnp.asarray(value)
        return array.astype(precision) if array.dtype.kind == "f" else array

    return cast
