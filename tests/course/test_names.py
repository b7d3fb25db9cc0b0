"""A chapter has one name everywhere, and in its file of exercises a rule line opens each of them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from nbkit.learn.exercises import load
from nbkit.view import plots

ROOT = Path(__file__).resolve().parents[2]
EXERCISES = ROOT / "nbkit" / "learn" / "exercises"
STAGES = "17_from_an_empty_file"  # its exercises are the stages of nbkit/mine


def stems(folder: Path, ending: str) -> list[str]:
    return sorted(path.stem for path in folder.glob(f"[0-9a][0-9]_*{ending}"))


def test_notebook_notes_and_exercises_have_the_same_stem() -> None:
    books = stems(ROOT / "course", ".ipynb")
    chapters = [name for name in books if name[0] != "a"]  # an appendix has no exercises
    assert books == stems(ROOT / "course" / "notes", ".md")
    assert [name for name in chapters if name != STAGES] == stems(EXERCISES, ".py")
    assert [name[:2] for name in chapters] == [f"{number:02d}" for number in range(len(chapters))]


@pytest.mark.parametrize("stem", stems(EXERCISES, ".py"))
def test_a_rule_line_opens_each_exercise(stem: str) -> None:
    source = (EXERCISES / f"{stem}.py").read_text(encoding="utf-8")
    rules = re.findall(
        rf"\n\n# {'-' * 64} (\w+)\n\n.*?^(\w+) = (?:Function|Prediction|Choice|OwnTest|Patient)\(",
        source,
        re.M | re.S,
    )
    here = [exercise.name for exercise in load().values() if exercise.chapter == int(stem[:2])]
    assert rules == [(name, name.upper()) for name in here]
    assert source.count(f"# {'-' * 10}") == len(here)


def topics(stem: str) -> set[str]:
    """The files of `view/plots` with the figures that a chapter shows."""
    text = (ROOT / "course" / f"{stem}.ipynb").read_text(encoding="utf-8")
    figures = {name for name in re.findall(r"\bplots\.(\w+)\(", text) if name in plots.__all__}
    return {getattr(plots, name).__module__.rpartition(".")[2] for name in figures}


def test_contributing_says_where_the_figures_of_each_chapter_lie() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(\w\d_\w+)` \| (.*) \|$", text, re.MULTILINE)
    said = {stem: set(re.findall(r"`(\w+)`", names)) for stem, names in rows}
    assert said == {stem: topics(stem) for stem in stems(ROOT / "course", ".ipynb")}
