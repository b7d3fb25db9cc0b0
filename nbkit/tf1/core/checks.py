"""What looks at values on the way: ranks that must be so, numbers that must be finite, values to be shown."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any

import numpy as np

from nbkit import graph as nb
from nbkit import ops
from nbkit.tf1.core.graph import get_default_graph
from nbkit.tf1.core.tensor import Operation, Tensor, convert, shaped, wrap


def assert_rank(
    x: Any, rank: Any, data: Any = None, summarize: int | None = None, message: str = "", name: Any = None
) -> Operation:
    """Raise ValueError unless the tensor has so many axes."""
    x, wanted = convert(x), int(rank.node.value if isinstance(rank, Tensor) else rank)
    if x.shape.ndims not in (None, wanted):
        told = f"Tensor {x.name} must have rank {wanted}.  Received rank {x.shape.ndims}, shape {x.shape}"
        raise ValueError(f"{message}.  {told}")
    return Operation("NoOp", (), name or "assert_rank", counted=4)


class _Finite(nb.Operation):
    """out = x, if all of it is finite."""

    label = "finite"

    @staticmethod
    def forward(x: Any, message: str = "", out: Any = None) -> Any:
        for what, strange in (("Inf", np.isinf(x)), ("NaN", np.isnan(x))):
            if strange.any():
                raise ValueError(f"{message} : Tensor had {what} values")
        return ops.copied(x, out)

    @staticmethod
    def backward(G: Any, out: Any, x: Any, message: str = "") -> tuple[Any, ...]:
        return (G,)


def check_numerics(tensor: Any, message: str, name: str | None = None) -> Tensor:
    """The tensor, if all of it is finite; InvalidArgumentError with this message if not."""
    x = convert(tensor)
    node = ops.apply(_Finite, x.node, message=message)
    return shaped(wrap("CheckNumerics", node, [x], name=name), x._shape)


def verify_tensor_all_finite(t: Any, msg: str, name: str | None = None) -> Tensor:
    """The same."""
    result = check_numerics(t, msg, name)
    result.graph.count += 1
    return result


def unsettled() -> nb.Node:
    """An input that keeps an operation from being computed once for all, where its others are constants."""
    return get_default_graph().leaf(lambda: nb.Variable(np.int64(0), "unsettled", trainable=False))


class _Shown(nb.Operation):
    """out = x; on the way, values are written to the standard error stream."""

    label = "show"
    value_inputs = tuple(range(1, 64))  # no plan: it would show them when it is made, and never again

    @staticmethod
    def forward(x: Any, *data: Any, message: str = "", most: int = 3, out: Any = None) -> Any:
        told = "".join(f"[{_told(value, most)}]" for value in data[:-1])
        print(f"{message}{told}", file=sys.stderr)
        return ops.copied(x, out)

    @staticmethod
    def backward(G: Any, out: Any, x: Any, *data: Any, **options: Any) -> tuple[Any, ...]:
        return (G, *[None] * len(data))


def _told(value: Any, most: int) -> str:
    entries = [f"{n:.6g}" if isinstance(n, float) else str(n) for n in np.ravel(value)[:most].tolist()]
    return " ".join(entries) + "..." * (np.size(value) > most)


def Print(
    input_: Any,
    data: Sequence[Any],
    message: str | None = None,
    first_n: int | None = None,
    summarize: int | None = None,
    name: str | None = None,
) -> Tensor:
    """The tensor; whenever it is computed, the first entries of other tensors are written out."""
    x, shown = convert(input_), [convert(t) for t in data]
    nodes = [t.node for t in shown]
    node = ops.apply(_Shown, x.node, *nodes, unsettled(), message=message or "", most=summarize or 3)
    result = shaped(wrap("Print", node, [x], x.dtype.base_dtype, name), x._shape)
    result.op.control_inputs = (*result.op.control_inputs, *(t.op for t in shown))
    return result
