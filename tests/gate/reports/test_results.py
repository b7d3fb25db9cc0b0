"""The results of a run: counted as it goes, read as they were written, not believed when damaged."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from nbkit.gate.reports.results import Run, how_to_store, read_results, write_results


def cell(notebook: str = "a.ipynb", passed: bool = True, worst: float = 0.0) -> dict[str, Any]:
    drift = {"worst": worst, "stored": "1", "new": "1.0000001"}
    return {"notebook": notebook, "cell": 3, "seconds": 0.5, "passed": passed, "drift": drift}


def test_cells_are_counted(tmp_path: Path) -> None:
    run = Run()
    run.add(cell())
    assert run.lines(tmp_path) == ["nbkit: 1 cells of 1 notebook, no number drifted"]
    run.add(cell(worst=1e-7))
    run.add(cell("b.ipynb", worst=1e-9, passed=False))
    assert run.seconds == {"a.ipynb": 1.0, "b.ipynb": 0.5}
    assert [failure["notebook"] for failure in run.failures] == ["b.ipynb"]
    said = run.lines(tmp_path)
    assert said[0] == (
        "nbkit: 3 cells of 2 notebooks, worst drift 1.0e-07 (1 -> 1.0000001) in a.ipynb, cell 3"
    )
    assert said[1] == f"nbkit: 1 failed; both sides are in {tmp_path}"


def test_what_is_written_is_read(tmp_path: Path) -> None:
    run = Run(shard="2/8", plan="abc", exit=1)
    run.add(cell(passed=False, worst=1e-7))
    write_results(tmp_path / "results.json", run)
    assert read_results(tmp_path / "results.json") == run


GOOD = {"version": 1, "cells": 1, "seconds": {"a": 1.0}}


@pytest.mark.parametrize(
    "content",
    [
        "",
        "[]",
        "{}",
        json.dumps(GOOD)[:-5],
        json.dumps(GOOD | {"version": 2}),
        json.dumps(GOOD | {"more": 1}),
        json.dumps(GOOD | {"seconds": {"a": -1}}),
        json.dumps(GOOD | {"seconds": {"a": float("nan")}}),
        json.dumps(GOOD | {"seconds": {"a": "1"}}),
        json.dumps(GOOD | {"seconds": [1]}),
        "[" * 100_000,
    ],
)
def test_a_damaged_file_is_refused_in_a_line(content: str, tmp_path: Path) -> None:
    path = tmp_path / "results.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(ValueError, match=r"expected a results\.json of pytest --nbkit, got ") as caught:
        read_results(path)
    assert "\n" not in str(caught.value)


def test_the_command_that_stores_names_what_failed() -> None:
    failures = [{"notebook": f"course/{name}.ipynb"} for name in "baabb"]
    assert how_to_store(failures) == "nbkit accept course/a.ipynb course/b.ipynb"
    many = [*failures, *({"notebook": f"course/{name}.ipynb"} for name in "cd")]
    assert how_to_store(many) == "nbkit accept course"
    assert how_to_store([*many, {"notebook": "e.ipynb"}]) == "nbkit accept ."
    run = Run(failures=failures)
    assert run.lines(Path("index.html"))[-1].endswith(how_to_store(failures))
