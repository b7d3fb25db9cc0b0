"""What a reader of an executed notebook sees, judged by words, numbers and pixels alone.

It shares no code with the gate, so it can say what the gate should have caught: two executions of an
unchanged notebook tell what is noise, and whatever else differs afterwards is there to be seen.
"""

from __future__ import annotations

import base64
import io
import re
from typing import Any

Part = list[str]  # a kind and what is seen; lists, as JSON keeps them
Page = list[list[Part]]

ANYTHING: list[Part] = [["anything", ""]]
DRIFT = 1e-6  # a smaller relative change of a number is rounding
FAINT = 8  # of 255: a smaller change of a pixel is not seen
SEEN_FIRST = ("image/png", "image/jpeg", "image/svg+xml", "text/html", "text/latex", "text/markdown")
WIDGETS = "application/vnd.jupyter.widget-state+json"
WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"
WIDGET_WORDS = (
    "description",
    "value",
    "min",
    "max",
    "step",
    "_options_labels",
    "index",
    "icon",
    "placeholder",
)
NUMBER = re.compile(r"[-+]?(?:\d+\.\d*|\.\d+|\d+)(?:[eE][-+]?\d+)?")
HIDDEN = re.compile(  # attributes and names in HTML that no reader sees
    r"""\b(?:id|for|class|aria-\w+)=(?:"[^"]*"|'[^']*')|[0-9a-f]{8}(?:-?[0-9a-f]{4}){3}-?[0-9a-f]{12}|T_[0-9a-f]{5}"""
)


def page(notebook: Any) -> Page:
    """Return what is seen of each code cell that runs, and last what the widgets show at their start."""
    cells = [cell for cell in notebook.cells if cell.cell_type == "code" and cell.source.strip()]
    return [*(_cell(cell.outputs) for cell in cells), _widgets(notebook)]


def settled(first: Page, second: Page) -> Page:
    """Return the first page, with `ANYTHING` for each cell that shows something else on the second."""
    return [_settled(*pair) for pair in zip(first, second, strict=True)]


def changed(known: Page, new: Page) -> list[int]:
    """Number the cells, from 1, in which a reader sees something else; 0 for the widgets."""
    pairs = enumerate(zip(known, new, strict=True), start=1)
    return [number % len(known) for number, (old, now) in pairs if _differs(old, now)]


# One cell


def _cell(outputs: list[Any]) -> list[Part]:
    """Join the streams, each by itself: how they mix is a matter of timing."""
    streams: dict[str, str] = {}
    parts: list[Part] = []
    for output in outputs:
        if output["output_type"] == "stream":
            streams[output["name"]] = streams.get(output["name"], "") + "".join(output["text"])
        elif output["output_type"] == "error":
            parts.append(["exception", f"{output['ename']}: {output['evalue']}"])
        else:
            parts += _shown(output["data"])
    return [*([name, text] for name, text in sorted(streams.items())), *parts]


def _shown(data: Any) -> list[Part]:
    """Choose the richest form, as a front end does."""
    if WIDGET_VIEW in data:
        return []  # its state says what it shows
    mime = next((mime for mime in SEEN_FIRST if mime in data), "text/plain")
    content = "".join(data.get(mime, ""))
    return [[mime, HIDDEN.sub("", content) if mime in ("text/html", "image/svg+xml") else content]]


def _widgets(notebook: Any) -> list[Part]:
    models = notebook.metadata.get("widgets", {}).get(WIDGETS, {}).get("state", {}).values()
    parts: list[Part] = []
    for model in models:
        state = model["state"]
        words = {name: state[name] for name in WIDGET_WORDS if name in state}
        parts.append([model["model_name"], str(words)])
        parts += _cell(state["outputs"]) if model["model_name"] == "OutputModel" else []
    return parts


# Two cells


def _settled(first: list[Part], second: list[Part]) -> list[Part]:
    return ANYTHING if _differs(first, second) else first


def _differs(known: list[Part], new: list[Part]) -> bool:
    if known == ANYTHING:
        return False
    return len(known) != len(new) or not all(map(_same, known, new))


def _same(old: Part, now: Part) -> bool:
    if old == now or old[0] != now[0]:
        return old == now
    if old[0] in ("image/png", "image/jpeg"):
        return _same_pixels(old[1], now[1])
    return _same_words(old[1], now[1])


def _same_words(old: str, now: str) -> bool:
    if [word.split() for word in NUMBER.split(old)] != [word.split() for word in NUMBER.split(now)]:
        return False
    numbers = zip(NUMBER.findall(old), NUMBER.findall(now), strict=True)
    return all(_same_number(float(a), float(b)) for a, b in numbers)


def _same_number(old: float, now: float) -> bool:
    return old == now or abs(old - now) <= DRIFT * max(abs(old), abs(now))


def _same_pixels(old: str, now: str) -> bool:
    before, after = _pixels(old), _pixels(now)
    return bool(before.shape == after.shape and (abs(before - after) <= FAINT).all())


def _pixels(content: str) -> Any:
    import numpy as np
    from PIL import Image

    return np.asarray(Image.open(io.BytesIO(base64.b64decode(content))).convert("RGBA"), dtype=int)
