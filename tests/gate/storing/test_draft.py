"""What changes in a notebook's text is the cells that changed, and their numbers."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from nbkit.gate.storing.draft import Draft, Options


def draft(
    path: Path, counts: list[int | None], texts: list[str | None], options: Options | None = None
) -> Draft:
    cells: list[Any] = []
    for count, text in zip(counts, texts, strict=True):
        outputs = [] if text is None else [result(text, count)]
        cells += [
            {"cell_type": "code", "execution_count": count, "metadata": {}, "outputs": outputs, "source": "x"}
        ]
    path.write_text(json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 4}))
    return Draft(path, options or Options())


def result(text: str, count: int | None) -> dict[str, Any]:
    return {
        "output_type": "execute_result",
        "data": {"text/plain": text},
        "metadata": {},
        "execution_count": count,
    }


@pytest.mark.parametrize(
    ("counts", "texts", "expected"),
    [
        ([1, 2, 3], ["a", "b", "c"], [1, 2, 3]),
        ([1, None, 2], ["a", "old", "c"], [1, 2, 3]),
        ([1, None, 2], ["a", "b", "c"], [1, None, 2]),
        ([7, 8, 12], ["a", "old", "c"], [7, 2, 12]),
        ([7, 8, 12], ["a", "b", "c"], [7, 8, 12]),
        ([None, None, None], ["a", "old", "c"], [None, None, None]),
        ([None, None, None], [None, None, None], [1, 2, 3]),
    ],
)
def test_numbers(
    counts: list[int | None], texts: list[str | None], expected: list[int | None], tmp_path: Path
) -> None:
    path = tmp_path / "a.ipynb"
    made = draft(path, counts, texts)
    made.store({index: [result(text, 9)] for index, text in enumerate("abc")}, {})
    files = made.files()
    cells = json.loads(files.get(path, made.text))["cells"]
    assert [cell["execution_count"] for cell in cells] == expected
    assert [cell["outputs"][0]["execution_count"] for cell in cells] == expected
    assert bool(files) == (texts != ["a", "b", "c"])


def test_what_is_not_compared_stays_unless_all_is_fresh(tmp_path: Path) -> None:
    for fresh in (False, True):
        made = draft(tmp_path / "a.ipynb", [1], ["old"], Options(fresh=fresh))
        made.notebook.cells[0].metadata["tags"] = ["nbval-ignore-output"]
        made.store({0: [result("new", 1)]}, {})
        assert bool(made.files()) == fresh


def test_an_older_format_is_refused_and_the_way_out_named(tmp_path: Path) -> None:
    (tmp_path / "a.ipynb").write_text(
        json.dumps({"nbformat": 3, "nbformat_minor": 0, "metadata": {}, "worksheets": []})
    )
    with pytest.raises(
        ValueError, match=r"is of nbformat 3: jupyter nbconvert --to notebook --inplace a.ipynb"
    ):
        Draft(tmp_path / "a.ipynb", Options())
