"""`nbkit publish student`: what a class is given runs, and holds no solution and no note."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
import textwrap
import zipfile
from pathlib import Path

import nbformat
import pytest

from nbkit import cli
from nbkit.cli import chapters
from nbkit.gate.optional import needed
from nbkit.learn import edition
from nbkit.learn.exercise import Function
from nbkit.learn.exercises import load
from nbkit.learn.notebook_cells import exercises_of, stub_cell
from nbkit.learn.questions import QUESTIONS
from nbkit.learn.source import solution_source
from nbkit.publish import PublishError, student

NOTES = chapters.root() / "course" / "notes"


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The whole course, published as a person does it."""
    out = tmp_path_factory.mktemp("class") / "new"
    assert cli.main(["publish", "student", "--out", str(out)]) == 0
    (found,) = out.iterdir()
    return found


@pytest.fixture(scope="module")
def unpacked(archive: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("unpacked")
    with zipfile.ZipFile(archive) as content:
        content.extractall(folder)
    (course,) = folder.iterdir()
    return course


@pytest.fixture(scope="module")
def texts(unpacked: Path) -> dict[str, str]:
    """Every file that can be read, each run of white space as one space; notebooks cell by cell."""
    found = {}
    for path in sorted(unpacked.rglob("*")):
        if path.is_file() and path.suffix not in (".png", ".webp", ".npz", ".gz", ".woff", ".woff2", ".ttf"):
            text = path.read_text(encoding="utf-8")
            if path.suffix == ".ipynb":
                text = "\n".join(cell.source for cell in nbformat.reads(text, 4).cells)
            found[path.relative_to(unpacked).as_posix()] = " ".join(text.split())
    return found


def holders(sentence: str, texts: dict[str, str]) -> list[str]:
    return [name for name, text in texts.items() if " ".join(sentence.split()) in text]


def bodies(source: str) -> list[str]:
    """What stands below each `def`, without its docstring: what a learner has to write."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef):
            rest = node.body[1:] if ast.get_docstring(node) else node.body
            found.append("\n".join(ast.unparse(line) for line in rest))
    return found


def test_no_solution_stands_in_it(texts: dict[str, str]) -> None:
    functions = [e for e in load().values() if isinstance(e, Function) and "def " in solution_source(e)]
    assert len(functions) > 30
    whole = {e.name: holders(textwrap.dedent(solution_source(e)), texts) for e in functions}
    assert {name: where for name, where in whole.items() if where} == {}


def test_no_body_of_a_solution_stands_among_the_exercises_or_in_a_chapter_s_stub(unpacked: Path) -> None:
    for path in (unpacked / "course").glob("*.ipynb"):
        for cell in nbformat.read(path, 4).cells:
            for name in exercises_of(cell):
                assert cell.source == stub_cell(name)
    sources = [solution_source(one) for one in load().values() if isinstance(one, Function)]
    long = [body for source in sources if "def " in source for body in bodies(source) if len(body) > 30]
    for path in (unpacked / "nbkit/learn/exercises").glob("[0-9]*.py"):
        text = path.read_text(encoding="utf-8")
        assert text.count("def ") == 0 and text.count("\n") > 5
        assert [body for body in long if body in text] == []


def test_no_model_answer_stands_in_it(texts: dict[str, str]) -> None:
    said = [line for question in QUESTIONS.values() for line in (question.answer, *question.rubric)]
    assert [line for line in said if holders(line, texts)] == []


def test_no_sentence_of_the_notes_stands_in_it(texts: dict[str, str]) -> None:
    whole = " ".join(texts.values())
    notes = "\n".join(path.read_text(encoding="utf-8") for path in NOTES.glob("*.md"))
    notes = re.sub("^#.*", "", notes, flags=re.MULTILINE)
    sentences = [s for s in re.split(r"(?<=[.?!])\s+", " ".join(notes.split())) if len(s.split()) > 6]
    assert len(sentences) > 300
    assert [s for s in sentences if s in whole] == []


def test_chapters_have_no_outputs_but_those_of_packages_that_may_be_missing(unpacked: Path) -> None:
    paths = sorted((unpacked / "course").glob("*.ipynb"))
    assert [path.name for path in paths] == [path.name for path in chapters.available()]
    cells = [cell for path in paths for cell in nbformat.read(path, 4).cells if cell.cell_type == "code"]
    resting = [cell for cell in cells if needed(cell.source.splitlines())]
    assert len(resting) > 20 and any(cell.outputs for cell in resting)
    assert [cell.source for cell in cells if cell.outputs and cell not in resting] == []


def test_what_chapters_link_to_is_there(unpacked: Path) -> None:
    links = set()
    for path in (unpacked / "course").glob("*.ipynb"):
        for cell in nbformat.read(path, 4).cells:
            links |= set(re.findall(r"\]\((\.\./[^)#]+|\w+\.ipynb)\)", cell.source))
    assert links and [link for link in links if not (unpacked / "course" / link).exists()] == []


def test_it_runs_and_checks_and_shows_no_solution(unpacked: Path) -> None:
    code = """
import nbkit as nb
print(nb.__file__)
nb.check("perceptron", lambda x, w, b: 1 if w @ x + b > 0 else 0)
nb.check("perceptron", lambda x, w, b: 1 if w @ x + b >= 0 else 0)
for _ in range(2): nb.solution("perceptron"); nb.solution("xor_fails")
for _ in range(4): nb.hint("perceptron")
"""
    environment = os.environ | {"PYTHONPATH": str(unpacked), "NBKIT_STATE_DIR": str(unpacked / "home")}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=unpacked, env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(str(unpacked))
    assert "Right: " in done.stdout and "at exactly 0 your neuron fires" in done.stdout
    assert done.stdout.count(edition.NONE_HERE) == 5 and "def " not in done.stdout


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pack a part of what goes along: packing all takes seconds."""
    monkeypatch.setattr(student, "FOLDERS", ("nbkit/learn",))


@pytest.mark.usefixtures("quick")
def test_the_same_course_gives_the_same_bytes(tmp_path: Path) -> None:
    made = [student.publish(chapters.available()[:3], chapters.root(), tmp_path / name) for name in "ab"]
    assert made[0].read_bytes() == made[1].read_bytes()


@pytest.mark.usefixtures("quick")
def test_named_chapters_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["publish", "student", "1", "4", "--out", str(tmp_path)]) == 0
    with zipfile.ZipFile(capsys.readouterr().out.strip()) as content:
        books = [name for name in content.namelist() if name.endswith(".ipynb")]
        assert [Path(name).name[:2] for name in books] == ["01", "04"]
        assert b"2 notebooks" in content.read(f"{student.NAME}/README.md")


def test_the_course_itself_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["publish", "student", "--out", str(NOTES)]) == 1
    assert "lies in the folder of the chapters" in capsys.readouterr().err


@pytest.mark.usefixtures("quick")
def test_a_chapter_that_cannot_be_read_leaves_the_zip_that_was_there(tmp_path: Path) -> None:
    before = student.publish(chapters.available()[:1], chapters.root(), tmp_path / "out").read_bytes()
    broken = tmp_path / "01_broken.ipynb"
    broken.write_text("{", encoding="utf-8")
    with pytest.raises(PublishError, match=r"01_broken\.ipynb: it is no JSON"):
        student.publish([broken], chapters.root(), tmp_path / "out")
    (left,) = (tmp_path / "out").iterdir()
    assert left.read_bytes() == before


def test_a_file_in_the_place_of_the_folder_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "out").write_text("mine", encoding="utf-8")
    assert cli.main(["publish", "student", "1", "--out", str(tmp_path / "out")]) == 1
    assert str(tmp_path / "out") in capsys.readouterr().err
    assert (tmp_path / "out").read_text(encoding="utf-8") == "mine"


def test_a_course_in_a_hidden_folder_is_whole(tmp_path: Path) -> None:
    hidden = tmp_path / ".courses" / "nbkit"
    hidden.mkdir(parents=True)
    (hidden / "__init__.py").touch()
    (hidden / ".notes").touch()
    assert student._files(hidden) == [hidden / "__init__.py"]
