"""Frames are collected by their settings; what is there can be kept before the last has come."""

import pytest

from nbkit.publish.film import takes
from nbkit.publish.film.pack import unpack
from nbkit.publish.film.takes import Take, taken

HEAD = {
    "controls": [{"label": "k", "kind": "slider", "words": ["0", "1", "2"], "start": 1, "play": False}],
    "way": "grid",
    "kept": [[0, 1, 2]],
}


def frame(number):
    return {
        "at": [number],
        "svg": f"<svg>{number}</svg>",
        "alt": f"Number {number}.",
        "size": [9.0, 6.0, 12.0],
    }


def take(*numbers):
    found = Take("c01-1-0")
    found.head = HEAD
    for number in numbers:
        found.hear(frame(number))
    return found


def test_frames_are_packed_in_the_order_of_the_plan_whenever_they_came():
    first, second = take(0, 1, 2).reel(), take(2, 0, 1).reel()
    assert first.packed == second.packed
    assert (first.width, first.height, first.smallest) == (9.0, 6.0, 12.0)


@pytest.mark.parametrize("numbers", [(), (1,), (2, 0), (0, 1, 2)])
def test_what_was_kept_comes_back_and_is_not_fresh(numbers):
    again = taken("c01-1-0", take(*numbers).content())
    assert set(again.frames) == {(number,) for number in numbers}
    assert (again.missing, again.fresh) == (3 - len(numbers), 0)
    for number in {0, 1, 2} - set(numbers):
        again.hear(frame(number))
    assert again.reel() == take(0, 1, 2).reel()


def test_a_frame_that_cannot_be_drawn_says_so_in_its_place():
    found = take(0, 1)
    found.hear({"at": [2], "error": "ValueError: <nothing> there"})
    assert found.reel().failures == ["No picture for k = 2: ValueError: <nothing> there"]
    assert "&lt;nothing&gt; there" in found.frames[(2,)][0]
    assert taken("c01-1-0", found.content()).reel().failures == found.reel().failures


def test_of_what_is_too_large_only_every_second_frame_is_kept(monkeypatch):
    whole = take(0, 1, 2)
    whole.head = HEAD | {
        "controls": [HEAD["controls"][0] | {"words": list("01234")}],
        "kept": [[0, 1, 2, 3, 4]],
    }
    for number in (3, 4):
        whole.hear(frame(number))
    monkeypatch.setattr(takes, "BYTES", len(whole.reel().packed) - 1)
    assert whole.reel().kept == [[0, 1, 3, 4]]
    assert [alt for _, alt in unpack(whole.reel().packed)] == [f"Number {number}." for number in (0, 1, 3, 4)]
    assert len(taken("c01-1-0", whole.content()).frames) == 5
