"""Frames of one explorer, packed together: each line once, each frame as what changed from the last."""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import Any

BETWEEN = re.compile(r"(?<=>)(?=<)")  # tags; a text between tags stays with them
Splice = list[int]  # from which line on, how many lines go, and the numbers of those that come


def pack(frames: Sequence[tuple[str, str]]) -> bytes:
    """Return pictures (SVG) with their words as packed JSON: {lines, frames}, each frame a list of splices.

    A frame's first line is its words. The frame before the first has no lines.

    >>> unpack(pack([("<a/><b/>", "One."), ("<a/><c/>", "Two.")]))
    [('<a/><b/>', 'One.'), ('<a/><c/>', 'Two.')]
    """
    numbers: dict[str, int] = {}
    before: list[int] = []
    found = []
    for svg, words in frames:
        now = [numbers.setdefault(line, len(numbers)) for line in (words, *BETWEEN.split(svg))]
        found.append(changed(before, now))
        before = now
    content = json.dumps({"lines": list(numbers), "frames": found}, separators=(",", ":"), ensure_ascii=False)
    return zlib.compress(content.encode(), 9)


def unpack(packed: bytes) -> list[tuple[str, str]]:
    """Return the frames, as the player does it."""
    content: Any = json.loads(zlib.decompress(packed))
    now: list[int] = []
    found = []
    for splices in content["frames"]:
        for start, gone, *new in splices:
            now[start : start + gone] = new
        words, *lines = (content["lines"][number] for number in now)
        found.append(("".join(lines), words))
    return found


def changed(before: list[int], now: list[int]) -> list[Splice]:
    """Return what makes one list of the other, from its end to its beginning, so that places stay right.

    >>> changed([1, 2, 3], [1, 5, 3, 4])
    [[3, 0, 4], [1, 1, 5]]
    """
    matcher = SequenceMatcher(None, before, now, autojunk=False)
    return [[i, j - i, *now[k:m]] for kind, i, j, k, m in reversed(matcher.get_opcodes()) if kind != "equal"]
