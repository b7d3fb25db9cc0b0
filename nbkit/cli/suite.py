"""Run the tests and prove the notebooks, in one pytest run."""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Sequence
from pathlib import Path

from nbkit.cli import chapters

NEEDED = ("pytest", "xdist", "nbval")


def run(rest: Sequence[str], prove_all: bool = False) -> int:
    """Run pytest over the suite and the course, or over the paths given."""
    require(NEEDED)
    import pytest

    os.chdir(chapters.root())
    if prove_all:
        os.environ["NBKIT_ALL"] = "1"  # tests that try a sample on other days ask for it
    code = int(pytest.main(arguments(rest, prove_all)))
    return 130 if code == pytest.ExitCode.INTERRUPTED else code


def bench(rest: Sequence[str]) -> int:
    """Run the benchmarks and show how many times as long as each peer a session takes."""
    require(("pytest", "pytest_benchmark"))
    import pytest

    os.chdir(chapters.root())
    if not Path("tests/benchmarks").exists():
        raise SystemExit("The benchmarks come with a checkout of the course, and are not here.")
    os.environ["NBKIT_BENCH"] = "1"
    shown = ["-qrs", "-p", "no:cacheprovider", "--benchmark-disable-gc", "--benchmark-columns=min,median,iqr"]
    return int(pytest.main(["tests/benchmarks", *shown, *rest]))


def arguments(rest: Sequence[str], prove_all: bool = False) -> list[str]:
    """Whole files to a worker, since the cells of one notebook share one kernel. Three for two
    cores: one of them mostly waits for a browser.

    Notebooks of which nothing changed are left out, unless all are to be proved, or this is CI.
    """
    named = [
        path for word in rest if not word.startswith("-") and (path := Path(word.split("::")[0])).exists()
    ]
    places = [] if named else ["tests", "course"] if chapters.available() else ["tests"]
    gate = ["--nbkit"] if "course" in places or any(map(holds_notebooks, named)) else []
    if gate and not os.environ.get("CI"):
        gate += ["--nbkit-changed", *(["--nbkit-all"] if prove_all else [])]
    return [*places, *gate, "-n", "3", "--dist", "loadfile", "--no-loadscope-reorder", *rest]


def holds_notebooks(path: Path) -> bool:
    """Whether the gate has anything to prove there; it takes an empty run for a mistake."""
    return path.suffix == ".ipynb" or (path.is_dir() and any(path.rglob("*.ipynb")))


def require(names: Sequence[str]) -> None:
    """Say how to get what only the tests need."""
    missing = [name for name in names if importlib.util.find_spec(name) is None]
    if missing:
        raise SystemExit(
            f"The tests need {', '.join(missing)}, which reading the course does not.\n"
            "Install them and run the tests with: python3 start.py test"
        )
