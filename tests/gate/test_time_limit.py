"""A time limit is any positive number of seconds, or none."""

from __future__ import annotations

import argparse

import pytest

from nbkit.gate.time_limit import seconds


def test_any_positive_number() -> None:
    assert [seconds(text) for text in ("0.5", "1e3", "0")] == [0.5, 1000, 0]


@pytest.mark.parametrize("text", ["-1", "nan", "soon", ""])
def test_all_else_is_refused(text: str) -> None:
    with pytest.raises(
        argparse.ArgumentTypeError, match=r"expected seconds, such as 0.5, or 0 for no limit, got"
    ):
        seconds(text)
