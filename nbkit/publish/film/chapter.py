"""The film of a chapter: its figures as SVG, its explorers with all their frames, for pages without a kernel.

A chapter is run once, in a kernel of its own; the notebook stays as it is. What was drawn is remembered until
anything changes on which it depends.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from nbkit.gate.notebook import read_notebook
from nbkit.publish import PublishError
from nbkit.publish.film.depends import World, code_of
from nbkit.publish.film.memory import Entry, Memory
from nbkit.publish.film.progress import tell
from nbkit.publish.film.reel import Picture, Reel
from nbkit.publish.film.run import Shown, run
from nbkit.publish.film.takes import Progress, taken

CHAPTER = "chapter"  # the name of the entry that holds the figures


@dataclass(frozen=True)
class Film:
    """What each cell of a chapter shows, by its id, in the order of its outputs: pictures and reels."""

    shown: Shown

    @property
    def figures(self) -> dict[str, list[Picture]]:
        """The pictures of each cell that shows some."""
        found = {cell: [one for one in ones if isinstance(one, Picture)] for cell, ones in self.shown.items()}
        return {cell: pictures for cell, pictures in found.items() if pictures}

    @property
    def reels(self) -> dict[str, Reel]:
        """The explorer of each cell that shows one."""
        return {cell: one for cell, ones in self.shown.items() for one in ones if isinstance(one, Reel)}

    @property
    def failures(self) -> list[str]:
        """A sentence for each setting at which an explorer cannot be drawn."""
        return [f"{cell}: {sentence}" for cell, reel in self.reels.items() for sentence in reel.failures]


def film(
    path: Path, progress: Progress = tell, folder: Path | None = None, world: World | None = None
) -> Film:
    """Return the film of a chapter, drawn now or remembered.

    progress: is told the name of an explorer, how many of its frames are there, and of how many; left out,
    the terminal.
    folder: where films are remembered; left out, in the user's cache. world: how everything is, for those who
    make several films. Ctrl-C loses nothing: what is drawn is kept.
    Raises PublishError where the file holds no notebook, or a cell cannot be run.
    """
    try:
        notebook = read_notebook(path)
    except (OSError, ValueError) as error:
        raise PublishError(str(error)) from None
    memory = Memory(path, world or World(), folder)
    code = code_of(notebook.cells)
    shown = _remembered(notebook, memory, code)
    if shown is None:
        shown, facts = run(path, notebook, memory, progress)
        if facts is not None:
            memory.keep(CHAPTER, Entry(_content(shown), code, facts))
    return Film(shown)


def _content(shown: Shown) -> Any:
    """Return what is shown as JSON can hold it; reels by their names, as they have entries of their own."""
    return {
        cell: [one.name if isinstance(one, Reel) else asdict(one) for one in found]
        for cell, found in shown.items()
    }


def _remembered(notebook: Any, memory: Memory, code: str) -> Shown | None:
    entry = memory.find(CHAPTER, code)
    if entry is None:
        return None
    shown: Shown = {}
    for index, cell in enumerate(notebook.cells):
        for one in entry.content.get(cell.id, ()):
            found = (
                Picture(**one)
                if isinstance(one, dict)
                else _reel(one, memory, code_of(notebook.cells[: index + 1]))
            )
            if found is None:
                return None
            shown.setdefault(cell.id, []).append(found)
    return shown


def _reel(name: str, memory: Memory, code: str) -> Reel | None:
    """Return a reel that was drawn to its end."""
    entry = memory.find(name, code)
    take = taken(name, entry.content) if entry else None
    return None if take is None or take.missing else take.reel()
