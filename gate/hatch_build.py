"""Put nbkit/gate into what is built: it lies in the repository's nbkit/, and in an sdist's."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class GateAlone(BuildHookInterface):
    """Ship nbkit/gate, and no nbkit/__init__.py: the course's, where it is installed, is the package's."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Name the folder that is shipped."""
        here = Path(self.root)
        places = [folder / "nbkit" / "gate" for folder in (here, here.parent)]
        found = next(place for place in places if place.is_dir())
        build_data["force_include"][str(found)] = "nbkit/gate"
