"""tf.layers: layers that make their own weights."""

from __future__ import annotations

from typing import Any

import numpy as np

from nbkit.tf1 import nn
from nbkit.tf1.core import arrays, math
from nbkit.tf1.core.graph import GraphKeys
from nbkit.tf1.core.initializers import ones_initializer, zeros_initializer
from nbkit.tf1.core.missing import sentence
from nbkit.tf1.core.tensor import Tensor, convert
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
    rows, columns = kernel_size if isinstance(kernel_size, (list, tuple)) else (kernel_size, kernel_size)
    shape = [int(rows), int(columns), int(x.shape[-1]), int(filters)]
    with variable_scope(name, "conv2d", reuse=reuse):
        W = get_variable("kernel", shape, x.dtype, kernel_initializer, kernel_regularizer, trainable)
        x.graph.count += 1
        out = nn.conv2d(x, W, strides, padding.upper(), data_format=data_format)
        if use_bias:
            bias = [int(filters)]
            out = nn.bias_add(
                out, get_variable("bias", bias, x.dtype, bias_initializer, bias_regularizer, trainable)
            )
        return out if activation is None else activation(out)


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
        now = _moments(x, (mean, variance), training, momentum)
        result = nn.batch_normalization(x, now[0], now[1], beta, gamma, epsilon)
    if training is not False and training is not None:
        kind = "asked" if isinstance(training, Tensor) else "fused" if x.shape.ndims == 4 else "plain"
        x.graph.count = before + {"asked": 68, "fused": 28, "plain": 40}[kind]
    return result


def _moments(x: Tensor, past: Any, training: Any, momentum: float) -> Any:
    """Mean and variance to normalize by, and how the past takes up those of the batch."""
    if training is False or training is None:
        return past
    mean, variance = nn.moments(x, list(range(len(x.shape) - 1)))
    learned = variance
    if x.shape.ndims == 4:  # TensorFlow's fused kernel keeps the variance without bias
        count = math.cast(arrays.size(x) // int(x.shape[-1]), x.dtype)
        learned = variance * (count / (count - 1.0))
    share = 1 - momentum
    if isinstance(training, Tensor):
        share = math.cast(training, x.dtype) * share
    for old, new in zip(past, (mean, learned), strict=True):
        moved = assign_sub(old, (old - new) * share)
        x.graph.add_to_collection(GraphKeys.UPDATE_OPS, moved.op)
    if isinstance(training, Tensor):
        return [arrays.where(training, new, old) for old, new in zip(past, (mean, variance), strict=True)]
    return mean, variance


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
        return nn.dropout(x, keep, noise_shape, seed, name or "dropout")
    keep = 1 - rate
    return nn.dropout(x, keep, noise_shape, seed, name or "dropout") if training else arrays.identity(x, name)


def __getattr__(name: str) -> Any:
    raise AttributeError(sentence(f"tf.layers.{name}"))
