"""Tables of LevelDB: what TensorFlow wrote, and what nobody should believe."""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np
import pytest
from tables import block, entry, handle, packed, table

from nbkit.tf1.leveldb import FOOTER, MAGIC, read_table
from nbkit.tf1.wire import Malformed

DATA = Path(__file__).parent / "data"
SMALL = (DATA / "small.ckpt.index").read_bytes()


def test_reads_what_tensorflow_wrote() -> None:
    assert list(read_table(SMALL)) == [b"", b"b", b"step", b"w"]
    adam = read_table((DATA / "adam.ckpt.index").read_bytes())
    assert list(adam)[-3:] == [b"w", b"w/Adam", b"w/Adam_1"]  # these share their beginnings


def test_reads_several_blocks() -> None:
    assert read_table(table(block([(b"a", b"1"), (b"b", b"")]), block([(b"c", b"3")]))) == {
        b"a": b"1",
        b"b": b"",
        b"c": b"3",
    }
    assert read_table(table()) == {}


def end(restarts: int = 1) -> bytes:
    return struct.pack(f"<{restarts + 1}I", *[0] * restarts, restarts)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "no table"),
        (b"x" * 100, "no table"),
        (MAGIC, "no table"),
        (bytes(40) + MAGIC, "a block from byte 0 to 0 in a table of 48"),
        (b"\xff" * 40 + MAGIC, "does not end"),
        (table(block([(b"a", b"1")]), packing=1), "Snappy"),
        (table(block([(b"a", b"1")]), packing=9), "method 9"),
        (table(block([(b"b", b"1"), (b"a", b"2")])), "out of order"),
        (table(block([(b"a", b"1")]), block([(b"a", b"2")])), "out of order"),
        (table(block([(b"a", b"1")]), places=[(0, 2**60)]), "a block from byte 0"),
        (table(block([(b"a", b"1")]), places=[(0, 13), (0, 13)]), "overlap"),
        (table(entry(3, b"a", b"1") + end()), "shares 3 bytes"),
        (table(entry(0, b"a", b"1")[:-1] + end()), "has 1 and holds 1"),
        (table(b"\0\0\xff\xff\xff\xff\x7f" + end()), "holds 34,359,738,367"),
        (table(end(0)), "0 restarts"),
        (table(struct.pack("<I", 2**31)), "2,147,483,648 restarts"),
        (table(b"ab"), "a block of 2 bytes"),
    ],
)
def test_what_is_no_table_is_refused(content: bytes, told: str) -> None:
    with pytest.raises(Malformed, match=told):
        read_table(content)


def test_keys_that_share_their_beginnings_cannot_fill_the_memory() -> None:
    """One long key, and then a thousand that add a byte to it: 70 MB of keys in 80 KB."""
    entries = [entry(0, b"a" * 65_536, b"")] + [entry(65_536 + n, b"a", b"") for n in range(1_100)]
    with pytest.raises(Malformed, match="more than 67,108,864 bytes"):
        read_table(table(b"".join(entries) + end()))


def test_a_changed_byte_is_noticed() -> None:
    """All but those of the other index, which nobody reads, and of the footer's padding."""
    meta = SMALL.index(bytes.fromhex("00000000 01000000 00c0f2a1b0"))
    for place in range(len(SMALL)):
        changed = bytearray(SMALL)
        changed[place] ^= 0x10
        try:
            assert read_table(bytes(changed)) == read_table(SMALL)
            assert meta <= place < meta + 13 or len(SMALL) - FOOTER <= place < len(SMALL) - 8
        except Malformed:
            pass


def test_no_file_does_anything_but_be_read_or_refused() -> None:
    rng = np.random.default_rng(0)
    for _ in range(300):
        length = int(rng.integers(0, 60))
        junk = rng.bytes(length)
        whole = packed(junk) + (handle(0, 0) + handle(0, length)).ljust(40, b"\0") + MAGIC
        for content in (whole, table(junk), SMALL[: int(rng.integers(0, len(SMALL)))]):
            try:
                read_table(content)
            except Malformed:
                continue
