"""Compare the outputs of a cell with the stored ones, part by part."""

from __future__ import annotations

import base64
import difflib
import io
import re
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any

from nbkit.gate.figures.compare import compare_figures, compare_json
from nbkit.gate.mime import EXPLORER, FIGURE
from nbkit.gate.outputs.browser import redundant, said
from nbkit.gate.outputs.noise import without_ids
from nbkit.gate.outputs.normal import Output, normal_outputs
from nbkit.gate.outputs.text import compare_text
from nbkit.gate.outputs.tolerance import Drift, Rules
from nbkit.gate.reports.brief import shorten
from nbkit.gate.widgets.compare import compare_driven

PICTURES = ("image/png", "image/jpeg", "image/svg+xml", "text/html")
MARKUP = ("text/html", "image/svg+xml", "application/javascript")
PIXELS = ("image/png", "image/jpeg", "image/svg+xml")
PLAIN = re.compile(r"<Figure size \d+x\d+ with \d+ Axes>")  # how a figure calls itself
WORDS = {"text/plain", EXPLORER}  # all that a driven widget shows where no kernel runs
FAINT = 2  # of 255: what rounding does to a pixel


@dataclass(frozen=True)
class Difference:
    """One part of an output that changed: where, how, and both sides for the report."""

    part: str
    changes: tuple[str, ...]
    stored: str = ""
    new: str = ""

    def __str__(self) -> str:
        return "\n".join([f"{self.part}:", *(f"  {change}" for change in self.changes)])


def compare_outputs(stored: list[Any], new: list[Any], rules: Rules, drift: Drift) -> list[Difference]:
    """Return what differs between the stored and the new outputs of a cell; none if they agree.

    >>> printed = [{"output_type": "stream", "name": "stdout", "text": "101"}]
    >>> print(*compare_outputs(printed, [], Rules(), Drift()))
    stdout:
      is missing, it was '101'
    """
    olds, news = (_kept(outputs, rules) for outputs in (stored, new))
    found: list[Difference] = []
    if not any(_name(output) == "widget" for output in olds):  # stored without: nothing to compare with
        news = _without_records(news)
    for old, now in _align(olds, news):
        found += _pair(old, now, rules, drift)
    return found


def _kept(outputs: list[Any], rules: Rules) -> list[Output]:
    found = normal_outputs(outputs)
    if rules.skips("widget"):  # a widget's own words stay
        found = [output for output in found if _name(output) != "widget" or set(output["data"]) <= WORDS]
        found = _without_records(found)
    return [output for output in found if not rules.skips(_name(output))]


def _without_records(outputs: list[Output]) -> list[Output]:
    """Leave out what driven controls have shown."""
    found = [_without(output, EXPLORER) for output in outputs]
    return [output for output in found if output.get("data") != {}]


def _name(output: Output) -> str:
    kind = output["output_type"]
    if kind in ("stream", "error"):
        return str(output["name"]) if kind == "stream" else "exception"
    mimes = set(output["data"])
    if EXPLORER in mimes:
        return "widget"
    return "figure" if FIGURE in mimes else "result" if kind == "execute_result" else "display"


def _shape(output: Output) -> str:
    """Call all pictures the same, be their meaning known or not."""
    return "figure" if _is_picture(output) else _name(output)


def _is_picture(output: Output) -> bool:
    return bool({FIGURE, *PIXELS} & set(output.get("data", ())))


def _align(stored: list[Output], new: list[Output]) -> list[tuple[Output | None, Output | None]]:
    """Pair the outputs; where one side has more, find which have no partner."""
    if len(stored) == len(new):
        return list(zip(stored, new, strict=True))
    names, others = [_shape(output) for output in stored], [_shape(output) for output in new]
    pairs: list[tuple[Output | None, Output | None]] = []
    for tag, i, j, k, m in difflib.SequenceMatcher(None, names, others, autojunk=False).get_opcodes():
        if tag in ("equal", "replace") and j - i == m - k:
            pairs += zip(stored[i:j], new[k:m], strict=True)
        else:
            pairs += [(output, None) for output in stored[i:j]]
            pairs += [(None, output) for output in new[k:m]]
    return pairs


def _pair(stored: Output | None, new: Output | None, rules: Rules, drift: Drift) -> list[Difference]:
    if stored is None or new is None:
        return [_alone(stored, new)]
    if _is_picture(stored) and _is_picture(new) and (FIGURE in stored["data"]) != (FIGURE in new["data"]):
        stored, new = _without(stored, FIGURE), _without(new, FIGURE)
    old, now = _name(stored), _name(new)
    if old != now or stored["output_type"] != new["output_type"]:
        kinds = f"{stored['output_type']} -> {new['output_type']}" if old == now else f"{old} -> {now}"
        return [Difference(old, (f"is of another type: {kinds}",), _brief(stored), _brief(new))]
    if old in ("stdout", "stderr"):
        return _texts(old, stored["text"], new["text"], rules, drift)
    return _errors(stored, new, rules, drift) if old == "exception" else _data(stored, new, rules, drift)


def _without(output: Output, mime: str) -> Output:
    """Leave what both sides know, where only one knows more."""
    if mime not in output.get("data", {}):
        return output
    return output | {"data": {key: value for key, value in output["data"].items() if key != mime}}


def _alone(stored: Output | None, new: Output | None) -> Difference:
    if stored is not None:
        return Difference(_name(stored), (f"is missing, it was {_brief(stored)!r}",), _brief(stored), "")
    assert new is not None
    return Difference(_name(new), (f"is new: {_brief(new)!r}",), "", _brief(new))


def _brief(output: Output) -> str:
    """Say in a few words what an output holds."""
    return shorten(_text_of(output))


def _text_of(output: Output) -> str:
    if output["output_type"] == "stream":
        return str(output["text"])
    if output["output_type"] == "error":
        return f"{output['ename']}: {output['evalue']}"
    return str(output["data"].get("text/plain", ", ".join(output["data"])))


def _texts(part: str, stored: str, new: str, rules: Rules, drift: Drift) -> list[Difference]:
    changes = compare_text(stored, new, rules.tolerance, drift)
    return [Difference(part, tuple(changes), stored, new)] if changes else []


def _errors(stored: Output, new: Output, rules: Rules, drift: Drift) -> list[Difference]:
    if stored["ename"] != new["ename"]:
        change = f"another exception was raised: {_brief(stored)} -> {_brief(new)}"
        return [Difference("exception", (change,), _brief(stored), _brief(new))]
    return _texts(f"message of the {stored['ename']}", stored["evalue"], new["evalue"], rules, drift)


def _data(stored: Output, new: Output, rules: Rules, drift: Drift) -> list[Difference]:
    olds, news = _parts(stored, rules), _parts(new, rules)
    found = [_alone_part(mime, olds[mime], "is missing, it was") for mime in olds if mime not in news]
    found += [_alone_part(mime, news[mime], "is new:") for mime in news if mime not in olds]
    for mime in (mime for mime in olds if mime in news):
        if mime == EXPLORER:
            found += _driven(olds[mime], news[mime], rules, drift)
            continue
        changes = _part(mime, olds[mime], news[mime], rules, drift)
        if changes:
            found.append(Difference(_title(mime), tuple(changes), *_sides(mime, olds[mime], news[mime])))
    return found


def _driven(stored: Any, new: Any, rules: Rules, drift: Drift) -> list[Difference]:
    def compare(old: Any, now: Any) -> tuple[list[str], str, str]:
        if "outputs" not in old:
            return compare_figures(old, now, rules.tolerance, drift), "", ""
        return _shown(old, now, rules, drift)

    found = compare_driven(stored, new, compare)
    return [Difference("widget", tuple(one.changes), one.stored, one.new) for one in found]


def _shown(stored: Any, new: Any, rules: Rules, drift: Drift) -> tuple[list[str], str, str]:
    """Compare what a widget has shown at one setting: its outputs, and where its parts stand."""
    olds, news = stored["outputs"], new.get("outputs", [])
    found = compare_outputs(olds, news, rules, drift)
    changes = [f"{one.part}: {change}" for one in found for change in one.changes]
    rest, others = ({key: side[key] for key in side if key != "outputs"} for side in (stored, new))
    changes += compare_json(rest, others, rules.tolerance, drift)
    texts = ["\n".join(map(_text_of, side)) for side in (olds, news)]
    return changes, texts[0], texts[1]


def _parts(output: Output, rules: Rules) -> dict[str, Any]:
    """Leave out the pictures of figures and formulas whose meaning is known: pixels depend on the version."""
    data, known = output["data"], FIGURE in output["data"] or EXPLORER in output["data"]
    ignored: tuple[str, ...] = PICTURES if known else PIXELS if "text/latex" in data else ()
    if known and PLAIN.fullmatch(str(data.get("text/plain", ""))):
        ignored += ("text/plain",)
    ignored += redundant(data)
    return {mime: value for mime, value in data.items() if mime not in ignored and not rules.skips(mime)}


def _alone_part(mime: str, value: Any, verb: str) -> Difference:
    text = value if isinstance(value, str) and not mime.startswith("image/") else mime
    return Difference(_title(mime), (f"{verb} {text[:80]!r}",))


def _title(mime: str) -> str:
    names = {FIGURE: "figure", EXPLORER: "widget", "text/plain": "text", "text/html": "HTML"}
    return names.get(mime, mime)


def _sides(mime: str, stored: Any, new: Any) -> tuple[str, str]:
    """Give texts to the report; pictures it shows, and fingerprints nobody reads."""
    readable = mime.startswith("text/") and isinstance(stored, str)
    return (stored, new) if readable else ("", "")


def _part(mime: str, stored: Any, new: Any, rules: Rules, drift: Drift) -> list[str]:
    if mime == FIGURE:
        return compare_figures(stored, new, rules.tolerance, drift)
    if mime in ("image/png", "image/jpeg"):
        return _pixels(stored, new)
    stored, new = said(mime, stored), said(mime, new)
    if isinstance(stored, str) and isinstance(new, str):
        if mime in MARKUP:
            stored, new = without_ids(stored), without_ids(new)
        return compare_text(stored, new, rules.tolerance, drift)
    return compare_json(stored, new, rules.tolerance, drift)


def _pixels(stored: str, new: str) -> list[str]:
    """Compare two pictures whose meaning is not known."""
    if "".join(stored.split()) == "".join(new.split()):
        return []
    if find_spec("PIL") is None:
        return ["the pictures differ; pip install pillow tells by how much, and lets rounding pass"]
    old, now = _image(stored), _image(new)
    if old is None or now is None:
        return [f"the {'stored' if old is None else 'new'} picture is broken"]
    advice = "pixels depend on versions; once stored by `nbkit accept`, figures are compared by meaning"
    if old.shape != now.shape:
        return [f"size {old.shape[1::-1]} -> {now.shape[1::-1]} pixels ({advice})"]
    distance = abs(old - now).max(axis=2)
    count, largest = int((distance > FAINT).sum()), distance.max()
    return (
        [f"{count} of {distance.size} pixels differ, by up to {largest} of 255 ({advice})"] if count else []
    )


def _image(content: str) -> Any:
    """Return the pixels of a picture in base64 as integers, or None if it is none."""
    import numpy as np
    from PIL import Image

    try:
        return np.asarray(Image.open(io.BytesIO(base64.b64decode(content))).convert("RGBA"), dtype=int)
    except (OSError, ValueError):
        return None
