"""Logarithm, sine and cosine in float32, rounded where the C library of Linux rounds them."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

# TensorFlow asks the C library, whose polynomials are wrong in the last place now and then: in one logarithm
# of 140, in one sine of 80. To print the same digits we have to be wrong in the same places. The coefficients
# do not come from its source: a linear program found them, as those in the middle of all that give what the
# library (glibc 2.36) gave for the 8,388,607 numbers that a uniform draw can be. One sine is left otherwise.
_SINE = (-0.1666665494363479, 0.008332178141932366, -0.00019517298391825492)
_COSINE = (-0.4999999972533091, 0.04166662334914093, -0.0013886764564391182, 2.4390523317686266e-05)
_LOG = (-0.4999997484727554, 0.33345676151027387, -0.2508938860705894)

# The logarithm counts from the middle of the sixteenth of an octave in which x lies. Octaves begin at
# 0.69921875; there are two exceptions: around 1 it counts from 1, and beside it not quite from the middle.
_START, _STEP = 0x3F330000, 1 << 19
_MIDDLES = (np.arange(16, dtype=np.int32) * _STEP + (_START + _STEP // 2)).astype(np.int32).view(np.float32)
_INVERSES = 1 / _MIDDLES.astype(np.float64)
_INVERSES[9:11] = 1.0, 0.949284625
_LOGS = -np.log(_INVERSES)


def log(x: Floats) -> Floats:
    """Return the logarithm of positive, normal float32 numbers as C's `logf` rounds it.

    With x = 2^k z and r = z / middle - 1: log x = k log 2 + log middle + (r - r²/2 + r³/3 - ...).

    >>> log(np.array([1, 0.5], np.float32))
    array([ 0.       , -0.6931472], dtype=float32)
    """
    bits = x.view(np.int32)
    k = (bits - np.int32(_START)) >> 23
    piece = (bits - np.int32(_START)) >> 19 & 15
    z = (bits - (k << 23)).view(np.float32).astype(np.float64)
    r = z * _INVERSES[piece] - 1.0
    squared = r * r
    series = (_LOG[2] * squared + (_LOG[1] * r + _LOG[0])) * squared
    total: Any = series + (_LOGS[piece] + k * math.log(2) + r)
    return total.astype(np.float32)


def sine_and_cosine(x: Floats) -> tuple[Floats, Floats]:
    """Return sine and cosine of float32 angles from 0 to 2π as C's `sinf` and `cosf` round them.

    Whole quarter turns are taken away first; a quarter turn makes a cosine of a sine, and changes signs.

    >>> sine_and_cosine(np.array([0, 2], np.float32))
    (array([0.       , 0.9092974], dtype=float32), array([ 1.        , -0.41614684], dtype=float32))
    """
    exact = x.astype(np.float64)
    quarter = np.floor(exact * (2 / math.pi) + 0.5)
    a = exact - quarter * (math.pi / 2)
    a2 = a * a
    a3, a4 = a * a2, a2 * a2
    sine = (a + a3 * _SINE[0]) + a3 * a2 * (_SINE[1] + a2 * _SINE[2])
    cosine = (1.0 + a2 * _COSINE[0]) + a4 * _COSINE[1] + a4 * a2 * (_COSINE[2] + a2 * _COSINE[3])
    turned = quarter.astype(np.int8)
    odd = (turned & 1).astype(bool)
    down, left = 1.0 - (turned & 2), 1.0 - (turned + np.int8(1) & 2)
    sines, cosines = np.where(odd, cosine, sine) * down, np.where(odd, sine, cosine) * left
    return sines.astype(np.float32), cosines.astype(np.float32)
