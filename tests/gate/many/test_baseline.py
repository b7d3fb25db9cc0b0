"""A list of known cells: found again where numbers moved, not where a cell changed; told when it is stale."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace

import pytest
from books import make

from nbkit.gate.many.baseline import Baseline, Known, cell_key, write_baseline


def keys(*sources: str) -> list[str]:
    cells = [SimpleNamespace(source=source) for source in sources]
    return [cell_key(cells, index) for index in range(len(cells))]


def test_a_key_lasts_as_long_as_the_cell_says_the_same() -> None:
    first, again = keys("plt.show()", "plt.show()")
    assert first != again
    assert keys("new", "plt.show()", "x", "plt.show()")[1::2] == [first, again]
    assert keys("plt.show() ") != [first]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A list beside a folder with one notebook of two cells, both on it."""
    (tmp_path / "books").mkdir()
    make(tmp_path / "books" / "a.ipynb", ["1", "2"])
    _, one, two = keys("# Of tests", "1", "2")
    known = [Known("books/a.ipynb", key, number, "why") for number, key in ((2, two), (1, one))]
    write_baseline(tmp_path / "list.json", known)
    return tmp_path


def test_a_list_is_read_as_it_was_written(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = (folder / "list.json").read_text(encoding="utf-8").splitlines()
    assert len(lines) == 4 and '"cell": 1' in lines[1] and '"cell": 2' in lines[2]
    baseline = Baseline(folder / "list.json")
    (one,) = keys("1")
    assert str(baseline.find(folder / "books" / "a.ipynb", one)) == "books/a.ipynb, cell 1"
    monkeypatch.chdir(folder / "books")
    assert Baseline(Path("../list.json")).find(folder / "books" / "a.ipynb", one)
    assert baseline.find(folder / "b.ipynb", one) is None
    assert list(baseline.lines()) == []


def test_what_is_stale_is_told(folder: Path) -> None:
    book = folder / "books" / "a.ipynb"
    baseline = Baseline(folder / "list.json")
    one, two = keys("1", "2")
    baseline.take(book, one, "skipped")
    baseline.take(book, two, "passed")
    baseline.take(book, "another", "passed")
    assert list(baseline.lines()) == [
        "nbkit: 1 cell failed, as list.json says",
        "nbkit: list.json lists 1 cell that passed: books/a.ipynb, cell 2",
        "nbkit: take off the list what passes and what is gone: nbkit baseline --shrink",
    ]
    make(book, ["1", "2 + 0"])
    baseline = Baseline(folder / "list.json")
    assert baseline.gone() == []  # the notebook was not run
    baseline.take(book, one, "skipped")
    assert [str(known) for known in baseline.gone()] == ["books/a.ipynb, cell 2"]
    book.unlink()
    assert len(Baseline(folder / "list.json").gone()) == 2
    book.write_text("no notebook", encoding="utf-8")
    baseline.take(book, "notebook", "failed")
    assert "lists 1 cell that no longer exist: books/a.ipynb, cell 2" in " ".join(baseline.lines())


@pytest.mark.parametrize(
    "content",
    ["", "[]", "{}", '{"version": 2, "cells": []}', '{"version": 1, "cells": [{"cell": 1}]}', "[" * 9**5],
)
def test_a_damaged_list_is_refused_in_a_line(content: str, tmp_path: Path) -> None:
    path = tmp_path / "list.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(ValueError, match="expected a list that nbkit baseline wrote, got ") as caught:
        Baseline(path)
    assert "\n" not in str(caught.value)
    path.unlink()
    with pytest.raises(ValueError, match="nbkit baseline makes it"):
        Baseline(path)


def test_an_empty_list_is_one(tmp_path: Path) -> None:
    write_baseline(tmp_path / "list.json", [])
    assert json.loads((tmp_path / "list.json").read_text(encoding="utf-8"))["cells"] == []
    assert list(Baseline(tmp_path / "list.json").lines()) == []
