"""Layers that fewer networks need: the way back of a convolution, one kernel a channel, holes, sequences."""

from __future__ import annotations

from typing import Any

import numpy as np

from nbkit import graph as nb
from nbkit import ops
from nbkit.tf1 import nn
from nbkit.tf1.core import arrays
from nbkit.tf1.core.tensor import Tensor, convert, floats, shaped, together, wrap


def conv2d_transpose(
    value: Any,
    filter: Any,
    output_shape: Any,
    strides: Any,
    padding: str = "SAME",
    data_format: str = "NHWC",
    name: str | None = None,
) -> Tensor:
    """The way back of a convolution: each pixel hands its kernel to the places from where it would be seen.

    value (n, rows, columns, channels), filter (rows, columns, maps, channels): the kernels of the convolution
    that would lead from the output here. output_shape: the shape of that output, which may be computed.
    """
    x, w = together("Conv2DBackpropInput", value, filter)
    shape = arrays.shape_tensor(output_shape)
    known = arrays.static(shape) if arrays.is_static(shape) else None
    _check_channels(x, w, known)
    like = ops.fill(shape.node, np.zeros((), x.dtype.numpy))
    step = nn._window(strides, data_format)
    node = ops.conv_slope_images(x.node, like, w.node, stride=step, padding=padding.lower())
    result = wrap("Conv2DBackpropInput", node, [x, w, shape], x.dtype.base_dtype, name or "conv2d_transpose")
    return arrays._of_shape(result, shape)


def _check_channels(x: Tensor, w: Tensor, output: tuple[int, ...] | None) -> None:
    channels, maps = x.shape[3].value, w.shape.as_list()[2:]
    if None not in (channels, maps[1]) and channels != maps[1]:
        raise ValueError(f"input channels does not match filter's input channels, {channels} != {maps[1]}")
    if output is not None and len(output) != 4:
        raise ValueError(f"output_shape must have shape (4,), got ({len(output)},)")
    if output is not None and None not in (maps[0], output[3]) and maps[0] != output[3]:
        raise ValueError(f"output_shape does not match filter's output channels, {output[3]} != {maps[0]}")


def conv1d(
    value: Any,
    filters: Any,
    stride: int,
    padding: str,
    use_cudnn_on_gpu: Any = None,
    data_format: Any = None,
    name: str | None = None,
) -> Tensor:
    """Kernels (steps, channels, maps) slid along sequences (n, time, channels)."""
    x, w = together("Conv1D", value, filters)
    row, kernels = ops.expand(x.node, 1), ops.expand(w.node, 0)
    seen = ops.conv2d(row, kernels, stride=int(stride), padding=padding.lower())
    return wrap("Conv1D", ops.index(seen, (slice(None), 0)), [x, w], name=name or "conv1d", counted=6)


def depthwise_conv2d(
    input: Any,
    filter: Any,
    strides: Any,
    padding: str,
    rate: Any = None,
    name: str | None = None,
    data_format: str | None = None,
) -> Tensor:
    """Each channel has kernels of its own, (rows, columns, channels, maps of a channel)."""
    x, w = together("DepthwiseConv2dNative", input, filter)
    if rate is not None and np.any(np.not_equal(rate, 1)):
        raise ValueError(f"expected rate 1, got {rate}: kernels with holes go with tf.nn.atrous_conv2d")
    _, _, channels, maps = (int(n) for n in w.shape)
    alone = np.eye(channels, dtype=x.dtype.numpy).reshape(1, 1, channels, channels, 1)
    kernels = ops.reshape(ops.expand(w.node, 2) * alone, (*w.shape.as_list()[:2], channels, channels * maps))
    step = nn._window(strides, data_format)
    node = ops.conv2d(x.node, kernels, stride=step, padding=padding.lower())
    return wrap("DepthwiseConv2dNative", node, [x, w], name=name or "depthwise", counted=3)


def separable_conv2d(
    input: Any,
    depthwise_filter: Any,
    pointwise_filter: Any,
    strides: Any,
    padding: str,
    rate: Any = None,
    name: str | None = None,
    data_format: str | None = None,
) -> Tensor:
    """The same, and then maps that are sums of those of all channels at each place."""
    by_channel = depthwise_conv2d(input, depthwise_filter, strides, padding, rate, data_format=data_format)
    return nn.conv2d(by_channel, pointwise_filter, [1, 1, 1, 1], "VALID", name=name or "separable_conv2d")


def atrous_conv2d(value: Any, filters: Any, rate: int, padding: str, name: str | None = None) -> Tensor:
    """A convolution with holes in the kernels: each weight so many pixels from the next."""
    x, w = together("Conv2D", value, filters)
    rows, columns, *rest = (int(n) for n in w.shape)
    hole = np.zeros((rate, 1, rate, 1, 1), x.dtype.numpy)
    hole[0, 0, 0] = 1
    apart = ops.expand(ops.expand(w.node, 1), 3) * hole
    wide = ops.reshape(apart, (rows * rate, columns * rate, *rest))
    kernels = ops.index(wide, (slice(None, (rows - 1) * rate + 1), slice(None, (columns - 1) * rate + 1)))
    node = ops.conv2d(x.node, kernels, padding=padding.lower())
    counted = 2 if rate == 1 else 13 if padding == "SAME" else 12
    type = "Conv2D" if rate == 1 else "AtrousConv2D"
    return wrap(type, node, [x, w], name=name or "convolution", counted=counted)


def local_response_normalization(
    input: Any,
    depth_radius: int = 5,
    bias: float = 1.0,
    alpha: float = 1.0,
    beta: float = 0.5,
    name: str | None = None,
) -> Tensor:
    """x / (bias + alpha Σ squares of the channels that are near)^beta.

    Source: Krizhevsky, Sutskever and Hinton, *ImageNet classification with deep convolutional
    networks* (2012).
    """
    x = floats("LRN", convert(input))
    channels = int(x.shape[-1])
    place = np.arange(channels)
    near = (np.abs(place[:, None] - place) <= depth_radius).astype(x.dtype.numpy)
    squares = ops.reshape(ops.square(x.node), (-1, channels))
    total = ops.reshape_like(ops.matmul(squares, near * x.dtype.numpy.type(alpha)), x.node)
    scale, power = (np.asarray(n, x.dtype.numpy) for n in (bias, -beta))
    return wrap("LRN", x.node * ops.power(total + scale, power), [x], name=name)


lrn = local_response_normalization


def batch_norm_with_global_normalization(
    t: Any,
    m: Any,
    v: Any,
    beta: Any,
    gamma: Any,
    variance_epsilon: Any,
    scale_after_normalization: bool,
    name: str | None = None,
) -> Tensor:
    """(t - m) / √(v + ε), times gamma where it is said, + beta."""
    return nn.batch_normalization(
        t, m, v, beta, gamma if scale_after_normalization else None, variance_epsilon, name
    )


# ---------------------------------------------------------------- windows of sequences


def pool1d(type: str, x: Tensor, size: int, stride: int, padding: str, name: str | None) -> Tensor:
    """The greatest, or the mean, of each window of sequences (n, time, channels)."""
    greatest = type == "MaxPool"
    whole, counts = x.node, ops.ones_like(x.node)
    if padding.lower() == "same":
        room = ops.border(int(x.shape[1]), size, stride, "same")
        whole, counts = (
            _bordered(n, room, fill) for n, fill in ((whole, -np.inf if greatest else 0), (counts, 0))
        )
    seen = _windows(whole, size, stride)
    node = ops.max(seen, -1) if greatest else ops.sum(seen, -1) / ops.sum(_windows(counts, size, stride), -1)
    return wrap(f"{type}1D", node, [x], name=name, counted=4)


def _windows(x: nb.Node, size: int, stride: int) -> nb.Node:
    """What windows along time see, on a last axis."""
    keys = [slice(i, (i - size + 1) or None, stride) for i in range(size)]
    return ops.stack([ops.index(x, (slice(None), key)) for key in keys], -1)


def _bordered(x: nb.Node, room: tuple[int, int], fill: float) -> nb.Node:
    """Steps of one number before and after a sequence."""
    step = ops.zeros_like(ops.index(x, (slice(None), slice(0, 1)))) + np.float32(fill)
    return ops.concat([*[step] * room[0], x, *[step] * room[1]], 1)


def depth_to_space(input: Any, block_size: int, name: str | None = None, data_format: str = "NHWC") -> Tensor:
    """Channels become pixels: each pixel a block of block_size rows and columns."""
    x = convert(input)
    rows, columns, depth = _lengths(x, data_format)
    k, left = block_size, depth // block_size**2
    if left * k * k != depth:
        raise ValueError(f"Dimension size must be evenly divisible by {k * k} but is {depth}")
    apart = ops.transpose(ops.reshape(x.node, (-1, rows, columns, k, k, left)), (0, 1, 3, 2, 4, 5))
    node = ops.reshape(apart, (-1, rows * k, columns * k, left))
    return shaped(wrap("DepthToSpace", node, [x], name=name), (x.shape[0].value, rows * k, columns * k, left))


def space_to_depth(input: Any, block_size: int, name: str | None = None, data_format: str = "NHWC") -> Tensor:
    """Pixels become channels: each block of block_size rows and columns one pixel."""
    x = convert(input)
    rows, columns, depth = _lengths(x, data_format)
    k = block_size
    if rows % k or columns % k:
        raise ValueError(
            f"Dimension size must be evenly divisible by {k} but is {rows if rows % k else columns}"
        )
    apart = ops.reshape(x.node, (-1, rows // k, k, columns // k, k, depth))
    whole = (rows // k, columns // k, depth * k * k)
    node = ops.reshape(ops.transpose(apart, (0, 1, 3, 2, 4, 5)), (-1, *whole))
    return shaped(wrap("SpaceToDepth", node, [x], name=name), (x.shape[0].value, *whole))


def _lengths(x: Tensor, data_format: str) -> tuple[int, int, int]:
    """Rows, columns and channels of images."""
    if x.shape.ndims != 4 or None in x.shape.as_list()[1:] or data_format != "NHWC":
        raise ValueError(
            f"expected images (n, rows, columns, channels), got {data_format} of shape {x.shape}"
        )
    rows, columns, depth = (int(n) for n in x.shape[1:])
    return rows, columns, depth
