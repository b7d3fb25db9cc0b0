"""What a check found, and how it is written."""

from __future__ import annotations

from dataclasses import dataclass, field

from nbkit.learn.wording import LINES, wrapped


@dataclass
class Verdict:
    """What a check found. ``known`` says that a misconception's own sentence was used."""

    passed: bool = False
    attempted: bool = True
    sentence: str = ""
    known: bool = False
    details: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        start = "Right: " if self.passed else "Not yet: " if self.attempted else ""
        return "\n".join((wrapped(start + self.sentence) + self.details)[:LINES])
