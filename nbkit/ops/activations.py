"""Activation functions: the bends between the layers, and the softmax after the last."""

from __future__ import annotations

from typing import Any

import numpy as np

from nbkit import functions
from nbkit.graph import Operation
from nbkit.ops.base import apply, copied
from nbkit.ops.entries import exp, greater, minimum, square
from nbkit.ops.sums import sum


class Step(Operation):
    """out = 1 where z > 0, else 0. Its slope is 0 wherever it has one: nothing can be learned through it."""

    label = "step"
    bends = True
    is_flat = True
    forward = staticmethod(functions.step)

    @staticmethod
    def backward(G: Any, out: Any, z: Any) -> tuple[Any, ...]:
        return (None,)


def step(z: Any, name: str | None = None) -> Any:
    """Fire or stay silent: 1 where z > 0, else 0.

    >>> step(np.array([-1.0, 1.0, 2.0]))
    array([0, 1, 1])
    """
    return apply(Step, z, name=name)


class Sigmoid(Operation):
    """out = 1 / (1 + e^-z): dL/dz = G out (1 - out)."""

    label = "σ"
    by_entry = True
    bends = True
    reuses_input = True
    forward = staticmethod(functions.sigmoid)

    @staticmethod
    def backward(G: Any, out: Any, z: Any) -> tuple[Any, ...]:
        return (G * out * (1 - out),)


def sigmoid(z: Any, name: str | None = None) -> Any:
    """Squash any number into the range from 0 to 1.

    >>> sigmoid(np.array([0.0]))
    array([0.5])
    """
    return apply(Sigmoid, z, name=name)


class Tanh(Operation):
    """out = tanh z: dL/dz = G (1 - out²)."""

    label = "tanh"
    by_entry = True
    bends = True
    reuses_input = True
    forward = staticmethod(functions.tanh)

    @staticmethod
    def backward(G: Any, out: Any, z: Any) -> tuple[Any, ...]:
        return (G * (1 - square(out)),)


def tanh(z: Any, name: str | None = None) -> Any:
    """Squash any number into the range from -1 to 1.

    >>> tanh(np.array([0.0]))
    array([0.])
    """
    return apply(Tanh, z, name=name)


class Relu(Operation):
    """out = max(0, z): G passes where z > 0 and stops elsewhere."""

    label = "relu"
    by_entry = True
    bends = True
    reuses_input = True
    forward = staticmethod(functions.relu)

    @staticmethod
    def backward(G: Any, out: Any, z: Any) -> tuple[Any, ...]:
        return (G * greater(out, 0),)


def relu(z: Any, name: str | None = None) -> Any:
    """Let positive numbers pass and stop the others.

    >>> relu(np.array([-1.0, 3.0]))
    array([0., 3.])
    """
    return apply(Relu, z, name=name)


class Softplus(Operation):
    """out = ln(1 + e^z), a relu with a round corner: dL/dz = G σ(z)."""

    label = "softplus"
    by_entry = True
    bends = True

    @staticmethod
    def forward(z: Any, out: Any = None) -> Any:
        z = functions.as_floats(z)
        return np.logaddexp(z.dtype.type(0), z, out=out)

    @staticmethod
    def backward(G: Any, out: Any, z: Any) -> tuple[Any, ...]:
        return (G * sigmoid(z),)


def softplus(z: Any, name: str | None = None) -> Any:
    """Round off the corner of relu: ln(1 + e^z).

    >>> softplus(np.array([0.0, 100.0])).round(4)
    array([  0.6931, 100.    ])
    """
    return apply(Softplus, z, name=name)


class Elu(Operation):
    """out = z where z > 0, else e^z - 1: dL/dz = G, and G (out + 1) where out is below 0."""

    label = "elu"
    by_entry = True
    bends = True

    @staticmethod
    def forward(z: Any, out: Any = None) -> Any:
        z = functions.as_floats(z)
        return copied(np.where(z > 0, z, np.expm1(np.minimum(z, 0))), out)

    @staticmethod
    def backward(G: Any, out: Any, z: Any) -> tuple[Any, ...]:
        return (G * minimum(out + 1, 1),)


def elu(z: Any, name: str | None = None) -> Any:
    """Let positive numbers pass and bend the others towards -1.

    Source: Clevert et al., *Fast and accurate deep network learning by exponential linear units* (2015).

    >>> elu(np.array([-1.0, 3.0])).round(4)
    array([-0.6321,  3.    ])
    """
    return apply(Elu, z, name=name)


class Softmax(Operation):
    """out = e^z / Σ e^z along each row: dL/dz = out (G - Σ G out), the sum along the row."""

    label = "softmax"
    bends = True
    forward = staticmethod(functions.softmax)

    @staticmethod
    def backward(G: Any, out: Any, z: Any) -> tuple[Any, ...]:
        return (out * (G - sum(G * out, axis=-1, keepdims=True)),)

    @staticmethod
    def advice(*values: Any) -> str:
        return "give it a row of scores, such as [0.3, 2.9]"


def softmax(z: Any, name: str | None = None) -> Any:
    """Turn each row of scores into probabilities.

    >>> softmax(np.array([[0.0, 0.0]]))
    array([[0.5, 0.5]])
    """
    return apply(Softmax, z, name=name)


class LogSoftmax(Operation):
    """out = z - ln Σ e^z along each row: dL/dz = G - e^out Σ G, the sum along the row."""

    label = "ln softmax"
    bends = True
    forward = staticmethod(functions.log_softmax)

    @staticmethod
    def backward(G: Any, out: Any, z: Any) -> tuple[Any, ...]:
        return (G - exp(out) * sum(G, axis=-1, keepdims=True),)

    @staticmethod
    def advice(*values: Any) -> str:
        return "give it a row of scores, such as [0.3, 2.9]"


def log_softmax(z: Any, name: str | None = None) -> Any:
    """Return the logarithms of the softmax, exact where the softmax would round to 0.

    >>> log_softmax(np.array([0.0, 1000.0]))
    array([-1000.,     0.])
    """
    return apply(LogSoftmax, z, name=name)
