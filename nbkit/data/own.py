"""Data of one's own: a table of numbers or a folder of images, in one form, with notes on what was done."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from nbkit.data.digits import data_folder
from nbkit.data.files import data_error
from nbkit.functions import Array

Possible = Mapping[str, tuple[float, float]]  # column to the lowest and highest value that can be
FEWEST = 3  # examples of a class: one to learn from, one to choose by, one to test on


@dataclass(frozen=True, repr=False)
class OwnData:
    """Examples `X (n, d)`, NaN where a value is missing, and their classes `y (n,)`, numbers into `classes`.

    groups: (n,), equal for rows that belong together; each row a group where nothing else was said.
    sources: where each row stands in the file, or the name of its image. shape: of an image, else ().
    notes: what was done to the data while it was read.
    """

    name: str
    X: Array
    y: Array
    classes: tuple[str, ...]
    features: tuple[str, ...]
    groups: Array
    sources: tuple[str, ...]
    shape: tuple[int, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def grouped(self) -> bool:
        """Do some rows belong together?"""
        return len(np.unique(self.groups)) < len(self.y)

    @property
    def fingerprint(self) -> str:
        """What tells this data from any other: the start of a SHA-256 of the numbers and classes."""
        content = np.ascontiguousarray(self.X, dtype="<f8").tobytes() + self.y.astype("<i8").tobytes()
        return hashlib.sha256(content + "\n".join(self.classes).encode()).hexdigest()[:16]

    def __repr__(self) -> str:
        each = [f"{count} {name}" for name, count in zip(self.classes, np.bincount(self.y), strict=True)]
        shown = ", ".join(each[:6]) + (f" and {len(each) - 6} classes more" if len(each) > 6 else "")
        pixels = f"{self.shape[0]} x {self.shape[1]} pixels" if self.shape else ", ".join(self.features[:9])
        lines = [f"{self.name}: {len(self.y):,} examples ({shown})", f"  of each: {pixels}"]
        if self.grouped:
            lines.append(f"  groups of rows that belong together: {len(np.unique(self.groups))}")
        return "\n".join([*lines, *(f"  {note}" for note in self.notes)])


def shipped(name: str) -> Path:
    """Return where a file or folder of the course's own data lies.

    Raises DataError, which names what there is, for another name.

    >>> shipped("leaves.csv").name
    'leaves.csv'
    """
    folder = data_folder()
    path = folder / name
    if not name or Path(name).name != name or not path.exists():
        there = ", ".join(sorted(entry.name for entry in folder.glob("lea*")))
        raise data_error(path, f"one of {there}", repr(name), "for a file of your own, write its path alone")
    return path


def load_own(
    path: str | Path,
    *,
    label: str | None = None,
    group: str | None = None,
    leave_out: Sequence[str] = (),
    possible: Possible | None = None,
) -> OwnData:
    """Read a CSV file of numbers, or a folder with one folder of images for each class.

    label: the column that says the class; left out, the last one. group: a column equal for rows that belong
    together; for images, a regular expression that finds it in a file's name, as r"T\\d+". leave_out: columns
    that nobody may learn from. possible: column to its lowest and highest value; what lies outside counts as
    missing. What is done about flaws is in the notes; `load_table` and `load_images` say what they take.
    Raises DataError, which says what to do, for what cannot be read.

    >>> load_own(shipped("leaves.csv"), group="tree", leave_out=["fallen_pct"]).classes
    ('brown', 'green')
    """
    path = Path(path).expanduser()
    if path.is_dir():
        from nbkit.data.image_folder import load_images

        said = {"label=": label is not None, "leave_out=": bool(leave_out), "possible=": bool(possible)}
        if any(said.values()):
            do = "leave the others out: the folders' names are the labels, and pixels have no names"
            given = ", ".join(word for word, there in said.items() if there)
            raise data_error(path, "group= alone for a folder of images", given, do)
        return load_images(path, group=group)
    from nbkit.data.table import load_table

    return load_table(path, label=label, group=group, leave_out=leave_out, possible=possible)


def check_classes(path: Path, y: Array, classes: Sequence[str], sources: Sequence[str]) -> None:
    """Raise DataError where there are fewer than two classes, or a class that is too small to be split."""
    if len(classes) < 2:
        got = f"only {classes[0]!r}" if classes else "no example"
        raise data_error(path, "two classes or more", got, "add examples of another class")
    counts = np.bincount(y, minlength=len(classes))
    k = int(counts.argmin())
    if counts[k] < FEWEST:
        where = ", ".join(sources[i] for i in np.flatnonzero(y == k).tolist())
        got = f"{counts[k]} of {classes[k]!r} ({where})"
        do = "collect more of it, put it together with another class, or take it out"
        raise data_error(path, f"{FEWEST} examples of each class or more: to learn, choose and test", got, do)


def alike(classes: Sequence[str]) -> list[str]:
    """Return a note where names of classes differ in capitals and spaces alone.

    >>> alike(("Oak", "ash", "oak"))
    ['classes of nearly the same name: Oak, oak; if they are one, write them alike']
    """
    kinds: dict[str, list[str]] = {}
    for name in classes:
        kinds.setdefault("".join(name.casefold().split()), []).append(name)
    twins = "; ".join(", ".join(names) for names in kinds.values() if len(names) > 1)
    return [f"classes of nearly the same name: {twins}; if they are one, write them alike"] if twins else []


def as_about(option: str, value: object) -> str:
    """Return how a notebook says it, where the option stands in a dict.

    >>> as_about("leave_out", ["site"])
    ' (as ABOUT = {"leave_out": ["site"]})'
    """
    return f" (as ABOUT = {json.dumps({option: value}, ensure_ascii=False)})"


def numbered(values: Sequence[str]) -> tuple[Array, tuple[str, ...]]:
    """Return for each value its place among the different ones, and these, in order: numbers as numbers.

    >>> numbered(["10", "9", "10"])
    (array([1, 0, 1]), ('9', '10'))
    """
    different = set(values)
    try:
        names = sorted(different, key=lambda value: (float(value), value))
    except ValueError:  # words
        names = sorted(different)
    place = {name: k for k, name in enumerate(names)}
    return np.array([place[value] for value in values], dtype=np.int64), tuple(names)
