"""`nbkit mine`: a new file, and what a check says of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from nbkit.cli import main


def test_a_new_file_is_made_and_checked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NBKIT_STATE_DIR", str(tmp_path / "state"))
    monkeypatch.delenv("NBKIT_RECORD", raising=False)
    assert main(["mine", "new"]) == 0
    assert main(["mine", "check"]) == 0
    out = capsys.readouterr().out
    assert "mine/nn.py is made" in out and 'stage 1 of 9, "nodes"' in out and "not begun yet" in out
    assert main(["mine", "check", "nods"]) == 1
    assert "Expected one of: nodes" in capsys.readouterr().err
