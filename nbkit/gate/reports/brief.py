"""Cut long texts for a reader: what matters of two of them is where they differ."""

from __future__ import annotations

BESIDE = 40  # characters that say where in a long line a difference is


def shorten(text: str, width: int = 200) -> str:
    """Return the beginning of a text.

    >>> shorten("one two three", 8)
    'one two…'
    """
    return text if len(text) <= width else f"{text[: width - 1]}…"


def around(stored: str, new: str, width: int = 200) -> tuple[str, str]:
    """Return two texts that differ; of long ones what stands around their difference, `width` at most.

    >>> around("0" * 99 + "1" + "0" * 99, "0" * 99 + "2" + "0" * 99, 21)
    ('…0000000001000000000…', '…0000000002000000000…')
    """
    if max(len(stored), len(new)) <= width:
        return stored, new
    beside = min(BESIDE, (width - 3) // 2)
    same = _shared(stored, new)
    end = _shared(stored[same:][::-1], new[same:][::-1])
    first = max(same - beside, 0)
    return _cut(stored, first, len(stored) - end + beside, width), _cut(
        new, first, len(new) - end + beside, width
    )


def _shared(text: str, other: str) -> int:
    """Count the characters that two texts begin with."""
    shorter = min(len(text), len(other))
    return next((place for place in range(shorter) if text[place] != other[place]), shorter)


def _cut(text: str, first: int, last: int, width: int) -> str:
    inner = text[first : min(last, first + width - 2)]
    return f"{'…' * (first > 0)}{inner}{'…' * (first + len(inner) < len(text))}"
