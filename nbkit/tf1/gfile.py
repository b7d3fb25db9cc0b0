"""tf.gfile: files and folders of this machine, by the names that TensorFlow gave their functions."""

from __future__ import annotations

import glob
import os
import shutil
from collections.abc import Iterator
from typing import IO, Any


def GFile(name: str, mode: str = "r") -> IO[Any]:
    """Open a file."""
    return open(name, mode)


FastGFile = Open = GFile


def Exists(path: str) -> bool:
    """Is there a file or folder?"""
    return os.path.exists(path)


def IsDirectory(path: str) -> bool:
    """Is there a folder?"""
    return os.path.isdir(path)


def MakeDirs(path: str) -> None:
    """Make a folder and those above it."""
    os.makedirs(path, exist_ok=True)


MkDir = MakeDirs


def ListDirectory(path: str) -> list[str]:
    """The names in a folder."""
    return os.listdir(path)


def Glob(pattern: str) -> list[str]:
    """The paths that a pattern fits."""
    return glob.glob(pattern)


def Remove(path: str) -> None:
    """Delete a file."""
    os.remove(path)


def Rename(old: str, new: str, overwrite: bool = False) -> None:
    """Give a file another name."""
    if not overwrite and os.path.exists(new):
        raise FileExistsError(f"{new} exists: say overwrite=True")
    os.replace(old, new)


def Copy(old: str, new: str, overwrite: bool = False) -> None:
    """Copy a file."""
    if not overwrite and os.path.exists(new):
        raise FileExistsError(f"{new} exists: say overwrite=True")
    shutil.copyfile(old, new)


def DeleteRecursively(path: str) -> None:
    """Delete a folder and what is in it."""
    shutil.rmtree(path)


def Walk(top: str) -> Iterator[tuple[str, list[str], list[str]]]:
    """Folders, with the folders and files in each."""
    return os.walk(top)
