"""A stage: its claims in their order."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import pytest

from nbkit.mine.stage import Stage
from nbkit.mine.stages import find, load

HINTS = Path(__file__).with_name("hints.txt")


def test_claims_keep_their_order_and_their_sentence() -> None:
    claims = find("nodes").claims
    assert claims[0].text.startswith("what we begin with")
    assert all(claim.slow for claim in claims)


def test_nine_stages_by_key_number_and_name() -> None:
    assert len(load()) == 9
    assert find("1") is find("nodes") is find("mine.nodes")
    assert find("9").name == "mine.training"


@pytest.mark.parametrize("stage", load().values(), ids=lambda stage: stage.key)
def test_hints_are_those_that_were_read(stage: Stage) -> None:
    line = f"{stage.name} {sha256(chr(0).join(stage.hints).encode()).hexdigest()[:8]}"
    advice = f"read them in their order: each says more than the one before. Then put {line!r} into {HINTS}"
    assert line in HINTS.read_text(encoding="utf-8").splitlines(), f"the hints have changed: {advice}"


def test_no_other_hints_are_kept() -> None:
    names = [line.split()[0] for line in HINTS.read_text(encoding="utf-8").splitlines()]
    assert names == sorted(stage.name for stage in load().values())
