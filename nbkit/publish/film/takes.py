"""The frames of one explorer on their way: those that are known, those that come, and what fails."""

from __future__ import annotations

import base64
from collections.abc import Callable
from html import escape
from typing import Any

from nbkit.publish.film.pack import pack, unpack
from nbkit.publish.film.reel import Reel
from nbkit.publish.film.settings import Plan, coarser

BYTES = 480_000  # of one explorer; in base64 a third more
Setting = tuple[int, ...]
Progress = Callable[
    [str, int, int], None
]  # the name of an explorer, how many frames are there, and of how many


class Take:
    """Collects the frames of one explorer by their settings."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.head: dict[str, Any] = {}
        self.frames: dict[Setting, tuple[str, str]] = {}  # of each setting its SVG and its words
        self.errors: dict[Setting, str] = {}
        self.sizes: dict[Setting, list[float]] = {}
        self.fresh = 0  # how many came now
        self._packed: bytes | None = None

    def hear(self, frame: dict[str, Any]) -> None:
        """Take a frame, or the sentence in the place of one."""
        at = tuple(frame["at"])
        if "error" in frame:
            self.errors[at] = f"No picture for {self._where(at)}: {frame['error']}"
            frame = {
                "svg": f'<p class="nbkit-reel-failure">{escape(self.errors[at])}</p>',
                "alt": self.errors[at],
            }
        self.frames[at] = frame["svg"], frame["alt"]
        self.sizes[at] = frame.get("size", [0.0, 0.0, 0.0])
        self.fresh += 1

    def _where(self, at: Setting) -> str:
        pairs = zip(self.head["controls"], at, strict=True)
        return ", ".join(f"{control['label']} = {control['words'][number]}" for control, number in pairs)

    @property
    def wanted(self) -> list[Setting]:
        """The settings of all frames, in their order."""
        starts = [control["start"] for control in self.head["controls"]]
        return list(Plan(self.head["way"], self.head["kept"]).settings(starts))

    @property
    def count(self) -> int:
        """How many frames there will be."""
        return len(set(self.wanted))

    @property
    def missing(self) -> int:
        """How many frames are not there yet."""
        return len(set(self.wanted) - self.frames.keys())

    def reel(self) -> Reel:
        """Return the frames in their order, packed, once none is missing; of large ones every so many."""
        starts = [control["start"] for control in self.head["controls"]]
        start = tuple(starts)
        kept, packed = self.head["kept"], self._all()
        while len(packed) > BYTES and (fewer := coarser(kept, starts, self._sliders)) != kept:
            kept = fewer
            packed = pack([self.frames[at] for at in Plan(self.head["way"], kept).settings(starts)])
        failures = [self.errors[at] for at in dict.fromkeys(self.wanted) if at in self.errors]
        head = self.head["controls"], self.head["way"], kept
        width, height, smallest = self.sizes[start]
        return Reel(self.name, *head, packed, width, height, smallest, failures, *self._rule)

    def _all(self) -> bytes:
        """Return all frames, packed."""
        if self._packed is None:
            self._packed = pack([self.frames[at] for at in self.wanted])
        return self._packed

    @property
    def _sliders(self) -> list[bool]:
        return [control["kind"] == "slider" for control in self.head["controls"]]

    @property
    def _rule(self) -> tuple[str, Any]:
        return self.head.get("rule", ""), self.head.get("data")

    def content(self) -> Any:
        """Return what there is as JSON can hold it."""
        order = list(self.frames) if self.missing else self.wanted
        packed = pack([self.frames[at] for at in order]) if self.missing else self._all()
        return {
            "head": self.head,
            "order": order,
            "packed": base64.b64encode(packed).decode(),
            "sizes": list(self.sizes.items()),
            "errors": list(self.errors.items()),
        }


def taken(name: str, content: Any) -> Take:
    """Return the frames that were kept as `content`."""
    take, packed = Take(name), base64.b64decode(content["packed"])
    order = list(map(tuple, content["order"]))
    take.head, take.frames = content["head"], dict(zip(order, unpack(packed), strict=True))
    take.sizes = {tuple(at): size for at, size in content["sizes"]}
    take.errors = {tuple(at): error for at, error in content["errors"]}
    take._packed = packed if order == take.wanted else None
    return take
