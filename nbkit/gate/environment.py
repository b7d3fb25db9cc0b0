"""The environment in which every kernel of the gate runs."""

from __future__ import annotations

import os

from nbkit.gate.mode import RECORD

# How pyplot draws and how wide the terminal is: this is of the person who runs the gate, not of the notebook.
LEFT_OUT = ("MPLBACKEND", "COLUMNS", "LINES")
THREADS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")
# Sent to a kernel when it starts, and before a cell whose widgets shall stand. They leave no name behind, and
# do nothing where nbkit is not installed.
INSTALL, REST = (
    f"""\
exec('''
try:
    from nbkit.gate.inside import {name}
except ImportError:
    pass
else:
    {name}()
''', {{}})
"""
    for name in ("install", "rest")
)


def environment() -> dict[str, str]:
    """Return what makes a kernel's numbers repeatable: one thread, fixed hashes, inline figures."""
    fixed = dict.fromkeys(THREADS, "1") | {RECORD: "1", "PYTHONHASHSEED": "0"}
    return {key: value for key, value in os.environ.items() if key not in LEFT_OUT} | fixed
