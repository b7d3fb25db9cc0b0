"""The judge: a whole check in a process of its own, and files that are no framework at all."""

from __future__ import annotations

from pathlib import Path

import pytest
from planted import ALL, BASE

from nbkit.mine.judge import ENDED, Report, _ended, judge
from nbkit.mine.stages import find

SOURCE = BASE.read_text(encoding="utf-8")


def judged(folder: Path, source: str, key: str = "nodes") -> Report:
    path = folder / "nn.py"
    path.write_text(source, encoding="utf-8")
    before = path.stat().st_mtime_ns
    report = judge(path, [find(key)], seconds=1.0)[-1]
    assert path.read_text(encoding="utf-8") == source and path.stat().st_mtime_ns == before
    assert [each.name for each in folder.iterdir()] == ["nn.py"]  # nothing compiled lies beside it
    return report


def test_a_stage_that_holds_and_one_that_is_not_begun(tmp_path: Path) -> None:
    path = tmp_path / "nn.py"
    path.write_text(SOURCE.replace("def order(", "def to_come("), encoding="utf-8")
    nodes, order = judge(path, [find("nodes"), find("order")])
    assert nodes.passed and nodes.begun
    assert not order.begun and not order.passed


def test_a_file_that_is_not_there_or_was_moved(tmp_path: Path) -> None:
    (report,) = judge(tmp_path / "mine" / "nn.py", [find("nodes")])
    assert "nbkit mine new" in report.wrong
    (tmp_path / "elsewhere" / "mine").mkdir(parents=True)
    (tmp_path / "elsewhere" / "nn.py").touch()
    (tmp_path / "00_start_here.ipynb").touch()
    (report,) = judge(tmp_path / "mine" / "nn.py", [find("nodes")])
    assert "move it back" not in report.wrong  # some other nn.py
    (tmp_path / "elsewhere" / "mine" / "nn.py").touch()
    (report,) = judge(tmp_path / "mine" / "nn.py", [find("nodes")])
    assert "elsewhere/mine/nn.py: if it is yours, move it back" in report.wrong
    (tmp_path / "00_start_here.ipynb").unlink()  # and now this is no course: whose it is nobody knows
    (report,) = judge(tmp_path / "mine" / "nn.py", [find("nodes")])
    assert "move it back" not in report.wrong


LATE = "seconds: importing it takes no time"  # one of the processor, or by the clock four
ENDS = {  # what the file holds, words of the sentence, and of the line that is shown
    "a loop": ("x = 0\nwhile True:\n    x += 1\n", LATE, "line "),
    "a sleep": ("import time\ntime.sleep(60)\n", LATE, "line 2    time.sleep"),
    "a loop in C": ("import itertools\nsum(itertools.count())\n", LATE, "line 2    sum("),
    "the process ended": ("import os\nos._exit(0)\n", "ended the process", ""),
    "a crash": ("import ctypes\nctypes.string_at(0)\n", "ended the process", "line 2    ctypes.string_at"),
    "input": ("name = input('your name?')\n", "it calls input()", "line 1    name = input("),
}


@pytest.mark.parametrize("name", [name for name in ENDS if ALL or name not in ("a sleep", "a loop in C")])
def test_a_file_that_ends_the_process_is_one_sentence_with_its_line(tmp_path: Path, name: str) -> None:
    source, says, line = ENDS[name]
    folder = tmp_path / "Übung"
    folder.mkdir()
    report = judged(folder, source)
    assert says in report.wrong and report.wrong.count("\n") == 0, report
    assert line in "\n".join(report.details), report
    assert not report.passed and not report.right


def test_a_whole_design_that_prints_starts_threads_and_sets_numpy_up(tmp_path: Path) -> None:
    noise = """
import os, sys, threading, time
print("x" * 1_000_000)
os.write(1, b"{broken json" * 1000)
os.write(2, b"noise")
np.seterr(all="raise")
os.chdir("/")
threading.Thread(target=time.sleep, args=(60,)).start()
"""
    assert judged(tmp_path, SOURCE + noise).passed


def test_what_was_printed_is_shown_beside_what_is_wrong(tmp_path: Path) -> None:
    loud = SOURCE.replace("lambda a, b: made(a, b))", 'lambda a, b: print("adding") or made(b, a))')
    report = judged(tmp_path, loud)
    assert "the left one comes first" in report.wrong
    assert any("printed   adding" in line for line in report.details)


def test_exit_in_a_method_is_told_with_its_line(tmp_path: Path) -> None:
    report = judged(tmp_path, SOURCE.replace("lambda a, b: made(a, b))", "lambda a, b: exit())"))
    assert "it calls exit()" in report.wrong
    assert any("exit()" in line and line.strip().startswith("line") for line in report.details)


@pytest.mark.parametrize(
    ("traces", "says"),
    [
        (
            "Stack (most recent call first):\n  File Fatal Python error: Segmentation fault\n",
            "it was stopped after",
        ),
        ("Fatal Python error: Segmentation fault\n\nStack (most recent call first):\n", ENDED),
        ("", ENDED),
    ],
)
def test_a_watchdog_that_falls_has_said_that_time_was_up(traces: str, says: str, tmp_path: Path) -> None:
    """In Python 3.13.0 it did so in 7 of 90 tries, while it told the line."""
    assert _ended(tmp_path / "nn.py", Report(find("order")), traces)[0].startswith(says)
