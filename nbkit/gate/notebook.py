"""Read a notebook, and say in one sentence what is wrong with a file that holds none."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import nbformat
from nbformat.v4.rwbase import rejoin_lines

CONFLICT = re.compile(r"^<{7} ", re.MULTILINE)
# What an output of each type has; what else it may lack is repaired.
PARTS: dict[str, dict[str, Any]] = {
    "stream": {"name": str, "text": (str, list)},
    "display_data": {"data": dict},
    "execute_result": {"data": dict},
    "error": {"ename": str, "evalue": str},
}


def read_notebook(path: Path) -> Any:
    """Return a notebook, brought to version 4 of the format. Raises ValueError where the file holds none."""
    try:
        return parse_notebook(path.read_bytes())
    except OSError as error:
        reason = _link(path) or f"it cannot be read ({error.strerror})"
    except ValueError as error:
        reason = str(error)
    raise ValueError(f"expected a Jupyter notebook, got {path.name}: {reason}")


def _link(path: Path) -> str:
    return f"it is a link to {path.readlink()}, which does not exist" if path.is_symlink() else ""


def parse_notebook(content: bytes) -> Any:
    """Return the notebook that a file holds. What it lacks is added where there is no doubt about it.

    Raises ValueError, which says what is wrong.
    """
    book = _parsed(_decoded(content))
    if not isinstance(book, dict):
        raise ValueError("it holds JSON, but no object with cells")
    version = book.get("nbformat")
    if version in (1, 2, 3):
        return _upgraded(book, version)
    if version != 4:
        known = "newer than what is known here: save it as 4" if version == 5 else "expected was 4"
        raise ValueError(f"it is of nbformat {version}, {known}")
    return rejoin_lines(nbformat.from_dict(_checked(book)))


def _decoded(content: bytes) -> str:
    """Decode a file, with the byte order mark that editors on Windows write or without."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ValueError(f"it is not in UTF-8, from byte {error.start} on") from None


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except RecursionError:
        raise ValueError("its JSON is nested too deeply") from None
    except ValueError as error:
        conflict = CONFLICT.search(text)
        if conflict:
            line = text.count("\n", 0, conflict.start()) + 1
            raise ValueError(f"it holds an unsolved conflict of git, in line {line}") from None
        raise ValueError(f"it is no JSON ({error})" if text.strip() else "it is empty") from None


def _upgraded(book: dict[str, Any], version: int) -> Any:
    """Bring a notebook of an older version to version 4."""
    try:
        return nbformat.reads(json.dumps(book), as_version=4)
    except Exception as error:  # nbformat raises many kinds, its validator others
        raise ValueError(f"its nbformat {version} cannot be read ({error})") from None


def _checked(book: dict[str, Any]) -> dict[str, Any]:
    """Check that cells are as the gate takes them for granted. Raises ValueError, with the cell's number."""
    if not isinstance(book.get("cells"), list):
        raise ValueError("its cells are no list")
    book["metadata"] = _dictionary(book.get("metadata"), "its")
    for number, cell in enumerate(book["cells"], start=1):
        _check_cell(f"cell {number}", cell)
    return book


def _check_cell(name: str, cell: Any) -> None:
    if not isinstance(cell, dict) or not isinstance(cell.get("cell_type"), str):
        raise ValueError(f"{name} is no cell")
    if not _is_text(cell.get("source")):
        raise ValueError(f"{name} has no text for a source")
    cell["metadata"] = _dictionary(cell.get("metadata"), f"{name}:")
    if not isinstance(cell["metadata"].get("tags", []), list):
        raise ValueError(f"{name}: its tags are no list")
    if cell["cell_type"] == "code":
        cell.setdefault("execution_count", None)
        if not isinstance(cell.setdefault("outputs", []), list):
            raise ValueError(f"{name}: its outputs are no list")
        for index, output in enumerate(cell["outputs"], start=1):
            _check_output(f"{name}, output {index}", output)


def _check_output(name: str, output: Any) -> None:
    kind = output.get("output_type") if isinstance(output, dict) else None
    if kind not in PARTS:
        raise ValueError(f"{name} is of no known type ({', '.join(PARTS)})")
    for part, form in PARTS[kind].items():
        if part not in output:
            raise ValueError(f"{name}, of type {kind}, has no {part}")
        if not isinstance(output[part], form) or (part == "text" and not _is_text(output[part])):
            raise ValueError(f"{name}, of type {kind}, has a strange {part}")
    if "data" in PARTS[kind]:
        output["metadata"] = _dictionary(output.get("metadata"), f"{name}:")
    if kind == "execute_result":
        output.setdefault("execution_count", None)
    if kind == "error":
        output.setdefault("traceback", [])


def _is_text(value: Any) -> bool:
    return isinstance(value, str) or (
        isinstance(value, list) and all(isinstance(line, str) for line in value)
    )


def _dictionary(value: Any, whose: str) -> dict[str, Any]:
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise ValueError(f"{whose} metadata are no object")
    return value
