"""Two artists have equal looks where they draw the same; `test_tapes.py` tries what may differ."""

from __future__ import annotations

import pytest
from matplotlib.figure import Figure
from matplotlib.text import Text

from nbkit.view.controls.looks import look_of, rounded


def text(said: str = "here") -> Text:
    return Figure().add_subplot().text(0.5, 0.5, said)


def test_twins_look_alike_and_others_do_not() -> None:
    assert look_of(text()) == look_of(text()) != look_of(text("there"))
    assert hash(look_of(text())) == hash(look_of(text()))


def test_what_an_artist_keeps_that_is_of_no_known_kind_equals_nothing() -> None:
    odd = text()
    odd.mine = object()  # type: ignore[attr-defined]
    assert look_of(odd) != look_of(odd)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ((-0.05, 1.05), (-0.05 + 1e-12, 1.05), True),
        ((-0.05, 1.05), (-0.0501, 1.05), False),
        ((0, 1), (0, 1000), False),
        ((1e9, 1e9 + 1), (1e9, 1e9 + 2), False),
        ((2.0, 2.0), (2.0, 2.0), True),
        ((3, 0), (0, 3), False),
    ],
)
def test_limits_that_a_screen_cannot_tell_apart(
    one: tuple[float, float], other: tuple[float, float], same: bool
) -> None:
    assert (rounded(one) == rounded(other)) is same
