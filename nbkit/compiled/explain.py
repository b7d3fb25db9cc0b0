"""A plan as a table: each step with its shapes, the memory it writes to, and the time it takes."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from time import perf_counter
from typing import Any

from nbkit.compiled.plan import Plan, Step

HEADER = ("step", "operation", "shapes", "calls", "memory", "bytes")
REPEATS = 20


def table(plan: Plan, timed: bool = False) -> str:
    """Return the plan as text, a line an operation.

    memory: equal numbers are one place in memory, used again; calls: the NumPy functions that do it.
    timed: with the microseconds of each step, the best of 20. Actions are listed, and not run.
    """
    rows = [(*HEADER, "µs") if timed else HEADER, *_rows(plan, timed)]
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    )


def _rows(plan: Plan, timed: bool) -> Iterator[tuple[str, ...]]:
    memory: dict[int, int] = {}
    for number, (node, ranges, out, shapes) in enumerate(plan.trace, 1):
        blocks = [[plan.steps[i] for i in numbers] for numbers in ranges]
        steps = [step for block in blocks for step in block]
        buffer = memory.setdefault(out.__array_interface__["data"][0], len(memory) + 1)
        specs = f"{' '.join(map(str, shapes[:-1]))} → {shapes[-1]}"
        calls = " ".join(_repeated([" ".join(_name(f) for f, _ in block) for block in blocks]))
        row = (str(number), node.name, specs, calls, f"#{buffer}", str(out.nbytes))
        yield (*row, f"{_microseconds(steps):.1f}") if timed else row
    for act in plan.actions:
        row = ("", act.name, "", "changes variables", "", "")
        yield (*row, "") if timed else row


def _repeated(calls: list[str]) -> Iterator[str]:
    """What is called, and how many blocks of the batch it is called for."""
    for names, alike in groupby(calls):
        count = len(list(alike))
        yield names if count == 1 else f"({names}) ×{count}"


def _name(function: Any) -> str:
    plain = getattr(function, "func", function)
    return getattr(plain, "__qualname__", plain.__name__).rpartition(".")[2]


def _microseconds(steps: list[Step]) -> float:
    best = float("inf")
    for _ in range(REPEATS):
        start = perf_counter()
        for function, args in steps:
            function(*args)
        best = min(best, perf_counter() - start)
    return best * 1e6
