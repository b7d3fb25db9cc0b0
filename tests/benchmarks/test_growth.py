"""What a session costs as things grow: the graph, the batch, the width; and what it takes to begin.

Ordinary test runs check memory, and that the largest graph runs. `nbkit bench` also prints the times.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tracemalloc
from dataclasses import replace
from time import perf_counter
from typing import Any

import pytest
from test_speed import WORKLOADS, Workload, line, ours, plain, timed, times

import nbkit as nb

MNIST = next(work for work in WORKLOADS if work.name.startswith("W3"))
LATENT = next(work for work in WORKLOADS if work.name.startswith("W4"))
IMPORTS = 7


def chain(length: int) -> tuple[nb.Session, Any]:
    """A session, and a node at the end of so many additions of 1."""
    with nb.Graph().as_default() as graph:
        end: Any = nb.Variable(0.0)
        one = nb.Constant(1.0)
        for _ in range(length):
            end = nb.add(end, one)
    return nb.Session(graph), end


def test_a_graph_of_100_000_nodes_runs_and_runs_again() -> None:
    session, end = chain(100_000)
    assert [session.run(end) for _ in range(3)] == [100_000.0] * 3


@timed
def test_time_by_graph_size(capsys: Any) -> None:
    """Time for each node, which should not grow with their number."""
    each = {}
    for length in (100, 1000, 10_000, 100_000):
        session, end = chain(length)
        session.run(end)
        session.run(end)
        each[length] = min(seconds(lambda s=session, e=end: s.run(e)) for _ in range(10)) / length * 1e6
    show(capsys, "µs a node", each)


@timed
@pytest.mark.parametrize("rows", [1, 10, 100, 1000])
def test_time_by_batch(rows: int, capsys: Any) -> None:
    beside_plain(replace(MNIST, name=f"784-100-10, batch {rows}", rows=rows), capsys)


@timed
@pytest.mark.parametrize("width", [10, 30, 100, 300, 1000])
def test_time_by_width(width: int, capsys: Any) -> None:
    beside_plain(replace(MNIST, name=f"784-{width}-10, batch 50", sizes=(784, width, 10)), capsys)


@pytest.mark.parametrize(("work", "megabytes"), [(MNIST, 10), (LATENT, 30)], ids=["W3", "W4"])
def test_memory(work: Workload, megabytes: float, capsys: Any) -> None:
    """All that graph and session hold, the start of the weights and the batch included."""
    tracemalloc.start()
    run, _ = ours(work)
    for _ in range(3):
        run()
    held, peak = (size / 1e6 for size in tracemalloc.get_traced_memory())
    tracemalloc.stop()
    assert held <= peak <= megabytes
    if "NBKIT_BENCH" in os.environ:
        show(capsys, work.name, {"MB held": held, "MB at most": peak})


@timed
def test_import(capsys: Any) -> None:
    """`import nbkit` beside `import numpy`, each in a new interpreter, taking turns."""
    found: dict[str, list[float]] = {"numpy": [], "nbkit": []}
    for _ in range(IMPORTS):
        for name, taken in found.items():
            command = [sys.executable, "-c", f"import {name}"]
            taken.append(seconds(lambda c=command: subprocess.run(c, check=True)))
    show(capsys, "import, ms", {name: min(taken) * 1e3 for name, taken in found.items()})


def beside_plain(work: Workload, capsys: Any) -> None:
    """Print the line of one workload with plain NumPy as its only peer."""
    found = times({"nbkit": ours(work)[0], "plain": plain(work)[0]})
    with capsys.disabled():
        print("\n" + line(work.name, found), end="")


def seconds(run: Any) -> float:
    """How long one call takes."""
    start = perf_counter()
    run()
    return perf_counter() - start


def show(capsys: Any, name: str, figures: dict[Any, float]) -> None:
    """Print a line of figures, past what pytest holds back."""
    with capsys.disabled():
        print(f"\n{name:26}" + "   ".join(f"{key}: {value:.2f}" for key, value in figures.items()), end="")
