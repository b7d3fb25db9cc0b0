"""Check the learner's file each time it is saved, and say only what has changed."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from nbkit.mine import place
from nbkit.mine.commands import checked, heading
from nbkit.mine.judge import Report
from nbkit.mine.stages import load

WAIT = 0.2  # seconds between two looks at the file
SAME = "The same as before."


def watch() -> None:
    """Check now and after each save, until somebody stops it."""
    path = place.own_file()
    print(f"{place.shown(path)} is checked each time you save it; Ctrl-C ends this.", flush=True)
    before: list[Report] = []
    for _ in saves(path):
        now = checked(list(load().values()), counts=False)
        print("\n".join(["", *news(before, now)]), flush=True)
        if not now[-1].loaded:  # what held before is no news when the file can be read again
            now = [*(report for report in before if report.loaded), now[-1]]
        before = now


def saves(path: Path) -> Iterator[None]:
    """Yield once now, and then whenever the file was written, moved away or came back."""
    last: object = "never looked at"
    while True:
        seen = stamp(path)
        if seen != last and settled(path, seen):
            last = seen
            yield
        time.sleep(WAIT)


def stamp(path: Path) -> tuple[int, int] | None:
    """When a file was written last, and its size; None where there is none."""
    try:
        stat = path.stat()
    except OSError:
        return None
    return stat.st_mtime_ns, stat.st_size


def settled(path: Path, seen: tuple[int, int] | None) -> bool:
    """Is it the same a moment later? Editors write in steps, and some put a new file in place of the old."""
    time.sleep(WAIT / 4)
    return stamp(path) == seen


def news(before: Sequence[Report], now: Sequence[Report]) -> list[str]:
    """What is right now and was not before, what no longer is, and what is wrong, unless that was said."""
    lines = [f"  right     {claim}" for claim in fresh(before, now)]
    lines += [
        f"Right: {heading(report.stage)}." for report in now if report.passed and not passed(before, report)
    ]
    last = now[-1]
    if wrong(last) and wrong(last) not in map(wrong, before[-1:]):
        lines += wrong(last).splitlines()
    elif not last.begun and (lines or not before):
        lines.append(f"Next: {heading(last.stage)}. nbkit mine check {last.stage.key} says what it asks for.")
    return lines or [SAME]


def fresh(before: Sequence[Report], now: Sequence[Report]) -> list[str]:
    """Claims that hold now, in the stage that is not whole yet, and did not before."""
    known = {claim for report in before for claim in report.right if report.stage is now[-1].stage}
    return [] if now[-1].passed else [claim for claim in now[-1].right if claim not in known]


def passed(before: Sequence[Report], report: Report) -> bool:
    """Was this stage right before?"""
    return any(old.stage is report.stage and old.passed for old in before)


def wrong(report: Report) -> str:
    """What is wrong, with its stage, or nothing."""
    shown = "\n".join(report.failure)
    return f"{heading(report.stage)}\n{shown}" if shown and report.loaded else shown
