"""The wire format: there and back, and what is no message."""

from __future__ import annotations

import struct

import pytest

from nbkit.tf1 import wire


@pytest.mark.parametrize("value", [0, 1, 127, 128, 300, 2**32, 2**64 - 1])
def test_whole_numbers_come_back(value: int) -> None:
    written = wire.varint(value)
    assert wire.read_varint(b"x" + written + b"y", 1) == (value, 1 + len(written))


def test_negative_numbers_have_64_bits() -> None:
    assert wire.varint(-1) == b"\xff" * 9 + b"\x01"


def test_fields_come_back() -> None:
    message = wire.whole(1, 7) + wire.double(2, 0.5) + wire.text(3, b"ab") + wire.single(400, 1.0)
    assert list(wire.fields(message)) == [
        (1, 7),
        (2, struct.pack("<d", 0.5)),
        (3, b"ab"),
        (400, struct.pack("<f", 1.0)),
    ]


def test_zeros_are_left_out_but_for_single_floats() -> None:
    assert wire.whole(1, 0) == wire.double(1, 0.0) == b""
    assert wire.single(2, 0.0) == b"\x15\0\0\0\0"


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"\x80", "does not end"),
        (b"\x08" + b"\xff" * 10, "does not end"),
        (b"\x0a\x05ab", "of 5 bytes, of which 2 are there"),
        (b"\x09abc", "of 8 bytes, of which 3"),
        (b"\x0b", "of the kind 3"),
    ],
)
def test_what_is_no_message_is_refused(data: bytes, told: str) -> None:
    with pytest.raises(wire.Malformed, match=told):
        list(wire.fields(data))
