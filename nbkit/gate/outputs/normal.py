"""Bring outputs into one form: without what differs from machine to machine and run to run."""

from __future__ import annotations

import re
from itertools import groupby
from typing import Any

from nbkit.gate.mime import WIDGET_STATE, WIDGET_VIEW

Output = dict[str, Any]

ANSI = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
ADDRESS = re.compile(r"\bat 0x[0-9a-fA-F]{4,}")
CELL_FILE = re.compile(r"[^\s\"'<>]*ipykernel_\d+[/\\]\d+\.py")
CODE_FILE = re.compile(r"(?<![\w.…])(?:[A-Za-z]:|~)?[/\\][^\s:\"'<>|]*[/\\]([^/\\\s:\"'<>|]+\.py)")


def normal_outputs(outputs: list[Any]) -> list[Output]:
    """Merge neighbouring streams, settle carriage returns, drop widget views, hide addresses and paths.

    >>> stream = {"output_type": "stream", "name": "stdout"}
    >>> normal_outputs([stream | {"text": "a "}, stream | {"text": "object at 0x7f00aa"}])
    [{'output_type': 'stream', 'name': 'stdout', 'text': 'a object at 0x…'}]
    """
    merged = join_streams([dict(output) for output in outputs])
    return [output for output in map(_normal, merged) if output.get("data") != {}]


def join_streams(outputs: list[Output]) -> list[Output]:
    """Join streams between two displays, stdout first: their order is a matter of timing."""
    found: list[Output] = []
    for is_stream, group in groupby(outputs, lambda output: output["output_type"] == "stream"):
        items = list(group)
        found += _join(items) if is_stream else items
    return found


def _join(streams: list[Output]) -> list[Output]:
    names = sorted({stream["name"] for stream in streams}, reverse=True)
    texts = {name: "".join(_text(item["text"]) for item in streams if item["name"] == name) for name in names}
    joined = [{"output_type": "stream", "name": name, "text": _settle(text)} for name, text in texts.items()]
    return [stream for stream in joined if stream["text"]]


def _text(value: Any) -> str:
    return value if isinstance(value, str) else "".join(value)


def _settle(text: str) -> str:
    """Show what a terminal would: a carriage return writes over the line, a backspace over a letter."""
    shorter = re.sub(r"[^\n\x08]\x08", "", text)
    while shorter != text:
        text, shorter = shorter, re.sub(r"[^\n\x08]\x08", "", shorter)
    return re.sub(r"^.*\r(?=[^\n])", "", text.replace("\r\n", "\n"), flags=re.MULTILINE)


def _normal(output: Output) -> Output:
    kind = output["output_type"]
    if kind == "stream":
        hide = _hide_paths if output["name"] == "stderr" else _hide_addresses
        return output | {"text": hide(output["text"])}
    if kind == "error":
        lines = [_hide_paths(line) for line in output.get("traceback", [])]
        return output | {"evalue": _hide_paths(output["evalue"]), "traceback": lines}
    return _normal_data({key: value for key, value in output.items() if key != "transient"})


def _normal_data(output: Output) -> Output:
    data = {mime: value for mime, value in output["data"].items() if mime not in (WIDGET_VIEW, WIDGET_STATE)}
    texts = {mime: _hide_addresses(_text(value)) for mime, value in data.items() if _is_text(mime, value)}
    return output | {"data": data | texts, "metadata": dict(output.get("metadata", {}))}


def _is_text(mime: str, value: Any) -> bool:
    return mime.startswith("text/") or (
        isinstance(value, list) and mime in ("image/svg+xml", "image/png", "image/jpeg")
    )


def _hide_addresses(text: str) -> str:
    return ADDRESS.sub("at 0x…", text)


def _hide_paths(text: str) -> str:
    """Take out colours, and name files as a reader would, without the folders of this machine."""
    text = CELL_FILE.sub("<cell>", ANSI.sub("", text))
    return _hide_addresses(CODE_FILE.sub(r"…/\1", text))
