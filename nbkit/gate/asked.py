"""What a run of pytest was asked for: the paths that were given, and the files in them."""

from __future__ import annotations

import fnmatch
import os
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest


def asked_paths(config: pytest.Config) -> list[str]:
    """Return the files and folders given, without the names of cells and tests in them."""
    here = config.invocation_params.dir
    return [os.path.abspath(here / argument.partition("::")[0]) for argument in config.args]


def asked_files(config: pytest.Config, kinds: Sequence[str]) -> Iterator[str]:
    """List the files given, and in the folders given those of a kind, such as `*.ipynb`."""
    for path in asked_paths(config):
        if not os.path.isdir(path):
            yield path
        for folder, folders, names in os.walk(path):
            folders[:] = [name for name in folders if not name.startswith(".")]
            found = {name for kind in kinds for name in fnmatch.filter(names, kind)}
            yield from (os.path.join(folder, name) for name in found)


def asked_notebooks(config: pytest.Config) -> dict[str, Path]:
    """Return the notebooks asked for, by the names under which pytest shows them."""
    found = (path for path in asked_files(config, ["*.ipynb"]) if path.endswith(".ipynb"))
    return {Path(os.path.relpath(path, config.rootpath)).as_posix(): Path(path) for path in found}
