"""Films that were drawn before: each explorer by itself, with what its frames depend on."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, NamedTuple

import platformdirs

from nbkit.gate.proved.depends import Facts
from nbkit.gate.storing.write import write_at_once
from nbkit.publish.film.depends import World

VERSION = 1


class Entry(NamedTuple):
    """What was drawn, the digest of the code that was run for it, and all else on which it depends."""

    content: Any
    code: str
    facts: Facts


def home() -> Path:
    """Return the folder of all films."""
    return platformdirs.user_cache_path("neural-networks-by-hand", appauthor=False) / "films"


class Memory:
    """The films of one chapter. What cannot be read, or depends on what has changed, is as if not there."""

    def __init__(self, notebook: Path, world: World, folder: Path | None = None) -> None:
        self.folder = (folder or home()) / notebook.stem
        self.world = world

    def find(self, name: str, code: str) -> Entry | None:
        """Return what was drawn under a name by this code, if it would be the same today."""
        try:
            version, content, was, facts = json.loads((self.folder / f"{name}.json").read_bytes())
        except (OSError, ValueError, TypeError):
            return None
        if version != VERSION or was != code or not isinstance(facts, dict) or self.world.change(facts):
            return None
        return Entry(content, was, facts)

    def keep(self, name: str, entry: Entry) -> None:
        """Write down what was drawn, at once."""
        self.folder.mkdir(parents=True, exist_ok=True)
        write_at_once(self.folder / f"{name}.json", json.dumps([VERSION, *entry], ensure_ascii=False))
