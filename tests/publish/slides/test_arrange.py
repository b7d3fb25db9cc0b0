"""What fits on one slide, and what becomes two."""

from __future__ import annotations

import nbformat

from nbkit.publish.slides.arrange import arranged, fits, is_beside, is_narrow
from nbkit.publish.slides.pictures import Shown
from nbkit.publish.slides.slide import Slide

v4 = nbformat.v4
CELL = v4.new_code_cell("x", outputs=[v4.new_output("stream", name="stdout", text="line\n" * 10)])
PICTURE = Shown("<svg>", 614, 384, 13.3, "A curve.")


def result(**parts: object) -> Slide:
    return Slide("1.1", "Sums", title="Sums", cell=CELL, kind="result", weight=3, **parts)  # type: ignore[arg-type]


def test_a_slide_on_which_all_fits_stays_whole() -> None:
    (slide,) = arranged([result(code="x = 1")], lambda cell: [])
    assert slide.printed.count("line") == 10


def test_a_long_listing_and_a_long_output_are_two_slides() -> None:
    slide = result(
        code="x" * 90 + "\ny" * 12,
        question="**Predict:** what?",
        answer="Ten lines.",
    )
    slide.notes = ["What leads there.", "Ten lines."]
    first, second = arranged([slide], lambda cell: [])
    assert (first.question, first.printed, first.answer) == ("**Predict:** what?", "", "")
    assert (second.title, second.code, second.notes) == ("Ten lines.", "", ["Ten lines."])
    assert first.weight + second.weight == 3


def test_code_above_a_tall_picture_is_two_slides() -> None:
    first, second = arranged([result(code="x = 1\n" * 14)], lambda cell: [PICTURE])
    assert (first.shown, second.shown) == ([], [PICTURE])


def test_words_stand_beside_a_picture_that_is_narrow() -> None:
    assert is_narrow(result(shown=[PICTURE]))
    assert not is_narrow(result(shown=[Shown("", 900, 300, 13.3, "")]))
    assert not is_narrow(result(shown=[PICTURE], code="x" * 40))


def test_code_stands_beside_its_output_where_both_are_narrow() -> None:
    assert is_beside(result(code="x = 1\n" * 5, printed="1\n2"))
    assert not is_beside(result(code="x" * 60 + "\n" * 9, printed="1" * 30))
    assert not is_beside(result(code="x = 1", printed="1"))


def test_what_is_too_high_does_not_fit() -> None:
    assert fits(result(code="x = 1\n" * 14))
    assert not fits(result(code="x" * 90 + "\ny" * 13, printed="1\n" * 12))


def test_a_stepper_is_on_a_slide_with_its_goal() -> None:
    stepper = Shown("<svg>", 728, 507, 14, "Step 0 of 6.", is_reel=True)
    goal = "**Goal:** stop where $u$ first knows its slope. **Predict:** after which step? What is at $u$?"
    slide = Slide(cell=v4.new_code_cell("nb.step_through(L)"), question=goal, answer="After step 5.")
    (slide,) = arranged([slide], lambda cell: [stepper])
    assert (slide.kind, slide.title, slide.shown) == ("high", goal, [stepper])
    assert slide.answer == ""  # there is no room for it: it is said


def test_a_picture_that_no_slide_can_hold_is_left_to_the_notebook() -> None:
    (slide,) = arranged([result()], lambda cell: [PICTURE._replace(height=1076)])
    assert slide.shown == []
    assert slide.notes[-1] == "To be shown in the notebook: A curve."
