"""Philox and the draws made of it, against its authors' answers and against what TensorFlow 1.4.0 drew."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from nbkit.tf1 import philox

DATA = Path(__file__).parent / "data"
DRAWN: dict[str, Any] = json.loads((DATA / "draws_1_4_0.json").read_text())
ARRAYS = dict(np.load(DATA / "draws_1_4_0.npz"))


def hexadecimal(counter: int, upper: int, key: int) -> list[str]:
    return [f"{word:08x}" for word in philox.philox(np.array([counter], np.uint64), upper, key)[0]]


def test_gives_the_known_answers_of_its_authors() -> None:
    """From Random123's kat_vectors, philox4x32, ten rounds: a number there is a word, the lowest first."""
    ones = 2**64 - 1
    assert hexadecimal(0, 0, 0) == ["6627e8d5", "e169c58d", "bc57ac4c", "9b00dbd8"]
    assert hexadecimal(ones, ones, ones) == ["408f276d", "41c83b0e", "a20bc7c6", "6d5451fd"]
    pi = hexadecimal(0x85A308D3_243F6A88, 0x03707344_13198A2E, 0x299F31D0_A4093822)
    assert pi == ["d16cfe09", "94fdcceb", "5001e420", "24126ea1"]


def test_a_block_does_not_hang_on_the_others() -> None:
    whole = philox.philox(np.arange(20_000, dtype=np.uint64), 3, 777)
    assert np.array_equal(philox.philox(np.array([19_999, 4], np.uint64), 3, 777), whole[[19_999, 4]])


def draw(call: str, stream: tuple[int, int], run: int) -> Any:
    """Compute what the call of TensorFlow gave in a run, in its order of rounding."""
    f = np.float32
    size = {"random_normal": 6, "truncated_normal": 6, "nn.dropout": 10}.get(call.split("(")[0], 5)
    skip = run * philox.reserved(size)
    if call.startswith("random_shuffle"):
        return philox.shuffle(*stream, run * philox.reserved_by_shuffle(8), np.arange(8))
    if call.startswith("random_normal"):
        return philox.normal(*stream, skip, (3, 2)) * f(0.1)
    if call.startswith("truncated"):
        return philox.truncated_normal(*stream, skip, (6,)) * f(0.1)
    if "int32" in call:
        return philox.ints(*stream, skip, (5,), 0, 100)
    if call.startswith("random_uniform"):
        return philox.uniform(*stream, skip, (5,)) * f(2) - f(1)
    return f(1) / f(0.5) * np.floor(f(0.5) + philox.uniform(*stream, skip, (10,)))


@pytest.mark.parametrize("row", DRAWN["draws"], ids=lambda row: f"{row['call']} {row['graph_seed']}")
def test_draws_what_tensorflow_drew(row: dict[str, Any]) -> None:
    stream = philox.seeds(row["graph_seed"], row["seed"], row["nodes_before"])
    for run, wanted in enumerate(row["runs"]):
        assert draw(row["call"], stream, run).tolist() == wanted


@pytest.mark.parametrize("name", ARRAYS)
def test_draws_many_of_each_dtype(name: str) -> None:
    function, dtype = re.fullmatch(r"(\w+)_(\w+?)", name).groups()  # type: ignore[union-attr]
    bounds = {"ints_int32": (-5, 100), "ints_int64": (-5, 2**40)}.get(name, ())
    size = ARRAYS[name].shape[1]
    for run, wanted in enumerate(ARRAYS[name]):
        skip = run * philox.reserved(size)
        got = getattr(philox, function)(philox.DEFAULT_KEY, 7, skip, (size,), *bounds, dtype=dtype)
        assert got.dtype == wanted.dtype
        if "normal_float64" in name:  # NumPy's own logarithm and sine, which differ from one CPU to another
            np.testing.assert_allclose(got, wanted, rtol=1e-14)
        else:
            assert np.array_equal(got, wanted)


def test_todays_tensorflow_draws_the_same() -> None:
    """Its kernels have kept the streams; normals to what the C library of this machine rounds."""
    v1 = pytest.importorskip("tensorflow", reason="needs TensorFlow").compat.v1
    with v1.Graph().as_default(), v1.Session() as session:
        for tensor, draw in (
            (v1.random_uniform([300], seed=5), philox.uniform),
            (v1.random_normal([300], seed=5), philox.normal),
            (v1.truncated_normal([300], seed=5), philox.truncated_normal),
        ):
            for run in range(2):
                got = draw(philox.DEFAULT_KEY, 5, run * philox.reserved(300), (300,))
                np.testing.assert_allclose(got, session.run(tensor), rtol=1e-6, atol=1e-9)


def test_goes_on_after_runs_of_other_sizes() -> None:
    skip, values = 0, []
    for size in DRAWN["changing sizes"]["sizes"]:
        values += philox.normal(philox.DEFAULT_KEY, DRAWN["changing sizes"]["seed"], skip, (size,)).tolist()
        skip += philox.reserved(size)
    assert values == DRAWN["changing sizes"]["values"]


def test_multinomial_draws_what_tensorflow_drew() -> None:
    given = DRAWN["multinomial"]
    logits, skip = np.array(given["logits"], np.float32), 0
    for wanted in given["runs"]:
        got = philox.multinomial(philox.DEFAULT_KEY, given["seed"], skip, logits, given["samples"])
        assert got.tolist() == wanted and got.dtype == np.int64
        skip += philox.reserved_by_multinomial(len(logits), given["samples"])


def test_multinomial_never_draws_what_is_impossible() -> None:
    logits = np.array([[0.0, -np.inf, 1.0]], np.float32)
    assert set(philox.multinomial(1, 1, 0, logits, 200)[0]) == {0, 2}
    assert philox.multinomial(1, 1, 0, np.empty((0, 3)), 4).shape == (0, 4)


def test_shuffles_rows_and_needs_no_words_for_one() -> None:
    rows = np.arange(20).reshape(10, 2)
    shuffled = philox.shuffle(777, 4, 0, rows)
    assert sorted(shuffled[:, 0]) == list(range(0, 20, 2)) and np.array_equal(
        shuffled[:, 1], shuffled[:, 0] + 1
    )
    assert philox.shuffle(777, 4, 0, rows[:1]).tolist() == [[0, 1]]
    assert [philox.reserved_by_shuffle(rows) for rows in (0, 1, 2, 5, 6)] == [0, 0, 1, 1, 2]
    assert rows[0, 0] == 0  # the rows given stay where they are


def test_seeds_are_those_of_tensorflow() -> None:
    assert philox.seeds(777, None, 3) == (777, 3)
    assert philox.seeds(5, 0, 3) == (5, 0)
    assert philox.seeds(None, 2**40 + 1, 3) == (philox.DEFAULT_KEY, 513)
    assert philox.seeds(-1, None, 3) == (2**31 - 2, 3)
    assert philox.seeds(2**35, None, 3) == (16, 3)
    assert philox.seeds(0, 0, 3) == (0, 2**31 - 1)
    assert philox.seeds(None, None, 3) != philox.seeds(None, None, 3)


def test_truncated_normals_fit_and_none_is_lost() -> None:
    drawn = philox.truncated_normal(1, 2, 0, (100, 999))
    assert drawn.shape == (100, 999) and np.abs(drawn).max() < 2
    assert abs(drawn.std() - 0.8796) < 0.003
    assert philox.truncated_normal(1, 2, 0, (0, 3)).shape == (0, 3)
    assert np.isin(drawn, philox.normal(1, 2, 0, (4,))).sum() >= 3  # the first block is where a normal begins


@pytest.mark.parametrize("draw", [philox.uniform, philox.normal, philox.truncated_normal])
@pytest.mark.parametrize("shape", [(), (0,), (1,), (3, 5)])
def test_draws_any_shape(draw: Any, shape: tuple[int, ...]) -> None:
    assert draw(1, 2, 0, shape).shape == shape


def test_asks_for_bounds_that_hold_a_number() -> None:
    with pytest.raises(ValueError, match="minval < maxval, got 3 >= 3"):
        philox.ints(1, 2, 0, (1,), 3, 3)
