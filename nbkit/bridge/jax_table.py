"""What JAX calls what ours calls so: one line an operation, with the same slopes, in ties too.

Most are NumPy's own names, in `jax.numpy`. What only gradients need is said as what it is: the way back,
or along, of another operation. Four things differ. Floats have one precision, whatever they are cast to. A
label that is no class gets a row of zeros, for a traced function cannot look. Infinite scores give NaN in its
sigmoid cross-entropy. Its slope of a softmax cross-entropy is ours where labels sum to 1.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

from nbkit import backprop, ops
from nbkit.bridge.checks import class_numbers, of_one_shape, single, some, whole
from nbkit.bridge.peers import Lazy
from nbkit.bridge.program import Says
from nbkit.ops.windows import Sides, borders, pair

jax, jnp, lax = Lazy("jax"), Lazy("jax", "numpy"), Lazy("jax", "lax")
NHWC = ("NHWC", "HWIO", "NHWC")  # the order of axes of images, kernels and maps


def _floats(x: Any) -> Any:
    return x if x.dtype.kind in "fV" else x.astype(float)


def _max(x: Any, axis: Any = None, keepdims: bool = False) -> Any:
    """jnp.max shares a slope among equals; here the first gets it."""
    axes = (axis,) if isinstance(axis, int) else range(x.ndim) if axis is None else axis
    axes = sorted(i % x.ndim for i in axes)
    others = [i for i in range(x.ndim) if i not in axes]
    rows = some(x).transpose([*others, *axes]).reshape([*(x.shape[i] for i in others), -1])
    top = jnp.take_along_axis(rows, jnp.argmax(rows, -1, keepdims=True), -1)[..., 0]
    return jnp.expand_dims(top, axes) if keepdims else top


def _counts(w: Any, x: Any) -> Any:
    return (w != 0) | ~jnp.isinf(x)


def _limit_product(w: Any, x: Any) -> Any:
    return _floats(w) * jnp.where(_counts(w, x), x, 0)


def _part(x: Any, *values: Any, index: int = 0, axis: int = 0) -> Any:
    ends = [sum(v.shape[axis] for v in values[: i + 1]) for i in range(len(values) - 1)]
    return jnp.split(x, ends, axis)[index]


def _borders(x: Any, size: Sequence[int], stride: Sides, padding: str) -> list[tuple[int, int]]:
    return list(borders(x.shape[1:3], size, stride, padding))


def _conv2d(x: Any, w: Any, stride: Sides = 1, padding: str = "valid") -> Any:
    kind, borders = jnp.result_type(x, w), _borders(x, w.shape, stride, padding)
    return lax.conv_general_dilated(
        x.astype(kind), w.astype(kind), pair(stride), borders, dimension_numbers=NHWC
    )


def _over_windows(x: Any, start: float, add: Any, size: Sides, stride: Sides, padding: str) -> Any:
    borders = [(0, 0), *_borders(x, pair(size), stride, padding), (0, 0)]
    return lax.reduce_window(x, start, add, (1, *pair(size), 1), (1, *pair(stride), 1), borders)


def _max_pool(x: Any, size: Sides = 2, stride: Sides = 2, padding: str = "valid") -> Any:
    return _over_windows(x, -math.inf, lax.max, size, stride, padding)


def _avg_pool(x: Any, size: Sides = 2, stride: Sides = 2, padding: str = "valid") -> Any:
    """A border does not count: divide by how many pixels of the window lie within."""
    x = _floats(x)
    total, pixels = (
        _over_windows(image, 0.0, lax.add, size, stride, padding)
        for image in (x, jnp.ones_like(x[:1, :, :, :1]))
    )
    return total / pixels


def _pick(x: Any, classes: Any) -> Any:
    whole(classes, classes.dtype.kind in "iu")
    return x[jnp.arange(len(x)), classes]


def _gather(x: Any, rows: Any) -> Any:
    return x[whole(rows, rows.dtype.kind in "iu")]


def _cumsum(x: Any, axis: int = 0, exclusive: bool = False, reverse: bool = False) -> Any:
    x = jnp.flip(x, axis) if reverse else x
    total = jnp.cumsum(x, axis) - x if exclusive else jnp.cumsum(x, axis)
    return jnp.flip(total, axis) if reverse else total


def _sigmoid_cross_entropy(z: Any, y: Any) -> Any:
    z, y = of_one_shape(_floats(z), _floats(y))
    return -y * jax.nn.log_sigmoid(z) - (1 - y) * jax.nn.log_sigmoid(-z)


def _softmax_cross_entropy(z: Any, y: Any) -> Any:
    z, y = of_one_shape(_floats(z), _floats(y))
    return -_limit_product(y, jax.nn.log_softmax(z)).sum(-1)


def _way_back(forward: Callable[..., Any], of: int = 0) -> Callable[..., Any]:
    """G carried back through an operation to one of its inputs."""

    def said(G: Any, *inputs: Any, **options: Any) -> Any:
        def of_one(x: Any) -> Any:
            return forward(*inputs[:of], x, *inputs[of + 1 :], **options)

        return jax.vjp(of_one, inputs[of])[1](G)[0]

    return said


def _way_along(forward: Callable[..., Any]) -> Callable[..., Any]:
    """How an operation's output moves where its input moves by H."""
    return lambda H, x, *top, **options: jax.jvp(lambda x: forward(x, **options), (x,), (H,))[1]


SAYS: Says = {
    ops.Add: lambda a, b: jnp.add(a, b),
    ops.Subtract: lambda a, b: jnp.subtract(a, b),
    ops.Multiply: lambda a, b: jnp.multiply(a, b),
    ops.Divide: lambda a, b: jnp.divide(a, b),
    ops.Power: lambda a, p: jnp.power(a, p),
    ops.Negative: lambda x: jnp.negative(x),
    ops.MatMul: lambda A, B: jnp.matmul(A, B),
    ops.Dot: lambda A, B: jnp.dot(A, B),
    ops.BatchMatMul: lambda A, B, left, right: jnp.matmul(A.mT if left else A, B.mT if right else B),
    ops.Sum: lambda x, axis, keepdims: jnp.sum(x, axis, keepdims=keepdims),
    ops.Mean: lambda x, axis, keepdims: jnp.mean(some(x), axis, keepdims=keepdims),
    ops.Max: _max,
    ops.Exp: lambda x: jnp.exp(x),
    ops.Log: lambda x: jnp.log(x),
    ops.Square: lambda x: jnp.square(x),
    ops.Sqrt: lambda x: jnp.sqrt(x),
    ops.Abs: lambda x: x * jnp.sign(x),  # the slope of jnp.abs at 0 is 1
    ops.Maximum: lambda a, b: jnp.where((b > a) | jnp.isnan(b), b, a),  # jnp.maximum halves a tie
    ops.Minimum: lambda a, b: jnp.where((a > b) | jnp.isnan(b), b, a),
    ops.Sin: lambda x: jnp.sin(x),
    ops.Cos: lambda x: jnp.cos(x),
    ops.Floor: lambda x: jnp.floor(x),
    ops.Round: lambda x: jnp.rint(x),
    ops.Sign: lambda x: jnp.sign(x),
    ops.FloorDivide: lambda a, b: jnp.floor_divide(a, b),
    ops.Remainder: lambda a, b: jnp.remainder(a, b),
    ops.CumSum: _cumsum,
    ops.ArgMax: lambda x, axis: jnp.argmax(x, axis),
    ops.SharedMax: lambda x, axis, keepdims: jnp.max(some(x), axis, keepdims=keepdims),
    ops.Greater: lambda a, b: jnp.greater(a, b),
    ops.GreaterEqual: lambda a, b: jnp.greater_equal(a, b),
    ops.Equal: lambda a, b: jnp.equal(a, b),
    ops.NotEqual: lambda a, b: jnp.not_equal(a, b),
    ops.LogicalAnd: lambda a, b: jnp.logical_and(a, b),
    ops.LogicalOr: lambda a, b: jnp.logical_or(a, b),
    ops.LogicalNot: lambda x: jnp.logical_not(x),
    ops.All: lambda x, axis, keepdims: jnp.all(x, axis, keepdims=keepdims),
    ops.Some: lambda x, axis, keepdims: jnp.any(x, axis, keepdims=keepdims),
    ops.Where: lambda condition, a, b: jnp.where(condition, a, b),
    ops.LimitProduct: _limit_product,
    ops.Counts: _counts,
    ops.Transpose: lambda x, axes: jnp.transpose(x, axes),
    ops.Reshape: lambda x, shape: jnp.reshape(x, shape),
    ops.Flatten: lambda x: jnp.reshape(x, (len(x), math.prod(x.shape[1:]))),
    ops.ReshapeLike: lambda x, like: jnp.reshape(x, like.shape),
    ops.Expand: lambda x, axis: jnp.expand_dims(x, axis),
    ops.Concat: lambda *values, axis: jnp.concatenate(values, axis),
    ops.Part: _part,
    ops.Cast: lambda x, dtype: x.astype({"f": float, "b": bool}.get(dtype.kind, int)),
    ops.CastLike: lambda x, like: x.astype(like.dtype),
    ops.LikeZeros: lambda x: jnp.zeros_like(x),
    ops.LikeOnes: lambda x: jnp.ones_like(x),
    ops.StopGradient: lambda x: lax.stop_gradient(x),
    ops.SumLike: lambda x, like: _way_back(lambda small: jnp.broadcast_to(small, x.shape))(x, like),
    ops.BroadcastLike: lambda x, like: jnp.broadcast_to(x, like.shape),
    ops.SizeRatio: lambda a, b: jnp.asarray(a.size / b.size, _floats(b).dtype),
    ops.Conv2D: _conv2d,
    ops.MaxPool: _max_pool,
    ops.AvgPool: _avg_pool,
    ops.Dropout: lambda x, keep_prob, noise: jnp.where(noise < keep_prob, x / keep_prob.reshape(()), 0),
    ops.Pick: _pick,
    ops.Gather: _gather,
    ops.OneHot: lambda labels, classes: (labels[:, None] == jnp.asarray(class_numbers(classes))) * 1.0,
    ops.Step: lambda z: jnp.asarray(z > 0, int),
    ops.Sigmoid: lambda z: jax.nn.sigmoid(_floats(z)),
    ops.Tanh: lambda z: jnp.tanh(z),
    ops.Relu: lambda z: jax.nn.relu(z),
    ops.Softplus: lambda z: jax.nn.softplus(_floats(z)),
    ops.Elu: lambda z: jax.nn.elu(_floats(z)),
    ops.Softmax: lambda z: jax.nn.softmax(_floats(z)),
    ops.LogSoftmax: lambda z: jax.nn.log_softmax(_floats(z)),
    ops.SigmoidCrossEntropy: _sigmoid_cross_entropy,
    ops.SoftmaxCrossEntropy: _softmax_cross_entropy,
    ops.Difference: lambda a, y: _floats(a) - _floats(y),
    ops.MeanSquaredError: lambda a, y: jnp.mean((some(_floats(of_one_shape(a, y)[0])) - y) ** 2),
    backprop.Seed: lambda loss: jnp.ones_like(single(_floats(loss))),
    # The ways back, and along.
    ops.ProductSlopeLeft: _way_back(lambda A, B: jnp.dot(A, B), of=0),
    ops.ProductSlopeRight: _way_back(lambda A, B: jnp.dot(A, B), of=1),
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
