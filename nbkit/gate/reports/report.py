"""Write what changed as one HTML page that opens anywhere: no script, no network."""

from __future__ import annotations

import base64
import binascii
import difflib
from html import escape
from itertools import groupby, zip_longest
from pathlib import Path
from typing import Any

from nbkit.gate.reports.brief import around, shorten
from nbkit.gate.reports.results import NAME, Run, how_to_store, said, write_results
from nbkit.gate.storing.write import write_at_once

Failure = dict[str, Any]

IMAGES = ("image/png", "image/jpeg", "image/svg+xml")
WIDTH = 2000  # of a line that is shown
STYLE = Path(__file__).with_suffix(".css")


def write_report(index: Path, run: Run) -> None:
    """Write the page to `index`, whose folder is made, and the results beside it, each at once."""
    index.parent.mkdir(parents=True, exist_ok=True)
    write_at_once(index, page(run.failures, run.cells))
    write_results(index.with_name(NAME), run)


def page(failures: list[Failure], total: int) -> str:
    """Return the report as HTML; every text in it is escaped, every picture is inside.

    >>> "All 5 cells show what is stored" in page([], 5)
    True
    """
    ordered = sorted(failures, key=_notebook)  # workers take turns
    books = [(name, list(group)) for name, group in groupby(ordered, _notebook)]
    heading = (
        f"{len(failures)} of {total} cells changed" if failures else f"All {total} cells show what is stored"
    )
    body = _contents(books) + "".join(
        f"<h2>{escape(name)}</h2>{''.join(map(_cell, group))}" for name, group in books
    )
    policy = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{heading}</title><style>{STYLE.read_text()}</style></head><body><h1>{heading}</h1>{body}</body></html>\n"
    )


def _notebook(cell: Failure) -> str:
    return str(cell["notebook"])


def _anchor(cell: Failure) -> str:
    return escape(f"{cell['notebook']}-{cell['cell']}".replace(" ", "-"))


def _contents(books: list[tuple[str, list[Failure]]]) -> str:
    if not books:
        return '<p class="dim">Numbers, figures, widgets and exceptions agree within tolerance.</p>'
    links = [
        f'<li><a href="#{_anchor(cell)}">{_title(cell)}</a></li>' for _, group in books for cell in group
    ]
    store = escape(how_to_store([cell for _, group in books for cell in group]))
    advice = f"Stored left, new right. If the new outputs are right: <code>{store}</code>."
    return f'<p class="dim">{advice}</p><nav><ul>{"".join(links)}</ul></nav>'


def _title(cell: Failure) -> str:
    """Say in one line which cell it is and what changed first."""
    return escape(f"{cell['notebook']}, cell {cell['cell']}: {said(cell)}")


def _cell(cell: Failure) -> str:
    changes = "".join(map(_difference, cell["differences"]))
    return (
        f'<article id="{_anchor(cell)}"><header><h3>Cell {cell["cell"]}</h3>'
        f"{escape(cell['message'])}</header>"
        f"<section><pre>{escape(cell['source'])}</pre>{changes}</section>{_outputs(cell)}</article>"
    )


def _difference(item: dict[str, Any]) -> str:
    changes = "".join(f"<li>{_change(change)}</li>" for change in item["changes"])
    sides = _text_sides(item["stored"], item["new"]) if item["stored"] or item["new"] else ""
    return f'<h4>{escape(item["part"])}</h4><ul class="changes">{changes}</ul>{sides}'


def _change(change: str) -> str:
    """Colour the two sides of "a -> b", and the lines of a diff."""
    if change.startswith(("-", "+")):
        tag = "del" if change.startswith("-") else "ins"
        return f"<{tag}>{escape(change)}</{tag}>"
    return escape(change)


def _text_sides(stored: str, new: str) -> str:
    """Put two texts side by side, the lines that changed marked."""
    olds, news = stored.splitlines(), new.splitlines()
    left, right = "", ""
    for tag, i, j, k, m in difflib.SequenceMatcher(None, olds, news, autojunk=False).get_opcodes():
        if tag != "equal":
            olds[i:j], news[k:m] = _cut(olds[i:j], news[k:m])
        left += _lines(olds[i:j], "" if tag == "equal" else "del")
        right += _lines(news[k:m], "" if tag == "equal" else "ins")
    return _pair(f"<pre>{left}</pre>" if stored else "", f"<pre>{right}</pre>" if new else "")


def _cut(olds: list[str], news: list[str]) -> tuple[list[str], list[str]]:
    """Cut long lines around their difference."""
    pairs = [around(*pair, WIDTH) for pair in zip_longest(olds, news, fillvalue="")]
    return [old for old, _ in pairs[: len(olds)]], [now for _, now in pairs[: len(news)]]


def _lines(lines: list[str], tag: str) -> str:
    lines = [shorten(line, WIDTH) for line in lines]
    return "".join(f"<{tag}>{escape(line)}</{tag}>\n" if tag else f"{escape(line)}\n" for line in lines)


def _pair(stored: str, new: str) -> str:
    nothing = '<p class="dim">nothing</p>'
    return (
        f'<div class="pair"><div><h4>stored</h4>{stored or nothing}</div>'
        f"<div><h4>new</h4>{new or nothing}</div></div>"
    )


def _outputs(cell: Failure) -> str:
    """Show all outputs of both sides: open where there is a picture to see."""
    stored, new = ("".join(map(_output, cell[side])) for side in ("stored", "new"))
    if not stored and not new:
        return ""
    state = " open" if "<img" in stored + new else ""
    return f"<details{state}><summary>All outputs</summary>{_pair(stored, new)}</details>"


def _output(output: dict[str, Any]) -> str:
    if output["output_type"] == "stream":
        return _printed(output["text"])
    if output["output_type"] == "error":
        return _printed(f"{output['ename']}: {output['evalue']}")
    picture = next((mime for mime in IMAGES if mime in output["data"]), None)
    text = str(output["data"].get("text/plain", ""))
    return _image(picture, output["data"][picture], text) if picture else _printed(text)


def _printed(text: str) -> str:
    return f"<pre>{_lines(text.splitlines(), '')}</pre>"


def _image(mime: str, content: str, alt: str) -> str:
    """Show a picture as an image element: a script in an SVG does not run there."""
    raw = content.encode() if mime == "image/svg+xml" else _decoded(content)
    source = f"data:{mime};base64,{base64.b64encode(raw).decode()}"
    return f'<img alt="{escape(alt)}" src="{source}"><p class="dim">{escape(alt)}</p>'


def _decoded(content: str) -> bytes:
    try:
        return base64.b64decode(content)
    except binascii.Error:
        return b""
