"""The notebooks hold the stubs as the exercises have them, a check after each, and no solution."""

import ast
import json
from pathlib import Path

import pytest

from nbkit.learn import cells, check_cell, prompt_cell, refresh, stub_cell, words_cells
from nbkit.learn.commands import solution_source
from nbkit.learn.exercise import Choice, Prediction
from nbkit.learn.exercises import load
from nbkit.learn.notebook_cells import in_words_of

COURSE = Path(__file__).parents[2] / "course"
NOTEBOOKS = sorted(COURSE.glob("[0-9]*.ipynb"))
TAG = "exercise:"


def code_cells(path: Path) -> list[dict]:
    return [cell for cell in json.loads(path.read_text("utf-8"))["cells"] if cell["cell_type"] == "code"]


def source(cell: dict) -> str:
    return "".join(cell["source"]).strip()


def faults(code: list[dict]) -> list[str]:
    """What is wrong with the exercises in these code cells."""
    found = []
    for cell, following in zip(code, [*code[1:], {"source": ""}], strict=True):
        for tag in cell.get("metadata", {}).get("tags", []):
            if tag.startswith(TAG):
                found += faults_of_one(tag.removeprefix(TAG), source(cell), source(following))
    return found


def faults_of_one(name: str, stub: str, following: str) -> list[str]:
    if name not in load():
        return [f"no exercise is named {name}"]
    found = [] if stub == stub_cell(name) else [f"the stub of {name} is not what nb.learn.stub_cell gives"]
    return found + ([] if following == check_cell(name) else [f"{check_cell(name)} does not follow the stub"])


def body(text: str) -> str:
    """A function's or class's code without name, docstring and layout."""
    node = ast.parse(text).body[-1]
    assert isinstance(node, ast.FunctionDef | ast.ClassDef)
    statements = [s for s in node.body if not (isinstance(s, ast.Expr) and isinstance(s.value, ast.Constant))]
    return "\n".join(ast.unparse(s) for s in statements)


def bodies(text: str) -> set[str]:
    """The bodies of all functions and classes anywhere in the code."""
    try:
        tree = ast.parse(text)
    except SyntaxError:  # a cell with IPython's own syntax, or one that shows an error
        return set()
    return {body(ast.unparse(n)) for n in ast.walk(tree) if isinstance(n, ast.FunctionDef | ast.ClassDef)}


SOLUTIONS = {
    name: body(solution_source(exercise))
    for name, exercise in load().items()
    if not isinstance(exercise, Choice | Prediction)
}


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_stubs_are_as_the_exercises_have_them(path):
    assert faults(code_cells(path)) == []


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_questions_are_as_the_exercises_have_them(path):
    """A choice's letters, above all, must be those that the check knows."""
    cells_there = json.loads(path.read_text("utf-8"))["cells"]
    prose = "\n".join(source(cell) for cell in cells_there if cell["cell_type"] == "markdown")
    names = [name for name, exercise in load().items() if exercise.chapter == int(path.stem[:2])]
    stale = [name for name in names if prompt_cell(name) not in prose]
    assert stale == [], "paste what nb.learn.prompt_cell gives for these"


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_no_notebook_shows_a_solution(path):
    shown = set().union(*(bodies(source(cell)) for cell in code_cells(path)))
    assert [name for name, solution in SOLUTIONS.items() if solution in shown] == []
    text = path.read_text("utf-8")
    assert not [name for name, exercise in load().items() if exercise.why[:60] in text]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_each_exercise_of_the_chapter_is_there_once(path):
    tags = [t for cell in code_cells(path) for t in cell["metadata"].get("tags", []) if t.startswith(TAG)]
    wanted = [TAG + e.name for e in load().values() if e.chapter == int(path.stem[:2])]
    assert sorted(tags) == sorted(wanted)


@pytest.mark.parametrize("path", NOTEBOOKS[1:], ids=lambda p: p.stem)
def test_a_chapter_opens_with_a_question_from_an_earlier_one(path):
    """After the imports, before the first section."""
    assert source(code_cells(path)[1]) == f"nb.review(before={int(path.stem[:2])})"


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_the_question_in_words_is_there_as_it_stands_in_its_file(path):
    there = [cell for cell in json.loads(path.read_text("utf-8"))["cells"] if in_words_of(cell)]
    wanted = words_cells(int(path.stem[:2]))
    assert [(c["id"], c["cell_type"], source(c)) for c in there] == [
        (c["id"], c["cell_type"], c["source"].strip()) for c in wanted
    ]


def test_refresh_mends_the_question_in_words(tmp_path):
    path = tmp_path / "08_x.ipynb"
    old = [cell | {"source": ["old"]} for cell in words_cells(8)]
    path.write_text(json.dumps({"cells": old, "nbformat": 4}), "utf-8")
    refresh(path)
    mended = json.loads(path.read_text("utf-8"))["cells"]
    assert ["".join(cell["source"]) for cell in mended] == [cell["source"] for cell in words_cells(8)]


def test_the_cells_for_authors_have_no_fault():
    for name in load():
        assert faults([c for c in cells(name) if c["cell_type"] == "code"]) == []


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (lambda code: code[0].update(source="layer = 3"), "the stub of layer"),
        (lambda code: code[1].update(source="nb.check('layer', other)"), "does not follow"),
        (lambda code: code.pop(), "does not follow"),
        (lambda code: code[0]["metadata"].update(tags=["exercise:lair"]), "no exercise is named lair"),
    ],
)
def test_a_planted_fault_is_found(change, fault):
    code = [c for c in cells("layer") if c["cell_type"] == "code"]
    change(code)
    assert fault in " ".join(faults(code))


def test_refresh_mends_question_and_stub(tmp_path):
    path = tmp_path / "03_x.ipynb"
    question, stub, following = cells("layer")
    longer = question["source"].replace(" minutes", "0 minutes")[:60]
    old = [question | {"source": longer}, stub | {"source": "layer = 3"}, following]
    path.write_text(json.dumps({"cells": old, "nbformat": 4}), "utf-8-sig")
    refresh(path)
    mended = json.loads(path.read_text("utf-8"))
    assert ["".join(cell["source"]) for cell in mended["cells"]] == [c["source"] for c in cells("layer")]
    assert mended["nbformat"] == 4
    assert [p.name for p in tmp_path.iterdir()] == ["03_x.ipynb"]


def test_a_planted_solution_is_found():
    planted = "x = 1\ndef my_own(X, W, b):\n    'Hm.'\n    z = X@W + b\n\n    return 1/(1+np.exp( -z ))"
    assert SOLUTIONS["layer"] in bodies(planted)
    assert SOLUTIONS["layer"] not in bodies(stub_cell("layer"))
