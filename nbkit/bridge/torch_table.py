"""What PyTorch calls what ours calls so: one line an operation, with the same slopes, in ties too.

Images are (n, channels, rows, columns) there, and (n, rows, columns, channels) here. What has no word in
PyTorch because only gradients need it is said as what it is: the way back, or along, of another operation.
Three things differ. Floats have the precision of the module, whatever they are cast to. Infinite scores give
NaN in its sigmoid cross-entropy. Its slope of a softmax cross-entropy is ours where labels sum to 1.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

from nbkit import backprop, ops
from nbkit.bridge.checks import class_numbers, no_stray, of_one_shape, single, some, whole
from nbkit.bridge.peers import Lazy
from nbkit.bridge.program import Says
from nbkit.ops.windows import Sides, borders, pair

torch, F = Lazy("torch"), Lazy("torch", "nn.functional")


def _floats(x: Any) -> Any:
    return x if x.is_floating_point() else x.double()


def _alike(*values: Any) -> list[Any]:
    """In their common type: torch multiplies no matrices of two."""
    kind = values[0].dtype
    for value in values[1:]:
        kind = torch.promote_types(kind, value.dtype)
    return [value.to(kind) for value in values]


def _dot(a: Any, b: Any) -> Any:
    return a * b if 0 in (a.ndim, b.ndim) else torch.matmul(*_alike(a, b))


def _along(reduce: str) -> Callable[..., Any]:
    """A sum or mean along axes. No axes at all would mean all of them to torch."""

    def said(x: Any, axis: Any = None, keepdims: bool = False) -> Any:
        return x if axis == () else getattr(torch, reduce)(x, dim=axis, keepdim=keepdims)

    return said


def _max(x: Any, axis: Any = None, keepdims: bool = False) -> Any:
    """torch.amax shares a slope among equals; torch.max along one axis gives it to the first."""
    axes = (
        sorted(i % x.ndim for i in ((axis,) if isinstance(axis, int) else axis))
        if axis is not None
        else range(x.ndim)
    )
    others = [i for i in range(x.ndim) if i not in axes]
    rows = some(x).permute([*others, *axes]).reshape(*(x.shape[i] for i in others), -1)
    top = torch.max(rows, dim=-1).values
    return top.reshape([1 if i in axes else n for i, n in enumerate(x.shape)]) if keepdims else top


def _counts(w: Any, x: Any) -> Any:
    return (w != 0) | ~torch.isinf(x)


def _limit_product(w: Any, x: Any) -> Any:
    w, x = _floats(w), _floats(x)
    return w * torch.where(_counts(w, x), x, 0)


def _expand(x: Any, axis: int | Sequence[int] = 0) -> Any:
    axes = (axis,) if isinstance(axis, int) else axis
    for i in sorted(i % (x.ndim + len(axes)) for i in axes):
        x = x.unsqueeze(i)
    return x


def _part(x: Any, *values: Any, index: int = 0, axis: int = 0) -> Any:
    return torch.split(x, [v.shape[axis] for v in values], dim=axis)[index]


def _bordered(x: Any, size: Sequence[int], stride: Sides, padding: str, fill: float = 0) -> Any:
    """Images with channels first, and a border where TensorFlow puts one: the greater half comes after."""
    down, across = borders(x.shape[1:3], size, stride, padding)
    return F.pad(x.permute(0, 3, 1, 2), (*across, *down), value=fill)


def _conv2d(x: Any, w: Any, stride: Sides = 1, padding: str = "valid") -> Any:
    x, w = _alike(x, w)
    seen, kernels = _bordered(x, w.shape, stride, padding), w.permute(3, 2, 0, 1).contiguous()
    return F.conv2d(seen, kernels, stride=stride).permute(0, 2, 3, 1)


def _max_pool(x: Any, size: Sides = 2, stride: Sides = 2, padding: str = "valid") -> Any:
    seen = _bordered(x, pair(size), stride, padding, fill=-math.inf)
    return F.max_pool2d(seen, size, stride).permute(0, 2, 3, 1)


def _avg_pool(x: Any, size: Sides = 2, stride: Sides = 2, padding: str = "valid") -> Any:
    """A border does not count: where there is one, divide by how much of the window lies within."""
    x = _floats(x)
    mean, share = (
        F.avg_pool2d(_bordered(image, pair(size), stride, padding), size, stride).permute(0, 2, 3, 1)
        for image in (x, torch.ones_like(x[:1, :, :, :1]))
    )
    return mean / share


def _pick(x: Any, classes: Any) -> Any:
    return x.gather(1, whole(classes, not classes.is_floating_point()).long()[:, None])[:, 0]


def _gather(x: Any, rows: Any) -> Any:
    return x[whole(rows, not rows.is_floating_point()).long()]


def _cumsum(x: Any, axis: int = 0, exclusive: bool = False, reverse: bool = False) -> Any:
    x = x.flip(axis) if reverse else x
    total = torch.cumsum(x, axis) - x if exclusive else torch.cumsum(x, axis)
    return total.flip(axis) if reverse else total


def _one_hot(labels: Any, classes: Any) -> Any:
    hits = labels[:, None] == labels.new_tensor(class_numbers(classes))
    return no_stray(hits, bool(hits.any(1).all())).double()


def _softplus(z: Any) -> Any:
    """F.softplus is the straight line from 20 on."""
    return torch.logaddexp(_floats(z), _floats(z).new_zeros(()))


def _cast(x: Any, dtype: Any) -> Any:
    return x.double() if dtype.kind == "f" else x.bool() if dtype.kind == "b" else x.long()


def _sigmoid_cross_entropy(z: Any, y: Any) -> Any:
    z, y = of_one_shape(_floats(z), _floats(y))
    return F.binary_cross_entropy_with_logits(z, y.to(z.dtype), reduction="none")


def _softmax_cross_entropy(z: Any, y: Any) -> Any:
    """F.cross_entropy would make NaN of a masked score, 0 · ∞."""
    z, y = of_one_shape(_floats(z), _floats(y))
    return -_limit_product(y, torch.log_softmax(z, -1)).sum(-1)


def _way_back(forward: Callable[..., Any], of: int = 0) -> Callable[..., Any]:
    """G carried back through an operation to one of its inputs."""

    def said(G: Any, *inputs: Any, **options: Any) -> Any:
        def of_one(x: Any) -> Any:
            return forward(*inputs[:of], x, *inputs[of + 1 :], **options)

        return torch.func.vjp(of_one, inputs[of])[1](G)[0]

    return said


def _way_along(forward: Callable[..., Any]) -> Callable[..., Any]:
    """How an operation's output moves where its input moves by H."""
    return lambda H, x, *top, **options: torch.func.jvp(lambda x: forward(x, **options), (x,), (H,))[1]


SAYS: Says = {
    ops.Add: lambda a, b: a + b,
    ops.Subtract: lambda a, b: a - b,
    ops.Multiply: lambda a, b: a * b,
    ops.Divide: lambda a, b: _floats(a) / b,
    ops.Power: lambda a, p: a**p,
    ops.Negative: lambda x: -x,
    ops.MatMul: lambda A, B: torch.matmul(*_alike(A, B)),
    ops.Dot: _dot,
    ops.BatchMatMul: lambda A, B, left, right: torch.matmul(A.mT if left else A, B.mT if right else B),
    ops.Sum: _along("sum"),
    ops.Mean: lambda x, **along: _along("mean")(some(_floats(x)), **along),
    ops.Max: _max,
    ops.Exp: lambda x: torch.exp(_floats(x)),
    ops.Log: lambda x: torch.log(_floats(x)),
    ops.Square: lambda x: torch.square(x),
    ops.Sqrt: lambda x: torch.sqrt(_floats(x)),
    ops.Abs: lambda x: torch.abs(x),
    ops.Maximum: lambda a, b: torch.where((b > a) | torch.isnan(b), b, a),  # torch.maximum halves a tie
    ops.Minimum: lambda a, b: torch.where((a > b) | torch.isnan(b), b, a),
    ops.Sin: lambda x: torch.sin(_floats(x)),
    ops.Cos: lambda x: torch.cos(_floats(x)),
    ops.Floor: lambda x: torch.floor(x),
    ops.Round: lambda x: torch.round(x),
    ops.Sign: lambda x: torch.sign(x),
    ops.FloorDivide: lambda a, b: torch.floor_divide(a.detach(), b.detach()),
    ops.Remainder: lambda a, b: torch.remainder(a, b),
    ops.CumSum: _cumsum,
    ops.ArgMax: lambda x, axis: torch.argmax(x, dim=axis),
    ops.SharedMax: lambda x, axis, keepdims: torch.amax(some(x), () if axis is None else axis, keepdims),
    ops.Greater: lambda a, b: a > b,
    ops.GreaterEqual: lambda a, b: a >= b,
    ops.Equal: lambda a, b: a == b,
    ops.NotEqual: lambda a, b: a != b,
    ops.LogicalAnd: lambda a, b: torch.logical_and(a, b),
    ops.LogicalOr: lambda a, b: torch.logical_or(a, b),
    ops.LogicalNot: lambda x: torch.logical_not(x),
    ops.All: _along("all"),
    ops.Some: _along("any"),
    ops.Where: lambda condition, a, b: torch.where(condition != 0, a, b),
    ops.LimitProduct: _limit_product,
    ops.Counts: _counts,
    ops.Transpose: lambda x, axes=None: x.permute(axes or tuple(range(x.ndim))[::-1]),
    ops.Reshape: lambda x, shape: x.reshape(shape),
    ops.Flatten: lambda x: x.reshape(len(x), math.prod(x.shape[1:])),
    ops.ReshapeLike: lambda x, like: x.reshape(like.shape),
    ops.Expand: _expand,
    ops.Concat: lambda *values, axis=0: torch.cat(values, dim=axis),
    ops.Part: _part,
    ops.Cast: _cast,
    ops.CastLike: lambda x, like: x.to(like.dtype),
    ops.LikeZeros: lambda x: torch.zeros_like(x),
    ops.LikeOnes: lambda x: torch.ones_like(x),
    ops.StopGradient: lambda x: x.detach(),
    ops.SumLike: lambda x, like: x.sum_to_size(like.shape),
    ops.BroadcastLike: lambda x, like: x.expand_as(like),
    ops.SizeRatio: lambda a, b: _floats(b).new_tensor(a.numel() / b.numel()),
    ops.Conv2D: _conv2d,
    ops.MaxPool: _max_pool,
    ops.AvgPool: _avg_pool,
    ops.Dropout: lambda x, keep_prob, noise: torch.where(noise < keep_prob, x / keep_prob.reshape(()), 0),
    ops.Pick: _pick,
    ops.Gather: _gather,
    ops.OneHot: _one_hot,
    ops.Step: lambda z: (z > 0).long(),
    ops.Sigmoid: lambda z: torch.sigmoid(_floats(z)),
    ops.Tanh: lambda z: torch.tanh(_floats(z)),
    ops.Relu: lambda z: torch.relu(z),
    ops.Softplus: _softplus,
    ops.Elu: lambda z: F.elu(_floats(z)),
    ops.Softmax: lambda z: torch.softmax(_floats(z), -1),
    ops.LogSoftmax: lambda z: torch.log_softmax(_floats(z), -1),
    ops.SigmoidCrossEntropy: _sigmoid_cross_entropy,
    ops.SoftmaxCrossEntropy: _softmax_cross_entropy,
    ops.Difference: lambda a, y: _floats(a) - _floats(y),
    ops.MeanSquaredError: lambda a, y: F.mse_loss(*some(*_alike(*of_one_shape(_floats(a), _floats(y))))),
    backprop.Seed: lambda loss: torch.ones_like(single(_floats(loss))),
    # The ways back, and along.
    ops.ProductSlopeLeft: _way_back(_dot, of=0),
    ops.ProductSlopeRight: _way_back(_dot, of=1),
    ops.ConvSlopeImages: _way_back(_conv2d, of=0),
    ops.ConvSlopeKernels: _way_back(_conv2d, of=1),
    ops.AvgUnpool: _way_back(_avg_pool),
    ops.Unpick: _way_back(_pick),
    ops.Ungather: _way_back(_gather),
    ops.ToGreatest: _way_back(_max),
    ops.AtGreatest: _way_along(_max),
    ops.MaxUnpool: lambda G, x, top, **window: _way_back(_max_pool)(G, x, **window),
    ops.MaxPoolAt: _way_along(_max_pool),
}
