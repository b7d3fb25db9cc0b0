"""The code is as ruff and mypy want it, notebooks included."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

ROOT = Path(__file__).resolve().parents[1]


def complaints(tool: str, *options: str) -> str:
    if importlib.util.find_spec(tool) is None:
        pytest.skip(f"{tool} is not installed here")
    words = [sys.executable, "-m", tool, *options]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
    return done.stdout + done.stderr if done.returncode else ""


def test_ruff_has_nothing_to_complain_about() -> None:
    assert complaints("ruff", "check") == ""


def test_the_code_is_formatted() -> None:
    assert complaints("ruff", "format", "--check") == ""


def test_mypy_has_nothing_to_complain_about() -> None:
    # The types are NumPy's own, and older releases of it see some of them differently.
    if np.lib.NumpyVersion(np.__version__) < "2.4.0":
        pytest.skip("needs the types of NumPy 2.4 or newer")
    assert complaints("mypy") == ""
