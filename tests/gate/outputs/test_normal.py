"""Outputs in one form: what differs from run to run is gone."""

from __future__ import annotations

from books import display, stream

from nbkit.gate.mime import WIDGET_VIEW
from nbkit.gate.outputs.compare import compare_outputs
from nbkit.gate.outputs.normal import normal_outputs
from nbkit.gate.outputs.tolerance import Drift, Rules


def test_what_differs_from_run_to_run_is_not_compared() -> None:
    stored = [stream("<a at 0x7f00>\n/tmp/ipykernel_11/22.py:1: W\n/a/lib/c.py:3", "stderr"), stream("x")]
    new = [stream("x"), stream("<a at 0x8e11>\n/tmp/ipykernel_33/44.py:1: W\n/b/lib/c.py:3", "stderr")]
    assert compare_outputs(stored, new, Rules(), Drift()) == []
    views = {WIDGET_VIEW: {"model_id": "1"}}
    assert compare_outputs([display(**views)], [display()], Rules(), Drift()) == []
    assert normal_outputs([stream("9%\r"), stream("10%"), stream("ab\b\bc")]) == [stream("10%c")]
