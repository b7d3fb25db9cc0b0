"""Which settings of an explorer are drawn ahead: all, every so many steps, or each control alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product
from math import prod
from typing import NamedTuple

FRAMES = 800  # of one explorer at most
PLACES = 8  # a slider that is left fewer places than these is not worth moving
GRID, SWEEP, COMPUTED = "grid", "sweep", "computed"


class Plan(NamedTuple):
    """The settings to draw.

    kept: of each control the numbers of the settings that it can be put to. way: GRID, each with each
    other; SWEEP, one control at a time, the others at their start; or COMPUTED, nothing but the start, as
    the page computes the rest.
    """

    way: str
    kept: list[list[int]]

    def settings(self, starts: Sequence[int]) -> Iterator[tuple[int, ...]]:
        """Give all settings, as the number of each control's setting, in the order of the frames.

        >>> list(Plan(SWEEP, [[0, 1], [0, 5]]).settings([0, 5]))
        [(0, 5), (1, 5), (0, 0), (0, 5)]
        """
        if self.way == COMPUTED:
            yield tuple(starts)
        elif self.way == GRID:
            yield from product(*self.kept)
        else:
            for place, kept in enumerate(self.kept):
                for number in kept:
                    yield (*starts[:place], number, *starts[place + 1 :])


def plan(counts: Sequence[int], starts: Sequence[int], long: Sequence[bool], most: int = FRAMES) -> Plan:
    """Choose the settings to draw: the whole grid where it is small enough, else a grid with fewer steps.

    Sliders give up steps, the longest first, and keep their start and both ends; where one would keep less
    than PLACES, each control is swept with all of its settings.

    counts: how many settings each control has; starts: where each begins; long: which of them are sliders.

    >>> plan([3, 100], [0, 50], [False, True], most=60).kept[1][:3]
    [0, 2, 8]
    """
    steps = [1] * len(counts)
    kept = [list(range(count)) for count in counts]
    while prod(map(len, kept)) > most:
        place = max((i for i, one in enumerate(long) if one), key=lambda i: len(kept[i]), default=None)
        if place is None or len(kept[place]) <= PLACES:
            return Plan(SWEEP, [list(range(count)) for count in counts])
        steps[place] += 1
        kept[place] = thinned(counts[place], starts[place], steps[place])
    return Plan(GRID, kept)


def thinned(count: int, start: int, step: int) -> list[int]:
    """Return every so many of `count` places, the start and both ends among them.

    >>> thinned(10, 4, 3)
    [0, 1, 4, 7, 9]
    """
    return sorted({0, count - 1, *range(start % step, count, step)})


def coarser(kept: list[list[int]], starts: Sequence[int], long: Sequence[bool]) -> list[list[int]]:
    """Return fewer settings of the longest slider: every second of them; the same where each has few.

    >>> coarser([[0, 1, 2, 3, 4], [0, 1]], [2, 0], [True, False])
    [[0, 2, 4], [0, 1]]
    """
    place = max((i for i, one in enumerate(long) if one), key=lambda i: len(kept[i]), default=0)
    if not any(long) or len(kept[place]) < 4:
        return kept
    fewer = thinned(len(kept[place]), kept[place].index(starts[place]), 2)
    return [*kept[:place], [kept[place][i] for i in fewer], *kept[place + 1 :]]
