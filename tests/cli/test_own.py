"""`nbkit mine`: a new file, and what a check says of it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from found import ONCE
from planted import DESIGNS

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


def test_a_check_that_finds_something_wrong_exits_with_1(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NBKIT_STATE_DIR", str(tmp_path / "state"))
    monkeypatch.delenv("NBKIT_RECORD", raising=False)
    assert main(["mine", "check"]) == 1  # no file
    main(["mine", "new"])
    assert main(["mine", "check", "nodes"]) == 1  # not begun, and asked for
    own = tmp_path / "mine" / "nn.py"
    design = (DESIGNS / "closures.py").read_text(encoding="utf-8")
    own.write_text(design.replace("def run(", "def later("), encoding="utf-8")
    assert main(["mine", "check", "nodes"]) == main(["mine", "check"]) == 0  # right, as far as it goes
    assert main(["mine", "check", "run"]) == 1
    own.write_text("def constant(value):\n    return value\n", encoding="utf-8")
    assert main(["mine", "check", "nodes"]) == main(["mine", "check"]) == 1
    own.write_text("def constant(value:\n", encoding="utf-8")
    assert main(["mine", "check"]) == 1
    assert "Not yet" in capsys.readouterr().out


def test_a_report_is_written_or_says_why_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["mine", "report"]) == 1
    assert "mine/results.json is not there yet: run chapter 19" in capsys.readouterr().err
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine/results.json").write_text(json.dumps(ONCE), encoding="utf-8")
    assert main(["mine", "report"]) == 0
    assert capsys.readouterr().out == "mine/report.html\n"
    assert main(["mine", "report", "--out", "page.html"]) == 0
    assert (tmp_path / "page.html").read_bytes() == (tmp_path / "mine/report.html").read_bytes()
    monkeypatch.setenv("PATH", "")
    assert main(["mine", "report", "--out", "page.pdf"]) == 1
    assert "Chromium" in capsys.readouterr().err and not (tmp_path / "page.pdf").exists()
