"""The instructor's page of a chapter: what it says to each section, and how long that takes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import accumulate
from pathlib import Path

from nbkit.publish import PublishError
from nbkit.publish.slides.slide import Slide

CLASS = re.compile(r"(\d+) with a class")
ROW = re.compile(r"^\| (\w+\.\d+) [^|]*\| \(?(\d+)\)? \|", re.MULTILINE)
HEADING = re.compile(r"^## (\w+\.\d+).*?\((\d+) min", re.MULTILINE)
PART = re.compile(r"^## ", re.MULTILINE)
HOME = re.compile(r"one thing to take home: \*\*(.+?)\*\*", re.DOTALL)
OPENING = 2  # minutes of the first slides


class Lecture:
    """The notes of one chapter."""

    def __init__(self, text: str) -> None:
        self.preface, *parts = PART.split(text)
        self.sections: dict[str, str] = {}
        self.opening = self.closing = ""
        for part in parts:
            self._sort(part)
        self.minutes = {name: float(count) for name, count in [*ROW.findall(text), *HEADING.findall(text)]}
        total = CLASS.search(text)
        self.total = float(total[1]) if total else sum(self.minutes.values()) + OPENING

    def _sort(self, part: str) -> None:
        name, text = part.split(maxsplit=1)[0], part.partition("\n")[2].strip()
        if re.fullmatch(r"\w+\.\d+", name):
            self.sections[name] = text
        elif part.startswith("Opening"):
            self.opening = text
        else:
            self.closing += f"### {part.strip()}\n\n"

    @property
    def take_home(self) -> str:
        """The one sentence that should be left of the chapter, or nothing."""
        found = HOME.search(self.preface)
        text = " ".join(found[1].split()) if found else ""
        return f"**{text[0].upper()}{text[1:]}**" if text else ""


def read(path: Path) -> Lecture:
    """The notes beside a chapter, which are in the folder `notes` and have its name.

    Raises PublishError where there are none.
    """
    notes = path.parent / "notes" / f"{path.stem}.md"
    try:
        return Lecture(notes.read_text(encoding="utf-8"))
    except OSError:
        raise PublishError(f"{path.name}: expected the instructor's notes in {notes}, found none.") from None


def speak(slides: Sequence[Slide], lecture: Lecture) -> None:
    """Put the instructor's words and the minutes to the slides.

    What is said of a section goes to its first slide, and again to those that ask something. Its minutes go
    to its slides by what these hold, and all of them together come to those of the chapter with a class.
    """
    told: set[str] = {""}
    slides[0].advice = [lecture.preface, lecture.opening]
    slides[-1].advice = [lecture.closing]
    if lecture.take_home:
        slides[-1].points = [lecture.take_home]
    for slide in slides:
        if slide.section not in told or slide.asks:
            told.add(slide.section)
            slide.advice = [lecture.sections.get(slide.section, ""), *slide.advice]
    for section in dict.fromkeys(slide.section for slide in slides):
        inside = [slide for slide in slides if slide.section == section]
        _share(inside, lecture.minutes.get(section, OPENING))
    _share(slides, lecture.total, of_minutes=True)
    for slide, minute in zip(slides, accumulate(slide.minutes for slide in slides), strict=True):
        slide.ends = minute


def _share(slides: Sequence[Slide], minutes: float, of_minutes: bool = False) -> None:
    """Give some slides their part of the minutes, a quarter of a minute at least."""
    parts = [slide.minutes if of_minutes else max(slide.weight, 0.25) for slide in slides]
    for slide, part in zip(slides, parts, strict=True):
        slide.minutes = minutes * part / sum(parts)
