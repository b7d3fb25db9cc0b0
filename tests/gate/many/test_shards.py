"""Notebooks divided among machines: each in one share, the same everywhere, and nobody waits for long."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nbkit.gate.many.shards import START, Shard, divide, estimate, parse_shard

SECONDS = st.dictionaries(st.text(max_size=5), st.floats(0, 1e6), max_size=30)


def test_a_shard_is_counted_from_1() -> None:
    assert [parse_shard(text) for text in ("1/1", "2/8", "8/8")] == [Shard(1, 1), Shard(2, 8), Shard(8, 8)]
    assert str(Shard(2, 8)) == "2/8"


@pytest.mark.parametrize(
    "text", ["0/8", "9/8", "x", "", "2", "2/", "/8", "-1/8", "1/8/9", "1.0/8", " 1/8", "1/0"]
)
def test_what_is_no_shard_is_refused_in_a_sentence(text: str) -> None:
    with pytest.raises(ValueError, match=rf"such as 2/8, got {re.escape(repr(text))}$"):
        parse_shard(text)


@given(SECONDS, st.integers(1, 12))
def test_every_notebook_is_in_one_share(seconds: dict[str, float], count: int) -> None:
    shares = divide(seconds, count)
    assert len(shares) == count
    assert sorted(name for share in shares for name in share) == sorted(seconds)


@given(SECONDS, st.integers(1, 12), st.randoms())
def test_all_machines_divide_in_the_same_way(seconds: dict[str, float], count: int, random: object) -> None:
    names = list(seconds)
    random.shuffle(names)  # type: ignore[attr-defined]
    assert divide({name: seconds[name] for name in names}, count) == divide(seconds, count)


@given(SECONDS, st.integers(1, 12))
def test_no_share_takes_much_longer_than_it_must(seconds: dict[str, float], count: int) -> None:
    loads = [sum(seconds[name] for name in share) for share in divide(seconds, count)]
    longest, mean = max(seconds.values(), default=0), sum(seconds.values()) / count
    # Graham (1969): the machine that ends last got its last notebook when it had the least to do.
    assert max(loads) <= (mean + longest) * (1 + 1e-9)


def notebook(path: Path, cells: int, **layout: object) -> Path:
    content = {"cells": [{"cell_type": "markdown"}] + [{"cell_type": "code"}] * cells}
    path.write_text(json.dumps(content, **layout), encoding="utf-8")  # type: ignore[arg-type]
    return path


def test_what_was_never_run_goes_by_its_cells(tmp_path: Path) -> None:
    books = {"a": notebook(tmp_path / "a", 6, indent=1), "b": notebook(tmp_path / "b", 16)}
    assert estimate(books, {}) == {"a": START + 6, "b": START + 16}
    assert estimate(books, {"a": 5.0, "gone": 99.0}) == {"a": 5.0, "b": 10.0}
    assert estimate({"no": tmp_path / "no"}, {}) == {"no": START}


@given(st.permutations(range(12)))
def test_the_estimate_is_the_same_in_any_order(order: list[int]) -> None:
    known = {str(number): 0.1 * number for number in order}
    books = {name: Path("nowhere") for name in ["new", *known]}
    assert estimate(books, known)["new"] == estimate(dict(sorted(books.items())), known)["new"]
