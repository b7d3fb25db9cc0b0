"""A table of numbers from a CSV file, as people and their programs really write them."""

from __future__ import annotations

import csv
import io
import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from nbkit.data.files import data_error, read_bytes
from nbkit.data.own import OwnData, Possible, alike, as_about, check_classes, numbered
from nbkit.functions import Array

MOST_BYTES, MOST_ROWS, MOST_CLASSES = 1 << 30, 100_000, 50
FEW_EACH = 4  # rows a class on average: with fewer it is a measurement
THOUSANDS = re.compile(r"[+-]?[1-9]\d{0,2}[,.]\d{3}")  # or is it a decimal?
MISSING = frozenset(("", "na", "n/a", "nan", "null", "none", "?", "-"))
COMMA = re.compile(r"[+-]?\d*,\d+(e[+-]?\d+)?", re.IGNORECASE)
KNOWN = {b"PK": "an Excel or zip file", b"PAR1": "a Parquet file", b"\x1f\x8b": "a gzip file"}
Line = tuple[int, list[str]]  # its number in the file, and its cells
Columns = dict[str, list[str]]


def load_table(
    path: str | Path,
    *,
    label: str | None = None,
    group: str | None = None,
    leave_out: Sequence[str] = (),
    possible: Possible | None = None,
) -> OwnData:
    """Read a CSV file: a line of names, then a line an example; all columns are numbers but label and group.

    It takes commas, semicolons or tabs between cells, points or commas in numbers, UTF-8, UTF-16 or, where it
    is neither, Windows-1252. Empty cells, `NA` and the like become NaN. Of more than 100,000 rows it draws as
    many, always the same. Rows without a label, and columns without a number, are left out.
    Raises DataError for text among numbers, names that are missing or stand twice, rows of another length, a
    class with fewer than three examples, a label that is a measurement, and what is no CSV file.
    """
    path = Path(path)
    text, notes = _text(path, read_bytes(path, MOST_BYTES, "write the path of a CSV file, or of a folder"))
    mark = max(";\t,", key=text.partition("\n")[0].count)
    names, lines = _lines(path, text, mark, notes)
    label = names[-1] if label is None else label
    _check_names(path, names, [label, *([group] if group else []), *leave_out, *(possible or {})])
    table, sources = _labelled(names, lines, names.index(label), notes)
    y, classes = _classes(path, label, table[label], sources)
    notes += alike(classes)
    groups = _groups(path, group, table[group], sources) if group else np.arange(len(y))
    if leave_out:
        notes.append(f"columns left out, as you said: {', '.join(leave_out)}")
    columns = {name: cells for name, cells in table.items() if name not in {label, group, *leave_out}}
    X, features = _numbers(path, columns, sources, notes)
    _mend(X, features, possible or {}, sources, notes)
    return OwnData(path.name, X, y, classes, features, groups, sources, notes=tuple(notes))


def _text(path: Path, content: bytes) -> tuple[str, list[str]]:
    """Return the file as text, and a note where it is not the usual UTF-8."""
    for start, kind in KNOWN.items():
        if content.startswith(start):
            do = "open it in the program that wrote it and save it as CSV"
            raise data_error(path, "a CSV file, which is text", kind, do)
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace"), ["read as UTF-16"]
    if b"\0" in content[:100_000]:
        raise data_error(path, "a CSV file, which is text", "zero bytes", "save it as CSV, in UTF-8")
    try:
        return content.decode("utf-8-sig"), []
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace"), ["not UTF-8: read as Windows-1252"]


def _lines(path: Path, text: str, mark: str, notes: list[str]) -> tuple[list[str], list[Line]]:
    """Return the names of the columns, and the lines with their numbers: some of them if there are many."""
    try:
        lines = _cells(text, mark)
        _, names = next(lines, (0, []))
        _check_header(path, names)
        found = list(_drawn(text, mark, lines, notes) if text.count("\n") > MOST_ROWS else lines)
    except csv.Error as fault:
        raise data_error(path, "a CSV file", str(fault), "look at it in an editor") from None
    if not found:
        raise data_error(path, "a line for each example", "no line below the names", "add examples")
    if odd := [(number, cells) for number, cells in found if len(cells) != len(names)]:
        got = f"{len(odd[0][1])} in line {odd[0][0]}"
        raise data_error(path, f"{len(names)} cells in each line, as in the first", got, "mend that line")
    _check_not_data(path, names, found, notes)
    if mark != ",":
        notes.append(f"cells parted by {'semicolons' if mark == ';' else 'tabs'}")
    return names, found


def _cells(text: str, mark: str) -> Iterator[Line]:
    """Go through the lines that are not blank."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=mark, skipinitialspace=True)
    for cells in reader:
        stripped = [cell.strip() for cell in cells]
        if any(stripped):
            yield reader.line_num, stripped


def _drawn(text: str, mark: str, lines: Iterator[Line], notes: list[str]) -> Iterator[Line]:
    """Draw as many lines as we can hold, always the same ones, in their order."""
    count = sum(1 for _ in _cells(text, mark)) - 1
    if count <= MOST_ROWS:
        return lines
    notes.append(f"{count:,} rows: {MOST_ROWS:,} of them were drawn at random, always the same")
    keep = np.zeros(count, dtype=bool)
    keep[np.random.default_rng(0).choice(count, MOST_ROWS, replace=False)] = True
    return (line for line, kept in zip(lines, keep.tolist(), strict=True) if kept)


def _check_header(path: Path, names: list[str]) -> None:
    """Raise DataError where the first line cannot be the names of columns."""
    expected, do = "a first line with the names of the columns", "write them there"
    if not names:
        raise data_error(path, expected, "an empty file", do)
    if len(names) < 2:
        got = f"one column, {names[0]!r}"
        raise data_error(path, "two columns or more, parted by commas, semicolons or tabs", got, do)
    if all(_number(name) is not None for name in names):
        raise data_error(path, expected, f"numbers: {', '.join(names[:4])}", do)
    name, count = Counter(names).most_common(1)[0]
    if count > 1 or "" in names:
        got = f"{name!r} {count} times" if count > 1 else "a column without a name"
        raise data_error(path, "a name of its own for each column", got, "rename it in the first line")


def _check_not_data(path: Path, names: list[str], lines: list[Line], notes: list[str]) -> None:
    """Raise DataError where the first line is an example itself; note it where that may be."""
    numbers = [name for name in names if _number(name) is not None]
    if not numbers:
        return
    words = ((k, name) for k, name in enumerate(names) if name not in numbers)
    if again := [name for k, name in words if any(cells[k] == name for _, cells in lines)]:
        got = f"{', '.join(names[:4])}, and {again[-1]!r} stands below as well: it is an example"
        raise data_error(path, "a first line with the names of the columns", got, "write them above it")
    notes.append(f"columns are named {', '.join(numbers[:4])}: if that is an example, write names above it")


def _labelled(
    names: Sequence[str], lines: list[Line], label: int, notes: list[str]
) -> tuple[Columns, tuple[str, ...]]:
    """Return the columns of the rows that have a label, and where these rows stand."""
    kept = [(number, cells) for number, cells in lines if cells[label]]
    if len(kept) < len(lines):
        notes.append(f"rows without a label, left out: {len(lines) - len(kept)}")
    columns = {name: [cells[k] for _, cells in kept] for k, name in enumerate(names)}
    return columns, tuple(f"line {number}" for number, _ in kept)


def _check_names(path: Path, names: Sequence[str], wanted: Sequence[str]) -> None:
    for name in wanted:
        if name not in names:
            label = as_about("label", names[-1])
            do = f"write one of these; without label={label} the last column is the label"
            raise data_error(path, f"one of the columns {', '.join(names)}", repr(name), do)


def _classes(
    path: Path, label: str, cells: list[str], sources: Sequence[str]
) -> tuple[Array, tuple[str, ...]]:
    """Number the classes. A measurement is none: it has nearly as many values as there are rows."""
    y, classes = numbered(cells)
    if len(classes) > MOST_CLASSES or (len(classes) > 10 and len(classes) > len(cells) / FEW_EACH):
        about = as_about("label", "NAME")
        do = f"name the column of the classes with label={about}, or make classes of it, such as low and high"
        got = f"{len(classes)} different values in {label!r}: a measurement, it seems"
        raise data_error(path, f"{MOST_CLASSES} classes at most", got, do)
    check_classes(path, y, classes, sources)
    return y, classes


def _groups(path: Path, group: str, cells: list[str], sources: Sequence[str]) -> Array:
    if "" in cells:
        got = f"an empty cell in {sources[cells.index('')]}"
        raise data_error(path, f"a {group!r} for each row", got, "fill it in, or take the row out")
    return numbered(cells)[0]


def _numbers(
    path: Path, columns: Columns, sources: Sequence[str], notes: list[str]
) -> tuple[Array, tuple[str, ...]]:
    """Return X and the names of its columns."""
    found: dict[str, Array] = {}
    for name, cells in columns.items():
        values = np.array(
            [_value(path, name, cell, source) for cell, source in zip(cells, sources, strict=True)]
        )
        if np.isnan(values).all():
            notes.append(f"a column without any number, left out: {name}")
        else:
            found[name] = values
    if not found:
        raise data_error(path, "a column of numbers beside the label", "none", "add measurements")
    if sum(_has_decimal_commas(path, name, cells) for name, cells in columns.items()):
        _check_points(path, columns, sources)
        notes.append("commas in numbers were read as decimal points")
    X = np.column_stack(list(found.values()))
    if missing := int(np.isnan(X).sum()):
        notes.append(f"cells without a value: {missing}, in {np.isnan(X).any(axis=1).sum()} rows")
    return X, tuple(found)


def _has_decimal_commas(path: Path, name: str, cells: list[str]) -> bool:
    """Say whether a column has commas in its numbers. Refuse those that may part thousands."""
    commas = [cell for cell in cells if COMMA.fullmatch(cell)]
    points = [cell for cell in cells if "." in cell]
    whole = [cell for cell in cells if cell.isdecimal()]
    if commas and (points or (whole and all(map(THOUSANDS.fullmatch, commas)))):
        got = f"{commas[0]!r} beside {(points or whole)[0]!r}: a thousand, or a decimal?"
        do = "write 1234 or 1.234, whichever it is"
        raise data_error(path, f"commas or points in the numbers of {name!r}, not both", got, do)
    return bool(commas)


def _check_points(path: Path, columns: Columns, sources: Sequence[str]) -> None:
    """Refuse points that may part thousands, in a file whose decimals have commas."""
    for name, cells in columns.items():
        points = [i for i, cell in enumerate(cells) if "." in cell]
        if points and all(THOUSANDS.fullmatch(cells[i]) for i in points):
            got = f"{cells[points[0]]!r} in {sources[points[0]]}, {name!r}: a thousand, or a decimal?"
            do = "write 1100 or 1,100, whichever it is"
            raise data_error(path, "decimals with commas alone, as in other columns", got, do)


def _mend(
    X: Array, features: Sequence[str], possible: Possible, sources: Sequence[str], notes: list[str]
) -> None:
    """Empty the cells that hold what cannot be; note each, so that somebody looks it up."""
    for name, (low, high) in possible.items():
        if name in features:
            values = X[:, features.index(name)]
            wrong = np.flatnonzero((values < low) | (values > high)).tolist()
            for i in wrong[:5]:
                notes.append(f"{sources[i]}: {name} {values[i]:g} cannot be: it counts as missing")
            if len(wrong) > 5:
                notes.append(f"{len(wrong) - 5} more of {name} cannot be, and count as missing")
            values[wrong] = np.nan


def _value(path: Path, name: str, cell: str, source: str) -> float:
    if cell.lower() in MISSING:
        return math.nan
    number = _number(cell)
    if number is None:
        do = (
            f"leave_out=[{name!r}]{as_about('leave_out', [name])}, or name it as label= or group=; "
            "for a missing value leave the cell empty"
        )
        raise data_error(path, f"numbers in the column {name!r}", f"{cell[:40]!r} in {source}", do)
    return number


def _number(cell: str) -> float | None:
    """Return what a cell says, with a point or a comma in it, or None where it is no finite number."""
    try:
        value = float(cell.replace(",", ".") if COMMA.fullmatch(cell) else cell)
    except ValueError:
        return None
    return value if math.isfinite(value) and "_" not in cell else None
