"""`--nbkit-shard`: each machine runs its share, and the reports make one."""

from __future__ import annotations

from pathlib import Path

import pytest
from books import judge, make, stored

from nbkit.gate.reports.merge_reports import merge_reports
from nbkit.gate.reports.results import Run, read_results, write_results


@pytest.fixture
def books(tmp_path: Path) -> Path:
    """Three notebooks, of which one is wrong."""
    folder = tmp_path / "books"
    folder.mkdir()
    for number, name in enumerate(("one", "two", "three"), start=1):
        stored(make(folder / f"{name}.ipynb", ["pass"] * 2 * number), {1: "?\n"} if name == "two" else {})
    return folder


def collected(folder: Path, *options: str) -> set[str]:
    """The notebooks of which pytest finds cells."""
    code, _, said = judge("books", "--collect-only", *options, folder=folder)
    assert code == 0 and "test_beside" in said, said
    return {line.split("::")[0].split("/")[1] for line in said.splitlines() if ".ipynb::" in line}


def test_each_notebook_is_in_one_shard(books: Path) -> None:
    here = books.parent
    (books / "test_beside_notebooks.py").write_text("def test_beside(): pass\n", encoding="utf-8")
    found = [collected(here, "--nbkit-shard", f"{number}/2") for number in (1, 2)]
    assert found == [{"three.ipynb"}, {"one.ipynb", "two.ipynb"}]
    seconds = {"books/one.ipynb": 60.0, "books/two.ipynb": 50.0, "books/three.ipynb": 1.0}
    write_results(here / "before.json", Run(seconds=seconds))
    known = ("--nbkit-durations", "before.json")
    assert collected(here, "--nbkit-shard", "1/2", *known) == {"one.ipynb"}
    assert collected(here, "--nbkit-shard", "2/2", *known) == {"two.ipynb", "three.ipynb"}
    assert not (here / "nbkit-report").exists()


def test_the_reports_of_all_shards_make_one(books: Path, capsys: pytest.CaptureFixture[str]) -> None:
    here = books.parent
    code, failed, said = judge(
        "books", "--nbkit-shard", "1/2", "--nbkit-report", "shards/1", folder=here, remember=True
    )
    assert (code, failed) == (0, {}) and "nbkit: shard 1/2 has 1 of 3 notebooks" in said
    assert "3 is not there" not in said
    words = ["--nbkit-durations", "none.json", "-n", "2", "--nbkit-report", "shards/2"]
    code, failed, said = judge("books", "--nbkit-shard", "2/2", *words, folder=here)
    assert code == 1 and list(failed) == ["Cell 1"]
    assert "nbkit: none.json is not there yet: the shards are balanced by numbers of cells" in said
    index = here / "merged" / "index.html"
    assert merge_reports([here / "shards"], index) == 1
    assert "nbkit: 12 cells of 3 notebooks, no number drifted" in capsys.readouterr().out
    assert "1 of 12 cells changed" in index.read_text(encoding="utf-8")
    assert set(read_results(index.with_name("results.json")).seconds) == {
        f"books/{name}.ipynb" for name in ("one", "two", "three")
    }
    code, _, said = judge("books", "--nbkit-shard", "1/2", folder=here, remember=True)
    assert code == 0 and "1 notebook unchanged since it was last proved" in said and "cells of" not in said


def test_a_shard_without_notebooks_is_green(books: Path) -> None:
    code, _, said = judge("books", "--nbkit-shard", "5/9", "-n", "2", folder=books.parent)
    assert code == 0 and "nbkit: shard 5/9 has 0 of 3 notebooks" in said and "nodes" not in said
    assert read_results(books.parent / "nbkit-report" / "results.json").shard == "5/9"
    for book in books.iterdir():
        book.unlink()
    code, _, said = judge("books", "--nbkit-shard", "5/9", folder=books.parent)
    assert code == pytest.ExitCode.USAGE_ERROR and "no notebook cell was run" in said


def test_what_is_no_shard_and_no_results_are_refused(books: Path) -> None:
    code, _, said = judge("books", "--nbkit-shard", "9/8", folder=books.parent)
    assert code == pytest.ExitCode.USAGE_ERROR and "expected 1/N to N/N" in said
    (books / "damaged.json").write_text("{", encoding="utf-8")
    words = ("--nbkit-shard", "1/8", "--nbkit-durations", "books/damaged.json")
    code, _, said = judge("books", *words, folder=books.parent)
    assert code == pytest.ExitCode.USAGE_ERROR and "expected a results.json of pytest --nbkit" in said
