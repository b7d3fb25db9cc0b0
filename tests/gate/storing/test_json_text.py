"""A value is changed, and every other character stays."""

from __future__ import annotations

import json

import pytest

from nbkit.gate.storing.json_text import with_values

BOOK = {
    "cells": [{"a": ["é", 1.50, {}], "id": "x"}, {"a": [[], {"deep": ["\u2028", None]}], "id": "y"}],
    "metadata": {"name": "ü"},
}
STYLES = {
    "Jupyter's": json.dumps(BOOK, indent=1, ensure_ascii=False) + "\n",
    "two spaces, no line at the end": json.dumps(BOOK, indent=2, ensure_ascii=False),
    "tabs": json.dumps(BOOK, indent="\t", ensure_ascii=False),
    "escaped": json.dumps(BOOK, indent=1),
    "one line": json.dumps(BOOK),
    "compact": json.dumps(BOOK, separators=(",", ":"), ensure_ascii=False),
    "Windows": json.dumps(BOOK, indent=1, ensure_ascii=False).replace("\n", "\r\n") + "\r\n",
    "byte order mark": "\ufeff" + json.dumps(BOOK, indent=4, ensure_ascii=False),
    "odd": '{ "cells" : [\n {"a":["é",1.50, {}],\n "id" :"x"}, { "a": [1e3],\n"id":"y"} ],"metadata":{\n}\n}',
}


@pytest.mark.parametrize("text", STYLES.values(), ids=STYLES)
def test_nothing_changes_where_nothing_is_changed(text: str) -> None:
    assert with_values(text, {}) == text


@pytest.mark.parametrize("text", list(STYLES.values())[:-1], ids=list(STYLES)[:-1])
def test_a_value_is_written_in_the_style_of_the_text(text: str) -> None:
    cell = BOOK["cells"][1]
    assert with_values(text, {("cells", 1, "a"): cell["a"], ("metadata",): BOOK["metadata"]}) == text
    assert with_values(text, {("cells", 1): cell}) == text


@pytest.mark.parametrize("text", STYLES.values(), ids=STYLES)
def test_a_value_changes_alone(text: str) -> None:
    expected = json.loads(text.lstrip("\ufeff"))
    new = {("cells", 1, "a"): [{"ß": [2, []]}], ("cells", 0, "new"): {"b": ["c"]}}
    expected["cells"][1]["a"], expected["cells"][0]["new"] = new.values()
    changed = with_values(text, new)
    assert json.loads(changed.lstrip("\ufeff")) == expected
    start, end = text.index('"a"'), text.index('"x"') + 3
    assert changed[:start] == text[:start] and text[start:end] in changed
    assert changed[-5:] == text[-5:]
    assert ("\r\n" in text) == ("\r\n" in changed) and changed.count("\n") - changed.count("\r\n") in (
        0,
        changed.count("\n"),
    )


def test_an_added_entry_stands_on_a_line_of_its_own() -> None:
    text = '{\n "a": {\n  "b": 1\n }\n}'
    assert with_values(text, {("a", "c"): [2]}) == '{\n "a": {\n  "b": 1,\n  "c": [\n   2\n  ]\n }\n}'
