"""Compare figures and other JSON by what they mean, and say what changed."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

from nbkit.gate.outputs.text import compare_text
from nbkit.gate.outputs.tolerance import Drift, Tolerance
from nbkit.gate.reports.brief import around, shorten

SUMMARY = {"shape", "min", "max", "mean", "std", "blocks", "projections"}
OUTLINES = {"points", "place", "at"}
FITTED = {"font size": 0.01}  # some letters are made to fit, and the fonts differ from version to version
INVISIBLE = 1e-9
SHOWN = 12
WIDTH = 80


def compare_figures(stored: Any, new: Any, tolerance: Tolerance, drift: Drift) -> list[str]:
    """Return what changed from one fingerprint to another; none if they agree.

    Drawn numbers may drift ten times as far as printed ones: nobody reads six digits off a curve.

    >>> line = {"kind": "line", "label": "train", "colour": "#0072B2"}
    >>> figure, other = ({"axes": [{"artists": [item]}]} for item in (line, line | {"colour": "#D55E00"}))
    >>> compare_figures(figure, other, Tolerance(), Drift())
    ["axes 0, line 'train': colour #0072B2 -> #D55E00"]
    """
    return _short(_walk("", stored, new, tolerance.times(10), drift))


def compare_json(stored: Any, new: Any, tolerance: Tolerance, drift: Drift) -> list[str]:
    """Compare two JSON values, the numbers in them within the tolerance."""
    return _short(_walk("", stored, new, tolerance, drift))


def _short(changes: Iterator[str]) -> list[str]:
    lines = list(changes)
    return lines if len(lines) <= SHOWN else [*lines[:SHOWN], f"… and {len(lines) - SHOWN} changes more"]


def _walk(path: str, stored: Any, new: Any, tolerance: Tolerance, drift: Drift) -> Iterator[str]:
    if isinstance(stored, dict) and isinstance(new, dict):
        if set(stored) >= SUMMARY and set(new) >= SUMMARY:
            yield from _summaries(path, stored, new, tolerance, drift)
        else:
            yield from _entries(path, stored, new, tolerance, drift)
    elif _is_numbers(stored) and _is_numbers(new):
        yield from _arrays(path, stored, new, tolerance, drift)
    elif isinstance(stored, list) and isinstance(new, list):
        yield from _items(path, stored, new, tolerance, drift)
    elif isinstance(stored, str) and isinstance(new, str):
        yield from _strings(path, stored, new, tolerance, drift)
    elif stored != new or isinstance(stored, bool) is not isinstance(new, bool):
        yield _change(path, stored, new)


def _strings(path: str, stored: str, new: str, tolerance: Tolerance, drift: Drift) -> Iterator[str]:
    changes = compare_text(stored, new, tolerance, drift)
    if changes and "\n" in stored + new:
        yield from (f"{_at(path)}{change}" for change in changes)
    elif changes:
        yield _change(path, stored, new)


def _at(path: str) -> str:
    return f"{path}: " if path else ""


def _change(path: str, stored: Any, new: Any, note: str = "") -> str:
    """Put "axes 0, x" and a change of "label" together as "axes 0, x: label a -> b"."""
    place, _, name = path.rpartition(", ")
    change = " -> ".join(around(_said(stored), _said(new), WIDTH))
    return f"{_at(place)}{name} {change}{note}".strip()


def _said(value: Any) -> str:
    return value if isinstance(value, str) and value.startswith("#") else repr(value)


def _brief(value: Any) -> str:
    return shorten(_said(value), WIDTH)


def _entries(path: str, stored: dict, new: dict, tolerance: Tolerance, drift: Drift) -> Iterator[str]:
    for key in [*stored, *(key for key in new if key not in stored)]:
        inner = f"{path}, {key}".lstrip(", ")
        if key not in new:
            yield f"{_at(path)}{key} is missing, it was {_brief(stored[key])}"
        elif key not in stored:
            yield f"{_at(path)}{key} is new: {_brief(new[key])}"
        else:
            yield from _walk(inner, stored[key], new[key], tolerance, drift)


def _items(path: str, stored: list, new: list, tolerance: Tolerance, drift: Drift) -> Iterator[str]:
    if len(stored) != len(new):
        names, others = (
            [_name(path, index, item) for index, item in enumerate(side)] for side in (stored, new)
        )
        yield f"{_at(path)}{len(stored)} -> {len(new)} entries: {_brief(names)} -> {_brief(others)}"
        return
    for index, (item, other) in enumerate(zip(stored, new, strict=True)):
        yield from _walk(_name(path, index, item), item, other, tolerance, drift)


def _name(path: str, index: int, item: Any) -> str:
    """Call an entry what its reader would: axes 0, line 'train', points 2."""
    place, _, last = path.rpartition(", ")
    if isinstance(item, dict) and "label" in item and "kind" in item:
        name = f"{item['kind']} {item['label']!r}"
    elif isinstance(item, dict) and last == "artists":
        name = f"{item.get('kind', 'artist')} {index}"
    else:
        name = f"{last} {index}"
    return f"{place}, {name}".lstrip(", ")


# Numbers


def _is_number(value: Any) -> bool:
    if isinstance(value, str):
        return value in ("nan", "inf", "-inf")
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_numbers(value: Any) -> bool:
    if isinstance(value, list):
        return bool(value) and all(_is_numbers(item) for item in value)
    return not isinstance(value, dict) and _is_number(value)


def _flat(value: Any) -> list[float]:
    return [number for item in value for number in _flat(item)] if isinstance(value, list) else [float(value)]


def _shape(value: Any) -> list[int]:
    return [len(value), *_shape(value[0])] if isinstance(value, list) else []


def _scale(values: list[float]) -> float:
    return max((abs(value) for value in values if math.isfinite(value)), default=0.0)


def _agree(stored: float, new: float, scale: float, tolerance: Tolerance, drift: Drift) -> bool:
    if not (math.isfinite(stored) and math.isfinite(new)):
        return repr(stored) == repr(new)
    agree = tolerance.allows(stored, new, scale)
    if agree:
        drift.note(stored, new, scale)
    return agree


def _arrays(path: str, stored: Any, new: Any, tolerance: Tolerance, drift: Drift) -> Iterator[str]:
    if _shape(stored) != _shape(new):
        yield _change(path, stored, new)
        return
    values, others = _flat(stored), _flat(new)
    if all(isinstance(value, int) for value in (stored, new)):
        if stored != new:
            yield _change(path, stored, new)
        return
    name = path.rpartition(", ")[2]
    tolerance = tolerance.at_least(FITTED.get(name, 0.0))
    share = 0.1 if name in OUTLINES else INVISIBLE / tolerance.rtol
    scale = _scale(values) * share
    wrong = [
        i
        for i, pair in enumerate(zip(values, others, strict=True))
        if not _agree(*pair, scale, tolerance, drift)
    ]
    if wrong:
        yield _worst(path, values, others, wrong, isinstance(stored, list))


def _worst(path: str, values: list[float], others: list[float], wrong: list[int], many: bool) -> str:
    """Report the number that moved most, and how many moved."""
    moves = {i: abs(values[i] - others[i]) for i in wrong}
    worst = max(wrong, key=lambda i: math.inf if math.isnan(moves[i]) else moves[i])
    note = f" (the largest of {len(wrong)} changes)" if len(wrong) > 1 else ""
    return _change(f"{path}[{worst}]" if many else path, values[worst], others[worst], note)


def _summaries(path: str, stored: dict, new: dict, tolerance: Tolerance, drift: Drift) -> Iterator[str]:
    """Compare two long arrays by their summaries, each number on the scale of the array."""
    if stored["shape"] != new["shape"]:
        yield _change(f"{path}, shape", stored["shape"], new["shape"])
        return
    scale = _scale(_flat(stored["min"]) + _flat(stored["max"]))
    changed = {
        key: (stored[key], new[key])
        for key in ("unset", "min", "max", "mean", "std", "blocks", "projections")
        if not all(_agree(*pair, scale, tolerance, drift) for pair in _pairs(stored[key], new[key]))
    }
    if changed:
        place, _, name = path.rpartition(", ")
        yield f"{_at(place)}{name} ({math.prod(stored['shape'])} numbers) {_summary_change(changed)}"


def _pairs(stored: Any, new: Any) -> list[tuple[float, float]]:
    return list(zip(_flat(stored), _flat(new), strict=True))


def _summary_change(changed: dict[str, tuple[Any, Any]]) -> str:
    plain = [
        f"{key} {float(old):.6g} -> {float(now):.6g}"  # infinity is held as text
        for key, (old, now) in changed.items()
        if not isinstance(old, list)
    ]
    if plain:
        return ", ".join(plain)
    return "the same values in other places" if "blocks" in changed else "values moved to other places"
