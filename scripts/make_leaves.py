"""Rebuild data/leaves.csv and data/leaf_images/: invented leaves, with the flaws that real files have.

Run it without options to compare with data/MANIFEST.json, with `--out data` to write. Another zlib may pack
the same pixels into other bytes; then the script compares the pixels.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import io
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from nbkit.data.files import replaced
from nbkit.data.leaves import MEASURED, draw_leaves

DATA = Path(__file__).resolve().parent.parent / "data"
SEED, TREES, TWICE = 19, 240, 24
PHOTO_TREES, PHOTOS_A_TREE, SIDE, FINE = 60, 3, 28, 4
Files = dict[str, bytes]


def table() -> bytes:
    """The measurements, and what went wrong when they were typed in."""
    rng = np.random.default_rng(SEED)
    leaves = draw_leaves(TREES, rng)
    rows = [
        [f"T{tree:03}", *(f"{value:g}" for value in x), f"{fallen:g}", "brown" if brown else "green"]
        for tree, x, fallen, brown in zip(leaves.tree, leaves.X, leaves.fallen, leaves.brown, strict=True)
    ]
    spoil(rows, rng)
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([["tree", *MEASURED, "fallen_pct", "august"], *rows])
    return text.getvalue().encode()


def spoil(rows: list[list[str]], rng: np.random.Generator) -> None:
    """Leave cells blank, lose a decimal point, mix up a unit, and type some rows in twice."""
    column = {name: place + 1 for place, name in enumerate(MEASURED)}
    blank, *wrong, twice = np.split(rng.permutation(len(rows)), [14, 15, 16])
    for row in blank:
        rows[row][column["stalk_mm" if row % 3 else "chlorophyll"]] = ""
    point, unit = int(wrong[0][0]), int(wrong[1][0])
    rows[point][column["chlorophyll"]] = rows[point][column["chlorophyll"]].replace(".", "")
    rows[unit][column["thickness_um"]] = f"{float(rows[unit][column['thickness_um']]) / 1000:.3f}"
    again = [list(rows[row]) for row in twice[:TWICE]]
    for place, row in zip(np.sort(rng.integers(0, len(rows), size=TWICE))[::-1], again, strict=True):
        rows.insert(int(place), row)


def photos() -> Iterator[tuple[str, bytes]]:
    """Three photographs of each tree; most brown ones were taken on another day, on a darker table."""
    rng = np.random.default_rng(SEED)
    for tree in range(PHOTO_TREES):
        brown = tree % 3 == 0
        dark = rng.uniform() < (0.9 if brown else 0.05)
        table = (0.52 if dark else 0.66) + rng.normal(scale=0.02)
        shape = rng.uniform([0.36, 0.40], [0.44, 0.55]), rng.uniform(0.30, 0.42) + 0.02 * brown
        for photo in range(PHOTOS_A_TREE):
            pixels = leaf(rng, *shape, mines=int(rng.poisson(3.0 if brown else 1.2)), table=table)
            kind = "brown" if brown else "green"
            yield f"leaf_images/{kind}/T{tree:02}_{photo + 1}.png", as_png(pixels)


def leaf(rng: np.random.Generator, shape: Any, ink: float, mines: int, table: float) -> Any:
    """Draw one leaf, four times as fine as it is kept: an outline with teeth, a rib, and pale mines."""
    line = (np.arange(SIDE * FINE) + 0.5) / (SIDE * FINE) - 0.5 + rng.normal(scale=0.02)
    turn, (x, y) = rng.uniform(-0.5, 0.5), np.meshgrid(line, line)
    along, across = x * np.sin(turn) + y * np.cos(turn), x * np.cos(turn) - y * np.sin(turn)
    long, slim = shape
    teeth = 1 + 0.05 * np.sin(24 * np.arctan2(across, along))
    far = np.hypot(along / long, across / (long * slim)) / teeth
    picture = np.where(far < 1, ink + 0.05 * far, table)
    picture[(far < 1) & (np.abs(across) < 0.012)] += 0.14
    for _ in range(mines):
        u, v = rng.uniform(-0.7, 0.7) * long, rng.uniform(-0.55, 0.55) * long * slim
        spot = np.hypot((along - u) / 0.065, (across - v) / 0.035) < 1
        picture[spot & (far < 1)] = ink + 0.30
    kept = picture.reshape(SIDE, FINE, SIDE, FINE).mean(axis=(1, 3)) + rng.normal(
        scale=0.02, size=(SIDE, SIDE)
    )
    return np.clip(255 * kept, 0, 255).astype(np.uint8)


def as_png(pixels: Any) -> bytes:
    """Pack grey pixels without anything else."""
    out = io.BytesIO()
    Image.fromarray(pixels).save(out, "PNG", optimize=True)
    return out.getvalue()


def digest(files: Files) -> str:
    """One SHA-256 for some files: of their names and the SHA-256 of each."""
    lines = (f"{name} {hashlib.sha256(content).hexdigest()}\n" for name, content in sorted(files.items()))
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def pixels_digest(files: Files) -> str:
    """The same for what the pictures show, however it was packed."""
    opened = {name: Image.open(io.BytesIO(content)).tobytes() for name, content in files.items()}
    return digest(opened)


def compare(csv_file: bytes, images: Files) -> int:
    """Say whether the manifest names these files; return 0 if it does, or if only the packing differs."""
    entries = {e["name"]: e for e in json.loads((DATA / "MANIFEST.json").read_bytes())["files"]}
    same_table = hashlib.sha256(csv_file).hexdigest() == entries["leaves.csv"]["sha256"]
    same_images = digest(images) == entries["leaf_images"]["sha256"]
    if same_table and same_images:
        print("bit for bit the files of the manifest")
        return 0
    if same_table and pixels_digest(images) == entries["leaf_images"]["arrays_sha256"]:
        print("the same leaves, packed by another zlib")
        return 0
    print("NOT the leaves of the manifest")
    return 1


def main() -> int:
    """Rebuild, write where asked to, compare."""
    parser = argparse.ArgumentParser(description="Rebuild data/leaves.csv and data/leaf_images/.")
    parser.add_argument("--out", type=Path, help="the folder to write to; without it they are only compared")
    options = parser.parse_args()
    measured, images = table(), dict(photos())
    for name, content in ({"leaves.csv": measured} | images).items() if options.out else ():
        (options.out / name).parent.mkdir(parents=True, exist_ok=True)
        with replaced(options.out / name) as file:
            file.write(content)
    print("leaves.csv", len(measured), "bytes, SHA-256", hashlib.sha256(measured).hexdigest())
    print(
        "leaf_images", sum(map(len, images.values())), "bytes, SHA-256", digest(images), pixels_digest(images)
    )
    return compare(measured, images)


if __name__ == "__main__":
    sys.exit(main())
