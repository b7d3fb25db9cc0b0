"""Many right answers exist: closures, a tape, classes of operations; each passes each stage."""

from __future__ import annotations

from pathlib import Path

import pytest
from planted import DESIGNS, judged

from nbkit.mine.stages import KEYS

LONGEST = 250
ALL = sorted(DESIGNS.glob("*.py"))


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("design", ALL, ids=lambda path: path.stem)
def test_a_right_design_passes(design: Path, key: str) -> None:
    _, said, details = judged(design.read_text(encoding="utf-8"), key)
    assert said == "", "\n".join([said, *details])


@pytest.mark.parametrize("design", ALL, ids=lambda path: path.stem)
def test_it_is_short(design: Path) -> None:
    assert len(design.read_text(encoding="utf-8").splitlines()) <= LONGEST
