"""Handwritten digits: the 5,000 that come with the course, and the full MNIST from files on this machine."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from nbkit.data.examples import Array, Split
from nbkit.data.files import Shape, data_error, read_bytes, read_idx, read_npz


class IdxFile(NamedTuple):
    """One of MNIST's four files: its name, its shape and the SHA-256 of its unzipped bytes."""

    name: str
    shape: Shape
    sha256: str


MNIST_FILES = (
    IdxFile(
        "train-images-idx3-ubyte",
        (60_000, 28, 28),
        "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
    ),
    IdxFile(
        "train-labels-idx1-ubyte",
        (60_000,),
        "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
    ),
    IdxFile(
        "t10k-images-idx3-ubyte",
        (10_000, 28, 28),
        "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
    ),
    IdxFile(
        "t10k-labels-idx1-ubyte",
        (10_000,),
        "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
    ),
)

MIRRORS = (
    "https://storage.googleapis.com/cvdf-datasets/mnist",
    "https://ossci-datasets.s3.amazonaws.com/mnist",
    "https://azureopendatastorage.blob.core.windows.net/mnist",
    "https://raw.githubusercontent.com/fgnt/mnist/master",
)


def load_mnist(digits: Iterable[int] | None = None, *, scaled: bool = True, images: bool = False) -> Split:
    """Return the 5,000 handwritten digits that come with the course, 4,000 to learn from and 1,000 to test.

    They are the first 500 of each digit in MNIST's training set; of these the first 400 train and the last
    100 test. In both parts the digits take turns, 0 1 2 ... 9 0 1 2 ..., so that any run of rows is balanced.
    digits: keep these only; labels, int64 (n,), stay what they are.
    scaled: pixels as float64 from 0 (paper) to 1 (ink), or else uint8 from 0 to 255.
    images: each X as pictures (n, 28, 28), or else (n, 784).
    Raises ValueError for digits other than 0 to 9 or none, and DataError where the file is missing, damaged
    or not the one that data/MANIFEST.json names.
    MNIST, by Yann LeCun, Corinna Cortes and Christopher J. C. Burges (1998), CC BY-SA 3.0: data/README.md.

    >>> digits = load_mnist()
    >>> digits
    Split
      X_train  (4000, 784) float64
      y_train  (4000,) int64
      X_test   (1000, 784) float64
      y_test   (1000,) int64
    >>> load_mnist(digits=(1, 5, 6), images=True).X_test.shape
    (300, 28, 28)
    """
    wanted = _wanted(digits)
    arrays = read_shipped("mnist_5k.npz", {"images": ("|u1", (5000, 28, 28)), "labels": ("|u1", (5000,))})
    X, y = arrays["images"], arrays["labels"]
    return _split((X[:4000], y[:4000], X[4000:], y[4000:]), wanted, scaled, images)


def load_full_mnist(
    digits: Iterable[int] | None = None, *, scaled: bool = True, images: bool = False
) -> Split:
    """Return all of MNIST, 60,000 digits to learn from and 10,000 to test, from files on this machine.

    The four files, gzipped or not, lie in `mnist_folder()`, where `fetch_mnist` puts them. Each is checked by
    the SHA-256 of its unzipped bytes.
    The first 5,000 test images are the harder half: a logistic regression, fitted to the 60,000 in 100
    rounds, errs on 9.5 % of them and on 5.4 % of the others, the network of `load_mnist_mlp` on 4.0 % and
    1.8 %. Draw from all of them where fewer are wanted.
    digits, scaled, images: as in `load_mnist`. Scaled pixels of the whole set take 440 MB, others 55 MB.
    Raises ValueError for digits other than 0 to 9 or none, and DataError where a file is missing, damaged or
    another one; the message says how to get it.
    Source: LeCun, Bottou, Bengio and Haffner, *Gradient-based learning applied to document recognition*,
    Proceedings of the IEEE 86 (1998).

    >>> load_full_mnist(scaled=False).X_train.shape  # doctest: +SKIP
    (60000, 784)
    """
    wanted, folder = _wanted(digits), mnist_folder()
    return _split([read_mnist_file(file, folder) for file in MNIST_FILES], wanted, scaled, images)


def _wanted(digits: Iterable[int] | None) -> list[int]:
    """Return the digits asked for as a list, all ten by default."""
    if digits is None:
        return list(range(10))
    if isinstance(digits, Iterable):
        wanted = list(digits)
        if wanted and all(isinstance(digit, int | np.integer) and 0 <= digit <= 9 for digit in wanted):
            return wanted
    raise ValueError(f"expected digits from 0 to 9, as in digits=(1, 5, 6), got digits={digits!r}")


def _split(parts: Sequence[Array], wanted: list[int], scaled: bool, images: bool) -> Split:
    """Return both parts with the pixels, shape and digits asked for."""
    arrays: list[Array] = []
    for X, y in (parts[:2], parts[2:]):
        rows = np.isin(y, wanted)
        X = X[rows] if images else X[rows].reshape(-1, 784)
        arrays += [X / 255.0 if scaled else X, y[rows].astype(np.int64)]
    return Split(*arrays)


def read_shipped(name: str, arrays: dict[str, tuple[str, tuple[int, ...]]]) -> dict[str, Array]:
    """Return the arrays of a file in data/ whose SHA-256 is the one in data/MANIFEST.json."""
    folder = data_folder()
    do = "restore the data/ folder: `git checkout -- data` in a checkout, else install the course again"
    manifest = folder / "MANIFEST.json"
    try:
        entries = {entry["name"]: entry for entry in json.loads(read_bytes(manifest, 1 << 16, do))["files"]}
        sha256 = str(entries[name]["sha256"])
    except (KeyError, TypeError, ValueError, RecursionError) as fault:
        raise data_error(manifest, f"JSON with the SHA-256 of {name}", repr(fault), do) from fault
    return read_npz(folder / name, arrays, sha256, do)


def data_folder() -> Path:
    """Return the folder of the shipped files: inside an installed package, or beside nbkit/ in a checkout."""
    package = Path(__file__).resolve().parents[1]
    inside = package / "_data"
    return inside if inside.is_dir() else package.parent / "data"


def mnist_folder() -> Path:
    """Return the folder of the full MNIST: `$NBKIT_MNIST_DIR`, or else the user's cache.

    >>> mnist_folder()  # doctest: +SKIP
    PosixPath('/home/ada/.cache/neural-networks-by-hand/mnist')
    """
    named = os.environ.get("NBKIT_MNIST_DIR", "").strip()
    if named:
        return Path(named).expanduser()
    import platformdirs

    return platformdirs.user_cache_path("neural-networks-by-hand", appauthor=False) / "mnist"


def read_mnist_file(file: IdxFile, folder: Path) -> NDArray[np.uint8]:
    """Read one of the four files from `folder`, as `name.gz` or else `name`.

    Raises DataError where it is missing, damaged or another one.
    """
    path = folder / f"{file.name}.gz"
    if not path.exists() and (folder / file.name).exists():
        path = folder / file.name
    return read_idx(path, file.shape, file.sha256, _other_names(file.name, folder) + by_hand(folder))


def _other_names(name: str, folder: Path) -> str:
    """Return what to do about what lies in the folder under a name much like the one that we read.

    >>> _other_names("train-images-idx3-ubyte", Path("no such folder"))
    ''
    """
    if (folder / name).is_dir():
        return f"put the file {name} in place of the folder of this name, or "
    found = [entry for entry in _entries(folder) if _letters(entry) == _letters(name)]
    entry = next((entry for entry in found if entry not in (name, f"{name}.gz")), None)
    if entry is None:
        return ""
    wanted = f"{name}.gz" if entry.lower().endswith(".gz") else name
    why = " (a dot stands where a dash belongs)" if entry.replace(".idx", "-idx") == wanted else ""
    return f"rename {entry} to {wanted}{why}, or "


def _entries(folder: Path) -> list[str]:
    """Return the names of what lies in a folder, in order; none where it cannot be read."""
    try:
        return sorted(os.listdir(folder))
    except OSError:
        return []


def _letters(name: str) -> str:
    """Return a file's name without all that is apt to change on its way: case, dots, dashes, .gz."""
    return "".join(filter(str.isalnum, name.lower().removesuffix(".gz")))


def by_hand(folder: Path) -> str:
    """Return what a reader without `fetch_mnist`, or without a network, can do."""
    names = "\n".join(f"    {file.name}.gz  (unzipped: SHA-256 {file.sha256})" for file in MNIST_FILES)
    return (
        f"run `nbkit fetch mnist`. Without a network, copy these four files, gzipped or not, into\n"
        f"    {folder}\n  or into a folder that the environment variable NBKIT_MNIST_DIR names:\n{names}\n"
        f"  They lie at {' and '.join(MIRRORS[:2])}.\n"
        f"  The 5,000 digits of load_mnist() come with the course and need none of this."
    )
