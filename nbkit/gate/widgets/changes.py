"""Keep what is nearly the same as something else by what changed, such as a picture beside the first."""

from __future__ import annotations

import json
from difflib import SequenceMatcher
from typing import Any

Json = Any

FEW = 5  # lines of a text that is kept whole
NEW, GONE, LINES = "=", "-", "lines"  # in a change: another value, keys that are gone, lines of a text


def packed(old: Json, new: Json) -> str:
    """Return in one line what turns one JSON value into another."""
    return json.dumps(change(old, new), separators=(",", ":"), ensure_ascii=False)


def unpacked(old: Json, line: str) -> Json:
    """Return what a packed change makes of a JSON value.

    >>> unpacked([1, "a"], packed([1, "a"], [1, "b"]))
    [1, 'b']
    """
    return changed(old, json.loads(line))


def change(old: Json, new: Json) -> dict[str, Json]:
    """Return what turns one JSON value into another; nothing where they are equal.

    >>> change({"a": 1, "b": ["x", "y"]}, {"b": ["x", "z"]})
    {'-': ['a'], '.b': {'.1': {'=': 'z'}}}
    """
    if json.dumps(old) == json.dumps(new):  # 1, 1.0 and True are equal, and not the same
        return {}
    if isinstance(old, dict) and isinstance(new, dict):
        gone = [key for key in old if key not in new]
        return ({GONE: gone} if gone else {}) | _entries(old, new)
    if isinstance(old, list) and isinstance(new, list) and len(old) == len(new) and not _is_row(new):
        return _entries(dict(enumerate(old)), dict(enumerate(new)))
    if isinstance(old, str) and isinstance(new, str) and old.count("\n") > FEW:
        return {LINES: _lines(old.split("\n"), new.split("\n"))}
    return {NEW: new}


def _is_row(values: list[Json]) -> bool:
    """Tell whether a list holds numbers: those change together."""
    return all(isinstance(value, int | float) for value in values)


def _entries(old: dict[Any, Json], new: dict[Any, Json]) -> dict[str, Json]:
    found = {f".{key}": change(old[key], value) if key in old else {NEW: value} for key, value in new.items()}
    return {key: value for key, value in found.items() if value}


def _lines(old: list[str], new: list[str]) -> list[list[Any]]:
    found = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    return [[i, j, new[k:m]] for tag, i, j, k, m in found if tag != "equal"]


def changed(old: Json, by: dict[str, Json]) -> Json:
    """Return what a change makes of a JSON value.

    >>> changed({"a": 1, "b": ["x", "y"]}, {"-": ["a"], ".b": {".1": {"=": "z"}}})
    {'b': ['x', 'z']}
    """
    if NEW in by:
        return by[NEW]
    if LINES in by:
        lines = old.split("\n")
        for i, j, new in reversed(by[LINES]):
            lines[i:j] = new
        return "\n".join(lines)
    if isinstance(old, list):
        return [changed(item, by.get(f".{place}", {})) for place, item in enumerate(old)]
    if not isinstance(old, dict):
        return old
    kept = {
        key: changed(item, by.get(f".{key}", {})) for key, item in old.items() if key not in by.get(GONE, ())
    }
    added = {key[1:]: item[NEW] for key, item in by.items() if key[:1] == "." and key[1:] not in old}
    return kept | added
