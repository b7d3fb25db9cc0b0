"""Where the learner's file lies: beside the notebooks, from wherever one asks."""

from __future__ import annotations

from pathlib import Path

import pytest

from nbkit.mine import place


def test_beside_the_notebooks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    course = tmp_path / "course"
    (course / "images").mkdir(parents=True)
    (course / "00_start_here.ipynb").touch()
    for here in (tmp_path, course, course / "images"):
        monkeypatch.chdir(here)
        assert place.own_file() == course / "mine" / "nn.py"


def test_elsewhere_it_is_here_or_where_there_is_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    inside = tmp_path / "work" / "deeper"
    inside.mkdir(parents=True)
    monkeypatch.chdir(inside)
    assert place.folder() == inside / "mine"
    (tmp_path / "work" / "mine").mkdir()
    (tmp_path / "work" / "mine" / "nn.py").touch()
    assert place.folder() == tmp_path / "work" / "mine"


def test_a_path_is_said_from_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert place.shown(tmp_path / "mine" / "nn.py") == "mine/nn.py"
    assert place.shown(tmp_path.parent / "nn.py") == str(tmp_path.parent / "nn.py")
