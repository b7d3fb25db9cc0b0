"""Classes drawn as candidates for a sampled cost: the same ones as TensorFlow 1.4.0 draws."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nbkit.functions import Array
from nbkit.tf1 import philox

Ids = NDArray[np.int64]

# ---------------------------------------------------------------- where the numbers come from


def reserved(count: int) -> int:
    """Return how many blocks a run uses up that draws `count` candidates: room for 2048 words each."""
    return 512 * count


class Words:
    """The words of a stream one after the other, and what is made of them."""

    def __init__(self, key: int, op_seed: int, skip: int) -> None:
        self._next: Callable[[], int] = self._words(key, op_seed, skip).__next__

    @staticmethod
    def _words(key: int, op_seed: int, block: int) -> Iterator[int]:
        count = 32
        while True:
            counters = np.arange(block, block + count, dtype=np.uint64)
            yield from philox.philox(counters, op_seed, key).ravel().tolist()
            block, count = block + count, 2 * count

    def below(self, n: int, bits: int = 32) -> int:
        """Draw a whole number below n, each as likely: the words that would favour some are passed over."""
        word = self._long if bits == 64 else self._next
        if n & (n - 1) == 0:
            return word() & (n - 1)
        least = (2**bits - 1) % n + 1
        drawn = word()
        while drawn < least:
            drawn = word()
        return drawn % n

    def _long(self) -> int:
        return self._next() | self._next() << 32

    def single(self) -> float:
        """Draw from 0 to 1, as float32 has it."""
        return (self._next() & 0x7FFFFF) / 2**23

    def double(self) -> float:
        """Draw from 0 to 1, as float64 has it."""
        high = self._next() & 0xFFFFF
        return (high << 32 | self._next()) / 2**52


# ---------------------------------------------------------------- how likely each class is


class Uniform:
    """Each of n classes is as likely."""

    def __init__(self, n: int) -> None:
        self.n = n

    def pick(self, words: Words) -> int:
        """Draw one class."""
        return words.below(self.n, bits=64)

    def share(self, ids: Ids) -> Array:
        """How likely classes are: 1/n."""
        return np.full(np.shape(ids), 1 / self.n, np.float32)


class LogUniform:
    """Class k of n is as likely as log (k + 2) / (k + 1): Zipf's law, for words that stand by frequency."""

    def __init__(self, n: int) -> None:
        self.n, self._log_n = n, math.log1p(n)

    def pick(self, words: Words) -> int:
        """Draw one class."""
        return (int(math.exp(words.double() * self._log_n)) - 1) % self.n

    def share(self, ids: Ids) -> Array:
        """How likely classes are."""
        return (np.log((ids + 2.0) / (ids + 1.0)) / self._log_n).astype(np.float32)


class Counted:
    """A class is as likely as it was seen often, once more than it was."""

    def __init__(self, counts: NDArray[np.int64]) -> None:
        self.n, self._sums, self._counts = len(counts), np.cumsum(counts), counts

    def pick(self, words: Words) -> int:
        """Draw one class."""
        return int(np.searchsorted(self._sums, words.below(int(self._sums[-1])), side="right"))

    def share(self, ids: Ids) -> Array:
        """How likely classes are."""
        return self._counts[ids].astype(np.float32) / np.float32(self._sums[-1])


class Weighted:
    """A class is as likely as its weight says; drawn by Walker's method of two tables.

    Every class has a place of the same width. What a place has too much fills up one that has too little, so
    that each holds two classes at most: its own up to a limit, above it the other.
    Source: Vose, *A linear algorithm for generating random numbers with a given distribution* (1991).
    """

    def __init__(self, weights: Sequence[float]) -> None:
        self.n, self._weights = len(weights), np.asarray(weights, np.float32)
        self._sum = np.cumsum(self._weights)[-1]  # one by one, in float32
        scaled = (self._weights * np.float32(len(weights))).astype(np.float64) / sum(self._weights.tolist())
        limits, self._others = scaled.tolist(), list(range(len(weights)))
        low = [i for i, limit in enumerate(limits) if limit < 1]
        high = [i for i, limit in enumerate(limits) if limit >= 1]
        while low and high:
            poor, rich = low.pop(), high.pop()
            self._others[poor] = rich
            limits[rich] -= 1 - limits[poor]
            (low if limits[rich] < 1 else high).append(rich)
        for i in low + high:
            limits[i] = 1.0
        self._limits = np.asarray(limits, np.float32).tolist()

    def pick(self, words: Words) -> int:
        """Draw one class."""
        height, place = words.single(), words.below(len(self._limits))
        return place if height < self._limits[place] else self._others[place]

    def share(self, ids: Ids) -> Array:
        """How likely classes are."""
        return self._weights[ids] / self._sum


# ---------------------------------------------------------------- candidates


def draw(source: Any, words: Words, count: int, unique: bool) -> tuple[Ids, int]:
    """Return so many classes, int64, and how many had to be drawn for them; unique: each at most once.

    Raises ValueError where there are not so many classes.

    >>> draw(LogUniform(1000), Words(7, 3, 0), 4, unique=True)
    (array([  3,  25, 804,   0]), 4)
    """
    picks = iter(lambda: source.pick(words), None)
    if not unique:
        return np.array(list(islice(picks, count)), np.int64), count
    if count > source.n:
        raise ValueError(
            f"Sampler's range is too small: {count} different ones of {source.n} classes. Take fewer"
        )
    found: dict[int, None] = {}
    tries = 0
    while len(found) < count:
        found[next(picks)] = None
        tries += 1
    return np.array(list(found), np.int64), tries


def expected(share: Array, count: int, tries: int) -> Array:
    """Return how often a class of that share is expected among the candidates.

    share p: count p, or, where each counts once, 1 - (1 - p)^tries.
    """
    if tries == count:
        return share * np.float32(count)
    return (-np.expm1(tries * np.log1p(-share.astype(np.float64)))).astype(np.float32)
