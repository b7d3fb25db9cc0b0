"""tf.nn: activations, costs and layers of networks."""

from __future__ import annotations

from importlib import import_module
from typing import Any, NamedTuple

import numpy as np

from nbkit import graph as nb
from nbkit import ops
from nbkit.tf1.core import habits, math
from nbkit.tf1.core.arrays import reshape, squeeze
from nbkit.tf1.core.dtypes import bool_, int32
from nbkit.tf1.core.graph import get_default_graph
from nbkit.tf1.core.math import _unary, reduce_mean
from nbkit.tf1.core.missing import name_functions, sentence
from nbkit.tf1.core.random import uniform_like
from nbkit.tf1.core.tensor import Tensor, convert, floats, shaped, together, wrap

_relu, _elu = _unary("Relu", ops.relu), _unary("Elu", ops.elu, True)
_softplus = _unary("Softplus", ops.softplus, True)
sigmoid, tanh = math.sigmoid, math.tanh


def relu(features: Any, name: str | None = None) -> Tensor:
    """x, and 0 where x is negative."""
    return _relu(features, name)


def elu(features: Any, name: str | None = None) -> Tensor:
    """x, and eˣ - 1 where x is negative."""
    return _elu(features, name)


def softplus(features: Any, name: str | None = None) -> Tensor:
    """ln(1 + eˣ)."""
    return _softplus(features, name)


def relu6(features: Any, name: str | None = None) -> Tensor:
    """relu, cut off at 6."""
    x = convert(features)
    six = np.asarray(6, x.dtype.numpy)
    return wrap("Relu6", ops.minimum(six, ops.relu(x.node)), [x], name=name)


def leaky_relu(features: Any, alpha: Any = 0.2, name: str | None = None) -> Tensor:
    """x, and alpha x where x is negative."""
    x = convert(features)
    return math.maximum(math.multiply(convert(alpha, x.dtype), x), x, name=name or "LeakyRelu")


def selu(features: Any, name: str | None = None) -> Tensor:
    """elu, scaled so that values keep mean 0 and variance 1 from layer to layer."""
    x = floats("Selu", convert(features))
    scale, alpha = (np.asarray(n, x.dtype.numpy) for n in (1.0507009873554805, 1.6732632423543772))
    bent = ops.where(ops.greater(x.node, 0), x.node, ops.multiply(ops.elu(x.node), alpha))
    return wrap("Selu", ops.multiply(bent, scale), [x], name=name)


def crelu(features: Any, name: str | None = None) -> Tensor:
    """relu of x and of -x, side by side."""
    x = convert(features)
    both = ops.concat([ops.relu(x.node), ops.relu(-x.node)], -1)
    return wrap("Relu", both, [x], name=name, counted=4)


def softsign(features: Any, name: str | None = None) -> Tensor:
    """x / (1 + |x|)."""
    x = floats("Softsign", convert(features))
    one = np.asarray(1, x.dtype.numpy)
    return wrap("Softsign", x.node / (ops.abs(x.node) + one), [x], name=name)


def _along_last(type: str, build: Any) -> Any:
    def function(logits: Any, dim: int = -1, name: str | None = None, axis: int | None = None) -> Tensor:
        x = floats(type, convert(logits))
        place, rank = dim if axis is None else axis, x.shape.ndims
        if place in (-1, None) or (rank and place == rank - 1):
            return wrap(type, build(x.node), [x], name=name, counted=1 if rank == 2 or rank is None else 14)
        order = list(np.arange(rank or 0))
        order[place], order[-1] = order[-1], order[place]
        turned = ops.transpose(build(ops.transpose(x.node, tuple(order))), tuple(order))
        return wrap(type, turned, [x], name=name, counted=43)

    function.__doc__ = f"TensorFlow's {type}, along the last axis or another."
    return function


softmax, log_softmax = _along_last("Softmax", ops.softmax), _along_last("LogSoftmax", ops.log_softmax)


# ---------------------------------------------------------------- costs


def _by_name(function: str, sentinel: Any, labels: Any, logits: Any) -> None:
    if sentinel is not None or labels is None or logits is None:
        raise ValueError(
            f"Only call `{function}` with named arguments (labels=..., logits=..., ...)"
            if sentinel is not None
            else "Both labels and logits must be provided."
        )


def softmax_cross_entropy_with_logits(
    _sentinel: Any = None, labels: Any = None, logits: Any = None, dim: int = -1, name: str | None = None
) -> Tensor:
    """-Σ labels ln softmax(logits), a number a row; no gradient goes to the labels."""
    return _softmax_cost(_sentinel, labels, logits, dim, name, False)


def softmax_cross_entropy_with_logits_v2(
    _sentinel: Any = None, labels: Any = None, logits: Any = None, dim: int = -1, name: str | None = None
) -> Tensor:
    """The same, with a gradient to the labels (from version 1.5 on)."""
    return _softmax_cost(_sentinel, labels, logits, dim, name, True)


def _softmax_cost(sentinel: Any, labels: Any, logits: Any, dim: int, name: str | None, both: bool) -> Tensor:
    function = f"softmax_cross_entropy_with_logits{'_v2' if both else ''}"
    _by_name(function, sentinel, labels, logits)
    z = convert(logits)
    y = math.cast(convert(labels), z.dtype.base_dtype)
    if (y.shape.ndims or 2) > 2 and z.shape.ndims == 2:
        y = reshape(y, [-1, int(z.shape[-1])])
        y.graph.count -= 2  # TensorFlow brings both into rows anyway, as the count below says
    if not z.shape.is_compatible_with(y.shape):
        shapes = f"{z.shape}, {y.shape}".replace("(", "[").replace(")", "]")
        raise ValueError(
            "Dimension 0 in both shapes must be equal for 'SoftmaxCrossEntropyWithLogits' "
            f"(op: 'SoftmaxCrossEntropyWithLogits') with input shapes: {shapes}."
        )
    target = y.node if both else ops.stop_gradient(y.node)
    kind = habits.SoftmaxCrossEntropy if both else ops.SoftmaxCrossEntropy
    return wrap(function, ops.apply(kind, z.node, target), [z, y], name=name or function, counted=31)


def sparse_softmax_cross_entropy_with_logits(
    _sentinel: Any = None, labels: Any = None, logits: Any = None, name: str | None = None
) -> Tensor:
    """The same for class numbers."""
    function = "sparse_softmax_cross_entropy_with_logits"
    _by_name(function, _sentinel, labels, logits)
    z, y = convert(logits), convert(labels)
    ranks = y.shape.ndims, z.shape.ndims
    if None not in ranks and ranks[0] != (ranks[1] or 0) - 1:
        raise ValueError(
            f"Rank mismatch: Rank of labels (received {ranks[0]}) should equal rank of logits minus 1 "
            f"(received {ranks[1]})."
        )
    node, own = ops.apply(_ClassCost, z.node, y.node), name or "SparseSoftmaxCrossEntropyWithLogits"
    counted = 2 if z.shape.ndims in (2, None) else 18  # 1.4.0 brings other ranks into rows, and back
    result = wrap(function, node, [z, y], z.dtype.base_dtype, own, counted)
    return shaped(result, y._shape if z._shape is None else z._shape[:-1])


class _ClassCost(nb.Operation):
    """out = -ln softmax(z) at the class of each row: dL/dz = G (softmax(z) - one-hot)."""

    label = "softmax cross-entropy"

    @staticmethod
    def forward(z: Any, y: Any, out: Any = None) -> Any:
        if y.shape != z.shape[:-1]:
            raise ValueError(
                f"labels {y.shape} must be as many as the rows of logits {z.shape}: one for each"
            )
        wrong = y[(y < 0) | (y >= z.shape[-1])]
        if wrong.size:
            raise ValueError(
                f"Received a label value of {wrong.flat[0]} which is outside the valid range of "
                f"[0, {z.shape[-1]}).  Label values: {' '.join(map(str, np.ravel(y)))}"
            )
        logs = ops.LogSoftmax.forward(z)
        return np.negative(np.take_along_axis(logs, y[..., None], -1)[..., 0], out=out)

    @staticmethod
    def backward(G: Any, out: Any, z: Any, y: Any) -> tuple[Any, ...]:
        return ops.expand(G, -1) * (ops.softmax(z) - ops.apply(_Hot, z, y)), None


class _Hot(nb.Operation):
    """out = a row with a 1 at its class, in the form of z."""

    label = "one-hot"
    shape_inputs = (0,)

    @staticmethod
    def forward(z: Any, y: Any, out: Any = None) -> Any:
        return ops.copied((np.arange(z.shape[-1]) == y[..., None]).astype(z.dtype), out)

    @staticmethod
    def backward(G: Any, out: Any, z: Any, y: Any) -> tuple[Any, ...]:
        return None, None


def sigmoid_cross_entropy_with_logits(
    _sentinel: Any = None, labels: Any = None, logits: Any = None, name: str | None = None
) -> Tensor:
    """-(labels ln σ(logits) + (1 - labels) ln(1 - σ(logits))), entry by entry."""
    _by_name("sigmoid_cross_entropy_with_logits", _sentinel, labels, logits)
    z, y = together("SigmoidCrossEntropy", logits, labels)
    if not z.shape.is_compatible_with(y.shape):
        raise ValueError(f"logits and labels must have the same shape ({z.shape} vs {y.shape})")
    alike = None not in (z.shape.ndims, y.shape.ndims)
    node = (ops.sigmoid_cross_entropy if alike else _spread_cross_entropy)(z.node, y.node)
    return wrap("SigmoidCrossEntropy", node, [z, y], name=name or "logistic_loss", counted=10)


def _spread_cross_entropy(z: Any, y: Any) -> Any:
    """max(z, 0) - z y + ln(1 + e^-|z|): where shapes are not known before a run, they may broadcast."""
    above = ops.greater_equal(z, 0)
    rest = ops.where(above, z, ops.zeros_like(z)) - ops.multiply(z, y)
    return rest + ops.softplus(ops.where(above, -z, z))


def weighted_cross_entropy_with_logits(
    targets: Any, logits: Any, pos_weight: Any, name: str | None = None
) -> Tensor:
    """The same, in which an error at a 1 counts pos_weight times."""
    z, y = together("WeightedCrossEntropy", logits, targets)
    with get_default_graph().name_scope(name or "logistic_loss") as scope:
        weight = 1 + (convert(pos_weight, z.dtype) - 1) * y
        z.graph.count += 1
        soft = wrap("Log1p", ops.softplus(-ops.abs(z.node)), [z])
        return math.add((1 - y) * z, weight * (soft + relu(-z)), name=scope)


def l2_loss(t: Any, name: str | None = None) -> Tensor:
    """Half the sum of squares."""
    x = convert(t)
    half = np.asarray(0.5, x.dtype.numpy)
    return wrap("L2Loss", ops.multiply(ops.sum(ops.square(x.node)), half), [x], name=name)


def log_poisson_loss(
    targets: Any, log_input: Any, compute_full_loss: bool = False, name: Any = None
) -> Tensor:
    """e^z - z targets, entry by entry."""
    z = convert(log_input)
    return math.subtract(math.exp(z), math.multiply(z, targets), name=name)


# ---------------------------------------------------------------- layers


def dropout(
    x: Any, keep_prob: Any, noise_shape: Any = None, seed: Any = None, name: str | None = None
) -> Tensor:
    """Each entry is kept with probability keep_prob and made so much larger, or else it is 0."""
    x = convert(x)
    number = not isinstance(keep_prob, Tensor)
    if number and not 0 < keep_prob <= 1:
        raise ValueError(f"keep_prob must be a scalar tensor or a float in the range (0, 1], got {keep_prob}")
    graph = get_default_graph()
    with graph.name_scope(name or "dropout") as scope:
        keep = convert(keep_prob, x.dtype.base_dtype, "keep_prob")
        if number and keep_prob == 1:
            return x
        mask = math.floor(math.add(keep, uniform_like(x, noise_shape, seed)))
        result = math.multiply(math.truediv(x, keep, name="div"), mask, name=scope)
    result._shape = graph.shapes[result.node] = x._shape
    return result


def bias_add(value: Any, bias: Any, data_format: Any = None, name: str | None = None) -> Tensor:
    """Add a bias along the last axis."""
    x, b = together("BiasAdd", value, bias)
    if b.shape.ndims not in (1, None):
        raise ValueError(
            f"Shape must be rank 1 but is rank {b.shape.ndims} for 'BiasAdd': the bias is a vector"
        )
    return wrap("BiasAdd", ops.add(x.node, b.node), [x, b], name=name)


def xw_plus_b(x: Any, weights: Any, biases: Any, name: str | None = None) -> Tensor:
    """x weights + biases."""
    return bias_add(math.matmul(x, weights), biases, name=name or "xw_plus_b")


def relu_layer(x: Any, weights: Any, biases: Any, name: str | None = None) -> Tensor:
    """relu(x weights + biases)."""
    return relu(xw_plus_b(x, weights, biases), name=name or "relu_layer")


def moments(
    x: Any, axes: Any, shift: Any = None, name: str | None = None, keep_dims: bool = False
) -> tuple[Tensor, Tensor]:
    """Mean and variance along axes."""
    x = convert(x)
    with get_default_graph().name_scope(name or "moments"):
        mean = reduce_mean(x, axes, keep_dims=True, name="mean")
        away = math.squared_difference(x, wrap("StopGradient", ops.stop_gradient(mean.node), [mean]))
        variance = reduce_mean(away, axes, keep_dims=True, name="variance")
        if keep_dims:
            return mean, variance
        gone = [int(a) for a in np.atleast_1d(axes)]
        return squeeze(mean, gone), squeeze(variance, gone)


def batch_normalization(
    x: Any, mean: Any, variance: Any, offset: Any, scale: Any, variance_epsilon: Any, name: str | None = None
) -> Tensor:
    """(x - mean) scale / √(variance + ε) + offset."""
    with get_default_graph().name_scope(name or "batchnorm"):
        inverse = math.rsqrt(math.add(variance, variance_epsilon))
        inverse = inverse if scale is None else math.multiply(inverse, scale)
        below = math.multiply(mean, inverse)
        shift = math.negative(below) if offset is None else math.subtract(offset, below)
        return math.add(math.multiply(x, inverse), shift)


def l2_normalize(
    x: Any, dim: Any = None, epsilon: float = 1e-12, name: str | None = None, axis: Any = None
) -> Tensor:
    """x over its length along an axis, or over √ε where that is longer."""
    x = convert(x)
    square_sum = math.reduce_sum(math.square(x), dim if axis is None else axis, keep_dims=True)
    return math.multiply(x, math.rsqrt(math.maximum(square_sum, epsilon)), name=name or "l2_normalize")


def zero_fraction(value: Any, name: str | None = None) -> Tensor:
    """The share of entries that are 0."""
    x = convert(value)
    return reduce_mean(math.cast(math.equal(x, np.asarray(0, x.dtype.numpy)), "float32"), name=name)


class TopK(NamedTuple):
    """The greatest entries of each row, and where they are."""

    values: Tensor
    indices: Tensor


def top_k(input: Any, k: Any = 1, sorted: bool = True, name: str | None = None) -> TopK:
    """The k greatest entries along the last axis, the greatest first; of equals, the first first."""
    x = convert(input)
    n = int(k.node.value) if isinstance(k, Tensor) else int(k)
    places = ops.apply(_TopPlaces, x.node, k=n)
    indices = wrap("TopKV2", places, [x], int32, name, counted=2)
    values = wrap(
        "TopKV2", ops.apply(_Along, x.node, places), [x], name=f"{indices.op.name}_values", counted=0
    )
    for tensor in (values, indices):
        tensor._shape = None if x._shape is None else (*x._shape[:-1], n)
    return TopK(values, indices)


class _TopPlaces(nb.Operation):
    """out = where the k greatest entries of each row are."""

    label = "top"
    is_flat = True

    @staticmethod
    def forward(x: Any, k: int = 1, out: Any = None) -> Any:
        return ops.copied(np.argsort(-x, axis=-1, kind="stable")[..., :k].astype(np.int32), out)

    @staticmethod
    def backward(G: Any, out: Any, x: Any, k: int = 1) -> tuple[Any, ...]:
        return (None,)


class _Along(nb.Operation):
    """out = the entries of each row at its places: G goes back to them."""

    label = "along"

    @staticmethod
    def forward(x: Any, places: Any, out: Any = None) -> Any:
        return ops.copied(np.take_along_axis(x, places, -1), out)

    @staticmethod
    def backward(G: Any, out: Any, x: Any, places: Any) -> tuple[Any, ...]:
        return ops.apply(_Put, G, x, places), None


class _Put(nb.Operation):
    """out = 0 in the shape of x, but G at the places of each row."""

    label = "→along"
    shape_inputs = (1,)

    @staticmethod
    def forward(G: Any, x: Any, places: Any, out: Any = None) -> Any:
        placed = ops.copied(np.zeros(np.shape(x), G.dtype), out)
        np.put_along_axis(placed, places, G, -1)
        return placed

    @staticmethod
    def backward(H: Any, out: Any, G: Any, x: Any, places: Any) -> tuple[Any, ...]:
        return ops.apply(_Along, H, places), None, None


def in_top_k(predictions: Any, targets: Any, k: int, name: str | None = None) -> Tensor:
    """Is the class of each row among its k greatest? A tie at the edge counts as in."""
    x, y = convert(predictions), convert(targets)
    node = ops.apply(_InTop, x.node, y.node, k=int(k))
    result = wrap("InTopK", node, [x, y], bool_, name, counted=2)
    result._shape = y._shape
    return result


class _InTop(nb.Operation):
    """out = are fewer than k entries of the row greater than that of its class?"""

    label = "in top"
    is_flat = True

    @staticmethod
    def forward(x: Any, y: Any, k: int = 1, out: Any = None) -> Any:
        own = np.take_along_axis(x, y[:, None].astype(int), -1)
        return ops.copied(np.sum(x > own, axis=-1) < k, out)

    @staticmethod
    def backward(G: Any, out: Any, x: Any, y: Any, k: int = 1) -> tuple[Any, ...]:
        return None, None


# ---------------------------------------------------------------- images


def _window(numbers: Any, data_format: Any) -> Any:
    """The length of a window or stride; a pair, where it is another for rows than for columns."""
    if data_format not in (None, "NHWC", "channels_last"):
        raise ValueError(f"expected images with channels last, data_format='NHWC', got {data_format!r}")
    lengths = [int(n) for n in (numbers if isinstance(numbers, (list, tuple)) else [numbers] * 2)]
    rows, *columns = lengths[1:3] if len(lengths) == 4 else lengths
    return rows if {rows} == {rows, *columns} else (rows, *columns)


def conv2d(
    input: Any,
    filter: Any,
    strides: Any = None,
    padding: Any = None,
    use_cudnn_on_gpu: bool = True,
    data_format: str = "NHWC",
    name: str | None = None,
) -> Tensor:
    """Each of the kernels (rows, columns, channels, maps) slid over images (n, rows, columns, channels)."""
    x, w = together("Conv2D", input, filter)
    step = _window(strides, data_format)
    node = ops.conv2d(x.node, w.node, stride=step, padding=str(padding).lower())
    return wrap("Conv2D", node, [x, w], name=name)


def _pool(type: str, build: Any) -> Any:
    def pool(
        value: Any, ksize: Any, strides: Any, padding: str, data_format: str = "NHWC", name: str | None = None
    ) -> Tensor:
        x = convert(value)
        size, step = _window(ksize, data_format), _window(strides, data_format)
        node = build(x.node, size, stride=step, padding=padding.lower())
        return wrap(type, node, [x], name=name)

    pool.__doc__ = f"TensorFlow's {type}, of windows of images (n, rows, columns, channels)."
    return pool


max_pool, avg_pool = _pool("MaxPool", ops.max_pool), _pool("AvgPool", ops.avg_pool)


# What stands in modules of its own, which build on this one.
_LATER = {
    "recurrent": "dynamic_rnn static_rnn static_bidirectional_rnn bidirectional_dynamic_rnn",
    "images": "conv2d_transpose conv1d depthwise_conv2d separable_conv2d atrous_conv2d lrn "
    "local_response_normalization batch_norm_with_global_normalization",
    "special": "log_sigmoid",
    "embeddings": "embedding_lookup",
    "sampled": "nce_loss sampled_softmax_loss log_uniform_candidate_sampler uniform_candidate_sampler "
    "fixed_unigram_candidate_sampler learned_unigram_candidate_sampler",
}
_MODULE_OF = {name: module for module, names in _LATER.items() for name in names.split()}


def __getattr__(name: str) -> Any:
    if name in _MODULE_OF:
        return getattr(import_module(f"nbkit.tf1.core.{_MODULE_OF[name]}"), name)
    if name == "rnn_cell":
        return import_module("nbkit.tf1.core.cells")
    raise AttributeError(sentence(f"tf.nn.{name}"))


name_functions(globals())
