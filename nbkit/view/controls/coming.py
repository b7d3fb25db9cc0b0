"""Where the controls of an explorer may be put next, the likeliest first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from math import prod
from typing import Any

Settings = dict[str, Any]  # by the names of controls
SMALL = 400  # settings of several controls, of which all are tried


def coming(places: Mapping[str, Sequence[Any]], before: Settings, now: Settings) -> Iterator[Settings]:
    """Yield where the controls may stand next.

    places: all that each control can be put to. before, now: where they stood and stand.
    A control that moved goes on as it went; then each may go to a neighbour, to an end, and anywhere else;
    in the end several of them, if there are few places in all. While frames are drawn a move is made, so of a
    motion the second step comes first.

    >>> places = {"k": list(range(10)), "bold": [False, True]}
    >>> [one["k"] for one in coming(places, {"k": 0, "bold": False}, {"k": 2, "bold": False})][:5]
    [6, 4, 8, 3, 1]
    """
    likely = [
        (by, number, name)
        for name, at in places.items()
        for by, number in _ranked(at, before[name], now[name])
    ]
    for _, number, name in sorted(likely):
        yield now | {name: places[name][number]}
    if prod(map(len, places.values())) <= SMALL:
        for several in product(*places.values()):
            yield dict(zip(places, several, strict=True))


def _ranked(places: Sequence[Any], before: Any, now: Any) -> Iterator[tuple[float, int]]:
    """Yield (how unlikely, number) for the places where one control may go, some of them twice."""
    count = len(places)
    here = places.index(now) if now in places else 0
    by = here - places.index(before) if before in places else 0
    first = 1 if by else 3  # whoever moved one control will move it again
    if by:
        yield from ((at, here + k * by) for at, k in enumerate((2, 1, 3)) if 0 <= here + k * by < count)
    else:
        yield from ((4, end) for end in (0, count - 1) if end != here)
    for number in range(count):
        away = (number - here) * (1 if by >= 0 else -1)
        if away:
            yield first * (abs(away) if away > 0 else 1.5 * -away) + 2, number
