"""Small figures for the tests of the fingerprint."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.figure import Figure

LONG = np.linspace(0, 6, 500)


def axes(**words: Any) -> Any:
    return Figure(figsize=(3, 2), layout="constrained").add_subplot(**words)
