"""Many right answers exist: closures, a tape, classes of operations; each passes each stage."""

from __future__ import annotations

from pathlib import Path

import pytest
from planted import ALL, DESIGNS, judged

from nbkit.mine.stages import KEYS

LONGEST = 250
FOUND = sorted(DESIGNS.glob("*.py"))
SLOW = ["order", "gradients", "training"]  # of these the suite tries one design each, `nbkit test --all` all
CASES = [
    pytest.param(design, key, id=f"{design.stem}-{key}")
    for number, design in enumerate(FOUND)
    for key in KEYS
    if ALL or key not in SLOW or SLOW.index(key) == number
]


@pytest.mark.parametrize(("design", "key"), CASES)
def test_a_right_design_passes(design: Path, key: str) -> None:
    _, said, details = judged(design.read_text(encoding="utf-8"), key)
    assert said == "", "\n".join([said, *details])


@pytest.mark.parametrize("design", FOUND, ids=lambda path: path.stem)
def test_it_is_short(design: Path) -> None:
    assert len(design.read_text(encoding="utf-8").splitlines()) <= LONGEST
