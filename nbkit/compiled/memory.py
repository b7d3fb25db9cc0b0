"""Memory for values: new arrays where vector instructions and the cache like them, by rows or by columns."""

from __future__ import annotations

import math
import os
from functools import cache
from typing import Any

import numpy as np

from nbkit.functions import Array


def empty(shape: tuple[int, ...], dtype: Any, by_columns: bool = False) -> Array:
    """New memory that starts at a multiple of 64 bytes.

    A narrow matrix is best laid out column by column. Then what runs along its rows, such as a softmax or
    the addition of a bias, is a few operations on long columns, and not one short loop for each row.
    """
    dtype = np.dtype(dtype)
    size = math.prod(shape) * dtype.itemsize
    raw = np.empty(size + 64, np.uint8)
    start = -raw.ctypes.data % 64
    array = raw[start : start + size].view(dtype)
    return array.reshape(shape[::-1]).T if by_columns else array.reshape(shape)


# Adam makes ten passes: over a million weights, each would fetch all from main memory and write it back.
BLOCK = 2**16  # about so many weights stay in the cache from pass to pass


def in_blocks(*arrays: Array) -> list[list[Array]]:
    """Arrays of one size and layout, flat, in blocks: of each its part, after spare memory for it.

    The blocks are of about one size, as a short one takes nearly as many calls' time as a long one, and start
    where vector instructions do.

    >>> [[part.size for part in block] for block in in_blocks(np.zeros((500, 400)), np.zeros((500, 400)))]
    [[66672, 66672, 66672], [66672, 66672, 66672], [66656, 66656, 66656]]
    """
    flat = [array.reshape(-1, order="A") for array in arrays]  # as they lie: a copy would be changed in vain
    n = flat[0].size
    size = 16 * math.ceil(n / max(1, round(n / BLOCK)) / 16)
    spare = empty((size,), flat[0].dtype)
    return [[spare[: n - i], *(a[i : i + size] for a in flat)] for i in range(0, n, max(1, size))]


def is_aligned(array: Array) -> bool:
    """Do its rows lie one after the other, the first at a multiple of 64 bytes?"""
    return bool(array.flags.c_contiguous and array.__array_interface__["data"][0] % 64 == 0)


def lies_by_columns(buffer: Any) -> bool:
    """Is this a matrix whose rows do not lie one after the other?"""
    return isinstance(buffer, np.ndarray) and buffer.ndim == 2 and not buffer.flags.c_contiguous


def is_narrow(shape: tuple[int, ...]) -> bool:
    """Is this a matrix of many rows and few columns?"""
    return len(shape) == 2 and 2 <= shape[1] <= 16 and shape[0] >= 4 * shape[1]


def is_tall(shape: tuple[int, ...]) -> bool:
    """Do weights of this shape belong in memory column by column? Then inputs meet them number by number."""
    return len(shape) == 2 and shape[0] > shape[1] and is_long(shape[0]) and has_quick_products()


def is_long(d: int) -> bool:
    """Is this axis long enough, and cut into whole vectors of 16, for products along it to be quick?"""
    return d >= 400 and d % 16 == 0


@cache
def has_quick_products() -> bool:
    """Does NumPy multiply small matrices without packing them? OpenBLAS does, where it works with AVX-512.

    It may be told to work as on another processor, by an environment variable.
    """
    told = os.environ.get("OPENBLAS_CORETYPE", "SkylakeX").lower()
    config: Any = np.show_config(mode="dicts")
    found = config.get("SIMD Extensions", {}).get("found", ())
    blas = config.get("Build Dependencies", {}).get("blas", {}).get("name", "")
    has_avx512 = "AVX512_SKX" in found or "X86_V4" in found  # the latter since NumPy 2.4
    return "openblas" in blas and has_avx512 and told in ("skylakex", "cooperlake", "sapphirerapids")
