"""Compare printed text: the words exactly, the numbers in it within tolerance."""

from __future__ import annotations

import difflib
import re
from itertools import zip_longest

from nbkit.gate.outputs.noise import without_noise
from nbkit.gate.outputs.tolerance import Drift, Tolerance
from nbkit.gate.reports.brief import around

NUMBER = re.compile(
    r"""(?<![\w.])            # digits inside a word are text: layer2, 28x28, version 1.26.4
        ([-+]?(?:\d+\.\d*|\.\d+|\d+)(?:[eE][-+]?\d+)?)
        (?![\w]|\.\d)""",
    re.VERBOSE,
)
SHOWN = 12
REORDERED = "the same words in another order: what comes from a set, print sorted"


def compare_text(stored: str, new: str, tolerance: Tolerance, drift: Drift) -> list[str]:
    """Return what differs, one line a difference; none if the texts agree.

    Integers are exact. A number with a point or an exponent may drift within the tolerance.

    >>> compare_text("loss 0.30000000000000004", "loss 0.3", Tolerance(), Drift())
    []
    >>> compare_text("loss 0.5", "loss 0.6", Tolerance(), Drift())
    ['line 1: 0.5 -> 0.6 (relative change 1.7e-01, allowed 1e-06)']
    >>> compare_text("10 steps", "11 steps", Tolerance(), Drift())
    ['line 1: 10 -> 11']
    """
    stored, new = _plain(stored), _plain(new)
    if stored != new:
        stored, new = without_noise(stored, new)
    if stored == new:
        return []
    words, others = NUMBER.split(stored), NUMBER.split(new)
    if not _same_words(words[::2], others[::2]):
        return _lines(stored, new)
    return _numbers(words, others, tolerance, drift)


def _plain(text: str) -> str:
    """Take away what NumPy 2 alone writes around its scalars, so that both versions agree."""
    text = re.sub(r"\bnp\.(?:float|int|uint)\d+\(([^()]*)\)", r"\1", text)
    return re.sub(r"\bnp\.(True|False)_\b", r"\1", text)


def _same_words(words: list[str], others: list[str]) -> bool:
    """Compare what stands between the numbers; a longer number moves its neighbours."""
    return [_spaced(word) for word in words] == [_spaced(word) for word in others]


def _spaced(word: str) -> list[list[str]]:
    return [line.split() for line in word.split("\n")]


def _numbers(words: list[str], others: list[str], tolerance: Tolerance, drift: Drift) -> list[str]:
    found, line, moved = [], 1, False
    for index, (stored, new) in enumerate(zip(words, others, strict=True)):
        if index % 2 and stored != new:
            moved = True
            found += [f"line {line}: {text}" for text in _number(stored, new, tolerance, drift)]
        line += stored.count("\n")
    return found if moved else ["only the spaces between the words differ"]


def _number(stored: str, new: str, tolerance: Tolerance, drift: Drift) -> list[str]:
    change = " -> ".join(around(stored, new))
    if not (_has_point(stored) and _has_point(new)):
        return [change]
    old, now = float(stored), float(new)
    if old == now:
        return [] if old == 0 else [f"{change} (the same number, written in another way)"]
    if tolerance.allows(old, now):
        drift.note(old, now)
        return []
    return [f"{change} ({_explain(old, now, tolerance)})"]


def _has_point(text: str) -> bool:
    return not text.lstrip("+-").isdigit()


def _explain(stored: float, new: float, tolerance: Tolerance) -> str:
    size = max(abs(stored), abs(new))
    if size < 1e-12:
        return "a residue of rounding? print it as < 1e-7, or give the cell an atol"
    return f"relative change {abs(stored - new) / size:.1e}, allowed {tolerance.rtol:g}"


def _lines(stored: str, new: str) -> list[str]:
    """Show the lines that differ, as diff does."""
    olds, news, lines = stored.splitlines(), new.splitlines(), []
    for tag, i, j, k, m in difflib.SequenceMatcher(None, olds, news).get_opcodes():
        if tag != "equal":
            lines += _block(olds[i:j], news[k:m])
    lines = lines or ["only the line ends differ"]
    if len(lines) > SHOWN:
        lines = [*lines[:SHOWN], f"… and {len(lines) - SHOWN} lines more"]
    return (
        [*lines, REORDERED]
        if sorted(stored.split()) == sorted(new.split()) and stored.split() != new.split()
        else lines
    )


def _block(olds: list[str], news: list[str]) -> list[str]:
    """Put the lines that went before those that came in their place."""
    pairs = [around(*pair) for pair in zip_longest(olds, news, fillvalue="")]
    minus = [f"-{old}" for (old, _), _ in zip(pairs, olds, strict=False)]
    return minus + [f"+{now}" for (_, now), _ in zip(pairs, news, strict=False)]
