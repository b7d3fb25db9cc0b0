"""Frameworks are weighed each in a process of its own, which trains as it says."""

from __future__ import annotations

import sys

import pytest
import weigh_peers


@pytest.mark.skipif(sys.platform == "win32", reason="Windows does not say how much memory was taken")
def test_ours_is_weighed(capsys: pytest.CaptureFixture[str]) -> None:
    found = weigh_peers.weigh("nbkit")
    assert 0 < found.seconds < 10 and 20 < found.megabytes < 250
    weigh_peers.main(["nbkit", "a_package_that_nobody_has"])
    assert [line.split()[0] for line in capsys.readouterr().out.splitlines()[1:]] == ["nbkit"]


def test_pytorch_trains() -> None:
    pytest.importorskip("torch", reason="PyTorch is not installed: its steps cannot be tried")
    weigh_peers.steps_of_torch()
