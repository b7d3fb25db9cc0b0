"""Stage "nodes": a whole design passes, and each fault that people make is met with its own sentence."""

from __future__ import annotations

import pytest
from planted import BASE, Fault, assert_refused, assert_whole, judged

FAULTS = {
    "computes at once": Fault(
        "lambda a, b: made(a, b))",
        "lambda a, b: forward(a.value, getattr(b, 'value', b)))",
        "computes at once",
    ),
}


def test_the_stage_is_whole_and_passed_by_the_base() -> None:
    assert_whole("nodes")
    assert judged(BASE.read_text(encoding="utf-8"), "nodes")[1] == ""


@pytest.mark.parametrize("name", list(FAULTS))
def test_a_planted_fault_is_met_with_its_sentence(name: str) -> None:
    assert_refused(FAULTS[name], "nodes")
