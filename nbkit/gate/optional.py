"""Packages that a notebook can do without: where one is missing, the cells that need it rest."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from nbkit.gate.mime import RESTS
from nbkit.gate.mode import recording

SHOWN_BY = "shown_by"  # in the metadata of a cell: the digest of the source that showed what is stored
NEEDS = re.compile(r"# needs ([\w ]+)$")


def optional(*packages: str) -> None:
    """Let each later cell that opens with `# needs NAME …` rest where one of these packages is missing.

    Such a cell is not run. It says which package it waits for, and shows again what is stored for it in the
    notebooks of this folder. Where the packages are installed, the first line is a comment like any other.
    The gate counts a cell that rests as skipped, and never stores over what it showed elsewhere.

    >>> optional("torch", "jax")
    """
    from IPython import get_ipython

    shell = get_ipython()
    if shell is not None:
        others = [each for each in shell.input_transformers_cleanup if not isinstance(each, Resting)]
        shell.input_transformers_cleanup[:] = [*others, Resting(packages)]


@dataclass(frozen=True)
class Resting:
    """Puts a few words of ours in the place of a cell whose packages are missing, before IPython reads it."""

    packages: tuple[str, ...]

    def __call__(self, lines: list[str]) -> list[str]:
        """Return the lines of the cell that is to be run."""
        missing = [name for name in needed(lines) if name in self.packages and find_spec(name) is None]
        if not missing:
            return lines
        said = f"__import__({__name__!r}, fromlist=['rest']).rest({missing!r}, {''.join(lines)!r})"
        return [said + "\n"]


def needed(lines: list[str]) -> list[str]:
    """Return the packages that a cell names in its first line.

    >>> needed(["# needs torch jax\\n", "import torch"])
    ['torch', 'jax']
    """
    found = NEEDS.match(lines[0].rstrip()) if lines else None
    return found[1].split() if found else []


def rest(missing: list[str], source: str) -> None:
    """Say why a cell rests, and show what is stored for it."""
    from IPython.display import display

    cell = None if recording() else stored(source, Path.cwd().glob("*.ipynb"))
    said = f"This cell rests: {are_not_installed(missing)} here. {_below(cell)}"
    display({"text/plain": said, RESTS: {"needs": missing}}, raw=True)
    for output in _outputs(cell) if cell and not was_changed(cell) else ():
        if "text" in output:
            print(_joined(output["text"]), end="")
        else:
            display(output.get("data", {}), metadata=output.get("metadata", {}), raw=True)


def _below(cell: Any) -> str:
    """Say what stands below the words of a cell that rests."""
    if cell is None:
        return "What it showed elsewhere is not stored here."
    if was_changed(cell):
        return "It was changed since it was last run, so what is stored is not its own."
    return "Below is what it showed elsewhere." if _outputs(cell) else "It shows nothing elsewhere either."


def are_not_installed(packages: list[str]) -> str:
    """Say of packages that they are missing.

    >>> are_not_installed(["torch", "jax", "onnx"])
    'torch, jax and onnx are not installed'
    """
    *others, last = packages
    names = f"{', '.join(others)} and {last}" if others else last
    return f"{names} {'are' if others else 'is'} not installed"


def stored(source: str, paths: Iterable[Path]) -> Any:
    """Return the cell with this source, of those in notebooks that were run; None if there is none."""
    for cell in _cells(paths):
        was_run = cell.get("execution_count") or cell.get("outputs")
        if was_run and _joined(cell["source"]).strip() == source.strip():
            return cell
    return None


def _outputs(cell: Any) -> list[Any]:
    """Return what a cell has shown, without our own words."""
    return [output for output in cell.get("outputs", ()) if not rests([output])]


def digest(source: str) -> str:
    """Return a digest of a cell's source, which `nbkit accept` notes in the metadata of what may rest.

    >>> digest("# needs torch")
    '20b57efae48b'
    """
    return sha256(source.strip().encode()).hexdigest()[:12]


def was_changed(cell: Any) -> bool:
    """Tell whether a cell has another source than when it was stored, where that is noted."""
    now = digest(_joined(cell["source"]))
    return bool(cell.get("metadata", {}).get(SHOWN_BY, now) != now)


def _cells(paths: Iterable[Path]) -> Iterator[Any]:
    """Return the cells of those notebooks that can be read."""
    for path in sorted(paths):
        try:
            yield from json.loads(path.read_bytes())["cells"]
        except (OSError, ValueError, LookupError, TypeError):
            continue


def rests(outputs: Iterable[Any]) -> list[str]:
    """Return the packages for want of which a cell with these outputs was not run; none if it was.

    >>> rests([{"data": {RESTS: {"needs": ["torch"]}}}])
    ['torch']
    """
    return [name for output in outputs for name in output.get("data", {}).get(RESTS, {}).get("needs", ())]


def _joined(text: Any) -> str:
    return text if isinstance(text, str) else "".join(text)
