"""What agrees is kept as it is stored; a picture gets the meaning that it lacks."""

from __future__ import annotations

from typing import Any

from nbkit.gate.mime import FIGURE, WIDGET_VIEW
from nbkit.gate.storing.keeping import in_lines, outputs_to_store, with_meaning, without_views


def picture(content: str, **more: Any) -> dict[str, Any]:
    data = {"application/json": 1, "image/png": content, "text/plain": ["a figure"], **more}
    return {"output_type": "display_data", "metadata": {"kept": 1}, "data": data}


def printed(text: str) -> dict[str, Any]:
    return {"output_type": "stream", "name": "stdout", "text": text}


def agree(stored: list[Any], new: list[Any]) -> bool:
    pictures = [[one["data"]["image/png"] for one in side if "data" in one] for side in (stored, new)]
    texts = [[one["text"] for one in side if "text" in one] for side in (stored, new)]
    return pictures[0] == pictures[1] and texts[0] == texts[1]


def test_a_stored_picture_gets_its_meaning_and_stays() -> None:
    raw = [picture("same")]
    (found,) = outputs_to_store(raw, raw, [picture("same", **{FIGURE: {"b": 1, "a": 2}})], agree)
    assert list(found["data"]) == ["application/json", FIGURE, "image/png", "text/plain"] and found[
        "metadata"
    ] == {"kept": 1}
    assert found["data"][FIGURE] == {"a": 2, "b": 1} and found["data"]["image/png"] == "same"
    again = outputs_to_store([found], [found], [picture("same", **{FIGURE: {"a": 3}})], agree)
    assert again == [found] and again[0] is found


def test_the_stored_meaning_comes_before_the_new_one() -> None:
    stored, new = picture("same", **{FIGURE: "stored"}), picture("same", **{FIGURE: "new"})
    assert with_meaning(picture("same"), stored, new)["data"][FIGURE] == "stored"
    assert with_meaning(picture("same"), picture("same"), new)["data"][FIGURE] == "new"


def test_of_a_cell_that_changed_the_same_pictures_stay() -> None:
    raw = [printed("a"), picture("same"), picture("old")]
    new = [printed("b"), picture("same"), picture("new")]
    found = outputs_to_store(raw, raw, new, agree)
    assert found[1] is raw[1] and [found[0], found[2]] == [new[0], new[2]]
    assert outputs_to_store(raw, raw, new[:2], agree) == new[:2]


def test_lines_and_views() -> None:
    assert in_lines(printed("a\nb"))["text"] == ["a\n", "b"]
    assert in_lines(picture("p", **{"text/html": "a\nb"}))["data"]["text/html"] == ["a\n", "b"]
    only = {"output_type": "display_data", "metadata": {}, "data": {WIDGET_VIEW: {}}}
    assert without_views([only, picture("p", **{WIDGET_VIEW: {}})]) == [picture("p")]
