"""Checkpoints that TensorFlow 1 wrote: an `.index` of names, and the raw values in `.data-00000-of-00001`."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np

from nbkit.data.files import Shape, read_bytes
from nbkit.functions import Array
from nbkit.tf1 import crc32c
from nbkit.tf1.leveldb import read_table
from nbkit.tf1.wire import Malformed, fields

_LARGEST_INDEX = 1 << 26
_DTYPES = {
    1: "<f4", 2: "<f8", 3: "<i4", 4: "<u1", 5: "<i2", 6: "<i1", 8: "<c8", 9: "<i8",
    10: "?", 17: "<u2", 18: "<c16", 19: "<f2", 22: "<u4", 23: "<u8",
}  # fmt: skip
_SLICE = b"\0"  # begins the key of a part of a variable
_OTHERS = {7: "string", 14: "bfloat16", 20: "resource", 21: "variant"}


class Entry(NamedTuple):
    """What the index says of a variable: its dtype by number, its shape, and where its bytes lie."""

    dtype: int
    shape: Shape
    shard: int
    offset: int
    size: int
    checksum: int
    in_slices: bool


class Index(NamedTuple):
    """How many data files there are, and what lies in them by the names of the variables."""

    shards: int
    entries: dict[str, Entry]


def read_index(path: Path, do: str) -> Index:
    """Return what the file says that ends in `.index`.

    do: what whoever reads an error can do about it.
    Raises DataError where the file cannot be read, Malformed where it is no index.
    Source: TensorFlow, core/protobuf/tensor_bundle.proto.
    """
    table = read_table(read_bytes(path, _LARGEST_INDEX, do))
    header = dict(fields(table.pop(b"", b"")))
    if header.get(2):
        raise Malformed("numbers with their highest byte first")
    entries = {_name(key): _entry(value) for key, value in table.items() if not key.startswith(_SLICE)}
    places = sorted((entry.shard, entry.offset, entry.size) for entry in entries.values())
    for before, after in itertools.pairwise(places):
        if before[0] == after[0] and sum(before[1:]) > after[1]:
            raise Malformed("values that overlap")
    return Index(_whole(header.get(1, 1)), entries)


def read_values(index: Index, prefix: Path, names: Iterable[str]) -> Iterator[tuple[str, Array]]:
    """Go through the values of some variables, by their entries and out of the data files beside the index.

    Raises Malformed where an entry does not fit its file or its checksum, or where a variable is of text or
    cut into slices, and OSError where a file cannot be read.
    """
    for name in names:
        entry = index.entries[name]
        if entry.shard >= index.shards:
            raise Malformed(f"{name!r} in data file {entry.shard} of {index.shards}")
        place = Path(f"{prefix}.data-{entry.shard:05d}-of-{index.shards:05d}")
        yield name, _value(place, name, entry)


def _value(place: Path, name: str, entry: Entry) -> Array:
    """Read one variable; nothing is allocated before its size is that of its shape, and in the file."""
    dtype = _DTYPES.get(entry.dtype)
    if dtype is None or entry.in_slices:
        kind = "in slices" if entry.in_slices else f"of {_OTHERS.get(entry.dtype, f'type {entry.dtype}')}"
        raise Malformed(f"{name!r} {kind}, which cannot be read: ask for other variables")
    wanted = math.prod(entry.shape) * np.dtype(dtype).itemsize
    with place.open("rb") as file:
        length = file.seek(0, 2)
        if entry.size != wanted or entry.offset + wanted > length:
            raise Malformed(
                f"{name!r} of shape {entry.shape} in {entry.size:,} bytes from byte {entry.offset:,} on, "
                f"in {place.name} of {length:,} bytes"
            )
        file.seek(entry.offset)
        content = np.empty(wanted, np.uint8)
        if file.readinto(content.data) != wanted or crc32c.masked(content.data) != entry.checksum:
            raise Malformed(f"{name!r} with a wrong checksum: {place.name} is damaged")
    return (content != 0 if dtype == "?" else content.view(dtype)).reshape(entry.shape)


def _name(key: bytes) -> str:
    try:
        return key.decode()
    except UnicodeDecodeError as fault:
        raise Malformed(f"a name that is no text, {key[:40]!r}") from fault


def _entry(message: bytes) -> Entry:
    """Return an entry; what is left out of the message is 0, and no number is below 0."""
    found = dict(fields(message))
    dtype, shard, offset, size = (_whole(found.get(number, 0)) for number in (1, 3, 4, 5))
    checksum = int.from_bytes(_bytes(found.get(6, b"")), "little")
    return Entry(dtype, _shape(found.get(2, b"")), shard, offset, size, checksum, in_slices=7 in found)


def _shape(message: int | bytes) -> Shape:
    """Return a shape; an axis of length 0 is one whose field was left out."""
    dims = [dict(fields(_bytes(dim))).get(1, 0) for number, dim in fields(_bytes(message)) if number == 2]
    if len(dims) > 32:
        raise Malformed(f"a shape of {len(dims)} axes")
    return tuple(_whole(dim) for dim in dims)


def _whole(value: int | bytes) -> int:
    if not isinstance(value, int) or value >= 1 << 62:
        raise Malformed("an entry whose numbers are none")
    return value


def _bytes(value: int | bytes) -> bytes:
    if not isinstance(value, bytes):
        raise Malformed("an entry whose bytes are none")
    return value
