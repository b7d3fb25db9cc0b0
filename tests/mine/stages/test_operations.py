"""Stage "operations": its text."""

from __future__ import annotations

from nbkit.mine.stages import find


def test_it_has_its_key_and_hints() -> None:
    assert find("operations").key == "operations" and len(find("operations").hints) >= 3
