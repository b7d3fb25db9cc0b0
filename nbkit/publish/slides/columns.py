"""A drawn graph that is higher than any slide stands in columns, cut where only its lines pass."""

from __future__ import annotations

import re
from itertools import pairwise
from xml.etree import ElementTree

SVG = "{http://www.w3.org/2000/svg}"
ROOM = (1008, 525)  # pixels of a drawn graph, whose letters are 14 of them and 16 of the slide's
BOX, LINE = 20, 9  # half the height of a node around its name, and of a line of text: pixels
PASSES = 24  # pixels, at least, between two rows: there one sees that a line goes on
SIZE = re.compile(r'width="([\d.]+)" height="([\d.]+)" viewBox="[^"]*"')


def in_columns(svg: str, width: float, height: float) -> tuple[str, float, float]:
    """Return a graph that is drawn downwards in as few columns as let it fit, with its new width and height.

    Any other picture comes back as it is.
    """
    free = _gaps(svg) if height > ROOM[1] and 'class="nbg"' in svg else []
    for count in range(2, int(ROOM[0] // width) + 1) if free else ():
        places = [height * k / count for k in range(1, count)]
        cuts = [0.0, *sorted({min(free, key=lambda y: abs(y - place)) for place in places}), height]
        high = max(below - above for above, below in pairwise(cuts))
        if high <= ROOM[1]:
            return _beside(svg, width, high, cuts), width * (len(cuts) - 1), high
    return svg, width, height


def _gaps(svg: str) -> list[float]:
    """Return the middles of the stretches between the rows of a drawn graph, which only lines cross."""
    root = ElementTree.fromstring(svg)
    body = root.find(f"{SVG}g")
    if body is None:
        return []
    margin = float(re.findall(r"[\d.]+", body.attrib["transform"])[1])
    rows = sorted(_taken(body))
    below, found = rows[0][1], []
    for top, bottom in rows:
        if top - below >= PASSES:
            found.append(margin + (below + top) / 2)
        below = max(below, bottom)
    return found


def _taken(body: ElementTree.Element) -> list[tuple[float, float]]:
    """Return from where to where down the page each node and each line of text reaches."""
    boxes = [(float(one.get("y", 0)), float(one.get("height", 0))) for one in body.iter(f"{SVG}rect")]
    texts = [(float(one.get("y", 0)), one.get("class") == "nbg-in") for one in body.iter(f"{SVG}text")]
    halves = [(y, BOX if names else LINE) for y, names in texts]
    return [(y, y + high) for y, high in boxes] + [(y - half, y + half) for y, half in halves]


def _beside(svg: str, width: float, high: float, cuts: list[float]) -> str:
    """Return the parts between the cuts, side by side: each is a window on the whole picture."""
    start, end = svg.index(">") + 1, svg.rindex("</svg>")
    windows = [
        f'<svg x="{place * width:g}" width="{width:g}" height="{below - above:g}" '
        f'viewBox="0 {above:g} {width:g} {below - above:g}">{svg[start:end]}</svg>'
        for place, (above, below) in enumerate(pairwise(cuts))
    ]
    wide = width * len(windows)
    size = f'width="{wide:g}" height="{high:g}" viewBox="0 0 {wide:g} {high:g}"'
    return SIZE.sub(size, svg[:start]) + "".join(windows) + svg[end:]
