"""What a run has shown: counts, seconds, the worst drift, the failures; and their file beside the report."""

from __future__ import annotations

import json
import math
import os
import shlex
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from nbkit.gate.reports.brief import shorten
from nbkit.gate.storing.write import write_at_once

REPORT = "nbkit-report"  # the folder that holds the page and this file
NAME = "results.json"
VERSION = 1
Evidence = dict[str, Any]


@dataclass
class Run:
    """What a run of pytest has shown, or the runs of all shards together.

    seconds: how long each notebook ran; plan: a digest of how the notebooks were divided among the shards.
    """

    cells: int = 0
    seconds: dict[str, float] = field(default_factory=dict)
    drift: Evidence = field(default_factory=dict)
    failures: list[Evidence] = field(default_factory=list)
    exit: int = 0
    shard: str = ""
    plan: str = ""

    def add(self, cell: Evidence) -> None:
        """Take in the evidence of a cell, as `nbkit.gate.plugin` hangs it on pytest's report."""
        name = cell["notebook"]
        self.cells += 1
        self.seconds[name] = self.seconds.get(name, 0.0) + cell["seconds"]
        if not cell["passed"]:
            self.failures.append(cell)
        self.drifted(cell.get("drift", {}) | {"notebook": name, "cell": cell["cell"]})

    def drifted(self, drift: Evidence) -> None:
        """Keep the larger drift."""
        if drift.get("worst", 0.0) > self.drift.get("worst", 0.0):
            self.drift = drift

    def lines(self, index: Path) -> list[str]:
        """Say in a few lines what was shown; index: the page with both sides of each failure."""
        books = "1 notebook" if len(self.seconds) == 1 else f"{len(self.seconds)} notebooks"
        lines = [f"nbkit: {self.cells} cells of {books}, {self._worst()}"]
        if self.failures:
            lines += [f"nbkit: {len(self.failures)} failed; both sides are in {index}"]
            lines += [f"nbkit: if the new outputs are right, store them: {how_to_store(self.failures)}"]
        return lines

    def _worst(self) -> str:
        if not self.drift:
            return "no number drifted"
        worst, stored, new, book, cell = (
            self.drift[key] for key in ("worst", "stored", "new", "notebook", "cell")
        )
        return f"worst drift {worst:.1e} ({stored} -> {new}) in {book}, cell {cell}"


def how_to_store(failures: list[Evidence]) -> str:
    """Return the command that stores what failed cells show: for the notebooks, or for the folder of many.

    >>> how_to_store([{"notebook": "course/b.ipynb"}, {"notebook": "a 1.ipynb"}])
    "nbkit accept 'a 1.ipynb' course/b.ipynb"
    """
    books = sorted({cell["notebook"] for cell in failures})
    folders = [os.path.dirname(name) or "." for name in books]
    same = [folders[0] if len(set(folders)) == 1 else "."]
    return f"nbkit accept {shlex.join(books if len(books) <= 3 else same)}"


def said(cell: Evidence, length: int = 100) -> str:
    """Say in a line what of a failed cell changed first."""
    changed = [item for item in cell["differences"] if item["part"] != "traceback"]
    first = f"{changed[0]['part']}: {' '.join(changed[0]['changes'][:2])}" if changed else cell["message"]
    return shorten(" ".join(first.split()), length)


def write_results(path: Path, run: Run) -> None:
    """Write a run as JSON, at once."""
    write_at_once(path, json.dumps({"version": VERSION, **asdict(run)}, indent=1) + "\n")


def read_results(path: Path) -> Run:
    """Read a run. Raises ValueError where the file is not as `write_results` wrote it."""
    try:
        return _checked(json.loads(path.read_bytes()))
    except (OSError, ValueError, TypeError, AttributeError, RecursionError) as error:
        said = " ".join(str(error).split())
        raise ValueError(f"expected a results.json of pytest --nbkit, got {path}: {said}") from None


def _checked(found: Any) -> Run:
    if not isinstance(found, dict) or found.pop("version", None) != VERSION:
        raise ValueError("it is another file, or of another version")
    run = Run(**found)
    if not all(math.isfinite(seconds) and seconds >= 0 for seconds in run.seconds.values()):
        raise ValueError("it has seconds that are none")
    return run
