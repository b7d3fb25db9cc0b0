"""The table of what TensorFlow 1.4.0 does: of each behaviour in words a snippet, its outcome there, and ours.

`tensorflow` is the outcome as it was measured; `written` the same in the notation of this test, where the
table tells it in words; `ours` is ours where we differ, and `why` says why.
"""

from __future__ import annotations

import json
import warnings
from pathlib import Path
from typing import Any

import pytest
from snippets import Snippets, plain, shown

import nbkit.tf1 as tf

TABLE = json.loads((Path(__file__).parent / "behaviours.json").read_text(encoding="utf-8"))


def outcome(row: dict[str, Any]) -> str:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # np.matrix
        return plain(shown(Snippets(tf).value(row["code"])))


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row["id"])
def test_it_behaves_as_1_4_0_or_says_why_not(row: dict[str, Any]) -> None:
    told = plain(row.get("ours") or row.get("written") or row["tensorflow"])
    found = outcome(row)
    # An error is written with its text, a name perhaps without its quotation marks.
    assert found in (told, told.partition(":")[0]) or found == f"'{told}'", row["behaviour"]


def test_most_agree() -> None:
    differ = [row for row in TABLE if "ours" in row]
    assert all(row["why"] for row in differ)
    # Of those that were measured first; E are those of embeddings, that came later.
    first = [row for row in TABLE if row["id"][0] != "E"]
    assert len(first) == 372 and len(first) - len(differ) >= 365
