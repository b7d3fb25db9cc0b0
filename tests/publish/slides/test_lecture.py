"""The instructor's page: what it says, and how long it takes."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest

from nbkit.publish import PublishError
from nbkit.publish.slides.lecture import Lecture, read, speak
from nbkit.publish.slides.outline import outline
from nbkit.publish.slides.slide import Slide

COURSE = Path(__file__).resolve().parents[3] / "course"
CHAPTERS = sorted(COURSE.glob("[0-9a][0-9]_*.ipynb"))
TEXT = """# 1. The perceptron: the instructor's side

45 minutes alone, 20 with a class. The one thing to take home: **a neuron
is a line.**

## Opening (2 minutes)
Ask them.

## 1.1 A neuron (12 minutes)
Draw it.

| section | minutes |
|---|---|
| 1.2 A line | 6 |

## 1.2
Turn it.

## If time is short
Leave out 1.2.
"""


def test_the_page_is_read_section_by_section() -> None:
    lecture = Lecture(TEXT)
    assert (lecture.total, lecture.minutes) == (20, {"1.1": 12, "1.2": 6})
    assert lecture.sections["1.2"] == "Turn it."
    assert lecture.opening == "Ask them."
    assert lecture.closing.startswith("### If time is short\nLeave out")


def test_minutes_go_to_slides_by_what_they_hold_and_words_to_the_first() -> None:
    slides = [Slide(), Slide("1.1", weight=3), Slide("1.1", weight=1), Slide("1.2", weight=1), Slide()]
    slides.insert(3, Slide("1.1", question="**Predict:** what?", weight=0.25))
    speak(slides, Lecture(TEXT))
    assert [round(slide.minutes, 2) for slide in slides] == [1, 8.47, 2.82, 0.71, 6, 1]
    assert [round(slide.ends) for slide in slides] == [1, 9, 12, 13, 19, 20]
    assert slides[1].advice[0].startswith("Draw it.") and slides[2].advice == []
    assert slides[3].advice == slides[1].advice  # it is wanted again where something is asked
    assert slides[-1].points == ["**A neuron is a line.**"]
    assert slides[-1].advice == ["### If time is short\nLeave out 1.2.\n\n"]


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_the_minutes_of_all_slides_are_those_of_the_chapter(path: Path) -> None:
    slides, lecture = outline(nbformat.read(path, as_version=4).cells), read(path)
    speak(slides, lecture)
    assert sum(slide.minutes for slide in slides) == pytest.approx(lecture.total)
    told = {section for section in lecture.sections if any(slide.section == section for slide in slides)}
    assert told == set(lecture.sections)


def test_a_chapter_without_notes_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PublishError, match="expected the instructor's notes"):
        read(tmp_path / "01_mine.ipynb")
