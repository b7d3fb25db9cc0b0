"""The judge: a whole check, in a process of its own."""

from __future__ import annotations

from pathlib import Path

from planted import BASE

from nbkit.mine.judge import judge
from nbkit.mine.stages import find


def test_a_stage_that_holds_and_one_that_is_not_begun(tmp_path: Path) -> None:
    source = BASE.read_text(encoding="utf-8")
    path = tmp_path / "nn.py"
    path.write_text(source.replace("def order(", "def to_come("), encoding="utf-8")
    nodes, order = judge(path, [find("nodes"), find("order")])
    assert nodes.passed and nodes.begun
    assert not order.begun and not order.passed


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    (report,) = judge(tmp_path / "mine" / "nn.py", [find("nodes")])
    assert "nbkit mine new" in report.wrong
