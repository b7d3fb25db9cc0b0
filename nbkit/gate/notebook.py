"""Read a notebook, with the byte order mark that editors on Windows write or without."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import nbformat


def read_notebook(path: Path) -> Any:
    """Return a notebook, brought to version 4 of the format. Raises ValueError where the file holds none."""
    content = path.read_bytes()
    try:
        return nbformat.reads(content.decode("utf-8-sig"), as_version=4)
    except Exception as error:  # nbformat raises many kinds, its validator others
        raise ValueError(f"expected a Jupyter notebook, got {path.name}: {error}") from None
