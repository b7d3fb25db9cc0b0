"""Work in a copy of the process leaves nothing behind, and a copy that dies or hangs is told."""

from __future__ import annotations

import os
import time
from typing import Any

import pytest

from nbkit.gate.widgets.fork import DIED, OutOfTime, Send, in_a_copy

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot copy a process")


def test_what_a_copy_does_stays_there() -> None:
    names: list[int] = []

    def work(send: Send) -> None:
        names.append(1)
        send({"names": names, "long": "x" * 200_000})

    found, reason = in_a_copy(work, 10)
    assert (found[0]["names"], len(found[0]["long"]), names, reason) == ([1], 200_000, [], "")


@pytest.mark.parametrize(
    ("end", "said"),
    [
        (lambda: os._exit(3), DIED),
        (lambda: 1 / 0, DIED),
        (lambda: time.sleep(60), "stopped after 1 s"),
        (lambda: (_ for _ in ()).throw(OutOfTime), "its time was over"),
    ],
)
def test_what_was_sent_before_the_end_is_kept(end: Any, said: str) -> None:
    def work(send: Send) -> None:
        send([1])
        end()

    assert in_a_copy(work, 1) == ([[1]], said)


def test_a_system_without_copies_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(os, "fork")
    with pytest.raises(OSError, match="cannot copy a process"):
        in_a_copy(lambda send: None, 1)
