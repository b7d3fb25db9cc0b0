"""TensorFlow 1's random numbers: one Philox stream for each random node of a session."""

from __future__ import annotations

import math
import secrets
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

from nbkit.functions import Array
from nbkit.tf1 import libm

Shape = tuple[int, ...]
Words = NDArray[np.uint32]
Counters = NDArray[np.uint64]
_Convert = Callable[[Words, np.dtype[Any]], Array]

# ---------------------------------------------------------------- Philox 4x32-10

_MULTIPLIERS = np.uint64(0xD2511F53), np.uint64(0xCD9E8D57)
_KEY_STEPS = 0x9E3779B9, 0xBB67AE85
_LOW, _HALF = np.uint64(0xFFFFFFFF), np.uint64(32)


def philox(counters: Counters, upper: int, key: int) -> Words:
    """Return four random words for each counter: ten rounds of multiplying, swapping and mixing.

    counters (n,) are the lower 64 bits of a block's number, `upper` the upper 64; key has 64 bits.
    Returns (n, 4), uint32. Any block can be had without the ones before it.
    Source: Salmon, Moraes, Dror and Shaw, *Parallel random numbers: as easy as 1, 2, 3* (2011).

    >>> [f"{word:08x}" for word in philox(np.array([0], np.uint64), upper=0, key=0)[0]]
    ['6627e8d5', 'e169c58d', 'bc57ac4c', '9b00dbd8']
    """
    c0, c1 = counters & _LOW, counters >> _HALF
    c2, c3 = np.full_like(c0, upper & 0xFFFFFFFF), np.full_like(c0, upper >> 32)
    k0, k1 = key & 0xFFFFFFFF, key >> 32
    p0, p1, free = np.empty_like(c0), np.empty_like(c0), np.empty_like(c0)
    for _ in range(10):
        np.multiply(c0, _MULTIPLIERS[0], out=p0)
        np.multiply(c2, _MULTIPLIERS[1], out=p1)
        c0, free = _mixed(p1, c1, k0, free), c0
        c2, free = _mixed(p0, c3, k1, free), c2
        np.bitwise_and(p1, _LOW, out=c1)
        np.bitwise_and(p0, _LOW, out=c3)
        k0, k1 = (k0 + _KEY_STEPS[0]) & 0xFFFFFFFF, (k1 + _KEY_STEPS[1]) & 0xFFFFFFFF
    return np.stack([c0, c1, c2, c3], axis=-1).astype(np.uint32)


def _mixed(product: Array, word: Array, key: int, out: Array) -> Array:
    """Return the upper half of a product, mixed with a word and a key, in `out`."""
    np.right_shift(product, _HALF, out=out)
    out ^= word
    out ^= np.uint64(key)
    return out


# ---------------------------------------------------------------- from words to numbers


def _unit(words: Words, dtype: np.dtype[Any]) -> Array:
    """Fill the mantissa of a number from 1 to 2 with random bits, and take 1 away: uniform from 0 to 1."""
    if dtype == np.float64:
        high, low = words[..., 0::2].astype(np.uint64), words[..., 1::2]
        return ((high & 0xFFFFF) << _HALF | low | np.uint64(1023 << 52)).view(np.float64) - 1.0
    if dtype == np.float16:
        return ((words & 0x3FF).astype(np.uint16) | np.uint16(15 << 10)).view(np.float16) - np.float16(1)
    return (words & 0x7FFFFF | np.uint32(127 << 23)).view(np.float32) - np.float32(1)


def _normal(words: Words, dtype: np.dtype[Any]) -> Array:
    """Make pairs of normal numbers out of pairs of uniform ones: radius times sine, radius times cosine.

    Source: Box and Muller, *A note on the generation of random normal deviates* (1958).
    """
    uniform = _unit(words, _at_least_single(dtype))
    first = np.maximum(uniform[..., 0::2], uniform.dtype.type(1e-7))  # there is no logarithm of 0
    angle = (2 * math.pi * uniform[..., 1::2].astype(np.float64)).astype(uniform.dtype)
    if dtype == np.float64:
        logarithm, turned = np.log(first), (np.sin(angle), np.cos(angle))
    else:
        logarithm, turned = libm.log(first), libm.sine_and_cosine(angle)
    radius = np.sqrt(-2 * logarithm)
    return np.stack([radius * place for place in turned], axis=-1).reshape(uniform.shape).astype(dtype)


def _at_least_single(dtype: np.dtype[Any]) -> np.dtype[Any]:
    return np.promote_types(dtype, np.float32)


# ---------------------------------------------------------------- seeds

DEFAULT_KEY = 87654321  # of a node that has a seed, in a graph that has none
_LARGEST_SEED = 2**31 - 1


def seeds(graph_seed: int | None, op_seed: int | None, nodes: int) -> tuple[int, int]:
    """Return key and op seed of a random node: 64 fresh bits each where nothing fixes them.

    nodes: how many the graph has already; where the graph has a seed and the node none, this is its seed.

    >>> seeds(777, None, nodes=3), seeds(None, 1, nodes=3)
    ((777, 3), (87654321, 1))
    """
    if graph_seed is None and op_seed is None:
        return secrets.randbits(64), secrets.randbits(64)
    key = (DEFAULT_KEY if graph_seed is None else graph_seed) % _LARGEST_SEED
    own = (nodes if op_seed is None else op_seed) % _LARGEST_SEED
    return (key, own) if key or own else (0, _LARGEST_SEED)  # two zeros would mean: nothing fixes them


# ---------------------------------------------------------------- draws
#
# key, op_seed: which stream. skip: how many of its blocks earlier runs have used up.

_CHUNK = 8192  # blocks at a time: what ten rounds need then stays in the processor's cache
_WORD, _DOUBLE = np.dtype(np.uint32), np.dtype(np.float64)


def reserved(count: int) -> int:
    """Return how many blocks a run uses up that draws `count` numbers.

    It needs a thousandth of them: the rest is room for distributions that reject.
    """
    return 256 * count


def uniform(key: int, op_seed: int, skip: int, shape: Shape, dtype: DTypeLike = np.float32) -> Array:
    """Draw from 0 to 1, 1 excluded; dtype: float16, float32 or float64.

    >>> uniform(DEFAULT_KEY, 1, 0, (2,))
    array([0.2390374 , 0.92039955], dtype=float32)
    """
    return _draw(key, op_seed, skip, shape, np.dtype(dtype), _unit)


def normal(key: int, op_seed: int, skip: int, shape: Shape, dtype: DTypeLike = np.float32) -> Array:
    """Draw with mean 0 and standard deviation 1; dtype: float16, float32 or float64.

    >>> normal(777, 3, 0, (2,)), normal(777, 3, reserved(2), (2,))
    (array([ 2.2086694, -0.7322505], dtype=float32), array([-0.44488874, -0.04532222], dtype=float32))
    """
    return _draw(key, op_seed, skip, shape, np.dtype(dtype), _normal)


def truncated_normal(key: int, op_seed: int, skip: int, shape: Shape, dtype: DTypeLike = np.float32) -> Array:
    """Draw normal numbers, each again and again until it lies between -2 and 2.

    What makes a block otherwise, four numbers or two of float64, goes on in blocks of its own until all fit.
    """
    kind, size = np.dtype(dtype), math.prod(shape)
    each = _per_block(kind)
    begins = np.arange(-(-size // each), dtype=np.uint64) * np.uint64(64 * each) + np.uint64(skip)
    out = np.empty((len(begins), each), kind)
    for at in range(0, len(out), _CHUNK):
        out[at : at + _CHUNK] = _truncated(key, op_seed, begins[at : at + _CHUNK], kind)
    return out.reshape(-1)[:size].reshape(shape)


def ints(
    key: int, op_seed: int, skip: int, shape: Shape, low: int, high: int, dtype: DTypeLike = np.int32
) -> Array:
    """Draw whole numbers from `low` to `high` - 1, int32 or int64: random bits modulo their count.

    Raises ValueError where there is no such number.

    >>> ints(777, 3, 0, (5,), 0, 100)
    array([45, 63, 80, 75, 34], dtype=int32)
    """
    kind = np.dtype(dtype)
    if low >= high:
        raise ValueError(f"Need minval < maxval, got {low} >= {high}")
    bits = _draw(key, op_seed, skip, shape, np.dtype(f"u{kind.itemsize}"), _whole)
    return (bits % bits.dtype.type(high - low)).astype(kind) + kind.type(low)


def reserved_by_shuffle(rows: int) -> int:
    """Return how many blocks a shuffle uses up: all but the last row take a word, and a block has four."""
    return (max(rows - 1, 0) + 3) // 4


def shuffle(key: int, op_seed: int, skip: int, values: Array) -> Array:
    """Return the rows in another order: place by place, each swaps with one of those from it on.

    Source: Durstenfeld, *Algorithm 235: random permutation* (1964).

    >>> shuffle(777, 4, 0, np.arange(8))
    array([2, 4, 3, 0, 5, 7, 1, 6])
    """
    rows, order = len(values), np.arange(len(values))
    words = _blocks(key, op_seed, skip, reserved_by_shuffle(rows), _WORD, _whole).reshape(-1)
    places = order[: max(rows - 1, 0)].copy()
    partners = places + words[: len(places)] % (rows - places)
    for place, partner in zip(places.tolist(), partners.tolist(), strict=True):
        order[place], order[partner] = order[partner], order[place]
    return values[order]


def reserved_by_multinomial(rows: int, samples: int) -> int:
    """Return how many blocks a multinomial uses up: it counts two numbers a sample, and samples in fours."""
    return reserved(rows * 2 * (-(-samples // 4) * 4))


def multinomial(key: int, op_seed: int, skip: int, logits: Array, samples: int) -> NDArray[np.int64]:
    """Draw classes from each row of unnormalised log-probabilities (n, classes): int64, (n, samples).

    A uniform number is looked up among the running sums of the row's probabilities.
    TensorFlow gives large batches to several threads, which changes their numbers: these are those of one.
    """
    rows = len(logits)
    drawn = _blocks(key, op_seed, skip, -(-rows * samples // 2), _DOUBLE, _unit).reshape(-1)
    finite = np.isfinite(logits)
    shifted = logits.astype(np.float64) - np.max(logits, axis=1, where=finite, initial=-np.inf)[:, None]
    sums = np.cumsum(np.exp(shifted, where=finite, out=np.zeros(logits.shape)), axis=1)
    wanted = drawn[: rows * samples].reshape(rows, samples) * sums[:, -1:]
    found = [np.searchsorted(*row, side="right") for row in zip(sums, wanted, strict=True)]
    return np.array(found, np.int64).reshape(rows, samples)


def _draw(key: int, op_seed: int, skip: int, shape: Shape, dtype: np.dtype[Any], convert: _Convert) -> Array:
    """Draw an array, each block of words converted on its own."""
    size = math.prod(shape)
    blocks = _blocks(key, op_seed, skip, -(-size // _per_block(dtype)), dtype, convert)
    return blocks.reshape(-1)[:size].reshape(shape)


def _blocks(key: int, op_seed: int, first: int, count: int, dtype: np.dtype[Any], convert: _Convert) -> Array:
    """Return the numbers in `count` blocks from the `first` on, a block a row."""
    out = np.empty((count, _per_block(dtype)), dtype)
    for at in range(0, count, _CHUNK):
        part = out[at : at + _CHUNK]
        counters = np.arange(len(part), dtype=np.uint64) + np.uint64(first + at)
        part[...] = convert(philox(counters, op_seed, key), dtype)
    return out


def _truncated(key: int, op_seed: int, begins: Counters, dtype: np.dtype[Any]) -> Array:
    """Return a row for each counter: the first few numbers from there on that lie between -2 and 2."""
    out = _normal(philox(begins, op_seed, key), dtype)
    rows, each, blocks = np.flatnonzero((np.abs(out) >= 2).any(axis=1)), out.shape[1], 1
    while len(rows):
        blocks *= 2
        counters = np.add.outer(begins[rows], np.arange(blocks, dtype=np.uint64))
        found = _normal(philox(counters.reshape(-1), op_seed, key), dtype).reshape(len(rows), -1)
        unfit = np.abs(found) >= 2
        fits_first = np.argsort(unfit, axis=1, kind="stable")[:, :each]
        out[rows] = np.take_along_axis(found, fits_first, axis=1)
        rows = rows[np.sum(~unfit, axis=1) < each]
    return out


def _per_block(dtype: np.dtype[Any]) -> int:
    """Return how many numbers a block of four words makes: two of 64 bits, else four."""
    return 2 if dtype.itemsize == 8 else 4


def _whole(words: Words, dtype: np.dtype[Any]) -> Array:
    """Return the words as they are, or numbers of 64 bits made of two, the lower one first."""
    if dtype.itemsize == 4:
        return words
    return words[..., 0::2] | words[..., 1::2].astype(np.uint64) << _HALF
