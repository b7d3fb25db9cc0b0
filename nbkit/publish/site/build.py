"""Build the site: sources for Sphinx in a temporary folder, then the pages, which appear all at once."""

from __future__ import annotations

import copy
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import nbformat

from nbkit.publish import PublishError, require
from nbkit.publish.chapter import read_executed
from nbkit.publish.film.chapter import film
from nbkit.publish.film.depends import World
from nbkit.publish.film.fonts import faces
from nbkit.publish.film.reel import Reel
from nbkit.publish.folder import beside
from nbkit.publish.site import pages, reference
from nbkit.publish.site.paper import on_paper
from nbkit.publish.student import to_be_filled_in

HERE = Path(__file__).parent
NEEDED = {"sphinx": "sphinx", "myst_nb": "myst-nb", "furo": "furo"}
EXTRA = "extra"  # what goes into the site as it is: pictures, notebooks, scripts
Books = dict[Path, Any]


def publish(paths: Sequence[Path], root: Path, out: Path) -> Path:
    """Write the site of these chapters into a folder; return its first page.

    Raises PublishError where the folder is refused, a chapter cannot be shown or Sphinx warns of anything,
    and OSError where nothing can be written; what was there before is then there still.
    """
    require(**NEEDED)
    with beside(out, root / "course") as draft, tempfile.TemporaryDirectory() as folder:
        source, pages_made = Path(folder, "source"), Path(folder, "site")
        write_sources(paths, root, source)
        run_sphinx(source, pages_made)  # not beside the draft, where myst-nb would leave a folder of its own
        _copy(pages_made, draft, out)
    return out / "index.html"


def _copy(made: Path, draft: Path, out: Path) -> None:
    """Copy all pages; one sentence where the disk is full."""
    try:
        shutil.copytree(made, draft, dirs_exist_ok=True)
    except shutil.Error as fault:
        reason = str(fault.args[0][0][2]).partition(": '")[0]
        raise PublishError(f"{out} cannot be written, nothing was published: {reason}") from None


def write_sources(paths: Sequence[Path], root: Path, source: Path) -> None:
    """Write all that Sphinx reads: the chapters' pages, the cover, the notes and the reference."""
    source.mkdir()
    books = {path: read_executed(path) for path in paths}
    write_chapters(books, source, moving=True)
    for book in books.values():
        _copy_scripts(book, root, source / EXTRA)
    notes = _write_notes(paths, root, source)
    (source / "index.md").write_text(cover(books, notes), encoding="utf-8")
    shutil.copy(root / "course/images/README.png", source / "cover.png")
    reference.write(source / "reference")


def write_chapters(books: Books, source: Path, moving: bool) -> None:
    """Write the chapters' pages, with explorers that move or stand, and their notebooks to be filled in."""
    there, world = {path.name for path in books}, World()
    (source / EXTRA / pages.NOTEBOOKS).mkdir(parents=True)
    (source / EXTRA / "_static").mkdir()
    (source / EXTRA / "_static/dejavu.css").write_text(faces(), encoding="utf-8")  # the letters of figures
    for path, book in books.items():
        to_fill_in = to_be_filled_in(copy.deepcopy(book))
        nbformat.write(to_fill_in, source / EXTRA / pages.NOTEBOOKS / path.name)
        reels = _reels(path, book, world) if moving else {}
        shown = pages.page(path, copy.deepcopy(book), reels, source / EXTRA, there)
        nbformat.write(shown if moving else on_paper(shown), source / path.name)


def build_chapters(paths: Sequence[Path], source: Path, out: Path) -> None:
    """Build the pages of chapters alone, for a handout."""
    books = {path: read_executed(path) for path in paths}
    write_chapters(books, source, moving=False)
    listing = _contents("Chapters", [path.stem for path in paths])
    (source / "index.md").write_text(f"# Chapters\n\n{listing}", encoding="utf-8")
    run_sphinx(source, out)


def run_sphinx(source: Path, out: Path) -> None:
    """Turn the sources into pages; a warning is an error. Raises PublishError with what Sphinx said."""
    words = [sys.executable, "-m", "sphinx", "-b", "html", "-W", "--keep-going", "-q", "-c", str(HERE)]
    words += ["-d", str(source.parent / "doctrees"), "-D", f"html_extra_path={source / EXTRA}"]
    done = subprocess.run([*words, str(source), str(out)], capture_output=True, text=True, check=False)
    if done.returncode:
        said = [line.replace(f"{source}/", "") for line in done.stderr.splitlines() if line.strip()]
        raise PublishError("Sphinx could not build the site:\n" + "\n".join(said[:20]))


# ---------------------------------------------------------------- chapters


def _reels(path: Path, book: Any, world: World) -> Mapping[str, Reel]:
    """The frames of a chapter's explorers, drawn now or remembered; none where it has no explorer."""
    if not pages.has_explorers(book):
        return {}
    found = film(path, progress=_progress, world=world)
    if found.failures:
        raise PublishError(f"{path.name}, {found.failures[0]}")
    return found.reels


def _progress(name: str, done: int, of: int) -> None:
    if sys.stderr.isatty():
        end = "\n" if done == of else ""
        print(f"\rdrawing {name}: {done} of {of}", end=end, file=sys.stderr, flush=True)


def _copy_scripts(book: Any, root: Path, extra: Path) -> None:
    for name in set(pages.scripts_of(book)):
        (extra / name).parent.mkdir(exist_ok=True)
        shutil.copy(root / name, extra / f"{name}.txt")


# ---------------------------------------------------------------- cover and notes


def cover(books: Mapping[Path, Any], notes: Sequence[str]) -> str:
    """The first page: what this is, the chapters with their questions, and where the rest lies."""
    form = (HERE / "cover.md").read_text(encoding="utf-8")
    first, book = next(iter(books.items()))
    start = f"**Start with [{pages.title(book)}]({first.name}): {pages.minutes(book)} minutes.**"
    rows = [_row(path, book) for path, book in books.items()]
    teach = "\nDo you teach? [The instructor's pages](instructor.md) have plans and notes.\n" if notes else ""
    lists = [_contents("Chapters", [path.stem for path in books])]
    lists += [_contents("For instructors", ["instructor"])] if notes else []
    lists += [_contents("The package", ["reference/index"])]
    table = "\n".join(["| chapter | question | minutes |", "|---|---|--:|", *rows])
    return form.format(start=start, chapters=table, instructor=teach, contents="\n".join(lists))


def _row(path: Path, book: Any) -> str:
    return f"| [{pages.title(book)}]({path.name}) | {pages.question(book)} | {pages.minutes(book)} |"


def _contents(caption: str, entries: Sequence[str]) -> str:
    names = "\n".join(entries)
    return f"```{{toctree}}\n:hidden:\n:caption: {caption}\n:maxdepth: 1\n\n{names}\n```\n"


def _write_notes(paths: Sequence[Path], root: Path, source: Path) -> list[str]:
    """The instructor's page with a page for each chapter that has notes; return the names of these."""
    folder = root / "course/notes"
    found = [path.stem for path in paths if (folder / f"{path.stem}.md").is_file()]
    if found:
        (source / "notes").mkdir()
        for name in found:
            shutil.copy(folder / f"{name}.md", source / "notes")
        entries = _contents("", [f"notes/{name}" for name in found]).replace(":caption: \n", "")
        plans = (folder / "README.md").read_text(encoding="utf-8")
        (source / "instructor.md").write_text(f"{plans}\n{entries}", encoding="utf-8")
    return found
