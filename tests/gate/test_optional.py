"""A cell that needs a package which is missing rests: not run, not compared, not stored over."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import nbformat
import pytest
from books import edit, judge, make, printed, stored
from nbclient import NotebookClient

from nbkit.gate import RecordError, record
from nbkit.gate.mime import RESTS
from nbkit.gate.optional import NEEDS, SHOWN_BY, Resting, digest, needed, rests, was_changed
from nbkit.gate.optional import stored as stored_in

MISSING = "a_package_that_nobody_has"
SOURCES = [
    f"from nbkit.gate.optional import optional\noptional('{MISSING}', 'json')",
    f"# needs {MISSING}\nimport {MISSING}",
    f"# needs json {MISSING}\nprint(2 + 2)",
    "# needs json\nimport json\nprint(json.dumps(1))",
    "# needs salt\nprint('more of it')",
]
TEXTS = {3: "four\n", 4: "1\n", 5: "more of it\n"}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A notebook that was stored where all packages were at hand."""
    return stored(make(tmp_path / "book.ipynb", SOURCES), TEXTS)


def cells(path: Path) -> list[Any]:
    return [cell for cell in nbformat.read(path, 4).cells if cell.cell_type == "code"]


def test_the_gate_skips_what_rests_and_compares_the_others(path: Path) -> None:
    code, failed, said = judge(path, folder=path.parent)
    assert (code, failed) == (0, {}), said
    assert "3 passed, 2 skipped" in said
    edit(path, lambda number, cell: number == 4 and cell.update(outputs=printed("2\n")))
    assert set(judge(path, folder=path.parent)[1]) == {"Cell 4"}


def test_what_rests_is_not_stored_over(path: Path) -> None:
    before = cells(path)
    edit(path, lambda number, cell: number == 5 and cell.update(outputs=printed("less\n")))
    assert record([path]) == [path]
    assert [cell.outputs for cell in cells(path)] == [cell.outputs for cell in before]


@pytest.mark.parametrize("note", [[], [{"output_type": "display_data", "data": {RESTS: {"needs": ["x"]}}}]])
def test_what_was_never_run_anywhere_is_refused(path: Path, note: list[Any]) -> None:
    def forget(number: int, cell: Any) -> None:
        if number == 3:
            outputs = [nbformat.from_dict(output | {"metadata": {}}) for output in note]
            cell.update(execution_count=3 if note else None, outputs=outputs)

    edit(path, forget)
    before = path.read_bytes()
    with pytest.raises(RecordError, match=f"cell 3 was never run, and {MISSING} is not installed: accept"):
        record([path])
    assert path.read_bytes() == before


def run_all(path: Path) -> Any:
    """Run a notebook as a learner does, from its folder."""
    book = nbformat.read(path, 4)
    client = NotebookClient(book, resources={"metadata": {"path": str(path.parent)}})
    asyncio.run(client.async_execute())
    nbformat.write(book, path)
    return cells(path)


def test_who_runs_all_still_sees_what_is_stored(path: Path) -> None:
    for _ in range(2):  # what a first run has shown and saved is there for the second
        silent, resting, *others = run_all(path)[1:]
        assert f"This cell rests: {MISSING} is not installed here." in silent.outputs[0].data["text/plain"]
        note, old = resting.outputs
        assert silent.outputs[0].data["text/plain"].endswith("It shows nothing elsewhere either.")
        assert note.data["text/plain"].endswith("Below is what it showed elsewhere.")
        assert old.text == "four\n"
        assert [cell.outputs[0].text for cell in others] == ["1\n", "more of it\n"]


def test_what_is_stored_is_of_the_source_that_showed_it(path: Path) -> None:
    def change(number: int, cell: Any) -> None:
        cell.metadata[SHOWN_BY] = digest(cell.source)
        if number == 3:
            cell.source += "\nprint(5)"

    edit(path, change)
    before = path.read_bytes()
    assert "the cell was changed" in judge(path, folder=path.parent)[1]["Cell 3"]
    with pytest.raises(RecordError, match=f"cell 3 was changed since it was run, and {MISSING} is not"):
        record([path])
    assert path.read_bytes() == before
    (note,) = run_all(path)[2].outputs
    assert note.data["text/plain"].endswith("so what is stored is not its own.")


def test_the_source_is_noted_where_a_cell_was_run(path: Path) -> None:
    record([path])
    noted = [cell.metadata.get(SHOWN_BY) for cell in cells(path)]
    assert noted == [None, None, None, digest(SOURCES[3]), digest(SOURCES[4])]
    assert not any(map(was_changed, cells(path)))


def test_the_first_line_alone_counts() -> None:
    resting = Resting((MISSING,))
    kept: list[list[str]] = [
        [],
        ["x = 1\n", f"# needs {MISSING}\n"],
        [f"# needs {MISSING}, later\n"],
        ["# needs json\n"],
        [f"#needs {MISSING}\n"],
    ]
    assert [resting(lines) for lines in kept] == kept
    assert resting([f"# needs {MISSING}\n", "1 / 0\n"]) != [f"# needs {MISSING}\n", "1 / 0\n"]
    assert needed(["# needs torch jax  \n"]) == ["torch", "jax"] and NEEDS.match("# needs torch")


def test_a_file_that_is_no_notebook_is_passed_over(tmp_path: Path) -> None:
    for name, text in {"a": "{", "b": "[]", "c": '{"cells": 3}'}.items():
        (tmp_path / f"{name}.ipynb").write_text(text, encoding="utf-8")
    assert stored_in("x", tmp_path.glob("*")) is None
    assert rests([{"output_type": "stream", "text": "a"}]) == []
