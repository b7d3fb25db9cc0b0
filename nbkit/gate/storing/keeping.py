"""Put what a cell shows now and what is stored together: what agrees stays as it is stored."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import Any

from nbkit.gate.mime import EXPLORER, FIGURE, WIDGET_VIEW
from nbkit.gate.outputs.normal import Output, join_streams

MEANINGS = (FIGURE, EXPLORER)
SPLIT = ("application/javascript", "image/svg+xml")  # besides text, what notebooks store line by line
Agree = Callable[[list[Output], list[Output]], bool]


def outputs_to_store(
    raw: list[Output], stored: list[Output], new: list[Output], agree: Agree
) -> list[Output]:
    """Return what a cell shows now, and of that in its stored form what agrees.

    raw, stored: the stored outputs as they stand in the file, and as the gate reads them.
    A stored picture that shows what the new one shows stays, and gets the meaning that it lacks.
    """
    if agree(stored, new):
        news = displays(new)
        if len(displays(raw)) < len(news) and set(news[-1]["data"]) == {
            EXPLORER
        }:  # what drives earlier widgets
            return [*outputs_to_store(raw, stored, new[:-1], agree), plain(new[-1])]
        return _with_meanings(raw, stored, news) if len(displays(raw)) == len(news) else raw
    new = [plain(output) for output in join_streams(new)]
    sides = [displays(outputs) for outputs in (raw, stored, new)]
    if len({len(side) for side in sides}) > 1:
        return new
    triples = zip(*sides, strict=True)
    kept = {id(now): with_meaning(old, read, now) for old, read, now in triples if agree([read], [now])}
    return [kept.get(id(output), output) for output in new]


def displays(outputs: Iterable[Output]) -> list[Output]:
    """Return the outputs that are neither printed nor raised."""
    return [output for output in outputs if "data" in output]


def plain(output: Output) -> Output:
    """Return an output as plain JSON in the order of Jupyter, without what only the front end needs."""
    found: Output = json.loads(json.dumps(output, sort_keys=True))
    found.pop("transient", None)
    return found


def _with_meanings(raw: list[Output], stored: list[Output], new: list[Output]) -> list[Output]:
    pairs = zip(displays(stored), new, strict=True)
    return [with_meaning(output, *next(pairs)) if "data" in output else output for output in raw]


def with_meaning(output: Output, *others: Output) -> Output:
    """Return an output with the meaning that it lacks and others have, the first of them before the next."""
    data = output["data"]
    meanings = {
        mime: other["data"][mime] for mime in MEANINGS for other in reversed(others) if mime in other["data"]
    }
    if meanings.keys() <= data.keys():
        return output
    more: Output = plain(meanings) | data
    return output | {"data": dict(sorted(more.items())) if list(data) == sorted(data) else data | more}


def without_meaning(output: Output) -> Output:
    """Return an output without the meaning of its picture."""
    if "data" not in output:
        return output
    return output | {"data": {mime: value for mime, value in output["data"].items() if mime not in MEANINGS}}


def without_views(outputs: Iterable[Output]) -> list[Output]:
    """Leave out the places where a front end shows live widgets."""
    found = []
    for output in outputs:
        if WIDGET_VIEW in output.get("data", {}):
            data = {mime: value for mime, value in output["data"].items() if mime != WIDGET_VIEW}
            output = output | {"data": data}
        if output.get("data") != {}:
            found.append(output)
    return found


def in_lines(output: Output) -> Output:
    """Split the texts of an output into lines, as most notebooks store them."""
    if output["output_type"] == "stream":
        return output | {"text": _lines(output["text"])}
    if "data" not in output:
        return output
    texts = {mime for mime in output["data"] if mime.startswith("text/") or mime in SPLIT}
    return output | {
        "data": {mime: _lines(value) if mime in texts else value for mime, value in output["data"].items()}
    }


def _lines(value: Any) -> Any:
    return value.splitlines(keepends=True) if isinstance(value, str) else value
