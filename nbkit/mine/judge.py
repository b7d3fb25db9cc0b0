"""The judge: it has the learner's file examined in a process of its own, and puts what came into words."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from nbkit.learn.wording import labelled, truncate, wrapped
from nbkit.mine.place import COURSE, shown
from nbkit.mine.stage import SECONDS, WAITS, Stage

PACKAGE = Path(__file__).resolve().parents[2]
START = "from nbkit.mine.examine import main; main()"
LONGEST = 300.0  # for all of a check: the watchdog of the process comes long before
ENDED = "the file ended the process that it ran in: is there an os._exit, or recursion without end?"


@dataclass
class Report:
    """What was found in one stage; where the file could not be loaded, nothing is told of the stage."""

    stage: Stage
    loaded: bool = True
    right: list[str] = field(default_factory=list)
    begun: bool = True
    wrong: str = ""
    details: list[str] = field(default_factory=list)
    trying: str = ""
    given: list[str] = field(default_factory=list)
    seconds: float = SECONDS

    @property
    def passed(self) -> bool:
        """Does all of it hold?"""
        return not self.wrong and len(self.right) == len(self.stage.claims) > 0

    @property
    def text(self) -> str:
        """What holds, a line each, and then the first thing that does not."""
        return "\n".join([*(f"  right     {claim}" for claim in self.right), *self.failure])

    @property
    def failure(self) -> list[str]:
        """What does not hold, and what shows it."""
        return [*wrapped(f"Not yet: {self.wrong}"), *self.details] if self.wrong else []


def judge(path: Path, stages: Sequence[Stage], seconds: float = 0.0, start: str = START) -> list[Report]:
    """Examine the file; return a report for each stage, up to the first that does not pass.

    seconds: the most that a claim may take; left out, what each claim says. start: what the process runs.
    """
    if not path.is_file():
        return [Report(stages[0], loaded=False, wrong=missing(path))]
    command = [sys.executable, "-B", "-X", "utf8", "-c", start, str(path.resolve()), str(seconds)]
    done = _run([*command, *(stage.key for stage in stages)])
    reports = _collected(done[0], stages)
    reports = reports or [Report(stages[0], loaded=False, seconds=seconds or SECONDS)]
    last = reports[-1]
    if not (last.wrong or not last.begun or last.passed):
        last.wrong, last.details = _ended(path, last, done[1])
    return reports


def missing(path: Path) -> str:
    """What is said where the file is not there; one that was moved inside the course is named."""
    course = path.parent.parent
    inside = sorted(course.glob("**/mine/nn.py")) if (course / COURSE.name).is_file() else []
    near = [other for other in inside if other.is_file()][:1]
    hint = f" There is one at {shown(near[0])}: if it is yours, move it back." if near else ""
    return f"there is no {shown(path)}: nbkit mine new makes it.{hint}"


def _run(command: list[str]) -> tuple[str, str]:
    """What the process wrote, and what its watchdog did."""
    environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1"}  # more would wait for each other on busy cores
    try:
        done = subprocess.run(
            command,
            cwd=PACKAGE,
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=LONGEST,
        )
        written = done.stdout, done.stderr
    except subprocess.TimeoutExpired as late:
        written = late.stdout or b"", late.stderr or b""
    return written[0].decode(errors="replace"), written[1].decode(errors="replace")


def _collected(written: str, stages: Sequence[Stage]) -> list[Report]:
    reports: dict[str, Report] = {}
    by_key = {stage.key: stage for stage in stages}
    for told in map(json.loads, written.splitlines()):
        if "given" in told:
            next(reversed(reports.values())).given = told["given"]
        else:
            finding = told["finding"]
            _add(finding, reports.setdefault(finding["stage"], Report(by_key[finding["stage"]])))
    return list(reports.values())


def _add(finding: dict[str, Any], report: Report) -> None:
    report.begun, report.loaded = finding.get("begun", True), finding.get("loaded", True)
    report.seconds, report.given = finding.get("seconds", report.seconds), []
    report.trying = finding.get("trying", report.trying)
    report.right += [finding["right"]] if "right" in finding else []
    report.wrong, report.details = finding.get("wrong", ""), finding.get("details", [])


def _ended(path: Path, report: Report, traces: str) -> tuple[str, list[str]]:
    """Why the process said no more: it was stopped, or something ended it; and in which line of the file."""
    claim = next((claim for claim in report.stage.claims if claim.text == report.trying), None)
    # By its name alone: in a trace a folder's ü is written otherwise.
    line = re.search(rf'[/\\]{re.escape(path.name)}", line (\d+)', traces)
    number = int(line[1]) if line else 0
    details = labelled("trying", claim.text) if claim else []
    details += labelled("given", "\n".join(report.given)) if report.given else []
    if number:
        source = path.read_text(encoding="utf-8").splitlines()[number - 1]
        details += labelled(f"line {number}", truncate(source.strip()))
    # All else is the watchdog's, also where Python 3.13 falls in the middle of telling where it stopped.
    if not traces.strip() or traces.lstrip().startswith("Fatal Python error"):
        return ENDED, details
    slow = claim.slow if claim else "importing it takes no time where it only defines things."
    seconds = report.seconds * (WAITS if "Timeout" in traces else 1)  # by the clock, where it only waits
    return f"it was stopped after {seconds:g} seconds: {slow}", details
