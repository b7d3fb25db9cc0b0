"""Values of variables in a file, and back: `.npz` without pickle."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

import numpy as np

from nbkit.functions import Array, shown
from nbkit.graph import GraphError

Place = str | os.PathLike[str]


def save(path: Place, arrays: Mapping[str, Array]) -> Path:
    """Write arrays to a `.npz` file, whole or not at all, and return its path; make its folder."""
    from nbkit.data.files import replaced, write_npz

    target = _npz(path)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        told = f"expected a folder for {target}, got: {error.strerror}"
        raise GraphError(f"{told}. Choose another one") from error
    with replaced(target) as file:
        write_npz(file, arrays)
    return target


def restore(path: Place, like: dict[str, Array], whole: bool, why: Callable[[str], str]) -> dict[str, Array]:
    """Read the arrays that `save` wrote; their names, shapes and kinds must be those of `like`.

    whole: must the file hold these alone? why: says of a name what may be wrong with it, if anything.
    Raises GraphError where the file is missing, damaged, or from another graph.
    """
    source, read = _npz(path), partial(np.lib.format.read_array, allow_pickle=False)
    try:
        with zipfile.ZipFile(source) as archive:
            found = {name.removesuffix(".npy"): read(archive.open(name)) for name in archive.namelist()}
    except Exception as error:  # a damaged file can fail in any way
        raise GraphError(f"expected a file that save wrote at {source}, got: {error}") from error
    for name in like | found if whole else like:
        want, got = _kind(like.get(name)), _kind(found.get(name))
        if want != got:
            advice = (
                "Build the graph as it was when it was saved, or name what to read: restore(path, [w, b])"
            )
            told = f"{source} is from another graph: for {name!r} expected {want}, got {got}"
            raise GraphError(f"{told}. {why(name) or advice}")
    return found


def _kind(array: Array | None) -> str:
    if array is None:
        return "no such variable"
    return f"{_KINDS.get(array.dtype.kind, 'no numbers')} {array.shape}"


_KINDS = {"f": "floats", "i": "whole numbers", "u": "whole numbers", "b": "booleans"}


def _npz(path: Place) -> Path:
    if not isinstance(path, str | os.PathLike):
        raise GraphError(f"expected a path, got {shown(path)}: write 'weights.npz'")
    return Path(path) if str(path).endswith(".npz") else Path(f"{path}.npz")
