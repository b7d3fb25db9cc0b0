"""What a teacher reads: counted rightly, from a gradebook that is only read."""

from __future__ import annotations

import csv
import json
import sqlite3
from pathlib import Path

import pytest

from nbkit import cli
from nbkit.grade.report import ReportError, as_csv, as_picture, as_text, lines_of

SAID = [
    ("perceptron", "Right"),
    ("perceptron", "NotYet: the sign is turned."),
    ("perceptron", "NotYet: the sign is turned."),
    ("perceptron", "NotYet: b is missing."),
    ("perceptron", "NotAttempted: not attempted yet."),
    ("nand", "Right"),
    ("nand", None),
    ("own question", "Right"),
]
TABLES = """
create table assignment (id, name); create table student (id);
create table submitted_assignment (id, assignment_id, student_id);
create table submitted_notebook (id, assignment_id); create table base_cell (id, name);
create table comment (cell_id, notebook_id, auto_comment);
insert into assignment values (1, '01_perceptron'); insert into submitted_assignment values (1, 1, 'a');
insert into submitted_notebook values (1, 1);
"""


@pytest.fixture
def gradebook(tmp_path: Path) -> Path:
    """A gradebook with what a report reads of it, in nbgrader's own tables."""
    path = tmp_path / "gradebook.db"
    with sqlite3.connect(path) as base:
        base.executescript(TABLES)
        for number, (name, said) in enumerate(SAID):
            base.execute("insert into base_cell values (?, ?)", (number, name))
            base.execute("insert into comment values (?, 1, ?)", (number, said))
    return path


def test_it_counts(gradebook: Path) -> None:
    first, second = lines_of(gradebook)
    assert (first.name, first.handed_in, first.solved, first.untouched) == ("perceptron", 5, 1, 1)
    assert first.sentences.most_common() == [("the sign is turned.", 2), ("b is missing.", 1)]
    assert (second.name, second.handed_in, second.share) == ("nand", 1, 1.0)


def test_the_table_names_what_was_said_most(gradebook: Path) -> None:
    head, first, *said, second = as_text(lines_of(gradebook)).splitlines()
    assert head.split() == ["exercise", "handed", "in", "solved", "untouched", "tries"]
    assert (first.split(), second.split()) == (
        ["perceptron", "5", "1", "1", "-"],
        ["nand", "1", "1", "0", "-"],
    )
    assert [line.split("x", 1)[1].strip() for line in said] == ["the sign is turned.", "b is missing."]


def test_stages_of_chapter_17_are_lines_too(gradebook: Path) -> None:
    with sqlite3.connect(gradebook) as base:
        base.execute("insert into base_cell values (17, 'check-mine-order')")
        base.execute("insert into comment values (17, 1, 'NotYet: a node comes twice.')")
    last = lines_of(gradebook)[-1]
    assert (last.name, last.chapter, last.handed_in, last.solved) == ("mine.order", 17, 1, 0)
    assert last.sentences.most_common() == [("a node comes twice.", 1)]


def hand_in_progress(gradebook: Path, student: str, assignment: str, content: str) -> None:
    folder = gradebook.parent / "submitted" / student / assignment
    folder.mkdir(parents=True)
    (folder / "progress.json").write_text(content)


def progress_file(**tries: int) -> str:
    return json.dumps({"exercises": {name: {"tries": count} for name, count in tries.items()}})


def test_tries_are_those_of_who_handed_in_their_progress(gradebook: Path) -> None:
    hand_in_progress(gradebook, "ada", "01_perceptron", progress_file(perceptron=2, unheard_of=9))
    hand_in_progress(gradebook, "ada", "02_activation_functions", progress_file(perceptron=3))
    hand_in_progress(gradebook, "bo", "01_perceptron", progress_file(perceptron=8, nand=0))
    hand_in_progress(gradebook, "cy", "01_perceptron", '{"exercises": {"perceptron": {"tries": "many"}}}')
    hand_in_progress(gradebook, "ed", "01_perceptron", progress_file(nand=10**400))
    hand_in_progress(gradebook, "di", "01_perceptron", "no progress file at all")
    first, second = lines_of(gradebook)
    assert (sorted(first.tries), first.usual_tries, second.tries) == ([3, 8], "5.5", [1000])
    assert as_text([first]).splitlines()[1].split()[-1] == "5.5"
    rows = csv.DictReader(as_csv([first, second]).splitlines())
    assert [row["tries"] for row in rows] == ["5.5", "5.5", "1000"]


def test_the_csv_has_every_sentence(gradebook: Path) -> None:
    rows = list(csv.DictReader(as_csv(lines_of(gradebook)).splitlines()))
    assert [(row["exercise"], row["sentence"], row["times"]) for row in rows] == [
        ("perceptron", "the sign is turned.", "2"),
        ("perceptron", "b is missing.", "1"),
        ("nand", "", "0"),
    ]


def test_the_picture_adds_up(gradebook: Path) -> None:
    lines = lines_of(gradebook)
    (ax,) = as_picture(lines).axes
    widths = [[bar.get_width() for bar in group] for group in ax.containers]
    rows = [sum(bars) for bars in zip(*[iter(width for group in widths for width in group)] * 4, strict=True)]
    assert rows == [line.handed_in for line in lines]
    assert all(tick == int(tick) for tick in ax.get_xticks())


def test_the_command_reads_only(gradebook: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    gradebook.chmod(0o444)
    before = gradebook.read_bytes()
    table, picture = tmp_path / "all.csv", tmp_path / "report.png"
    assert cli.main(["class", "report", str(gradebook), "--csv", str(table), "--picture", str(picture)]) == 0
    assert capsys.readouterr().out.startswith("exercise")
    assert gradebook.read_bytes() == before and table.stat().st_size and picture.stat().st_size > 5000


def test_what_is_no_gradebook_is_told(tmp_path: Path, gradebook: Path) -> None:
    with pytest.raises(ReportError, match="is not there"):
        lines_of(tmp_path / "none.db")
    (tmp_path / "text.db").write_text(
        "no base at all, and longer than a header of such a file is, so that it is read"
    )
    with pytest.raises(ReportError, match="is no gradebook"):
        lines_of(tmp_path / "text.db")
    with sqlite3.connect(gradebook) as base:
        base.execute("delete from comment")
    with pytest.raises(ReportError, match="graded nothing yet"):
        lines_of(gradebook)
