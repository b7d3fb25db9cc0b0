"""Run chapters without a browser, in memory: nothing on disk changes."""

from __future__ import annotations

import asyncio
import atexit
import os
import re
import signal
import time
from collections.abc import Sequence
from pathlib import Path
from subprocess import DEVNULL
from typing import NamedTuple, NoReturn

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError
from tqdm import tqdm

from nbkit.data.files import replaced
from nbkit.gate.kernel import manager_of
from nbkit.gate.notebook import read_notebook
from nbkit.tf1 import python2
from nbkit.tf1.__main__ import what_to_do


class Result(NamedTuple):
    """One row of the table."""

    chapter: str
    seconds: float
    failure: str = ""


def run_chapters(paths: Sequence[Path], timeout: int = 600) -> int:
    """Execute the notebooks one after the other; 0 when all of them passed.

    Raises ValueError where one of the files holds no notebook.
    """
    books = {path: read_notebook(path) for path in paths}
    cells = sum(cell.cell_type == "code" for book in books.values() for cell in book.cells)
    with tqdm(total=cells, unit="cell", leave=False) as bar:
        results = [run_chapter(path, book, timeout, bar) for path, book in books.items()]
    print(table(results))
    return int(not results or any(result.failure for result in results))


def run_chapter(path: Path, book: nbformat.NotebookNode, timeout: int, bar: tqdm) -> Result:
    """Execute one notebook in a fresh kernel."""
    bar.set_description(path.stem)
    client = NotebookClient(
        book,
        timeout=timeout,
        km=manager_of(),
        resources={"metadata": {"path": str(path.parent)}},
        on_cell_executed=lambda **_: bar.update(),
    )
    start, failure = time.perf_counter(), ""
    try:
        asyncio.run(execute(client))
    except (CellExecutionError, CellTimeoutError, RuntimeError) as error:  # a kernel that dies, also at birth
        failure = f"cell {client.code_cells_executed}: {last_line(error)}"
    return Result(path.stem, time.perf_counter() - start, failure)


def run_old(notebook: Path, copy: Path, timeout: int = 600) -> int:
    """Execute a notebook of TensorFlow 1 into a copy, to its end whatever fails; print what was missing.

    Returns 0 where no cell failed. Raises ValueError for what is no notebook, or no place of its own.
    """
    if copy.resolve() == notebook.resolve():
        raise ValueError(f"expected another place for the copy, got {copy}, the notebook: give --out")
    book = nbformat.convert(read_notebook(notebook), 4)
    old = any(python2.tree_of(cell.source) for cell in book.cells if cell.cell_type == "code")
    lines = ["%load_ext nbkit.tf1", *["%reload_ext nbkit.tf1.python2"] * old]
    lines.append('__import__("sys").path.insert(0, "")')
    book.cells.insert(0, nbformat.v4.new_code_cell("\n".join(lines)))
    path = {"metadata": {"path": str(notebook.parent)}}
    client = NotebookClient(book, timeout=timeout, km=manager_of(), resources=path, allow_errors=True)
    # A types.py beside the notebook would stop Python itself, were its folder there before the first cell.
    asyncio.run(execute(client, PYTHONSAFEPATH="1"))
    del book.cells[0]
    with replaced(copy) as file:
        file.write(nbformat.writes(book).encode())
    code = [cell for cell in book.cells if cell.cell_type == "code"]
    failed = [f"cell {i}: {told}" for i, cell in enumerate(code, 1) if (told := error_of(cell))]
    read = "; read as Python 2" if old else ""
    ran = f"{len(code) - len(failed)} of {len(code)} cells ran{read}; the copy is {copy}"
    print("\n".join([ran, *failed]))
    return int(bool(failed))


def error_of(cell: nbformat.NotebookNode) -> str:
    """What stopped a cell, in one line; nothing, if nothing did."""
    errors = [o for o in cell.outputs if o.output_type == "error"]
    told = f"{errors[0].ename}: {errors[0].evalue}" if errors else ""
    place = re.fullmatch(r"SyntaxError: (.*) \(\S+, line (\d+)\)", told)
    lines = cell.source.splitlines()
    if place is None or int(place[2]) > len(lines):
        return told
    line = lines[int(place[2]) - 1]
    return f"line {place[2]}: {line.strip()}: {what_to_do(line, place[1])}"


async def execute(client: NotebookClient, **variables: str) -> None:
    """Execute, with Ctrl-C raising at once: nbclient and asyncio would make it a dead kernel."""
    loop = asyncio.get_running_loop()
    setattr(loop, "add_signal_handler", no_signals)  # noqa: B010
    signal.signal(signal.SIGINT, signal.default_int_handler)
    # What breaks while we stop is not worth a traceback; all else is raised by the next line.
    loop.set_exception_handler(lambda *_: None)
    try:
        # Kernels talk of their transport on stderr, across the progress bar.
        await client.async_execute(stderr=DEVNULL, cleanup_kc=True, env={**os.environ, **variables})
    finally:
        # nbclient leaves it where no kernel started, and it breaks while Python ends.
        atexit.unregister(client._cleanup_kernel)


def no_signals(*_: object) -> NoReturn:
    """Answer nbclient's request for Ctrl-C as loops do that have no signals."""
    raise NotImplementedError


def last_line(error: Exception) -> str:
    """The line of a traceback that says what happened."""
    plain = re.sub(r"\x1b\[[0-9;]*m", "", str(error))
    lines = [line for line in plain.splitlines() if line.strip()]
    return lines[-1] if lines else type(error).__name__


def table(results: Sequence[Result]) -> str:
    """Chapter, seconds, result."""
    if not results:
        return "There is no chapter to run."
    width = max(len("chapter"), *(len(result.chapter) for result in results))
    rows = [f"{'chapter':{width}}  seconds  result"]
    for result in results:
        verdict = f"failed, {result.failure}" if result.failure else "passed"
        rows.append(f"{result.chapter:{width}}  {result.seconds:7.1f}  {verdict}")
    return "\n".join(rows)
