"""tf.layers: layers that make their own weights."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import numpy as np

from nbkit.tf1 import nn
from nbkit.tf1.core import arrays, math
from nbkit.tf1.core.graph import GraphKeys
from nbkit.tf1.core.initializers import ones_initializer, zeros_initializer
from nbkit.tf1.core.missing import name_functions, sentence
from nbkit.tf1.core.tensor import Operation, Tensor, convert, shaped
from nbkit.tf1.core.variables import assign_sub, get_variable, variable_scope


def dense(
    inputs: Any,
    units: int,
    activation: Any = None,
    use_bias: bool = True,
    kernel_initializer: Any = None,
    bias_initializer: Any = zeros_initializer,
    kernel_regularizer: Any = None,
    bias_regularizer: Any = None,
    activity_regularizer: Any = None,
    kernel_constraint: Any = None,
    bias_constraint: Any = None,
    trainable: bool = True,
    name: str | None = None,
    reuse: Any = None,
) -> Tensor:
    """activation(inputs · kernel + bias), along the last axis. It makes the weights kernel and bias."""
    x = convert(inputs)
    if x.shape[-1].value is None:
        raise ValueError("The last dimension of the inputs to `Dense` should be defined. Found `None`.")
    n, m = int(x.shape[-1]), int(units)
    with variable_scope(name, "dense", reuse=reuse):
        W = get_variable("kernel", [n, m], x.dtype, kernel_initializer, kernel_regularizer, trainable)
        b = (
            get_variable("bias", [m], x.dtype, bias_initializer, bias_regularizer, trainable)
            if use_bias
            else None
        )
        out = _product(x, W)
        out = out if b is None else nn.bias_add(out, b)
        return out if activation is None else activation(out)


def _product(x: Tensor, W: Any) -> Tensor:
    """x · W along the last axis of x, however many there are."""
    if x.shape.ndims == 2:
        return math.matmul(x, W)
    rows = math.matmul(arrays.reshape(x, [-1, int(x.shape[-1])]), W)
    x.graph.count += 6
    lengths = [-1 if n is None else n for n in x.shape.as_list()[:-1]]
    if lengths.count(-1) < 2:
        return arrays.reshape(rows, [*lengths, int(rows.shape[-1])])
    known = arrays.shape(x)[:-1]
    return arrays.reshape(rows, arrays.concat([known, [int(rows.shape[-1])]], 0))


fully_connected = dense


def conv2d(
    inputs: Any,
    filters: int,
    kernel_size: Any,
    strides: Any = 1,
    padding: str = "valid",
    data_format: str = "channels_last",
    dilation_rate: Any = 1,
    activation: Any = None,
    use_bias: bool = True,
    kernel_initializer: Any = None,
    bias_initializer: Any = zeros_initializer,
    kernel_regularizer: Any = None,
    bias_regularizer: Any = None,
    activity_regularizer: Any = None,
    kernel_constraint: Any = None,
    bias_constraint: Any = None,
    trainable: bool = True,
    name: str | None = None,
    reuse: Any = None,
) -> Tensor:
    """activation(inputs convolved with kernel + bias). It makes the weights kernel and bias."""
    x = convert(inputs)
    shape = [*_pair(kernel_size), int(x.shape[-1]), int(filters)]
    with variable_scope(name, "conv2d", reuse=reuse):
        W = get_variable("kernel", shape, x.dtype, kernel_initializer, kernel_regularizer, trainable)
        rate = _pair(dilation_rate)[0]
        if rate == 1:
            x.graph.count += 1
            out = nn.conv2d(x, W, strides, padding.upper(), data_format=data_format)
        else:
            out = nn.atrous_conv2d(x, W, rate, padding.upper())
        return _with_bias(out, filters, use_bias, bias_initializer, bias_regularizer, trainable, activation)


def _pair(number: Any) -> tuple[int, int]:
    """Rows and columns, of one number or two."""
    rows, columns = number if isinstance(number, (list, tuple)) else (number, number)
    return int(rows), int(columns)


def _with_bias(
    out: Tensor, maps: int, wanted: bool, start: Any, regularizer: Any, trainable: bool, activation: Any
) -> Tensor:
    """Add a bias, if one is wanted, and bend."""
    if wanted:
        bias = get_variable("bias", [int(maps)], out.dtype, start, regularizer, trainable)
        out = nn.bias_add(out, bias)
    return out if activation is None else activation(out)


def conv2d_transpose(
    inputs: Any,
    filters: int,
    kernel_size: Any,
    strides: Any = (1, 1),
    padding: str = "valid",
    data_format: str = "channels_last",
    activation: Any = None,
    use_bias: bool = True,
    kernel_initializer: Any = None,
    bias_initializer: Any = zeros_initializer,
    kernel_regularizer: Any = None,
    bias_regularizer: Any = None,
    activity_regularizer: Any = None,
    kernel_constraint: Any = None,
    bias_constraint: Any = None,
    trainable: bool = True,
    name: str | None = None,
    reuse: Any = None,
) -> Tensor:
    """The way back of a convolution: images grow by the stride. It makes the weights kernel and bias."""
    x = convert(inputs)
    with variable_scope(name, "conv2d_transpose", reuse=reuse):
        shape = [*_pair(kernel_size), int(filters), int(x.shape[-1])]
        W = get_variable("kernel", shape, x.dtype, kernel_initializer, kernel_regularizer, trainable)
        out = grown(x, W, filters, kernel_size, strides, padding)
        return _with_bias(out, filters, use_bias, bias_initializer, bias_regularizer, trainable, activation)


def grown(x: Tensor, W: Any, filters: int, kernel_size: Any, strides: Any, padding: str) -> Tensor:
    """The way back of a convolution, to images as large as the padding says."""
    valid = padding.lower() == "valid"
    counted = x.graph.count + (24 if valid else 20)
    lengths: list[Any] = [arrays.shape(x)[0] if x.shape[0].value is None else int(x.shape[0])]
    for n, k, s in zip(x.shape.as_list()[1:3], _pair(kernel_size), _pair(strides), strict=True):
        if n is None:
            raise ValueError(f"expected images whose rows and columns are known, got {x.shape}")
        lengths.append(n * s + (max(k - s, 0) if valid else 0))
    out = nn.conv2d_transpose(x, W, [*lengths, int(filters)], strides, padding.upper())
    x.graph.count = counted
    return out


def conv1d(
    inputs: Any,
    filters: int,
    kernel_size: Any,
    strides: Any = 1,
    padding: str = "valid",
    data_format: str = "channels_last",
    dilation_rate: Any = 1,
    activation: Any = None,
    use_bias: bool = True,
    kernel_initializer: Any = None,
    bias_initializer: Any = zeros_initializer,
    kernel_regularizer: Any = None,
    bias_regularizer: Any = None,
    activity_regularizer: Any = None,
    kernel_constraint: Any = None,
    bias_constraint: Any = None,
    trainable: bool = True,
    name: str | None = None,
    reuse: Any = None,
) -> Tensor:
    """activation(sequences (n, time, channels) convolved with kernel + bias)."""
    x = convert(inputs)
    if _pair(dilation_rate)[0] != 1:
        raise AttributeError(sentence("tf.layers.conv1d(dilation_rate=…)"))
    size, step = (int(np.ravel(n)[0]) for n in (kernel_size, strides))
    with variable_scope(name, "conv1d", reuse=reuse):
        shape = [size, int(x.shape[-1]), int(filters)]
        W = get_variable("kernel", shape, x.dtype, kernel_initializer, kernel_regularizer, trainable)
        x.graph.count += 1
        out = nn.conv1d(x, W, step, padding.upper())
        return _with_bias(out, filters, use_bias, bias_initializer, bias_regularizer, trainable, activation)


def _pooling(pool: Any, default: str) -> Any:
    def layer(
        inputs: Any,
        pool_size: Any,
        strides: Any,
        padding: str = "valid",
        data_format: str = "channels_last",
        name: str | None = None,
    ) -> Tensor:
        return pool(inputs, pool_size, strides, padding.upper(), data_format, name or default)

    layer.__doc__ = f"{default}: one number for each window of images (n, rows, columns, channels)."
    return layer


max_pooling2d = _pooling(nn.max_pool, "max_pooling2d")
average_pooling2d = _pooling(nn.avg_pool, "average_pooling2d")


def _pooling1d(type: str, default: str) -> Any:
    def layer(
        inputs: Any,
        pool_size: Any,
        strides: Any,
        padding: str = "valid",
        data_format: str = "channels_last",
        name: str | None = None,
    ) -> Tensor:
        images: Any = import_module("nbkit.tf1.core.images")
        size, step = (int(np.ravel(n)[0]) for n in (pool_size, strides))
        return images.pool1d(type, convert(inputs), size, step, padding, name or default)

    layer.__doc__ = f"{default}: one number for each window of sequences (n, time, channels)."
    return layer


max_pooling1d = _pooling1d("MaxPool", "max_pooling1d")
average_pooling1d = _pooling1d("AvgPool", "average_pooling1d")


def batch_normalization(
    inputs: Any,
    axis: int = -1,
    momentum: float = 0.99,
    epsilon: float = 1e-3,
    center: bool = True,
    scale: bool = True,
    beta_initializer: Any = zeros_initializer,
    gamma_initializer: Any = ones_initializer,
    moving_mean_initializer: Any = zeros_initializer,
    moving_variance_initializer: Any = ones_initializer,
    beta_regularizer: Any = None,
    gamma_regularizer: Any = None,
    beta_constraint: Any = None,
    gamma_constraint: Any = None,
    training: Any = False,
    trainable: bool = True,
    name: str | None = None,
    reuse: Any = None,
    **options: Any,
) -> Tensor:
    """Each channel with mean 0 and variance 1, of the batch while training, else of the past; then scaled.

    The operations that keep the past up to date are in the collection UPDATE_OPS.
    """
    x = convert(inputs)
    n, before = [int(x.shape[-1])], x.graph.count
    with variable_scope(name, "batch_normalization", reuse=reuse):
        gamma = get_variable("gamma", n, x.dtype, gamma_initializer, trainable=trainable) if scale else None
        beta = get_variable("beta", n, x.dtype, beta_initializer, trainable=trainable) if center else None
        mean = get_variable("moving_mean", n, x.dtype, moving_mean_initializer, trainable=False)
        variance = get_variable("moving_variance", n, x.dtype, moving_variance_initializer, trainable=False)
        now, moves = moments(x, (mean, variance), training, momentum, x.shape.ndims == 4)
        for move in moves:
            x.graph.add_to_collection(GraphKeys.UPDATE_OPS, move)
        result = normalized(x, now, beta, gamma, epsilon, training, x.shape.ndims == 4)
    if training is not False and training is not None:
        kind = "asked" if isinstance(training, Tensor) else "fused" if x.shape.ndims == 4 else "plain"
        counted = {"asked": 68 if x.shape.ndims != 4 else 53, "fused": 28, "plain": 40}
        x.graph.count = before + counted[kind]
    return result


def normalized(
    x: Tensor, now: Any, beta: Any, gamma: Any, epsilon: float, training: Any, fused: bool
) -> Tensor:
    """(x - mean) gamma / √(variance + ε) + beta; where TensorFlow has one kernel for it, as one operation."""
    result = nn.batch_normalization(x, now[0], now[1], beta, gamma, epsilon)
    rows, past = x.shape.ndims == 2, training is False or training is None
    if not fused or isinstance(training, Tensor) or (past and not rows):
        return result
    type = "BatchNormRows" if past else "FusedBatchNormRows" if rows else "FusedBatchNorm"
    op = Operation(type, [x, *(convert(v) for v in (beta, gamma) if v is not None)], type, counted=0)
    return Tensor(op, result.node, result.dtype, result._shape)


def moments(x: Tensor, past: Any, training: Any, momentum: float, fused: bool) -> tuple[Any, list[Any]]:
    """Mean and variance to normalize by, and operations by which the past takes up those of the batch.

    fused: TensorFlow's fused kernel keeps the variance without bias.
    """
    if training is False or training is None:
        return past, []
    mean, variance = nn.moments(x, list(range(len(x.shape) - 1)))
    learned = variance
    if fused:
        count = math.cast(arrays.size(x) // int(x.shape[-1]), x.dtype)
        learned = variance * (count / (count - 1.0))
    share = 1 - momentum
    if isinstance(training, Tensor):
        share = math.cast(training, x.dtype) * share
    pairs = zip(past, (mean, learned), strict=True)
    moves = [assign_sub(old, (old - new) * share).op for old, new in pairs]
    if isinstance(training, Tensor):
        chosen = [arrays.where(training, new, old) for old, new in zip(past, (mean, variance), strict=True)]
        return [shaped(t, old.shape.as_list()) for t, old in zip(chosen, past, strict=True)], moves
    return (mean, variance), moves


def flatten(inputs: Any, name: str | None = None) -> Tensor:
    """Each example in one row."""
    x = convert(inputs)
    rest = x.shape.as_list()[1:]
    width = -1 if None in rest else int(np.prod([n for n in rest if n is not None]))
    rows = x.shape[0].value
    x.graph.count += 6
    first = -1 if width != -1 else rows
    return arrays.reshape(x, [first if first is not None else arrays.shape(x)[0], width], name=name)


def dropout(
    inputs: Any,
    rate: Any = 0.5,
    noise_shape: Any = None,
    seed: Any = None,
    training: Any = False,
    name: str | None = None,
) -> Tensor:
    """Leave out this share of the entries while training; hand all on when not. training may be a tensor."""
    x = convert(inputs)
    if isinstance(training, Tensor):
        keep = 1 - math.cast(training, x.dtype) * convert(rate, x.dtype)
        result = shaped(nn.dropout(x, keep, noise_shape, seed, name or "dropout"), x._shape)
        x.graph.count += 4  # the switches of a branch
        return result
    keep = 1 - rate
    return nn.dropout(x, keep, noise_shape, seed, name or "dropout") if training else arrays.identity(x, name)


def __getattr__(name: str) -> Any:
    if name[:1].isupper():
        return getattr(import_module("nbkit.tf1.layer_objects"), name)
    raise AttributeError(sentence(f"tf.layers.{name}"))


name_functions(globals())
