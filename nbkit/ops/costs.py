"""Costs: how wrong the answers are, in numbers to be made small."""

from __future__ import annotations

from typing import Any

import numpy as np

from nbkit import functions
from nbkit.graph import Operation
from nbkit.ops.activations import log_softmax, sigmoid, softmax
from nbkit.ops.arithmetic import counts, limit_product
from nbkit.ops.base import apply
from nbkit.ops.entries import greater
from nbkit.ops.shapes import expand
from nbkit.ops.sums import Mean, size_ratio


class SigmoidCrossEntropy(Operation):
    """out = -(y ln σ(z) + (1 - y) ln(1 - σ(z))), entry by entry: dL/dz = G (σ(z) - y), dL/dy = -G z.

    Computed as max(z, 0) - z y + ln(1 + e^-|z|), which is the same and cannot overflow.
    """

    label = "σ cross-entropy"
    by_entry = True

    @staticmethod
    def forward(z: Any, y: Any, out: Any = None) -> Any:
        z, y = functions.same_shape(z, y, "scores", "labels")
        with np.errstate(invalid="ignore"):
            linear = functions.relu(z) - z * y
        if np.isinf(z).any():
            linear = np.where(np.isinf(z), functions.limit_product(np.greater(z, 0) - y, z), linear)
        return np.add(linear, np.log1p(np.exp(-np.abs(z))), out=out)

    @staticmethod
    def backward(G: Any, out: Any, z: Any, y: Any) -> tuple[Any, ...]:
        return G * (sigmoid(z) - y), -_slope_of_weight(G, difference(greater(z, 0), y), z)

    @staticmethod
    def advice(*values: Any) -> str:
        return _same_shape_advice(*values)


def sigmoid_cross_entropy(logits: Any, labels: Any, name: str | None = None) -> Any:
    """Return the cross-entropy of labels 0 or 1 under σ(logits), one value an entry; its mean is a loss.

    logits: scores before the sigmoid; labels: the same shape, else ValueError or GraphError is raised.

    >>> sigmoid_cross_entropy(np.array([0.0, 1000.0]), np.array([1.0, 1.0])).round(4)
    array([0.6931, 0.    ])
    """
    return apply(SigmoidCrossEntropy, logits, labels, name=name)


class SoftmaxCrossEntropy(Operation):
    """out = -Σ_k y_k ln softmax(z)_k for each row, rows of y summing to 1: dL/dz = G (softmax(z) - y)."""

    label = "softmax cross-entropy"

    @staticmethod
    def forward(z: Any, y: Any, out: Any = None) -> Any:
        z, y = functions.same_shape(z, y, "scores", "labels")
        surprise = functions.limit_product(y, functions.log_softmax(z))
        return np.negative(np.sum(surprise, axis=-1), out=out)

    @staticmethod
    def backward(G: Any, out: Any, z: Any, y: Any) -> tuple[Any, ...]:
        G = expand(G, -1)
        return G * (softmax(z) - y), -_slope_of_weight(G, y, log_softmax(z))

    @staticmethod
    def advice(*values: Any) -> str:
        z, y = values
        if y.ndim == z.ndim - 1 or y.shape[1:] == (1,):
            return f"labels are class numbers: turn them into rows with nb.one_hot(labels, {z.shape[-1]})"
        return _same_shape_advice(z, y)


def softmax_cross_entropy(logits: Any, labels: Any, name: str | None = None) -> Any:
    """Return the cross-entropy of one-hot labels under softmax(logits), one value a row; its mean is a loss.

    logits (n, m): scores before the softmax; labels (n, m): rows that sum to 1. Returns (n,).
    A score of -inf is masked: it adds nothing where its label is 0, and inf where it is not.
    A row of masked scores alone has no probabilities: NaN.

    >>> softmax_cross_entropy(np.array([[0.0, 0.0]]), np.array([[1.0, 0.0]])).round(4)
    array([0.6931])
    """
    return apply(SoftmaxCrossEntropy, logits, labels, name=name)


def _slope_of_weight(G: Any, w: Any, x: Any) -> Any:
    """G x, the slope along w of w x: 0 where w x is 0 · ∞."""
    return limit_product(G * counts(w, x), x)


class MeanSquaredError(Operation):
    """out = Σ (a - y)² / n over all n entries: dL/da = 2 G (a - y) / n, dL/dy = -dL/da."""

    label = "mean (a−y)²"
    forward = staticmethod(functions.mean_squared_error)

    @staticmethod
    def backward(G: Any, out: Any, a: Any, y: Any) -> tuple[Any, ...]:
        to_a = difference(a, y) * (2 * G * size_ratio(out, a))
        return to_a, -to_a

    @staticmethod
    def advice(*values: Any) -> str:
        return Mean.advice(values[0]) if np.size(values[0]) == 0 else _same_shape_advice(*values)


class Difference(Operation):
    """out = a - y in floats, of one shape: whole numbers may wrap around, and truth values have no minus."""

    label = "−"
    written = "{} − {}"
    by_entry = True
    reuses_input = True

    @staticmethod
    def forward(a: Any, y: Any, out: Any = None) -> Any:
        return np.subtract(functions.as_floats(a), functions.as_floats(y), out=out)

    @staticmethod
    def backward(G: Any, out: Any, a: Any, y: Any) -> tuple[Any, ...]:
        return G, -G


def difference(a: Any, y: Any, name: str | None = None) -> Any:
    """Subtract in floats.

    >>> difference(np.uint8([1]), np.uint8([2]))
    array([-1.])
    """
    return apply(Difference, a, y, name=name)


def mean_squared_error(a: Any, y: Any, name: str | None = None) -> Any:
    """Return the quadratic cost Σ (a - y)² / n of answers a and targets y, of one shape.

    >>> float(mean_squared_error(np.array([1.0, 2.0]), np.array([1.0, 4.0])))
    2.0
    """
    return apply(MeanSquaredError, a, y, name=name)


def _same_shape_advice(a: Any, b: Any) -> str:
    if {a.ndim, b.ndim} == {1, 2} and a.size == b.size:
        return "one is a flat list and the other a column: nb.reshape(…, (-1, 1)) makes a column of it"
    return "each answer needs exactly one target"
