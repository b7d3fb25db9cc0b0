"""How far a number may drift, and how far the worst one did."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Tolerance:
    """Allow `abs(new - stored) <= max(atol, rtol * max(abs(stored), abs(new)))`.

    >>> Tolerance().allows(0.3, 0.1 + 0.2)
    True
    >>> Tolerance().allows(1.0, 1.000002)
    False
    """

    rtol: float = 1e-6
    atol: float = 0.0

    def allows(self, stored: float, new: float, scale: float = 0.0) -> bool:
        """Tell whether the two agree; `scale` is the size of the array that they stand in."""
        if stored == new:
            return True
        size = max(abs(stored), abs(new), scale)
        return abs(stored - new) <= max(self.atol, self.rtol * size)

    def times(self, factor: float) -> Tolerance:
        """Widen both bounds."""
        return Tolerance(self.rtol * factor, self.atol * factor)

    def at_least(self, rtol: float) -> Tolerance:
        """Widen the relative bound to `rtol`, if it is narrower."""
        return self if self.rtol >= rtol else Tolerance(rtol, self.atol)


@dataclass
class Drift:
    """Remember the largest relative change that was allowed."""

    worst: float = 0.0
    stored: str = ""
    new: str = ""

    def note(self, stored: float, new: float, scale: float = 0.0) -> None:
        """Take one pair of numbers into account."""
        size = max(abs(stored), abs(new), scale)
        drift = abs(stored - new) / size if size else 0.0
        if drift > self.worst:
            self.worst, self.stored, self.new = drift, f"{stored:.12g}", f"{new:.12g}"


@dataclass(frozen=True)
class Rules:
    """What a cell's metadata asks of the comparison: `{"nbkit": {"rtol": 1e-3}}`."""

    tolerance: Tolerance = field(default_factory=Tolerance)
    skip: bool | tuple[str, ...] = False

    def skips(self, part: str) -> bool:
        """Tell whether a part (`stdout`, `image/png` …) is not compared."""
        return self.skip if isinstance(self.skip, bool) else part in self.skip


def rules(metadata: Mapping[str, Any], default: Tolerance | None = None) -> Rules:
    """Read the rules of a cell.

    Raises ValueError where the cell's `nbkit` metadata holds anything but rtol, atol and skip.

    >>> rules({"nbkit": {"rtol": 0.001, "skip": ["stderr"]}}).skips("stderr")
    True
    """
    asked, usual = metadata.get("nbkit", {}), default or Tolerance()
    unknown = sorted(set(asked) - {"rtol", "atol", "skip"})
    if unknown:
        raise ValueError(
            "expected rtol, atol or skip in the cell's nbkit metadata, "
            f"got {', '.join(unknown)}: correct the name"
        )
    skip = asked.get("skip", False)
    bounds = Tolerance(float(asked.get("rtol", usual.rtol)), float(asked.get("atol", usual.atol)))
    return Rules(bounds, skip if isinstance(skip, bool) else tuple([skip] if isinstance(skip, str) else skip))
