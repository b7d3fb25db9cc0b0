"""What the search shows below a page that it found: the sections that hold the words, with a line of each."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

from docutils import nodes

NAME = "sections.js"
SIGNS = {"cdot": "·", "partial": "∂", "sqrt": "√", "to": "→", "ln": "ln", "tanh": "tanh", "max": "max"}
WITHOUT = "reference"  # of this every name is found by itself

Section = tuple[str, str, str]  # its place in the page, its heading, its text


class Sections:
    """Gathers the sections of all pages while they are written, and leaves them beside Sphinx's own index."""

    def __init__(self) -> None:
        self.found: dict[str, list[Section]] = {}

    def gather(self, app: Any, document: nodes.document, page: str) -> None:
        """Take in one page."""
        if not page.startswith(WITHOUT):
            self.found[page] = list(sections(document))

    def write(self, app: Any, fault: Exception | None) -> None:
        """Write them as a script: a page that was opened from a file may not fetch anything else."""
        text = json.dumps(self.found, ensure_ascii=False, separators=(",", ":"))
        Path(app.outdir, NAME).write_text(f"const nbkitSections = {text};\n", encoding="utf-8")


def sections(document: nodes.document) -> Iterator[Section]:
    """Each section of a page with the text above the sections in it."""
    for section in document.findall(nodes.section):
        own = [part for part in section.children if not isinstance(part, nodes.section)]
        words = [text for part in own[1:] for text in _texts(part)]
        yield section["ids"][0], own[0].astext(), " ".join(" ".join(words).split())


def _texts(part: Any) -> Iterator[str]:
    """What is read: the outermost texts, without code, formulas that stand alone and HTML."""
    for text in part.findall(nodes.TextElement):
        inside = isinstance(text.parent, nodes.TextElement)
        if not inside and not isinstance(text, nodes.literal_block | nodes.math_block | nodes.raw):
            pieces = text.findall(nodes.Text)
            yield "".join(spelled(one) if isinstance(one.parent, nodes.math) else one for one in pieces)


def spelled(formula: str) -> str:
    """A formula as it can be written in a line: signs that HTML knows by name, and no other commands.

    >>> spelled(r"\\beta_1 \\cdot \\mathbf{x}"), spelled(r"\\ln y")
    ('β1 · x', 'ln y')
    """
    return re.sub(r"[{}_\\]", "", re.sub(r"\\([A-Za-z]+)", lambda found: _sign(found[1]), formula))


def _sign(command: str) -> str:
    if command in SIGNS:
        return SIGNS[command]
    known = unescape(f"&{command};")
    return "" if known.startswith("&") else known
