"""What a claim shows of a design that does not hold."""

from __future__ import annotations

from types import ModuleType

import pytest

from nbkit.mine.design import Design
from nbkit.mine.probe import Looks, Probe, Raised, Refused


@pytest.fixture
def probe() -> Probe:
    module = ModuleType("nn")
    vars(module).update(Constant=float)
    return Probe(Design(module))


def test_what_was_given_expected_and_got_is_shown_in_the_names_of_the_design(probe: Probe) -> None:
    probe.given("a = constant(2.0)")
    with pytest.raises(Refused) as refused:
        probe.equal("a * 3", 5.0, Looks(6.0, "that multiplies: add."))
    assert refused.value.sentence == "that multiplies: add."
    assert refused.value.details == [
        "  given     a = Constant(2.0)",
        "            a * 3",
        "  expected  5",
        "  got       6",
    ]


def test_an_error_is_told_in_plain_words_or_by_what_it_looks_like(probe: Probe) -> None:
    with pytest.raises(Refused) as refused:
        probe.value("1 / 0", Looks(Raised(ZeroDivisionError, "zero"), "by nothing."))
    assert refused.value.sentence == "by nothing."
    with pytest.raises(Refused) as refused:
        probe.value("1 / 0")
    assert refused.value.sentence.startswith("it raises ZeroDivisionError")
