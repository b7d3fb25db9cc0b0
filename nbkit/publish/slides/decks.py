"""`nbkit publish slides`: a folder of decks, one a chapter, that open without a network."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Sequence
from html import escape
from pathlib import Path
from typing import Any

from nbkit.publish import PublishError
from nbkit.publish.chapter import read_executed
from nbkit.publish.film import fonts
from nbkit.publish.film.chapter import film
from nbkit.publish.film.depends import World
from nbkit.publish.film.reel import looks, script
from nbkit.publish.folder import beside
from nbkit.publish.slides import lecture
from nbkit.publish.slides.arrange import arranged
from nbkit.publish.slides.ends import title_of
from nbkit.publish.slides.outline import outline
from nbkit.publish.slides.page import page
from nbkit.publish.slides.pictures import Shown, filmed, stored
from nbkit.publish.slides.slide import Slide

HERE = Path(__file__).parent
VENDOR = HERE.parent / "vendor"
OWN = ("deck.css", "deck.js", "contents.css")
Say = Callable[[str], None]
CONTENTS = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Slides</title>
<link rel="stylesheet" href="shared/fonts/fonts.css">
<link rel="stylesheet" href="shared/contents.css">
</head>
<body>
<main>
<h1>Slides</h1>
<ol>
{lines}
</ol>
<p>In a deck <kbd>S</kbd> opens the speaker's view, <kbd>F</kbd> fills the screen, <kbd>Esc</kbd> shows all.
For paper, add <code>?print-pdf</code> to the address and print.</p>
</main>
</body>
</html>
"""


def publish(paths: Sequence[Path], out: Path, say: Say = print, draws: bool = True) -> int:
    """Write a deck for each chapter into a folder, and return how many slides there are.

    draws: whether figures and explorers are drawn for slides, by running each chapter once; otherwise they
    are as the notebook holds them, and do not move.
    Raises PublishError where a chapter cannot be read, was never run or has no notes, or where the folder may
    not be replaced, and OSError where nothing can be written. Then the folder is as it was.
    """
    books = {path: read_executed(path) for path in paths}
    world, counts = World(), dict[str, int]()
    with beside(out, paths[0].parent) as draft:
        for path, book in books.items():
            slides = deck(path, book, pictures_of(path, world, say) if draws else stored)
            text = page(title_of(book.cells[0]), slides)
            (draft / f"{path.stem}.html").write_text(text, encoding="utf-8")
            counts[path.stem] = len(slides)
            say(f"{path.stem}: {len(slides)} slides")
        share(draft / "shared")
        (draft / "index.html").write_text(contents(books, counts), encoding="utf-8")
    return sum(counts.values())


def deck(path: Path, book: Any, pictures: Callable[[Any], list[Shown]]) -> list[Slide]:
    """The slides of one chapter, with what its instructor's page says.

    Raises PublishError where the notes are missing, or a cell is steered to a sentence that is not there.
    """
    try:
        slides = arranged(outline(book.cells), pictures)
    except ValueError as error:
        raise PublishError(f"{path.name}: {error}") from None
    lecture.speak(slides, lecture.read(path))
    return slides


def pictures_of(path: Path, world: World, say: Say) -> Callable[[Any], list[Shown]]:
    """What the film of a chapter gives for a cell; a cell that rested gives what is stored."""
    one = film(path, progress, world=world)
    for sentence in one.failures:
        say(f"{path.stem}: {sentence}")
    shown = one.shown
    return lambda cell: filmed(shown[cell.id]) if shown.get(cell.id) else stored(cell)


def progress(name: str, done: int, of: int) -> None:
    """Show on a terminal how far an explorer is drawn."""
    if sys.stderr.isatty():
        end = "\n" if done == of else ""
        print(f"\r{name}: {done} of {of} frames", end=end, file=sys.stderr, flush=True)


def share(folder: Path) -> None:
    """Write what all decks have in common: reveal.js, KaTeX, fonts, the player, and our own looks."""
    shutil.copytree(VENDOR, folder)
    for name in OWN:
        shutil.copy(HERE / name, folder / name)
    for name, text in (("player.js", script()), ("player.css", looks()), ("figures.css", fonts.faces())):
        (folder / name).write_text(text, encoding="utf-8")


def contents(books: dict[Path, Any], counts: dict[str, int]) -> str:
    """The page that leads to the decks."""
    line = '<li><a href="{name}.html">{title}</a> · {count} slides</li>'
    titles = {path.stem: escape(title_of(book.cells[0])) for path, book in books.items()}
    lines = [line.format(name=name, title=title, count=counts[name]) for name, title in titles.items()]
    return CONTENTS.format(lines="\n".join(lines))
