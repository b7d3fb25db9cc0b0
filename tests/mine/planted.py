"""Plant a fault into a whole design, and hear what the stage says of it."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

from nbkit.learn.guard import quiet_surroundings
from nbkit.mine.design import Design, run_file
from nbkit.mine.examine import try_stage
from nbkit.mine.judge import judge
from nbkit.mine.stages import find

ALL = os.environ.get("NBKIT_ALL") == "1"
DESIGNS = Path(__file__).with_name("designs")
BASE = DESIGNS / "graph_of_classes.py"


class Fault(NamedTuple):
    """What is changed in a design, and words of the sentence that it must be met with."""

    old: str
    new: str
    says: str
    base: str = "graph_of_classes"


def planted(fault: Fault) -> str:
    """The design with the fault in it."""
    source = (DESIGNS / f"{fault.base}.py").read_text(encoding="utf-8")
    assert source.count(fault.old) == 1, f"{source.count(fault.old)} times: {fault.old}"
    return source.replace(fault.old, fault.new)


def judged(source: str, key: str) -> tuple[list[str], str, list[str]]:
    """What holds, what is said of the first that does not, and the lines below it; without a process."""
    limit = sys.getrecursionlimit()
    with tempfile.TemporaryDirectory() as folder, quiet_surroundings():
        path = Path(folder) / "nn.py"
        path.write_text(source, encoding="utf-8")
        findings = list(try_stage(Design(run_file(path)), find(key)))
    sys.setrecursionlimit(limit)
    right = [finding["right"] for finding in findings if "right" in finding]
    last = findings[-1] if findings else {}
    return right, last.get("wrong", ""), last.get("details", [])


def assert_refused(fault: Fault, key: str) -> None:
    """The fault is refused, with its own sentence and what shows it."""
    _, said, details = judged(planted(fault), key)
    assert fault.says in said, f"{said!r}\n" + "\n".join(details)
    assert "there is no" in said or "given" in details[0] or "expected" in details[0], details


def assert_whole(key: str) -> None:
    """A stage has a text with an example and what it must survive, at least three hints, and claims."""
    stage = find(key)
    assert stage.asks.count("```python") == 1 and "**It must survive:**" in stage.asks
    assert 20 <= stage.minutes <= 40 and len(stage.hints) >= 3
    claims = [claim.text for claim in stage.claims]
    assert len(set(claims)) == len(claims) >= 6
    assert all(not text.endswith(".") and len(text) < 80 for text in claims), claims


def assert_stopped(fault: Fault, key: str) -> None:
    """The fault goes on for too long, in a process of its own, and is told why and where."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "nn.py"
        path.write_text(planted(fault), encoding="utf-8")
        (report,) = judge(path, [find(key)], seconds=1.0)
    assert fault.says in report.wrong and "it was stopped after" in report.wrong, report
    details = "\n".join(report.details)
    assert "  trying " in details and "  given " in details, details
    falls = sys.version_info[:2] == (3, 13)  # its faulthandler, now and then, before it has told the line
    assert "  line " in details or falls, details
