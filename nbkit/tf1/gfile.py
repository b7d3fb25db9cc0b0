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


def Exists(filename: str) -> bool:
    """Is there a file or folder?"""
    return os.path.exists(filename)


def IsDirectory(dirname: str) -> bool:
    """Is there a folder?"""
    return os.path.isdir(dirname)


def MakeDirs(dirname: str) -> None:
    """Make a folder and those above it."""
    os.makedirs(dirname, exist_ok=True)


MkDir = MakeDirs


def ListDirectory(dirname: str) -> list[str]:
    """The names in a folder."""
    return os.listdir(dirname)


def Glob(filename: str) -> list[str]:
    """The paths that fit a pattern."""
    return glob.glob(filename)


def Remove(filename: str) -> None:
    """Delete a file."""
    os.remove(filename)


def Rename(oldname: str, newname: str, overwrite: bool = False) -> None:
    """Give a file another name."""
    if not overwrite and os.path.exists(newname):
        raise FileExistsError(f"{newname} exists: say overwrite=True")
    os.replace(oldname, newname)


def Copy(oldpath: str, newpath: str, overwrite: bool = False) -> None:
    """Copy a file."""
    if not overwrite and os.path.exists(newpath):
        raise FileExistsError(f"{newpath} exists: say overwrite=True")
    shutil.copyfile(oldpath, newpath)


def DeleteRecursively(dirname: str) -> None:
    """Delete a folder and what is in it."""
    shutil.rmtree(dirname)


def Walk(top: str, in_order: bool = True) -> Iterator[tuple[str, list[str], list[str]]]:
    """Folders, with the folders and files in each; in_order: a folder before what is in it."""
    return os.walk(top, in_order)
