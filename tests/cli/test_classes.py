"""The class commands say what is missing or wrong in a sentence; tests/grade has them at work."""

from __future__ import annotations

from pathlib import Path

import pytest

from nbkit import cli
from nbkit.cli import classes


def test_without_nbgrader_it_says_how_to_get_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(classes, "find_spec", lambda name: None)
    assert cli.main(["class", "grade", str(tmp_path)]) == 1
    assert capsys.readouterr().err.strip() == classes.MISSING


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["grade", "nowhere"], "nowhere is no course for nbgrader"),
        (["report", "nowhere.db"], "nowhere.db is not there"),
    ],
)
def test_what_is_wrong_is_one_sentence(
    words: list[str], said: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(classes, "find_spec", lambda name: True)
    assert cli.main(["class", *words]) == 1
    assert capsys.readouterr().err.startswith(said)
