"""What differs at every run is not compared; what only looks like it, is."""

from __future__ import annotations

import time
import uuid
from datetime import datetime, timezone

import pytest

from nbkit.gate.outputs.noise import without_ids
from nbkit.gate.outputs.text import compare_text
from nbkit.gate.outputs.tolerance import Drift, Tolerance


def changes(stored: str, new: str) -> list[str]:
    return compare_text(stored, new, Tolerance(), Drift())


NOISE = [
    ("\x1b[31m0.5\x1b[0m", "0.5000000001"),
    ("loss: \x1b[1m0.5\x1b[0m", "loss: \x1b[1m0.50000001\x1b[0m"),
    (f"run {uuid.UUID(int=5, version=4)}", f"run {uuid.UUID(int=7, version=4)}"),
    (f"<DisplayHandle display_id={'8d' * 16}>", f"<DisplayHandle display_id={'99' * 16}>"),
    ("0x7f3a4b5c6d70 140234567890123", "0x7ffe4b5c6d00 140734567890123"),
    ("{'b', 'a', 'c'}", "{'a', 'c', 'b'}"),
    ("frozenset({(1, 2), 'x'})", "frozenset({'x', (1, 2)})"),
    ("{np.int64(3), np.int64(1)}", "{np.int64(1), np.int64(3)}"),
    ("…/core.py:12: UserWarning: old\n  warnings.warn(", "…/core.py:97: UserWarning: old\n  warn(x)"),
]
DATA = [
    ("\x1b[31m0.5\x1b[0m", "0.51"),
    (f"{uuid.UUID(int=5, version=5)}", f"{uuid.UUID(int=7, version=5)}"),
    ("8d" * 16, "99" * 16),
    ("0x00ff00ff00", "0x00ff00ff01"),
    ("12345678901234", "12345678901235"),
    ("{'b', 'a'}", "{'a', 'c'}"),
    ("{(1, 2), (3, 4)}", "{(1, 4), (3, 2)}"),
    ("{1, 2}", "{1.0, 2.0}"),
    ("{1: 2, 3: 4}", "{3: 4, 1: 2}"),
    ("…/core.py:12: UserWarning: old", "…/core.py:12: UserWarning: new"),
    ("<cell>:12: UserWarning: old", "<cell>:13: UserWarning: old"),
]


@pytest.mark.parametrize(("stored", "new"), NOISE)
def test_noise_is_no_change(stored: str, new: str) -> None:
    assert changes(stored, new) == []


@pytest.mark.parametrize(("stored", "new"), DATA)
def test_what_looks_like_noise_is_compared(stored: str, new: str) -> None:
    assert changes(stored, new)


def test_a_clock_reading_is_of_now() -> None:
    now = datetime.now(timezone.utc)
    for form in (
        "%Y-%m-%d %H:%M:%S",
        "%a %b %d %H:%M:%S %Y",
        "%H:%M:%S.%f",
        "Date: %a, %d %b %Y, at %H:%M:%S",
    ):
        assert changes(datetime(2024, 2, 3, 4, 5, 6).strftime(form), now.strftime(form)) == []
    assert changes("1709296381.25", f"{time.time()}") == []


def test_a_long_line_takes_no_longer_for_it() -> None:
    start = time.process_time()
    for piece in ("7", "1.", "12:", "a", "{1, ", "0x7f", "100%|", " ", "1 ms ", "…/a", "7it [00:"):
        assert changes(piece * 8_000, piece * 7_999)
        without_ids(piece * 8_000)
    assert time.process_time() - start < 10


def test_random_ids_of_html_are_numbered() -> None:
    draw = "<i id='altair-viz-{0}'></i><script>plot('#altair-viz-{0}', '{1}')</script>"
    random = [(f"{number:032x}", uuid.UUID(int=number, version=4)) for number in (7, 8)]
    assert without_ids(draw.format(*random[0])) == without_ids(draw.format(*random[1]))
    stored = '<div id="a1b2c3"></div><script>draw("#a1b2c3", "{0}")</script>'
    one, other = (
        f"<i id='T_{name}_row0'>7</i><style>#T_{name}_row0 {{}}</style>" for name in ("5f3a1", "abcde")
    )
    assert without_ids(one) == without_ids(other)
    assert without_ids(stored) == without_ids(stored.replace("a1b2c3", "d4e5f6"))
    svg = '<p id="mf3304f3512"/><use href="#mf3304f3512"/><g id="p0a1b2c3d4e"/><g d="url(#p0a1b2c3d4e)"/>'
    other = svg.replace("mf3304f3512", "m541dfb616a").replace("p0a1b2c3d4e", "p5f6e7d8c9b")
    assert without_ids(svg) == without_ids(other)
    assert without_ids("<h1 id='methods'>methods</h1>") != without_ids("<h1 id='results'>results</h1>")
