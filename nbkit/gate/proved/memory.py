"""What was proved, notebook by notebook, and on what it depended: one file in pytest's cache."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from nbkit.gate.proved.depends import Facts
from nbkit.gate.proved.watch import digest
from nbkit.gate.storing.write import write_at_once

VERSION = 1


class Memory:
    """The facts of each notebook's last green run. A file that is not as we wrote it is not believed."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.trouble = ""
        self.proved: dict[str, Facts] = {}
        try:
            self.proved = _checked(json.loads(path.read_bytes()))
        except FileNotFoundError:
            pass
        except (OSError, ValueError, RecursionError) as error:
            said = " ".join(str(error).split())
            self.trouble = f"nbkit: {path} is not believed ({said}): every notebook is proved again"

    def remember(self, proved: Mapping[str, Facts]) -> None:
        """Add what was proved now, forget notebooks that are gone, and write all at once."""
        kept = {name: facts for name, facts in (self.proved | dict(proved)).items() if Path(name).exists()}
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            write_at_once(self.path, json.dumps({"version": VERSION, "digest": _seal(kept), "proved": kept}))
        except OSError as error:
            self.trouble = f"nbkit: what was proved could not be remembered ({error})"


def _checked(content: Any) -> dict[str, Facts]:
    if not isinstance(content, dict) or content.get("version") != VERSION:
        raise ValueError("it is of another version")
    if content.get("digest") != _seal(content.get("proved")):
        raise ValueError("it is damaged")
    proved: dict[str, Facts] = content["proved"]
    return proved


def _seal(proved: Any) -> str:
    return digest(json.dumps(proved, sort_keys=True).encode())
