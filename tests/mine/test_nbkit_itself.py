"""The same claims hold of nbkit: one definition judges a learner's framework and ours."""

from __future__ import annotations

from pathlib import Path

import pytest
from planted import ALL, judged

from nbkit.mine.stages import KEYS

OURS = Path(__file__).with_name("nbkit_itself.py")


@pytest.mark.parametrize("key", KEYS if ALL else KEYS[:-1])  # the last one trains, as other tests do
def test_nbkit_passes_each_stage_through_the_adapter(key: str) -> None:
    _, said, details = judged(OURS.read_text(encoding="utf-8"), key)
    assert said == "", "\n".join([said, *details])
