"""Pictures for event files: numbers of any size brought to 0 to 255 as TensorFlow does, written as PNG."""

from __future__ import annotations

import struct
import zlib

import numpy as np
from numpy.typing import NDArray

from nbkit.functions import Array

Pixels = NDArray[np.uint8]

_COLOURS = {1: 0, 3: 2, 4: 6}  # channels -> PNG's number for gray, RGB, RGB with opacity
_BAD = np.array([255, 0, 0, 255], np.uint8)  # a pixel that is no number, or infinite, is red


def as_pixels(image: Array) -> Pixels:
    """Return an image (rows, columns, channels) of floats as bytes; bytes stay what they are.

    The largest number becomes 255; where some are negative, 0 becomes 128, and the furthest from it 1 or 255.

    >>> as_pixels(np.array([[[0.0], [0.5], [1.0]]], np.float32)).ravel()
    array([  0, 127, 255], dtype=uint8)
    """
    if image.dtype == np.uint8:
        return image
    good = np.isfinite(image)
    low = image.min(where=good, initial=np.inf)
    high = image.max(where=good, initial=-np.inf)
    offset, room = (128, 127) if low < 0 else (0, 255)
    largest = max(abs(low), abs(high)) if low < 0 else high
    scale = image.dtype.type(room) / largest if largest >= 1e-6 else image.dtype.type(0)
    pixels = (np.where(good, image, 0) * scale + image.dtype.type(offset)).astype(np.uint8)
    return np.where(good.all(axis=2, keepdims=True), pixels, _BAD[: image.shape[2]])


def png(pixels: Pixels) -> bytes:
    """Return pixels (rows, columns, channels) as a PNG file; 1, 3 or 4 channels.

    Raises ValueError for another number of them.
    Source: W3C, *Portable Network Graphics*, third edition (2025).

    >>> png(np.zeros((2, 2, 1), np.uint8))[:8]
    b'\\x89PNG\\r\\n\\x1a\\n'
    """
    rows, columns, channels = pixels.shape
    if channels not in _COLOURS:
        raise ValueError(f"Tensor must be 4-D with last dim 1, 3, or 4, not {channels}")
    header = struct.pack(">IIBBBBB", columns, rows, 8, _COLOURS[channels], 0, 0, 0)
    lines = np.zeros((rows, 1 + columns * channels), np.uint8)  # a 0 before each: it is stored as it is
    lines[:, 1:] = pixels.reshape(rows, -1)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(lines.tobytes())), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in chunks)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
