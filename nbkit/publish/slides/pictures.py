"""What a cell shows: its printed lines, its pictures, and explorers that move."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from html import escape
from typing import Any, NamedTuple

from nbkit.publish.film.reel import Picture, Reel
from nbkit.publish.slides.columns import in_columns

ROOM = (1152, 560)  # pixels that a picture gets at most
LETTERS = 16  # pixels, at least
CONTROLS = 56  # pixels: the height of a row of them
SAID = 40  # pixels: the line below, where an explorer moves otherwise than in the notebook
GRAPH = 14  # pixels: letters of a drawn graph, as deck.css makes them
STORED = 13.3  # pixels: letters of a stored picture, of which nobody knows; those of an axis, mostly
SIZE = re.compile(r'<svg[^>]*?width="([\d.]+)"[^>]*?height="([\d.]+)"', re.DOTALL)


class Shown(NamedTuple):
    """A picture or an explorer as HTML, its size in pixels, and the height of its smallest letters."""

    html: str
    width: float
    height: float
    smallest: float
    alt: str
    is_reel: bool = False

    @property
    def size(self) -> tuple[float, float]:
        """The pixels that it needs for its letters to be read, an explorer with its controls."""
        below = SAID * ("nbkit-reel-said" in self.html)
        return self.width * self.least, self.height * self.least + (CONTROLS + below) * self.is_reel

    @property
    def least(self) -> float:
        """How many times its size it has to have, for its letters to be read."""
        return LETTERS / self.smallest if self.smallest else 0


def text_of(cell: Any) -> str:
    """What the cell printed, and its last value."""
    parts = []
    for output in cell.get("outputs", []):
        data = output.get("data", {})
        if output.output_type == "stream" and output.name == "stdout":
            parts.append(output.text)
        elif not any(kind.startswith(("image/", "text/html")) for kind in data):
            parts.append(data.get("text/plain", ""))
    return "\n".join(part.rstrip("\n") for part in parts if part.strip())


def stored(cell: Any) -> list[Shown]:
    """The pictures of a cell as the notebook holds them: the way where no film was made."""
    return [one for output in cell.get("outputs", []) for one in _stored(output)]


def _stored(output: Any) -> Iterator[Shown]:
    data = output.get("data", {})
    alt = str(data.get("text/plain", ""))
    if svg := data.get("image/svg+xml", ""):
        width, height = map(float, SIZE.search(svg).groups())  # type: ignore[union-attr]
        svg, width, height = in_columns(svg, width, height)
        address = f"data:image/svg+xml;base64,{base64.b64encode(svg.encode()).decode()}"
    elif png := data.get("image/png", ""):
        width, height = (float(output.metadata["image/png"][side]) for side in ("width", "height"))
        address = f"data:image/png;base64,{png}".replace("\n", "")
    else:
        return
    size = f'data-width="{width:g}" data-height="{height:g}"'
    yield Shown(f'<img src="{address}" alt="{escape(alt)}" {size}>', width, height, STORED, alt)


def filmed(found: Sequence[Picture | Reel]) -> list[Shown]:
    """The pictures and explorers of a cell from the film of its chapter."""
    return [_filmed(one if isinstance(one, Reel) else _in_columns(one)) for one in found]


def _in_columns(one: Picture) -> Picture:
    svg, width, height = in_columns(one.svg, one.width, one.height)
    return replace(one, svg=svg, width=width, height=height)


def _filmed(one: Picture | Reel) -> Shown:
    first = one.first if isinstance(one, Reel) else one
    smallest = max(one.smallest, GRAPH) if 'class="nbg"' in one.html() else one.smallest
    return Shown(one.html(), one.width, one.height, smallest, first.alt, isinstance(one, Reel))
