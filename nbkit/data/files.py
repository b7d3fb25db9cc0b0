"""Files: read what may be missing, damaged or hostile, believing nothing; write whole or not at all."""

from __future__ import annotations

import contextlib
import gzip
import hashlib
import io
import math
import os
import secrets
import shutil
import stat
import struct
import time
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO

import numpy as np
from numpy.typing import NDArray

from nbkit.functions import Array

Shape = tuple[int, ...]
SPARE = 1 << 16  # bytes that packing may add to a content that it cannot compress: headers, a name
_FAULTS = (EOFError, OSError, ValueError, RuntimeError, struct.error, zlib.error, zipfile.BadZipFile)


class DataError(OSError):
    """A data file is missing, damaged or not what it has to be; the message says what to do."""


def data_error(path: Path, expected: str, got: str, do: str) -> DataError:
    """Return the error whose message says what was expected, what was found and what to do."""
    return DataError(f"{path}\n  expected: {expected}\n  got:      {got}\n  do:       {do}")


@contextlib.contextmanager
def replaced(path: Path) -> Iterator[IO[bytes]]:
    """Open a file to write to, which takes the place of `path` at once when the block ends without an error.

    Until then it lies beside `path` under another name, so that a full or pulled disk leaves no half file.
    It has the permissions of the file that it replaces.
    Raises OSError, which names `path`, where it cannot be written; what was there is then there still.

    >>> with replaced(folder / "w.txt") as file:  # doctest: +SKIP
    ...     file.write(b"2.5")
    """
    draft = path.with_name(f".{secrets.token_hex(8)}.part")
    try:
        with open(draft, "xb") as file:
            with contextlib.suppress(OSError):  # there is none to replace, or the disk knows no permissions
                shutil.copymode(path, draft)
            yield file
            file.flush()
            os.fsync(file.fileno())
        _move(draft, path)
    except BaseException as fault:
        with contextlib.suppress(OSError):
            draft.unlink()
        if isinstance(fault, OSError) and fault.errno and fault.filename in (None, str(draft)):
            raise OSError(fault.errno, fault.strerror, str(path)) from None
        raise


def _move(draft: Path, path: Path, tries: int = 20) -> None:
    """Rename; Windows refuses while another program reads the file: try for a while."""
    for _ in range(tries - 1):
        with contextlib.suppress(PermissionError):
            os.replace(draft, path)
            return
        time.sleep(0.01)
    os.replace(draft, path)


def read_bytes(path: Path, most: int, do: str) -> bytes:
    """Return the bytes of a regular file of `most` bytes at most; a larger one is not opened.

    Raises DataError where it is missing, is no regular file (a folder, a pipe, a device), is too large or
    cannot be read.
    """
    try:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):
            raise data_error(path, "a regular file", "a folder, a pipe or a device", do)
        if found.st_size > most:
            raise data_error(path, f"{most:,} bytes at most", f"{found.st_size:,} bytes", do)
        with path.open("rb") as file:
            return file.read(most + 1)[:most]
    except DataError:
        raise
    except FileNotFoundError:
        raise data_error(path, "a file", "nothing at this place", do) from None
    except OSError as fault:
        raise data_error(path, "a file that can be read", str(fault), do) from fault


def check_sha256(path: Path, content: bytes, sha256: str, do: str) -> None:
    """Raise `DataError` where `content` is not the one that `sha256` names."""
    got = hashlib.sha256(content).hexdigest()
    if got != sha256:
        raise data_error(path, f"SHA-256 {sha256}", f"SHA-256 {got}: the file is damaged or another one", do)


def read_idx(path: Path, shape: Shape, sha256: str, do: str) -> NDArray[np.uint8]:
    """Read an idx file of bytes, gzipped or not (its first bytes tell), whose shape and content we know.

    shape: the header is compared with it; no number in the file decides what we allocate.
    sha256: of the unzipped file, in hexadecimal. do: what whoever reads an error can do about it.
    Returns a read-only view of the bytes. Raises DataError where anything differs.
    The format, from the MNIST page of LeCun, Cortes and Burges: two zero bytes, 8 for unsigned bytes, the
    number of axes, the length of each axis as a big-endian 32-bit integer, the data.
    """
    header = struct.pack(f">BBBB{len(shape)}I", 0, 0, 8, len(shape), *shape)
    size = len(header) + math.prod(shape)
    content = _unzipped(path, read_bytes(path, size + SPARE, do), size, do)
    if len(content) != size:
        got = f"more than {size:,}" if len(content) > size else f"{len(content):,}"
        raise data_error(path, f"{size:,} bytes once unzipped", got, do)
    if not content.startswith(header):
        got = f"the header {content[: len(header)].hex(' ', 4)}"
        raise data_error(path, f"the header of an idx file of bytes of shape {shape}", got, do)
    check_sha256(path, content, sha256, do)
    return np.frombuffer(content, np.uint8, offset=len(header)).reshape(shape)


def _unzipped(path: Path, content: bytes, size: int, do: str) -> bytes:
    """Return `content`, unzipped if it is gzipped; never more than one byte over `size`."""
    if content[:2] != b"\x1f\x8b":
        return content
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(content)) as file:
            return file.read(size + 1)
    except _FAULTS as fault:
        raise data_error(path, "a whole gzip file", f"{fault}", do) from fault


def read_npz(path: Path, arrays: Mapping[str, tuple[str, Shape]], sha256: str, do: str) -> dict[str, Array]:
    """Read an .npz archive that holds exactly the arrays we expect, without pickle; they are read-only.

    arrays: name -> (dtype, shape) of each; they bound what is unzipped, not the archive's own numbers.
    sha256: of the archive, in hexadecimal. do: what whoever reads an error can do about it.
    Raises DataError where anything differs: another name, dtype or shape, an object array, more bytes than
    announced.
    """
    most = sum(math.prod(shape) * np.dtype(dtype).itemsize + SPARE for dtype, shape in arrays.values())
    content = read_bytes(path, most, do)
    check_sha256(path, content, sha256, do)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _check_names(archive, sorted(f"{name}.npy" for name in arrays))
            return {name: _read_npy(archive, name, *wanted) for name, wanted in arrays.items()}
    except _FAULTS as fault:
        raise data_error(path, f"an .npz archive of {', '.join(arrays)}", f"{fault}", do) from fault


def write_npz(file: IO[bytes], arrays: Mapping[str, Array], *, packed: bool = False) -> None:
    """Write an .npz archive that depends on the arrays and, packed, on zlib: no time stamps, no pickle.

    `np.savez` writes the time of day, and cannot name an array `file`.
    Raises ValueError for an array of objects, which only pickle could store.
    """
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED) as archive:
        for name, array in arrays.items():
            member = zipfile.ZipInfo(f"{name}.npy", date_time=(1980, 1, 1, 0, 0, 0))
            member.create_system = 3  # the same on Windows
            member.external_attr = 0o644 << 16
            if packed:
                npy = io.BytesIO()
                np.lib.format.write_array(npy, array, version=(1, 0), allow_pickle=False)
                archive.writestr(member, npy.getvalue(), archive.compression, compresslevel=9)
            else:  # piece by piece: what a session holds may be large
                with archive.open(member, "w", force_zip64=True) as file_in_archive:
                    np.lib.format.write_array(file_in_archive, array, version=(1, 0), allow_pickle=False)


def pack_npz(arrays: Mapping[str, Array]) -> bytes:
    """Return a packed .npz archive.

    >>> pack_npz({"W": np.eye(2)}) == pack_npz({"W": np.eye(2)})
    True
    """
    out = io.BytesIO()
    write_npz(out, arrays, packed=True)
    return out.getvalue()


def _check_names(archive: zipfile.ZipFile, wanted: list[str]) -> None:
    """Raise where the archive holds other members, or members packed so that unzipping has no bound."""
    if sorted(archive.namelist()) != wanted:
        raise ValueError(f"the members {sorted(archive.namelist())[:5]}")
    usual = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
    if any(member.compress_type not in usual for member in archive.filelist):
        raise ValueError("a member that is neither stored nor deflated")


def _read_npy(archive: zipfile.ZipFile, name: str, dtype: str, shape: Shape) -> Array:
    """Return one array of the archive; its header is compared before its data is unzipped."""
    size = math.prod(shape) * np.dtype(dtype).itemsize
    with archive.open(f"{name}.npy") as file:
        if np.lib.format.read_magic(file) != (1, 0):
            raise ValueError(f"{name} in a version of the format other than 1.0")
        found_shape, fortran, found_dtype = np.lib.format.read_array_header_1_0(file)
        if (found_shape, fortran, found_dtype) != (shape, False, np.dtype(dtype)):
            raise ValueError(f"{name} with {found_dtype} {found_shape}, not {np.dtype(dtype)} {shape}")
        data = file.read(size + 1)
    if len(data) != size:
        raise ValueError(f"{name} of {len(data):,} bytes, not {size:,}")
    return np.frombuffer(data, dtype).reshape(shape)
