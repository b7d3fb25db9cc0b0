"""A chapter as a page: nothing of the notebook is lost, and what cannot work on a page says so."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import nbformat
import one_chapter
import pytest

from nbkit.gate.notebook import read_notebook
from nbkit.learn.exercises import find
from nbkit.learn.notebook_cells import words_cells
from nbkit.learn.questions import QUESTIONS
from nbkit.publish.site import pages


class Reel:
    """Stands for an explorer's frames."""

    def html(self, label: str) -> str:
        return f'<div class="nbkit-reel" aria-label="{label}"></div>'


@pytest.fixture
def chapter(tmp_path: Path) -> Path:
    return one_chapter.write(tmp_path)


def shown(chapter: Path, reels: Any = None, there: tuple[str, ...] = ()) -> Any:
    return pages.page(chapter, read_notebook(chapter), reels or {}, chapter.parents[1] / "extra", there)


def text(book: Any) -> str:
    return "\n".join(cell.source for cell in book.cells)


def test_pictures_lie_in_files_and_keep_their_words(chapter: Path) -> None:
    book = shown(chapter)
    (cell,) = (cell for cell in book.cells if cell.id == "c01-07")
    html = cell.outputs[0].data["text/html"]
    assert 'alt="A line that rises."' in html and 'width="400"' in html and "base64" not in html
    assert 'src="images/01_small/c01-07.png"' in html and list(cell.outputs[0].data) == ["text/html"]
    assert (chapter.parents[1] / "extra/images/01_small/c01-07.png").read_bytes()[:4] == b"\x89PNG"


def test_a_large_picture_gets_smaller(monkeypatch: pytest.MonkeyPatch, chapter: Path) -> None:
    monkeypatch.setattr(pages, "LARGE", 1000)
    shown(chapter)
    content = (chapter.parents[1] / "extra/images/01_small/c01-07.webp").read_bytes()
    assert content[8:12] == b"WEBP"


def test_code_that_only_makes_a_figure_is_marked(chapter: Path) -> None:
    book = read_notebook(chapter)
    draws = {"c01-07": "nb.show(plots.curves(x, y), alt='A line.')", "c01-05": "print(x @ w)"}
    for cell in book.cells:
        cell.source = draws.get(cell.id, cell.source)
    nbformat.write(book, chapter)
    marked = [cell.id for cell in shown(chapter).cells if pages.DRAWS in cell.metadata.get("tags", [])]
    assert marked == ["c01-07", "c01-08"]  # the other one is an explorer


def test_an_explorer_moves_where_there_are_frames_and_else_its_picture_stands(chapter: Path) -> None:
    *_, still = shown(chapter).cells
    *_, moves = shown(chapter, {"c01-08": Reel()}).cells
    assert 'alt="Waves."' in still.outputs[0].data["text/html"]
    assert 'class="nbkit-reel"' in moves.outputs[0].data["text/html"]


def test_an_exercise_has_its_help_folded_and_says_that_a_page_cannot_check(chapter: Path) -> None:
    book = shown(chapter)
    exercise, said = find("weighted_sum"), text(book)
    assert said.count("<details>") == len(exercise.hints) + 1 == said.count("</details>")
    assert all(hint in said for hint in exercise.hints) and exercise.why in said
    assert 'cannot check an answer: <a href="notebooks/01_small.ipynb"' in said
    assert not any(
        "not attempted" in output.get("text", "") for c in book.cells for output in c.get("outputs", [])
    )


def test_names_of_python_in_hints_are_not_bold(tmp_path: Path) -> None:
    said = pages.folded("counting_layer", tmp_path)
    assert r"super().\_\_init\_\_ stores" in said and r"\_\_init\_\_(self, W, b) has" in said
    assert r"0.999\*\*t" in pages.folded("adam_hat", tmp_path)


def test_a_question_in_words_has_its_answer_folded_and_no_room_to_write(chapter: Path) -> None:
    book = read_notebook(chapter)
    for cell in words_cells(8):
        kind = getattr(nbformat.v4, f"new_{cell['cell_type']}_cell")
        book.cells.append(kind(cell["source"], id=cell["id"], metadata=cell["metadata"]))
    found = pages.page(chapter, book, {}, chapter.parents[1] / "extra", ()).cells[-2:]
    assert [cell.id for cell in found] == ["ask-in-words-08", "help-in-words-8"]
    assert found[1].source.count("<details>") == 1 and QUESTIONS[8].answer in found[1].source
    assert all(line in found[1].source for line in QUESTIONS[8].rubric)


def test_links_hold_or_are_words(chapter: Path) -> None:
    said = text(shown(chapter))
    assert '<a href="_modules/nbkit/functions.html">functions.py</a>' in said
    folder = pages.with_links("[ops/](../nbkit/ops)", ())
    assert folder == '<a href="reference/ops.html">ops/</a>'
    assert "Later comes chapter 2." in said
    assert "[chapter 2](02_absent.ipynb)" in text(shown(chapter, there=("02_absent.ipynb",)))


def test_its_title_and_question_are_read(chapter: Path) -> None:
    book = read_notebook(chapter)
    assert (pages.title(book), pages.question(book)) == ("1. A small chapter", "What does a page show?")
    assert (pages.minutes(book), pages.minutes(nbformat.v4.new_notebook(cells=book.cells[1:]))) == ("3", "")
    assert pages.has_explorers(book) and not pages.has_explorers(nbformat.v4.new_notebook())


LINKED = "[a](../scripts/train.py) [b](../findings/b.sh)"


def test_scripts_are_found(chapter: Path) -> None:
    book = nbformat.v4.new_notebook(
        cells=[one_chapter.text("[a](../scripts/train.py) [b](../findings/b.sh)", "a")]
    )
    assert list(pages.scripts_of(book)) == ["scripts/train.py", "findings/b.sh"]
    assert pages.place_of("scripts/train.py") == "scripts/train.py.txt"
    assert pages.with_links(book.cells[0].source, ()).endswith('<a href="findings/b.sh.txt">b</a>')


def test_code_in_a_hint_stays_as_it_is() -> None:
    assert pages._plain("`a ** b` is not a**b, nor `__init__`") == r"`a ** b` is not a\*\*b, nor `__init__`"
