"""Values as short text that fits the screen and is the same on every machine."""

from __future__ import annotations

import re
import textwrap
from typing import Any

import numpy as np

from nbkit.learn.compare import as_float, is_boolean, is_number

WIDTH = 96
LINES = 15
DIGITS = (4, 8, 12, 17)  # of which the fewest are taken that tell two values apart
WHOLE = 24  # entries of an array that are all written
NAMES = {
    "str": "a string",
    "list": "a list",
    "tuple": "a tuple",
    "NoneType": "nothing (None)",
    "dict": "a dict",
}


def format_value(value: Any, digits: int = 4, rows: int = 3) -> str:
    """Write a value in at most ``rows`` lines; of what cannot be written, its type.

    >>> format_value(np.float64(0.5))
    '0.5'
    >>> format_value(np.arange(3.0))
    '[0. 1. 2.]'
    """
    try:
        return truncate(_format(value, digits), rows)
    except Exception:  # a learner's object may do anything when it is printed
        return f"a {type(value).__name__}"


def digits_apart(a: Any, b: Any) -> int:
    """Enough digits that two values that differ also look different.

    >>> digits_apart(23, 23.00002)
    8
    """
    return next((d for d in DIGITS if format_value(a, d, 9) != format_value(b, d, 9)), DIGITS[0])


def format_input(value: Any, rows: int = 3) -> str:
    """Write an input so that it can be pasted into a cell, if it fits; else as ``format_value`` does.

    >>> print(format_input(np.ones((4, 1))))
    [[1.0], [1.0], [1.0], [1.0]]
    """
    usual = format_value(value, _digits_of(value), rows)
    if not isinstance(value, np.ndarray | dict) or not usual.endswith("..."):
        return usual
    plain = repr(value.tolist() if isinstance(value, np.ndarray) else dict(value))
    if "]," in plain:  # a row stays on one line
        plain = plain.replace(" ", "\xa0").replace("],\xa0", "], ")
    lines = textwrap.wrap(plain, WIDTH - 18, break_long_words=False)
    fits = len(lines) <= rows and max(map(len, lines)) <= WIDTH - 12
    return "\n".join(lines).replace("\xa0", " ") if fits else usual


def _digits_of(value: Any) -> int:
    """Enough digits that no two entries of an array are written alike."""
    if not isinstance(value, np.ndarray) or value.dtype.kind != "f" or not 1 < value.size <= WHOLE:
        return DIGITS[0]
    count = len(np.unique(value))
    return next((d for d in DIGITS if len(set(re.findall(r"[^\s\[\]]+", _array(value, d)))) >= count), 4)


def _format(value: Any, digits: int) -> str:
    if is_boolean(value) and is_number(value):
        return str(bool(value))
    if is_number(value):
        return f"{as_float(value):.{digits + 2}g}"
    if isinstance(value, np.ndarray):
        return _array(value, digits)
    if isinstance(value, tuple | list):
        parts = [format_value(part, digits, 1) for part in value[:12]] + ["..."] * (len(value) > 12)
        return ", ".join(parts).join("()" if isinstance(value, tuple) else "[]")
    if isinstance(value, dict):
        return (
            "{"
            + ", ".join(f"{format_value(k)}: {format_value(v, digits, 1)}" for k, v in value.items())
            + "}"
        )
    if isinstance(value, str | None):
        return repr(value)
    return str(getattr(value, "name", f"a {type(value).__name__}"))


def truncate(text: str, rows: int = 1) -> str:
    """Cut a text to so many lines of the screen's width."""
    lines = re.sub(r" at 0x[0-9a-fA-F]+", "", text).splitlines() or [""]  # addresses change from run to run
    kept = [line if len(line) <= WIDTH - 12 else line[: WIDTH - 15] + "..." for line in lines[:rows]]
    if len(lines) > rows:
        kept[-1] = kept[-1][: WIDTH - 15] + " ..."
    return "\n".join(kept)


def labelled(label: str, text: str) -> list[str]:
    """Lines with a label before the first and the others set in below it."""
    first, *rest = text.splitlines()
    return [f"  {label:<9} {first}", *(" " * 12 + line for line in rest)]


def wrapped(text: str) -> list[str]:
    """A sentence as lines of the screen's width."""
    return textwrap.wrap(text, WIDTH, break_on_hyphens=False)


def describe(value: Any) -> str:
    """Type, shape and dtype in words.

    >>> describe(np.ones((2, 3)))
    'an array of shape (2, 3), float64'
    """
    if type(value) is np.ndarray:
        shape = "(" + ", ".join(str(n) for n in value.shape) + ("," if value.ndim == 1 else "") + ")"
        return f"an array of shape {shape}, {value.dtype}"
    if is_boolean(value):
        return "True or False"
    if is_number(value):
        return "a number"
    kind = type(value).__name__
    return NAMES.get(kind, f"a {kind}")


def _array(value: np.ndarray, digits: int) -> str:
    return np.array2string(
        value, precision=digits, threshold=WHOLE, edgeitems=2, max_line_width=WIDTH - 14, suppress_small=False
    )
