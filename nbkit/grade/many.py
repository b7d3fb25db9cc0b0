"""Grade what a class has handed in: several at once, each once, and on from where it was stopped."""

from __future__ import annotations

import contextlib
import hashlib
import json
import multiprocessing
import os
import sys
import warnings
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from functools import lru_cache
from pathlib import Path
from time import perf_counter
from typing import Any, NamedTuple

from nbkit.data.files import replaced
from nbkit.gate.notebook import read_notebook

CONFIG = "nbgrader_config.py"
MARKS = ".graded"


class Submission(NamedTuple):
    """What one student has handed in for one assignment."""

    assignment: str
    student: str


class Result(NamedTuple):
    """Why a submission could not be graded, or nothing; and how long it took."""

    said: str
    seconds: float


class GradeError(Exception):
    """A course cannot be graded; the message says why and what to do."""


def grade(course: Path, assignments: Sequence[str] = (), jobs: int = 2, again: bool = False) -> int:
    """Grade all that is not graded yet and print a line for each; return how many could not be graded.

    What was graded is known by its content: handed in anew, it is graded anew. A run that was killed loses
    what it was at, and the next one begins with that.
    Raises GradeError where the folder is no course, or an assignment is unknown or was never released.
    """
    todo = list(to_be_graded(course, assignments, again))
    results: dict[Submission, Result] = {}
    started = perf_counter()
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(jobs, mp_context=context) as pool:
        runs: dict[Future[Result], Submission] = {pool.submit(timed, course, *each): each for each in todo}
        try:
            for count, run in enumerate(as_completed(runs), 1):
                results[runs[run]] = run.result()
                _print_line(f"{count} of {len(todo)}", runs[run], run.result())
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise
    return _print_sum(results, perf_counter() - started)


def to_be_graded(course: Path, assignments: Sequence[str], again: bool) -> Iterator[Submission]:
    """Each submission that has no mark, or was handed in anew since."""
    if not (course / CONFIG).is_file():
        raise GradeError(
            f"{course} is no course for nbgrader: nbkit publish nbgrader --out {course} makes one."
        )
    for name in assignments:
        if not (course / "release" / name).is_dir():
            raise GradeError(f"{name} was never released: cd {course} && nbgrader generate_assignment {name}")
    for folder in sorted((course / "submitted").glob("*/*/")):
        each = Submission(folder.name, folder.parent.name)
        if (not assignments or each.assignment in assignments) and (again or not is_graded(course, each)):
            yield each


def is_graded(course: Path, each: Submission) -> bool:
    """Has just this been graded?"""
    try:
        mark = json.loads(_mark(course, each).read_bytes())
    except (OSError, ValueError):
        return False
    return bool(mark == {"submission": digest(course, each)})


def digest(course: Path, each: Submission) -> str:
    """The content of a submission, in a number."""
    found = hashlib.sha256()
    for path in sorted((course / "submitted" / each.student / each.assignment).rglob("*")):
        if path.is_file():
            found.update(path.name.encode() + b"\0" + path.read_bytes())
    return found.hexdigest()


def timed(course: Path, assignment: str, student: str) -> Result:
    """Grade one submission, and say how long it took."""
    started = perf_counter()
    return Result(grade_one(course, assignment, student), perf_counter() - started)


def grade_one(course: Path, assignment: str, student: str) -> str:
    """Grade one submission; return why it could not be graded, or nothing."""
    each = Submission(assignment, student)
    with _alone(course, each):
        content = digest(course, each)
        if said := unreadable(course, each):
            return said
        result = _api(course).autograde(assignment, student, force=True, create=True)
        if not result["success"]:
            return _last_line(result.get("error") or result.get("log") or "nbgrader gives no reason")
        with replaced(_mark(course, each)) as file:
            file.write(json.dumps({"submission": content}).encode())
    return ""


def unreadable(course: Path, each: Submission) -> str:
    """Why no notebook of this assignment can be read in a submission, or nothing."""
    folder = course / "submitted" / each.student / each.assignment
    path = folder / f"{each.assignment}.ipynb"
    if not path.is_file():
        others = ", ".join(sorted(p.name for p in folder.iterdir())) or "nothing"
        return f"{path.name} is expected, and {others} was handed in."
    try:
        read_notebook(path)
    except ValueError as error:
        return str(error)
    return ""


@lru_cache(1)
def _api(course: Path) -> Any:
    warnings.filterwarnings("ignore", "Object of type", Warning)  # SQLAlchemy's, of nbgrader's own code
    from nbgrader.apps import NbGraderAPI
    from traitlets.config import PyFileConfigLoader

    # nbgrader calls alembic by its name
    os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    return NbGraderAPI(config=PyFileConfigLoader(CONFIG, path=str(course.resolve())).load_config())


@contextlib.contextmanager
def _alone(course: Path, each: Submission) -> Iterator[None]:
    """Wait until nobody else grades this submission: a run that was killed may still be at it."""
    place = _mark(course, each)
    place.parent.mkdir(parents=True, exist_ok=True)
    with open(place.with_suffix(".lock"), "w") as file:
        with contextlib.suppress(ImportError):
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _mark(course: Path, each: Submission) -> Path:
    return course / MARKS / each.assignment / f"{each.student}.json"


def _last_line(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return next((line for line in reversed(lines) if "Error" in line), lines[-1])


def _print_line(place: str, each: Submission, result: Result) -> None:
    told = f": not graded. {result.said}" if result.said else f", {result.seconds:.1f} s"
    print(f"{place}: {each.student}, {each.assignment}{told}", flush=True)


def _print_sum(results: dict[Submission, Result], seconds: float) -> int:
    """Say how it went, and which took longest; return how many could not be graded."""
    failed = sum(result.said != "" for result in results.values())
    print(f"{len(results) - failed} of {len(results)} graded, in {seconds:.0f} s.")
    if results:
        longest = max(results, key=lambda each: results[each].seconds)
        print(f"The longest took {results[longest].seconds:.1f} s: {longest.student}, {longest.assignment}.")
    return failed
