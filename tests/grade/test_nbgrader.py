"""What nbgrader is handed: the outputs from which it makes points."""

from __future__ import annotations

from pathlib import Path

import pytest
from nbformat.v4 import new_code_cell

pytest.importorskip("nbgrader", reason='nbgrader is not installed: pip install -e ".[class]"')

from nbgrader.utils import determine_grade

from nbkit.grade.nbgrader import as_output, private_seed, said_in
from nbkit.learn.verdict import Verdict

CHECK = {"nbgrader": {"grade": True, "solution": False, "locked": True, "points": 3, "grade_id": "check-x"}}


@pytest.mark.parametrize(
    ("verdict", "points", "said"),
    [
        (Verdict(passed=True, sentence="x is solved."), 3, "Right"),
        (Verdict(sentence="the sign is turned."), 0, "NotYet: the sign is turned."),
        (Verdict(attempted=False, sentence="not attempted yet."), 0, "NotAttempted: not attempted yet."),
    ],
)
def test_a_verdict_becomes_points_and_a_sentence(verdict: Verdict, points: int, said: str) -> None:
    cell = new_code_cell("nb.check(...)", metadata=CHECK, outputs=[as_output(verdict)])
    assert determine_grade(cell) == (points, 3) and said_in(cell) == said


def test_a_seed_for_each_assignment(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("one")
    (tmp_path / "b").write_text("two")
    seeds = {private_seed(tmp_path / file, name) for file in "ab" for name in ("01", "02", "01")}
    assert len(seeds) == 4
    with pytest.raises(FileNotFoundError):
        private_seed(tmp_path / "none", "01")
