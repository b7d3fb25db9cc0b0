"""Control flow: one of two branches, by a truth value that is known when the graph runs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from nbkit import graph as nb
from nbkit import ops
from nbkit.tf1.core.dtypes import bool_
from nbkit.tf1.core.graph import Graph
from nbkit.tf1.core.tensor import Operation, Tensor, convert, wrap
from nbkit.tf1.core.variables import group


class Choose(nb.Operation):
    """out = a if the condition is true, else b: G goes to the one that was taken."""

    label = "if"

    @staticmethod
    def forward(condition: Any, a: Any, b: Any, out: Any = None) -> Any:
        return ops.copied(a if condition else b, out)

    @staticmethod
    def backward(G: Any, out: Any, condition: Any, a: Any, b: Any) -> tuple[Any, ...]:
        to_a = ops.apply(Choose, condition, G, ops.zeros_like(a))
        return None, to_a, ops.apply(Choose, condition, ops.zeros_like(b), G)


class ChooseShape(Choose):
    """The same for values that may differ in shape, so that no plan knows that of the output."""

    value_inputs = (0,)


def cond(
    pred: Any,
    true_fn: Callable[[], Any] | None = None,
    false_fn: Callable[[], Any] | None = None,
    strict: bool = False,
    name: str | None = None,
    fn1: Callable[[], Any] | None = None,
    fn2: Callable[[], Any] | None = None,
) -> Any:
    """What the one function makes where the condition is true, else what the other makes.

    Both are computed; but what is written into variables inside, only in the branch that is taken.
    """
    condition = convert(pred, bool_)
    graph = condition.graph
    with graph.name_scope(name or "cond"):
        yes = _branch(graph, condition.node, true_fn or fn1)
        no = _branch(graph, ops.logical_not(condition.node), false_fn or fn2)
        return _joined(condition, yes, no)


def _branch(graph: Graph, condition: Any, make: Callable[[], Any] | None) -> Any:
    """What a function makes; under this condition it may write into variables."""
    if not callable(make):
        raise TypeError("expected a function for each branch of tf.cond, such as lambda: x + 1")
    before = graph.condition
    graph.condition = condition if before is None else ops.logical_and(before, condition)
    try:
        return make()
    finally:
        graph.condition = before


def _joined(condition: Tensor, yes: Any, no: Any) -> Any:
    """The results of two branches, one for one."""
    if isinstance(yes, (list, tuple)):
        if not isinstance(no, (list, tuple)) or len(yes) != len(no):
            raise ValueError("true_fn and false_fn must return the same number of values")
        parts = [_joined(condition, a, b) for a, b in zip(yes, no, strict=True)]
        return parts[0] if len(parts) == 1 else parts
    if yes is None or isinstance(yes, Operation):
        return group(*(op for op in (yes, no) if op is not None), name="Merge")
    return _chosen(condition, convert(yes), convert(no))


def _chosen(condition: Tensor, a: Tensor, b: Tensor) -> Tensor:
    """One of two tensors; of its shape we know what they have in common."""
    if a.dtype.base_dtype != b.dtype.base_dtype:
        raise TypeError(
            f"both branches of tf.cond must have one dtype, got {a.dtype.name} and {b.dtype.name}"
        )
    same = a.shape.is_fully_defined() and a._shape == b._shape
    node = ops.apply(Choose if same else ChooseShape, condition.node, a.node, b.node)
    result = wrap("Merge", node, [condition, a, b], a.dtype.base_dtype, "Merge", counted=7)
    if a.shape.ndims is not None and a.shape.ndims == b.shape.ndims:
        lengths = zip(a.shape.as_list(), b.shape.as_list(), strict=True)
        result._shape = result.graph.shapes[node] = tuple(n if n == m else None for n, m in lengths)
    return result
