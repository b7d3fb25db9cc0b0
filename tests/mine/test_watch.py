"""Watching: each save is checked, and only what has changed is said."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from planted import BASE

from nbkit.mine import watch

SOURCE = BASE.read_text(encoding="utf-8")
ONLY_NODES = SOURCE.replace("def order(", "def to_come(")
BROKEN = ONLY_NODES.replace("(np.multiply, lambda", "(np.multiply, unknown_name, lambda")
HALF = ONLY_NODES.replace('setattr(Node, f"__r{sign}__"', 'setattr(Node, f"__s{sign}__"')


def test_only_news_are_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NBKIT_STATE_DIR", str(tmp_path / "state"))
    path = tmp_path / "mine" / "nn.py"
    path.parent.mkdir()

    def saved(_: Path) -> Iterator[None]:
        for source in (HALF, HALF + "\n", HALF + ")", HALF, ONLY_NODES, ONLY_NODES + "\n", BROKEN):
            path.write_text(source, encoding="utf-8")
            yield

    monkeypatch.setattr(watch, "saves", saved)
    watch.watch()
    _, first, second, unread, again, third, fourth, fifth = capsys.readouterr().out.split("\n\n")
    assert first.count("  right  ") == 6 and "a number on the left" in first
    assert unread.startswith("Not yet: Python cannot read nn.py") and "stage" not in unread
    assert "  right  " not in again and "a number on the left" in again
    assert second == fourth.strip() == watch.SAME
    assert 'Right: stage 1 of 9, "nodes"' in third and "nbkit mine check order says" in third
    assert "  right  " not in third
    assert (
        fifth.startswith("Not yet: the file does not import: it stops with a NameError") and "line" in fifth
    )


def test_a_save_is_seen_and_so_is_a_file_that_goes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watch, "WAIT", 0.001)
    path = tmp_path / "nn.py"
    looks = watch.saves(path)
    next(looks)
    for content in ("x = 1\n", "x = 12\n"):
        path.write_text(content)
        next(looks)
    path.unlink()
    next(looks)
    assert watch.stamp(path) is None
