"""tf.layers: layers that make their own weights."""

from __future__ import annotations

from typing import Any

import numpy as np

from nbkit.tf1 import nn
from nbkit.tf1.core import arrays, math
from nbkit.tf1.core.initializers import zeros_initializer
from nbkit.tf1.core.tensor import Tensor, convert
from nbkit.tf1.core.variables import get_variable, variable_scope


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
