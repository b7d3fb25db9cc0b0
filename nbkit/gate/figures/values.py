"""The values in a fingerprint: numbers as they are or in summary, colours by name, dash patterns."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
from matplotlib.colors import to_hex

Json = Any

LONG = 64
DIGITS = 8
BLOCKS = 16


def clean(entries: dict[str, Json]) -> dict[str, Json]:
    """Drop what is not set: a fingerprint states what is there."""
    return {key: value for key, value in entries.items() if value is not None and value not in ("", [], {})}


def unusual(item: Any, rows: Iterable[tuple[str, str, Json]]) -> dict[str, Json]:
    """Return those properties that are not as usual: rows of a name, the property, and its usual value.

    The usual value is the one of matplotlib's own style, whatever style the notebook has chosen. A property
    that this version of matplotlib does not know is as usual.

    >>> from matplotlib.lines import Line2D
    >>> unusual(Line2D([], [], fillstyle="left"), [("fill", "fillstyle", "full"), ("dust", "dust", None)])
    {'fill': 'left'}
    """
    found = {}
    for name, attribute, usual in rows:
        value = _property(item, attribute, usual)
        plain = value if isinstance(value, str | bool | None) else _listed(value)
        if plain != usual:
            found[name] = plain
    return found


def _property(item: Any, attribute: str, usual: Json) -> Any:
    read = getattr(item, f"get_{attribute}", None)
    try:
        return getattr(item, attribute, usual) if read is None else read()
    except AttributeError:  # a kind of image that has no filter, asked for its filter
        return usual


def _listed(value: Any) -> Json:
    """Hold a number or an array of them; anything else by the name of its kind."""
    if isinstance(value, list | tuple) and any(isinstance(item, str) for item in value):
        return [str(item) for item in value]
    try:
        return numbers(value)
    except (TypeError, ValueError):
        return type(value).__name__


def numbers(values: Any) -> Json:
    """Hold an array as rounded numbers, or as a summary if it has more than 64.

    >>> numbers([1, 2.5, float("nan")])
    [1.0, 2.5, 'nan']
    >>> sorted(numbers(range(100)))
    ['blocks', 'max', 'mean', 'min', 'projections', 'shape', 'std', 'unset']
    """
    if isinstance(values, int | float):
        return _rounded(values)
    array = np.asarray(np.ma.filled(np.ma.asarray(values).astype(float), np.nan))
    return _rounded(array) if array.size <= LONG else _summary(array)


def _rounded(array: Any) -> Json:
    if np.ndim(array):
        return [_rounded(item) for item in array]
    value = float(array)
    return float(f"{value:.{DIGITS}g}") + 0.0 if np.isfinite(value) else str(value)


def _summary(array: np.ndarray) -> dict[str, Json]:
    finite = np.isfinite(array)
    filled = np.where(finite, array, 0.0)
    known = array[finite] if finite.any() else np.zeros(1)
    blocks = [block.mean() for block in np.array_split(filled.ravel(), BLOCKS)]
    return {
        "shape": list(array.shape),
        "unset": int(array.size - finite.sum()),
        "min": _rounded(known.min()),
        "max": _rounded(known.max()),
        "mean": _rounded(known.mean()),
        "std": _rounded(known.std()),
        "blocks": _rounded(np.array(blocks)),
        "projections": _rounded(_projections(filled)),
    }


def _projections(array: np.ndarray) -> np.ndarray:
    """Weigh every number by its place: a flip, a swap or one moved point changes the sums."""
    flat = array.ravel()
    place = np.arange(1, flat.size + 1)
    waves = [np.cos(place * root) for root in (np.sqrt(2), np.sqrt(3), np.sqrt(5))]
    return np.array([flat @ wave for wave in waves]) / np.sqrt(flat.size)


def colour(value: Any) -> str:
    """Name a colour by its hex digits; the opacity only where it is not full."""
    try:
        text = to_hex(value, keep_alpha=True)
    except (ValueError, TypeError):
        return str(value)
    return text[:7].upper() if text.lower().endswith("ff") else text.upper()


def colours(values: Any) -> Json:
    """Name many colours; one name if they are all the same."""
    if isinstance(values, str):
        return values
    if len(values) > LONG and np.ptp(np.asarray(values, float), axis=0).max() > 1 / 255:
        return numbers(values)
    names = [colour(value) for value in np.atleast_2d(values)] if len(values) else []
    if len(set(names)) == 1:
        return names[0]
    return names if len(names) <= LONG else numbers(values)


def dashes(value: Any) -> Json:
    """Describe a line style or dash pattern without the width it was scaled with."""
    if isinstance(value, str):
        return value
    return [None if pattern is None else _rounded(np.asarray(pattern, float)) for _, pattern in value]
