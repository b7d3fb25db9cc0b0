"""Tables of LevelDB to be read: written here, in any order and as wrong as a test wants them."""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence

from nbkit.tf1 import crc32c, wire
from nbkit.tf1.leveldb import MAGIC

Entries = Sequence[tuple[bytes, bytes]]


def entry(shared: int, own: bytes, value: bytes) -> bytes:
    return wire.varint(shared) + wire.varint(len(own)) + wire.varint(len(value)) + own + value


def block(entries: Entries) -> bytes:
    """Entries that share nothing, and one restart."""
    return b"".join(entry(0, key, value) for key, value in entries) + struct.pack("<II", 0, 1)


def packed(content: bytes, packing: int = 0) -> bytes:
    """A block with what stands behind it."""
    return content + bytes([packing]) + struct.pack("<I", crc32c.masked(content + bytes([packing])))


def handle(offset: int, size: int) -> bytes:
    return wire.varint(offset) + wire.varint(size)


def table(*blocks: bytes, packing: int = 0, places: Sequence[tuple[int, int]] | None = None) -> bytes:
    """A whole file; `places` says where the blocks lie, if not where they are."""
    content, found = b"", []
    for each in blocks:
        found.append((len(content), len(each)))
        content += packed(each, packing)
    index = block([(b"%04d" % number, handle(*place)) for number, place in enumerate(places or found)])
    where = handle(0, 0) + handle(len(content), len(index))
    return content + packed(index) + where.ljust(40, b"\0") + MAGIC


def written(values: Mapping[bytes, bytes]) -> bytes:
    return table(block(list(values.items())))
