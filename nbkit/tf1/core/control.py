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


def case(
    pred_fn_pairs: Any,
    default: Callable[[], Any] | None = None,
    exclusive: bool = False,
    strict: bool = False,
    name: str = "case",
) -> Any:
    """What the function of the first true condition makes, else what the default makes.

    exclusive: InvalidArgumentError where more than one is true. Without a default, the last one is taken
    where none is true.
    """
    pairs = list(pred_fn_pairs.items() if isinstance(pred_fn_pairs, dict) else pred_fn_pairs)
    for pair in pairs:
        if not isinstance(pair, (tuple, list)) or len(pair) != 2 or not callable(pair[1]):
            raise TypeError(f"expected pairs of a condition and a function, got {pair!r}")
    conditions = [convert(pred, bool_) for pred, _ in pairs]
    graph, begun, made = conditions[0].graph, conditions[0].graph.count, list[int]()
    functions = [_counting(make, graph, made) for make in (*(f for _, f in pairs), default) if make]
    if exclusive:
        conditions[0] = _alone(conditions)
    with graph.name_scope(name):
        result = _first_true(conditions, functions)
    again = made[-1] + 1 if default and made[-1] else 0  # 1.4.0 builds the default twice
    graph.count = begun + sum(made) + again + 10 * len(pairs) + (8 if default else 4) + 19 * exclusive
    return result


def _counting(make: Callable[[], Any], graph: Graph, made: list[int]) -> Callable[[], Any]:
    """The function, which notes how many nodes it makes, with switches for all but the first from outside."""

    def counting() -> Any:
        before, known = graph.count, set(graph.handles)
        result = make()
        inside = [op for name, op in graph.handles.items() if name not in known]
        outside = {t for op in inside for t in op.inputs if t.op not in inside}
        made.append(graph.count - before + (len(outside) - 1 if inside else 0))
        return result

    return counting


def _first_true(conditions: list[Tensor], functions: list[Callable[[], Any]]) -> Any:
    if not conditions or len(functions) == 1:
        return functions[0]()
    return cond(conditions[0], functions[0], lambda: _first_true(conditions[1:], functions[1:]))


class _Alone(nb.Operation):
    """out = the first of some conditions, of which no two may be true."""

    label = "alone"
    is_flat = True

    @staticmethod
    def forward(*conditions: Any, out: Any = None) -> Any:
        if sum(map(bool, conditions)) > 1:
            raise ValueError("More than one condition evaluated as True but exclusive=True.")
        return ops.copied(conditions[0], out)

    @staticmethod
    def backward(G: Any, out: Any, *conditions: Any) -> tuple[Any, ...]:
        return (None,) * len(conditions)


def _alone(conditions: list[Tensor]) -> Tensor:
    return wrap("Assert", ops.apply(_Alone, *(c.node for c in conditions)), conditions, bool_)
