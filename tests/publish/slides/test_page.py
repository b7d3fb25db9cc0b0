"""The page of a deck."""

from __future__ import annotations

import re

from nbkit.publish.slides.page import page, section
from nbkit.publish.slides.pictures import Shown
from nbkit.publish.slides.slide import Slide

PICTURE = Shown("<svg>", 614, 384, 13.3, "A curve.")


def result(**parts: object) -> Slide:
    return Slide("1.1", "Sums", title="We add", kind="result", minutes=1.5, **parts)  # type: ignore[arg-type]


def test_a_slide_has_its_section_its_headline_and_its_minutes() -> None:
    found = section(result(points=["So **it** fires."]))
    assert '<section data-timing="90">' in found
    assert '<p class="kicker">1.1 Sums</p><h2>We add</h2>' in found
    assert '<p class="point">So <strong>it</strong> fires.</p>' in found


def test_what_answers_a_question_is_a_step_of_its_own() -> None:
    found = section(result(question="**Predict:** what?", printed="1", answer="It is 1.", shown=[PICTURE]))
    steps = re.findall(r'class="([a-z]+) fragment"', found)
    assert steps == ["output", "answer", "picture"]
    assert "fragment" not in section(result(printed="1", answer="It is 1."))


def test_an_explorer_does_not_wait() -> None:
    reel = PICTURE._replace(is_reel=True)
    found = section(result(question="**Predict:** what?", shown=[reel]))
    assert '<div class="reel"' in found


def test_no_note_is_empty() -> None:
    slide = result(notes=["All of the **text**."], advice=["", "Ask first."], shown=[PICTURE])
    note = section(slide).partition('<aside class="notes">')[2]
    places = [note.index(part) for part in ("1.5 minutes", "All of the <strong>text</strong>.", "Ask first.")]
    assert places == sorted(places) and "To be seen" not in note
    assert "To be seen: A curve." in section(result(shown=[PICTURE]))
    assert "x = 1" in section(result(code="x = 1")).partition('<aside class="notes">')[2]


def test_a_headline_alone_is_a_statement() -> None:
    assert 'class="slide statement"' in section(Slide(title="Paths explode, edges don't."))


def test_the_page_asks_for_nothing_outside() -> None:
    found = page("1. <Title>", [result()])
    assert "<title>1. &lt;Title&gt;</title>" in found
    assert all(path.startswith("shared/") for path in re.findall(r'(?:src|href)="([^"]*)"', found))
