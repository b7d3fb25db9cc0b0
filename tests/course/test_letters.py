"""No letters of a stored figure are too small where JupyterLab shows it, beside its list of files.

How small the letters are that each kind of figure writes is tested by drawing, in `tests/view/plots`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from fits import BESIDE, READABLE, WRITTEN

CHAPTERS = sorted((Path(__file__).resolve().parents[2] / "course").glob("[0-9a][0-9]_*.ipynb"))
GRAPHS = Path(__file__).resolve().parents[2] / "nbkit" / "view" / "graphs"
SIZES = [float(size) for file in GRAPHS.glob("*.css") for size in re.findall(r"([\d.]+)px", file.read_text())]
DRAWN = min(size for size in SIZES if size > 8) * 72 / 96  # points; what is smaller are gaps and strokes


def shown(chapter: Path) -> Iterator[tuple[str, float, float]]:
    """Give of each stored figure its cell, its width in inches, and its smallest letters in points."""
    for cell in nbformat.read(chapter, 4).cells:
        for output in cell.get("outputs", ()):
            for mime, look in output.get("metadata", {}).items():
                if mime == "image/png":
                    yield cell.id, look["width"] / 96, WRITTEN
                if mime == "image/svg+xml":
                    width = re.search(r'width="([\d.]+)"', output.data[mime])
                    assert width
                    yield cell.id, float(width[1]) / 96, DRAWN


@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda path: path.stem)
def test_the_smallest_letters_can_be_read(chapter: Path) -> None:
    small = {
        cell: f"{letters * BESIDE / width:.1f} points"
        for cell, width, letters in shown(chapter)
        if letters * min(1.0, BESIDE / width) < READABLE
    }
    assert small == {}
