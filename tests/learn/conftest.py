"""A learner's own folder, so that no test meets what was done before."""

from __future__ import annotations

from pathlib import Path

import pytest

from nbkit.learn import commands


@pytest.fixture
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder for progress, and nothing tried yet."""
    monkeypatch.setenv("NBKIT_STATE_DIR", str(tmp_path))
    monkeypatch.delenv("NBKIT_RECORD", raising=False)
    for counter in (commands._wrong_tries, commands._hints_given, commands._solutions_asked):
        counter.clear()
    return tmp_path
