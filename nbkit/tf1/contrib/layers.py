"""tf.contrib.layers: what weights start from, and what punishes large ones."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from nbkit.tf1 import layers
from nbkit.tf1.core import math
from nbkit.tf1.core.dtypes import float32
from nbkit.tf1.core.initializers import (
    Initializer,
    glorot_normal_initializer,
    glorot_uniform_initializer,
    zeros_initializer,
)
from nbkit.tf1.core.initializers import variance_scaling_initializer as _scaling
from nbkit.tf1.core.missing import sentence
from nbkit.tf1.core.tensor import Tensor, convert
from nbkit.tf1.core.variables import get_variable, variable_scope
from nbkit.tf1.layers import _product
from nbkit.tf1.nn import bias_add, l2_loss, relu


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
    if normalizer_fn is not None:
        raise AttributeError(sentence("tf.contrib.layers.fully_connected(normalizer_fn=…)"))
    x = convert(inputs)
    with variable_scope(scope, "fully_connected", reuse=reuse):
        start = xavier_initializer() if weights_initializer is None else weights_initializer
        shape = [int(x.shape[-1]), int(num_outputs)]
        out = _product(x, get_variable("weights", shape, x.dtype, start, weights_regularizer, trainable))
        if biases_initializer is not None:
            bias = get_variable(
                "biases", shape[1:], x.dtype, biases_initializer, biases_regularizer, trainable
            )
            out = bias_add(out, bias)
        return out if activation_fn is None else activation_fn(out)


linear = partial(fully_connected, activation_fn=None)


def flatten(inputs: Any, outputs_collections: Any = None, scope: str | None = None) -> Tensor:
    """Each example in one row."""
    return layers.flatten(inputs)


def dropout(
    inputs: Any, keep_prob: Any = 0.5, noise_shape: Any = None, is_training: Any = True, **options: Any
) -> Tensor:
    """Keep each entry with this probability while training."""
    rate = 1 - convert(keep_prob) if isinstance(keep_prob, Tensor) else 1 - keep_prob
    return layers.dropout(inputs, rate, noise_shape, training=is_training)


def __getattr__(name: str) -> Any:
    raise AttributeError(sentence(f"tf.contrib.layers.{name}"))
