"""What differs from run to run and is no change: clocks, timings, random names, the order of a set."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable

from nbkit.gate.outputs.clock import READING, is_clock
from nbkit.gate.outputs.normal import ANSI
from nbkit.gate.outputs.timings import without_timings

UUID = re.compile(
    r"\b[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[14][0-9a-fA-F]{3}-[89abAB][0-9a-fA-F]{3}-[0-9a-fA-F]{12}\b"
)
DISPLAY_ID = re.compile(r"\bdisplay_id='?[0-9a-f]{32}\b")
POINTER = re.compile(r"\b(?:0x[0-9a-fA-F]{9,16}|\d{14,15})\b")
IN_MEMORY = (
    range(0x55 << 40, 0x57 << 40),
    range(0x7E << 40, 0x80 << 40),
)  # Linux: the program, its libraries
OF_A_SYSTEM = re.compile(r"0x(?:1[0-9a-fA-F]{8}|0{4}[0-9a-fA-F]{12})")  # macOS, Windows
SET = re.compile(r"\{[^{}:]+\}")
# What stands behind the dots are the folders of one machine, and the lines are those of one version.
LIBRARY_LINE = re.compile(r"(…/[^\s:…]{1,200}\.py):\d+(: \w*Warning: [^\n]*)(?:\n[ \t]+\S[^\n]*)?")
ID = re.compile(r"""\b(?:id|for)=\\?["']((?=[^"'\\\s]{0,80}\d|T_)[^"'\\\s]{6,})\\?["']""")
WORD = re.compile(r"[\w:-]+")
RANDOM_HEX = re.compile(r"(?<![0-9a-zA-Z])[0-9a-f]{32}(?![0-9a-zA-Z])")

Pairs = tuple[re.Pattern[str], Callable[[str, str], bool]]


def without_noise(stored: str, new: str) -> tuple[str, str]:
    """Return both texts so that they agree where they differ by noise alone.

    >>> without_noise("{'b', 'a'} at 12%", "{'a', 'b'} at 13%")
    ("{'b', 'a'} at 12%", "{'b', 'a'} at 13%")
    """
    stored, new = (LIBRARY_LINE.sub(r"\1\2", without_timings(ANSI.sub("", text))) for text in (stored, new))
    for pattern, is_noise in NOISE:
        if stored == new:
            break
        new = _with_stored(stored, new, pattern, is_noise)
    return stored, new


def _with_stored(
    stored: str, new: str, pattern: re.Pattern[str], is_noise: Callable[[str, str], bool]
) -> str:
    """Put what is stored into the new text where both have something of this form and it is noise."""
    olds, news = pattern.findall(stored), pattern.findall(new)
    if len(olds) != len(news):
        return new
    pairs = zip(olds, news, strict=True)
    chosen = iter([old if old != now and is_noise(old, now) else now for old, now in pairs])
    return pattern.sub(lambda _: next(chosen), new)


def _is_random(stored: str, new: str) -> bool:
    return True


def _is_address(stored: str, new: str) -> bool:
    return _in_memory(stored) and _in_memory(new)


def _in_memory(text: str) -> bool:
    return bool(OF_A_SYSTEM.fullmatch(text)) or any(_number(text) in place for place in IN_MEMORY)


def _number(text: str) -> int:
    return int(text, 16 if text.startswith("0x") else 10)


def is_same_set(stored: str, new: str) -> bool:
    """Tell whether two texts show the same set, whose order is that of one run.

    >>> is_same_set("{1, 2, (3, 4)}", "{(3, 4), 1, 2}")
    True
    """
    try:
        old, now = ast.literal_eval(stored), ast.literal_eval(new)
    except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
        return False
    return isinstance(old, set) and isinstance(now, set) and sorted(map(repr, old)) == sorted(map(repr, now))


NOISE: tuple[Pairs, ...] = (
    (UUID, _is_random),
    (DISPLAY_ID, _is_random),
    (POINTER, _is_address),
    (READING, is_clock),
    (SET, is_same_set),
)


def without_ids(markup: str) -> str:
    """Number the ids of HTML in their order: no reader sees them, and libraries draw them at random.

    A name without a digit was chosen by somebody, and may be read in the text.

    >>> without_ids('<b id="T_5f3a1">x</b><style>#T_5f3a1 {}</style>')
    '<b id="id-1">x</b><style>#id-1 {}</style>'
    """
    names: dict[str, str] = {}

    def numbered(found: re.Match[str]) -> str:
        return names.setdefault(found[0], f"random-{len(names) + 1}")

    markup = RANDOM_HEX.sub(numbered, UUID.sub(numbered, markup))
    ids = {name: f"id-{number}" for number, name in enumerate(dict.fromkeys(ID.findall(markup)), start=1)}
    return WORD.sub(lambda found: ids.get(found[0], found[0]), markup)
