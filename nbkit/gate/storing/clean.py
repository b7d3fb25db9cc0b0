"""Drop what only the machine wrote that ran a notebook: times, versions, widget state."""

from __future__ import annotations

from typing import Any

HOST_KEYS = ("execution", "ExecuteTime")
SPEC = {"display_name": "Python 3", "language": "python", "name": "python3"}
LANGUAGE = {"name": "python", "pygments_lexer": "ipython3"}


def clean_metadata(metadata: dict[str, Any]) -> dict[str, Any]:
    """Return a notebook's metadata without widget state, versions, and the name of one machine's kernel."""
    found = {key: value for key, value in metadata.items() if key != "widgets"}
    if found.get("kernelspec", {}).get("language", "python") == "python":
        found |= {"kernelspec": SPEC, "language_info": LANGUAGE}
    return found


def clean_cell(metadata: dict[str, Any]) -> dict[str, Any]:
    """Return a cell's metadata without the times of its run."""
    return {key: value for key, value in metadata.items() if key not in HOST_KEYS}
