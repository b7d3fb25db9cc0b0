"""Which cell of a submission is the answer."""

from __future__ import annotations

from typing import Any

from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from nbkit.grade.notebook import check_cells, grade_id, verdict
from nbkit.learn.exercises import find

RIGHT = "def perceptron(x, w, b):\n    return 1 if w @ x + b > 0 else 0"
WRONG = "def perceptron(x, w, b):\n    return 1"
STUB = "def perceptron(x, w, b):\n    ..."


def book(*cells: tuple[str, str]) -> Any:
    made = [new_code_cell(source, metadata={"nbgrader": {"grade_id": name}}) for name, source in cells]
    return new_notebook(cells=made)


def test_its_own_cell_counts_wherever_it_stands() -> None:
    perceptron = find("perceptron")
    assert verdict(book(("", WRONG), ("perceptron", RIGHT), ("", WRONG)), perceptron, 1).passed
    assert not verdict(book(("", RIGHT), ("perceptron", STUB)), perceptron, 1).attempted


def test_where_its_cell_is_gone_the_last_that_defines_it_counts() -> None:
    assert verdict(book(("", WRONG), ("", RIGHT)), find("perceptron"), 1).passed
    assert not verdict(book(("", "x = 1")), find("perceptron"), 1).attempted


def test_checks_are_known_by_name() -> None:
    notebook = book(("check-perceptron", "edited"), ("check-unheard_of", ""), ("perceptron", RIGHT))
    notebook.cells.append(new_markdown_cell("text"))
    assert [exercise.name for exercise, _ in check_cells(notebook)] == ["perceptron"]
    assert grade_id(notebook.cells[-1]) == ""
