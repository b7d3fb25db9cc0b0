"""Processes that are started together, die together, and leave nothing; this needs no peer."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from nbkit.bridge.launch import LaunchError, launch

BUSY = "import time, os, sys\nrank = int(os.environ['RANK'])\n"


def test_rank_0_tells_and_each_knows_its_place() -> None:
    told = launch(
        ["-c", "import os; print(*(os.environ[v] for v in ('RANK', 'WORLD_SIZE', 'MASTER_ADDR')))"], 3
    )
    assert told == "0 3 127.0.0.1\n"


@pytest.mark.parametrize(
    ("death", "told"),
    [
        ("raise ValueError('no such digit')", r"rank 1 of 2 died with ValueError: no such digit\. All were"),
        ("sys.exit('gone fishing')", "rank 1 of 2 died with gone fishing"),
        ("os._exit(3)", "rank 1 of 2 died with no word"),
        pytest.param(
            "os.kill(os.getpid(), 9)",
            "rank 1 of 2 was killed by SIGKILL",
            marks=pytest.mark.skipif(os.name == "nt", reason="Windows has no signals"),
        ),
    ],
)
def test_one_dies_and_all_are_stopped_within_seconds(death: str, told: str, tmp_path: Path) -> None:
    notes = "open(os.path.join(sys.argv[1], str(rank)), 'w').write(str(os.getpid()))\n"
    program = f"{BUSY}{notes}if rank:\n    {death}\ntime.sleep(300)"
    start = time.monotonic()
    with pytest.raises(LaunchError, match=told):
        launch(["-c", program, str(tmp_path)])
    assert time.monotonic() - start < 30
    assert all(not is_running(int(note.read_text())) for note in tmp_path.iterdir())


def test_the_first_to_die_is_named_and_not_who_misses_it() -> None:
    late = f"{BUSY}time.sleep(0 if rank == 1 else 0.3)\nraise RuntimeError(f'rank {{rank}} misses a friend')"
    with pytest.raises(LaunchError, match="rank 1 of 3 died with RuntimeError: rank 1 misses"):
        launch(["-c", late], 3)


def test_time_is_limited(tmp_path: Path) -> None:
    with pytest.raises(
        LaunchError, match=r"rank 1 of 2 had not ended after 5 s\. All were stopped, and none"
    ):
        launch(["-c", f"{BUSY}time.sleep(300 * rank)"], timeout=5)


@pytest.mark.skipif(os.name == "nt", reason="Windows sends no SIGINT to one process")
def test_ctrl_c_leaves_nothing(tmp_path: Path) -> None:
    program = f"{BUSY}open({str(tmp_path)!r} + f'/{{rank}}', 'w').write(str(os.getpid()))\ntime.sleep(300)"
    code = f"from nbkit.bridge.launch import launch; launch(['-c', {program!r}])"
    parent = subprocess.Popen([sys.executable, "-c", code], stderr=subprocess.PIPE)
    while len([note for note in tmp_path.iterdir() if note.read_text()]) < 2:
        time.sleep(0.02)
    parent.send_signal(signal.SIGINT)
    assert b"KeyboardInterrupt" in parent.communicate(timeout=60)[1]
    assert all(not is_running(int(note.read_text())) for note in tmp_path.iterdir())


def is_running(pid: int) -> bool:
    if os.name == "nt":  # where there is no asking without sending
        return False
    try:
        os.kill(pid, 0)
    except OSError:
        return False
    return True
