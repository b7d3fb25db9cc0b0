"""A chapter as a page: pictures in files, explorers that move, help folded, links that hold."""

from __future__ import annotations

import base64
import io
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any

import nbformat
from PIL import Image

from nbkit.gate.mime import EXPLORER
from nbkit.learn.exercise import Exercise
from nbkit.learn.exercises import find
from nbkit.learn.notebook_cells import exercises_of, in_words_of
from nbkit.learn.questions import question_of
from nbkit.learn.source import solution_source
from nbkit.publish.film.reel import Reel
from nbkit.publish.slides.code import without_drawing

IMAGES = "images"
NOTEBOOKS = "notebooks"
KINDS = {"png": "png", "svg+xml": "svg"}
WIDTH = re.compile(r'width="(\d+)"')
PAPER = 680  # pixels between the margins of a handout
LARGE = 300_000  # bytes of a PNG
STORED = re.compile(r'src="data:image/(png|svg\+xml);base64,([^"]*)"')
INTO_CODE = re.compile(r"\[([^\]]+)\]\(\.\./((?:nbkit|scripts|findings)[^)]*)\)")
SCRIPT = re.compile(r"\]\(\.\./((?:scripts|findings)/[^)]+)\)")
TO_CHAPTER = re.compile(r"\[([^\]]+)\]\((\w+\.ipynb)\)")
BOLD = re.compile(r"(`[^`]*`)|__|\*\*")  # in markdown; in hints, which are plain but for `code`, it is Python
DRAWS = "draws"  # a tag for code that only makes the figure below it
MINUTES = re.compile(r"About (\d+) minutes")
QUESTION = re.compile(r"^\*\*(.+\?)\*\*$", re.MULTILINE)


def title(notebook: Any) -> str:
    """The chapter's title, with its number."""
    return str(notebook.cells[0].source.splitlines()[0].removeprefix("# "))


def question(notebook: Any) -> str:
    """The question that the chapter opens with, or nothing."""
    found = QUESTION.search(notebook.cells[0].source)
    return found[1] if found else ""


def minutes(notebook: Any) -> str:
    """How long the chapter takes who reads alone, as it says itself, or nothing."""
    found = MINUTES.search(notebook.cells[0].source)
    return found[1] if found else ""


def has_explorers(notebook: Any) -> bool:
    """Is there anything in the chapter that moves?"""
    outputs = (output for cell in notebook.cells for output in cell.get("outputs", []))
    return any(EXPLORER in output.get("data", {}) for output in outputs)


def page(path: Path, notebook: Any, reels: Mapping[str, Reel], folder: Path, there: Collection[str]) -> Any:
    """The notebook as Sphinx is to read it; its pictures are written to `folder`/images.

    reels: by a cell's id what moves in the place of its explorer. there: the names of the chapters that the
    site has; links to others become words.
    """
    first, *rest = notebook.cells
    cells = [first, _markdown(_about(path), "about-this-page"), *_with_help(rest, path)]
    for cell in cells:
        if cell.cell_type == "markdown":
            cell.source = with_links(cell.source, there)
        else:
            if cell.outputs and not without_drawing(cell.source):
                cell.metadata["tags"] = [*cell.metadata.get("tags", []), DRAWS]
            cell.outputs = [_shown(path, cell, output, reels, folder) for output in cell.outputs]
    notebook.cells = cells
    return notebook


def _with_help(cells: Sequence[Any], path: Path) -> Iterator[Any]:
    """The cells, and after each exercise its help; of a question in words, help in the place of room."""
    asked: list[str] = []
    for cell in cells:
        for chapter in in_words_of(cell) if cell.cell_type == "code" else ():
            if cell.source.startswith("nb.mark("):
                yield _markdown(folded_words(chapter, path), f"help-in-words-{chapter}")
        if in_words_of(cell) and cell.cell_type == "code":
            continue
        yield cell
        if asked and cell.cell_type == "code":
            cell.outputs = []  # what a check says to a stub that nobody filled in
            yield from (_markdown(folded(name, path), f"help-{name}") for name in asked)
        asked = exercises_of(cell)


def _about(path: Path) -> str:
    return (
        '<p class="nbkit-about">This page shows the chapter as it ran. Code that you can change, and checks '
        f'of your answers, are in <a href="{NOTEBOOKS}/{path.name}" download>the notebook</a>.</p>'
    )


def _markdown(source: str, identity: str) -> Any:
    return nbformat.v4.new_markdown_cell(source, id=identity.replace("_", "-")[:64])


# ---------------------------------------------------------------- exercises


def folded(name: str, path: Path) -> str:
    """What a page has in the place of a check: the hints and the solution of an exercise, each folded."""
    exercise = find(name)
    note = (
        f'<p class="nbkit-note">A page cannot check an answer: <a href="{NOTEBOOKS}/{path.name}" download>'
        "the notebook</a> does, and says what is wrong with it.</p>"
    )
    hints = [_details(f"Hint {k}", _plain(hint)) for k, hint in enumerate(exercise.hints, 1)]
    return "\n\n".join([note, '<div class="nbkit-help">', *hints, _solution(exercise), "</div>"])


def folded_words(chapter: int, path: Path) -> str:
    """What a page has in the place of room to write: the model answer and what to look for, folded."""
    question = question_of(chapter)
    note = (
        f'<p class="nbkit-note">Write it down first. <a href="{NOTEBOOKS}/{path.name}" download>The '
        "notebook</a> has room for it, and keeps the points that you give yourself.</p>"
    )
    points = "\n".join(f"1. {line}" for line in question.rubric)
    answer = _details("One might write", f"{question.answer}\n\nA point for each of these:\n\n{points}")
    return "\n\n".join([note, '<div class="nbkit-help">', answer, "</div>"])


def _solution(exercise: Exercise) -> str:
    return _details("Solution", f"```python\n{solution_source(exercise)}\n```\n\nWhy: {_plain(exercise.why)}")


def _plain(text: str) -> str:
    return BOLD.sub(lambda found: found[1] or "".join(f"\\{mark}" for mark in found[0]), text)


def _details(head: str, text: str) -> str:
    return f"<details><summary>{head}</summary>\n\n{text}\n\n</details>"


# ---------------------------------------------------------------- outputs


def _shown(path: Path, cell: Any, output: Any, reels: Mapping[str, Reel], folder: Path) -> Any:
    """An output as the page shows it: of a figure's or an explorer's forms the one for a page."""
    data = output.get("data", {})
    if EXPLORER in data and cell.id in reels:
        return _html(reels[cell.id].html(_label(cell)))
    if "text/html" in data:
        return _html(_in_files(data["text/html"], f"{path.stem}/{cell.id}", folder))
    return output


def _html(text: str) -> Any:
    return nbformat.v4.new_output("display_data", data={"text/html": text})


def _label(cell: Any) -> str:
    return f"Explorer {cell.id}"


def _in_files(html: str, name: str, folder: Path) -> str:
    """The same picture with its alt text, in a file of its own, loaded when it comes into sight."""

    def save(found: re.Match[str]) -> str:
        content, kind = base64.b64decode(found[2]), KINDS[found[1]]
        if kind == "png" and len(content) > LARGE:
            content, kind = as_webp(content), "webp"
        place = Path(IMAGES, f"{name}.{kind}")
        (folder / place).parent.mkdir(parents=True, exist_ok=True)
        (folder / place).write_bytes(content)
        return f'class="nbkit-figure" loading="lazy" src="{place.as_posix()}"'

    width = WIDTH.search(html)
    wide = " nbkit-wide" if width and int(width[1]) > PAPER else ""
    return STORED.sub(save, html).replace("nbkit-figure", f"nbkit-figure{wide}")


def as_webp(png: bytes) -> bytes:
    """The same picture in a third of the bytes: the maps of chapter 13 are a thousand small images."""
    out = io.BytesIO()
    Image.open(io.BytesIO(png)).convert("RGB").save(out, "webp", quality=90)
    return out.getvalue()


# ---------------------------------------------------------------- links


def with_links(text: str, there: Collection[str]) -> str:
    """Links to code lead to its page: a module's source, a folder's reference, a copy of a script."""
    text = TO_CHAPTER.sub(lambda found: found[0] if found[2] in there else found[1], text)
    return INTO_CODE.sub(lambda found: f'<a href="{place_of(found[2])}">{escape(found[1])}</a>', text)


def place_of(path: str) -> str:
    """Where the site has a file or a folder of the checkout.

    A package is described in the reference; a module is also shown as it is written.

    >>> place_of("nbkit/ops/sums.py"), place_of("nbkit/ops/__init__.py"), place_of("nbkit/bridge")
    ('_modules/nbkit/ops/sums.html', 'reference/ops.html', 'reference/bridge.html')
    """
    if path.startswith(("scripts/", "findings/")):
        return f"{path}.txt"
    if path.endswith(".py") and not path.endswith("__init__.py"):
        return f"_modules/{path.removesuffix('.py')}.html"
    part = path.removesuffix("__init__.py").rstrip("/").removeprefix("nbkit/")
    return f"reference/{part.replace('/', '.')}.html"


def scripts_of(notebook: Any) -> Iterator[str]:
    """The scripts that a chapter links to."""
    for cell in notebook.cells:
        yield from SCRIPT.findall(cell.source)
