"""The text of a listing: the statements that Python 3 cannot read, as it writes them."""

from __future__ import annotations

import io
import re
import tokenize
from collections.abc import Iterator
from itertools import pairwise


def translated(source: str) -> str:
    r"""The source with the statements of Python 2 as Python 3 writes them, line by line.

    >>> translated('print "a", 1\nprint\nprint x,')
    'print("a", 1)\nprint()\nprint(x, end=" ")'
    >>> translated('try: f()\nexcept ValueError, e: raise KeyError, "no"')
    'try: f()\nexcept ValueError as e: raise KeyError("no")'
    """
    lines = [_spaces_first(line) for line in source.splitlines(keepends=True)]
    is_function = re.search(r"^from __future__ import .*print_function", source, re.MULTILINE)
    found = [s for s in _statements("".join(lines)) if not (is_function and s[0].string == "print")]
    edits = [edit for statement in found for edit in _edits(statement)]
    for (row, first), last, new in sorted(edits, reverse=True):
        line = lines[row - 1]
        lines[row - 1] = line[:first] + new + line[last:]
    return "".join(lines)


def _spaces_first(line: str) -> str:
    """The line with eight spaces for each tab that it begins with."""
    bare = line.lstrip(" \t")
    return line[: len(line) - len(bare)].expandtabs(8) + bare


_BETWEEN = (tokenize.COMMENT, tokenize.NL, tokenize.INDENT, tokenize.DEDENT, tokenize.ENCODING)
Token = tokenize.TokenInfo


def _statements(source: str) -> Iterator[list[Token]]:
    """The tokens of each statement; what stands behind a colon or a semicolon is one of its own."""
    found: list[Token] = []
    depth = 0
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type in _BETWEEN:
            continue
        depth += (token.string in "([{") - (token.string in ")]}") if token.type == tokenize.OP else 0
        ends = token.type in (tokenize.NEWLINE, tokenize.ENDMARKER)
        if not ends:
            found.append(token)
        if found and (ends or (depth == 0 and token.string in (":", ";"))):
            yield found
            found = []


Edit = tuple[tuple[int, int], int, str]  # where, up to which column, what stands there now


def _edits(statement: list[Token]) -> list[Edit]:
    """What to change in a statement."""
    first, *rest = statement
    rest = rest[:-1] if rest and rest[-1].string in (":", ";") else rest
    changed = _CHANGES.get(first.string, lambda *_: [])(first, rest)
    for one, other in pairwise(rest):
        if one.string == "<>" or one.string + other.string == "<>":
            changed.append((one.start, one.start[1] + 2, "!="))
    return changed


def _executed(first: Token, rest: list[Token]) -> list[Edit]:
    """exec "code" as a call."""
    return [] if not rest or rest[0].string == "(" else [_opened(first), _put(rest[-1].end, ")")]


def _caught(first: Token, rest: list[Token]) -> list[Edit]:
    """except KeyError, e as except KeyError as e."""
    comma = _comma(rest)
    return [] if comma is None else [(comma.start, comma.end[1], " as")]


def _raised(first: Token, rest: list[Token]) -> list[Edit]:
    """raise KeyError, "text" as a call."""
    comma = _comma(rest)
    return [] if comma is None else [(comma.start, comma.end[1] + 1, "("), _put(rest[-1].end, ")")]


def _printed(first: Token, rest: list[Token]) -> list[Edit]:
    """print "a", b as a call; with a comma at the end, or into a file."""
    if not rest:
        return [_put(first.end, "()")]
    if rest[0].string in ("=", ".", ","):  # a name like any other
        return []
    end = ""
    if rest[-1].string == ",":
        end, rest = ' end=" "', rest[:-1]
        end = f",{end}" if rest else end
    last = rest[-1].end
    after = last[1] + (1 if end else 0)
    if rest[0].string == ">>":
        comma = _comma(rest)
        file = "".join(t.string for t in rest[1 : rest.index(comma) if comma else None])
        begin = _opened(first)[0], (comma or rest[-1]).end[1], "("
        return [begin, (last, after, f"{', ' if comma else ''}file={file}{end})")]
    return [_opened(first), (last, after, f"{end})")]


_CHANGES = {"print": _printed, "exec": _executed, "except": _caught, "raise": _raised}


def _comma(tokens: list[Token]) -> Token | None:
    """The first comma that stands in no brackets."""
    depth = 0
    for token in tokens:
        depth += (token.string in ("(", "[", "{")) - (token.string in (")", "]", "}"))
        if depth == 0 and token.string == ",":
            return token
    return None


def _opened(word: Token) -> Edit:
    """A bracket in place of the blank behind a word, if there is one."""
    row, column = word.end
    return (row, column), column + (word.line[column : column + 1] == " "), "("


def _put(place: tuple[int, int], text: str) -> Edit:
    return place, place[1], text
