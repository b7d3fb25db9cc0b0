"""Of the settings that may come the likeliest come first, and in the end each control is tried alone."""

from __future__ import annotations

from math import prod

from nbkit.view.controls.coming import SMALL, coming

PLACES = {"a": list(range(21)), "b": ["x", "y", "z"]}


def asked(before: int, now: int) -> list[int]:
    """Return where `a` is expected next, by itself."""
    found = coming(PLACES, {"a": before, "b": "x"}, {"a": now, "b": "x"})
    return [one["a"] for one in found if one["b"] == "x"]


def test_a_motion_goes_on_with_its_second_step_first() -> None:
    assert asked(4, 6)[:3] == [10, 8, 12]
    assert asked(6, 4)[:3] == [0, 2, 3]
    assert asked(4, 3)[:4] == [1, 2, 0, 2]


def test_what_lies_ahead_comes_before_what_lies_behind_and_near_before_far() -> None:
    assert list(dict.fromkeys(asked(9, 10)))[:9] == [12, 11, 13, 9, 8, 14, 7, 15, 6]
    assert list(dict.fromkeys(asked(11, 10)))[:9] == [8, 9, 7, 11, 12, 6, 13, 5, 4]


def test_where_nothing_has_moved_neighbours_and_ends_come_first() -> None:
    assert set(asked(10, 10)[:4]) == {9, 11, 0, 20}


def test_each_control_is_tried_alone_then_all_together() -> None:
    found = list(coming(PLACES, {"a": 4, "b": "x"}, {"a": 6, "b": "x"}))
    alone = [one for one in found if one["a"] == 6 or one["b"] == "x"]
    assert {one["a"] for one in alone} == set(range(21)) and {one["b"] for one in alone} == {"x", "y", "z"}
    assert len({tuple(one.values()) for one in found}) == 63


def test_of_many_settings_no_two_controls_are_moved_at_once() -> None:
    places = {"a": list(range(21)), "b": list(range(21))}
    assert prod(map(len, places.values())) > SMALL
    now = {"a": 3, "b": 3}
    assert all(3 in one.values() for one in coming(places, now, now))


def test_where_no_control_can_be_put_again_by_itself_it_may_still_go_elsewhere() -> None:
    found = list(coming({"pad": [1, 2]}, {"pad": "strokes"}, {"pad": "more strokes"}))
    assert {one["pad"] for one in found} == {1, 2}
