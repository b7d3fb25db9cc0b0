"""A chapter is read, or refused in one sentence."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest

from nbkit.publish import PublishError
from nbkit.publish.chapter import read_chapter, read_executed

v4 = nbformat.v4
PRINTED = v4.new_output("stream", name="stdout", text="1\n")


def write(path: Path, *outputs: nbformat.NotebookNode) -> Path:
    cells = [v4.new_markdown_cell("# One"), v4.new_code_cell("print(1)", outputs=list(outputs))]
    nbformat.write(v4.new_notebook(cells=cells), path)
    return path


def test_what_ran_is_read(tmp_path: Path) -> None:
    path = write(tmp_path / "a.ipynb", PRINTED)
    assert read_executed(path).cells[1].outputs == [PRINTED] and len(read_chapter(path).cells) == 2


def test_what_was_never_run_is_read_where_its_outputs_are_not_needed(tmp_path: Path) -> None:
    path = write(tmp_path / "a.ipynb")
    assert read_chapter(path).cells[1].outputs == []
    with pytest.raises(PublishError, match=r"^a\.ipynb was never run.*nbkit accept \S*/a\.ipynb\.$"):
        read_executed(path)


def test_a_chapter_of_text_alone_needs_no_run(tmp_path: Path) -> None:
    nbformat.write(v4.new_notebook(cells=[v4.new_markdown_cell("# One")]), tmp_path / "a.ipynb")
    assert len(read_executed(tmp_path / "a.ipynb").cells) == 1


def test_what_is_damaged_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "a.ipynb").write_text("{")
    with pytest.raises(PublishError, match=r"^a\.ipynb|a\.ipynb"):
        read_executed(tmp_path / "a.ipynb")
