"""Each chapter says how long it takes, and its words, cells, questions and exercises come to that.

200 words take a minute, and so does a cell of code; a prediction takes one more, an explorer two. Exercises
say their own minutes. Who is new to it all needs a quarter more: so much a first reader of chapter 07 took.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

import nbformat
import pytest

CHAPTERS = sorted((Path(__file__).resolve().parents[2] / "course").glob("[0-9a][0-9]_*.ipynb"))
Cell = nbformat.NotebookNode

WORDS_A_MINUTE, CODE, PREDICTION, EXPLORER = 200, 1, 1, 2
LONG = 60  # an exercise of an hour is told apart from the others
SAYS = re.compile(
    r"About (?P<reading>\d+) minutes(, and (?P<exercises>\d+) more for the exercises"
    r"(?P<long>, and an hour for the last of them)?)?\."
    r"( (?:Section|The end of section) [\d.]+ is optional: (?P<optional>\d+) minutes more\.)?"
)
OPTIONAL = re.compile(r"(## [\d.]+|###) Optional: ")
EXERCISE = re.compile(r"\*\*(?:(?:Exercise|Stage \d): .*?|In your own words\*\* )\((\d+) minutes")
NOT_READ = re.compile(r"```.*?```|`[^`]*`|\$\$.*?\$\$|\$[^$]*\$", re.DOTALL)
SKIPPED = ("**Sources", "nb.check(", "nb.check_mine(", "nb.review(", "nb.mark(", 'words = """')


class Minutes(NamedTuple):
    """How long a chapter takes: to read and run, its optional section, its exercises, that of an hour."""

    reading: float = 0
    optional: float = 0
    exercises: float = 0
    long: float = 0


def of_cell(cell: Cell) -> float:
    """The minutes of one cell, exercises apart."""
    tags = cell.metadata.get("tags", [])
    if cell.source.startswith(SKIPPED) or any(tag.startswith("exercise:") for tag in tags):
        return 0
    if cell.cell_type == "code":
        return CODE + EXPLORER * ("explorer" in tags)
    asked = len(re.findall(r"\*\*(?:Predict|Guess first)", cell.source))
    return len(re.findall(r"\w+", NOT_READ.sub("x", cell.source))) / WORDS_A_MINUTE + PREDICTION * asked


def estimate(cells: list[Cell]) -> Minutes:
    found, part = Minutes()._asdict(), "reading"
    for cell in cells:
        if cell.source.startswith("## "):
            part = "reading"
        if OPTIONAL.match(cell.source):
            part = "optional"
        if exercise := EXERCISE.match(cell.source):
            found["long" if int(exercise[1]) >= LONG else "exercises"] += int(exercise[1])
        else:
            found[part] += of_cell(cell)
    return Minutes(**found)


def stated(text: str) -> Minutes:
    says = SAYS.search(text)
    assert says, "the first cell says: About 45 minutes, and 20 more for the exercises."
    parts = {name: float(says[name] or 0) for name in ("reading", "optional", "exercises")}
    return Minutes(**parts, long=LONG * bool(says["long"]))


def close(said: float, found: float) -> bool:
    """Within a tenth, and never to be held to less than three minutes."""
    return abs(said - found) <= max(3, found / 10)


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_the_minutes_are_those_that_it_takes(path: Path) -> None:
    cells = nbformat.read(path, as_version=4).cells
    said, found = stated(cells[0].source), estimate(cells)
    wrong = [name for name in Minutes._fields if not close(getattr(said, name), getattr(found, name))]
    assert wrong == [], f"the chapter says {said}, its cells come to {found}"


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_the_notes_say_the_same(path: Path) -> None:
    said = stated(nbformat.read(path, as_version=4).cells[0].source)
    notes = (path.parent / "notes" / f"{path.stem}.md").read_text(encoding="utf-8")
    assert f"{said.reading:g} minutes alone" in notes
    assert (f"{said.exercises:g} minutes of exercises" in notes) == (said.exercises > 0)


def test_a_chapter_that_grew_is_found() -> None:
    v4 = nbformat.v4
    cells = [
        v4.new_markdown_cell("word " * 800 + "**Predict**"),
        v4.new_code_cell("1"),
        v4.new_markdown_cell("## 7.5 Optional: more"),
        v4.new_code_cell("2", metadata={"tags": ["explorer"]}),
        v4.new_markdown_cell("**Exercise: x** (4 minutes, ★☆☆) " + "word " * 400),
        v4.new_markdown_cell("**Exercise: y** (60 minutes, ★★★)"),
        v4.new_markdown_cell("**Stage 1: nodes and graph** (25 minutes) " + "word " * 400),
        v4.new_code_cell('nb.check_mine("nodes")'),
        v4.new_markdown_cell("## 7.6 Less"),
        v4.new_code_cell("3"),
        v4.new_markdown_cell("### Optional: as it was written"),
        v4.new_code_cell("4"),
    ]
    found = estimate(cells)
    assert found._replace(reading=round(found.reading), optional=round(found.optional)) == (7, 4, 29, 60)
    assert stated("About 6 minutes, and 4 more for the exercises.") == (6, 0, 4, 0)
    assert not close(70, 120)
