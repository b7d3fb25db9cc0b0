"""From cells to slides: what is said, what waits, what is only spoken."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import nbformat
import pytest

from nbkit.publish.slides.gist import ASKS
from nbkit.publish.slides.outline import outline
from nbkit.publish.slides.sentences import paragraphs
from nbkit.publish.slides.slide import Slide

COURSE = Path(__file__).resolve().parents[3] / "course"
CHAPTERS = sorted(COURSE.glob("[0-9a][0-9]_*.ipynb"))
v4 = nbformat.v4
OPENING = v4.new_markdown_cell("# 1. Title\n\n**Why?**\n\nA story.\n\n- do it\n\nAbout 5 minutes.")
PNG = v4.new_output("display_data", data={"image/png": "", "text/plain": "A curve."})


def text(source: str, kind: str = "fragment", **steer: Any) -> Any:
    metadata = {"slideshow": {"slide_type": kind}, **({"slide": steer} if steer else {})}
    return v4.new_markdown_cell(source, metadata=metadata)


def code(source: str = "print(1)", outputs: Any = (), **steer: Any) -> Any:
    return v4.new_code_cell(source, outputs=list(outputs), metadata={"slide": steer} if steer else {})


def slides_of(*cells: Any) -> list[Slide]:
    """What comes between the second slide and the last."""
    return outline([OPENING, *cells])[2:-1]


def test_the_first_slide_asks_and_the_last_gives_exercises_to_take_home() -> None:
    ask = v4.new_markdown_cell("**Exercise: nand** (5 minutes, ★★☆)\n\nFind weights.")
    stub = v4.new_code_cell("nand = ...", metadata={"tags": ["exercise:nand"]})
    for cell in (ask, stub):
        cell.metadata["slideshow"] = {"slide_type": "skip"}
    first, second, task, last = outline([OPENING, ask, stub])
    assert (first.title, first.question) == ("1. Title", "**Why?**")
    assert second.blocks == ["- do it"]
    assert (task.title, task.blocks, task.code) == ("NAND", ["Find weights."], "nand = ...")
    assert last.blocks == ["At home:\n\n- NAND · 5 minutes · ★★☆"]


def test_a_result_has_its_question_above_it_and_its_answer_below() -> None:
    (slide,) = slides_of(
        text("## 1.1 Sums\n\nWe add two numbers. **Predict:** what comes out?", "slide"),
        code(),
        text("It is 1. So it fires."),
    )
    assert (slide.section, slide.title) == ("1.1", "Sums")
    assert slide.points == ["We add two numbers."]
    assert slide.question == "**Predict:** what comes out?"
    assert slide.answer == "It is 1. So it fires."
    assert slide.asks
    assert slide.notes == ["We add two numbers. **Predict:** what comes out?", "It is 1. So it fires."]


def test_what_looks_forward_waits_for_the_next_code() -> None:
    first, second = slides_of(
        text("## 1.1 Sums\n\nWe add two numbers of our own.", "slide"),
        code(),
        text("It is 1. Now we take more."),
        code(),
    )
    assert (first.answer, second.title) == ("It is 1.", "Now we take more.")


def test_much_text_becomes_a_slide_of_its_own() -> None:
    long = " ".join(f"**Sentence {i} of five has ten words in it**." for i in range(5))
    said, shown = slides_of(text(f"## 1.1 Sums\n\n{long}", "slide"), code())
    assert said.kind == "text" and shown.kind == "result"


def test_a_formula_stands_on_a_slide_of_text() -> None:
    said, _ = slides_of(text("## 1.1 Sums\n\nWe add:\n\n$$ a + b $$", "slide"), code())
    assert said.blocks == ["$$ a + b $$"]


def test_a_passing_remark_is_only_spoken() -> None:
    (slide,) = slides_of(
        text("## 1.1 Sums\n\nWe add two numbers of our own.", "slide"),
        code(),
        text("It is 1."),
        text("So much for that."),
    )
    assert slide.notes[-1] == "So much for that."


def test_an_author_steers_a_cell() -> None:
    lead = text("## 1.1 Sums\n\nOne is here. Two is **bold**. Three is last of all.", "slide", say=["Three"])
    said = text("It is 1. So it fires. That is all.", answer=["So"])
    (slide,) = slides_of(lead, code(code="hide"), said)
    assert (slide.points, slide.answer, slide.code) == (["Three is last of all."], "So it fires.", "")
    with pytest.raises(ValueError, match="no sentence begins with 'Four'"):
        slides_of(text("One is here.", say=["Four"]), code())


def test_a_named_sentence_below_a_formula_stays_below_it() -> None:
    lead = text("One is here. Two is there.\n\n$$ 1 $$\n\nThree is last.", say=["Two", "Three"])
    (slide,) = slides_of(lead, text("## 1.2 Next", "slide"))
    assert (slide.title, slide.points, slide.answer) == ("Two is there.", [], "Three is last.")


def test_marks_end_with_the_slide_that_they_made() -> None:
    lead = text("One is here. Two is **bold**.", say=["Two"], title="Two")
    first, second = slides_of(lead, code(), code("print(2)"))
    assert (first.title, second.title, second.points) == ("Two is **bold**.", "", [])
    formula = text("One is here.\n\n$$ 1 $$", say=["One"], title="One")
    announced, listing = slides_of(formula, code())
    assert (announced.title, listing.title) == ("One is here.", "")


def test_code_that_draws_is_hidden_where_there_is_a_picture() -> None:
    source = "x = nb.load()\ny = x + 1\nnb.show(plots.curves(x, y))"
    (hidden,) = slides_of(code(source, [PNG]))
    (shown,) = slides_of(code(source, [PNG], code="show"))
    assert hidden.code == "x = nb.load()\ny = x + 1"
    assert shown.code == source


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_all_that_is_not_skipped_is_in_a_note(path: Path) -> None:
    """No paragraph of a chapter is lost, and none is there twice."""
    cells = nbformat.read(path, as_version=4).cells
    notes = " ".join(note for slide in outline(cells) for note in slide.notes).split()
    shown = [c for c in cells[1:] if c.cell_type == "markdown" and c.metadata.slideshow.slide_type != "skip"]
    texts = [p.text for cell in shown for p in paragraphs(cell.source) if p.kind != "heading"]
    spoken = Counter(notes)
    spoken.subtract(" ".join(texts).split())
    assert [word for word, count in spoken.items() if count < 0] == []


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_no_slide_answers_what_it_asks(path: Path) -> None:
    """Where a question stands, what is shown waits for the next step, and so does the answer."""
    for slide in outline(nbformat.read(path, as_version=4).cells):
        said = [slide.title, *slide.points]
        assert not any(slide.answer and slide.answer in text for text in said)
        assert slide.asks or not ASKS.search(slide.question) or "**Goal" in slide.question


def test_a_heading_in_the_middle_of_a_cell_begins_a_section() -> None:
    source = "## 1.1 Sums\n\nWe add **two** numbers.\n\n## 1.2 Products\n\nWe multiply **two** numbers."
    first, second = slides_of(text(source, "slide"))
    assert [(slide.section, slide.title) for slide in (first, second)] == [
        ("1.1", "Sums"),
        ("1.2", "Products"),
    ]


def test_what_follows_a_formula_stands_below_it() -> None:
    source = "## 1.1 Sums\n\nTo be right we need\n\n$$ a + b $$\n\nSo there are **no such weights**."
    (slide,) = slides_of(text(source, "slide"))
    assert (slide.points, slide.blocks) == (["To be right we need"], ["$$ a + b $$"])
    assert slide.answer == "So there are **no such weights**."


def test_a_text_may_say_nothing_of_the_result_before_it() -> None:
    result, after = slides_of(
        text("## 1.1 Sums", "slide"), code(), text("And backwards, too.", answer=[], say=["And"]), code()
    )
    assert (result.answer, after.title) == ("", "And backwards, too.")


def test_what_an_author_says_of_a_result_ends_there_and_the_rest_waits() -> None:
    said = text("It is 1. It is odd. It is small.", answer=["It is 1"])
    result, after = slides_of(text("## 1.1 Sums", "slide"), code(), said, code())
    assert (result.answer, after.notes[0]) == ("It is 1.", "It is odd. It is small.")


def test_a_formula_that_answers_a_question_comes_after_it() -> None:
    asks, tells = slides_of(text("## 1.1 Sums\n\n**Predict:** which sum?", "slide"), text("$$ a + b $$"))
    assert (asks.question, asks.blocks, tells.blocks) == ("**Predict:** which sum?", [], ["$$ a + b $$"])


def test_a_goal_stands_where_it_can_be_reached() -> None:
    lead = text("## 1.1 Sums\n\nMove them. **Goal:** a sum of 3.", "slide")
    defines, moves = slides_of(lead, code("def draw(): ..."), code("nb.explore(draw)", [PNG]))
    assert (defines.question, moves.question, moves.steps) == ("", "**Goal:** a sum of 3.", True)
