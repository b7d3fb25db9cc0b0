"""What a copy of the kernel does is not noticed there: no output, no file, no place in one, no signal."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import warnings
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from copies import ON_LINUX, wait_for

from nbkit.view.controls.beside import Beside, Seat

pytestmark = ON_LINUX


def found_in_a_copy(look: Callable[[Seat], Any]) -> Any:
    """Return what is found in a copy."""
    copy, found = Beside(lambda seat: seat.say(look(seat))), []
    wait_for(lambda: found.extend(copy.said()) or found or not copy.tell(0), "a copy says nothing")
    found += copy.said()
    copy.end()
    return found[0] if found else "it ended"


def noisy(act: Callable[[], Any]) -> tuple[bool, str]:
    """Return whether something made a noise in a copy, and the name of what it raised."""

    def look(seat: Seat) -> tuple[bool, str]:
        try:
            act()
        except Exception as error:
            return seat.noise.made, type(error).__name__
        return seat.noise.made, ""

    return tuple(found_in_a_copy(look))  # type: ignore[return-value]


def test_what_is_silent_makes_no_noise(tmp_path: Path) -> None:
    (tmp_path / "read.txt").write_text("here")
    assert noisy(lambda: (tmp_path / "read.txt").read_text()) == (False, "")


@pytest.mark.parametrize(
    "loud",
    [
        lambda: print("here"),
        lambda: print("here", file=sys.stderr),
        lambda: warnings.warn("odd", stacklevel=1),
    ],
)
def test_what_says_something_is_told(loud: Any, capfd: pytest.CaptureFixture[str]) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        assert noisy(loud) == (True, "")
    assert capfd.readouterr() == ("", "")


def test_what_is_written_past_python_is_not_seen(capfd: pytest.CaptureFixture[str]) -> None:
    assert noisy(lambda: [os.write(1, b"here"), os.write(2, b"there")]) == (False, "")
    assert capfd.readouterr() == ("", "")


def test_nothing_is_sent_to_the_front_end(monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[str] = []
    shell = SimpleNamespace(kernel=SimpleNamespace(session=SimpleNamespace(send=sent.append)))
    monkeypatch.setattr("IPython.get_ipython", lambda: shell)
    assert noisy(lambda: shell.kernel.session.send("display")) == (True, "")
    shell.kernel.session.send("from here")
    assert sent == ["from here"]


@pytest.mark.parametrize(
    "act",
    [
        lambda place: place.write_text("changed"),
        lambda place: place.open("a").close(),
        lambda place: place.unlink(),
        lambda place: place.rename(place.with_name("other")),
        lambda place: subprocess.run(["touch", str(place.with_name("other"))], check=False),
        lambda place: os.system(f"touch {place.with_name('other')}"),
        lambda place: socket.socket(),
    ],
)
def test_what_would_leave_a_trace_is_refused(act: Any, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("as it was")
    assert noisy(lambda: act(tmp_path / "file")) == (True, "PermissionError")
    assert [(one.name, one.read_text()) for one in tmp_path.iterdir()] == [("file", "as it was")]


def test_a_file_that_is_open_to_be_written_stays_as_it_is(tmp_path: Path) -> None:
    with (tmp_path / "log").open("w") as log:
        log.write("one ")
        noisy(lambda: [log.write("two "), log.flush()])
    assert (tmp_path / "log").read_text() == "one "


def test_who_reads_a_file_keeps_the_place_and_the_copy_goes_on_from_there(tmp_path: Path) -> None:
    (tmp_path / "text").write_bytes(b"abcdefghi")
    with (tmp_path / "text").open("rb", buffering=0) as text:
        assert text.read(3) == b"abc"
        assert found_in_a_copy(lambda seat: text.read(3)) == b"def"
        assert text.read(3) == b"def"


def test_sockets_are_let_go() -> None:
    here, there = socket.socketpair()
    copy = Beside(lambda seat: seat.news(600) and None)
    here.close()
    there.settimeout(60)
    assert there.recv(1) == b"", "the copy holds the other end"
    there.close()
    copy.end()


def test_it_stands_back_and_dies_first_where_memory_ends() -> None:
    def look(seat: Seat) -> tuple[int, str]:
        return os.nice(0), Path("/proc/self/oom_score_adj").read_text()

    nice, score = found_in_a_copy(look)
    assert nice >= os.nice(0) + 10 or nice == 19
    assert int(score) == 1000
