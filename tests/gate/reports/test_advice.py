"""What cannot be settled names the metadata that settles it."""

from __future__ import annotations

import json

import pytest

from nbkit.gate.outputs.compare import compare_outputs
from nbkit.gate.outputs.tolerance import Drift, rules
from nbkit.gate.reports.advice import advice

RESULT = {"output_type": "execute_result", "metadata": {}, "execution_count": 1}


def printed(text: str) -> dict[str, str]:
    return {"output_type": "stream", "name": "stdout", "text": text}


def result(text: str, mime: str = "text/plain") -> dict[str, object]:
    return RESULT | {"data": {mime: text}}


@pytest.mark.parametrize(
    ("stored", "new"),
    [
        ([printed("0.5")], [printed("0.51")]),
        ([printed("a")], [printed("b")]),
        ([result("0.5")], [result("0.9")]),
        ([result("a"), printed("c")], [result("b"), printed("d")]),
        ([result("<i>a</i>", "text/html")], [result("<i>b</i>", "text/html")]),
        ([printed("a")], []),
    ],
)
def test_the_metadata_that_is_named_settles_it(stored: list[object], new: list[object]) -> None:
    found = compare_outputs(stored, new, rules({}), Drift())
    said = advice(found)
    metadata = json.loads(said[said.index("{") :])
    assert compare_outputs(stored, new, rules(metadata), Drift()) == []


def test_nothing_is_advised_where_nothing_differs() -> None:
    assert advice([]) == ""
