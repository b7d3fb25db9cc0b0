"""What is kept as a change comes back whole."""

from __future__ import annotations

import json
from typing import Any

import pytest

from nbkit.gate.widgets.changes import packed, unpacked

SVG = "<svg>\n<text>1</text>\n<circle/>\n" + "<path/>\n" * 9 + "</svg>"
PAIRS = [
    ({"a": 1}, {"a": 1.0}),
    ({"a": {"b": [1, 2, 3]}}, {"a": {"b": [1, 2, 4]}, "c": None}),
    ({"a": 1, "b": {}}, {"b": {"=": 1, "-": 2, "lines": 3, ".a": 4}}),
    ([{"x": [1, 2]}, {"y": "b"}], [{"x": [1, 2]}, {"y": "c"}]),
    ([{"x": 1}], [{"x": 1}, {"x": 2}]),
    ({"svg": SVG}, {"svg": SVG.replace("1", "2").replace("<circle/>", "<rect/>\n<rect/>")}),
    ({"svg": SVG}, {"svg": ""}),
    ({"title": "ä"}, {"title": ["ß", True]}),
    ([True], [1]),
    ([], {}),
]


@pytest.mark.parametrize(("old", "new"), [*PAIRS, *(pair[::-1] for pair in PAIRS)])
def test_a_change_gives_back_what_it_was_made_of(old: Any, new: Any) -> None:
    found = unpacked(old, packed(old, new))
    assert json.dumps(found, sort_keys=True) == json.dumps(new, sort_keys=True)


def test_a_change_is_short() -> None:
    old = {"axes": [{"title": str(k), "x": [0.5] * 64} for k in range(20)]}
    new = json.loads(json.dumps(old).replace('"7"', '"eight"'))
    assert packed(old, new) == '{".axes":{".7":{".title":{"=":"eight"}}}}'
    assert packed(old, old) == "{}"
    assert packed(SVG, SVG.replace("1", "2")) == '{"lines":[[1,2,["<text>2</text>"]]]}'
