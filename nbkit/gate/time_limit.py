"""How many seconds a cell may run, as it is said on a command line."""

from __future__ import annotations

import argparse
import math


def seconds(text: str) -> float:
    """Read a time limit. Raises ArgumentTypeError where it is none.

    >>> seconds("0.5")
    0.5
    """
    try:
        limit = float(text)
    except ValueError:
        limit = math.nan
    if not limit >= 0:
        raise argparse.ArgumentTypeError(f"expected seconds, such as 0.5, or 0 for no limit, got {text!r}")
    return limit
