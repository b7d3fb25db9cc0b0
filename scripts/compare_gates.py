"""Measure gates for notebooks side by side: false alarms, planted changes caught, processor time and memory.

    python scripts/compare_gates.py FOLDER … [--tools nbval,nbmake,papermill,nbkit] [--mutations 150]

Every notebook is copied with its folder, run afresh and stored: by nbclient for the peers, for us with what
`nbkit accept` adds. Then each tool proves it, unchanged, `--rounds` times in turn: what fails is a false
alarm. Then a program plants changes in code or data: one at a time or, with `--together 5`, in so many cells
of a run. One counts if a reader sees it in its cell or in those up to the next change (`oracle.py`, which
knows nothing of the gates), and is caught if one of these cells fails that did not fail unchanged.
nbmake and papermill compare nothing and fail where a cell raises: that is read from the run of the oracle.
Everything is drawn from `--seed`; a notebook that cannot be run is left out and named.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import nbformat
from gate_runs import TOOLS, WHOLE, Verdict, prove
from mutations import Mutation, data_mutations, mutations
from oracle import ANYTHING, Page, changed, page, settled
from tqdm import tqdm

DATA = (".csv", ".tsv", ".txt", ".dat", ".json")
BIGGEST = 2_000_000  # bytes of a file of data in which a change is planted
COMPARING = ("nbval", "nbkit")  # the others fail where a cell raises, and only there
NOT_COPIED = shutil.ignore_patterns(".git", ".venv", ".ipynb_checkpoints", "__pycache__", "node_modules")


@dataclass
class Book:
    """A notebook that runs: where its copies lie, and what is seen in it when nothing was changed."""

    folder: str
    name: str
    cells: int
    seconds: float
    known: Page
    verdicts: dict[str, list[Verdict]] = field(default_factory=dict)
    not_stored: str = ""

    @property
    def title(self) -> str:
        """Name it for people."""
        return f"{self.folder}/{self.name}"

    def copy(self, work: Path, tool: str) -> Path:
        """Return the copy that a tool proves."""
        return work / ("accepted" if tool == "nbkit" else "stored") / self.folder / self.name

    def alarms(self, tool: str) -> dict[str, str]:
        """Return the cells that failed in any round, with the reason."""
        return {cell: why for verdict in self.verdicts[tool] for cell, why in verdict.failed.items()}

    def open_cells(self) -> set[int]:
        """Number the cells that showed two things in two runs."""
        return {number for number, cell in enumerate(self.known, 1) if cell == ANYTHING}


Draw = tuple[Book, list[Mutation]]


# Execute and store


class LeftOut(Exception):
    """A notebook cannot be run here; the message says why in a line."""


def execute(path: Path, timeout: float) -> Any:
    """Return a notebook as a fresh kernel of this Python shows it, exceptions too."""
    from nbclient import NotebookClient

    notebook = nbformat.read(path, as_version=4)
    client = NotebookClient(
        notebook,
        timeout=int(timeout),
        kernel_name="python3",
        allow_errors=True,
        record_timing=False,
        resources={"metadata": {"path": str(path.parent)}},
    )
    client.execute(stderr=subprocess.DEVNULL)
    return notebook


def store(path: Path, timeout: float) -> tuple[Page, float]:
    """Run a notebook twice, keep the first run; return what is seen in both, and how long one takes.

    A cell that raises gets the tag that says so. Raises LeftOut where too many raise that did not when the
    notebook was published, or it cannot be run at all.
    """
    before = _readable(path)
    start = time.monotonic()
    notebook = _executed(path, timeout)
    seconds = time.monotonic() - start
    _mark_exceptions(before, notebook)
    notebook.cells = [cell for cell in notebook.cells if cell.cell_type != "code" or cell.source.strip()]
    notebook.metadata["kernelspec"] = {"display_name": "Python 3", "language": "python", "name": "python3"}
    nbformat.write(notebook, path)
    return settled(page(notebook), page(_executed(path, timeout))), seconds


def _readable(path: Path) -> Any:
    try:
        notebook = nbformat.read(path, as_version=4)
    except Exception as error:
        raise LeftOut(f"cannot be read: {_line(error)}") from None
    language = notebook.metadata.get("kernelspec", {}).get("language", "python")
    if language != "python":
        raise LeftOut(f"is written in {language}")
    if not any(cell.cell_type == "code" and cell.source.strip() for cell in notebook.cells):
        raise LeftOut("has no code")
    return notebook


def _executed(path: Path, timeout: float) -> Any:
    try:
        return execute(path, timeout)
    except Exception as error:  # a kernel that dies, a cell that takes too long
        raise LeftOut(f"cannot be run: {_line(error)}") from None


def _mark_exceptions(before: Any, after: Any) -> None:
    """Tag the cells that raise; where they raised nothing when published, they must be few."""
    raising = [(old, new) for old, new in zip(before.cells, after.cells, strict=True) if _errors(new)]
    unasked = [new for old, new in raising if not _errors(old)]
    if len(unasked) > max(1, len(after.cells) / 20):
        error = _errors(unasked[0])[0]
        raise LeftOut(f"raises in {len(unasked)} cells: {error.ename}: {_line(error.evalue)}")
    for _, cell in raising:
        cell.metadata["tags"] = [*cell.metadata.get("tags", []), "raises-exception"]


def _errors(cell: Any) -> list[Any]:
    return [output for output in cell.get("outputs", []) if output.output_type == "error"]


def _line(error: object) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:160]


def prepare(options: argparse.Namespace, work: Path) -> list[Book]:
    """Copy, execute and store every notebook; say of which that was not possible."""
    known = work / "books.json"
    if known.exists():
        return [Book(**book) for book in json.loads(known.read_text())]
    copies = [path for number, folder in enumerate(options.folders) for path in _copied(folder, number, work)]
    with ThreadPoolExecutor(options.jobs) as pool:
        stored = pool.map(partial(_stored, work=work, timeout=options.timeout), copies)
        books = [book for book in tqdm(stored, "store", len(copies), disable=None) if book]
    known.write_text(json.dumps([vars(book) for book in books]))
    return books


def _copied(folder: Path, number: int, work: Path) -> list[Path]:
    name = folder.resolve().name
    name = f"{name}-{number}" if (work / "stored" / name).exists() else name
    copy = work / "stored" / name
    shutil.copytree(folder, copy, ignore=NOT_COPIED)
    return sorted(copy.rglob("*.ipynb"))


def _stored(path: Path, work: Path, timeout: float) -> Book | None:
    folder, _, name = path.relative_to(work / "stored").as_posix().partition("/")
    try:
        known, seconds = store(path, timeout)
    except LeftOut as error:
        path.unlink()
        tqdm.write(f"left out: {folder}/{name} {error}")
        return None
    return Book(folder, name, len(known) - 1, seconds, known)


def accept_all(books: list[Book], work: Path, options: argparse.Namespace) -> None:
    """Store a copy of each notebook as our own users do."""
    shutil.rmtree(work / "accepted", ignore_errors=True)
    shutil.copytree(work / "stored", work / "accepted")
    with ThreadPoolExecutor(options.jobs) as pool:
        done = pool.map(partial(_accepted, work=work), books)
        for book, trouble in tqdm(zip(books, done, strict=True), "accept", len(books), disable=None):
            book.not_stored = trouble
            if trouble:
                tqdm.write(f"nbkit accept: {book.title}: {trouble}")


def _accepted(book: Book, work: Path) -> str:
    """Return why a notebook could not be stored."""
    command = [sys.executable, "-m", "nbkit.gate.command", "accept", "--fresh", str(book.copy(work, "nbkit"))]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return _line(done.stderr or done.stdout) if done.returncode else ""


# Prove what was not changed


def prove_all(books: list[Book], work: Path, options: argparse.Namespace) -> None:
    """Let every tool prove every notebook, in turn, so that all meet the same machine."""
    turns = [(book, tool) for _ in range(options.rounds) for book in books for tool in options.tools]
    for book, tool in tqdm(turns, desc="prove", disable=None):
        verdict = prove(tool, book.copy(work, tool), options.timeout, options.python)
        book.verdicts.setdefault(tool, []).append(verdict)


# Plant changes


def draws(books: list[Book], work: Path, options: argparse.Namespace) -> Iterator[Draw]:
    """Draw changes until there are none left, each time for some cells of a notebook that runs quickly."""
    rng = random.Random(options.seed)
    quick = [book for book in books if book.seconds <= options.quick]
    rest = {book.title: _changes(book, work) for book in quick}
    while quick := [book for book in quick if rest[book.title]]:
        book = rng.choice(quick)
        yield book, _drawn(rest[book.title], options.together, rng)


def _drawn(rest: list[Mutation], count: int, rng: random.Random) -> list[Mutation]:
    """Take out changes of so many cells; each kind is as likely as the next, however often it is found."""
    drawn: list[Mutation] = []
    while len(drawn) < count and (free := [change for change in rest if change.cell not in _cells(drawn)]):
        kind = rng.choice(sorted({change.kind for change in free}))
        drawn.append(rng.choice([change for change in free if change.kind == kind]))
        rest.remove(drawn[-1])
    return sorted(drawn, key=lambda change: change.cell)


def _cells(changes: list[Mutation]) -> set[int]:
    return {change.cell for change in changes}


def _changes(book: Book, work: Path) -> list[Mutation]:
    """List all changes that can be planted in a notebook or in the data beside it."""
    path = book.copy(work, "nbval")
    notebook = nbformat.read(path, as_version=4)
    found = [change for change in mutations(notebook) if change.is_code(notebook.cells[change.cell].source)]
    for file in _data_of(notebook, path.parent):
        found += data_mutations(file, (path.parent / file).read_text(errors="replace"))
    return found


def _data_of(notebook: Any, folder: Path) -> list[str]:
    """List the files of data that the code names."""
    code = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "code")
    files = [path for path in folder.rglob("*") if path.suffix in DATA and path.stat().st_size < BIGGEST]
    return sorted(path.relative_to(folder).as_posix() for path in files if path.name in code)


def plant(path: Path, change: Mutation) -> None:
    """Make a change in a notebook or beside it; outputs stay as they are."""
    if change.file:
        file = path.parent / change.file
        file.write_text(change.applied(file.read_text(errors="replace")))
        return
    notebook = nbformat.read(path, as_version=4)
    notebook.cells[change.cell].source = change.applied(notebook.cells[change.cell].source)
    nbformat.write(notebook, path)


def judge(drawn: Draw, work: Path, options: argparse.Namespace) -> list[dict[str, Any]]:
    """Return what each tool says of the planted changes that a reader sees."""
    book, changes = drawn
    with TemporaryDirectory() as folder:
        copies = {tool: _planted(drawn, work, tool, Path(folder)) for tool in COMPARING}
        now = execute(copies["nbval"], options.timeout)
        seen = _shared_out(changed(book.known, page(now)), changes, now)
        if not any(seen):
            return []
        raising = _raising(now)
        failed = dict.fromkeys(options.tools, raising)
        for tool in set(COMPARING) & set(options.tools):
            names = prove(tool, copies[tool], options.timeout, options.python).failed
            if WHOLE in names:
                raise RuntimeError(f"{tool} says nothing of the cells: {names[WHOLE]}")
            failed[tool] = numbers(tool, names) - numbers(tool, book.alarms(tool))
    return [
        _judged(book, change, cells, raising, failed)
        for change, cells in zip(changes, seen, strict=True)
        if cells
    ]


def _judged(
    book: Book, change: Mutation, cells: set[int], raising: set[int], failed: dict[str, set[int]]
) -> dict[str, Any]:
    caught = {tool: bool(found & cells or (found and cells == {0})) for tool, found in failed.items()}
    return {
        "notebook": book.title,
        "change": str(change),
        "kind": change.kind,
        "cells": sorted(cells),
        "raises": bool(cells & raising),
        "caught": caught,
    }


def _shared_out(cells: list[int], changes: list[Mutation], notebook: Any) -> list[set[int]]:
    """Give each cell that looks different to the last change planted before its end."""
    code = [index for index, cell in enumerate(notebook.cells) if cell.cell_type == "code"]
    seen: list[set[int]] = [set() for _ in changes]
    for cell in cells:
        place = code[cell - 1]
        before = [number for number, change in enumerate(changes) if change.cell <= place]
        if before:
            seen[before[-1]].add(cell)
    return seen


def _planted(drawn: Draw, work: Path, tool: str, folder: Path) -> Path:
    book, changes = drawn
    original = book.copy(work, tool)
    shutil.copytree(original.parent, folder / tool, ignore=shutil.ignore_patterns("*.ipynb", ".*"))
    path = folder / tool / original.name
    shutil.copy(original, path)
    for change in changes:
        plant(path, change)
    return path


def _raising(notebook: Any) -> set[int]:
    """Number the code cells that raise and are not there to raise."""
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    return {
        number
        for number, cell in enumerate(code, start=1)
        if _errors(cell) and "raises-exception" not in cell.metadata.get("tags", [])
    }


def plant_all(books: list[Book], work: Path, options: argparse.Namespace) -> list[dict[str, Any]]:
    """Plant changes until enough of them are seen by a reader, or four times as many were tried."""
    seen: list[dict[str, Any]] = []
    tries = islice(draws(books, work, options), 4 * options.mutations)
    bar = tqdm(total=options.mutations, desc="plant", disable=None)
    with ThreadPoolExecutor(options.jobs) as pool:
        while len(seen) < options.mutations and (batch := list(islice(tries, options.jobs))):
            for found in pool.map(partial(_try, work=work, options=options), batch):
                seen += found
                bar.update(len(found))
    bar.close()
    return seen


def _try(drawn: Draw, work: Path, options: argparse.Namespace) -> list[dict[str, Any]]:
    try:
        return judge(drawn, work, options)
    except Exception as error:  # one bad change never stops the others: it takes too long, or ends its kernel
        tqdm.write(f"not judged: {drawn[0].title}, {', '.join(map(str, drawn[1]))}: {_line(error)}")
        return []


# Report


def table(books: list[Book], planted: list[dict[str, Any]], tools: list[str]) -> list[str]:
    """Return the lines of the table: a row a measure, a column a tool."""
    rows = [("", *tools)]
    rows += [(name, *(measure(books, tool) for tool in tools)) for name, measure in MEASURES.items()]
    if planted:
        rows.append(
            (f"of {len(planted)} planted changes caught", *(_caught(planted, tool) for tool in tools))
        )
        quiet = [one for one in planted if not one["raises"]]
        rows.append((f"of {len(quiet)} that do not raise", *(_caught(quiet, tool) for tool in tools)))
    widths = [max(len(row[column]) for row in rows) for column in range(len(tools) + 1)]
    return ["  ".join(text.rjust(width) for text, width in zip(row, widths, strict=True)) for row in rows]


def _caught(planted: list[dict[str, Any]], tool: str) -> str:
    count = sum(one["caught"][tool] for one in planted)
    return f"{count} ({count / max(len(planted), 1):.1%})"


def _books_that_fail(books: list[Book], tool: str) -> str:
    return f"{sum(bool(book.alarms(tool)) for book in books)} of {len(books)}"


def _cells_that_fail(books: list[Book], tool: str) -> str:
    return f"{sum(len(book.alarms(tool)) for book in books)} of {sum(book.cells for book in books)}"


def _same_to_a_reader(books: list[Book], tool: str) -> str:
    """Count the cells that fail though a reader saw the same in both runs: the tool's own fault."""
    return str(sum(len(numbers(tool, book.alarms(tool)) - book.open_cells()) for book in books))


def numbers(tool: str, names: Iterable[str]) -> set[int]:
    """Number the cells that failed, from 1; 0 where a tool does not say which (nbval counts from 0)."""
    digits = (name.rpartition("Cell ")[2] for name in names)
    return {int(text) + (tool == "nbval") if text.isdigit() else 0 for text in digits}


def _cpu(books: list[Book], tool: str) -> str:
    return f"{_seconds(books, tool):.1f}"


def _seconds(books: list[Book], tool: str) -> float:
    return sum(verdict.cpu for book in books for verdict in book.verdicts[tool])


def _memory(books: list[Book], tool: str) -> str:
    peaks = [max(verdict.memory for verdict in book.verdicts[tool]) for book in books]
    return f"{sum(peaks) / len(peaks) / 2**20:.0f}"


MEASURES = {
    "notebooks that fail unchanged": _books_that_fail,
    "cells that fail unchanged": _cells_that_fail,
    "of them the same to a reader": _same_to_a_reader,
    "processor seconds": _cpu,
    "peak memory, MB a notebook": _memory,
}


def as_json(books: list[Book], planted: list[dict[str, Any]], tools: list[str]) -> dict[str, Any]:
    """Return everything that was measured."""
    listed = [
        {
            "notebook": book.title,
            "cells": book.cells,
            "seconds": round(book.seconds, 1),
            "not repeatable": sorted(book.open_cells()),
            "not stored": book.not_stored,
            "alarms": {tool: book.alarms(tool) for tool in tools},
            "cpu": {tool: [round(one.cpu, 2) for one in book.verdicts[tool]] for tool in tools},
            "memory": {tool: [one.memory for one in book.verdicts[tool]] for tool in tools},
        }
        for book in books
    ]
    return {"notebooks": listed, "planted": planted}


def arguments(words: list[str] | None = None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("folders", nargs="+", type=Path, metavar="FOLDER", help="of notebooks and their data")
    parser.add_argument("--tools", type=lambda text: text.split(","), default=list(TOOLS))
    parser.add_argument(
        "--rounds", type=int, default=2, help="how often each notebook is proved unchanged (2)"
    )
    parser.add_argument("--mutations", type=int, default=0, help="visible changes to plant (0)")
    parser.add_argument("--seed", type=int, default=0, help="of the changes that are drawn (0)")
    parser.add_argument(
        "--quick", type=float, default=10, help="plant where a run takes at most these seconds (10)"
    )
    parser.add_argument("--timeout", type=float, default=120, help="seconds a cell may run (120)")
    parser.add_argument(
        "--together", type=int, default=1, help="cells of a notebook to change in one run (1)"
    )
    parser.add_argument("--jobs", type=int, default=1, help="changes judged at the same time (1)")
    parser.add_argument("--python", default=sys.executable, help="prove with the tools of another Python")
    parser.add_argument("--work", type=Path, help="keep the stored copies in this folder, and use them again")
    parser.add_argument("--json", type=Path, help="write everything that was measured to this file")
    return parser.parse_args(words)


def compare(options: argparse.Namespace, work: Path) -> None:
    """Do all of it in a folder of work."""
    books = prepare(options, work)
    if not books:
        raise SystemExit("expected a notebook that can be run here, got none: the lines above say why")
    accept_all(books, work, options)
    prove_all(books, work, options)
    planted = plant_all(books, work, options)
    print(*table(books, planted, options.tools), sep="\n")
    for one in planted:
        if not one["caught"].get("nbkit", True):
            print(f"missed: {one['notebook']}, {one['change']}, seen in {one['cells']}")
    if options.json:
        options.json.write_text(json.dumps(as_json(books, planted, options.tools), indent=1))


def main() -> None:
    """Compare, in a folder that is kept or not."""
    options = arguments()
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    if options.work:
        options.work.mkdir(parents=True, exist_ok=True)
        return compare(options, options.work)
    with TemporaryDirectory() as folder:
        compare(options, Path(folder))
    return None


if __name__ == "__main__":
    main()
