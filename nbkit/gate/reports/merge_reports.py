"""Make one report of the reports of all shards, and say what is missing: `nbkit merge-reports`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from nbkit.gate.many.shards import Shard, parse_shard
from nbkit.gate.reports.report import write_report
from nbkit.gate.reports.results import NAME, Run, read_results


def merge_reports(folders: Iterable[Path], index: Path) -> int:
    """Write one page, and the results beside it, from all results in the folders; print a summary.

    Returns 0 where all shards are there and all is green, else 1.
    Raises ValueError where results are damaged or those of no shard, FileNotFoundError where there are none.
    """
    runs = [read_results(path) for path in _files(folders, index)]
    wrong = list(_what_is_wrong(runs))
    run = merged(runs)
    run.exit = int(bool(wrong or run.failures))
    write_report(index, run)
    print(*run.lines(index), *(f"nbkit: {line}" for line in wrong), sep="\n")
    return run.exit


def merged(runs: Iterable[Run]) -> Run:
    """Add up what several machines have shown."""
    total = Run()
    for run in runs:
        total.cells += run.cells
        total.seconds |= run.seconds
        total.failures += run.failures
        total.drifted(run.drift)
    return total


def _files(folders: Iterable[Path], index: Path) -> list[Path]:
    """Find the results, but for those that an earlier merge has written."""
    here = index.with_name(NAME).resolve()
    found = sorted({path for folder in folders for path in folder.rglob(NAME) if path.resolve() != here})
    if not found:
        raise FileNotFoundError(f"expected folders with the {NAME} of each shard in them, got none")
    return found


def _shard_of(run: Run) -> Shard:
    if not run.shard:
        raise ValueError("expected the results of shards, got those of a whole run: its report is complete")
    return parse_shard(run.shard)


def _what_is_wrong(runs: list[Run]) -> Iterator[str]:
    """Say which shards are missing, which do not belong to the others, and which did not end well."""
    shards = Counter(map(_shard_of, runs))
    total = max(shard.total for shard in shards)
    missing = [f"{number}/{total}" for number in range(1, total + 1) if (number, total) not in shards]
    if missing:
        yield f"no results of shard {', '.join(missing)}: did it end?"
    yield from (f"shard {shard} is there {count} times" for shard, count in shards.items() if count > 1)
    yield from _clashes(runs)
    for run in runs:
        if run.exit and not run.failures:
            yield f"pytest ended with {run.exit} in shard {run.shard}, and no cell failed: see its output"


def _clashes(runs: list[Run]) -> Iterator[str]:
    """Say where it is not so that each notebook was for one shard."""
    if len({run.plan for run in runs}) > 1:
        yield "the shards divided the notebooks in different ways: give all the same files and durations"
    times = Counter(name for run in runs for name in run.seconds)
    yield from (f"{name} was run by {count} shards" for name, count in times.items() if count > 1)
