"""Gradients as TensorFlow 1 gives them: summed over the ys, None where nothing is connected."""

from __future__ import annotations

from collections import Counter
from typing import Any

from nbkit import graph as nb
from nbkit import ops
from nbkit.backprop import slopes
from nbkit.tf1.core.graph import Graph, get_default_graph
from nbkit.tf1.core.slices import looked_up
from nbkit.tf1.core.tensor import Operation, Tensor, convert, upstream


def gradients(
    ys: Any,
    xs: Any,
    grad_ys: Any = None,
    name: str = "gradients",
    colocate_gradients_with_ops: bool = False,
    gate_gradients: bool = False,
    aggregation_method: Any = None,
) -> list[Any]:
    """The slope of the sum of all ys along each x, None where no y depends on it.

    grad_ys: what each y counts, entry by entry; 1, if nothing is given.
    """
    targets = [convert(y) for y in (ys if isinstance(ys, (list, tuple)) else [ys])]
    sources = list(xs) if isinstance(xs, (list, tuple)) else [xs]
    given = grad_ys if isinstance(grad_ys, (list, tuple)) else [grad_ys] * len(targets)
    inputs = [convert(x) for x in sources]
    graph: Graph = targets[0].graph
    with graph.name_scope(name or "gradients"):
        seeds: dict[nb.Node, Any] = {}
        for y, weight in zip(targets, given, strict=True):
            seed = ops.ones_like(y.node) if weight is None else convert(weight, y.dtype).node
            seeds[y.node] = seeds[y.node] + seed if y.node in seeds else seed
        found = slopes(seeds, [x.node for x in inputs])
        graph.count += counted(targets, inputs, bool(gate_gradients))
        return [
            None if slope is None else _wrapped(slope, x, targets)
            for slope, x in zip(found, inputs, strict=True)
        ]


def _wrapped(slope: nb.Node, x: Tensor, ys: list[Tensor]) -> Any:
    """The slope as a tensor in the form of x; of rows that were looked up, as such."""
    graph = x.graph
    user = next((op for op in reversed(graph.get_operations()) if x in op.inputs), ys[0].op)
    rows = looked_up(slope, x, f"{user.name}_grad")
    if rows is not None:
        rows.values.op.inputs = tuple(ys)
        return rows
    graph.shapes.setdefault(slope, x._shape)
    op = Operation("Identity", [], f"{user.name}_grad/{user.type}", counted=0)
    op.inputs = tuple(ys)
    return Tensor(op, slope, x.dtype.base_dtype, x._shape)


# ---------------------------------------------------------------- how many nodes TensorFlow makes


def counted(ys: list[Tensor], xs: list[Tensor], gated: bool) -> int:
    """How many nodes TensorFlow 1.4.0 makes for these gradients, on which the seeds of later nodes depend.

    gated: as an optimizer asks for them, so that an operation's gradients are ready together.
    """
    on_the_way = _between(ys, xs)
    uses = Counter(t for op in on_the_way for t in op.inputs)
    matter = {t for op in on_the_way for t in op.outputs} | set(xs)
    sums = sum(uses[t] + (t in ys) > 1 for t in matter)
    return 3 * len(ys) + sums + sum(_nodes(op, gated) for op in on_the_way)


def _between(ys: list[Tensor], xs: list[Tensor]) -> list[Operation]:
    """The operations that depend on an x, and to which the slope of a y comes: not behind a step."""
    behind = upstream(y.op for y in ys)
    reached, found = {x.op for x in xs}, []
    for op in get_default_graph().get_operations():
        if op in behind and op not in reached and any(t.op in reached for t in op.inputs):
            reached.add(op)
            found.append(op)
    sloped, passed = {y.op for y in ys}, []
    for op in reversed(found):
        if op in sloped and op.type not in _FLAT:
            sloped.update(t.op for t in op.inputs[: 1 if op.type in _ALONG_FIRST else None])
            passed.append(op)
    return passed


def _nodes(op: Operation, gated: bool) -> int:
    """Nodes for the gradient of one operation."""
    n = len(op.inputs)
    several = _SEVERAL.get(op.type, 0)
    together = (1 + n if several < 0 else several) if gated else 0
    if op.type in ("ConcatV2", "DynamicStitch"):
        return (3 + 2 * n if op.type == "ConcatV2" else 2 + n) + together
    options = getattr(op.outputs[0].node, "options", {}) if op.outputs else {}
    along = 12 if op.type in ("Sum", "Mean") and options.get("axis") is not None else 0
    return _NODES.get(op.type, 1) + along + together


# By type of operation, as measured on TensorFlow 1.4.0; 1 for all others. Of a composite, for its whole.
_NODES: dict[str, int] = {
    "Add": 7, "Sub": 8, "Mul": 9, "RealDiv": 12, "Maximum": 13, "Minimum": 13, "Pow": 19, "FloorMod": 10,
    "SquaredDifference": 12, "MatMul": 2, "BatchMatMul": 2, "Mean": 15, "Sum": 4, "Max": 19, "Min": 19,
    "Prod": 47, "Square": 3, "Abs": 2, "Sign": 3, "Log": 2, "Sin": 2, "Cos": 3, "Log1p": 4, "Tan": 4,
    "Softmax": 7, "LogSoftmax": 5, "softmax_cross_entropy_with_logits": 8, "SigmoidCrossEntropy": 37,
    "softmax_cross_entropy_with_logits_v2": 8, "sparse_softmax_cross_entropy_with_logits": 5, "Reshape": 2,
    "Transpose": 2, "ExpandDims": 2, "Squeeze": 2, "Unpack": 2, "Split": 3, "StridedSlice": 2, "Slice": 12,
    "Tile": 18, "Pad": 9, "Gather": 13, "Select": 3, "Identity": 0, "AddN": 0, "TopKV2": 36,
    "MatrixInverse": 3, "MatrixDeterminant": 8, "Cholesky": 33, "MatrixSolve": 3, "MatrixTriangularSolve": 6,
    "MatrixSetDiag": 3, "SelfAdjointEigV2": 25, "SelfAdjointEigvals": 15, "Cross": 2, "GatherNd": 2,
    "UnsortedSegmentMax": 10, "SegmentMax": 10, "SegmentMin": 10, "SegmentMean": 15, "DynamicPartition": 15,
    "Stitch": 2, "Cumprod": 4, "Asin": 6, "Acos": 7, "Atan": 5, "Atan2": 7, "Sinh": 2, "Cosh": 2,
    "Erf": 6, "Erfc": 6, "Lgamma": 2, "Digamma": 3, "LogSigmoid": 3, "Expm1": 2, "Print": 0, "Conv2D": 3,
    "Conv1D": 9, "Conv2DBackpropInput": 3, "DepthwiseConv2dNative": 4, "AtrousConv2D": 5, "AvgPool": 2,
    "MaxPool1D": 5, "AvgPool1D": 6, "FusedBatchNorm": 5, "FusedBatchNormRows": 9, "BatchNormRows": 9,
    "Fill": 2,
}  # fmt: skip
# Types of operation that have one along their first input alone.
_ALONG_FIRST = {"softmax_cross_entropy_with_logits"}
# Types of operation that have no gradient: what only they lead to gets no nodes.
_FLAT = {
    "Floor", "Ceil", "Round", "Rint", "FloorDiv", "Shape", "Size", "Rank", "ZerosLike", "OneHot", "ArgMax",
    "ArgMin", "StopGradient", "Equal", "NotEqual", "Greater", "GreaterEqual", "Less", "LessEqual",
    "LogicalAnd", "LogicalOr", "LogicalNot", "PyFunc",
}  # fmt: skip
# How many more where the gradients of an operation wait for each other; -1: one, and one an input.
_SEVERAL: dict[str, int] = {
    **dict.fromkeys(["Add", "Sub", "Mul", "RealDiv", "Maximum", "Minimum", "Pow", "FloorMod"], 3),
    **dict.fromkeys(["SquaredDifference", "MatMul", "BatchMatMul", "BiasAdd", "Select", "TopKV2"], 3),
    **dict.fromkeys(["ConcatV2", "DynamicStitch", "Pack", "AddN"], -1),
    "SigmoidCrossEntropy": 15,
    **dict.fromkeys(["MatrixSolve", "MatrixTriangularSolve", "MatrixSetDiag", "Cross", "Stitch"], 3),
    **dict.fromkeys(["Atan2", "Conv2D", "Conv1D", "Conv2DBackpropInput", "DepthwiseConv2dNative"], 3),
    "AtrousConv2D": 3,
    "FusedBatchNorm": 6,
    "FusedBatchNormRows": 6,
    "BatchNormRows": 4,
}
