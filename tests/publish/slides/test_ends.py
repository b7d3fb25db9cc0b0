"""The first and the last slide, and exercises."""

from __future__ import annotations

from dataclasses import replace

import nbformat

from nbkit.publish.slides.ends import closing, exercise, opening, task, title_of
from nbkit.publish.slides.sentences import paragraphs
from nbkit.publish.slides.slide import Slide

v4 = nbformat.v4
CELL = v4.new_markdown_cell(
    "# 8. Back\n\n**Why?**\n\nA story.\n\nAfter this\n\n- do it,\n- say it.\n\nAbout 5 minutes."
)


def test_a_chapter_opens_with_its_question_and_what_one_can_do_afterwards() -> None:
    first, second = opening(CELL)
    assert title_of(CELL) == first.title == second.kicker == "8. Back"
    assert (first.question, second.blocks) == ("**Why?**", ["- do it,\n- say it."])
    assert second.notes[-1] == "About 5 minutes."


def test_the_last_slide_has_the_bold_sentences_and_the_exercises() -> None:
    said = Slide("8.8", notes=["We have **one** thing. It is **old**. Much is left.", "So **add** them."])
    ask = Slide("8.1", "", "Exercise · 5 minutes · ★☆☆", "NAND", blocks=["Write it."], kind="exercise")
    last = closing([ask, replace(ask, blocks=[]), Slide("8.7", notes=["**Not** this."]), said], "8.8")
    assert last.points == ["We have **one** thing.", "So **add** them."]
    assert last.blocks == ["At home:\n\n- NAND · 5 minutes · ★☆☆"]


def test_an_exercise_is_its_task_and_its_stub() -> None:
    asks = v4.new_markdown_cell(
        "**Exercise: own reader** (1 minute, ★★★)\n\nWrite it.\n\n- **a**: yes\n- **b**: no"
    )
    (slide,) = exercise(asks, v4.new_code_cell("own_reader = ..."), "8.1", "Numbers")
    assert (slide.title, slide.kicker) == ("Own reader", "Exercise · 1 minute · ★★★")
    assert slide.blocks == ["Write it.", "- **a**: yes\n- **b**: no"]


def test_a_long_cell_has_a_slide_to_itself_after_the_beginning_of_its_task() -> None:
    asks = v4.new_markdown_cell("**Exercise: patient anna** (9 minutes, ★☆☆)\n\nIt is ill.\n\nMend it.")
    long = "def train():\n" + "    step()\n" * 14
    first, second = exercise(asks, v4.new_code_cell(long), "18.3", "Anna")
    assert (first.blocks, first.code, first.notes) == (["It is ill."], "", ["It is ill.", "Mend it."])
    assert (second.blocks, second.code, second.notes) == ([], long.strip("\n"), ["Mend it."])


def test_a_task_that_is_too_long_says_its_beginning() -> None:
    (short,) = task(paragraphs("Add these words up. " * 30))
    assert short.count("Add") == 15
