"""Checkpoints of TensorFlow 1.4.0, read by name; and indexes that say what is not so."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from tables import written

from nbkit.tf1 import bundle, crc32c, wire
from nbkit.tf1.wire import Malformed

DATA = Path(__file__).parent / "data"  # made by us with tensorflow 1.4.0's Saver


def read(prefix: Path, *names: str) -> dict[str, np.ndarray]:
    index = bundle.read_index(Path(f"{prefix}.index"), "do this")
    return dict(bundle.read_values(index, prefix, names or index.entries))


def test_reads_what_tensorflow_wrote() -> None:
    values = read(DATA / "small.ckpt")
    assert {name: (str(value.dtype), value.tolist()) for name, value in values.items()} == {
        "b": ("float32", [0.5, -0.5]),
        "step": ("int32", 7),
        "w": ("float32", [[1.0, 2.0], [3.0, 4.0]]),
    }
    assert all(value.flags.writeable for value in values.values())


def test_reads_slots_by_name() -> None:
    values = read(DATA / "adam.ckpt", "w/Adam_1", "w", "beta2_power")
    assert list(values) == ["w/Adam_1", "w", "beta2_power"]
    assert values["w/Adam_1"].tolist() == [0.0, 0.0] and values["beta2_power"] == np.float32(0.999)


def test_reads_many_names() -> None:
    values = read(DATA / "blocks.ckpt")
    assert len(values) == 120
    assert values["a_layer_with_a_long_name_0/weights_77"].tolist() == [77.0, 77.0]
    assert values["a_layer_with_a_long_name_3/weights_66"].shape == (0,)


@pytest.mark.parametrize(
    "dtype",
    ["float16", "float32", "float64", "int8", "uint8", "int16", "uint16", "int32", "int64", "complex64"],
)
def test_reads_each_dtype(dtype: str) -> None:
    value = read(DATA / "kinds.ckpt", dtype)[dtype]
    assert value.dtype == dtype and value.tolist() == [1, 2, 3]


def test_reads_truth_values_and_empty_ones() -> None:
    values = read(DATA / "kinds.ckpt", "bool", "empty", "scalar")
    assert values["bool"].tolist() == [True, False]
    assert values["empty"].shape == (0, 3) and values["scalar"].shape == ()


def test_says_what_it_cannot_read_and_reads_the_rest() -> None:
    with pytest.raises(Malformed, match="'string' of string, which cannot be read: ask for other variables"):
        read(DATA / "kinds.ckpt", "string")
    with pytest.raises(Malformed, match="'p' in slices"):
        read(DATA / "part.ckpt")
    assert read(DATA / "part.ckpt", "q")["q"] == 1.0


def entry(
    shape: tuple[int, ...] = (2,), dtype: int = 1, offset: int = 0, size: int = 8, shard: int = 0
) -> bytes:
    dims = b"".join(wire.text(2, wire.whole(1, length)) for length in shape)
    checksum = wire.varint(6 << 3 | 5) + crc32c.masked(b"12345678").to_bytes(4, "little")
    place = wire.whole(3, shard) + wire.whole(4, offset) + wire.whole(5, size)
    return wire.whole(1, dtype) + wire.text(2, dims) + place + checksum


def make(folder: Path, entries: dict[bytes, bytes], header: bytes = b"\x08\x01") -> Path:
    (folder / "m.index").write_bytes(written({b"": header} | entries))
    (folder / "m.data-00000-of-00001").write_bytes(b"12345678")
    return folder / "m"


def test_reads_an_honest_entry(tmp_path: Path) -> None:
    assert read(make(tmp_path, {b"w": entry()}))["w"].tobytes() == b"12345678"


HUGE = (2**31, 2**31)


@pytest.mark.parametrize(
    ("entries", "told"),
    [
        ({b"w": entry(shape=HUGE)}, "in 8 bytes"),
        ({b"w": entry(shape=HUGE, size=2**60)}, "of 8 bytes"),
        ({b"w": entry(shape=HUGE, size=2**64 - 1)}, "numbers are none"),
        ({b"w": entry(shape=(-2,))}, "numbers are none"),
        ({b"w": entry(shape=(1,) * 33)}, "33 axes"),
        ({b"w": entry(size=4)}, "in 4 bytes"),
        ({b"w": entry(offset=4)}, "from byte 4 on, in m.data-00000-of-00001 of 8 bytes"),
        ({b"w": entry(offset=2**61)}, "from byte 2,305,843,009,213,693,952 on"),
        ({b"w": entry(shape=(1,), size=4)}, "wrong checksum"),
        ({b"w": entry(dtype=99)}, "of type 99"),
        ({b"w": entry(shard=1)}, "in data file 1 of 1"),
        ({b"v": entry(), b"w": entry()}, "overlap"),
        ({b"v": entry(), b"w": entry(offset=7)}, "overlap"),
        ({b"w": wire.text(1, b"float")}, "numbers are none"),
        ({b"w": wire.whole(2, 5)}, "bytes are none"),
        ({b"w": b"\x0a"}, "does not end"),
        ({b"\xff": entry()}, "no text"),
    ],
)
def test_what_does_not_fit_is_refused(tmp_path: Path, entries: dict[bytes, bytes], told: str) -> None:
    with pytest.raises(Malformed, match=told):
        read(make(tmp_path, entries))


def test_a_machine_with_its_bytes_the_other_way_round_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Malformed, match="highest byte first"):
        read(make(tmp_path, {b"w": entry()}, header=wire.whole(1, 1) + wire.whole(2, 1)))


def test_a_shape_of_nothing_cannot_ask_for_more(tmp_path: Path) -> None:
    with pytest.raises((Malformed, ValueError)):
        read(make(tmp_path, {b"w": entry(shape=(0, 2**61, 2**61), size=0)}))
