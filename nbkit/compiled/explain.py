"""A plan as a table: each step with its shapes, the memory it writes to, and the time it takes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
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
        calls = " ".join(_grouped(_calls(block) for block in blocks))
        row = (str(number), node.name, specs, calls, f"#{buffer}", str(out.nbytes))
        yield (*row, f"{_microseconds(steps):.1f}") if timed else row
    for act in plan.actions:
        row = ("", act.name, "", "changes variables", "", "")
        yield (*row, "") if timed else row


def _calls(block: list[Step]) -> str:
    """The functions that are called for one block of a batch, in order."""
    return " ".join(_grouped(_name(function) for function, _ in block))


def _grouped(calls: Iterable[str]) -> Iterator[str]:
    """What is called several times in a row is written once, with how often."""
    for call, alike in groupby(calls):
        count = len(list(alike))
        once = f"({call})" if " " in call and count > 1 else call
        yield f"{once}×{count}" if count > 1 else once


def _name(function: Any) -> str:
    plain = getattr(function, "func", function)
    return getattr(plain, "__qualname__", plain.__name__).rpartition(".")[2].lstrip("_")


def _microseconds(steps: list[Step]) -> float:
    best = float("inf")
    for _ in range(REPEATS):
        start = perf_counter()
        for function, args in steps:
            function(*args)
        best = min(best, perf_counter() - start)
    return best * 1e6
