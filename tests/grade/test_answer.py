"""What happens in the process of an answer, seen from inside."""

from __future__ import annotations

import traceback
from typing import Any

import numpy as np
import pytest

from nbkit.grade.answer import as_plain, as_told, run_cell
from nbkit.learn.outcome import Outcome


def test_a_line_of_the_cell_can_be_told() -> None:
    names: dict[str, Any] = {}
    run_cell("def f(x):\n    return x / 0", "your cell", names)
    with pytest.raises(ZeroDivisionError) as caught:
        names["f"](1)
    assert traceback.extract_tb(caught.tb)[-1].line == "return x / 0"
    assert as_told(caught.value)["kinds"][:2] == ["ZeroDivisionError", "ArithmeticError"]


def test_an_outcome_says_all_that_was_seen() -> None:
    outcome = Outcome(np.ones(2), None, frozenset({"overflow"}), {"x": 3}, "hello")
    assert list(as_plain(outcome)) == ["value", "error", "warned", "mutated", "printed"]
    assert list(as_plain(outcome).values())[1:] == [None, {"overflow"}, {"x": 3}, "hello"]
