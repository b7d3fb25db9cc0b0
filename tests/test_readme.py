"""What README shows is what happens: its code prints what stands below it, its counts are the files' own."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```python\n(.*?)```\n\n```\n(.*?)```", README, re.DOTALL)


def test_its_code_prints_what_it_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("NBKIT_STATE_DIR", str(tmp_path))
    names: dict[str, object] = {}
    for code, printed in BLOCKS:
        exec(code, names)
        assert capsys.readouterr().out == printed


def test_there_are_twelve_lines_of_python() -> None:
    code, _ = BLOCKS[0]
    assert len([line for line in code.splitlines() if line]) == 12
    assert len(BLOCKS) == README.count("```python")
