"""Values of variables in a file, and back: `.npz` without pickle."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Mapping
from functools import partial
from pathlib import Path

import numpy as np

from nbkit.functions import Array
from nbkit.graph import GraphError

Place = str | os.PathLike[str]


def save(path: Place, arrays: Mapping[str, Array]) -> Path:
    """Write arrays to a `.npz` file, whole or not at all, and return its path."""
    from nbkit.data.files import replaced, write_npz

    target = _npz(path)
    with replaced(target) as file:
        write_npz(file, arrays)
    return target


def restore(path: Place, like: dict[str, Array]) -> dict[str, Array]:
    """Read the arrays that `save` wrote; their names, shapes and kinds must be those of `like`.

    Raises GraphError where the file is missing, damaged, or from another graph.
    """
    source, read = _npz(path), partial(np.lib.format.read_array, allow_pickle=False)
    try:
        with zipfile.ZipFile(source) as archive:
            found = {name.removesuffix(".npy"): read(archive.open(name)) for name in archive.namelist()}
    except Exception as error:  # a damaged file can fail in any way
        raise GraphError(f"expected a file that save wrote at {source}, got: {error}") from error
    for name in like | found:
        want, got = _kind(like.get(name)), _kind(found.get(name))
        if want != got:
            raise GraphError(
                f"{source} is from another graph: for {name!r} expected {want}, got {got}. "
                "Build the graph as it was when it was saved"
            )
    return found


def _kind(array: Array | None) -> str:
    if array is None:
        return "no such variable"
    return f"{_KINDS.get(array.dtype.kind, 'no numbers')} {array.shape}"


_KINDS = {"f": "floats", "i": "whole numbers", "u": "whole numbers", "b": "booleans"}


def _npz(path: Place) -> Path:
    return Path(path) if str(path).endswith(".npz") else Path(f"{path}.npz")
