"""What was proved is remembered, and a memory that is not as we wrote it is not believed."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from nbkit.gate.proved.memory import Memory


def written(path: Path, *names: str) -> Path:
    """A memory in which these notebooks, which are made, are proved."""
    for name in names:
        (path.parent / name).touch()
    memory = Memory(path)
    memory.remember({str(path.parent / name): {"file /a b": "1"} for name in names})
    assert memory.trouble == ""
    return path


def test_what_is_written_is_read(tmp_path: Path) -> None:
    path = written(tmp_path / "proved.json", "a.ipynb", "b.ipynb")
    again = Memory(path)
    assert again.trouble == ""
    assert again.proved == {str(tmp_path / name): {"file /a b": "1"} for name in ("a.ipynb", "b.ipynb")}


def test_no_memory_is_no_trouble(tmp_path: Path) -> None:
    memory = Memory(tmp_path / "deep" / "proved.json")
    assert (memory.proved, memory.trouble) == ({}, "")
    memory.remember({str(tmp_path): {}})
    assert Memory(memory.path).proved == {str(tmp_path): {}}


def test_new_proofs_are_added_and_notebooks_that_are_gone_forgotten(tmp_path: Path) -> None:
    path = written(tmp_path / "proved.json", "a.ipynb", "b.ipynb")
    (tmp_path / "a.ipynb").unlink()
    written(path, "c.ipynb")
    assert [Path(name).name for name in Memory(path).proved] == ["b.ipynb", "c.ipynb"]


def forged(text: str) -> str:
    return text.replace('"file /a b": "1"', '"file /a b": "2"')


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (lambda text: text[: len(text) // 2], "Unterminated"),
        (lambda text: "", "Expecting value"),
        (lambda text: "{" * 100_000, "Expecting property name"),
        (lambda text: "[" * 100_000, ""),
        (lambda text: "\x00\xff", ""),
        (lambda text: "[]", "another version"),
        (lambda text: "null", "another version"),
        (lambda text: text.replace('"version": 1', '"version": 2'), "another version"),
        (lambda text: json.dumps({"version": 1}), "damaged"),
        (lambda text: json.dumps({"version": 1, "digest": "", "proved": 5}), "damaged"),
        (lambda text: json.dumps({"version": 1, "digest": [], "proved": {"a.ipynb": {}}}), "damaged"),
        (forged, "damaged"),
    ],
)
def test_a_damaged_memory_is_not_believed(damage: Callable[[str], str], said: str, tmp_path: Path) -> None:
    path = written(tmp_path / "proved.json", "a.ipynb")
    path.write_text(damage(path.read_text(encoding="utf-8")), encoding="latin-1")
    memory = Memory(path)
    assert memory.proved == {}
    assert "is not believed" in memory.trouble and said in memory.trouble and "\n" not in memory.trouble
    memory.remember({str(tmp_path): {"file /a": "1"}})
    assert Memory(path).proved == {str(tmp_path): {"file /a": "1"}}


def test_a_folder_in_its_place_is_one_line(tmp_path: Path) -> None:
    path = tmp_path / "proved.json"
    path.mkdir()
    memory = Memory(path)
    assert memory.proved == {} and "is not believed" in memory.trouble
    memory.remember({str(tmp_path): {}})
    assert "could not be remembered" in memory.trouble and "\n" not in memory.trouble
    assert os.listdir(tmp_path) == ["proved.json"]
