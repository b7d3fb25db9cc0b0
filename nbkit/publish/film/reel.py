"""An explorer without a kernel: its frames, drawn ahead, and the page that moves them."""

from __future__ import annotations

import base64
from dataclasses import dataclass, field
from functools import cached_property
from html import escape
from pathlib import Path
from typing import Any

from nbkit.publish.film import computed
from nbkit.publish.film.pack import unpack
from nbkit.publish.film.settings import GRID, Plan

HERE = Path(__file__).parent
PAD = "The pad to write on is in the notebook: here one chooses among ten stored digits."
SWEPT = "Here one control moves at a time: the others go back to where they began."
COMPUTES = "This picture is computed in the page, by the same rules as in the notebook."
NARROW = 640  # pixels: a wider picture can be pushed sideways on a phone, so that its letters can be read
THINNED = "Here {labels} {moves} in larger steps than in the notebook."


@dataclass(frozen=True)
class Picture:
    """A figure as SVG, with its words, its size in pixels, and the height of its smallest letters there.

    name: begins with that of its cell.
    """

    name: str
    svg: str
    alt: str
    width: float
    height: float
    smallest: float

    def html(self, prefix: str = "") -> str:
        """Return it as a part of a page; its ground is white in every theme.

        prefix: for the names of its shapes, where a page holds the picture twice; left out, its own name.
        """
        svg = named(self.svg, f"{prefix or self.name}-")
        wide = f' tabindex="0" style="--width:{self.width:g}"' if self.width > NARROW else ""
        return f'<div class="nbkit-picture" role="img" aria-label="{escape(self.alt)}"{wide}>{svg}</div>'


@dataclass(frozen=True)
class Reel:
    """The frames of an explorer.

    name: of the cell. controls: of each its label, kind (slider, choice, toggle, pad), words (its settings),
    start (the number of a setting), play (is there a button that plays it?). way, kept: as in `Plan`.
    frames: packed. width, height, smallest: of the first picture. failures: a sentence for each setting that
    cannot be drawn. rule, data: by which the page computes what has no frame, and what it needs for that.
    """

    name: str
    controls: list[dict[str, Any]]
    way: str
    kept: list[list[int]]
    packed: bytes
    width: float
    height: float
    smallest: float
    failures: list[str] = field(default_factory=list)
    rule: str = ""
    data: Any = None

    @property
    def starts(self) -> list[int]:
        """Where each control begins, as the number of a setting."""
        return [control["start"] for control in self.controls]

    @cached_property
    def first(self) -> Picture:
        """The picture at the start."""
        settings = list(Plan(self.way, self.kept).settings(self.starts))
        svg, alt = unpack(self.packed)[settings.index(tuple(self.starts))]
        return Picture(self.name, svg, alt, self.width, self.height, self.smallest)

    def said(self) -> list[str]:
        """What a page says below: how it differs from the explorer of the notebook."""
        return [*self._differences(), *self.failures]

    def _differences(self) -> list[str]:
        found = [PAD] if any(control["kind"] == "pad" for control in self.controls) else []
        if self.rule:
            return [*found, COMPUTES]
        if self.way != GRID and len(self.controls) > 1:
            return [*found, SWEPT]
        pairs = zip(self.controls, self.kept, strict=True)
        coarse = [one["label"] for one, kept in pairs if len(kept) < len(one["words"])]
        moves = "moves" if len(coarse) == 1 else "move"
        return [*found, THINNED.format(labels=" and ".join(coarse), moves=moves)] if coarse else found

    def html(self, label: str = "Explorer") -> str:
        """Return it as a part of a page; `player.js` and `player.css` move it.

        Without JavaScript the first picture shows. label: what the group of controls is called, by ear.
        """
        rows = "".join(self._control(place) for place in range(len(self.controls)))
        data = {
            "name": self.name,
            "way": self.way,
            "starts": self._starts(),
            "sizes": [len(kept) for kept in self.kept],
        }
        data |= {"rule": self.rule, "data": self.data} if self.rule else {}
        said = "".join(f"<p>{escape(sentence)}</p>" for sentence in self.said())
        return FORM.format(
            label=escape(label, quote=True),
            rows=rows,
            data=escape(_json(data)),
            picture=self.first.html(),
            said=f'<div class="nbkit-reel-said">{said}</div>' if said else "",
            packed=base64.b64encode(self.packed).decode(),
        )

    def _starts(self) -> list[int]:
        return [kept.index(start) for kept, start in zip(self.kept, self.starts, strict=True)]

    def _control(self, place: int) -> str:
        """Write one control: a slider, a list, or a box to tick."""
        control, kept = self.controls[place], self.kept[place]
        words = [escape(control["words"][number]) for number in kept]
        start, label = kept.index(control["start"]), escape(control["label"])
        if control["kind"] == "slider":
            said = {"label": label, "last": len(kept) - 1, "start": start, "now": words[start]}
            return SLIDER.format(**said, words=escape(_json(words)), buttons=self._buttons(place, label))
        if control["kind"] == "toggle":
            return TOGGLE.format(label=label, checked=" checked" * start)
        options = "".join(
            f'<option value="{i}"{" selected" * (i == start)}>{word}</option>' for i, word in enumerate(words)
        )
        return CHOICE.format(label=label, options=options)

    def _buttons(self, place: int, label: str) -> str:
        """What stands beside a slider: one that plays it, and Back and Next where there is nothing else."""
        steps = {"Back": -1, "Next": 1} if len(self.controls) == 1 else {}
        play = PLAY.format(label=label) if self.controls[place]["play"] else ""
        return play + "".join(STEP.format(by=by, word=word, label=label) for word, by in steps.items())


FORM = """<div class="nbkit-reel" role="group" aria-label="{label}" data-reel="{data}">\
<div class="nbkit-reel-controls">{rows}<button type="button" class="nbkit-reel-reset">Reset</button></div>\
{picture}<p class="nbkit-reel-live" aria-live="polite"></p>{said}\
<script type="text/plain" class="nbkit-reel-frames">{packed}</script></div>"""
SLIDER = """<label>{label} <input type="range" min="0" max="{last}" step="1" value="{start}" \
aria-valuetext="{now}" data-words="{words}"><output>{now}</output></label>{buttons}"""
PLAY = '<button type="button" class="nbkit-reel-play" aria-label="Play {label}">Play</button>'
STEP = (
    '<button type="button" class="nbkit-reel-step" data-by="{by}" '
    'aria-label="{word}: {label}">{word}</button>'
)
CHOICE = "<label>{label} <select>{options}</select></label>"
TOGGLE = '<label><input type="checkbox"{checked}> {label}</label>'


def _json(value: Any) -> str:
    import json

    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def named(svg: str, prefix: str) -> str:
    """Return an SVG with a prefix before the names of its shapes, which must be unique in a page."""
    for before in (' id="', ' href="#', "url(#"):
        svg = svg.replace(before, before + prefix)
    return svg


def script() -> str:
    """Return the player: JavaScript for the page."""
    return computed.script() + (HERE / "player.js").read_text(encoding="utf-8")


def looks() -> str:
    """Return the looks of reels and pictures: CSS for the page."""
    return (HERE / "player.css").read_text(encoding="utf-8")
