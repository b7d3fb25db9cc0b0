"""Markdown and Python as HTML; formulas stay as they are, for KaTeX to draw."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

ASKS = re.compile(r"<strong>(Predict|Guess first|Goal)")
FACTORS = re.compile(r"(?<=\d) · (?=\d)")  # no line ends within a product
NAMELESS = re.compile(r"<th([^>]*)></th>")  # the head of a column without a name heads nothing
PARAGRAPH = re.compile(r"^<p>(.*)</p>\s*$", re.DOTALL)


@cache
def _markdown() -> Any:
    import mistune

    return mistune.create_markdown(escape=False, plugins=["math", "table"])


@cache
def _python() -> tuple[Any, Any]:
    from pygments.formatters import HtmlFormatter
    from pygments.lexers import PythonLexer

    return PythonLexer(), HtmlFormatter(nowrap=True)


def html(text: str) -> str:
    """Markdown as HTML; a link is a word among others, for slides lead nowhere.

    >>> html("It is $z^2$, **twice**.").strip()
    '<p>It is <span class="math">\\\\(z^2\\\\)</span>, <strong>twice</strong>.</p>'
    """
    text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", text)
    made = str(_markdown()(FACTORS.sub("\N{NO-BREAK SPACE}·\N{NO-BREAK SPACE}", text)))
    return NAMELESS.sub(r"<td\1></td>", made)


def line(text: str) -> str:
    """Markdown of one paragraph as HTML, without the paragraph."""
    return ASKS.sub(r'<strong class="asks">\1', PARAGRAPH.sub(r"\1", html(text).strip()))


def python(source: str) -> str:
    """A listing as HTML, its words in classes of Pygments."""
    from pygments import highlight

    return str(highlight(source, *_python())).rstrip("\n")
