"""A value in a few letters: one number, a small array, or of a large one its shape or its range."""

from __future__ import annotations

from typing import Any

import numpy as np


def four_figures(value: Any) -> str:
    """Return a number in four figures, or in as many more as tell it from a whole number.

    >>> four_figures(0.999997739), four_figures(-2.0), four_figures(3.059022e-07)
    ('0.999998', '−2', '3.059e−07')
    """
    if isinstance(value, (bool, np.bool_)):
        return str(bool(value))
    if isinstance(value, (int, np.integer)):
        return _minus(str(value))
    texts = [f"{float(value) + 0.0:.{digits}g}" for digits in (4, 5, 6, 7, 8)]
    return _minus(next((text for text in texts if float(text) % 1 or not float(value) % 1), texts[0]))


def few_figures(value: Any, count: int = 2) -> str:
    """Return a number in so many figures, where there is little room."""
    return _minus(f"{float(value) + 0.0:.{count}g}")


def _minus(text: str) -> str:
    return text.replace("-", "−")


def lines_of(value: Any) -> tuple[str, ...]:
    """Return a value as at most three short lines; a large array by its least and greatest number.

    >>> lines_of(2.5), lines_of([[1, -10], [2, 3]]), lines_of(range(50))
    (('2.5',), ('[[1, −10]', ' [2,   3]]'), ('0 … 49',))
    """
    array = np.asarray(value)
    if array.ndim == 0:
        return (four_figures(array[()]),)
    if array.ndim == 1 and 0 < array.size <= 3:
        return (f"[{', '.join(map(four_figures, array))}]",)
    if array.ndim == 2 and array.size and max(array.shape) <= 3:
        return _rows(array)
    if array.size == 0 or array.dtype.kind not in "biuf":
        return ()
    least, most = four_figures(array.min()), four_figures(array.max())
    return (f"all {least}" if least == most else f"{least} … {most}",)


def _rows(array: np.ndarray[Any, Any]) -> tuple[str, ...]:
    cells = [[four_figures(value) for value in row] for row in array]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    rows = [", ".join(map(str.rjust, row, widths)) for row in cells]
    last = len(rows) - 1
    return tuple(f"{' [' if i else '[['}{row}{']]' if i == last else ']'}" for i, row in enumerate(rows))


def line_of(value: Any) -> str:
    """Return a value as one line, where there is little room: a number, or roughly the range of an array.

    >>> line_of([0.5]), line_of([0.123456, -2.0])
    ('0.5', '−2 … 0.12')
    """
    array = np.asarray(value)
    if array.size < 2:
        return lines_of(array.reshape(()))[0] if array.size else ""
    least, most = few_figures(array.min()), few_figures(array.max())
    return f"all {least}" if array.min() == array.max() else f"{least} … {most}"


def term(value: Any) -> str:
    """Return a value as it stands in a formula: a number, a short list, or the shape.

    >>> term(-0.5), term([1, 2]), term(np.zeros((150, 4)))
    ('−0.5', '[1, 2]', '(150, 4)')
    """
    return lines_of(value)[0] if is_short(value) else str(np.shape(value))


def is_short(value: Any) -> bool:
    """Return whether a value can stand in a formula with all its numbers."""
    return np.size(value) == 1 or (np.ndim(value) == 1 and 0 < np.size(value) <= 3)


def short(text: str, most: int) -> str:
    """Cut a text that is longer than `most` letters."""
    return text if len(text) <= most else text[: most - 1] + "…"
