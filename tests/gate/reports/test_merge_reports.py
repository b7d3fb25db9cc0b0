"""One report of many: what is in it, and what is said where a shard is missing or does not belong."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from evidence import failure

from nbkit.gate.reports.merge_reports import merge_reports
from nbkit.gate.reports.results import Run, read_results, write_results


def shard(folder: Path, number: int, total: int = 2, **more: Any) -> Path:
    """The report of a shard that ran one notebook."""
    name = f"{number}.ipynb"
    usual = {"cells": 2, "seconds": {name: float(number)}, "plan": "p", "shard": f"{number}/{total}"}
    folder.mkdir(exist_ok=True)
    write_results(folder / "results.json", Run(**usual | more))
    return folder


@pytest.fixture
def index(tmp_path: Path) -> Path:
    return tmp_path / "merged" / "index.html"


def test_all_that_is_green_is_one_green_page(
    tmp_path: Path, index: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    drift = {"worst": 1e-8, "stored": "1", "new": "1.00000001", "notebook": "2.ipynb", "cell": 1}
    folders = [shard(tmp_path / "one", 1), shard(tmp_path / "two", 2, drift=drift)]
    assert merge_reports(folders, index) == 0
    said = capsys.readouterr().out
    assert said == (
        "nbkit: 4 cells of 2 notebooks, worst drift 1.0e-08 (1 -> 1.00000001) in 2.ipynb, cell 1\n"
    )
    assert "All 4 cells show what is stored" in index.read_text(encoding="utf-8")
    assert read_results(index.with_name("results.json")).seconds == {"1.ipynb": 1.0, "2.ipynb": 2.0}
    assert merge_reports([tmp_path], index) == 0  # what was merged is not merged again


def test_the_failures_of_all_shards_are_on_the_page(
    tmp_path: Path, index: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for number, word in ((1, "loss"), (2, "gain")):
        shard(tmp_path / word, number, failures=[failure(word)], exit=1)
    assert merge_reports([tmp_path], index) == 1
    html = index.read_text(encoding="utf-8")
    assert "2 of 4 cells changed" in html and html.index("<h2>gain") < html.index("<h2>loss")
    assert f"nbkit: 2 failed; both sides are in {index}" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("shards", "said"),
    [
        ([{"number": 1, "total": 3}, {"number": 3, "total": 3}], "no results of shard 2/3"),
        ([{"number": 1}, {"number": 2}, {"number": 2, "seconds": {}}], "shard 2/2 is there 2 times"),
        ([{"number": 1}, {"number": 2, "plan": "q"}], "the shards divided the notebooks in different ways"),
        ([{"number": 1}, {"number": 2, "total": 3, "plan": "q"}], "no results of shard 1/3, 3/3"),
        ([{"number": 1}, {"number": 2, "seconds": {"1.ipynb": 1.0}}], r"1\.ipynb was run by 2 shards"),
        ([{"number": 1}, {"number": 2, "exit": 2}], "pytest ended with 2 in shard 2/2, and no cell failed"),
    ],
)
def test_what_does_not_fit_fails(
    shards: list[dict[str, Any]], said: str, tmp_path: Path, index: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for place, words in enumerate(shards):
        shard(tmp_path / str(place), **words)
    assert merge_reports([tmp_path], index) == 1
    assert re.search(f"^nbkit: {said}", capsys.readouterr().out, re.MULTILINE)
    assert read_results(index.with_name("results.json")).exit == 1


def test_results_of_no_shard_are_refused(tmp_path: Path, index: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"expected folders with the results\.json of each shard"):
        merge_reports([tmp_path], index)
    shard(tmp_path / "whole", 1, shard="")
    with pytest.raises(ValueError, match="got those of a whole run"):
        merge_reports([tmp_path], index)
    assert not index.exists()
