"""Carry progress to another machine: write it to a file, and merge such a file into what is here."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from nbkit.data.files import DataError, data_error, read_bytes
from nbkit.learn import progress_store

MAX_BYTES = 10_000_000
EXPECTED = "a progress file, as nbkit progress --export writes it"


def export_to(path: Path) -> int:
    """Write all progress to a file, at once; return the number of exercises in it.

    Raises DataError where another kind of file is there already (it is left as it is) or there is no such
    folder, and OSError where the progress cannot be read or the file cannot be written.
    """
    if not path.parent.is_dir():
        raise data_error(path.parent, "a folder to write to", "none", "make it, or choose another place")
    if path.exists():
        read_exported(path, "choose another name: this file is not replaced")
    state = progress_store.read_strictly()
    progress_store.write(path, state)
    return len(state)


def import_from(path: Path) -> int:
    """Merge a file into the progress here; return the number of exercises in it.

    Merging twice, or in another order, gives the same.
    Raises DataError where it is no whole progress file, and OSError where the progress here cannot be
    written: then nothing changes.
    """
    given = read_exported(path, "export it once more, and copy it whole; nothing was changed here")
    progress_store.update_all(lambda state: state.update(merge(state, given)))
    return len(given)


def merge(ours: progress_store.State, theirs: progress_store.State) -> progress_store.State:
    """Both together: the earlier first success, of all else the larger.

    >>> merge({"nand": {"tries": 3, "solved": "2026-02"}}, {"nand": {"tries": 1, "solved": "2026-01"}})
    {'nand': {'tries': 3, 'solved': '2026-01'}}
    """
    return {name: _merge_entries(ours.get(name, {}), theirs.get(name, {})) for name in {**ours, **theirs}}


def _merge_entries(ours: progress_store.Entry, theirs: progress_store.Entry) -> progress_store.Entry:
    both = {key: _merge_field(key, ours[key], theirs[key]) for key in ours if key in theirs}
    return {**theirs, **ours, **both}


def _merge_field(key: str, ours: Any, theirs: Any) -> Any:
    if key not in progress_store.FIELDS:
        return ours  # of a later version of this program
    return min(ours, theirs) if key == "solved" else max(ours, theirs)


def read_exported(path: Path, do: str) -> progress_store.State:
    """What an exported file holds. Raises DataError, which ends with what to do, where it is none."""
    try:
        return progress_store.parse(read_bytes(path, MAX_BYTES, do))
    except DataError:
        raise
    except ValueError:
        raise data_error(path, EXPECTED, "something else, or a part of one", do) from None
