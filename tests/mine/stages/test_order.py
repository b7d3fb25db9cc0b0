"""Stage "order": its text."""

from __future__ import annotations

from nbkit.mine.stages import find


def test_it_has_its_key_and_hints() -> None:
    assert find("order").key == "order" and len(find("order").hints) >= 3
