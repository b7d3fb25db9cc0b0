"""Shapes and texts as SVG, and the page that holds them."""

from __future__ import annotations

import re
from functools import lru_cache
from html import escape

MIDDLE = ' dy=".35em"'  # a text that stands with its middle, not its foot, at its place
SPACES = f'{MIDDLE} xml:space="preserve"'  # and keeps the spaces by which columns of numbers are aligned


@lru_cache(1 << 14)  # an explorer draws the same places again and again
def fmt(number: float) -> str:
    """Return a coordinate with one decimal where it needs one."""
    return f"{round(number, 1) + 0.0:g}"


def safe(text: str) -> str:
    """Escape a text for SVG and drop what XML cannot hold."""
    return escape(re.sub(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", "", text))


def text(look: str, x: float, y: float, words: str, how: str = "") -> str:
    """Write words at a place; `how` is MIDDLE, SPACES or nothing."""
    return f'<text class="{look}" x="{fmt(x)}" y="{fmt(y)}"{how}>{safe(words)}</text>'


def path(look: str, d: str) -> str:
    """Draw lines and curves."""
    return f'<path class="{look}" d="{d}"/>'


def rect(look: str, left: float, top: float, width: float, height: float, radius: float) -> str:
    """Draw a box with round corners."""
    size = f'width="{fmt(width)}" height="{fmt(height)}" rx="{fmt(radius)}"'
    return f'<rect class="{look}" x="{fmt(left)}" y="{fmt(top)}" {size}/>'


def circle(look: str, x: float, y: float, radius: float) -> str:
    """Draw a dot."""
    return f'<circle cx="{fmt(x)}" cy="{fmt(y)}" r="{fmt(radius)}" class="{look}"/>'


def moved(x: float, y: float, body: str, scale: str = "") -> str:
    """Put what is drawn around the origin at a place."""
    return f'<g transform="translate({fmt(x)} {fmt(y)}){scale}">{body}</g>'


def page(body: str, width: float, height: float, css: str, alt: str = "") -> str:
    """Return a whole SVG: what is drawn, on paper of this size, with its styles.

    alt: words for those who cannot see it; left out, they stand on what holds the picture.
    """
    size = f'width="{fmt(width)}" height="{fmt(height)}"'
    said, title = 'class="nbg" aria-hidden="true"', ""
    if alt:
        said, title = f'role="img" aria-label="{safe(alt)}" class="nbg"', f"<title>{safe(alt)}</title>"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} viewBox="0 0 {fmt(width)} {fmt(height)}" {said}>'
        f'{title}<style>{css}</style><rect class="nbg-paper" {size} rx="8"/>{body}</svg>'
    )
