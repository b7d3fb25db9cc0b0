"""What a slide says where it has no headline of its own."""

from __future__ import annotations

from nbkit.publish.slides.slide import Slide


def settled(**parts: object) -> Slide:
    slide = Slide(heading="Sums", **parts)  # type: ignore[arg-type]
    slide.settle_title()
    return slide


def test_a_question_alone_is_the_headline() -> None:
    slide = settled(question="**Predict:** does it fire?")
    assert (slide.title, slide.question, slide.asks) == ("**Predict:** does it fire?", "", True)


def test_what_is_seen_is_the_headline_where_nothing_is_asked() -> None:
    slide = settled(kind="result", answer="The loss falls. It is small.")
    assert (slide.title, slide.answer) == ("The loss falls.", "It is small.")


def test_an_answer_is_never_the_headline_over_its_question() -> None:
    slide = settled(points=["We add."], question="**Predict:** what?", answer="It is 2.")
    assert (slide.title, slide.answer) == ("Sums", "It is 2.")


def test_a_listing_is_named_by_what_it_defines() -> None:
    assert settled(code="def f(): ...").title == "In code: `f`"
    assert settled(code="x = 1").title == "Sums"


def test_what_is_spoken_takes_time() -> None:
    slide = Slide()
    slide.add_note("word " * 400)
    assert slide.weight == 2


def test_no_number_stands_above_the_result_that_shows_it() -> None:
    assert settled(kind="result", answer="The sum is 13.").title == "Sums"


def test_what_is_said_of_printed_lines_stands_below_them() -> None:
    slide = settled(kind="result", code="1 > 2", printed="False", answer="The last layer is wrong.")
    assert (slide.title, slide.answer) == ("Sums", "The last layer is wrong.")


def test_what_is_said_of_a_goal_waits_until_it_is_reached() -> None:
    slide = Slide(question="**Goal:** an answer of 0.3.")
    assert slide.steps and not slide.asks
    assert not Slide(question="Why?").steps
