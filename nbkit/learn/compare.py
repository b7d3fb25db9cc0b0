"""Compare what an answer gives with what is expected: type, shape, dtype, values."""

from __future__ import annotations

from numbers import Number
from typing import Any

import numpy as np
from numpy import array_equal, isclose  # held here: an answer may have put others into their place

Tolerance = tuple[float, float]  # relative and absolute, as `numpy.isclose` takes them
Difference = str  # "nothing", "type", "length", "shape", "dtype", "nan" or "values"


def difference(got: Any, expected: Any, rtol: float = 1e-6, atol: float = 1e-9) -> Difference | None:
    """Name the first way in which got differs from expected, or return None.

    >>> difference([1, 2], np.array([1, 2]))
    'type'
    >>> difference(np.ones((2, 1)), np.ones(2))
    'shape'

    Where whole numbers are expected they must be met exactly: both tolerances are for floats.

    >>> difference(1_000_001, 1_000_000)
    'values'
    """
    if got is None or expected is None:
        return None if got is expected else "nothing"
    if isinstance(expected, np.ndarray) and expected.ndim:
        return _arrays(got, expected, (rtol, atol))
    if is_number(expected):
        return _numbers(got, expected, (rtol, atol))
    if isinstance(expected, tuple | list):
        return _sequences(got, expected, (rtol, atol))
    if type(got) is not type(expected):
        return "type"
    return None if got == expected else "values"


def is_number(value: Any) -> bool:
    """A Python or NumPy number or truth value, or an array of no axes."""
    if isinstance(value, np.ndarray):
        return value.ndim == 0 and value.dtype.kind in "biuf"
    return isinstance(value, Number | np.bool_) and not isinstance(value, complex)


def as_float(number: Any) -> float:
    """Any number as a float: Python's, NumPy's, an array of no axes, a fraction, a decimal.

    >>> from fractions import Fraction
    >>> as_float(Fraction(1, 20))
    0.05
    """
    try:
        return float(number)
    except OverflowError:  # a whole number of more than 308 digits
        return np.inf if number > 0 else -np.inf


def is_boolean(value: Any) -> bool:
    """Is this true or false, or an array of such?

    >>> is_boolean(True), is_boolean(1)
    (True, False)
    """
    return isinstance(value, bool | np.bool_) or (isinstance(value, np.ndarray) and value.dtype.kind == "b")


def _arrays(got: Any, expected: np.ndarray, tolerance: Tolerance) -> Difference | None:
    if is_number(got):
        return "shape"
    if type(got) is not np.ndarray:
        return "type"
    if got.shape != expected.shape:
        return "shape"
    if not _same_dtype(got.dtype, expected.dtype):
        return "dtype"
    return _values(got, expected, tolerance)


def _same_dtype(got: np.dtype, expected: np.dtype) -> bool:
    """int32 and int64 are both integers (Windows has the first by default); float32 is not float64.

    More digits than expected are no fault.
    """
    if got.kind in "iu" and expected.kind in "iu":
        return True
    if got.kind == expected.kind == "f":
        return got.itemsize >= expected.itemsize
    return got == expected


def _numbers(got: Any, expected: Any, tolerance: Tolerance) -> Difference | None:
    if isinstance(got, np.ndarray) and got.ndim:
        return "shape"
    if not is_number(got) or is_boolean(got) != is_boolean(expected):
        return "type"
    exact = isinstance(expected, int | np.integer)
    if exact and isinstance(got, int | np.integer):  # of any number of digits: a float has sixteen
        return None if int(got) == int(expected) else "values"
    return _values(np.asarray(as_float(got)), np.asarray(as_float(expected)), (0, 0) if exact else tolerance)


def _values(got: np.ndarray, expected: np.ndarray, tolerance: Tolerance) -> Difference | None:
    if got.dtype.kind not in "biuf":
        return None if array_equal(got, expected) else "values"
    rtol, atol = (0.0, 0.0) if expected.dtype.kind in "biu" else tolerance  # whole numbers are exact
    wrong = ~isclose(got, expected, rtol, atol, equal_nan=True)
    if not wrong.any():
        return None
    return "values" if np.isfinite(got[wrong]).all() else "nan"


def _sequences(got: Any, expected: Any, tolerance: Tolerance) -> Difference | None:
    if not isinstance(got, tuple | list):
        return "type"
    # What is in it, whatever its class says of itself.
    parts = [*tuple.__iter__(got)] if isinstance(got, tuple) else [*list.__iter__(got)]
    if len(parts) != len(expected):
        return "length"
    pairs = zip(parts, expected, strict=True)
    return next((d for g, e in pairs if (d := difference(g, e, *tolerance))), None)
