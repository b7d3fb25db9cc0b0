"""A folder of old notebooks: what fails today is listed, and from then on nothing else may fail."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from books import edit, judge, make, stored

from nbkit.gate.command import main
from nbkit.gate.many import find_known
from nbkit.gate.reports.results import read_results

RANDOM, CHANGED, STOPPED = "import random; print(random.random())", "print(2)", "import no_such_module"


@pytest.fixture(scope="module")
def listed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of two notebooks, one good and one old, and the list of what fails in them."""
    folder = tmp_path_factory.mktemp("old")
    (folder / "books").mkdir()
    stored(make(folder / "books" / "good.ipynb", [""]), {})
    shown = {1: "0.5\n", 2: "1\n", 4: "ok\n"}
    stored(make(folder / "books" / "old.ipynb", [RANDOM, CHANGED, STOPPED, "print('ok')"]), shown)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        assert main(["baseline", "books"]) == 0
    return folder


@pytest.fixture
def folder(listed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of it, in which we are."""
    place = tmp_path / "old"
    shutil.copytree(listed, place)
    monkeypatch.chdir(place)
    return place


def entries(folder: Path) -> list[tuple[int, str]]:
    """Of each cell on the list the number and the kind."""
    cells = json.loads((folder / "nbkit-baseline.json").read_text(encoding="utf-8"))["cells"]
    assert all(cell["notebook"] == "books/old.ipynb" for cell in cells)
    return [(cell["cell"], cell["why"].partition(":")[0]) for cell in cells]


def test_the_list_says_what_fails_and_how(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert entries(folder) == [(1, "not repeatable"), (2, "changed"), (3, "stopped")]
    assert main(["baseline", "books"]) == 1
    assert "nbkit-baseline.json is there already: delete it" in capsys.readouterr().err


def test_only_other_cells_fail_now(folder: Path) -> None:
    known = ("books", "--nbkit-baseline", "nbkit-baseline.json")
    code, failed, said = judge(*known, folder=folder)
    assert (code, failed) == (0, {}) and "nbkit: 3 cells failed, as nbkit-baseline.json says" in said
    assert "3 xfailed" in said and "in books" not in said

    def spoil(number: int, cell: object) -> None:
        cell.source = {2: "print(1)", 4: "print('no')"}.get(number, cell.source)  # type: ignore[attr-defined]

    edit(folder / "books" / "old.ipynb", spoil)
    code, failed, said = judge(*known, "-n", "1", folder=folder)
    assert code == 1 and list(failed) == ["Cell 4"]
    assert "nbkit: nbkit-baseline.json lists 1 cell that no longer exist: books/old.ipynb, cell 2" in said


def test_the_list_shrinks(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    results = read_results(Path("nbkit-report/results.json"))
    changed = next(cell for cell in results.failures if cell["cell"] == 2)
    results.failures.remove(changed)
    results.failures.append(changed | {"key": "a cell that is not on the list"})
    monkeypatch.setattr(find_known, "_run", lambda paths: results)
    assert main(["baseline", "--shrink"]) == 0
    assert "1 of 3 cells are off the list" in capsys.readouterr().out
    assert [number for number, _ in entries(folder)] == [1, 3]


@pytest.mark.parametrize("code", [1, 4])
def test_a_run_that_did_not_end_writes_nothing(
    code: int, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "nbkit-baseline.json").unlink()
    monkeypatch.setattr(subprocess, "run", lambda words, check: subprocess.CompletedProcess(words, code))
    with pytest.raises(find_known.Unfinished, match=f"pytest ended with {code}"):
        find_known.find_known([Path("books")], Path("nbkit-baseline.json"))
    assert not (folder / "nbkit-baseline.json").exists()
    assert not (folder / "nbkit-report" / "results.json").exists()  # that of an earlier run is not believed
