"""LevelDB's table: sorted keys with their values in one file, read without believing a number in it."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from nbkit.tf1 import crc32c
from nbkit.tf1.wire import Malformed, read_varint

FOOTER = 48
MAGIC = bytes.fromhex("57fb808b247547db")
_TRAILER = 5  # behind each block: how it is packed, and its checksum
_MOST_KEYS = 1 << 26  # bytes: as keys share their beginnings, a small file can hold very long ones


def read_table(content: bytes) -> dict[bytes, bytes]:
    """Return all keys of a table with their values, in their order.

    The file ends with a footer, which says where the index lies; the index says where the blocks of entries
    lie, one behind the other. Each block has a checksum.
    Raises Malformed where anything else is found.
    Source: LevelDB, doc/table_format.md.
    """
    footer = content[-FOOTER:]
    if len(footer) < FOOTER or footer[-8:] != MAGIC:
        raise Malformed(f"no table: its last bytes are {content[-8:].hex(' ')}, not {MAGIC.hex(' ')}")
    offset, size, _ = _handle(footer, _handle(footer, 0)[2])  # behind the handle of another index
    table: dict[bytes, bytes] = {}
    last, room = None, _MOST_KEYS
    for key, value in _sorted_entries(content, _block(content, offset, size)):
        room -= len(key)
        if room < 0 or (last is not None and key <= last):
            raise Malformed(f"keys of more than {_MOST_KEYS:,} bytes" if room < 0 else "keys out of order")
        table[key] = value
        last = key
    return table


def _sorted_entries(content: bytes, index: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Go through the entries of all blocks of which the index knows; they lie one behind the other."""
    end = 0
    for _, handle in _entries(index):
        offset, size, _ = _handle(handle, 0)
        if offset < end:
            raise Malformed("blocks that overlap")
        end = offset + size + _TRAILER
        yield from _entries(_block(content, offset, size))


def _handle(data: bytes, at: int) -> tuple[int, int, int]:
    """Return where a block begins and how long it is, and the place behind these two numbers."""
    offset, at = read_varint(data, at)
    size, at = read_varint(data, at)
    return offset, size, at


def _block(content: bytes, offset: int, size: int) -> bytes:
    """Return a block that lies whole before the footer and has the right checksum, unpacked."""
    end = offset + size
    if end + _TRAILER > len(content) - FOOTER:
        raise Malformed(f"a block from byte {offset:,} to {end:,} in a table of {len(content):,} bytes")
    packing, checksum = struct.unpack("<BI", content[end : end + _TRAILER])
    if crc32c.masked(memoryview(content)[offset : end + 1]) != checksum:
        raise Malformed(f"a block at byte {offset:,} whose checksum is wrong: the file is damaged")
    if packing:
        name = "Snappy" if packing == 1 else f"method {packing}"
        raise Malformed(f"a block packed with {name}: TensorFlow's own Saver does not pack them")
    return content[offset:end]


def _entries(block: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Go through a block's entries; a key says how much of it is that of the one before.

    Behind the entries lie the places at which keys are whole, for who searches, and their number.
    """
    restarts = struct.unpack("<I", block[-4:])[0] if len(block) >= 4 else 0
    limit = len(block) - 4 * (restarts + 1)
    if limit < 0 or not restarts:
        raise Malformed(f"a block of {len(block):,} bytes with {restarts:,} restarts")
    at, key = 0, b""
    while at < limit:
        shared, at = read_varint(block, at)
        own, at = read_varint(block, at)
        size, at = read_varint(block, at)
        if shared > len(key) or own + size > limit - at:
            raise Malformed(f"an entry that shares {shared:,} bytes, has {own:,} and holds {size:,}")
        key = key[:shared] + block[at : at + own]
        yield key, block[at + own : at + own + size]
        at += own + size
