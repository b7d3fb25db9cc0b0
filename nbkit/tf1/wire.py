"""Protocol buffers' wire format: the few kinds of field that event files and checkpoints have."""

from __future__ import annotations

import struct
from collections.abc import Iterator

VARINT, EIGHT, BYTES, FOUR = 0, 1, 2, 5
_SIZES = {EIGHT: 8, FOUR: 4}


class Malformed(ValueError):
    """Bytes that are no message."""


# ---------------------------------------------------------------- writing


def varint(value: int) -> bytes:
    """Return a whole number in groups of seven bits, the lowest first; negative ones as 64 bits.

    >>> varint(300)
    b'\\xac\\x02'
    """
    value &= 2**64 - 1
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes((*out, value))


def whole(number: int, value: int) -> bytes:
    """Return a field that holds a whole number; a 0 is left out, as the format's third version does."""
    return _key(number, VARINT) + varint(value) if value else b""


def double(number: int, value: float) -> bytes:
    """Return a field that holds a float64; 0 is left out."""
    return _key(number, EIGHT) + struct.pack("<d", value) if value else b""


def text(number: int, value: bytes) -> bytes:
    """Return a field that holds bytes: text, a message, or packed numbers.

    >>> text(1, b"loss")
    b'\\n\\x04loss'
    """
    return _key(number, BYTES) + varint(len(value)) + value


def single(number: int, value: float) -> bytes:
    """Return a field that holds a float32, also where it is 0."""
    return _key(number, FOUR) + struct.pack("<f", value)


def _key(number: int, kind: int) -> bytes:
    return varint(number << 3 | kind)


# ---------------------------------------------------------------- reading


def read_varint(data: bytes, at: int) -> tuple[int, int]:
    """Return the whole number that begins at a place, from 0 to 2^64 - 1, and the place behind it.

    Raises Malformed where the bytes end first, or where it does not end within ten.

    >>> read_varint(b"\\xac\\x02", 0)
    (300, 2)
    """
    value = 0
    for shift, byte in enumerate(data[at : at + 10]):
        value |= (byte & 0x7F) << 7 * shift
        if byte < 0x80:
            return value & 2**64 - 1, at + shift + 1
    raise Malformed(f"a number that does not end, at byte {at}")


def fields(data: bytes) -> Iterator[tuple[int, int | bytes]]:
    """Go through a message: the number of each field with a whole number, or with its bytes.

    Raises Malformed where it ends within a field, or has one of a kind that is used no more.

    >>> list(fields(whole(2, 7) + text(1, b"loss")))
    [(2, 7), (1, b'loss')]
    """
    at = 0
    while at < len(data):
        key, at = read_varint(data, at)
        kind = key & 7
        if kind == VARINT:
            value, at = read_varint(data, at)
            yield key >> 3, value
            continue
        if kind not in (EIGHT, BYTES, FOUR):
            raise Malformed(f"a field of the kind {kind}")
        size, at = read_varint(data, at) if kind == BYTES else (_SIZES[kind], at)
        if size > len(data) - at:
            raise Malformed(f"a field of {size:,} bytes, of which {len(data) - at:,} are there")
        yield key >> 3, data[at : at + size]
        at += size
