"""A prediction is worth making while its answer is out of sight: nothing above the answer tells it.

A program cannot read, so it holds four habits. Between a question and the first output after it

- the title of a figure asks or is computed: what a figure shows is said in the words below it,
- a line that ends in True or False claims nothing that the question did not ask,

and above it

- the numbers with which the words below the answer begin have not been printed,
- no heading holds a word that those words set in bold and that the question does not use.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import nbformat
import pytest

CHAPTERS = sorted((Path(__file__).resolve().parents[2] / "course").glob("[0-9a][0-9]_*.ipynb"))
Cell = nbformat.NotebookNode

ASKS = re.compile(r"\*\*(Predict|Guess first)|\?\s*$")
VERDICT = re.compile(r"^(?P<claim>.*\S):? +(True|False)$", re.MULTILINE)
WORD = re.compile(r"[^\W\d_]{4,}|\d[\w.,-]*\d")
BOLD = re.compile(r"\*\*(.+?)\*\*")
NUMBER = re.compile(r"(?<![\w.])\d[\d.,]*\d")
SMALL = {"same", "than", "with", "from", "each", "that", "this", "less", "more", "only", "have", "they"}


class Prediction(NamedTuple):
    """A question, the code up to the first output after it, and the words below that."""

    question: Cell
    code: list[Cell]
    words: str
    before: list[Cell]


def asks(cell: Cell) -> bool:
    is_exercise = cell.source.startswith("**Exercise")
    return cell.cell_type == "markdown" and not is_exercise and bool(ASKS.search(cell.source))


def predictions(cells: list[Cell]) -> Iterator[Prediction]:
    for number, question in enumerate(cells):
        if not asks(question):
            continue
        later = range(number + 1, len(cells))
        end = next((i for i in later if cells[i].get("outputs") or asks(cells[i])), number)
        code = [cell for cell in cells[number + 1 : end + 1] if cell.cell_type == "code"]
        below = next((cell.source for cell in cells[end + 1 :] if cell.cell_type == "markdown"), "")
        words_below = "" if below.startswith("**Exercise") else below
        yield Prediction(question, code, words_below, cells[: number + 1])


def words(text: str) -> set[str]:
    """The words that say something, by their first four letters, and the numbers."""
    return {word.lower()[:4] for word in WORD.findall(text)} - SMALL - {"true"}


def printed(cell: Cell) -> str:
    outputs = cell.get("outputs", [])
    return "\n".join(out.get("text", "") or out.get("data", {}).get("text/plain", "") for out in outputs)


def titles(source: str) -> Iterator[str]:
    """The titles that stand in the code as they will be drawn."""
    for node in ast.walk(ast.parse(re.sub(r"^[%!].*$", "", source, flags=re.MULTILINE))):
        given = isinstance(node, ast.keyword) and node.arg == "title"
        named = isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "title"
        if (given or named) and isinstance(value := getattr(node, "value", None), ast.Constant):
            yield str(value.value)


def titles_that_tell(made: Prediction) -> Iterator[str]:
    for cell in made.code:
        yield from (title for title in titles(cell.source) if not title.endswith("?"))


def claims_that_tell(made: Prediction) -> Iterator[str]:
    for cell in made.code:
        for found in VERDICT.finditer(printed(cell)):
            if not words(found["claim"]) <= words(made.question.source):
                yield found["claim"]


def numbers(text: str) -> set[str]:
    """Those with a point or comma and three digits or more: they are hardly twice the same by chance."""
    found = {number.rstrip(".,") for number in NUMBER.findall(text)}
    return {number for number in found if {".", ","} & set(number) and len(number.lstrip("0.,")) > 2}


def numbers_told(made: Prediction) -> Iterator[str]:
    answer = numbers(made.words.partition("\n")[0]) & numbers("\n".join(map(printed, made.code)))
    above = "\n".join(map(printed, made.before)) + made.question.source
    yield from sorted(answer - numbers(made.question.source) & numbers(above))


def headings_that_tell(made: Prediction) -> Iterator[str]:
    lines = "\n".join(cell.source for cell in made.before).splitlines()
    heading = next((line for line in reversed(lines) if line.startswith(("## ", "### "))), "")
    bold = " ".join(term for term in BOLD.findall(made.words.partition("\n")[0]) if term.count(" ") < 3)
    asked = made.question.source.replace(heading, "")
    if words(bold) & words(heading) - words(asked):
        yield heading


HABITS = (titles_that_tell, claims_that_tell, numbers_told, headings_that_tell)


@pytest.mark.parametrize("habit", HABITS, ids=lambda habit: habit.__name__)
@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_nothing_above_an_answer_tells_it(path: Path, habit: Callable[[Prediction], Iterator[str]]) -> None:
    cells = nbformat.read(path, as_version=4).cells
    told = [(found, made.question.id) for made in predictions(cells) for found in habit(made)]
    assert told == []


# --- Each habit against a prediction that keeps all of them but one ---


def good() -> list[Cell]:
    """A heading, a question, a figure that answers it, and the words below."""
    v4, slide = nbformat.v4, "## 9.4 The plane\n\n**Predict:** how far apart are they: a tenth, or nothing?"
    answer = v4.new_output("stream", text="farthest apart: 0.0\n")
    return [
        v4.new_code_cell("1 / 3", outputs=[v4.new_output("stream", text="0.333\n")]),
        v4.new_markdown_cell(slide),
        v4.new_code_cell(
            'title = "How far apart?"\nnb.show(plots.curves(x, y, title=title))', outputs=[answer]
        ),
        v4.new_markdown_cell("Nothing. They **stay together**, and 0.25 is what is left."),
    ]


def told(cells: list[Cell]) -> list[str]:
    return [habit.__name__ for made in predictions(cells) for habit in HABITS if list(habit(made))]


def printing(cells: list[Cell], text: str) -> None:
    cells[2]["outputs"][0]["text"] = text


PLANTED: list[tuple[str, Callable[[list[Cell]], Any]]] = [
    ("titles_that_tell", lambda cells: cells[2].update(source='title = "Two hidden neurons make a box"')),
    ("titles_that_tell", lambda cells: cells[2].update(source='draw(title="Never told, yet it sorts them")')),
    ("claims_that_tell", lambda cells: printing(cells, "W1 equal to the last bit: True\n")),
    ("claims_that_tell", lambda cells: printing(cells, "never more than 1e-9 apart: True\n")),
    ("numbers_told", lambda cells: cells[3].update(source="It is 0.333.") or printing(cells, "0.333\n")),
    ("headings_that_tell", lambda cells: cells[3].update(source="Nothing: in the **plane** they stay.")),
]


def test_a_good_prediction_passes() -> None:
    assert told(good()) == []


@pytest.mark.parametrize("number", range(len(PLANTED)), ids=lambda n: f"{n}-{PLANTED[n][0]}")
def test_what_tells_an_answer_is_found(number: int) -> None:
    habit, spoil = PLANTED[number]
    cells = good()
    spoil(cells)
    assert told(cells) == [habit]


def test_a_title_behind_the_answer_may_tell_it() -> None:
    behind = nbformat.v4.new_code_cell('draw(title="They are equal")')
    assert told([*good()[:3], behind, *good()[3:]]) == []
