"""Five listings of TensorFlow 1, unchanged: a step on nbkit beside one on a real TensorFlow 1, as ratios.

NBKIT_TENSORFLOW_1 names a Python that has it, best the fastest, 1.15.5. Both work with one thread and take
turns in processes of their own (tensorflow_1/turns.py). `nbkit bench` takes the time.
"""

from __future__ import annotations

import os
import runpy
import statistics
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from test_growth import show
from test_speed import ROUNDS, SECONDS, timed

import nbkit.tf1 as tf
from nbkit.tf1.lend import lent

FOLDER = Path(__file__).parent / "tensorflow_1"
LISTINGS = ["logistic", "hidden", "mnist", "autoencoder", "cnn"]
OURS = [sys.executable, "-m", "nbkit.tf1"]
THEIRS = [os.environ.get("NBKIT_TENSORFLOW_1", "")]
beside = pytest.mark.skipif(
    not THEIRS[0], reason="a peer where it is installed: NBKIT_TENSORFLOW_1=a Python with TensorFlow 1"
)


class Turns:
    """A process that runs a listing, and takes its steps when it is told to."""

    def __init__(self, python: list[str], listing: str) -> None:
        env = os.environ | {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "TF_CPP_MIN_LOG_LEVEL": "3"}
        self.process = subprocess.Popen(
            [*python, str(FOLDER / "turns.py"), str(FOLDER / f"{listing}.py")],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=env,
        )  # fmt: skip
        self.until_first_step = self.answer()[0]

    def answer(self) -> list[float]:
        """The numbers of its next line."""
        assert self.process.stdout is not None
        return [float(number) for number in self.process.stdout.readline().split()]

    def take(self, steps: int) -> tuple[float, float, float]:
        """Take so many steps: seconds, those of the processor, and the cost after them."""
        assert self.process.stdin is not None
        self.process.stdin.write(f"{steps}\n")
        self.process.stdin.flush()
        seconds, processor, cost = self.answer()
        return seconds, processor, cost


@contextmanager
def turns(python: list[str], listing: str) -> Iterator[Turns]:
    """The process, for as long as the `with` block."""
    taken = Turns(python, listing)
    try:
        yield taken
    finally:
        taken.process.communicate()


@pytest.mark.parametrize("listing", LISTINGS)
def test_a_listing_trains(listing: str) -> None:
    with tf.Graph().as_default(), lent():
        there = runpy.run_path(str(FOLDER / f"{listing}.py"))
        before = there["cost"]()
        for _ in range(20):
            there["step"]()
        assert np.isfinite(before) and there["cost"]() < before


@beside
@pytest.mark.parametrize("listing", LISTINGS)
def test_both_do_the_same_work(listing: str) -> None:
    with turns(OURS, listing) as ours, turns(THEIRS, listing) as theirs:
        np.testing.assert_allclose(ours.take(20)[2], theirs.take(20)[2], rtol=1e-4)


@timed
@beside
@pytest.mark.parametrize("listing", LISTINGS)
def test_a_step_takes_no_longer(listing: str, capsys: Any) -> None:
    """By the processor's clock, which a busy machine disturbs least: the best turn, and quartiles."""
    with turns(OURS, listing) as ours, turns(THEIRS, listing) as theirs:
        counts = {t: max(1, int(SECONDS * 10 / t.take(10)[0])) for t in (ours, theirs)}
        found: dict[Turns, list[float]] = {t: [] for t in counts}
        for _ in range(ROUNDS):
            for t, count in counts.items():
                found[t].append(t.take(count)[1] / count * 1e6)
    ratios = [a / b for a, b in zip(found[ours], found[theirs], strict=True)]
    low, _, high = statistics.quantiles(ratios, n=4)
    best, peer = min(found[ours]), min(found[theirs])
    with capsys.disabled():
        print(f"\n{listing:12}{best:9.1f} µs   TensorFlow 1 {best / peer:.3f} ({low:.3f}-{high:.3f})", end="")
    assert best <= peer


@timed
def test_time_until_the_first_step(capsys: Any) -> None:
    """From the import on, in a new process."""
    found = {}
    for listing in LISTINGS:
        each = []
        for _ in range(5):
            with turns(OURS, listing) as ours:
                each.append(ours.until_first_step)
        found[listing] = min(each)
    show(capsys, "s until the first step", found)
