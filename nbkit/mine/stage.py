"""A stage is one object: what is asked, its hints, and the claims that are tried one after the other."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nbkit.mine.probe import Probe

TryOut = Callable[["Probe"], None]
CHAPTER = 17
SECONDS = 5.0  # of the processor, for one claim; what is right takes a fraction of one
WAITS = 4  # on a busy machine one of them may take so many of the clock


@dataclass
class Claim:
    """One small test: the sentence that it proves, and what tries it out on a probe.

    slow: what is said where it was stopped since its time, so many seconds, was up.
    """

    text: str
    try_out: TryOut
    slow: str
    seconds: float


@dataclass(kw_only=True)
class Stage:
    """What all of a stage lies in. ``roles`` are the names that it asks for, in our words.

    ``asks`` is all that a learner is told: the notebook and the command show this text; there is no other.
    """

    key: str
    title: str
    minutes: int
    roles: Sequence[str]
    asks: str
    hints: Sequence[str]
    claims: list[Claim] = field(default_factory=list)

    @property
    def name(self) -> str:
        """Its name among exercises: for hints, and in the progress file."""
        return f"mine.{self.key}"

    def claim(
        self, text: str, slow: str = "does a loop never end?", seconds: float = SECONDS
    ) -> Callable[[TryOut], TryOut]:
        """Mark a function as what proves this sentence of a design; they are tried in this order."""

        def keep(try_out: TryOut) -> TryOut:
            self.claims.append(Claim(text, try_out, slow, seconds))
            return try_out

        return keep
