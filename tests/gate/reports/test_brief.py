"""Long texts are cut, and what differs is shown."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from nbkit.gate.figures.compare import compare_json
from nbkit.gate.outputs.text import compare_text
from nbkit.gate.outputs.tolerance import Drift, Tolerance
from nbkit.gate.reports.brief import around, shorten
from nbkit.gate.reports.report import page

LINE = "word " * 6_000
EXACT = Tolerance(), Drift()


@given(st.text("ab", max_size=60), st.text("ab", max_size=60), st.integers(10, 40))
def test_what_is_cut_is_short_and_still_differs(one: str, other: str, width: int) -> None:
    cut = around(one, other, width)
    assert max(map(len, cut)) <= width
    assert one == other or cut[0] != cut[1]
    assert cut[0].strip("…") in one and cut[1].strip("…") in other


def test_a_long_line_prints_its_difference_and_not_itself() -> None:
    changes = compare_text(f"{LINE}one {LINE}", f"{LINE}two {LINE}", *EXACT)
    assert changes[0].startswith("-…") and changes[0].endswith("…") and "word one word" in changes[0]
    assert "word two word" in changes[1] and max(map(len, changes)) < 210
    assert len(compare_text(f"{'7' * 100_000}8", f"{'7' * 100_000}9", *EXACT)[0]) < 420
    assert "word 8word" in compare_json({"a": f"{LINE}8{LINE}"}, {"a": f"{LINE}9{LINE}"}, *EXACT)[0]


def test_the_report_cuts_it_too() -> None:
    stored, new = f"{LINE}one {LINE}", f"{LINE}two {LINE}"
    outputs = [[{"output_type": "stream", "name": "stdout", "text": text}] for text in (stored, new)]
    difference = {"part": "stdout", "changes": ["-…one"], "stored": stored, "new": new}
    cell = {"notebook": "a.ipynb", "cell": 1, "source": "", "message": "", "differences": [difference]}
    written = page([cell | {"stored": outputs[0], "new": outputs[1]}], 1)
    assert "word one word" in written and "word two word" in written
    assert len(written) < 30_000


def test_shorten() -> None:
    assert shorten("abc", 3) == "abc" and shorten("abcd", 3) == "ab…"
