"""Recording: the same bytes every time, nothing of this machine, all or nothing."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import nbformat
import pytest
from books import edit, make, printed

from nbkit.gate import RecordError, notebooks, record
from nbkit.gate.storing.recording import Recording

SOURCES = [
    "import sys, warnings, ipywidgets",
    "print('a'); print('w', file=sys.stderr); print('b')",
    "object()",
    "warnings.warn('careful')",
    "def fail():\n    raise ValueError('no')\nfail()",
    "ipywidgets.IntSlider()",
    "# NBVAL_SKIP\nundefined",
    "   ",
    "print(0.1 + 0.2)",
    "import os\nprint(*map(os.getenv, ('NBKIT_RECORD', 'OMP_NUM_THREADS')), os.path.exists('01_it.ipynb'))",
]


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A notebook with the traces of a machine on it, recorded."""
    path = make(tmp_path_factory.mktemp("course") / "01_it.ipynb", SOURCES, {5: ["raises-exception"]})

    def soil(number: int, cell: Any) -> None:
        cell.metadata["execution"] = {"iopub.execute_input": "2026-01-01T00:00:00Z"}
        cell.metadata["slideshow"] = {"slide_type": "slide"}
        if number == 9:
            cell.outputs = printed("0.3\n")

    edit(path, soil)
    book = nbformat.read(path, as_version=4)
    book.metadata.update(
        widgets={"state": 1}, language_info={"name": "python", "version": "3.9.1"}, title="kept"
    )
    nbformat.write(book, path)
    assert record([path]) == [path]
    return path


@pytest.fixture(scope="module")
def book(path: Path) -> Any:
    found = nbformat.read(path, as_version=4)
    nbformat.validate(found)
    return found


def test_nothing_of_the_machine_is_stored(path: Path, book: Any) -> None:
    text = path.read_text(encoding="utf-8")
    for trace in (
        "ipykernel_",
        str(path.parent),
        "model_id",
        "iopub",
        "\\u001b",
        "3.9.1",
        "0x7",
        "/site-packages",
    ):
        assert trace not in text
    assert set(book.metadata) == {"kernelspec", "language_info", "title"}
    assert book.metadata.kernelspec.display_name == "Python 3"


def test_what_the_author_wrote_is_kept(book: Any) -> None:
    cells = [cell for cell in book.cells if cell.cell_type == "code"]
    assert [cell.id for cell in cells] == [f"cell-{number}" for number in range(1, len(SOURCES) + 1)]
    assert [cell.source for cell in cells] == SOURCES
    assert all(cell.metadata["slideshow"] == {"slide_type": "slide"} for cell in cells)


def test_cells_are_counted(book: Any) -> None:
    counts = [cell.execution_count for cell in book.cells if cell.cell_type == "code"]
    assert counts == [1, 2, 3, 4, 5, 6, None, None, 7, 8]


def test_outputs_are_in_order_and_plain(book: Any) -> None:
    outputs = [cell.outputs for cell in book.cells if cell.cell_type == "code"]
    assert [(item.name, item.text) for item in outputs[1]] == [("stdout", "a\nb\n"), ("stderr", "w\n")]
    assert outputs[2][0].data["text/plain"] == "<object at 0x…>"
    assert outputs[2][0].execution_count == 3
    assert outputs[3][0].text.startswith("<cell>:1: UserWarning: careful")
    assert "ValueError: no" in outputs[4][0].traceback[-1]
    assert list(outputs[5][0].data) == ["text/plain"]
    assert outputs[9][0].text == "1 1 True\n"


def test_an_output_within_tolerance_keeps_its_stored_bytes(path: Path, book: Any) -> None:
    assert book.cells[9].outputs[0].text == "0.3\n"
    before = path.stat().st_mtime_ns, path.read_bytes()
    assert record([path.parent]) == []
    assert (path.stat().st_mtime_ns, path.read_bytes()) == before


def test_a_cell_that_fails_writes_nothing(tmp_path: Path) -> None:
    paths = [make(tmp_path / "a.ipynb", ["1"]), make(tmp_path / "b.ipynb", ["2", "{}['loss']"])]
    before = [path.read_bytes() for path in paths]
    with pytest.raises(
        RecordError, match=r"b\.ipynb, cell 2 raised KeyError: 'loss' .mend it, or tag it raises-ex"
    ):
        record(paths)
    assert [path.read_bytes() for path in paths] == before
    assert sorted(os.listdir(tmp_path)) == ["a.ipynb", "b.ipynb"]


def test_a_failed_write_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = make(tmp_path / "a.ipynb", ["1"])
    before = path.read_bytes()
    monkeypatch.setattr(os, "replace", lambda *_: (_ for _ in ()).throw(OSError("disk full")))
    with pytest.raises(OSError, match="disk full"):
        record([path])
    assert path.read_bytes() == before
    assert os.listdir(tmp_path) == ["a.ipynb"]


def test_what_was_saved_meanwhile_is_not_written_over(tmp_path: Path) -> None:
    path = make(tmp_path / "a.ipynb", ["1"])
    with pytest.raises(RecordError, match="was saved while it ran, and stays as it is"):
        Recording(path, b"before", {path: "after"}, []).write()
    assert path.read_bytes() != b"after"


def test_notebooks_are_found_in_reading_order(tmp_path: Path) -> None:
    (tmp_path / ".ipynb_checkpoints").mkdir()
    for name in ("02.ipynb", "01.ipynb", ".ipynb_checkpoints/01.ipynb"):
        (tmp_path / name).write_text(json.dumps({}), encoding="utf-8")
    assert [path.name for path in notebooks([tmp_path])] == ["01.ipynb", "02.ipynb"]
    with pytest.raises(FileNotFoundError, match="it does not exist"):
        notebooks([tmp_path / "03.ipynb"])
    with pytest.raises(FileNotFoundError, match="got none"):
        notebooks([tmp_path / ".ipynb_checkpoints"])
