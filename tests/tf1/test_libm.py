"""The three functions of C's float32 library: near the truth, and wrong where the library is."""

from __future__ import annotations

import numpy as np
import pytest

from nbkit.tf1 import libm

UNIFORM = np.arange(1, 2**23, 101).astype(np.float32) / np.float32(2**23)
ANGLES = (2 * np.pi * UNIFORM.astype(np.float64)).astype(np.float32)


def ulps(got: libm.Floats, true: np.ndarray) -> float:
    """The largest distance from the truth, in units of the last place of the result."""
    return float(np.max(np.abs(got - true) / np.spacing(np.abs(true.astype(np.float32))).astype(np.float64)))


def test_is_within_a_unit_of_the_truth() -> None:
    sine, cosine = libm.sine_and_cosine(ANGLES)
    assert ulps(libm.log(UNIFORM), np.log(UNIFORM.astype(np.float64))) < 0.82
    assert ulps(sine, np.sin(ANGLES.astype(np.float64))) < 0.57
    assert ulps(cosine, np.cos(ANGLES.astype(np.float64))) < 0.57


@pytest.mark.parametrize(
    ("got", "nearest", "share"),
    [
        (libm.log(UNIFORM), np.log(UNIFORM.astype(np.float64)), 0.0073),
        (libm.sine_and_cosine(ANGLES)[0], np.sin(ANGLES.astype(np.float64)), 0.0124),
        (libm.sine_and_cosine(ANGLES)[1], np.cos(ANGLES.astype(np.float64)), 0.0124),
    ],
    ids=["log", "sine", "cosine"],
)
def test_is_not_the_nearest_as_often_as_the_library(
    got: libm.Floats, nearest: np.ndarray, share: float
) -> None:
    assert np.mean(got != nearest.astype(np.float32)) == pytest.approx(share, abs=0.001)


def test_knows_the_ends() -> None:
    assert libm.log(np.array([1, 1e-7], np.float32)).tolist() == [0.0, np.float32(-16.118095397949219)]
    sine, cosine = libm.sine_and_cosine(np.array([0, np.pi, 2 * np.pi], np.float32))
    assert sine.tolist()[0] == 0.0 and cosine.tolist() == [1.0, -1.0, 1.0]
