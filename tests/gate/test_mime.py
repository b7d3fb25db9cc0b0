"""The names of what the gate compares are written once."""

from __future__ import annotations

from pathlib import Path

import nbkit
from nbkit.gate import mime


def test_the_names_are_written_nowhere_else() -> None:
    assert mime.__file__ is not None
    names = [value for name, value in vars(mime).items() if name.isupper()]
    assert len(names) == len(set(names)) == 5
    others = set(Path(nbkit.__path__[0]).rglob("*.py")) - {Path(mime.__file__)}
    assert [path for path in others for name in names if name in path.read_text(encoding="utf-8")] == []
