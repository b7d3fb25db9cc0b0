"""A plan can be read, and reading it trains nothing."""

from __future__ import annotations

import numpy as np
import pytest
from planned import network

import nbkit as nb
from nbkit.graph import Placeholder, Variable
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


def test_what_is_done_block_by_block_is_told_once(capsys: pytest.CaptureFixture[str]) -> None:
    x, w = Placeholder("x"), Variable(np.ones((3, 3, 1, 4)))
    node = nb.max_pool(nb.conv2d(x, w, name="conv"), name="pool")
    Session().explain(node, {x: np.ones((64, 8, 8, 1))})
    _, conv, pool = capsys.readouterr().out.splitlines()
    assert "(64, 8, 8, 1) (3, 3, 1, 4) → (64, 6, 6, 4)" in conv
    assert "(copyto×2 matmul)×2" in conv
    assert "(maximum×3 copyto)×2" in pool
