"""Cells that are known to fail: a file that lists them, so that a folder of old notebooks starts green."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from nbkit.gate.proved.watch import digest
from nbkit.gate.storing.write import write_at_once

LIST = "nbkit-baseline.json"
VERSION = 1


class Known(NamedTuple):
    """A cell that is known to fail: its notebook as seen from the list, its key, its number, the reason."""

    notebook: str
    key: str
    cell: int
    why: str

    def __str__(self) -> str:
        return f"{self.notebook}, cell {self.cell}"


def cell_key(cells: list[Any], index: int) -> str:
    """Name a cell by what it says, and by how many before it say the same: numbers move, sources stay.

    >>> from types import SimpleNamespace
    >>> cells = [SimpleNamespace(source=text) for text in ("a", "b", "a")]
    >>> [cell_key(cells, index)[-2:] for index in range(3)]
    ['.1', '.1', '.2']
    """
    source = cells[index].source
    return f"{digest(source.encode())[:12]}.{sum(cell.source == source for cell in cells[: index + 1])}"


def write_baseline(path: Path, known: Iterable[Known]) -> None:
    """Write a list, one line a cell, in the order of notebooks and cells."""
    ordered = sorted(known, key=lambda one: (one.notebook, one.cell))
    lines = ",\n".join(f"  {json.dumps(one._asdict(), ensure_ascii=False)}" for one in ordered)
    write_at_once(path, f'{{"version": {VERSION}, "cells": [\n{lines}\n]}}\n')


class Baseline:
    """A list of known cells, and what this run has seen of them.

    Raises ValueError where the file holds no such list.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.known = {(one.notebook, one.key): one for one in _read(path)}
        self.failed: list[Known] = []
        self.passed: list[Known] = []
        self.run: set[str] = set()

    def find(self, notebook: Path, key: str) -> Known | None:
        """Return what the list says of a cell."""
        return self.known.get((self.name(notebook), key))

    def name(self, notebook: Path) -> str:
        """Name a notebook as seen from the list, wherever pytest was started."""
        return Path(os.path.relpath(notebook, self.path.parent)).as_posix()

    def take(self, notebook: Path, key: str, outcome: str) -> None:
        """Note a cell that was run, by pytest's outcome: a cell that failed as expected is skipped."""
        self.run.add(self.name(notebook))
        known = self.find(notebook, key)
        if known:
            (self.passed if outcome == "passed" else self.failed).append(known)

    def gone(self) -> list[Known]:
        """Return the entries that name no cell: of notebooks that were run, or are not there."""
        notebooks = {name: self.path.parent / name for name, _ in self.known}
        looked_at = {name: path for name, path in notebooks.items() if name in self.run or not path.exists()}
        there = {name: _keys(path) for name, path in looked_at.items()}
        unseen = [one for one in self.known.values() if one not in {*self.failed, *self.passed}]
        return [one for one in unseen if one.key not in there.get(one.notebook, {one.key})]

    def lines(self) -> Iterator[str]:
        """Say which cells failed as expected, and what can be taken off the list."""
        name = self.path.name
        if self.failed:
            yield f"nbkit: {_cells(self.failed)} failed, as {name} says"
        gone = self.gone()
        if self.passed:
            yield f"nbkit: {name} lists {_cells(self.passed)} that passed: {_named(self.passed)}"
        if gone:
            yield f"nbkit: {name} lists {_cells(gone)} that no longer exist: {_named(gone)}"
        if self.passed or gone:
            yield "nbkit: take off the list what passes and what is gone: nbkit baseline --shrink"


def _cells(known: list[Known]) -> str:
    return "1 cell" if len(known) == 1 else f"{len(known)} cells"


def _named(known: list[Known], shown: int = 3) -> str:
    more = f" and {len(known) - shown} more" if len(known) > shown else ""
    return "; ".join(map(str, known[:shown])) + more


def _keys(path: Path) -> set[str]:
    """Return the keys of a notebook's cells; of a file that holds no notebook, none."""
    from nbkit.gate.notebook import read_notebook  # nbformat is slow to load, and mostly not needed

    try:
        cells = read_notebook(path).cells
    except (OSError, ValueError):
        return set()
    return {cell_key(cells, index) for index in range(len(cells))}


def _read(path: Path) -> list[Known]:
    try:
        content = json.loads(path.read_bytes())
        if content["version"] != VERSION:
            raise ValueError("it is of another version")
        return [Known(**entry) for entry in content["cells"]]
    except FileNotFoundError:
        raise ValueError(f"expected a list of known cells, got {path}: nbkit baseline makes it") from None
    except (OSError, ValueError, TypeError, KeyError, RecursionError) as error:
        said = " ".join(str(error).split())
        raise ValueError(f"expected a list that nbkit baseline wrote, got {path}: {said}") from None
