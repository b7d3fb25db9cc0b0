"""The edition for students: what is packed does the same and is not to be read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from nbkit.learn import commands, edition, exercises
from nbkit.learn.source import solution_source

MODULE = next(Path(exercises.__path__[0]).glob("01_*.py"))


def test_packed_exercises_are_the_same_ones() -> None:
    source = MODULE.read_text(encoding="utf-8")
    names: dict[str, Any] = {"__name__": "packed_exercises", "__file__": str(MODULE)}
    exec(edition.pack(source), names)
    twin = names["PERCEPTRON"]
    assert twin.solved_by([1.0], [1.0], -0.5) == 1 and len(twin.misconceptions) >= 6
    assert twin.hints == exercises.find("perceptron").hints


def test_packed_exercises_say_their_chapter_and_nothing_else() -> None:
    lines = edition.pack(MODULE.read_text(encoding="utf-8")).splitlines()
    assert lines[0] == '"""Chapter 01: the perceptron."""'
    assert "def " not in "".join(lines) and max(map(len, lines)) <= edition.WIDTH


def test_the_student_edition_shows_no_solution(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(edition, "SHOWS_SOLUTIONS", False)
    for name in ("perceptron", "xor_fails"):
        commands.solution(name)
        commands.solution(name)
        with pytest.raises(LookupError, match="your instructor has the solutions"):
            solution_source(exercises.find(name))
    assert capsys.readouterr().out == f"{edition.NONE_HERE}\n" * 4
