"""What artists told the renderer: an artist that looks as it did before is not asked, its tape is played."""

from __future__ import annotations

from collections.abc import Hashable
from functools import partial
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axis import Axis
from matplotlib.backend_bases import GraphicsContextBase
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.collections import Collection
from matplotlib.figure import Figure
from matplotlib.ft2font import FT2Font
from matplotlib.image import AxesImage
from matplotlib.legend import Legend
from matplotlib.text import Text
from matplotlib.transforms import Bbox, Transform, TransformedPath

from nbkit.view.controls.looks import look_of, place_of

SLOW = (Axis, Legend, Collection, AxesImage, Text)  # what takes longer to draw than to look at
KEPT = 200  # tapes of one explorer

Tape = list[tuple[str, tuple[Any, ...], dict[str, Any]]]  # of each call its name and what it is given


class Tapes:
    """Draws the artists of figure after figure, each look once.

    Most of a frame is what stood in the one before: axes with their numbers, legends, data. Asking matplotlib
    for it again takes most of a frame's time. The second time that a look comes it is put on tape, from then
    on the tape is played: the same calls of the same renderer, so the pixels are the same.
    """

    def __init__(self) -> None:
        self._tapes: dict[Hashable, Tape | None] = {}  # none yet of what was seen once
        self._places: set[Hashable] = set()  # of this frame, and of the one before
        self._places_before: set[Hashable] = set()

    def attend(self, figure: Figure) -> None:
        """Take over the drawing of a figure's slow artists."""
        self._places_before, self._places = self._places, set()
        children = [child for ax in figure.axes for child in ax.get_children()]
        for artist in [*children, *figure.legends, *figure.texts]:
            if isinstance(artist, SLOW) and artist.get_visible() and not is_empty(artist):
                artist.draw = partial(self._draw, artist)  # type: ignore[method-assign]

    def _draw(self, artist: Artist, renderer: RendererAgg) -> None:
        place = place_of(artist)
        self._places.add(place)
        if place not in self._places_before:  # axes that change with each frame: no look comes again
            type(artist).draw(artist, renderer)
            return
        look = (place, look_of(artist))
        seen, tape = look in self._tapes, self._tapes.pop(look, None)
        if tape is not None:
            play(tape, renderer)
        elif seen:
            tape = recorded(artist, renderer)
        else:
            type(artist).draw(artist, renderer)
        self._tapes[look] = tape  # the youngest
        if len(self._tapes) > KEPT:
            del self._tapes[next(iter(self._tapes))]


def is_empty(artist: Artist) -> bool:
    """Whether it is a text without a letter, as most titles are: that draws nothing in no time."""
    return isinstance(artist, Text) and not artist.get_text()


def play(tape: Tape, renderer: RendererAgg) -> None:
    """Tell Agg once more what an artist has told it."""
    for name, arguments, named in tape:
        getattr(renderer._renderer, name)(*arguments, **named)


def recorded(artist: Artist, renderer: RendererAgg) -> Tape:
    """Draw an artist, and return what it told Agg."""
    recorder = Recorder(renderer._renderer)
    renderer._renderer = recorder
    renderer._update_methods()
    try:
        type(artist).draw(artist, renderer)
    finally:
        renderer._renderer = recorder.agg
        renderer._update_methods()
    return recorder.tape


class Recorder:
    """Stands before Agg's own renderer, hands all calls on and keeps them."""

    def __init__(self, agg: Any) -> None:
        self.agg, self.tape = agg, Tape()

    def __getattr__(self, name: str) -> Any:
        method = getattr(self.agg, name)

        def told(*arguments: Any, **named: Any) -> Any:
            self.tape.append((name, tuple(map(_fixed, arguments)), named))
            return method(*arguments, **named)

        return told


def _fixed(argument: Any) -> Any:
    """An argument as it is now: artists change theirs afterwards."""
    if isinstance(argument, Transform):
        return argument.frozen()
    if isinstance(argument, FT2Font):  # before matplotlib 3.11 a font holds the letters that it drew last
        return np.array(argument)
    if not isinstance(argument, GraphicsContextBase):
        return argument
    fixed = GraphicsContextBase()
    fixed.copy_properties(argument)
    if (box := argument.get_clip_rectangle()) is not None:
        fixed.set_clip_rectangle(Bbox(box.get_points().copy()))
    path, place = argument.get_clip_path()
    if path is not None:
        fixed.set_clip_path(TransformedPath(path, place.frozen()))  # type: ignore[arg-type, union-attr]
    return fixed
