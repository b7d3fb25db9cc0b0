"""The training loop: batches, what is noted, and what survives an interruption."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from itertools import islice
from time import sleep
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from threadpoolctl import threadpool_info

import nbkit as nb
from nbkit.graph import GraphError, Placeholder, Variable
from nbkit.session import Session

# ---------------------------------------------------------------- batches


@given(n=st.integers(1, 30), size=st.integers(1, 30), seed=st.integers(0, 99))
def test_each_epoch_visits_each_row_once_and_keeps_rows_together(n: int, size: int, seed: int) -> None:
    size = min(size, n)
    data = {"X": np.arange(n * 2).reshape(n, 2), "y": np.arange(n)}
    feeds = nb.batches(data, size, np.random.default_rng(seed))
    for _ in range(3):
        epoch = list(islice(feeds, -(-n // size)))
        assert [len(b["y"]) for b in epoch[:-1]] == [size] * (len(epoch) - 1)
        rows = np.concatenate([b["y"] for b in epoch])
        assert sorted(rows) == list(range(n))
        np.testing.assert_array_equal(np.concatenate([b["X"] for b in epoch]), data["X"][rows])


def test_batches_follow_the_seed_and_change_from_epoch_to_epoch() -> None:
    def first(seed: int, epochs: int) -> list[int]:
        feeds = nb.batches({"y": np.arange(50)}, 50, np.random.default_rng(seed))
        return list(islice(feeds, epochs))[-1]["y"].tolist()

    assert first(0, 1) == first(0, 1) != first(1, 1)
    assert first(0, 1) != first(0, 2)


def test_a_batch_is_a_copy() -> None:
    X = np.arange(4.0)
    next(nb.batches({"X": X}, 4, np.random.default_rng(0)))["X"][:] = -1
    assert X.tolist() == [0, 1, 2, 3]


@pytest.mark.parametrize(
    ("data", "size", "told"),
    [
        ({"X": np.ones(3), "y": np.ones(4)}, 2, "as many rows as each other"),
        ({"X": np.ones(3)}, 0, "from 1 to 3"),
        ({"X": np.ones(3)}, 4, "from 1 to 3"),
        ({"X": np.ones(0)}, 1, "batch size"),
        ({}, 1, "as many rows"),
        ({"X": np.ones(3)}, 2.0, r"from 1 to 3, the number of rows, got 2.0: give a whole number"),
        ({"X": np.ones(3)}, True, "got True"),
        ({"X": np.ma.array([1, 2], mask=[0, 1])}, 1, "masked array"),
        ({"X": [[1], [1, 2]]}, 1, "unequal length"),
        ([np.ones(3)], 1, "expected a dict of arrays, got list"),
    ],
)
def test_batches_refuse_at_once(data: Any, size: int, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        nb.batches(data, size, np.random.default_rng(0))


@pytest.mark.parametrize("rng", [0, None, 2.5])
def test_a_seed_is_no_generator(rng: Any) -> None:
    with pytest.raises(
        ValueError, match=r"expected a random generator, got .*: write np.random.default_rng\(0\)"
    ):
        nb.batches({"X": np.ones(3)}, 2, rng)


# ---------------------------------------------------------------- fit


class Model:
    """Fit y = w x by descent; the loss falls by the same factor each step."""

    def __init__(self) -> None:
        self.x, self.y, self.w = Placeholder("x"), Placeholder("y"), Variable(0.0, name="w")
        self.loss = nb.mean(nb.square(self.w * self.x - self.y))
        self.step = nb.GradientDescent(0.1).minimize(self.loss)
        self.session = Session()
        self.feed = {self.x: np.ones(4), self.y: np.full(4, 2.0)}

    def expected(self, steps: int) -> float:
        return 2.0 - 2.0 * 0.8**steps


def test_history_notes_the_start_every_and_the_last() -> None:
    m = Model()
    valid = {m.x: np.ones(1), m.y: np.zeros(1)}
    watch = {"loss": m.loss, "w": m.w}
    history = nb.fit(m.session, m.step, m.feed, steps=7, watch=watch, every=3, valid=valid)
    assert history.steps.tolist() == [0, 3, 6, 7]
    assert set(history) == {"loss", "w", "valid loss", "valid w"}
    np.testing.assert_allclose(history["w"], [m.expected(n) for n in (0, 3, 6, 7)])
    np.testing.assert_allclose(history["loss"], (history["w"] - 2) ** 2)
    np.testing.assert_allclose(history["valid loss"], history["w"] ** 2)
    with pytest.raises(KeyError, match=r"'loss'.*got 'lose'"):
        history["lose"]


def test_fit_takes_exactly_the_feeds_it_needs() -> None:
    m = Model()
    taken = []

    def stream() -> Iterator[Any]:
        for i in range(100):
            taken.append(i)
            yield m.feed

    nb.fit(m.session, m.step, stream(), steps=3)
    assert taken == [0, 1, 2]
    nb.fit(m.session, m.step, [m.feed] * 2, steps=2)
    np.testing.assert_allclose(m.session.run(m.w), m.expected(5))


@pytest.mark.parametrize("count", [0, 1, 2])
def test_feeds_that_run_out_are_refused(count: int) -> None:
    m = Model()
    with pytest.raises(ValueError, match=r"expected 3 feeds, got (none|1|2): give a stream without end"):
        nb.fit(m.session, m.step, [m.feed] * count, steps=3)


def test_an_interruption_keeps_what_was_learned() -> None:
    m = Model()

    def stream() -> Iterator[Any]:
        yield from [m.feed] * 4
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        nb.fit(m.session, m.step, stream(), steps=100)
    np.testing.assert_allclose(m.session.run(m.w), m.expected(4))
    nb.fit(m.session, m.step, m.feed, steps=2)
    np.testing.assert_allclose(m.session.run(m.w), m.expected(6))


def noisy(m: Model, stop_at: int | None = None) -> Iterator[Any]:
    """Batches in random order; while one of them is being made, somebody presses the stop button."""
    data = {m.x: np.arange(1.0, 8.0) / 4, m.y: np.arange(7.0)}
    for i, feed in enumerate(nb.batches(data, 3, np.random.default_rng(5))):
        if i == stop_at:
            signal.raise_signal(signal.SIGINT)
        yield feed


@pytest.mark.parametrize("stop_at", [0, 9, 19])
def test_an_interrupted_training_goes_on_to_the_same_numbers(
    stop_at: int, capsys: pytest.CaptureFixture[str]
) -> None:
    whole, split = Model(), Model()
    how: Any = {"watch": {"loss": whole.loss}, "every": 4}
    expected = nb.fit(whole.session, whole.step, noisy(whole), steps=20, **how)
    feeds = noisy(split, stop_at)
    how = {"watch": {"loss": split.loss}, "every": 4}
    history = nb.fit(split.session, split.step, feeds, steps=20, **how)
    done, left = stop_at + 1, 19 - stop_at
    assert history.steps[-1] == done
    told = capsys.readouterr().out
    assert f"Interrupted after {done} of 20 steps. What was learned is kept" in told
    if left:
        assert f"fit(…, steps={left}, history=history) goes on" in told
        assert nb.fit(split.session, split.step, feeds, steps=left, history=history, **how) is history
    same = np.isin(history.steps, expected.steps)
    assert history.steps[same].tolist() == expected.steps.tolist() == [0, 4, 8, 12, 16, 20]
    np.testing.assert_array_equal(history["loss"][same], expected["loss"])
    assert whole.session.run(whole.w) == split.session.run(split.w)


def test_the_stop_button_is_what_it_was_when_fit_is_done_or_fails() -> None:
    m, before = Model(), signal.getsignal(signal.SIGINT)
    nb.fit(m.session, m.step, m.feed, steps=1)
    with pytest.raises(ValueError, match="got 1"):
        nb.fit(m.session, m.step, [m.feed], steps=2)
    assert signal.getsignal(signal.SIGINT) is before


def test_a_second_press_does_not_wait() -> None:
    def stuck() -> Iterator[Any]:
        signal.raise_signal(signal.SIGINT)
        signal.raise_signal(signal.SIGINT)
        yield {}

    m = Model()
    with pytest.raises(KeyboardInterrupt):
        nb.fit(m.session, m.step, stuck(), steps=1)


def test_what_shows_sees_every_entry_and_which_is_the_last() -> None:
    m, seen = Model(), []
    history = nb.fit(
        m.session,
        m.step,
        m.feed,
        steps=5,
        every=2,
        watch={"loss": m.loss, "twice": lambda: 2 * m.session.run(m.w)},
        show=lambda history, last: seen.append((int(history.steps[-1]), last)),
    )
    assert seen == [(2, False), (4, False), (5, True)]
    np.testing.assert_allclose(history["twice"], [2 * m.expected(n) for n in (0, 2, 4, 5)])


def test_the_progress_bar_leaves_stdout_alone(capsys: pytest.CaptureFixture[str]) -> None:
    m = Model()
    nb.fit(m.session, m.step, m.feed, steps=3, watch={"loss": m.loss})
    assert capsys.readouterr().out == ""


def test_a_slow_loop_shows_a_bar_unless_it_is_recorded(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert [step for step in nb.with_bar(range(3)) if not sleep(0.6)] == [0, 1, 2]
    assert "training" in capsys.readouterr().err
    monkeypatch.setenv("NBKIT_RECORD", "1")
    assert [step for step in nb.with_bar(range(3)) if not sleep(0.6)] == [0, 1, 2]
    assert capsys.readouterr() == ("", "")


def test_a_recorded_training_shows_no_bar(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NBKIT_RECORD", "1")
    m = Model()
    nb.fit(m.session, m.step, m.feed, steps=3)
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        (
            {"watch": ["loss"]},
            r"expected names and nodes to watch, got \['loss'\]: write watch={'loss': loss}",
        ),
        ({"watch": {"loss": "loss"}}, "expected names and nodes to watch"),
        ({"feeds": None}, "expected a dict to feed, or one a step, got None"),
        ({"history": {}}, "expected the History of an earlier fit, got dict"),
        ({"steps": 2.0}, r"whole numbers of at least 1, got 2.0 and 1"),
    ],
)
def test_fit_says_what_it_cannot_take(wrong: Any, told: str) -> None:
    m = Model()
    given = {"feeds": m.feed, "steps": 1} | wrong
    with pytest.raises(ValueError, match=told):
        nb.fit(m.session, m.step, given.pop("feeds"), **given)


@pytest.mark.parametrize("wrong", [{"steps": 0}, {"steps": 3, "every": 0}, {"steps": -1}])
def test_steps_and_every_are_at_least_one(wrong: Any) -> None:
    m = Model()
    with pytest.raises(ValueError, match="at least 1"):
        nb.fit(m.session, m.step, m.feed, **wrong)


def test_the_session_comes_first() -> None:
    m = Model()
    with pytest.raises(GraphError, match="expected a Session first, got Update"):
        nb.fit(m.step, m.session, m.feed, steps=1)  # type: ignore[arg-type]


# ---------------------------------------------------------------- accuracy


@pytest.mark.parametrize(
    ("predicted", "labels", "share"),
    [
        ([0, 1, 1, 0], [0, 1, 0, 0], 0.75),
        ([[0.9, 0.1], [0.2, 0.8]], [0, 0], 0.5),
        ([[0.9, 0.1], [0.2, 0.8]], [[1, 0], [0, 1]], 1.0),
        (np.array([[1], [0]]), [1, 1], 0.5),
        ([[0.93], [0.2]], [1, 0], 1.0),  # a sigmoid's column counts at one half
        ([[0.93], [0.2]], [[1], [0]], 1.0),
        ([[0.93], [0.2]], [[0, 1], [1, 0]], 1.0),
        ([0.93, 0.2, 0.5, 0.6], [1, 1, 0, 1], 0.75),
        (np.float32([[0.93], [0.2]]), [True, False], 1.0),
        ([[1.0], [0.0]], [1, 0], 1.0),
        ([[0.9, 0.1], [0.2, 0.8]], [[0.1], [0.9]], 1.0),
        ([2.0, 1.0, 0.0], [2, 1, 1], 2 / 3),
        (["a", "b"], ["a", "c"], 0.5),
        (np.array([[0.7], [0.1]]) > 0.5, [1, 0], 1.0),
        (1, 1, 1.0),
    ],
)
def test_accuracy(predicted: Any, labels: Any, share: float) -> None:
    assert nb.accuracy(predicted, labels) == share


@pytest.mark.parametrize(
    ("predicted", "labels", "told"),
    [
        ([[2.3], [-1.2]], [1, 0], r"probabilities from 0 to 1, got -1.2 to 2.3: .*pass scores > 0"),
        ([0.5, 2.0], [1, 0], "got 0.5 to 2"),
        ([np.nan, 0.2], [1, 0], "NaN among them"),
        ([[np.nan, 0.2]], [1], "NaN among them"),
        (np.zeros((2, 2, 2)), [1, 0], r"got shape \(2, 2, 2\)"),
        (np.ma.array([1, 0], mask=[0, 1]), [1, 0], "masked array that hides 1 of 2"),
        ([[1], [1, 2]], [1, 0], "rows of unequal length"),
    ],
)
def test_accuracy_says_what_it_cannot_count(predicted: Any, labels: Any, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        nb.accuracy(predicted, labels)


@pytest.mark.parametrize(("predicted", "labels"), [([1, 0], [1]), ([], [])])
def test_accuracy_refuses(predicted: Any, labels: Any) -> None:
    with pytest.raises(ValueError, match="as many labels as answers"):
        nb.accuracy(predicted, labels)


TRAINED_TWICE = """
import sys
sys.modules["ipykernel.kernelapp"] = sys  # as in a kernel
import numpy as np, nbkit as nb
w = nb.Variable(1.0)
for _ in range(2):
    nb.fit(nb.Session(), nb.GradientDescent(0.1).minimize(w * w), {}, steps=1)
"""


@pytest.mark.skipif(not threadpool_info(), reason="this NumPy's BLAS does not tell its threads")
@pytest.mark.parametrize(
    "threads, script, lines",
    [
        ("2", TRAINED_TWICE, 1),
        ("2", TRAINED_TWICE.replace("w = ", "import os; os.environ['OPENBLAS_NUM_THREADS'] = '1'; w = "), 1),
        ("1", TRAINED_TWICE, 0),
        (
            "2",
            TRAINED_TWICE.replace("w = ", "import threadpoolctl; threadpoolctl.threadpool_limits(1); w = "),
            0,
        ),
        ("2", TRAINED_TWICE.replace("sys.modules[", "({})["), 0),
    ],
    ids=["several", "set too late", "one", "limited", "no kernel"],
)
def test_a_kernel_says_once_that_its_products_run_on_several_threads(
    threads: str, script: str, lines: int
) -> None:
    environment = {**os.environ, "OPENBLAS_NUM_THREADS": threads, "OMP_NUM_THREADS": threads}
    done = subprocess.run(
        [sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=True
    )
    said = done.stderr.splitlines()
    assert len(said) == lines and all("run on 2 threads here" in line for line in said)
