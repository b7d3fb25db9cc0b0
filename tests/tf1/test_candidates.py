"""Candidates: those of 1.4.0, bit for bit, and how often each is expected."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from nbkit.tf1 import candidates, philox

CASES: list[dict[str, Any]] = json.loads(
    (Path(__file__).parent / "data" / "candidates_1_4_0.json").read_text(encoding="utf-8")
)


def source(kind: str, n: int, seen: Any) -> Any:
    if kind == "fixed_unigram":
        return candidates.Weighted([float(np.float32((1.0 + 7 * i % 5) ** 0.75)) for i in range(n)])
    makers = {"uniform": candidates.Uniform, "log_uniform": candidates.LogUniform}
    return candidates.Counted(seen) if kind == "learned_unigram" else makers[kind](n)


@pytest.mark.parametrize("number", range(len(CASES)), ids=lambda i: f"{CASES[i]['kind']} {i}")
def test_draws_are_those_of_1_4_0(number: int) -> None:
    case = CASES[number]
    n, count = case["range"], case["sampled"]
    true = (np.arange(4 * case["num_true"]) * 3 % n).reshape(4, -1)
    seen = np.ones(n, np.int64)
    for run, (ids, of_true, of_these) in enumerate(case["runs"]):
        shares = source(case["kind"], n, seen)
        words = candidates.Words(*case["seeds"], candidates.reserved(count) * run)
        drawn, tries = candidates.draw(shares, words, count, case["unique"])
        assert drawn.tolist() == ids
        for asked, expected in ((true, of_true), (drawn, of_these)):
            found = candidates.expected(shares.share(asked), count, tries)
            assert found.view(np.uint32).ravel().tolist() == expected
        np.add.at(seen, true, 1)


def test_all_classes_can_be_drawn_once_and_no_more() -> None:
    drawn, tries = candidates.draw(candidates.Uniform(8), candidates.Words(1, 2, 0), 8, unique=True)
    assert sorted(drawn.tolist()) == list(range(8)) and tries >= 8
    with pytest.raises(ValueError, match=r"9 different ones of 8 classes\. Take fewer"):
        candidates.draw(candidates.Uniform(8), candidates.Words(1, 2, 0), 9, unique=True)


@pytest.mark.parametrize("weights", [[1.0, 2.0, 0.0, 5.0], [3.0], [1.0] * 7])
def test_weights_are_met(weights: list[float]) -> None:
    drawn, _ = candidates.draw(candidates.Weighted(weights), candidates.Words(3, 4, 0), 8000, unique=False)
    share = np.bincount(drawn, minlength=len(weights)) / 8000
    np.testing.assert_allclose(share, np.array(weights) / sum(weights), atol=0.02)


def test_words_that_would_favour_small_numbers_are_passed_over() -> None:
    words = candidates.Words(1, 2, 0)
    n = 3 * 2**30  # a quarter of all words lie above it
    raw = philox.philox(np.arange(32, dtype=np.uint64), 2, 1).ravel()
    kept = [int(word) % n for word in raw if word >= 2**32 % n]
    assert [words.below(n) for _ in range(60)] == kept[:60]
