"""Find the cells of old notebooks that fail today, and which are not repeatable: `nbkit baseline`."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from nbkit.gate.many.baseline import Baseline, Known, write_baseline
from nbkit.gate.outputs.compare import compare_outputs
from nbkit.gate.outputs.tolerance import Drift, Rules
from nbkit.gate.reports.results import NAME, REPORT, Run, read_results, said

RANDOM, CHANGED, STOPPED = "not repeatable", "changed", "stopped"
ADVICE = {
    RANDOM: "set a seed, or tag the cell nbval-ignore-output",
    CHANGED: "the same each time: look at both sides in the report, then nbkit accept",
    STOPPED: "mend it, tag it raises-exception, or give it more time",
}


class Unfinished(Exception):
    """The notebooks could not be run: the message says why."""


def find_known(paths: Sequence[Path], path: Path) -> list[str]:
    """Run notebooks twice and write the list of the cells that fail; return what to say.

    Raises Unfinished where pytest did not come to its end, and FileExistsError where there is a list already.
    """
    if path.exists():
        raise FileExistsError(
            f"{path} is there already: delete it to begin anew, or see nbkit baseline --shrink"
        )
    known = _failing(paths, path.parent)
    write_baseline(path, known)
    folders = " ".join(map(str, paths))
    return [*_counts(path, known), f"prove all others: pytest --nbkit {folders} --nbkit-baseline {path}"]


def shrink(path: Path) -> list[str]:
    """Run the notebooks of a list twice and take off it what passes or is gone; return what to say.

    Raises Unfinished as `find_known` does, and ValueError where the file holds no list.
    """
    before = Baseline(path).known
    notebooks = sorted({path.parent / name for name, _ in before})
    there = [notebook for notebook in notebooks if notebook.exists()]
    failing = {(one.notebook, one.key): one for one in (_failing(there, path.parent) if there else ())}
    known = [one for key, one in failing.items() if key in before]
    write_baseline(path, known)
    return [f"{len(before) - len(known)} of {len(before)} cells are off the list", *_counts(path, known)]


def _counts(path: Path, known: Sequence[Known]) -> Iterator[str]:
    books = len({one.notebook for one in known})
    yield f"{path} lists {len(known)} cells of {books} notebooks"
    kinds = Counter(one.why.partition(":")[0] for one in known)
    yield from (f"  {kinds[kind]} {kind}: {ADVICE[kind]}" for kind in ADVICE if kinds[kind])


def _failing(paths: Sequence[Path], folder: Path) -> list[Known]:
    """Return the cells that fail in one of two runs, the notebooks named as seen from a folder."""
    runs = [{(cell["notebook"], cell["key"]): cell for cell in _run(paths).failures} for _ in range(2)]
    keys = runs[0] | runs[1]
    return [_known(folder, *(run.get(key) for run in runs)) for key in keys]


def _known(folder: Path, *cells: dict[str, Any] | None) -> Known:
    """Say of a cell why it fails: it failed in at least one of two runs."""
    failed = [cell for cell in cells if cell is not None]
    first = failed[0]
    kind = RANDOM if len(failed) < len(cells) or _differ(*failed) else _kind(first)
    notebook = Path(os.path.relpath(first["notebook"], folder)).as_posix()
    return Known(notebook, first["key"], first["cell"], f"{kind}: {said(first)}")


def _differ(first: dict[str, Any], second: dict[str, Any]) -> bool:
    """Tell whether two runs of a cell show different things."""
    return bool(compare_outputs(first["new"], second["new"], Rules(), Drift()))


def _kind(cell: dict[str, Any]) -> str:
    compared = any(item["part"] != "traceback" for item in cell["differences"])
    return CHANGED if compared else STOPPED


def _run(paths: Iterable[Path]) -> Run:
    """Run pytest over the notebooks, without a list of known cells, and read the results in its report."""
    results = Path(REPORT, NAME)
    results.unlink(missing_ok=True)
    words = ["--rootdir=.", "--nbkit-baseline=", f"--nbkit-report={REPORT}", "-p", "no:cacheprovider"]
    shown = ["-q", "--no-summary", "--no-header", "--tb=no", "--continue-on-collection-errors"]
    command = [sys.executable, "-m", "pytest", "--nbkit", *words, *shown, *map(str, paths)]
    code = subprocess.run(command, check=False).returncode
    if code not in (0, 1) or not results.exists():
        raise Unfinished(f"pytest ended with {code}, as is said above: no list was written")
    return read_results(results)
