"""Functions of each entry that few networks need: other angles, erf and Γ, what is not finite, products."""

from __future__ import annotations

import math as numbers
from typing import Any

import numpy as np

from nbkit import graph as nb
from nbkit import ops
from nbkit.tf1.core.dtypes import bool_, int32
from nbkit.tf1.core.habits import Flat
from nbkit.tf1.core.math import _binary, _of, _unary, cast
from nbkit.tf1.core.missing import name_functions
from nbkit.tf1.core.tensor import Tensor, convert, shaped, wrap


class _Asin(nb.Operation):
    """out = arcsin x: dL/dx = G / √(1 - x²)."""

    label = "asin"
    by_entry = True
    forward = staticmethod(np.arcsin)

    @staticmethod
    def backward(G: Any, out: Any, x: Any) -> tuple[Any, ...]:
        return (G / ops.sqrt(ops.ones_like(x) - ops.square(x)),)


class _Acos(nb.Operation):
    """out = arccos x: dL/dx = -G / √(1 - x²)."""

    label = "acos"
    by_entry = True
    forward = staticmethod(np.arccos)

    @staticmethod
    def backward(G: Any, out: Any, x: Any) -> tuple[Any, ...]:
        return (-G / ops.sqrt(ops.ones_like(x) - ops.square(x)),)


class _Atan2(nb.Operation):
    """out = the angle of the point (x, y): dL/dy = G x / (x² + y²), dL/dx = -G y / (x² + y²)."""

    label = "atan2"
    by_entry = True
    forward = staticmethod(np.arctan2)

    @staticmethod
    def backward(G: Any, out: Any, y: Any, x: Any) -> tuple[Any, ...]:
        share = G / (ops.square(x) + ops.square(y))
        return ops.sum_like(share * x, y), ops.sum_like(-share * y, x)


class _Erf(nb.Operation):
    """out = 2/√π ∫₀ˣ e^(-t²) dt: dL/dx = G 2/√π e^(-x²)."""

    label = "erf"
    by_entry = True

    @staticmethod
    def forward(x: Any, out: Any = None) -> Any:
        return _each(numbers.erf, x, out)

    @staticmethod
    def backward(G: Any, out: Any, x: Any) -> tuple[Any, ...]:
        return (G * (2 / numbers.sqrt(numbers.pi)) * ops.exp(-ops.square(x)),)


class _LogGamma(nb.Operation):
    """out = ln |Γ(x)|: dL/dx = G ψ(x)."""

    label = "lnΓ"
    by_entry = True

    @staticmethod
    def forward(x: Any, out: Any = None) -> Any:
        return _each(lambda n: numbers.inf if n <= 0 and n == int(n) else numbers.lgamma(n), x, out)

    @staticmethod
    def backward(G: Any, out: Any, x: Any) -> tuple[Any, ...]:
        return (G * ops.apply(_Digamma, x),)


class _Digamma(nb.Operation):
    """out = ψ(x), the slope of ln Γ."""

    label = "ψ"
    by_entry = True

    @staticmethod
    def forward(x: Any, out: Any = None) -> Any:
        return _each(_digamma, x, out)

    @staticmethod
    def backward(G: Any, out: Any, x: Any) -> tuple[Any, ...]:
        return (G * ops.apply(_Trigamma, x),)


class _Trigamma(nb.Operation):
    """out = ψ'(x). Its own slope is left out, as nothing asks for it."""

    label = "ψ'"
    by_entry = True

    @staticmethod
    def forward(x: Any, out: Any = None) -> Any:
        return _each(_trigamma, x, out)

    @staticmethod
    def backward(G: Any, out: Any, x: Any) -> tuple[Any, ...]:
        raise LookupError("No gradient defined for operation 'Polygamma' (op type: Polygamma)")


def _each(function: Any, x: Any, out: Any) -> Any:
    """A function of Python's numbers, of each entry."""
    found = [function(n) for n in np.ravel(x).tolist()]
    return ops.copied(np.array(found, x.dtype).reshape(x.shape), out)


def _digamma(x: float) -> float:
    """ψ by its recurrence up to 8, and from there on by its series."""
    if x <= 0 and x == int(x):
        return numbers.nan
    if x < 0:
        return _digamma(1 - x) - numbers.pi / numbers.tan(numbers.pi * x)
    total = 0.0
    while x < 8:
        total, x = total - 1 / x, x + 1
    y = 1 / (x * x)
    return total + numbers.log(x) - 0.5 / x - y * (1 / 12 - y * (1 / 120 - y * (1 / 252 - y / 240)))


def _trigamma(x: float) -> float:
    """ψ' likewise."""
    if x <= 0:
        sine = numbers.sin(numbers.pi * x)
        return numbers.inf if x == int(x) else (numbers.pi / sine) ** 2 - _trigamma(1 - x)
    total = 0.0
    while x < 8:
        total, x = total + 1 / (x * x), x + 1
    y = 1 / (x * x)
    return total + 1 / x + y / 2 + y / x * (1 / 6 - y * (1 / 30 - y * (1 / 42 - y / 30)))


class _Atan(nb.Operation):
    """out = arctan x: dL/dx = G / (1 + x²)."""

    label = "atan"
    by_entry = True
    forward = staticmethod(np.arctan)

    @staticmethod
    def backward(G: Any, out: Any, x: Any) -> tuple[Any, ...]:
        return (G / (ops.ones_like(x) + ops.square(x)),)


class _Is(Flat):
    """out = does a test say yes?"""

    label = "is"
    by_entry = True

    @staticmethod
    def forward(x: Any, test: Any = None, out: Any = None) -> Any:
        return test(x, out=out)


def _half_sum(sign: int) -> Any:
    """(eˣ ± e⁻ˣ) / 2."""
    return lambda x: (ops.exp(x) + ops.exp(-x) * sign) * 0.5


asin, acos, atan = (_unary(k.__name__[1:], _of(k), True) for k in (_Asin, _Acos, _Atan))
_atan2 = _binary("Atan2", _of(_Atan2))
sinh, cosh = _unary("Sinh", _half_sum(-1), True), _unary("Cosh", _half_sum(1), True)
erf = _unary("Erf", _of(_Erf), True)
erfc = _unary("Erfc", lambda x: ops.ones_like(x) - ops.apply(_Erf, x), True)
lgamma, digamma = _unary("Lgamma", _of(_LogGamma), True), _unary("Digamma", _of(_Digamma), True)


def atan2(y: Any, x: Any, name: str | None = None) -> Tensor:
    """The angle of the point (x, y), in all four quadrants."""
    return _atan2(y, x, name)


def _test(type: str, test: Any) -> Any:
    def function(x: Any, name: str | None = None) -> Tensor:
        x = convert(x)
        return wrap(type, ops.apply(_Is, x.node, test=test), [x], bool_, name)

    function.__doc__ = f"TensorFlow's {type}, of each entry for itself."
    return function


is_nan, is_inf, is_finite = _test("IsNan", np.isnan), _test("IsInf", np.isinf), _test("IsFinite", np.isfinite)


def log_sigmoid(x: Any, name: str = "LogSigmoid") -> Tensor:
    """ln σ(x) = -softplus(-x)."""
    x = convert(x)
    return wrap("LogSigmoid", -ops.softplus(-x.node), [x], name=name, counted=3)


def truncatediv(x: Any, y: Any, name: str | None = None) -> Tensor:
    """x / y of whole numbers, rounded towards 0."""
    return cast(_truncated(x, y, name=name), int32)


_truncated = _binary(
    "TruncateDiv", lambda x, y: ops.sign(x) * ops.sign(y) * ops.floor_divide(ops.abs(x), ops.abs(y))
)


# ---------------------------------------------------------------- products up to each entry


class _CumProd(nb.Operation):
    """out[i] = x[0] · … · x[i] along an axis: dL/dx = (Σ of G out behind it) / x, which 1.4 takes too."""

    label = "Π…"

    @staticmethod
    def forward(
        x: Any, axis: int = 0, exclusive: bool = False, reverse: bool = False, out: Any = None
    ) -> Any:
        x = np.flip(x, axis) if reverse else x
        if exclusive:
            ones = np.ones_like(np.take(x, [0], axis))
            x = np.concatenate([ones, np.delete(x, -1, axis)], axis)
        total = np.cumprod(x, axis=axis, dtype=x.dtype)
        return ops.copied(np.flip(total, axis) if reverse else total, out)

    @staticmethod
    def backward(
        G: Any, out: Any, x: Any, axis: int = 0, exclusive: bool = False, reverse: bool = False
    ) -> tuple[Any, ...]:
        return (ops.cumsum(G * out, axis, exclusive, not reverse) / x,)


def cumprod(
    x: Any, axis: Any = 0, exclusive: bool = False, reverse: bool = False, name: Any = None
) -> Tensor:
    """The product up to each entry along an axis."""
    x = convert(x)
    options = {"axis": int(axis), "exclusive": bool(exclusive), "reverse": bool(reverse)}
    node = ops.apply(_CumProd, x.node, **options)
    return shaped(wrap("Cumprod", node, [x], name=name, counted=2), x._shape)


name_functions(globals())
