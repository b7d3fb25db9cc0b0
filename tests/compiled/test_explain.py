"""A plan can be read, and reading it trains nothing."""

from __future__ import annotations

import numpy as np
import pytest
from planned import network

from nbkit.session import Session


def test_a_plan_explains_itself_and_trains_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    loss, step, (w, *_), feed = network(40, 3)
    session = Session()
    before = session.run(w)
    session.explain([loss, step], feed(), timed=True)
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split() == ["step", "operation", "shapes", "calls", "memory", "bytes", "µs"]
    assert any("MatMul" in line and "(40, 3) (3, 2) → (40, 2)" in line for line in lines)
    assert lines[-1].split()[0] == "Adam"
    np.testing.assert_array_equal(session.run(w), before)
