"""Images from a folder with one folder for each class; whatever their size and mode, they come out alike."""

from __future__ import annotations

import os
import re
import warnings
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from nbkit.data.files import data_error
from nbkit.data.own import OwnData, alike, check_classes, numbered
from nbkit.functions import Array

ENDINGS = (".png", ".jpg", ".jpeg", ".bmp", ".gif", ".tif", ".tiff", ".webp")
LARGEST, SIDE, MOST = 64, 32, 20_000  # pixels that are kept as they are; pixels otherwise; images


def load_images(folder: str | Path, *, group: str | None = None) -> OwnData:
    """Read a folder in which each folder is a class with its images; pixels go from 0, black, to 1, white.

    All become grey; what is transparent becomes white. Images of one size, of 64 pixels a side at most, stay
    as they are; otherwise each is scaled to fit into 32 x 32, with grey beside it where it is not square. Of
    more than 20,000 it draws as many, always the same.
    group: a regular expression; where it finds the same in two files' names, these belong together.
    Raises DataError where there are no classes or no images, a class has fewer than three, or a file is
    damaged: it names the first five.
    """
    folder = Path(folder)
    files, notes = _files(folder)
    images, modes, sizes = _read(folder, files)
    X = np.stack([_alike(image, sizes) for image in images]) / 255
    sources = tuple(f"{path.parent.name}/{path.name}" for path in files)
    y, classes = numbered([path.parent.name for path in files])
    check_classes(folder, y, classes, sources)
    groups = _groups(folder, group, files) if group else np.arange(len(y))
    n, height, width = X.shape
    pixels = tuple(f"row {i}, column {j}" for i in range(height) for j in range(width))
    said = (*notes, *_changes(modes, sizes), *alike(classes))
    return OwnData(folder.name, X.reshape(n, -1), y, classes, pixels, groups, sources, (height, width), said)


def _files(folder: Path) -> tuple[list[Path], list[str]]:
    """Return the images of all classes, in order, and notes on what else lies there."""
    try:
        inside = [path for path in sorted(folder.glob("*/*")) if path.name[0] != "."]
        loose = sum(_is_image(path) for path in folder.iterdir())
    except OSError as fault:
        raise data_error(
            folder, "a folder that can be read", str(fault), "look at its permissions"
        ) from fault
    files = list(filter(_is_image, inside))
    if not files:
        got = f"{loose} images that lie in no class" if loose else "no image"
        raise data_error(
            folder, "a folder for each class, with images", got, f"move them: {folder.name}/CLASS/"
        )
    notes = [f"images in no class, left out: {loose}"] if loose else []
    if other := len(inside) - len(files):
        notes.append(f"files that are no images, and folders in folders, left out: {other}")
    if len(files) > MOST:
        notes.append(f"{len(files):,} images: {MOST:,} of them were drawn at random, always the same")
        files = [files[i] for i in np.sort(np.random.default_rng(0).choice(len(files), MOST, replace=False))]
    return files, notes


def _is_image(path: Path) -> bool:
    return path.suffix.lower() in ENDINGS and path.is_file()


def _read(folder: Path, files: Sequence[Path]) -> tuple[list[Any], Counter[str], Counter[tuple[int, int]]]:
    """Open all images; collect the damaged ones, so that they can be mended in one go."""
    images, damaged = [], []
    modes: Counter[str] = Counter()
    for path in files:
        try:
            image, mode = _grey(path)
        except Exception as fault:  # a decoder may fail in any way on a damaged file
            damaged.append(f"{path.parent.name}/{path.name} ({_said(fault, path)})")
            continue
        images.append(image)
        modes[mode] += 1
    if damaged:
        more = f" and {len(damaged) - 5} more" if len(damaged) > 5 else ""
        do = "save them anew, or take them out of the folder"
        raise data_error(folder, "images that can be opened", ", ".join(damaged[:5]) + more, do)
    return images, modes, Counter(image.size for image in images)


def _said(fault: Exception, path: Path) -> str:
    """The fault in a few words, without the path that stands before them already."""
    return str(fault).replace(str(path), "it").replace(os.sep, "/")[:60] or type(fault).__name__


def _grey(path: Path) -> tuple[Any, str]:
    """Open one image: upright, grey, on white paper."""
    from PIL import Image, ImageOps

    with warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        with Image.open(path) as file:
            return _on_white(ImageOps.exif_transpose(file)), file.mode


def _on_white(image: Any) -> Any:
    """Return an image of any mode in grey: 16 bits become 8, and what is transparent is paper."""
    from PIL import Image

    if image.mode.startswith("I"):  # 16 bits a pixel
        return Image.fromarray((np.asarray(image, dtype=float) / 257).clip(0, 255).astype(np.uint8))
    if "A" in image.mode or "transparency" in image.info:
        image = image.convert("RGBA")
        image = Image.alpha_composite(Image.new("RGBA", image.size, "white"), image)
    return image.convert("L")


def _alike(image: Any, sizes: Counter[tuple[int, int]]) -> Array:
    """Return the pixels, of one size for all."""
    from PIL import ImageOps

    if not _as_they_are(sizes):
        image = ImageOps.pad(image, (SIDE, SIDE), color=128)
    return np.asarray(image, dtype=np.float64)


def _as_they_are(sizes: Counter[tuple[int, int]]) -> bool:
    return len(sizes) == 1 and max(next(iter(sizes))) <= LARGEST


def _changes(modes: Counter[str], sizes: Counter[tuple[int, int]]) -> list[str]:
    """Say what was made alike."""
    notes = []
    if set(modes) != {"L"}:
        notes.append("made grey: " + ", ".join(f"{count} {mode}" for mode, count in modes.most_common()))
    if not _as_they_are(sizes):
        small, large = min(sizes), max(sizes)
        span = f"{small[0]} x {small[1]}" + (f" to {large[0]} x {large[1]}" if len(sizes) > 1 else "")
        notes.append(f"{len(sizes)} sizes ({span}): each was scaled to fit into {SIDE} x {SIDE}")
    return notes


def _groups(folder: Path, group: str, files: Sequence[Path]) -> Array:
    try:
        found = [re.search(group, path.name) for path in files]
    except re.error as fault:
        raise data_error(
            folder, "a regular expression for group=", repr(group), f"mend it: {fault}"
        ) from None
    if None in found:
        name = files[found.index(None)].name
        raise data_error(folder, f"{group!r} in each file's name", name, "rename the file, or change group=")
    return numbered([match[0] for match in found if match])[0]
