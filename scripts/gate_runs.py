"""Run one tool over one notebook, as its users do, and measure what it says and what it costs."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from xml.etree import ElementTree

OTHERS = {"nbval": "nbmake nbkit", "nbmake": "nbval nbkit", "nbkit": "nbmake"}  # plugins a tool does without
EVERY = 0.05  # seconds between two looks at the memory
WHOLE = "the notebook"  # what failed, where a tool does not say which cell


@dataclass
class Verdict:
    """What a tool said of a notebook: the cells that failed and why, and what that took."""

    failed: dict[str, str] = field(default_factory=dict)
    cpu: float = 0.0
    memory: int = 0
    wall: float = 0.0


def _pytest(*options: str) -> Callable[[str, Path, str, float], list[str]]:
    def command(python: str, result: Path, name: str, timeout: float) -> list[str]:
        given = [option.format(timeout=timeout) for option in options]
        without = [word for other in OTHERS[options[0][2:]].split() for word in ("-p", f"no:{other}")]
        quiet = ["-q", "-p", "no:cacheprovider", "-c", os.devnull, "--rootdir=.", f"--junitxml={result}"]
        return [python, "-m", "pytest", *given, *quiet, *without, name]

    return command


def _papermill(python: str, result: Path, name: str, timeout: float) -> list[str]:
    out = result.with_suffix(".ipynb")
    quiet = ["--no-progress-bar", "--execution-timeout", f"{timeout:.0f}"]
    return [python, "-m", "papermill", *quiet, name, str(out)]


TOOLS: dict[str, Callable[[str, Path, str, float], list[str]]] = {
    "nbval": _pytest("--nbval", "--nbval-cell-timeout={timeout:.0f}"),
    "nbmake": _pytest("--nbmake", "--nbmake-timeout={timeout:.0f}"),
    "papermill": _papermill,
    "nbkit": _pytest("--nbkit", "--nbkit-timeout={timeout:.0f}"),
}


def prove(tool: str, notebook: Path, timeout: float, python: str = sys.executable) -> Verdict:
    """Let a tool prove a notebook, in its own folder."""
    with TemporaryDirectory() as folder:
        result = Path(folder, "result.xml")
        command = TOOLS[tool](python, result, notebook.name, timeout)
        code, said, verdict = measured(command, notebook.parent, 20 * timeout)
        verdict.failed = _failed(result) if result.exists() else {}
        if code and not verdict.failed:
            verdict.failed = {WHOLE: _last_line(said)}
    return verdict


def measured(command: list[str], folder: Path, limit: float) -> tuple[int, str, Verdict]:
    """Run a command; return its exit code, what it said, and its cost with that of all its children."""
    fixed = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    start = time.monotonic()
    with TemporaryDirectory() as place, Path(place, "said").open("w+") as said:
        process = subprocess.Popen(
            command, cwd=folder, env=os.environ | fixed, stdout=said, stderr=said, stdin=subprocess.DEVNULL
        )
        code, peak, usage = _wait(process, start + limit)
        said.seek(0)
        text = said.read()
    cost = Verdict({}, usage.ru_utime + usage.ru_stime, peak, time.monotonic() - start)
    return code, text, cost


def _wait(process: subprocess.Popen[Any], until: float) -> tuple[int, int, Any]:
    """Watch the memory of a process and its children until it ends, or end it."""
    peak = 0
    while True:
        done, status, usage = os.wait4(process.pid, os.WNOHANG)
        if done:
            process.returncode = os.waitstatus_to_exitcode(status)
            return process.returncode, peak, usage
        peak = max(peak, _memory(process.pid))
        if time.monotonic() > until:
            _end(process.pid)
        time.sleep(EVERY)


def _family(pid: int) -> list[Any]:
    import psutil

    try:
        process = psutil.Process(pid)
        return [process, *process.children(recursive=True)]
    except psutil.Error:
        return []


def _memory(pid: int) -> int:
    """Add up what a process and its children hold."""
    import psutil

    total = 0
    for process in _family(pid):
        try:
            total += process.memory_info().rss
        except psutil.Error:
            continue
    return total


def _end(pid: int) -> None:
    import psutil

    for process in _family(pid):
        try:
            process.kill()
        except psutil.Error:
            continue


def _failed(result: Path) -> dict[str, str]:
    """Read which cells failed from pytest's report, and the line that says why."""
    failed = {}
    for case in ElementTree.parse(result).iter("testcase"):
        trouble = case.find("failure") if case.find("failure") is not None else case.find("error")
        if trouble is not None:
            failed[case.get("name", WHOLE)] = _plain(trouble.text or trouble.get("message") or "")
    return failed


def _plain(text: str) -> str:
    return re.sub(r"\x1b\[[0-9;]*m|#x1B\[[0-9;]*m", "", text)[:2000]


def _last_line(text: str) -> str:
    return (_plain(text).strip().splitlines() or ["no word"])[-1][:300]
