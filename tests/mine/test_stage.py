"""A stage: its claims in their order."""

from __future__ import annotations

from nbkit.mine.stages import find, load


def test_claims_keep_their_order_and_their_sentence() -> None:
    claims = find("nodes").claims
    assert claims[0].text.startswith("what we begin with")
    assert all(claim.slow for claim in claims)


def test_nine_stages_by_key_number_and_name() -> None:
    assert len(load()) == 9
    assert find("1") is find("nodes") is find("mine.nodes")
    assert find("9").name == "mine.training"
