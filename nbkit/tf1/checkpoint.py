"""Checkpoints: a Saver's values under a path, in our file or TensorFlow's, and which is the latest."""

from __future__ import annotations

import io
import math
import os
import re
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path

import numpy as np

from nbkit.data.files import DataError, data_error, read_bytes, replaced, write_npz
from nbkit.functions import Array
from nbkit.tf1 import bundle
from nbkit.tf1.wire import Malformed

Place = str | os.PathLike[str]

_DO = "save again, or restore from another path"


class NotFound(DataError):
    """There is no checkpoint at a path, or none of its variables has a name."""


class Damaged(DataError):
    """A checkpoint cannot be read; the message says why."""


# ---------------------------------------------------------------- values


def save(path: Place, values: Mapping[str, Array]) -> None:
    """Write values by their names to `path`.npz, whole or not at all; make its folder.

    >>> save("model/m.ckpt-3", {"w": np.eye(2)})  # doctest: +SKIP
    """
    target = _ours(path)
    target.parent.mkdir(parents=True, exist_ok=True)
    with replaced(target) as file:
        write_npz(file, {name: np.asarray(value) for name, value in values.items()})


def exists(path: Place) -> bool:
    """Whether there is a checkpoint, ours or TensorFlow's, under a path."""
    return _source(path) is not None


def read(path: Place, names: Iterable[str] | None = None) -> dict[str, Array]:
    """Return values by their names, those asked for or all, from our file or else from TensorFlow's.

    Raises NotFound where there is no checkpoint or it has no such name, and Damaged where it cannot be read.

    >>> read("model/m.ckpt-3")["w"].shape  # doctest: +SKIP
    (2, 2)
    """
    source = _source(path)
    if source is None:
        told = f"Failed to find any matching files for {os.fspath(path)}"
        raise NotFound(f"{told}. Try: tf.train.latest_checkpoint(folder), which says what was saved there")
    try:
        reader = {".npz": _read_ours, ".index": _read_theirs}.get(source.suffix, _refuse)
        return reader(source, None if names is None else list(names))
    except NotFound:
        raise
    except Exception as fault:  # a damaged file can fail in any way
        told = str(fault) or type(fault).__name__
        raise Damaged(str(data_error(source, "a whole checkpoint", told, _DO))) from fault


def remove(path: Place) -> None:
    """Delete the files of a checkpoint, ours or TensorFlow's, as a Saver does with its oldest."""
    place = Path(path)
    for file in place.parent.glob("*"):
        if file.name.startswith(place.name) and _ENDINGS.fullmatch(file.name, len(place.name)):
            file.unlink(missing_ok=True)


_ENDINGS = re.compile(r"\.(npz|index|meta|data-\d{5}-of-\d{5})")


def _ours(path: Place) -> Path:
    return Path(f"{os.fspath(path)}.npz")


def _source(path: Place) -> Path | None:
    """Return the file that says what a checkpoint holds; the last one is that of before TensorFlow 0.12."""
    places = (_ours(path), Path(f"{os.fspath(path)}.index"), Path(path))
    return next((place for place in places if place.is_file()), None)


def _read_ours(source: Path, names: list[str] | None) -> dict[str, Array]:
    """Read an .npz archive of any names and shapes; no member may be larger than the file."""
    with source.open("rb") as file, zipfile.ZipFile(file) as archive:
        members = {member.filename.removesuffix(".npy"): member for member in archive.infolist()}
        if any(member.compress_type != zipfile.ZIP_STORED for member in members.values()):
            raise Malformed("arrays that are packed")
        if sum(member.file_size for member in archive.infolist()) > source.stat().st_size:
            raise Malformed("arrays that are larger than the file")
        return {name: _array(archive.read(members[name])) for name in _wanted(members, names)}


def _array(content: bytes) -> Array:
    """Return the array that the bytes of an .npy file hold, which must be as many as its shape says."""
    file = io.BytesIO(content)
    if np.lib.format.read_magic(file) != (1, 0):
        raise Malformed("an array in a version of the format other than 1.0")
    shape, fortran, dtype = np.lib.format.read_array_header_1_0(file)
    if dtype.hasobject or math.prod(shape) * dtype.itemsize != len(content) - file.tell():
        raise Malformed(f"an array of {dtype} {shape} in {len(content) - file.tell():,} bytes")
    return np.ndarray(shape, dtype, content, file.tell(), order="F" if fortran else "C").copy()


def _read_theirs(source: Path, names: list[str] | None) -> dict[str, Array]:
    index = bundle.read_index(source, _DO)
    return dict(bundle.read_values(index, source.with_suffix(""), _wanted(index.entries, names)))


def _refuse(source: Path, names: list[str] | None) -> dict[str, Array]:
    raise Malformed("one file, as TensorFlow before 0.12 wrote them: save it with its second format, V2")


def _wanted(there: Iterable[str], names: list[str] | None) -> list[str]:
    """Return the names asked for, all of them if none are; each must be there."""
    known = list(there)
    missing = next((name for name in names or () if name not in known), None)
    if missing is not None:
        raise NotFound(f"Key {missing} not found in checkpoint")
    return known if names is None else names


# ---------------------------------------------------------------- which is the latest


def write_state(folder: Place, latest: str, paths: Iterable[str], name: str = "checkpoint") -> None:
    """Write the text file that says which checkpoints a folder has, the oldest first, and the latest.

    Beside a folder that is named relatively, so are its checkpoints: relative to it.
    Raises RuntimeError where the checkpoint has the name of this file.
    """
    place, kept = os.path.join(folder, name), list(paths)
    if not kept or kept[-1] != latest:
        kept.append(latest)
    relative = [_relative(path, os.fspath(folder)) for path in kept]
    if place == relative[-1] or place == latest:
        raise RuntimeError(f"Save path '{latest}' is that of the file that names the latest: choose another")
    lines = [f"model_checkpoint_path: {_quoted(relative[-1])}"]
    lines += [f"all_model_checkpoint_paths: {_quoted(path)}" for path in relative]
    with replaced(Path(place)) as file:
        file.write("".join(f"{line}\n" for line in lines).encode())


def read_state(folder: Place, name: str = "checkpoint") -> tuple[str, list[str]] | None:
    """Return the latest checkpoint of a folder and all that are kept, the oldest first; None without any."""
    place = Path(folder) / name
    if not place.is_file():
        return None
    found = _LINE.findall(read_bytes(place, 1 << 20, _DO).decode("utf-8", "replace"))
    latest = [_unquoted(path) for key, path in found if key == "model_checkpoint_path"]
    kept = [_unquoted(path) for key, path in found if key == "all_model_checkpoint_paths"]
    if not latest or not latest[-1]:
        return None
    joined = [os.path.join(folder, path) for path in (latest[-1], *kept)]
    return joined[0], joined[1:]


def latest(folder: Place, name: str = "checkpoint") -> str | None:
    """Return the latest checkpoint of a folder, where its files are still there."""
    state = read_state(folder, name)
    return state[0] if state and exists(state[0]) else None


_LINE = re.compile(r"""^\s*(\w+)\s*:\s*["'](.*)["']\s*$""", re.MULTILINE)
_ESCAPED = re.compile(rb"""\\(?:([0-7]{1,3})|x([0-9a-fA-F]{1,2})|(.))""", re.DOTALL)
_LETTERS = {b"n": b"\n", b"r": b"\r", b"t": b"\t"}


def _relative(path: str, folder: str) -> str:
    both = os.path.isabs(folder) or os.path.isabs(path)
    return path if both else os.path.relpath(path, folder or ".")


def _quoted(path: str) -> str:
    r"""Return a path as protocol buffers write text: bytes outside of ASCII as octal numbers.

    >>> print(_quoted("modèle"))
    "mod\303\250le"
    """
    signs = {10: "\\n", 13: "\\r", 9: "\\t", 34: '\\"', 39: "\\'", 92: "\\\\"}
    shown = (chr(byte) if 32 <= byte < 127 else f"\\{byte:03o}" for byte in path.encode())
    return '"' + "".join(signs.get(byte, sign) for byte, sign in zip(path.encode(), shown, strict=True)) + '"'


def _unquoted(text: str) -> str:
    def meant(match: re.Match[bytes]) -> bytes:
        octal, hexadecimal, letter = match.groups()
        if letter is not None:
            return _LETTERS.get(letter, letter)
        return bytes([int(octal, 8) & 0xFF if octal else int(hexadecimal, 16)])

    return _ESCAPED.sub(meant, text.encode()).decode("utf-8", "replace")
