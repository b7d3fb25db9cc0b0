"""A text is held by its words, the way they are set, and what they point at."""

from __future__ import annotations

from figures import axes

from nbkit.gate.figures.texts import heading, text


def test_only_an_unusual_setting_is_held() -> None:
    ax = axes(title="A title")
    assert heading(ax.title, 12.0) is None
    ax.title.set(color="red", style="italic", size=15)
    assert heading(ax.title, 12.0) == {"size": 15.0, "slant": "italic", "colour": "#FF0000"}


def test_a_note_is_held_by_its_ends_and_its_arrow() -> None:
    ax = axes()
    note = ax.annotate(
        "here", (0.5, 0.5), (10, 20), textcoords="offset points", arrowprops={"arrowstyle": "-|>"}
    )
    old = ax.annotate("there", (0.5, 0.5), (0.1, 0.1), arrowprops={"width": 3, "shrink": 0.1})
    before = [text(note), text(old)]
    ax.figure.draw_without_rendering()
    assert [text(note), text(old)] == before
    assert before[0]["place units"] == "offset points"
    assert before[0]["arrow"]["arrow style"] == "CurveFilledB"
    assert before[1]["arrow"]["given width"] == 3.0


def test_the_box_around_a_text_is_held() -> None:
    assert text(axes().text(0, 0, "a", bbox={"boxstyle": "round"}))["box"]["box"] == "Round"
