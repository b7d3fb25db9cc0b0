"""A program in several processes that find each other on this machine, as torchrun starts them on a cluster.

If one dies or is late all are stopped, and the error says which it was.
"""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

_ERROR = re.compile(
    r"^(?:\[rank\d+\]: ?)?((?:\w+\.)*\w*(?:Error|Exception|Interrupt|Exit)\b.*)$", re.MULTILINE
)


class LaunchError(RuntimeError):
    """A process died or was late; the message says which, why, and that none is left."""


@dataclass
class _Rank:
    """One of the processes, and the files to which it writes."""

    number: int
    process: subprocess.Popen[bytes]
    out: Path
    err: Path

    @property
    def has_failed(self) -> bool:
        return self.process.poll() not in (None, 0)

    @property
    def died_at(self) -> float:
        """When it wrote its last word: those that miss the first to die complain after it."""
        return self.err.stat().st_mtime

    @property
    def why(self) -> str:
        code, text = self.process.returncode, self.err.read_text(errors="replace")
        found = (_ERROR.findall(text) or text.strip().splitlines() or ["no word"])[-1].strip()
        return f"was killed by {signal.Signals(-code).name}: {found}" if code < 0 else f"died with {found}"

    def stop(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()


def launch(
    arguments: Sequence[str],
    processes: int = 2,
    timeout: float = 300.0,
    environment: Mapping[str, str] | None = None,
) -> str:
    """Run `python ARGUMENTS` as so many ranks, and return what rank 0 printed.

    The ranks find each other by the environment variables that torchrun sets too: RANK, WORLD_SIZE,
    MASTER_ADDR, MASTER_PORT; they speak on 127.0.0.1 alone, each on one thread.
    timeout: in seconds, for all. environment: more variables. Raises LaunchError where one dies or is late.
    None of them is left when this returns or raises, Ctrl-C included.

    >>> launch(["-c", "import os; print('rank', os.environ['RANK'])"])
    'rank 0\\n'
    """
    common = {
        **os.environ,
        "WORLD_SIZE": str(processes),
        "MASTER_ADDR": "127.0.0.1",
        "MASTER_PORT": str(_free_port()),
        "OMP_NUM_THREADS": "1",
        **(environment or {}),
    }
    ranks: list[_Rank] = []
    with tempfile.TemporaryDirectory() as folder:
        try:
            for number in range(processes):
                ranks.append(_start(arguments, number, common, Path(folder)))
            told = _watch(ranks, timeout)
        finally:
            for rank in ranks:
                rank.stop()
        if told:
            raise LaunchError(f"{told}. All were stopped, and none is left running")
        return ranks[0].out.read_text()


def _start(arguments: Sequence[str], number: int, common: Mapping[str, str], folder: Path) -> _Rank:
    out, err = folder / f"{number}.out", folder / f"{number}.err"
    env = {**common, "RANK": str(number), "LOCAL_RANK": str(number)}
    with out.open("wb") as to_out, err.open("wb") as to_err:
        process = subprocess.Popen(
            [sys.executable, *arguments], env=env, stdin=subprocess.DEVNULL, stdout=to_out, stderr=to_err
        )
    return _Rank(number, process, out, err)


def _watch(ranks: Sequence[_Rank], timeout: float) -> str:
    """Wait for all; return what went wrong, if anything did."""
    deadline = time.monotonic() + timeout
    while time.monotonic() < deadline:
        failed = sorted((rank for rank in ranks if rank.has_failed), key=lambda rank: rank.died_at)
        if failed:
            return f"rank {failed[0].number} of {len(ranks)} {failed[0].why}"
        if all(rank.process.poll() == 0 for rank in ranks):
            return ""
        time.sleep(0.02)
    late = ", ".join(str(rank.number) for rank in ranks if rank.process.poll() is None)
    return f"rank {late} of {len(ranks)} had not ended after {timeout:g} s"


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])
