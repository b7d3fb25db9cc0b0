"""What nbgrader is handed: the outputs from which it makes points."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from nbformat.v4 import new_code_cell

pytest.importorskip("nbgrader", reason='nbgrader is not installed: pip install -e ".[class]"')

from nbgrader.api import Gradebook
from nbgrader.utils import determine_grade

from nbkit.grade.nbgrader import as_output, comment_on, private_seed, said_in
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


@pytest.mark.filterwarnings("ignore:Object of type")  # SQLAlchemy's, of nbgrader's own code
def test_a_cell_that_gives_points_has_one_comment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(
        "PATH", str(Path(sys.executable).parent), prepend=os.pathsep
    )  # alembic is called by name
    with Gradebook(f"sqlite:///{tmp_path / 'gradebook.db'}") as gradebook:
        gradebook.add_assignment("17")
        gradebook.add_notebook("17", "17")
        gradebook.add_grade_cell("check-mine-run", "17", "17", max_score=2, cell_type="code")
        gradebook.add_student("ada")
        gradebook.add_submission("17", "ada")
        for said in ("Right", "NotYet: it runs twice."):
            grade = gradebook.find_grade("check-mine-run", "17", "17", "ada")
            comment_on(gradebook, grade).auto_comment = said
            gradebook.db.commit()
        kept = gradebook.find_submission_notebook("17", "17", "ada").comments
        assert [comment.auto_comment for comment in kept] == ["NotYet: it runs twice."]
