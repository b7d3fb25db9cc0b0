"""`nbkit publish slides`: the folder that is written, and what is refused in one sentence."""

from __future__ import annotations

import errno
import shutil
from pathlib import Path
from typing import Any

import nbformat
import pytest

from nbkit.publish import PublishError
from nbkit.publish.slides import decks

COURSE = Path(__file__).resolve().parents[3] / "course"
NAME = "01_perceptron"


def copied(folder: Path) -> Path:
    """A chapter and its notes, in a folder of their own."""
    (folder / "course" / "notes").mkdir(parents=True)
    shutil.copy(COURSE / "notes" / f"{NAME}.md", folder / "course" / "notes")
    return Path(shutil.copy(COURSE / f"{NAME}.ipynb", folder / "course"))


@pytest.fixture
def chapter(tmp_path: Path) -> Path:
    return copied(tmp_path)


@pytest.fixture(scope="module")
def decked(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, int]:
    """A folder of one deck, and how many slides it has."""
    folder = tmp_path_factory.mktemp("decks")
    return folder / "slides", publish(copied(folder), folder / "slides")


def publish(path: Path, out: Path) -> int:
    return decks.publish([path], out, say=lambda line: None, draws=False)


def nothing_left(out: Path) -> bool:
    """Neither the folder nor a half of it."""
    return sorted(path.name for path in out.parent.iterdir()) == ["course"]


def test_the_folder_has_all_that_a_deck_needs(decked: tuple[Path, int]) -> None:
    out, count = decked
    page = (out / f"{NAME}.html").read_text(encoding="utf-8")
    assert page.count("<section") == count > 30
    assert (out / f"{NAME}.html").stat().st_size < 3_000_000
    assert sum(path.stat().st_size for path in (out / "shared").rglob("*") if path.is_file()) < 3_000_000
    needs = [part.partition('"')[0] for part in page.split('="shared/')[1:]]
    assert needs and all((out / "shared" / name).is_file() for name in needs)
    assert f'<a href="{NAME}.html">1. The perceptron</a> · {count} slides' in (out / "index.html").read_text(
        "utf-8"
    )


def test_no_solution_is_on_a_slide(decked: tuple[Path, int]) -> None:
    page = (decked[0] / f"{NAME}.html").read_text(encoding="utf-8")
    assert "Exercise · 5 minutes" in page
    assert "nb.check" not in page and "nb.solution" not in page


def test_a_folder_of_somebody_else_is_left_alone(chapter: Path, tmp_path: Path) -> None:
    out = tmp_path / "mine"
    out.mkdir()
    (out / "letter.txt").write_text("dear")
    with pytest.raises(PublishError, match="is not empty"):
        publish(chapter, out)
    assert [path.name for path in out.iterdir()] == ["letter.txt"]


def test_a_chapter_that_was_never_run_is_refused(chapter: Path, tmp_path: Path) -> None:
    book = nbformat.read(chapter, as_version=4)
    for cell in book.cells:
        cell.update({"outputs": []} if cell.cell_type == "code" else {})
    nbformat.write(book, chapter)
    with pytest.raises(PublishError, match=r"01_perceptron.ipynb was never run, so it shows nothing"):
        publish(chapter, tmp_path / "slides")
    assert nothing_left(tmp_path / "slides")


def test_a_cell_that_is_steered_to_nowhere_is_named(chapter: Path, tmp_path: Path) -> None:
    book = nbformat.read(chapter, as_version=4)
    book.cells[5].metadata["slide"] = {"say": ["Nobody wrote this"]}
    nbformat.write(book, chapter)
    with pytest.raises(PublishError, match=r"01_perceptron.ipynb: no sentence begins with 'Nobody"):
        publish(chapter, tmp_path / "slides")
    assert nothing_left(tmp_path / "slides")


@pytest.mark.parametrize("fault", [OSError(errno.ENOSPC, "No space left on device"), KeyboardInterrupt()])
def test_a_full_disk_or_an_interrupt_leaves_nothing_half(
    fault: Any, chapter: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any) -> None:
        raise fault

    monkeypatch.setattr(decks, "deck", lambda *_: [])
    monkeypatch.setattr(decks, "share", fail)
    with pytest.raises(type(fault)):
        publish(chapter, tmp_path / "slides")
    assert nothing_left(tmp_path / "slides")
