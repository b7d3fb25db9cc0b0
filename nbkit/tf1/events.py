"""Event files, which TensorBoard reads: scalars, histograms and images as TensorFlow 1 wrote them."""

from __future__ import annotations

import os
import socket
import struct
import time
from collections.abc import Iterable
from pathlib import Path
from typing import IO

import numpy as np
from numpy.typing import NDArray

from nbkit.functions import Array
from nbkit.tf1 import crc32c, wire
from nbkit.tf1.png import as_pixels, png

Place = str | os.PathLike[str]

# ---------------------------------------------------------------- the file


class EventFile:
    """A file of events, which begins with the first write or flush, and makes its folder at once.

    A record is a length, its checksum, the event, its checksum.

    >>> file = EventFile("logs/run_1")  # doctest: +SKIP
    >>> file.write(event(time.time(), 3, scalar("loss", 0.25)))  # doctest: +SKIP
    """

    def __init__(self, folder: Place, suffix: str = "") -> None:
        self.folder, self.suffix = Path(folder), suffix
        self.folder.mkdir(parents=True, exist_ok=True)
        self._file: IO[bytes] | None = None

    def write(self, event: bytes) -> None:
        """Add an event; `flush` makes sure that others can see it."""
        self._opened().write(record(event))

    def flush(self) -> None:
        """Hand on what was written to whoever reads the file."""
        self._opened().flush()

    def close(self) -> None:
        """Close the file; what is written after that goes to another one."""
        if self._file is not None:
            self._file.close()
        self._file = None

    def _opened(self) -> IO[bytes]:
        """Return the file, made with its first record where there is none: none is ever written over."""
        second = int(time.time())
        while self._file is None:
            name = f"events.out.tfevents.{second:010d}.{socket.gethostname()}{self.suffix}"
            try:
                self._file = open(self.folder / name, "xb")  # noqa: SIM115
            except FileExistsError:
                second += 1
                continue
            self._file.write(record(wire.double(1, second) + wire.text(3, b"brain.Event:2")))
        return self._file


def record(data: bytes) -> bytes:
    """Return the bytes with their length before them, and the checksum of each."""
    length = struct.pack("<Q", len(data))
    checks = (struct.pack("<I", crc32c.masked(part)) for part in (length, data))
    return length + next(checks) + data + next(checks)


def event(wall_time: float, step: int | None, summary: bytes | None) -> bytes:
    """Return an event: when, at which step of the training, and what there is to show."""
    shown = b"" if summary is None else wire.text(5, summary)
    return wire.double(1, wall_time) + wire.whole(2, step or 0) + shown


# ---------------------------------------------------------------- summaries


def scalar(tag: str, value: float) -> bytes:
    """Return a summary that holds one number, as float32.

    >>> scalar("a", 1.0).hex(" ")
    '0a 08 0a 01 61 15 00 00 80 3f'
    """
    return wire.text(1, wire.text(1, tag.encode()) + wire.single(2, float(np.float32(value))))


def histogram(tag: str, values: Array) -> bytes:
    """Return a summary that counts values of any shape in buckets, each a tenth wider than the one before.

    Buckets begin at 1e-12 on either side of 0; of empty ones in a row the last one is kept.
    Raises ValueError where a value is no number or infinite.
    """
    flat = np.asarray(values, np.float64).reshape(-1)
    if not np.isfinite(flat).all():
        raise ValueError(f"{'Nan' if np.isnan(flat).any() else 'Infinity'} in summary histogram for: {tag}")
    with np.errstate(over="ignore"):
        sums = [np.cumsum(np.append(0.0, terms))[-1] for terms in (flat, flat * flat)]
    numbers = (flat.min(initial=_LARGEST), flat.max(initial=-_LARGEST), len(flat), *sums)
    places = np.searchsorted(_LIMITS[:-1], flat, side="right")
    buckets = np.bincount(places, minlength=len(_LIMITS))
    kept = (buckets > 0) | (np.append(buckets[1:], 1) > 0)
    message = b"".join(wire.double(number, float(value)) for number, value in enumerate(numbers, 1))
    for number, column in ((6, _LIMITS[kept]), (7, buckets[kept].astype(np.float64))):
        message += wire.text(number, column.astype("<f8").tobytes())
    return wire.text(1, wire.text(1, tag.encode()) + wire.text(5, message))


def image(tag: str, values: Array, max_outputs: int = 3) -> bytes:
    """Return a summary of the first few images (n, rows, columns, channels), each as a PNG file.

    Raises ValueError for another number of axes, or of channels than 1, 3 and 4.
    """
    if values.ndim != 4:
        raise ValueError(f"Tensor must be 4-D with last dim 1, 3, or 4, not {values.shape}")
    shown = b""
    for place, one in enumerate(values[:max_outputs]):
        name = f"{tag}/image/{place}" if max_outputs > 1 else f"{tag}/image"
        sizes = b"".join(wire.whole(number, size) for number, size in enumerate(one.shape, 1))
        picture = sizes + wire.text(4, png(as_pixels(one)))
        shown += wire.text(1, wire.text(1, name.encode()) + wire.text(4, picture))
    return shown


def merge(summaries: Iterable[bytes]) -> bytes:
    """Return one summary that holds all that others hold.

    Raises ValueError where two have the same tag.
    """
    merged, seen = b"".join(summaries), set()
    for _, value in wire.fields(merged):
        tag = bytes(dict(wire.fields(bytes(value)))[1])
        if tag in seen:
            raise ValueError(f"Duplicate tag {str(tag, 'utf-8')} found in summary inputs")
        seen.add(tag)
    return merged


_LARGEST = float(np.finfo(np.float64).max)


def _limits() -> NDArray[np.float64]:
    """Return the upper end of each bucket: multiplied up one by one, as the rounding is part of them."""
    up, limit = [], 1e-12
    while limit < 1e20:
        up.append(limit)
        limit *= 1.1
    up.append(_LARGEST)
    return np.array([*(-end for end in reversed(up)), 0.0, *up])


_LIMITS = _limits()
