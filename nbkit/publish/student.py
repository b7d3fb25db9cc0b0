"""The students' edition: chapters to be filled in, with all that they need to run, as one zip."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import nbformat

from nbkit.data.files import replaced
from nbkit.gate.optional import needed
from nbkit.learn.edition import pack
from nbkit.learn.notebook_cells import exercises_of, in_words_of, stub_cell, words_source
from nbkit.publish import PublishError
from nbkit.publish.chapter import read_chapter

NAME = "neural-networks-by-hand"
TOP = ("start.py", "pyproject.toml", "requirements.lock", "environment.yml", "LICENSE")
FOLDERS = ("nbkit", "data", "course/images", "scripts", "findings")
EXERCISES = "nbkit/learn/exercises/"
QUESTIONS = "nbkit/learn/questions.py"
EDITION = "nbkit/learn/edition.py"
THEN = (2020, 1, 1, 0, 0, 0)  # one time for all files, so that the same course gives the same bytes


def publish(paths: Sequence[Path], root: Path, out: Path) -> Path:
    """Write the zip of these chapters into a folder and return where it lies.

    Chapters hold no outputs, and in each exercise's cell is its stub. No solution can be read in it: the
    exercises are packed, and the notes for instructors stay behind.

    Raises PublishError where the folder lies in the course or a chapter cannot be read, and OSError where
    nothing can be written; a zip that was there is then there still.
    """
    if out.resolve().is_relative_to((root / "course").resolve()):
        raise PublishError(f"{out} lies in the folder of the chapters themselves: choose another one.")
    files = dict(contents(paths, root))
    out.mkdir(parents=True, exist_ok=True)
    target = out / f"{NAME}.zip"
    with replaced(target) as file, zipfile.ZipFile(file, "w") as archive:
        for name, content in sorted(files.items()):
            entry = zipfile.ZipInfo(f"{NAME}/{name}", THEN)
            entry.external_attr = (0o755 if name == "start.py" else 0o644) << 16
            archive.writestr(entry, content, zipfile.ZIP_DEFLATED)
    return target


def contents(paths: Sequence[Path], root: Path) -> Iterator[tuple[str, bytes]]:
    """Each file of the edition: its place and what it holds."""
    for name in TOP:
        yield name, (root / name).read_bytes()
    for path in (path for folder in FOLDERS for path in _files(root / folder)):
        name = path.relative_to(root).as_posix()
        yield name, _for_students(name, path.read_bytes())
    books = {path: read_chapter(path) for path in paths}
    for path, book in books.items():
        yield f"course/{path.name}", nbformat.writes(to_be_filled_in(book)).encode()
    yield "README.md", readme(list(books.items())).encode()


def to_be_filled_in(notebook: Any) -> Any:
    """The notebook without outputs, each exercise as it was before anybody answered.

    A cell that needs a package keeps what it showed, for where that is missing.
    """
    for cell in notebook.cells:
        for name in exercises_of(cell):
            cell.source = stub_cell(name)
        for chapter in in_words_of(cell):
            cell.source = words_source(chapter, cell.id)
        if cell.cell_type == "code" and not needed(cell.source.splitlines()):
            cell.outputs, cell.execution_count = [], None
    notebook.metadata.pop("widgets", None)
    return notebook


def readme(books: Sequence[tuple[Path, Any]]) -> str:
    """How to start, and the chapters with their titles."""
    form = Path(__file__).with_name("student.md").read_text(encoding="utf-8")
    lines = [f"- [{_title(book)}](course/{path.name})" for path, book in books]
    count = f"{len(lines)} notebook{'s' if len(lines) > 1 else ''}"
    return form.format(count=count, chapters="\n".join(lines))


def _title(notebook: Any) -> str:
    return str(notebook.cells[0].source.splitlines()[0].removeprefix("# "))


def _for_students(name: str, content: bytes) -> bytes:
    if name == EDITION:
        return content.replace(b"SHOWS_SOLUTIONS = True", b"SHOWS_SOLUTIONS = False")
    if name == QUESTIONS or (name.startswith(EXERCISES) and Path(name).name[:2].isdigit()):
        return pack(content.decode()).encode()
    return content


def _files(folder: Path) -> list[Path]:
    kept = (path for path in folder.rglob("*") if path.is_file() and path.suffix != ".pyc")
    return [p for p in kept if not any(part.startswith(".") for part in p.relative_to(folder).parts)]
