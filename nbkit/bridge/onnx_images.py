"""Convolution and pooling in ONNX, and their ways back: what windows see is gathered, and put back.

Images are (n, channels, rows, columns) there. onnxruntime has no float64 Conv and no float64 AveragePool.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from nbkit.bridge.onnx_windows import add_windows, counts_of, first_of, seen_by
from nbkit.ops.windows import borders, pair


def conv2d(b: Any, node: Any, x: str, w: str) -> str:
    """Say a convolution: onnxruntime has a float32 Conv; in float64 windows are gathered and multiplied."""
    shape, kernels = (b.form(n).shape for n in node.input_nodes)
    x, w = b.cast(x, b.precision), b.cast(w, b.precision)
    if b.precision == np.float32:
        down, across = borders(shape[1:3], kernels, **node.options)
        first = b.say("Transpose", x, perm=[0, 3, 1, 2])
        kernel = b.say("Transpose", w, perm=[3, 2, 0, 1])
        pads = [down[0], across[0], down[1], across[1]]
        maps = b.say("Conv", first, kernel, pads=pads, strides=list(pair(node.options["stride"])))
        return b.say("Transpose", maps, perm=[0, 2, 3, 1])
    rows = b.say("Reshape", seen_by(b, x, shape, kernels[:2], **node.options), b.whole([0, 0, -1]))
    product = b.say("MatMul", rows, b.say("Reshape", w, b.whole([-1, kernels[3]])))
    return b.say("Reshape", product, b.shape(node))


def conv_slope_images(b: Any, node: Any, G: str, x: str, w: str) -> str:
    """Say dL/dx: each place hands G w back to the pixels that its window saw."""
    shape, kernels = (b.form(n).shape for n in node.input_nodes[1:])
    columns = b.say("Reshape", b.cast(w, b.precision), b.whole([-1, kernels[3]]))
    shares = b.say("Gemm", b.say("Reshape", G, b.whole([-1, kernels[3]])), columns, transB=1)
    return add_windows(b, shares, shape, kernels[:2], **node.options)


def conv_slope_kernels(b: Any, node: Any, G: str, x: str, w: str) -> str:
    """Say dL/dw: each weight meets G at all places."""
    shape, kernels = (b.form(n).shape for n in node.input_nodes[1:])
    seen = seen_by(b, b.cast(x, b.precision), shape, kernels[:2], **node.options)
    rows = b.say("Reshape", seen, b.whole([-1, int(np.prod(kernels[:3]))]))
    slopes = b.say("Gemm", rows, b.say("Reshape", G, b.whole([-1, kernels[3]])), transA=1)
    return b.say("Reshape", slopes, b.whole(kernels))


def max_pool(b: Any, node: Any, x: str) -> str:
    """Say the greatest of each window."""
    shape, size, stride = b.form(node.input_nodes[0]).shape, node.options["size"], node.options["stride"]
    down, across = borders(shape[1:3], pair(size), stride, node.options["padding"])
    first = b.say("Transpose", b.cast(x, b.precision), perm=[0, 3, 1, 2])
    pads = [down[0], across[0], down[1], across[1]]
    top = b.say("MaxPool", first, kernel_shape=list(pair(size)), strides=list(pair(stride)), pads=pads)
    return b.say("Transpose", top, perm=[0, 2, 3, 1])


def _window(node: Any) -> tuple[tuple[int, int], dict[str, Any]]:
    slides = {name: node.options[name] for name in ("stride", "padding")}
    return pair(node.options["size"]), slides


def max_unpool(b: Any, node: Any, G: str, x: str, top: str) -> str:
    """Say G at the first greatest pixel of each window."""
    shape, (size, slides) = b.form(node).shape, _window(node)
    won = first_of(
        b, seen_by(b, b.cast(x, b.precision), shape, size, **slides, fill=-np.inf), -2, size[0] * size[1]
    )
    given = b.say("Reshape", G, b.whole([0, -1, 1, shape[3]]))
    return add_windows(b, b.say("Where", won, given, b.number(0), dtype=b.precision), shape, size, **slides)


def max_pool_at(b: Any, node: Any, H: str, x: str, top: str) -> str:
    """Say H at the first greatest pixel of each window."""
    shape, (size, slides) = b.form(node.input_nodes[0]).shape, _window(node)
    won = first_of(
        b, seen_by(b, b.cast(x, b.precision), shape, size, **slides, fill=-np.inf), -2, size[0] * size[1]
    )
    found = b.say("Where", won, seen_by(b, H, shape, size, **slides), b.number(0), dtype=b.precision)
    return b.say("Reshape", b.say("ReduceSum", found, b.whole([2]), keepdims=0), b.shape(node))


def avg_pool(b: Any, node: Any, x: str) -> str:
    """Say the mean of each window, of which a border is no part."""
    shape, (size, slides) = b.form(node.input_nodes[0]).shape, _window(node)
    seen = seen_by(b, b.cast(x, b.precision), shape, size, **slides)
    total = b.say("ReduceSum", seen, b.whole([2]), keepdims=0)
    mean = b.say("Div", total, b.constant(counts_of(shape, size, **slides)[:, None].astype(b.precision)))
    return b.say("Reshape", mean, b.shape(node))


def avg_unpool(b: Any, node: Any, G: str, x: str) -> str:
    """Say G shared out evenly among the pixels that each window saw."""
    shape, (size, slides) = b.form(node).shape, _window(node)
    shares = b.say("Reshape", b.cast(G, b.precision), b.whole([0, -1, 1, shape[3]]))
    each = np.ones((1, size[0] * size[1], 1)) / counts_of(shape, size, **slides)[:, None, None]
    return add_windows(b, b.say("Mul", shares, b.constant(each.astype(b.precision))), shape, size, **slides)
