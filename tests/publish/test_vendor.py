"""What other people made and we bring along: named, licensed, small, and silent."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import nbkit.publish

VENDOR = Path(nbkit.publish.__file__).with_name("vendor")
FILES = sorted(path for path in VENDOR.rglob("*") if path.is_file())
ASKS_OUTSIDE = re.compile(r"(?:url\(|@import |src=|href=|fetch\()\s*['\"]?(?:https?:)?//")


def test_each_folder_has_its_licence_and_stands_in_the_table() -> None:
    table = (VENDOR / "README.md").read_text(encoding="utf-8")
    folders = [path for path in VENDOR.iterdir() if path.is_dir()]
    assert folders
    assert [path.name for path in folders if not list(path.glob("LICENSE*"))] == []
    assert [path.name for path in folders if f"`{path.name}/`" not in table] == []


def test_it_is_small() -> None:
    assert sum(path.stat().st_size for path in FILES) < 3_000_000


@pytest.mark.parametrize(
    "path", [p for p in FILES if p.suffix in (".js", ".css")], ids=lambda path: path.name
)
def test_it_asks_for_nothing_outside(path: Path) -> None:
    assert ASKS_OUTSIDE.findall(path.read_text(encoding="utf-8")) == []


def test_each_font_of_the_style_sheets_is_there() -> None:
    for style in VENDOR.rglob("*.css"):
        fonts = re.findall(r"url\(([^)]*\.woff2)\)", style.read_text(encoding="utf-8"))
        assert [name for name in fonts if not (style.parent / name).exists()] == []
