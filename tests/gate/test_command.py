"""`nbkit accept`: what it stores, what it says, what it refuses."""

from __future__ import annotations

from pathlib import Path

import pytest

from nbkit.gate.command import main


def test_what_does_not_exist_is_refused_in_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["accept", str(tmp_path / "no.ipynb")]) == 1
    assert "it does not exist" in capsys.readouterr().err
