"""Flags: defaults, and what the command line changes."""

from __future__ import annotations

import pytest

from nbkit.tf1 import flags


def test_the_command_line_is_read_with_the_first_question(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(flags, "FLAGS", flags.Flags())
    monkeypatch.setattr("sys.argv", ["listing.py", "--rate", "0.5", "--loud", "true", "more"])
    flags.DEFINE_float("rate", 0.1, "how far")
    flags.DEFINE_boolean("loud", False, "how loud")
    flags.DEFINE_integer("steps", default=3, help="how long")
    assert (flags.FLAGS.rate, flags.FLAGS.loud, flags.FLAGS.steps) == (0.5, True, 3)
    assert flags.rest() == ["more"]
    flags.FLAGS.steps = 4
    assert flags.FLAGS.steps == 4
    with pytest.raises(AttributeError):
        _ = flags.FLAGS.nothing
