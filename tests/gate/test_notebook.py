"""Notebooks are read with a byte order mark or without; each bad one fails alone, in one sentence."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import pytest
from books import judge, make, stored

from nbkit.gate import record
from nbkit.gate.notebook import read_notebook


def book(change: Callable[[dict[str, Any]], object] = lambda book: None) -> str:
    """The text of a notebook that prints 1 and 2, after a change."""
    outputs = [{"output_type": "stream", "name": "stdout", "text": ["1\n"]}]
    cell = {
        "cell_type": "code",
        "execution_count": 1,
        "metadata": {},
        "source": "print(1)",
        "outputs": outputs,
    }
    outputs = [
        {"output_type": "execute_result", "metadata": {}, "data": {"text/plain": "2"}, "execution_count": 2}
    ]
    other = cell | {"source": ["1 + ", "1"], "outputs": outputs, "execution_count": 2}
    content = {"cells": [cell, other], "metadata": {}, "nbformat": 4, "nbformat_minor": 4}
    change(content)
    return json.dumps(content)


def without(*path: Any) -> str:
    """The notebook without one of its entries."""

    def drop(content: Any) -> None:
        for step in path[:-1]:
            content = content[step]
        del content[path[-1]]

    return book(drop)


BAD = {
    "empty": (b"", "it is empty"),
    "list": (b"[1]", "it holds JSON, but no object with cells"),
    "bytes": (b'{"cells": "\xff"}', "it is not in UTF-8, from byte 11 on"),
    "half": (book()[:-9].encode(), "it is no JSON ("),
    "conflict": (
        b'{\n<<<<<<< HEAD\n"cells": []\n=======\n',
        "it holds an unsolved conflict of git, in line 2",
    ),
    "five": (book(lambda content: content.update(nbformat=5)), "it is of nbformat 5, newer than"),
    "none": (without("nbformat"), "it is of nbformat None, expected was 4"),
    "three": (b'{"nbformat": 3}', "its nbformat 3 cannot be read ("),
    "cells": (book(lambda content: content.update(cells={})), "its cells are no list"),
    "cell": (book(lambda content: content["cells"].append(3)), "cell 3 is no cell"),
    "source": (
        book(lambda content: content["cells"][1].update(source=[3])),
        "cell 2 has no text for a source",
    ),
    "tags": (
        book(lambda content: content["cells"][1].update(metadata={"tags": None})),
        "cell 2: its tags are",
    ),
    "outputs": (
        book(lambda content: content["cells"][1].update(outputs={})),
        "cell 2: its outputs are no list",
    ),
    "stream": (without("cells", 0, "outputs", 0, "name"), "cell 1, output 1, of type stream, has no name"),
    "data": (
        without("cells", 1, "outputs", 0, "data"),
        "cell 2, output 1, of type execute_result, has no data",
    ),
    "type": (
        without("cells", 1, "outputs", 0, "output_type"),
        "cell 2, output 1 is of no known type (stream, ",
    ),
    "deep": (b"[" * 100_000, "its JSON is nested too deeply"),
}
GOOD = {
    "usual": book(),
    "no_counts": book(lambda content: [cell.update(execution_count=None) for cell in content["cells"]]),
    "no_count": without("cells", 1, "execution_count"),
    "no_count_of_result": without("cells", 1, "outputs", 0, "execution_count"),
    "no_metadata": without("metadata"),
    "no_metadata_of_a_cell": without("cells", 0, "metadata"),
    "no_metadata_of_an_output": without("cells", 1, "outputs", 0, "metadata"),
    "same_ids": book(lambda content: [cell.update(id="twice") for cell in content["cells"]]),
    "mark": "\ufeff" + book(),
}


@pytest.fixture(scope="module")
def verdict(tmp_path_factory: pytest.TempPathFactory) -> tuple[int, dict[str, str], str]:
    """What the gate says of a folder of bad notebooks and a few good ones."""
    folder = tmp_path_factory.mktemp("strange")
    for name, (content, _) in BAD.items():
        (folder / f"{name}.ipynb").write_bytes(content.encode() if isinstance(content, str) else content)
    for name in ("no_counts", "no_metadata"):
        (folder / f"{name}.ipynb").write_text(GOOD[name], encoding="utf-8")
    (folder / "folder.ipynb").mkdir()
    (folder / "folder.ipynb" / "inside.ipynb").write_text(without("cells", 0, "outputs"), encoding="utf-8")
    (folder / "link.ipynb").symlink_to(folder / "nowhere")
    return judge(folder, folder=folder, remember=True)


@pytest.mark.parametrize("name", BAD)
def test_a_bad_notebook_fails_alone_in_one_sentence(
    name: str, verdict: tuple[int, dict[str, str], str]
) -> None:
    assert f"expected a Jupyter notebook, got {name}.ipynb: {BAD[name][1]}" in verdict[2]


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
def test_a_link_to_nowhere_fails_alone(verdict: tuple[int, dict[str, str], str]) -> None:
    assert "got link.ipynb: it is a link to " in verdict[2]


def test_the_others_run_on(verdict: tuple[int, dict[str, str], str]) -> None:
    code, failed, said = verdict
    assert code == 1
    assert f"{len(BAD) + 2} failed, 5 passed" in said
    assert "stdout:\n  is new: '1" in failed["Cell 1"]  # inside.ipynb, whose outputs are missing
    assert "INTERNALERROR" not in said and "Traceback" not in said


@pytest.mark.parametrize("name", GOOD)
def test_what_is_missing_without_doubt_is_added(name: str, tmp_path: Path) -> None:
    path = tmp_path / "good.ipynb"
    path.write_bytes(GOOD[name].encode())
    found = read_notebook(path)
    nbformat.validate(nbformat.from_dict(json.loads(book())))
    assert [cell.source for cell in found.cells] == ["print(1)", "1 + 1"]
    assert all("execution_count" in cell and cell.metadata == {} for cell in found.cells)
    assert found.cells[1].outputs[0].metadata == {} and "execution_count" in found.cells[1].outputs[0]


def test_an_older_notebook_is_brought_to_version_4(tmp_path: Path) -> None:
    path = tmp_path / "old.ipynb"
    path.write_text(
        nbformat.writes(nbformat.convert(nbformat.reads(book(), 4), 3), version=3), encoding="utf-8"
    )
    assert json.loads(path.read_text())["nbformat"] == 3
    assert [cell.source for cell in read_notebook(path).cells] == ["print(1)", "1 + 1"]


def test_a_byte_order_mark_changes_nothing(tmp_path: Path) -> None:
    path = make(tmp_path / "one.ipynb", ["1 + 1"])
    stored(path)
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert read_notebook(path).cells[-1].source == "1 + 1"
    assert record([path]) == [path]
