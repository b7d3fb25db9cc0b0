"""Divide notebooks among machines: `--nbkit-shard 2/8` runs the second of eight shares."""

from __future__ import annotations

import heapq
import math
import re
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

CELL = re.compile(rb'"cell_type"\s*:\s*"code"')
START = 4  # a kernel takes as long to start as so many cells to run


class Shard(NamedTuple):
    """One of several shares, counted from 1."""

    number: int
    total: int

    def __str__(self) -> str:
        return f"{self.number}/{self.total}"


def parse_shard(text: str) -> Shard:
    """Read a shard. Raises ValueError where the text names none.

    >>> str(parse_shard("2/8"))
    '2/8'
    """
    numbers = re.fullmatch(r"([0-9]{1,6})/([0-9]{1,6})", text)
    shard = Shard(*map(int, numbers.groups())) if numbers else Shard(0, 0)
    if not 1 <= shard.number <= shard.total:
        raise ValueError(f"--nbkit-shard: expected 1/N to N/N for N machines, such as 2/8, got {text!r}")
    return shard


def divide(seconds: Mapping[str, float], count: int) -> list[list[str]]:
    """Give the notebooks to so many machines, the longest first, each to the one with the least to do.

    The order of `seconds` does not matter: each machine comes to the same answer.

    >>> divide({"a": 3, "b": 2, "c": 2}, 2)
    [['a'], ['b', 'c']]
    """
    shares: list[list[str]] = [[] for _ in range(count)]
    loads = [(0.0, place) for place in range(count)]
    for name in sorted(seconds, key=lambda name: (-seconds[name], name)):
        load, place = loads[0]
        shares[place].append(name)
        heapq.heapreplace(loads, (load + seconds[name], place))
    return shares


def estimate(notebooks: Mapping[str, Path], known: Mapping[str, float]) -> dict[str, float]:
    """Say how long each notebook will take: what it took, or as its cells would at the pace of the others.

    notebooks: names and files; known: the seconds of those that were run before.
    """
    sizes = {name: START + _code_cells(path) for name, path in notebooks.items()}
    measured = [name for name in sizes if name in known]
    cells = sum(sizes[name] for name in measured)
    # fsum is exact: the pace is the same in whatever order the names come.
    pace = math.fsum(known[name] for name in measured) / cells if cells else 1.0
    return {name: known.get(name, pace * size) for name, size in sizes.items()}


def _code_cells(path: Path) -> int:
    """Count without parsing: a large notebook is a second of parsing, and a millisecond of this."""
    try:
        return len(CELL.findall(path.read_bytes()))
    except OSError:
        return 0
