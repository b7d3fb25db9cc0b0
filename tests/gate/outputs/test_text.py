"""Printed text: what may drift, what may not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nbkit.gate.outputs.text import REORDERED, compare_text
from nbkit.gate.outputs.tolerance import Drift, Tolerance

EXACT = Tolerance()


@pytest.mark.parametrize(
    ("stored", "new"),
    [
        ("0.1 + 0.2 = 0.30000000000000004", "0.1 + 0.2 = 0.3"),
        ("[0.1 0.2]", "[0.1        0.20000001]"),
        ("loss 1.5e-7", "loss 1.5000001e-07"),
        ("np.float64(0.5)", "0.5"),
        ("(np.int64(3), np.True_)", "(3, True)"),
        ("-0.0", "0.0"),
        ("1.0 and -2.0", "1.0000001 and -2.0000001"),
        ("97.30%", "97.300001%"),
    ],
)
def test_numbers_may_drift(stored: str, new: str) -> None:
    assert compare_text(stored, new, EXACT, Drift()) == []


@pytest.mark.parametrize(
    ("stored", "new"),
    [
        ("0.5", "0.500001"),
        ("0.0", "1e-9"),
        ("1e-17", "2e-17"),
        ("1000000", "1000001"),
        ("1.0", "1"),
        ("0.5", "0.50"),
        ("0.5", "-0.5"),
        ("0.5", "nan"),
        ("layer1", "layer2"),
        ("28x28", "28x29"),
        ("version 1.26.4", "version 1.26.5"),
        ("0xff", "0xfe"),
        ("2.0s", "2.0000001s"),
        ("w2.0", "w2.0000001"),
        ("a b", "ab"),
        ("a  b", "a b"),
        ("a\nb", "a b"),
        ("a", "a\n"),
        ("1.0 2.0", "2.0 1.0"),
        ("[1.0 2.0]", "[1.0 2.0 3.0]"),
        ("inf", "-inf"),
    ],
)
def test_all_else_may_not(stored: str, new: str) -> None:
    assert compare_text(stored, new, EXACT, Drift())


@given(
    st.floats(allow_nan=False, allow_infinity=False).filter(
        lambda x: abs(x) > 1e-290 and x not in (0, int(x))
    )
)
def test_a_printed_float_is_compared_within_tolerance(value: float) -> None:
    assert compare_text(f"x = {value!r};", f"x = {value * (1 + 5e-7)!r};", EXACT, Drift()) == []
    assert compare_text(f"x = {value!r};", f"x = {value * (1 + 3e-6)!r};", EXACT, Drift()) != []


def test_another_order_is_told_as_what_it_is() -> None:
    assert compare_text("['b' 'a']", "['b' 'c']", EXACT, Drift())[-1].startswith("+")
    assert compare_text("b a\n", "a b\n", EXACT, Drift())[-1] == REORDERED
