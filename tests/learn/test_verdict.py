"""What a verdict looks like."""

from __future__ import annotations

from nbkit.learn.verdict import Verdict


def test_a_verdict_says_first_what_it_is() -> None:
    assert Verdict(passed=True, sentence="done.").text == "Right: done."
    assert Verdict(sentence="x is missing.", details=["  given"]).text == "Not yet: x is missing.\n  given"
    assert Verdict(attempted=False, sentence="not attempted.").text == "not attempted."


def test_it_fits_the_screen() -> None:
    text = Verdict(sentence="word " * 40, details=[f"line {n}" for n in range(40)]).text
    assert len(text.splitlines()) == 15 and max(map(len, text.splitlines())) <= 96
