"""What frames depend on, in words that hold in every clone of the course: its own paths are left out."""

from __future__ import annotations

import json
from collections.abc import Iterable
from importlib import metadata
from importlib.machinery import all_suffixes
from pathlib import Path
from typing import Any

from nbkit.gate.proved.depends import Facts, Present
from nbkit.gate.proved.watch import digest
from nbkit.publish.film.computed import TAG

ROOT = str(Path(__file__).resolve().parents[3])  # of the course; its own files are named from here on
DRAWS = ("computed", "inside", "pack", "paper", "settings", "takes", "vector")  # what frames depend on, of us
HERE = "…"
# Some digest paths, and `versions` says the same without; what we read of ourselves, `code_of_film` says.
LEFT_OUT = (
    *("distributions ", "startup ", "code "),
    *(f"modules {ROOT}/nbkit", f"file {ROOT}/nbkit/publish/"),
)
SUFFIXES = {Path(f"x{suffix}").suffix for suffix in all_suffixes()}
MODULES = "modules "  # of a folder


class World:
    """How everything is now; each thing is looked at once, however many films are asked for."""

    def __init__(self) -> None:
        self.present = Present({"film": code_of_film(), "versions": versions()})
        self.present.looks["modules"] = modules_in

    def facts(self, notebook: Path, log: Path) -> Facts:
        """Return what was met up to now by a kernel that writes this log, the notebook left out.

        Raises Unseen where the kernel did what cannot be followed.
        """
        found = self.present.facts(notebook, "", log)
        del found[f"file {notebook}"]
        kept = {name: value for name, value in found.items() if not name.startswith(LEFT_OUT)}
        kept |= {name: modules_in(name.removeprefix(MODULES)) for name in kept if name.startswith(MODULES)}
        return {name.replace(ROOT, HERE): value for name, value in kept.items()}

    def change(self, facts: Facts) -> str:
        """Name the first fact that is another now; nothing where all are as they were."""
        known = {name.replace(HERE, ROOT): value for name, value in facts.items()}
        return self.present.change(
            {name: value for name, value in known.items() if not name.startswith(LEFT_OUT)}
        )


def modules_in(folder: str) -> str:
    """Digest the names of modules and packages in a folder; what was published there is none of them."""
    files = (path for path in Path(folder).glob("*") if path.suffix in SUFFIXES)
    packages = (path.parent for path in Path(folder).glob("*/__init__.py"))
    return digest(
        "\0".join(sorted(path.name for path in [*files, *packages])).encode(errors="surrogateescape")
    )


def versions() -> str:
    """Digest which distributions are installed, by name and version."""
    return digest(repr(sorted({(one.name, one.version) for one in metadata.distributions()})).encode())


def code_of_film() -> str:
    """Digest the code that plans, draws and packs, of which the kernel reads only a part."""
    return digest(b"".join(Path(__file__).with_name(f"{name}.py").read_bytes() for name in DRAWS))


def code_of(cells: Iterable[Any]) -> str:
    """Digest what a kernel runs of these cells, their code and their names; the text does not count."""
    code = [(cell.get("id"), cell.source, *_tags(cell)) for cell in cells if cell.cell_type == "code"]
    return digest(json.dumps(code).encode())


def _tags(cell: Any) -> list[str]:
    """Return the tags that say how an explorer is drawn."""
    return [tag for tag in cell.metadata.get("tags", []) if tag.startswith(TAG)]
