"""Numbers and colours in a fingerprint: short ones as they are, long ones in summary."""

from __future__ import annotations

import json

import numpy as np
from figures import LONG

from nbkit.gate.figures.values import numbers


def test_a_long_array_is_summarised_and_a_short_one_is_not() -> None:
    assert numbers(np.array([[1, 2.5], [-0.0, np.inf]])) == [[1.0, 2.5], [0.0, "inf"]]
    assert numbers(np.ma.masked_greater([1.0, 9.0], 5)) == [1.0, "nan"]
    assert len(numbers(np.zeros(64))) == 64
    summary = numbers(np.arange(65.0).reshape(5, 13))
    assert (summary["shape"], summary["max"], summary["mean"]) == ([5, 13], 64.0, 32.0)
    assert len(json.dumps(numbers(LONG))) < 700
