"""Fetch the full MNIST: the only module of nbkit that touches the network."""

from __future__ import annotations

import math
import os
from collections.abc import Sequence
from pathlib import Path
from typing import IO

from nbkit.data.digits import MIRRORS, MNIST_FILES, IdxFile, by_hand, mnist_folder, read_mnist_file
from nbkit.data.files import SPARE, DataError, data_error, read_idx

_CHUNK = 1 << 16  # bytes that we write at a time
_SECONDS = 30  # of silence from a mirror before we try the next


def fetch_mnist(
    folder: Path | str | None = None, *, mirrors: Sequence[str] = MIRRORS, progress: bool = True
) -> Path:
    """Download the four files of MNIST, 11 MB, check each and return their folder.

    Run it as often as needed: a file that is there and whole is kept, a broken transfer goes on where it
    stopped, and a file appears under its name only once its SHA-256 is right.
    folder: where to put them; left out, `mnist_folder()`, where `load_full_mnist` looks.
    mirrors: addresses to try in turn for each file. progress: whether to show a progress bar.
    Raises DataError where no mirror delivers a file; the message says why, and how to do it by hand.

    >>> fetch_mnist()  # doctest: +SKIP
    PosixPath('/home/ada/.cache/neural-networks-by-hand/mnist')
    """
    target = mnist_folder() if folder is None else Path(folder)
    try:
        target.mkdir(parents=True, exist_ok=True)
        (target / ".writable").touch()
        (target / ".writable").unlink()
    except OSError as fault:
        do = "name a folder of yours in the environment variable NBKIT_MNIST_DIR"
        raise data_error(target, "a folder that can be written", str(fault), do) from fault
    for file in MNIST_FILES:
        if not _is_whole(file, target):
            _fetch_file(file, target, mirrors, progress)
    return target


def _is_whole(file: IdxFile, folder: Path) -> bool:
    try:
        read_mnist_file(file, folder)
    except DataError:
        return False
    return True


def _fetch_file(file: IdxFile, folder: Path, mirrors: Sequence[str], progress: bool) -> None:
    """Get one file from the first mirror that delivers it whole."""
    faults = []
    for mirror in mirrors:
        url = f"{mirror.rstrip('/')}/{file.name}.gz"
        try:
            _from_mirror(url, file, folder, progress)
            return
        except OSError as fault:
            faults.append(f"  {url}: {_first_line(fault)}")
    tried = "\n".join(faults)
    raise DataError(f"No mirror delivered {file.name}.gz:\n{tried}\n  do:       {by_hand(folder)}")


def _first_line(fault: OSError) -> str:
    lines = [line.strip() for line in str(fault).splitlines()] or [type(fault).__name__]
    return next((line for line in lines if line.startswith("got:")), lines[0])


def _from_mirror(url: str, file: IdxFile, folder: Path, progress: bool) -> None:
    """Continue the broken transfer from `url`; where that cannot give a whole file, start again once."""
    part = folder / f"{file.name}.gz.part"
    resumed = part.exists()
    try:
        _transfer(url, part, file, progress)
        read_idx(part, file.shape, file.sha256, "try another mirror")
    except OSError as fault:
        if not _makes_useless(fault) and part.exists() and part.stat().st_size:
            raise  # what has come so far is good, and the next mirror can continue it
        part.unlink(missing_ok=True)
        if not resumed:
            raise
        _from_mirror(url, file, folder, progress)
    else:
        os.replace(part, part.with_suffix(""))


def _makes_useless(fault: OSError) -> bool:
    """Whether what we have is of no use: it is no such file, or the mirror has nothing to add to it (416)."""
    response = getattr(fault, "response", None)
    return isinstance(fault, DataError) or getattr(response, "status_code", None) == 416


def _transfer(url: str, part: Path, file: IdxFile, progress: bool) -> None:
    """Append to `part` the bytes of `url` that it lacks."""
    import pooch
    from tqdm import tqdm

    have = part.stat().st_size if part.exists() else 0
    headers = {"Accept-Encoding": "identity"} | ({"Range": f"bytes={have}-"} if have else {})
    label = f"{file.name}.gz"
    with (
        part.open("ab") as out,
        tqdm(total=1, desc=label, unit="B", unit_scale=True, disable=not progress) as bar,
    ):
        http = pooch.HTTPDownloader(progressbar=bar, chunk_size=_CHUNK, timeout=_SECONDS, headers=headers)
        http(url, _BoundedFile(out, math.prod(file.shape) + SPARE), None)


class _BoundedFile:
    """A file to write to that refuses more bytes than the whole can have, whatever a mirror sends."""

    def __init__(self, out: IO[bytes], most: int) -> None:
        self.out = out
        self.most = most
        self.flush = out.flush

    def write(self, data: bytes) -> int:
        """Write `data`, or raise `DataError` where it is too much."""
        if self.out.tell() + len(data) > self.most:
            raise DataError(f"got: more than {self.most:,} bytes")
        return self.out.write(data)
