"""The plans for a semester, a week and a day: the minutes of their blocks are those of the notes."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path

import pytest

COURSE = Path(__file__).resolve().parents[2] / "course"
PLANS = (COURSE / "notes" / "README.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| ([^|]+) \| ([\d., –]+) \| (\d+) \|", re.MULTILINE)
ROOM = 85
LEFT_OUT = {"7.5"}


@cache
def sections() -> list[str]:
    """The sections of all chapters in their order."""
    books = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(COURSE.glob("[0-9]*.ipynb"))]
    cells = [cell for book in books for cell in book["cells"] if cell["cell_type"] == "markdown"]
    heading = re.compile(r"^## (\d+\.\d+) ", re.MULTILINE)
    return [found for cell in cells for found in heading.findall("".join(cell["source"]))]


@cache
def minutes() -> dict[str, int]:
    """How long each section takes with a class: in a table of its notes, or in its heading there."""
    found: dict[str, int] = {}
    for path in sorted((COURSE / "notes").glob("[0-9]*.md")):
        text = path.read_text(encoding="utf-8")
        pairs = re.findall(r"^\| (\d+\.\d+) [^|]*\| \(?(\d+)\)? \|", text, re.MULTILINE)
        pairs += re.findall(r"^## (\d+\.\d+).*?\((\d+) min", text, re.MULTILINE)
        found |= {section: int(count) for section, count in pairs}
    return found


def planned(said: str) -> list[str]:
    """The sections that a row names: `6.6–7.4, 7.6`."""
    every, found = sections(), []
    for part in said.split(", "):
        first, _, last = part.partition("–")
        found += every[every.index(first) : every.index(last or first) + 1]
    return found


def test_each_section_has_its_minutes_and_its_words_in_the_notes() -> None:
    notes = [path.read_text(encoding="utf-8") for path in sorted((COURSE / "notes").glob("[0-9]*.md"))]
    told = {found for text in notes for found in re.findall(r"^## (\d+\.\d+)", text, re.MULTILINE)}
    assert [section for section in sections() if section not in minutes() or section not in told] == []


@pytest.mark.parametrize(("name", "said", "count"), ROW.findall(PLANS))
def test_a_block_takes_the_minutes_of_its_sections(name: str, said: str, count: str) -> None:
    takes = minutes()
    assert int(count) == sum(takes[section] for section in planned(said)) <= ROOM


def test_the_semester_has_each_section_once_in_its_order() -> None:
    semester = PLANS.split("## A week")[0]
    given = [section for _, said, _ in ROW.findall(semester) for section in planned(said)]
    wanted = [s for s in sections() if int(s.split(".")[0]) <= 14 and s not in LEFT_OUT]
    assert given[: len(wanted)] == wanted
    assert len(ROW.findall(semester)) == 14
