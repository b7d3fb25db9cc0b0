"""The questions that are answered in words."""

from __future__ import annotations

import re
from pathlib import Path

import nbformat

from nbkit.learn.questions import QUESTIONS

COURSE = Path(__file__).parents[2] / "course"
CHAPTERS = {int(path.name[:2]): path for path in sorted(COURSE.glob("[0-9]*.ipynb"))}


def test_each_chapter_asks_one() -> None:
    assert [chapter for chapter in CHAPTERS if chapter not in QUESTIONS] == []


def test_a_figure_that_is_asked_about_is_there() -> None:
    """Seven and more questions look at a figure: in the section that they name one is shown."""
    asked = {n: re.search(rf"figure\b.*? {n}\.\d|maps of {n}\.\d", q.text) for n, q in QUESTIONS.items()}
    sections = {n: found[0].split()[-1] for n, found in asked.items() if found}
    assert len(sections) >= 7
    for chapter, section in sections.items():
        cells = nbformat.read(CHAPTERS[chapter], as_version=4).cells
        starts = [k for k, cell in enumerate(cells) if cell.source.startswith(f"## {section} ")]
        ends = [k for k, cell in enumerate(cells) if cell.source.startswith("## ") and k > starts[0]]
        assert any("nb.show(" in cell.source for cell in cells[starts[0] : ends[0]]), section


def test_a_question_asks_and_its_answer_is_a_few_sentences() -> None:
    for chapter, (text, answer, rubric) in QUESTIONS.items():
        assert "?" in text, chapter
        assert 20 <= len(answer.split()) <= 80 and len(set(rubric)) == 3, chapter
