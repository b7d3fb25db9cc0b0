"""Run a chapter in a kernel of its own and take what it shows: figures as SVG, explorers frame by frame."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

from nbkit.gate.kernel import Client, Kernel, KernelLost
from nbkit.gate.marks import advice_on, may_raise, runs
from nbkit.gate.proved.depends import Facts, Unseen
from nbkit.publish import PublishError
from nbkit.publish.film.computed import rule_of
from nbkit.publish.film.depends import code_of
from nbkit.publish.film.inside import FRAME, PICTURE, REEL
from nbkit.publish.film.memory import Entry, Memory
from nbkit.publish.film.reel import Picture, Reel
from nbkit.publish.film.takes import Progress, Take, taken

Shown = dict[str, list[Picture | Reel]]  # by the names of cells, in the order of their outputs
CALL = "from nbkit.publish.film import inside as __film; __film.{call}; del __film"


class Listener(Client):
    """Takes frames as they come; they are no output of a cell."""

    heard: Callable[[Any], None]

    def output(self, outs: list[Any], msg: Any, display_id: str | None, cell_index: int) -> Any:
        """Take an output, or a frame."""
        frame = msg["content"].get("data", {}).get(FRAME)
        if frame is None:
            return super().output(outs, msg, display_id, cell_index)
        self.heard(frame)
        return None


class Studio(Kernel):
    """A kernel whose figures bring their SVG and whose explorers send their frames."""

    client = Listener

    def film(self, index: int, known: list[list[Any]], rule: str, heard: Callable[[Any], None]) -> None:
        """Run a cell; its explorers, in their order, leave out the settings that are known."""
        self._client.heard = heard  # type: ignore[attr-defined]
        self.say(CALL.format(call=f"install({known}, {rule!r})"))
        self.run(index)


class Run:
    """One run of a chapter, which keeps each explorer in memory when its cell has ended, however it ended."""

    def __init__(self, path: Path, notebook: Any, memory: Memory, progress: Progress) -> None:
        self.path, self.notebook, self.memory, self.progress = path, notebook, memory, progress
        self.facts: Facts = {}  # of explorers that were not drawn anew
        self.takes: list[Take] = []  # of the cell that runs
        self.name, self.place = "", -1  # of the cell that runs, and the number of its explorer that is drawn

    def shown(self, log: Path) -> Shown:
        """Run all cells and return what they show. Raises PublishError where one cannot be run."""
        found: Shown = {}
        studio = Studio(self.notebook, self.path.parent.resolve(), 0, log=log)
        with studio:
            for index, cell in enumerate(self.notebook.cells):
                if runs(cell):
                    self._film(studio, index, log)
                    outputs = self._outputs(studio, index)
                    found[cell.id] = list(self._pictures(outputs))
        return {cell: pictures for cell, pictures in found.items() if pictures}

    def _film(self, studio: Studio, index: int, log: Path) -> None:
        code, self.name, self.place = (
            code_of(self.notebook.cells[: index + 1]),
            self.notebook.cells[index].id,
            -1,
        )
        self.takes = list(self._remembered(code))
        known = [list(take.frames) for take in self.takes]
        try:
            studio.film(
                index, known, rule_of(self.notebook.cells[index].metadata.get("tags", [])), self._hear
            )
        finally:
            for take in self.takes:
                if take.fresh:
                    self._keep(take, code, log)

    def _remembered(self, code: str) -> Iterator[Take]:
        for place in count():
            name = f"{self.name}-{place}"
            entry = self.memory.find(name, code)
            if entry is None:
                return
            self.facts |= entry.facts
            yield taken(name, entry.content)

    def _hear(self, frame: dict[str, Any]) -> None:
        """Take the head of the next explorer, or a frame of this one."""
        if "head" in frame:
            self.place += 1
            if self.place == len(self.takes):
                self.takes.append(Take(f"{self.name}-{self.place}"))
            self.takes[self.place].head = frame["head"]
        else:
            self.takes[self.place].hear(frame)
        take = self.takes[self.place]
        self.progress(f"{self.path.stem}, {take.name}", take.count - take.missing, take.count)

    def _keep(self, take: Take, code: str, log: Path) -> None:
        try:
            facts = self.memory.world.facts(self.path, log)
        except Unseen:
            return
        self.memory.keep(take.name, Entry(take.content(), code, facts))

    def _outputs(self, studio: Studio, index: int) -> list[Any]:
        cell = self.notebook.cells[index]
        try:
            outputs = studio.outputs(index)
        except KernelLost as error:
            raise PublishError(f"{self.path}, cell {cell.id}: {error}") from None
        errors = [one for one in outputs if one["output_type"] == "error"]
        if errors and not may_raise(cell):
            said = f"{errors[0]['ename']}: {errors[0]['evalue']}"
            raise PublishError(
                f"{self.path}, cell {cell.id} raised {said} ({advice_on(errors[0]['ename'])})."
            )
        return outputs

    def _pictures(self, outputs: list[Any]) -> Iterator[Picture | Reel]:
        """Return the pictures and reels among a cell's outputs."""
        takes = iter(self.takes)
        for place, data in enumerate(output.get("data", {}) for output in outputs):
            if REEL in data:
                yield next(takes).reel()
            elif PICTURE in data:
                svg, *size = data[PICTURE]
                yield Picture(f"{self.name}-{place}", svg, data["text/plain"], *size)


def run(path: Path, notebook: Any, memory: Memory, progress: Progress) -> tuple[Shown, Facts | None]:
    """Return what each cell shows, and on what that depends; None for what cannot be followed."""
    one = Run(path, notebook, memory, progress)
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder, "log")
        shown = one.shown(log)
        try:
            return shown, one.facts | memory.world.facts(path, log)
        except Unseen:
            return shown, None
