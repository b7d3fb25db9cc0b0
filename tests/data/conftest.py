"""A copy of the shipped files, for tests that damage them."""

import shutil
from pathlib import Path

import pytest

from nbkit.data import digits

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def shipped(tmp_path, monkeypatch):
    """A copy of data/ that a test may damage."""
    folder = tmp_path / "data"
    shutil.copytree(ROOT / "data", folder)
    monkeypatch.setattr(digits, "data_folder", lambda: folder)
    return folder
