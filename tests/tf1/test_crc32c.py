"""CRC-32C against its check value and against the plain way, byte by byte."""

from __future__ import annotations

import numpy as np
import pytest

from nbkit.tf1 import crc32c


def plainly(data: bytes) -> int:
    """The definition: a division of polynomials over two elements, bit by bit."""
    register = 0xFFFFFFFF
    for byte in data:
        register ^= byte
        for _ in range(8):
            register = register >> 1 ^ (0x82F63B78 if register & 1 else 0)
    return register ^ 0xFFFFFFFF


def test_gives_the_values_of_the_standard() -> None:
    """RFC 3720, appendix B.4."""
    assert crc32c.crc32c(bytes(32)) == 0x8A9136AA
    assert crc32c.crc32c(b"\xff" * 32) == 0x62A8AB43
    assert crc32c.crc32c(bytes(range(32))) == 0x46DD794E
    assert crc32c.crc32c(b"") == 0


@pytest.mark.parametrize("size", [1, 2047, 2048, 4095, 4096, 4097, 20_000])
def test_is_the_same_in_strips(size: int) -> None:
    data = np.random.default_rng(size).bytes(size)
    assert crc32c.crc32c(data) == plainly(data)
    assert crc32c.crc32c(memoryview(data)[1:]) == plainly(data[1:])


def test_masks_as_the_files_do() -> None:
    assert crc32c.masked((24).to_bytes(8, "little")) == 0x224B7FA3  # begins each event file of 1.4.0
