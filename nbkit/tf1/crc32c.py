"""CRC-32C, the checksum of TensorFlow's event files and checkpoints."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Registers = NDArray[np.uint32]


def crc32c(data: bytes | memoryview) -> int:
    """Return the CRC-32C (Castagnoli) of some bytes.

    Many bytes are cut into strips of equal length, which run side by side. A register that passes over zeros
    changes by a linear map, and so a strip's result is carried over the strips behind it.
    Source: RFC 3720, appendix B.4, for the polynomial.

    >>> f"{crc32c(b'123456789'):08x}"
    'e3069283'
    """
    given = np.frombuffer(data, np.uint8)
    strips = 1 << max(0, len(given).bit_length() - 12)
    head = len(given) % strips
    registers = np.zeros(strips, np.uint32)
    registers[0] = _by_byte(0xFFFFFFFF, given[:head])
    rows = given[head:].reshape(strips, -1)
    if strips == 1:
        return _by_byte(int(registers[0]), rows[0]) ^ 0xFFFFFFFF
    for column in rows.T:
        registers = _TABLE[(registers ^ column) & 0xFF] ^ registers >> np.uint32(8)
    over = _over_zeros(rows.shape[1])
    while len(registers) > 1:
        registers, over = _carry(over, registers[0::2]) ^ registers[1::2], _carry(over, over)
    return int(registers[0]) ^ 0xFFFFFFFF


def masked(data: bytes | memoryview) -> int:
    """Return the checksum as the files hold it: turned and shifted, for data that holds checksums itself.

    >>> f"{masked(b'123456789'):08x}"
    'c78ab0e5'
    """
    crc = crc32c(data)
    return ((crc >> 15 | crc << 17) + 0xA282EAD8) & 0xFFFFFFFF


def _table() -> Registers:
    """Return what each byte makes of an empty register."""
    registers = np.arange(256, dtype=np.uint32)
    for _ in range(8):
        registers = registers >> np.uint32(1) ^ (registers & np.uint32(1)) * np.uint32(0x82F63B78)
    return registers


_TABLE = _table()
_STEPS = _TABLE.tolist()
_BITS = np.uint32(1) << np.arange(32, dtype=np.uint32)


def _by_byte(register: int, data: NDArray[np.uint8]) -> int:
    for byte in data.tolist():
        register = _STEPS[(register ^ byte) & 0xFF] ^ register >> 8
    return register


def _carry(over: Registers, registers: Registers) -> Registers:
    """Apply a linear map to registers; `over` holds what it makes of each of the 32 bits."""
    set_bits = (registers[:, None] & _BITS) != 0
    return np.bitwise_xor.reduce(np.where(set_bits, over, np.uint32(0)), axis=1)


def _over_zeros(count: int) -> Registers:
    """Return the linear map that `count` zero bytes make of a register: by squares, as for powers."""
    total, one = _BITS, _TABLE[_BITS & 0xFF] ^ _BITS >> np.uint32(8)
    while count:
        if count & 1:
            total = _carry(one, total)
        one, count = _carry(one, one), count >> 1
    return total
