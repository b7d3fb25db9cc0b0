"""What runs inside the kernel that draws a film: each figure as SVG, each explorer at all of its settings."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from IPython import get_ipython
from IPython.core.formatters import BaseFormatter
from traitlets import ObjectName, Unicode

from nbkit.gate import show
from nbkit.gate.widgets.driven import Driven
from nbkit.publish.film.computed import RULES
from nbkit.publish.film.paper import put_on_smaller_paper, too_large
from nbkit.publish.film.settings import COMPUTED, Plan, plan
from nbkit.publish.film.vector import Drawn, drawn
from nbkit.view.controls.frames import Layouts

PICTURE = "application/vnd.nbkit.picture+json"  # a figure as SVG: what `drawn` returns
REEL = "application/vnd.nbkit.reel+json"  # an explorer: its controls, and which settings were drawn
FRAME = "application/vnd.nbkit.frame+json"  # one of its frames, sent while it is drawn
LETTERS = re.compile(r"font(?:-size)?:[^;}]*?([\d.]+)px")
NIGHT = re.compile(r"@media \(prefers-color-scheme:dark\)\{(?:[^{}]*\{[^{}]*\})*\}")
KINDS = {"IntSlider": "slider", "FloatSlider": "slider", "Dropdown": "choice", "Checkbox": "toggle"}


class Reels(BaseFormatter):  # type: ignore[misc]
    """Draws each explorer that is shown at its settings, and sends all frames but those that are known."""

    format_type = Unicode(REEL)
    print_method = ObjectName("_repr_nbkit_reel_")
    known: list[set[tuple[int, ...]]] = []  # of the explorers to come, what need not be drawn
    rule = ""  # by which the page computes them

    def __call__(self, thing: Any) -> dict[str, Any] | None:
        """Draw an explorer, and return a mark that it was; None for anything else."""
        if not isinstance(thing, Driven):
            return None
        controls = [described(control) for control in thing.controls.values()]  # type: ignore[attr-defined]
        starts = [one["start"] for one in controls]
        chosen = self._plan(controls, starts)
        _send({"head": {"controls": controls, "way": chosen.way, "kept": chosen.kept} | self._rule(thing)})
        known = self.known.pop(0) if self.known else set()
        with thing.held():  # type: ignore[attr-defined]
            by, layouts = _paper(thing, starts), Layouts()
            for setting in dict.fromkeys(chosen.settings(starts)):
                if setting not in known:
                    _send({"at": setting, **frame(thing, setting, by, layouts)})
        return {}

    def _plan(self, controls: list[dict[str, Any]], starts: list[int]) -> Plan:
        counts = [len(one["words"]) for one in controls]
        if self.rule:
            return Plan(COMPUTED, [list(range(count)) for count in counts])
        return plan(counts, starts, [one["kind"] == "slider" for one in controls])

    def _rule(self, explorer: Any) -> dict[str, Any]:
        """Return the rule by which the page computes an explorer, and what it needs to know for that."""
        if not self.rule:
            return {}
        with explorer.held():
            return {"rule": self.rule, "data": RULES[self.rule](explorer.picture_at({})[0])}


def frame(
    explorer: Any, setting: Sequence[int], by: float = 1.0, layouts: Layouts | None = None
) -> dict[str, Any]:
    """Draw an explorer at a setting, on paper smaller `by`; where it raises, return the error's sentence."""
    controls = explorer.controls.items()
    values = {name: control.every[i] for (name, control), i in zip(controls, setting, strict=True)}
    try:
        picture, words = explorer.picture_at(values)
        svg, *size = on_paper(picture, by, layouts=layouts)
    except Exception as error:
        return {"error": f"{type(error).__name__}: {error}".removesuffix(": ")}
    return {"svg": svg, "alt": " ".join(words.split()), "size": size}


def _paper(explorer: Any, starts: Sequence[int]) -> float:
    """Return by how much smaller the paper of all frames is to be, as the picture at the start asks for."""
    width, height, smallest = frame(explorer, starts).get("size", (1.0, 1.0, 0.0))
    return too_large(width, height, smallest)


def described(control: Any) -> dict[str, Any]:
    """Say what a page needs to know of a control: its label, its kind, its settings in words, its start."""
    widget = control.widget
    kind = KINDS.get(type(widget).__name__, "pad")
    digits = getattr(widget, "readout_format", "d").strip(".f")
    write = (lambda value: f"{value:.{digits}f}") if digits.isdigit() else str
    words = ["off", "on"] if kind == "toggle" else [write(value).replace("-", "−") for value in control.every]
    start = min(range(len(words)), key=lambda i: _apart(control.every[i], control.start))
    return {
        "label": control.label,
        "kind": kind,
        "words": words,
        "start": start,
        "play": getattr(control, "play", None) is not None,
    }


def _apart(one: Any, other: Any) -> float:
    """Return how far apart two settings are: a slider adds up its steps, and is off by a rounding."""
    numbers = isinstance(one, int | float) and isinstance(other, int | float)
    return abs(one - other) if numbers else float(one != other)


def as_svg(thing: Any) -> Drawn:
    """Return what is shown as SVG: a figure, on smaller paper if its letters ask for that, or a drawing."""
    found = on_paper(thing, 1.0, tight=True)
    by = too_large(found.width, found.height, found.smallest)
    return on_paper(thing, by) if by > 1 and _makes_room(thing) else found


def on_paper(thing: Any, by: float, tight: bool = False, layouts: Layouts | None = None) -> Drawn:
    """Return a figure on paper smaller `by`, or a drawing, in light colours for every reader."""
    svg = thing if isinstance(thing, str) else getattr(thing, "svg", None)
    if svg is None:
        if by > 1 and _makes_room(thing):
            put_on_smaller_paper(thing, by)
        with (layouts or Layouts()).of(thing):
            return drawn(thing, tight)
    sizes = [float(size) for size in LETTERS.findall(svg)]
    width, height = (float(re.search(f'{side}="([\\d.]+)"', svg)[1]) for side in ("width", "height"))  # type: ignore[index]
    return Drawn(NIGHT.sub("", svg), width, height, min(sizes, default=0.0))


def _makes_room(thing: Any) -> bool:
    """Tell whether a figure makes room for its texts, on paper of any size."""
    return hasattr(thing, "get_layout_engine") and thing.get_layout_engine() is not None


def _send(content: Any) -> None:
    get_ipython().display_pub.publish({FRAME: content}, {})


def install(known: Iterable[Iterable[Iterable[int]]], rule: str = "") -> None:
    """Let each picture bring its SVG, and each explorer its frames, but for those at settings that are known.

    known: of each explorer of the next cell its settings. rule: by which the page computes them.
    """
    show.BESIDE[PICTURE] = as_svg
    reels = get_ipython().display_formatter.formatters.setdefault(REEL, Reels())
    reels.rule = rule
    reels.known = [set(map(tuple, settings)) for settings in known]
