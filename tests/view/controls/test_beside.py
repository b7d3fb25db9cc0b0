"""A copy that works beside: it is heard without waiting, it dies at a word, and it leaves nothing behind."""

from __future__ import annotations

import gc
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from typing import Any

import pytest
from copies import ON_LINUX, open_files, state, wait_for

from nbkit.view.controls import beside as module
from nbkit.view.controls.beside import Beside, Seat, bury

pytestmark = ON_LINUX


def echo(seat: Seat) -> None:
    """Say twice what is told."""
    while news := seat.news(60):
        for one in news:
            seat.say([one, one])


def heard(copy: Beside, count: int) -> list[Any]:
    """Wait until a copy has said so many things."""
    found: list[Any] = []
    wait_for(lambda: found.extend(copy.said()) or len(found) >= count, f"only {found}")
    return found


def gone(child: int) -> bool:
    bury()
    return not state(child)


def test_both_sides_hear_each_other() -> None:
    copy = Beside(echo)
    assert copy.said() == [] and copy.tell("a") and copy.tell(2)
    assert heard(copy, 2) == [["a", "a"], [2, 2]] and copy.said() == []
    copy.end()


def test_what_is_half_written_is_read_when_it_is_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    copy = Beside(lambda seat: None)
    packed = module._packed("whole")
    os.write(copy._said, packed[:6])
    assert copy.said() == []
    os.write(copy._said, packed[6:])
    assert copy.said() == ["whole"]
    copy.end()


def test_more_than_a_pipe_holds_is_said_without_a_listener() -> None:
    copy = Beside(lambda seat: [seat.say("x" * 1_000_000) for _ in range(5)] and None)
    wait_for(lambda: not copy.tell(0), "it waits for somebody to listen")
    assert [len(one) for one in copy.said()] == [1_000_000] * 5
    copy.end()


def test_a_copy_that_has_said_enough_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "ROOM", 1000)

    def work(seat: Seat) -> None:
        while True:
            seat.say("x" * 80)

    copy = Beside(work)
    wait_for(lambda: not copy.tell(0), "it goes on")
    assert len(copy.said()) == 10
    copy.end()


def test_a_copy_is_killed_at_a_word_whatever_it_is_at() -> None:
    copy = Beside(lambda seat: time.sleep(600))
    start = time.monotonic()
    copy.end()
    assert time.monotonic() - start < 5
    wait_for(lambda: gone(copy._child), "it lives, or was not buried")
    copy.end()  # a second time it does nothing


def test_a_copy_goes_with_who_has_it() -> None:
    before = open_files()
    copy = Beside(echo)
    child = copy._child
    assert copy.tell(1) and heard(copy, 1) and len(open_files() - before) == 2
    del copy
    gc.collect()
    assert open_files() <= before
    wait_for(lambda: gone(child), "it lives, or was not buried")


def test_fifty_copies_leave_no_open_file_and_no_dead_child() -> None:
    before = open_files()
    children = []
    for k in range(50):
        copy = Beside(echo)
        children.append(copy._child)
        copy.tell(k)
        if k % 5 == 0:
            heard(copy, 1)
        copy.end()
    assert open_files() <= before
    wait_for(lambda: all(map(gone, children)), "some live, or were not buried")
    assert not module._dead


def test_who_was_buried_by_somebody_else_is_not_killed(monkeypatch: pytest.MonkeyPatch) -> None:
    copy = Beside(lambda seat: None)
    os.waitpid(copy._child, 0)
    monkeypatch.setattr(os, "kill", lambda *_: pytest.fail("that number may be another process now"))
    copy.end()


def test_an_interrupt_does_not_reach_it() -> None:
    copy = Beside(echo)
    os.kill(copy._child, signal.SIGINT)
    copy.tell("still here")
    assert heard(copy, 1) == [["still here", "still here"]]
    assert signal.SIGINT not in signal.pthread_sigmask(signal.SIG_BLOCK, [])
    copy.end()


def test_an_interrupt_while_it_is_made_leaves_none(monkeypatch: pytest.MonkeyPatch) -> None:
    children = []

    def fork() -> int:
        if child := os.fork():
            children.append(child)
            signal.raise_signal(signal.SIGINT)
        return child

    before = open_files()
    monkeypatch.setattr(module, "fork", fork)
    with pytest.raises(KeyboardInterrupt):
        Beside(echo)
    gc.collect()
    wait_for(lambda: gone(children[0]), "it lives, or was not buried")
    assert open_files() <= before
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_what_work_raises_is_not_heard_of(capfd: pytest.CaptureFixture[str]) -> None:
    def work(seat: Seat) -> None:
        seat.say(1)
        raise ValueError("nobody hears that")

    copy = Beside(work)
    wait_for(lambda: not copy.tell(0), "it goes on")
    assert copy.said() == [1] and capfd.readouterr() == ("", "")
    copy.end()


def test_a_copy_of_which_the_kernel_dies_ends_too() -> None:
    script = """
import os, time
from nbkit.view.controls.beside import Beside
copy = Beside(lambda seat: seat.news(600))
print(copy._child, flush=True)
os.kill(os.getpid(), 9)
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    child = int(done.stdout)
    try:
        wait_for(lambda: state(child) in ("", "Z"), "it lives on without a kernel")
    finally:
        with suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)


def test_another_copy_that_leaves_does_not_end_it() -> None:
    copy = Beside(echo)
    other = Beside(lambda seat: copy.end())
    wait_for(lambda: not other.tell(0), "it does not end")
    assert copy.tell(3) and heard(copy, 1) == [[3, 3]]
    copy.end()
    other.end()
