"""The gradient of a table of which rows were looked up: values for these rows, 0 for all others."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from nbkit import graph as nb
from nbkit import ops
from nbkit.tf1.core.tensor import Tensor, constant, convert, wrap


class IndexedSlicesValue(NamedTuple):
    """What a session gives for IndexedSlices."""

    values: Any
    indices: Any
    dense_shape: Any = None


class IndexedSlices:
    """`values` for the rows `indices`, which may come more than once and are then added up."""

    def __init__(self, values: Any, indices: Any, dense_shape: Any = None) -> None:
        self.values, self.indices = convert(values), convert(indices)
        self.dense_shape = None if dense_shape is None else convert(dense_shape)
        self.dtype, self.graph = self.values.dtype, self.values.graph
        self.name, self.op, self.device = self.values.name, self.values.op, ""

    def with_values(self, values: Any) -> IndexedSlices:
        """Other values for the same rows."""
        return IndexedSlices(values, self.indices, self.dense_shape)

    def as_tensor(self) -> Tensor:
        """All rows; ValueError where nobody said how many there are."""
        if self.dense_shape is None:
            raise ValueError(
                f"Tensor conversion requested for IndexedSlices without dense_shape: {self}. "
                "Try: tf.IndexedSlices(values, indices, dense_shape)"
            )
        table = ops.apply(_Shaped, self.values.node, self.dense_shape.node)
        rows = ops.ungather(self.values.node, table, self.indices.node)
        inputs = [self.values, self.indices, self.dense_shape]
        dense = wrap("UnsortedSegmentSum", rows, inputs, counted=5)
        known = self.dense_shape.node
        dense._shape = tuple(known.value.tolist()) if isinstance(known, nb.Constant) else None
        return dense

    def __repr__(self) -> str:
        shape = "" if self.dense_shape is None else f", dense_shape={self.dense_shape}"
        return f"IndexedSlices(indices={self.indices}, values={self.values}{shape})"


class _Shaped(nb.Operation):
    """out = zeros of a shape that is computed, in the dtype of x; it takes no memory."""

    label = "shaped"
    is_flat = True
    value_inputs = (1,)

    @staticmethod
    def forward(x: Any, shape: Any, out: Any = None) -> Any:
        return ops.copied(np.broadcast_to(np.zeros((), x.dtype), tuple(shape.tolist())), out)

    @staticmethod
    def backward(G: Any, out: Any, x: Any, shape: Any) -> tuple[Any, ...]:
        return None, None


def looked_up(slope: nb.Node, x: Tensor, name: str) -> IndexedSlices | None:
    """The slope of a table along the rows that were looked up, if it is made of such alone."""
    found = _lookups(slope)
    if not found or x._shape is None or None in x._shape:
        return None
    width = x._shape[1:]
    values = [ops.reshape(G, (-1, *width)) for G, _ in found]
    rows = [ops.reshape(r, (-1,)) for _, r in found]
    flat, numbers = (
        wrap("Reshape", parts[0] if len(parts) == 1 else ops.concat(parts, 0), [], kind, f"{name}/Reshape", 0)
        for parts, kind in ((values, x.dtype.base_dtype), (rows, "int32"))
    )
    x.graph.count += 3 * (len(found) > 1)  # joined by four nodes, where others are added by one
    shape = constant(np.array(x._shape, np.int32), name=f"{name}/ToInt32")
    x.graph.count -= 1  # it is one of those that are counted for the gradient
    return IndexedSlices(flat, numbers, shape)


def _lookups(slope: nb.Node) -> list[tuple[Any, Any]]:
    """Values and rows of each lookup whose slopes are added up in this one; none, if it has another part."""
    if isinstance(slope, ops.Ungather):
        return [(slope.input_nodes[0], slope.input_nodes[2])]
    if not isinstance(slope, ops.Add):
        return []
    parts = [_lookups(node) for node in slope.input_nodes]
    return [pair for part in parts for pair in part] if all(parts) else []
