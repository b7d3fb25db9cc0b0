"""The names that a listing meets: what Python 2 had, and what it meant by `print`, `/` and `range`."""

from __future__ import annotations

import builtins
import functools
import sys
from typing import Any

import numpy as np

from nbkit.tf1.core.tensor import Operators


def show(*values: Any, sep: str = " ", end: str = "\n", file: Any = None) -> None:
    """Print as Python 2 did: numbers with twelve digits.

    >>> show(0.1 + 0.2, 1e-5, 2.0)
    0.3 1e-05 2.0
    """
    builtins.print(*map(_text, values), sep=sep, end=end, file=file or sys.stdout)


def _text(value: Any) -> Any:
    if type(value) is not float:
        return value
    text = f"{value:.12g}"
    return text if set(text) & set(".enai") else f"{text}.0"


def divided(a: Any, b: Any) -> Any:
    """a / b, rounded down where both are whole numbers.

    >>> divided(7, 2), divided(7, 2.0)
    (3, 3.5)
    """
    if isinstance(a, Operators):
        return a.__div__(b)
    if isinstance(b, Operators):
        return b.__rdiv__(a)
    kinds = [np.asarray(n).dtype.kind in "iu" if isinstance(n, _NUMBERS) else False for n in (a, b)]
    return a // b if all(kinds) else a / b


_NUMBERS = (int, np.integer, np.ndarray)


def listed(values: Any) -> Any:
    """A list of what a dictionary shows of itself; all else as it is."""
    return list(values) if isinstance(values, _VIEWS) else values


_VIEWS: Any = (type({}.keys()), type({}.values()), type({}.items()))


def _in_a_list(function: Any) -> Any:
    return lambda *given: list(function(*given))


range_, map_ = _in_a_list(range), _in_a_list(map)
filter_, zip_ = _in_a_list(filter), _in_a_list(zip)
xrange, raw_input, unicode, basestring, long, reduce = range, input, str, str, int, functools.reduce
NAMES = {n: n for n in ("xrange", "raw_input", "unicode", "basestring", "long", "reduce")}
NAMES |= {"print": "show", "range": "range_", "map": "map_", "filter": "filter_", "zip": "zip_"}
NAMES |= {"_divided": "divided", "_listed": "listed"}
