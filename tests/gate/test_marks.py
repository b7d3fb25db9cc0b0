"""Tags and comments of a cell: nbval's names and nbclient's, in either spelling."""

from __future__ import annotations

from typing import Any

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell

from nbkit.gate.marks import is_compared, may_raise, runs


def marked(*tags: str, source: str = "x = 1") -> Any:
    return new_code_cell(source, metadata={"tags": list(tags)})


@pytest.mark.parametrize(
    "cell",
    [
        new_markdown_cell("# Of tests"),
        marked(source="  \n"),
        marked("nbval-skip"),
        marked("skip-execution"),
        marked(source="# NBVAL_SKIP\nx = 1"),
    ],
)
def test_what_does_not_run(cell: Any) -> None:
    assert not runs(cell)


def test_a_plain_cell_runs_is_compared_and_may_not_raise() -> None:
    for cell in (marked(), marked("same-as:nbkit.functions.tanh", source="# nbval skip?\nx = 1")):
        assert runs(cell) and is_compared(cell) and not may_raise(cell)


@pytest.mark.parametrize("mark", ["raises-exception", "nbval-raises-exception"])
def test_what_may_raise(mark: str) -> None:
    assert may_raise(marked(mark)) and may_raise(marked(source=f"# {mark.upper()}\n1 / 0"))


@pytest.mark.parametrize(
    "mark", ["nbval-ignore-output", "NBVAL_IGNORE_OUTPUT", "pytest-validate-ignore-output"]
)
def test_what_is_not_compared(mark: str) -> None:
    cell = marked(mark)
    assert runs(cell) and not is_compared(cell)
