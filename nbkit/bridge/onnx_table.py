"""What ONNX calls what ours calls so: a kind of node where there is one, else how it is composed.

A composition gets the file that is written, the node, and the names of its inputs; it returns a name.
What is done with images stands in `onnx_images`. onnxruntime 1.32 has no float64 OneHot. A NaN counts in its
maximum or minimum only where it stands first, in its pooling only where all are NaN: look for it before them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from nbkit import backprop, ops
from nbkit.bridge import onnx_images as images
from nbkit.bridge.checks import class_numbers
from nbkit.bridge.onnx_windows import first_of
from nbkit.bridge.program import Says
from nbkit.graph import GraphError


def _same(kind: str) -> Callable[..., str]:
    """One to one, in the type that the node has here."""
    return lambda b, node, *xs: b.say(kind, *(b.cast(x, b.work(node)) for x in xs))


def _floats(kind: str, **attributes: Any) -> Callable[..., str]:
    """One to one, in floats."""
    return lambda b, node, *xs: b.say(kind, *(b.cast(x, b.precision) for x in xs), **attributes)


def _compare(kind: str) -> Callable[..., str]:
    """True or false, of two values in their common type."""

    def said(b: Any, node: Any, *xs: str) -> str:
        common = np.result_type(*(b.form(n).dtype for n in node.input_nodes))
        work = np.dtype(np.int64) if common.kind == "b" else common
        return b.say(kind, *(b.cast(x, work) for x in xs), dtype=bool)

    return said


def _truths(kind: str) -> Callable[..., str]:
    return lambda b, node, *xs: b.say(kind, *(b.cast(x, bool) for x in xs), dtype=bool)


def _over_truths(kind: str) -> Callable[..., str]:
    """All are true where the least is 1, some where the greatest is."""

    def said(b: Any, node: Any, x: str) -> str:
        return b.cast(reduced(b, kind, b.cast(b.cast(x, bool), np.int64), **node.options), bool)

    return said


def _where(b: Any, node: Any, condition: str, a: str, c: str) -> str:
    kind = b.form(node).dtype
    return b.say("Where", b.cast(condition, bool), b.cast(a, kind), b.cast(c, kind), dtype=kind)


def _floor_divide(b: Any, node: Any, a: str, c: str) -> str:
    return b.say("Floor", b.say("Div", b.cast(a, b.precision), b.cast(c, b.precision)))


def _remainder(b: Any, node: Any, a: str, c: str) -> str:
    return b.say("Sub", b.cast(a, b.precision), b.say("Mul", c, _floor_divide(b, node, a, c)))


def _batch_matmul(b: Any, node: Any, A: str, B: str) -> str:
    rank = len(b.form(node).shape)
    swapped = [*range(rank - 2), rank - 1, rank - 2]
    pairs = ((A, node.options["left"]), (B, node.options["right"]))
    return b.say("MatMul", *(b.say("Transpose", M, perm=swapped) if turned else M for M, turned in pairs))


def _cumsum(b: Any, node: Any, x: str) -> str:
    how = {name: int(node.options[name]) for name in ("exclusive", "reverse")}
    return b.say("CumSum", x, b.whole(node.options["axis"]), **how)


def _ungather(b: Any, node: Any, G: str, like: str, rows: str) -> str:
    zeros = b.filled(node.input_nodes[1], np.zeros(1, b.form(node).dtype))
    return b.say("ScatterND", zeros, b.say("Unsqueeze", rows, b.whole([-1])), G, reduction="add")


def _reduce(kind: str) -> Callable[..., str]:
    def said(b: Any, node: Any, x: str) -> str:
        return reduced(b, kind, b.cast(x, b.work(node)), **node.options)

    return said


def reduced(b: Any, kind: str, x: str, axis: Any = None, keepdims: bool = False) -> str:
    """Sum, average or take the greatest along axes."""
    if axis == ():
        return x
    axes = () if axis is None else (b.whole([axis] if isinstance(axis, int) else list(axis)),)
    return b.say(kind, x, *axes, keepdims=int(keepdims))


def _step(b: Any, node: Any, z: str) -> str:
    return b.cast(b.say("Greater", b.cast(z, b.precision), b.number(0), dtype=bool), np.int64)


def _square(b: Any, node: Any, x: str) -> str:
    x = b.cast(x, b.work(node))
    return b.say("Mul", x, x)


def _counts(b: Any, w: str, x: str) -> str:
    lost = b.say("And", b.say("Equal", w, b.number(0), dtype=bool), b.say("IsInf", x, dtype=bool))
    return b.say("Not", lost)


def _limit_product(b: Any, w: str, x: str) -> str:
    w, x = b.cast(w, b.precision), b.cast(x, b.precision)
    return b.say("Where", _counts(b, w, x), b.say("Mul", w, x), b.number(0), dtype=b.precision)


def _matmul(b: Any, node: Any, A: str, B: str) -> str:
    A, B = (b.cast(x, b.work(node)) for x in (A, B))
    ranks = [len(b.form(n).shape) for n in node.input_nodes]
    return _by_column(b, A, B) if ranks == [2, 1] else b.say("MatMul", A, B)


def _by_column(b: Any, A: str, v: str) -> str:
    """A vector on the right becomes a column: onnxruntime 1.32 multiplies it wrongly with a Transpose."""
    return b.say("Squeeze", b.say("MatMul", A, b.say("Unsqueeze", v, b.whole([1]))), b.whole([1]))


def _dot(b: Any, node: Any, A: str, B: str) -> str:
    numbers = any(b.form(n).shape == () for n in node.input_nodes)
    return _same("Mul")(b, node, A, B) if numbers else _matmul(b, node, A, B)


def _slope_left(b: Any, node: Any, G: str, A: str, B: str) -> str:
    G, B = b.cast(G, b.precision), b.cast(B, b.precision)
    ranks = [len(b.form(n).shape) for n in node.input_nodes]
    if ranks[1] == 0:
        return b.say("ReduceSum", b.say("Mul", G, B), keepdims=0)
    if ranks[2] < 2:
        return b.say("Mul", b.say("Unsqueeze", G, b.whole([-1])) if ranks[2] else G, B)
    return b.say("Gemm", G, B, transB=1) if ranks[0] == 2 else _by_column(b, B, G)


def _slope_right(b: Any, node: Any, G: str, A: str, B: str) -> str:
    G, A = b.cast(G, b.precision), b.cast(A, b.precision)
    ranks = [len(b.form(n).shape) for n in node.input_nodes]
    if ranks[2] == 0:
        return b.say("ReduceSum", b.say("Mul", G, A), keepdims=0)
    if ranks[1] < 2:
        return b.say("Mul", b.say("Unsqueeze", A, b.whole([-1])) if ranks[1] and ranks[0] else A, G)
    return b.say("Gemm", A, G, transA=1) if ranks[0] == 2 else b.say("MatMul", G, A)


def _transpose(b: Any, node: Any, x: str) -> str:
    rank, axes = len(b.form(node).shape), node.options["axes"]
    return turned(b, x, range(rank)[::-1] if axes is None else [int(i) % rank for i in axes])


def turned(b: Any, x: str, order: Sequence[int]) -> str:
    """Say the axes in another order, where that is another one."""
    return b.say("Transpose", x, perm=list(order)) if list(order) != sorted(order) else x


def _reshape(b: Any, node: Any, x: str) -> str:
    return b.say("Reshape", x, b.whole(np.atleast_1d(node.options["shape"])))


def _expand(b: Any, node: Any, x: str) -> str:
    return b.say("Unsqueeze", x, b.whole(np.atleast_1d(node.options["axis"])))


def _concat(b: Any, node: Any, *xs: str) -> str:
    kind = b.form(node).dtype
    return b.say("Concat", *(b.cast(x, kind) for x in xs), axis=node.options["axis"])


def _part(b: Any, node: Any, x: str, *values: str) -> str:
    index, axis = node.options["index"], node.options["axis"]
    lengths = [b.form(v).shape[axis] for v in node.input_nodes[1 : index + 2]]
    if None in lengths:
        raise GraphError(
            f"{node} has no counterpart in onnx: it cuts where the batch ends, whose length is not known. "
            f"Try: join along another axis. Made at {node.where}"
        )
    start = sum(lengths[:-1])
    return b.say("Slice", x, *(b.whole([i]) for i in (start, start + lengths[-1], axis)))


def _sum_like(b: Any, node: Any, x: str, like: str) -> str:
    there, here = (b.form(n).shape for n in node.input_nodes)
    lead = len(there) - len(here)
    axes = [*range(lead), *(lead + i for i, n in enumerate(here) if n == 1 != there[lead + i])]
    total = b.say("ReduceSum", x, b.whole(axes), keepdims=int(lead == 0)) if axes else x
    return b.say("Reshape", total, b.shape(node.input_nodes[1])) if axes and lead else total


def _size_ratio(b: Any, node: Any, a: str, c: str) -> str:
    sizes = [b.form(n) for n in node.input_nodes]
    if all(form.is_static for form in sizes):
        return b.constant(np.asarray(np.divide(*(np.prod(form.shape) for form in sizes)), b.precision))
    return b.say("Div", *(b.cast(b.say("Size", x, dtype=np.int64), b.precision) for x in (a, c)))


def _zeros(b: Any, node: Any, x: str) -> str:
    return b.filled(node.input_nodes[0], np.zeros(1, b.form(node).dtype))


def _seed(b: Any, node: Any, loss: str) -> str:
    return b.filled(node.input_nodes[0], np.ones(1, b.precision))


def _winners(b: Any, x: str, form: Any, axis: Any) -> str:
    """True at the first greatest entry along the axes: they go last, and lie in one row."""
    rank = len(form.shape)
    axes = range(rank) if axis is None else sorted(int(i) % rank for i in np.atleast_1d(axis))
    order = [*(i for i in range(rank) if i not in axes), *axes]
    last = turned(b, x, order)
    rows = b.say("Reshape", last, b.whole([*[0] * (rank - len(axes)), -1]))
    won = b.say("Reshape", first_of(b, rows), b.say("Shape", last, dtype=np.int64))
    return turned(b, won, [int(i) for i in np.argsort(order)])


def _to_greatest(b: Any, node: Any, G: str, x: str, axis: Any = None, keepdims: bool = False) -> str:
    won = _winners(b, x, b.form(node.input_nodes[1]), axis)
    G = G if axis is None or keepdims else b.say("Unsqueeze", G, b.whole(np.atleast_1d(axis)))
    return b.say("Where", won, G, b.number(0), dtype=b.precision)


def _at_greatest(b: Any, node: Any, H: str, x: str, axis: Any = None, keepdims: bool = False) -> str:
    won = _winners(b, x, b.form(node.input_nodes[1]), axis)
    return reduced(b, "ReduceSum", b.say("Where", won, H, b.number(0), dtype=b.precision), axis, keepdims)


def _dropout(b: Any, node: Any, x: str, keep: str, noise: str) -> str:
    x, keep, noise = (b.cast(name, b.precision) for name in (x, keep, noise))
    share = b.say("Reshape", keep, b.whole([])) if b.form(node.input_nodes[1]).shape else keep
    kept = b.say("Less", noise, keep, dtype=bool)
    return b.say("Where", kept, b.say("Div", x, share), b.number(0), dtype=b.precision)


def _pick(b: Any, node: Any, x: str, classes: str) -> str:
    column = b.say("Unsqueeze", classes, b.whole([1]))
    return b.say("Squeeze", b.say("GatherElements", x, column, axis=1), b.whole([1]))


def _unpick(b: Any, node: Any, G: str, like: str, classes: str) -> str:
    zeros = b.filled(node.input_nodes[1], np.zeros(1, b.form(node).dtype))
    column, values = (b.say("Unsqueeze", x, b.whole([1])) for x in (classes, G))
    return b.say("ScatterElements", zeros, column, values, axis=1)


def _one_hot(b: Any, node: Any, labels: str) -> str:
    classes = np.asarray(class_numbers(node.options["classes"]))
    rows = b.say("Unsqueeze", labels, b.whole([1]))
    columns = b.constant(classes.astype(b.form(node.input_nodes[0]).dtype))
    return b.cast(b.say("Equal", rows, columns, dtype=bool), b.precision)


def _sigmoid_cross_entropy(b: Any, node: Any, z: str, y: str) -> str:
    z, y = b.cast(z, b.precision), b.cast(y, b.precision)
    linear = b.say("Sub", b.say("Relu", z), b.say("Mul", z, y))
    return b.say("Add", linear, b.say("Softplus", b.say("Neg", b.say("Abs", z))))


def _softmax_cross_entropy(b: Any, node: Any, z: str, y: str) -> str:
    """SoftmaxCrossEntropyLoss takes class numbers; rows of labels are ours."""
    surprise = _limit_product(b, y, b.say("LogSoftmax", b.cast(z, b.precision), axis=-1))
    return b.say("Neg", b.say("ReduceSum", surprise, b.whole([-1]), keepdims=0))


def _mean_squared_error(b: Any, node: Any, a: str, y: str) -> str:
    gap = b.say("Sub", b.cast(a, b.precision), b.cast(y, b.precision))
    return b.say("ReduceMean", b.say("Mul", gap, gap), keepdims=0)


def _with_options(said: Callable[..., str]) -> Callable[..., str]:
    return lambda b, node, *xs: said(b, node, *xs, **node.options)


SAYS: Says = {
    ops.Add: _same("Add"),
    ops.Subtract: _same("Sub"),
    ops.Multiply: _same("Mul"),
    ops.Divide: _floats("Div"),
    ops.Power: _same("Pow"),
    ops.Negative: _same("Neg"),
    ops.MatMul: _matmul,
    ops.Dot: _dot,
    ops.BatchMatMul: _batch_matmul,
    ops.Sum: _reduce("ReduceSum"),
    ops.Mean: _reduce("ReduceMean"),
    ops.Max: _reduce("ReduceMax"),
    ops.Exp: _floats("Exp"),
    ops.Log: _floats("Log"),
    ops.Square: _square,
    ops.Sqrt: _floats("Sqrt"),
    ops.Abs: _same("Abs"),
    ops.Maximum: _same("Max"),
    ops.Minimum: _same("Min"),
    ops.Sin: _floats("Sin"),
    ops.Cos: _floats("Cos"),
    ops.Floor: _floats("Floor"),
    ops.Round: _floats("Round"),
    ops.Sign: _same("Sign"),
    ops.FloorDivide: _floor_divide,
    ops.Remainder: _remainder,
    ops.CumSum: _cumsum,
    ops.ArgMax: lambda b, node, x: b.say("ArgMax", x, axis=node.options["axis"], keepdims=0, dtype=np.int64),
    ops.SharedMax: _reduce("ReduceMax"),
    ops.Greater: _compare("Greater"),
    ops.GreaterEqual: _compare("GreaterOrEqual"),
    ops.Equal: _compare("Equal"),
    ops.NotEqual: lambda b, node, *xs: b.say("Not", _compare("Equal")(b, node, *xs)),
    ops.LogicalAnd: _truths("And"),
    ops.LogicalOr: _truths("Or"),
    ops.LogicalNot: _truths("Not"),
    ops.All: _over_truths("ReduceMin"),
    ops.Some: _over_truths("ReduceMax"),
    ops.Where: _where,
    ops.LimitProduct: lambda b, node, w, x: _limit_product(b, w, x),
    ops.Counts: lambda b, node, w, x: _counts(b, b.cast(w, b.precision), b.cast(x, b.precision)),
    ops.Transpose: _transpose,
    ops.Reshape: _reshape,
    ops.Flatten: lambda b, node, x: b.say("Flatten", x, axis=1),
    ops.ReshapeLike: lambda b, node, x, like: b.say("Reshape", x, b.shape(node.input_nodes[1])),
    ops.Expand: _expand,
    ops.Concat: _concat,
    ops.Part: _part,
    ops.LikeZeros: _zeros,
    ops.Cast: lambda b, node, x: b.cast(x, b.form(node).dtype),
    ops.CastLike: lambda b, node, x, like: b.cast(x, b.form(node).dtype),
    ops.LikeOnes: lambda b, node, x: b.filled(node.input_nodes[0], np.ones(1, b.form(node).dtype)),
    ops.StopGradient: lambda b, node, x: x,
    ops.SumLike: _sum_like,
    ops.BroadcastLike: lambda b, node, x, like: b.say("Expand", x, b.shape(node.input_nodes[1], exact=True)),
    ops.SizeRatio: _size_ratio,
    ops.Conv2D: images.conv2d,
    ops.MaxPool: images.max_pool,
    ops.AvgPool: images.avg_pool,
    ops.Dropout: _dropout,
    ops.Pick: _pick,
    ops.Gather: lambda b, node, x, rows: b.say("Gather", x, rows, axis=0),
    ops.OneHot: _one_hot,
    ops.Step: _step,
    ops.Sigmoid: _floats("Sigmoid"),
    ops.Tanh: _floats("Tanh"),
    ops.Relu: _floats("Relu"),
    ops.Softplus: _floats("Softplus"),
    ops.Elu: _floats("Elu"),
    ops.Softmax: _floats("Softmax", axis=-1),
    ops.LogSoftmax: _floats("LogSoftmax", axis=-1),
    ops.SigmoidCrossEntropy: _sigmoid_cross_entropy,
    ops.SoftmaxCrossEntropy: _softmax_cross_entropy,
    ops.Difference: _floats("Sub"),
    ops.MeanSquaredError: _mean_squared_error,
    backprop.Seed: _seed,
    # What gradients need.
    ops.ProductSlopeLeft: _slope_left,
    ops.ProductSlopeRight: _slope_right,
    ops.ConvSlopeImages: images.conv_slope_images,
    ops.ConvSlopeKernels: images.conv_slope_kernels,
    ops.MaxUnpool: images.max_unpool,
    ops.MaxPoolAt: images.max_pool_at,
    ops.AvgUnpool: images.avg_unpool,
    ops.ToGreatest: _with_options(_to_greatest),
    ops.AtGreatest: _with_options(_at_greatest),
    ops.Unpick: _unpick,
    ops.Ungather: _ungather,
}
