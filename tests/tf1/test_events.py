"""Event files and summaries: the bytes that TensorFlow 1.4.0 wrote, and what a real TensorBoard reads."""

from __future__ import annotations

import itertools
import json
import os
import struct
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from nbkit.tf1 import crc32c, events, wire

IMAGES: dict[str, Any] = json.loads((Path(__file__).parent / "data/images_1_4_0.json").read_text())


def read(path: Path) -> Iterator[bytes]:
    """A small reader of records, which checks both checksums of each."""
    content = path.read_bytes()
    while content:
        (length,), checksum = struct.unpack("<Q", content[:8]), content[8:12]
        data, after = content[12 : 12 + length], content[12 + length : 16 + length]
        assert struct.unpack("<II", checksum + after) == (crc32c.masked(content[:8]), crc32c.masked(data))
        yield data
        content = content[16 + length :]


def files(folder: Path) -> list[Path]:
    return sorted(folder.iterdir())


# ---------------------------------------------------------------- bytes of 1.4.0

# What 1.4.0 wrote for add_summary(a = 1, step 3), but for the times.
FIRST = "1800000000000000a37f4b2209{}1a0d627261696e2e4576656e743a32{}"
SECOND = "1700000000000000e7cef81e09{}10032a0a0a080a0161150000803f{}"
HISTOGRAMS = [
    (
        [0.0],
        "3d19000000000000f03f3218000000000000000011ea2d819997713dffffffffffffef7f3a18"
        "0000000000000000000000000000f03f0000000000000000",
    ),
    (
        [1.0, 2.0, 3.0],
        "a10109000000000000f03f110000000000000840190000000000000840210000000000001840290000000000002c40"
        "323808996919155aed3f2b14facdbe24f03fdc94cd2e8d75ff3fe011f10c744d014068bc10359a0707400d9cc5a029550940"
        "ffffffffffffef7f3a380000000000000000000000000000f03f0000000000000000000000000000f03f0000000000000000"
        "000000000000f03f0000000000000000",
    ),
    (
        [-1.0, 0.0, 1e-13, 5e25],
        "910109000000000000f0bf11000000c0f4ad444519000000000000104021000000c0f4ad44452900e9572b47ba9a4a"
        "32302b14facdbe24f0bf08996919155aedbf000000000000000011ea2d819997713d4c549f0223831544ffffffffffffef7f"
        "3a300000000000000000000000000000f03f000000000000000000000000000000400000000000000000000000000000f03f",
    ),
    ([], "2609ffffffffffffef7f11ffffffffffffefff3208ffffffffffffef7f3a080000000000000000"),
]


def test_a_file_holds_the_records_of_tensorflow(tmp_path: Path) -> None:
    file = events.EventFile(tmp_path)
    file.write(events.event(1795973208.25, 3, events.scalar("a", 1.0)))
    file.flush()
    content = files(tmp_path)[0].read_bytes().hex()
    first, second = content[:80], content[80:]
    assert first == FIRST.format(first[26:42], first[72:])
    assert second == SECOND.format(second[26:42], second[70:])
    when, later = (struct.unpack("<d", bytes.fromhex(part[26:42]))[0] for part in (first, second))
    assert abs(when - time.time()) < 60 and later == 1795973208.25
    assert [len(data) for data in read(files(tmp_path)[0])] == [24, 23]


def test_a_whole_record_of_tensorflow_comes_out_again() -> None:
    """Its checksums too: 1.4.0 wrote this one at 1795973208 seconds."""
    data = wire.double(1, 1795973208.0) + wire.text(3, b"brain.Event:2")
    assert events.record(data).hex() == FIRST.format("0000001618c3da41", "a7dbba8d")


@pytest.mark.parametrize(("values", "message"), HISTOGRAMS, ids=lambda value: str(value)[:12])
def test_histograms_are_those_of_tensorflow(values: Any, message: str) -> None:
    summary = events.histogram("h", np.array(values, np.float32)).hex()
    assert summary.endswith(f"0a01682a{message}")


def test_a_histogram_counts_all_values_at_any_shape() -> None:
    values = np.random.default_rng(0).normal(size=(20, 5, 3))
    fields = dict(wire.fields(message_of(events.histogram("h", values))))
    limits, counts = (np.frombuffer(bytes(fields[number]), "<f8") for number in (6, 7))
    assert counts.sum() == 300 and (np.diff(limits) > 0).all()
    wanted = [np.sum((values >= low) & (values < high)) for low, high in itertools.pairwise(limits)]
    assert counts[1:].tolist() == wanted and counts[0] == 0
    largest = np.array([np.finfo(np.float64).max])
    assert dict(wire.fields(message_of(events.histogram("h", largest))))[7] == struct.pack("<dd", 0.0, 1.0)


def test_a_histogram_adds_up_one_by_one_as_tensorflow_does() -> None:
    """1.4.0's sum and sum of squares for 1,000 values; NumPy's own, in pairs, ends in another digit."""
    values = (np.arange(1000) / 7).astype(np.float32)
    fields = dict(wire.fields(message_of(events.histogram("h", values))))
    assert bytes(fields[4]).hex() == "00142049d26bf140" and bytes(fields[5]).hex() == "ce74071a52e95941"


def message_of(summary: bytes) -> bytes:
    value = dict(wire.fields(summary))[1]
    return bytes(dict(wire.fields(bytes(value)))[5])


@pytest.mark.parametrize(("value", "told"), [(np.nan, "Nan"), (np.inf, "Infinity")])
def test_a_histogram_of_no_numbers_is_refused(value: float, told: str) -> None:
    with pytest.raises(ValueError, match=f"{told} in summary histogram for: h"):
        events.histogram("h", np.array([1.0, value]))


def test_scalars_hold_what_they_are_given() -> None:
    assert events.scalar("s", float("nan")).hex() == "0a080a0173150000c07f"
    assert events.scalar("b", 2).hex() == "0a080a01621500000040"
    assert events.scalar("z", 0.0).hex() == "0a080a017a1500000000"


@pytest.mark.parametrize("case", IMAGES)
def test_images_have_the_tags_and_sizes_of_tensorflow(case: str) -> None:
    given = IMAGES[case]
    summary = events.image("im", np.array(given["values"], given["dtype"]), **given["options"])
    found = []
    for _, value in wire.fields(summary):
        tag, picture = dict(wire.fields(bytes(value))).values()
        height, width, channels, file = dict(wire.fields(bytes(picture))).values()
        found.append([bytes(tag).decode(), height, width, channels])
        assert bytes(file).startswith(b"\x89PNG")
    assert found == [image[:4] for image in given["images"]]


def test_what_is_no_batch_of_images_is_refused() -> None:
    with pytest.raises(ValueError, match=r"must be 4-D .* not \(2, 2\)"):
        events.image("im", np.zeros((2, 2)))


def test_summaries_merge_where_their_tags_differ() -> None:
    a, b = events.scalar("a", 1.0), events.scalar("b", 2.0)
    assert events.merge([a, b]).hex() == "0a080a0161150000803f0a080a01621500000040"
    with pytest.raises(ValueError, match="Duplicate tag a found in summary inputs"):
        events.merge([a, b, a])


# ---------------------------------------------------------------- the file


def test_the_folder_is_there_at_once_and_the_file_when_something_is_written(tmp_path: Path) -> None:
    file = events.EventFile(tmp_path / "a" / "b", suffix=".v2")
    assert os.listdir(tmp_path / "a" / "b") == []
    file.flush()
    (name,) = os.listdir(tmp_path / "a" / "b")
    assert name.startswith("events.out.tfevents.") and name.endswith(".v2")


def test_no_file_is_written_over(tmp_path: Path) -> None:
    """Real TensorFlow loses the first file where the second begins within its second."""
    file = events.EventFile(tmp_path)
    for step in (1, 2, 3):
        file.write(events.event(0.0, step, None))
        file.close()
    assert [len(list(read(path))) for path in files(tmp_path)] == [2, 2, 2]


def test_an_event_without_a_step_leaves_it_out() -> None:
    assert events.event(1.0, None, events.scalar("a", 1.0)) == events.event(1.0, 0, events.scalar("a", 1.0))


def test_tensorboard_reads_what_was_written(tmp_path: Path) -> None:
    reader = pytest.importorskip(
        "tensorboard.backend.event_processing.event_accumulator", reason="needs tensorboard"
    )
    file = events.EventFile(tmp_path)
    for step in range(5):
        shown = events.merge(
            [
                events.scalar("loss", 1 / (step + 1)),
                events.histogram("w", np.arange(step, 9.0)),
                events.image("digit", np.ones((1, 5, 7, 1)), 1),
            ]
        )
        file.write(events.event(time.time(), step, shown))
    file.close()
    found = reader.EventAccumulator(str(tmp_path), size_guidance={"histograms": 0}).Reload()
    loss = found.Scalars("loss")
    assert [point.step for point in loss] == [0, 1, 2, 3, 4]
    assert [point.value for point in loss] == pytest.approx([1, 1 / 2, 1 / 3, 1 / 4, 1 / 5])
    histogram = found.Histograms("w")[4].histogram_value
    assert found.Images("digit/image")[0].width == 7
    assert (histogram.min, histogram.max, histogram.num, histogram.sum) == (4.0, 8.0, 5.0, 30.0)
