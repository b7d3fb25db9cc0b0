"""What figures and explorers mean, in a file beside a notebook that is to stay as it is."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from nbkit.gate.outputs.normal import Output
from nbkit.gate.proved.watch import digest
from nbkit.gate.storing.keeping import MEANINGS, displays, plain


def sidecar_of(notebook: Path) -> Path:
    """Return where the meanings of a notebook's figures may lie.

    >>> sidecar_of(Path("a/one.ipynb")).name
    'one.nbkit.json'
    """
    return notebook.with_suffix(".nbkit.json")


def read_sidecar(path: Path, notebook: Any) -> str:
    """Add what the file beside a notebook holds to the outputs of the cells it belongs to.

    An entry belongs to a cell of the same source with as many outputs. Returns what is to be said:
    how many entries belong to no cell, or nothing.
    """
    file = sidecar_of(path)
    try:
        known = [_entry(entry) for entry in json.loads(file.read_bytes())["cells"]]
    except FileNotFoundError:
        return ""
    except (OSError, ValueError, KeyError, TypeError):
        return f"{file.name} is not as nbkit accept --sidecar wrote it, and is not used"
    for cell in notebook.cells:
        _add(known, cell)
    entries = "1 entry belongs" if len(known) == 1 else f"{len(known)} entries belong"
    return f"{file.name}: {entries} to no cell as it is now: nbkit accept {path.name}" if known else ""


def _entry(entry: Any) -> tuple[str, list[dict[str, Any]]]:
    return str(entry["source"]), [dict(meaning) for meaning in entry["outputs"]]


def _add(known: list[tuple[str, list[dict[str, Any]]]], cell: Any) -> None:
    """Move the entry of a cell, if it is known, to its outputs."""
    shown, source = displays(cell.get("outputs", ())), _digest(cell)
    for entry in known:
        if entry[0] == source and len(entry[1]) == len(shown):
            for output, meanings in zip(shown, entry[1], strict=True):
                output["data"] |= {mime: meanings[mime] for mime in MEANINGS if mime in meanings}
            known.remove(entry)
            return


def entry_of(cell: Any, outputs: list[Output]) -> dict[str, Any]:
    """Return the entry of a cell; its outputs are empty where none means anything."""
    meanings = [
        {mime: output["data"][mime] for mime in MEANINGS if mime in output["data"]}
        for output in displays(outputs)
    ]
    return {
        "source": _digest(cell),
        "outputs": [plain(meaning) for meaning in meanings] if any(meanings) else [],
    }


def text_of(entries: list[dict[str, Any]]) -> str:
    """Return the text of the file that holds these entries."""
    return json.dumps({"version": 1, "cells": entries}, indent=1, ensure_ascii=False) + "\n"


def _digest(cell: Any) -> str:
    return digest(cell.source.encode(errors="surrogatepass"))
