"""tf.contrib.layers: what weights start from, and what punishes large ones."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from nbkit.tf1 import layers, nn
from nbkit.tf1.core import arrays, math
from nbkit.tf1.core.arrays import identity
from nbkit.tf1.core.dtypes import float32
from nbkit.tf1.core.graph import GraphKeys, get_default_graph
from nbkit.tf1.core.initializers import (
    Initializer,
    glorot_normal_initializer,
    glorot_uniform_initializer,
    ones_initializer,
    zeros_initializer,
)
from nbkit.tf1.core.initializers import variance_scaling_initializer as _scaling
from nbkit.tf1.core.missing import name_functions, sentence
from nbkit.tf1.core.tensor import Tensor, convert
from nbkit.tf1.core.variables import get_variable, variable_scope
from nbkit.tf1.layers import _product
from nbkit.tf1.nn import l2_loss, relu


def xavier_initializer(uniform: bool = True, seed: Any = None, dtype: Any = float32) -> Initializer:
    """Weights so large that values keep their size in both directions: Glorot's."""
    return (glorot_uniform_initializer if uniform else glorot_normal_initializer)(seed, dtype)


xavier_initializer_conv2d = xavier_initializer


def variance_scaling_initializer(
    factor: float = 2.0, mode: str = "FAN_IN", uniform: bool = False, seed: Any = None, dtype: Any = float32
) -> Initializer:
    """Weights with the variance factor / inputs, as relu wants them: He's."""
    scale = factor if uniform else factor * 1.3
    return _scaling(scale, mode.lower(), "uniform" if uniform else "normal", seed, dtype)


def l2_regularizer(scale: float, scope: str | None = None) -> Callable[[Any], Tensor]:
    """A function of weights: scale times half the sum of their squares."""
    return lambda weights: math.multiply(float(scale), l2_loss(weights))


def l1_regularizer(scale: float, scope: str | None = None) -> Callable[[Any], Tensor]:
    """A function of weights: scale times the sum of their sizes."""
    return lambda weights: math.multiply(float(scale), math.reduce_sum(math.abs(convert(weights))))


def l1_l2_regularizer(
    scale_l1: float = 1.0, scale_l2: float = 1.0, scope: str | None = None
) -> Callable[[Any], Tensor]:
    """A function of weights: the sum of both."""
    of_sizes, of_squares = l1_regularizer(scale_l1), l2_regularizer(scale_l2)
    return lambda weights: math.add(of_sizes(weights), of_squares(weights))


def apply_regularization(regularizer: Any, weights_list: Any = None) -> Tensor:
    """The sum of what a regularizer makes of each of the weights: of those in WEIGHTS, if none are given."""
    weights = weights_list if weights_list else get_default_graph().get_collection(GraphKeys.WEIGHTS)
    if not weights:
        raise ValueError("No weights to regularize.")
    penalty = math.add_n([regularizer(w) for w in weights], name="total_regularization")
    get_default_graph().add_to_collection(GraphKeys.REGULARIZATION_LOSSES, penalty)
    return penalty


def fully_connected(
    inputs: Any,
    num_outputs: int,
    activation_fn: Any = relu,
    normalizer_fn: Any = None,
    normalizer_params: Any = None,
    weights_initializer: Any = None,
    weights_regularizer: Any = None,
    biases_initializer: Any = zeros_initializer,
    biases_regularizer: Any = None,
    reuse: Any = None,
    variables_collections: Any = None,
    outputs_collections: Any = None,
    trainable: bool = True,
    scope: Any = None,
) -> Tensor:
    """A dense layer that ends in relu, unless another activation is given; None for none."""
    x = convert(inputs)
    with variable_scope(scope, "fully_connected", reuse=reuse):
        start = xavier_initializer() if weights_initializer is None else weights_initializer
        shape = [int(x.shape[-1]), int(num_outputs)]
        out = _product(x, get_variable("weights", shape, x.dtype, start, weights_regularizer, trainable))
        bias = (biases_initializer, biases_regularizer, trainable)
        return _finished(out, normalizer_fn, normalizer_params, bias, activation_fn)


def _finished(out: Tensor, normalizer: Any, options: Any, bias: Any, activation: Any) -> Tensor:
    """What ends a layer: a normalizer or else a bias, if there is one, and an activation."""
    start, regularizer, trainable = bias
    if normalizer is not None:
        out = normalizer(out, **(options or {}))
    elif start is not None:
        shape = [int(out.shape[-1])]
        out = nn.bias_add(out, get_variable("biases", shape, out.dtype, start, regularizer, trainable))
    return out if activation is None else activation(out)


def bias_add(
    inputs: Any,
    activation_fn: Any = None,
    initializer: Any = zeros_initializer,
    regularizer: Any = None,
    reuse: Any = None,
    variables_collections: Any = None,
    outputs_collections: Any = None,
    trainable: bool = True,
    data_format: Any = None,
    scope: Any = None,
) -> Tensor:
    """The inputs with a bias of their own added along the last axis."""
    x = convert(inputs)
    with variable_scope(scope, "BiasAdd", reuse=reuse):
        return _finished(x, None, None, (initializer, regularizer, trainable), activation_fn)


def conv2d(
    inputs: Any,
    num_outputs: int,
    kernel_size: Any,
    stride: Any = 1,
    padding: str = "SAME",
    data_format: Any = None,
    rate: Any = 1,
    activation_fn: Any = relu,
    normalizer_fn: Any = None,
    normalizer_params: Any = None,
    weights_initializer: Any = None,
    weights_regularizer: Any = None,
    biases_initializer: Any = zeros_initializer,
    biases_regularizer: Any = None,
    reuse: Any = None,
    variables_collections: Any = None,
    outputs_collections: Any = None,
    trainable: bool = True,
    scope: Any = None,
) -> Tensor:
    """A convolution that ends in relu, unless another activation is given; None for none."""
    x, start = convert(inputs), weights_initializer or xavier_initializer()
    with variable_scope(scope, "Conv", reuse=reuse):
        shape = [*layers._pair(kernel_size), int(x.shape[-1]), int(num_outputs)]
        W = get_variable("weights", shape, x.dtype, start, weights_regularizer, trainable)
        holes = layers._pair(rate)[0]
        x.graph.count += holes == 1
        if holes == 1:
            out = nn.conv2d(x, W, stride, padding.upper(), data_format=data_format)
        else:
            out = nn.atrous_conv2d(x, W, holes, padding.upper())
        bias = (biases_initializer, biases_regularizer, trainable)
        return _finished(out, normalizer_fn, normalizer_params, bias, activation_fn)


convolution2d = conv2d


def conv2d_transpose(
    inputs: Any,
    num_outputs: int,
    kernel_size: Any,
    stride: Any = 1,
    padding: str = "SAME",
    data_format: Any = None,
    activation_fn: Any = relu,
    normalizer_fn: Any = None,
    normalizer_params: Any = None,
    weights_initializer: Any = None,
    weights_regularizer: Any = None,
    biases_initializer: Any = zeros_initializer,
    biases_regularizer: Any = None,
    reuse: Any = None,
    variables_collections: Any = None,
    outputs_collections: Any = None,
    trainable: bool = True,
    scope: Any = None,
) -> Tensor:
    """The way back of a convolution, that ends in relu, unless another activation is given."""
    x, start = convert(inputs), weights_initializer or xavier_initializer()
    with variable_scope(scope, "Conv2d_transpose", reuse=reuse):
        shape = [*layers._pair(kernel_size), int(num_outputs), int(x.shape[-1])]
        W = get_variable("weights", shape, x.dtype, start, weights_regularizer, trainable)
        out = layers.grown(x, W, num_outputs, kernel_size, stride, padding)
        bias = (biases_initializer, biases_regularizer, trainable)
        return _finished(out, normalizer_fn, normalizer_params, bias, activation_fn)


convolution2d_transpose = conv2d_transpose


def _pooling(pool: Any, default: str) -> Any:
    def layer(
        inputs: Any,
        kernel_size: Any,
        stride: Any = 2,
        padding: str = "VALID",
        data_format: Any = None,
        outputs_collections: Any = None,
        scope: Any = None,
    ) -> Tensor:
        return pool(inputs, kernel_size, stride, padding.upper(), data_format or "NHWC", scope or default)

    layer.__doc__ = f"{default}: one number for each window of images (n, rows, columns, channels)."
    return layer


max_pool2d, avg_pool2d = _pooling(nn.max_pool, "MaxPool2D"), _pooling(nn.avg_pool, "AvgPool2D")


def batch_norm(
    inputs: Any,
    decay: float = 0.999,
    center: bool = True,
    scale: bool = False,
    epsilon: float = 0.001,
    activation_fn: Any = None,
    param_initializers: Any = None,
    param_regularizers: Any = None,
    updates_collections: Any = GraphKeys.UPDATE_OPS,
    is_training: Any = True,
    reuse: Any = None,
    variables_collections: Any = None,
    outputs_collections: Any = None,
    trainable: bool = True,
    batch_weights: Any = None,
    fused: Any = None,
    data_format: Any = None,
    zero_debias_moving_mean: bool = False,
    scope: Any = None,
    **options: Any,
) -> Tensor:
    """Each channel with mean 0 and variance 1, of the batch while training, else of the past; then moved.

    The operations that keep the past up to date are in the collection UPDATE_OPS; where that is None, they
    run whenever the result is computed.
    """
    x = convert(inputs)
    with variable_scope(scope, "BatchNorm", reuse=reuse):
        beta, gamma, *past = _normal_weights(x, param_initializers or {}, center, scale, trainable)
        counted = x.graph.count + _nodes_of_normal(x, is_training, updates_collections)
        now, moves = layers.moments(x, past, is_training, decay, True)
        result = layers.normalized(x, now, beta, gamma, epsilon, is_training, True)
        if updates_collections is None and moves:
            result = identity(result)
            result.op.bring_about(moves)
        for move in moves if updates_collections is not None else ():
            x.graph.add_to_collection(updates_collections, move)
        x.graph.count = counted
    return result if activation_fn is None else activation_fn(result)


def _normal_weights(x: Tensor, starts: Any, center: bool, scale: bool, trainable: bool) -> list[Any]:
    """The numbers of each channel: what is learned of them, if it is wanted, and the past."""
    wanted = {"beta": center, "gamma": scale, "moving_mean": True, "moving_variance": True}
    found: list[Any] = []
    for name, is_wanted in wanted.items():
        if not is_wanted:
            x.graph.count += 1  # 1.4.0 makes a constant for it
            found.append(None)
            continue
        start = starts.get(name) or (
            zeros_initializer if name in ("beta", "moving_mean") else ones_initializer
        )
        learned = trainable and name in ("beta", "gamma")
        found.append(get_variable(name, [int(x.shape[-1])], x.dtype, start, trainable=learned))
    return found


def _nodes_of_normal(x: Tensor, training: Any, collections: Any) -> int:
    """How many nodes 1.4.0 makes beside the variables."""
    as_image = 0 if x.shape.ndims == 4 else 3
    if isinstance(training, Tensor):
        return 37 if as_image == 0 else 45
    return as_image + (12 + (collections is None) if training else 2)


def layer_norm(
    inputs: Any,
    center: bool = True,
    scale: bool = True,
    activation_fn: Any = None,
    reuse: Any = None,
    variables_collections: Any = None,
    outputs_collections: Any = None,
    trainable: bool = True,
    begin_norm_axis: int = 1,
    begin_params_axis: int = -1,
    scope: Any = None,
) -> Tensor:
    """Each example with mean 0 and variance 1 over its axes, from begin_norm_axis on; then scaled and moved.

    Source: Ba, Kiros and Hinton, *Layer normalization* (2016).
    """
    x = convert(inputs)
    ndims, axes = len(x.shape), x.shape.as_list()[begin_params_axis:]
    with variable_scope(scope, "LayerNorm", reuse=reuse):
        kept = {"beta": zeros_initializer if center else None, "gamma": ones_initializer if scale else None}
        beta, gamma = (
            None if start is None else get_variable(name, axes, x.dtype, start, trainable=trainable)
            for name, start in kept.items()
        )
        before = x.graph.count
        mean, variance = nn.moments(x, list(range(begin_norm_axis % ndims, ndims)), keep_dims=True)
        out = nn.batch_normalization(x, mean, variance, beta, gamma, 1e-12)
        out.set_shape(x.shape)
        x.graph.count = before + 14
    return out if activation_fn is None else activation_fn(out)


def one_hot_encoding(
    labels: Any,
    num_classes: int,
    on_value: float = 1.0,
    off_value: float = 0.0,
    outputs_collections: Any = None,
    scope: Any = None,
) -> Tensor:
    """A row for each class number: 1 at its place, 0 elsewhere."""
    y = convert(labels)
    before = y.graph.count
    with y.graph.name_scope(scope or "OneHotEncoding"):
        rows = arrays.one_hot(math.to_int64(y), num_classes, on_value, off_value)
    y.graph.count = before + 6 + (y.dtype.base_dtype.name != "int64")
    return rows


def softmax(logits: Any, scope: Any = None) -> Tensor:
    """softmax along the last axis."""
    z = convert(logits)
    before = z.graph.count
    result = nn.softmax(z, name=scope or "softmax")
    z.graph.count = before + 5
    return result


linear = partial(fully_connected, activation_fn=None)


def flatten(inputs: Any, outputs_collections: Any = None, scope: str | None = None) -> Tensor:
    """Each example in one row."""
    return layers.flatten(inputs)


def dropout(
    inputs: Any,
    keep_prob: Any = 0.5,
    noise_shape: Any = None,
    is_training: Any = True,
    outputs_collections: Any = None,
    scope: Any = None,
) -> Tensor:
    """Keep each entry with this probability while training."""
    rate = 1 - convert(keep_prob) if isinstance(keep_prob, Tensor) else 1 - keep_prob
    return layers.dropout(inputs, rate, noise_shape, training=is_training)


name_functions(globals())


def __getattr__(name: str) -> Any:
    raise AttributeError(sentence(f"tf.contrib.layers.{name}"))
