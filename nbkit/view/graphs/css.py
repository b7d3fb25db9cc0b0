"""The looks of a picture: the rules of graph.css and tour.css, as every viewer of SVG can read them."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

HERE = Path(__file__).parent
LIGHT, DARK = 0, 1
NIGHT = "@media (prefers-color-scheme:dark)"  # what the reader's system asks for
JUPYTER = ("[data-jp-theme-light=true]", "[data-jp-theme-light=false]")  # what the page around it says


@lru_cache
def css(name: str) -> str:
    """Return a file's rules: those without colours, then the colours of the light and the dark theme.

    >>> css("graph")[:35], "var(" in css("graph")
    ('.nbg{max-width:100%;height:auto}.nb', False)
    """
    plain = "".join(selector + body for selector, body in _rules(name) if "--" not in body)
    return plain + coloured(name, LIGHT) + NIGHT + "{" + coloured(name, DARK) + "}"


@lru_cache
def live_css(*names: str) -> str:
    """Return the colours of files for a live page, whose theme is its own, whatever the system asks for."""
    return "".join(coloured(name, theme, f"{page} ") for theme, page in enumerate(JUPYTER) for name in names)


def coloured(name: str, theme: int, where: str = "") -> str:
    """Return the rules that name a colour, in those of a theme: everywhere, or inside what `where` selects.

    >>> coloured("tour", DARK, ".night ")[-33:]
    '.night .nbs-frame{stroke:#8b949e}'
    """
    palette = {colour: pair[theme] for colour, *pair in _COLOUR.findall(_squeezed("graph"))}
    return "".join(
        where + selector.replace(",", f",{where}") + re.sub(r"var\(--(\w+)\)", lambda m: palette[m[1]], body)
        for selector, body in _rules(name)
        if "var(--" in body
    )


_COLOUR = re.compile(r"--(\w+):light-dark\((#\w+),(#\w+)\)")


def _rules(name: str) -> list[tuple[str, str]]:
    """Return selector and body of each rule of a file."""
    return re.findall(r"([^{}]+)(\{[^}]*\})", _squeezed(name))


def _squeezed(name: str) -> str:
    """Return a file without what only its readers need."""
    text = re.sub(r"/\*.*?\*/", "", (HERE / f"{name}.css").read_text(encoding="utf-8"), flags=re.DOTALL)
    return re.sub(r"\s*([{};:,!])\s*", r"\1", text).replace(";}", "}").strip()
