"""How far a number may drift: the cell decides, and the worst is remembered."""

from __future__ import annotations

import pytest
from books import stream

from nbkit.gate.outputs.compare import compare_outputs
from nbkit.gate.outputs.text import compare_text
from nbkit.gate.outputs.tolerance import Drift, Tolerance, rules

EXACT = Tolerance()


def test_the_worst_drift_is_remembered() -> None:
    drift = Drift()
    compare_text("1.0 2.0 3.0", "1.0000001 2.0000008 3.0", EXACT, drift)
    assert (drift.stored, drift.new) == ("2", "2.0000008")
    assert drift.worst == pytest.approx(4e-7)


def test_a_cell_sets_its_own_rules() -> None:
    loose = rules({"nbkit": {"rtol": 0.1, "atol": 0.01, "skip": ["stderr"]}})
    outputs = [stream("0.5 0.0"), stream("one", "stderr")]
    assert compare_outputs(outputs, [stream("0.52 0.009"), stream("two", "stderr")], loose, Drift()) == []
    assert compare_outputs(outputs, [stream("0.6 0.0")], loose, Drift())
    assert compare_outputs(outputs, [], rules({"nbkit": {"skip": True}}), Drift()) == []
    with pytest.raises(ValueError, match="expected rtol, atol or skip in the cell's nbkit metadata, got tol"):
        rules({"nbkit": {"tol": 1}})


def test_a_bound_can_be_widened_and_is_never_narrowed() -> None:
    assert Tolerance(1e-6, 2.0).at_least(0.01) == Tolerance(0.01, 2.0)
    assert Tolerance(0.1).at_least(0.01) == Tolerance(0.1)
