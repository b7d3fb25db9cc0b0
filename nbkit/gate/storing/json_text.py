"""Change values in a JSON text and leave every other character of it as it is."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from textwrap import dedent
from typing import Any, NamedTuple

SPACE = re.compile(r"[ \t\r\n]*")
DECODER = json.JSONDecoder()
Path = tuple[str | int, ...]  # of keys and numbers, from the outside in


class Entry(NamedTuple):
    """An entry of an object or a list: its key or number, and where its value begins and ends."""

    key: str | int
    start: int
    end: int


def entries(text: str, start: int) -> Iterator[Entry]:
    """Yield the entries of the object or list that begins at `start` of a JSON text.

    >>> list(entries('{"a": [1], "b": 2}', 0))
    [Entry(key='a', start=6, end=9), Entry(key='b', start=16, end=17)]
    """
    is_object, place, number = text[start] == "{", _skip(text, start + 1), 0
    while text[place] not in "]}":
        key: str | int = number
        if is_object:
            key, place = DECODER.raw_decode(text, place)
            place = _skip(text, _skip(text, place) + 1)
        _, end = DECODER.raw_decode(text, place)
        yield Entry(key, place, end)
        place, number = _skip(text, end), number + 1
        if text[place] == ",":
            place = _skip(text, place + 1)


def _skip(text: str, place: int) -> int:
    found = SPACE.match(text, place)
    assert found is not None  # it matches nothing, too
    return found.end()


def with_values(text: str, values: Mapping[Path, Any]) -> str:
    """Put new values in their places, written in the style of the text; a key that is not there is added.

    >>> with_values('{"a": [1, {"b": 2}], "c": 3}', {("a", 1, "b"): None, ("d",): [4]})
    '{"a": [1, {"b": null}], "c": 3, "d": [4]}'
    """
    style, parts, last = Style(text), [], 0
    for start, end, value in sorted(_changes(text, text.index("{"), values), key=lambda change: change[:2]):
        added = style.before(start) if isinstance(value, Added) else ""
        parts += [text[last:start], added, style.write(value, start)]
        last = end
    return "".join([*parts, text[last:]])


class Added(dict[str, Any]):
    """An entry that an object did not have."""


def _changes(text: str, start: int, values: Mapping[Path, Any]) -> Iterator[tuple[int, int, Any]]:
    """Find where the values stand in the object or list that begins at `start`."""
    wanted: dict[str | int, dict[Path, Any]] = {}
    for (key, *rest), value in values.items():
        wanted.setdefault(key, {})[tuple(rest)] = value
    end = start + 1
    for key, begin, end in entries(text, start):
        inner = wanted.pop(key, {})
        if () in inner:
            yield begin, end, inner[()]
        elif inner:
            yield from _changes(text, begin, inner)
    for key, inner in wanted.items():
        yield end, end, Added({str(key): inner[()]})


class Style:
    """How a JSON text is written: indented or not, with letters as they are or escaped."""

    def __init__(self, text: str) -> None:
        self.text = text
        first = re.search(r"[{\[](\r?\n)([ \t]+)", text)
        self.newline = first[1] if first else ""
        self.indent = first[2] if first else None
        self.escapes = text.isascii() and re.search(r"\\u(?!00[01])", text) is not None
        spaced = '": ' in text or '":' not in text
        comma = ", " if not first and ", " in re.sub(r'"(?:[^"\\]|\\.)*"', "", text[:10_000]) else ","
        self.separators = (comma, ": " if spaced else ":")

    def write(self, value: Any, place: int) -> str:
        """Write a value that begins at this place of the text."""
        written = json.dumps(value, ensure_ascii=self.escapes, indent=self.indent, separators=self.separators)
        if not self.newline:
            return written[1:-1] if isinstance(value, Added) else written
        if isinstance(value, Added):
            written = dedent(written[1:-1].strip("\n"))
        return written.replace("\n", self.newline + self._margin(place))

    def before(self, place: int) -> str:
        """Return what stands between the entry that ends here and the next."""
        return f",{self.newline}{self._margin(place)}" if self.newline else self.separators[0]

    def _margin(self, place: int) -> str:
        """Return the spaces with which a line of the text begins."""
        line = self.text[self.text.rfind("\n", 0, place) + 1 : place]
        return line[: len(line) - len(line.lstrip())]
