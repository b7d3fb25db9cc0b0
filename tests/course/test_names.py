"""A chapter has one name everywhere, and in its file of exercises a rule line opens each of them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from nbkit.learn.exercises import load

ROOT = Path(__file__).resolve().parents[2]
EXERCISES = ROOT / "nbkit" / "learn" / "exercises"


def stems(folder: Path, ending: str) -> list[str]:
    return sorted(path.stem for path in folder.glob(f"[0-9][0-9]_*{ending}"))


def test_notebook_notes_and_exercises_have_the_same_stem() -> None:
    chapters = stems(ROOT / "course", ".ipynb")
    assert chapters == stems(ROOT / "course" / "notes", ".md") == stems(EXERCISES, ".py")
    assert [name[:2] for name in chapters] == [f"{number:02d}" for number in range(len(chapters))]


@pytest.mark.parametrize("stem", stems(EXERCISES, ".py"))
def test_a_rule_line_opens_each_exercise(stem: str) -> None:
    source = (EXERCISES / f"{stem}.py").read_text(encoding="utf-8")
    rules = re.findall(
        rf"\n\n# {'-' * 64} (\w+)\n\n.*?^(\w+) = (?:Function|Prediction|Choice)\(", source, re.M | re.S
    )
    here = [exercise.name for exercise in load().values() if exercise.chapter == int(stem[:2])]
    assert rules == [(name, name.upper()) for name in here]
    assert source.count(f"# {'-' * 10}") == len(here)
