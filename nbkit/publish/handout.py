"""A chapter on paper: the site's page, printed on A4, with a table of contents that knows its pages."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path

from nbkit.publish import PublishError, browser, require
from nbkit.publish.folder import beside
from nbkit.publish.site import build

HEADING = re.compile(r'<section id="([^"]+)">\s*<h2>(.*?)<a class="headerlink"', re.DOTALL)
OUTWARD = re.compile(r'<a [^>]*href="(?!#|https?:)[^"]*"[^>]*>(.*?)</a>', re.DOTALL)
ABOUT = re.compile(r'<p class="nbkit-about">.*?</p>', re.DOTALL)  # stands below the introduction
Pages = Mapping[str, int]


def publish(paths: Sequence[Path], root: Path, out: Path) -> list[Path]:
    """Print a PDF of each chapter into a folder; return where they lie.

    Raises PublishError where there is no Chromium, the folder is refused or a chapter cannot be shown, and
    OSError where nothing can be written; what was there before is then there still.
    """
    browser.find()
    require(**build.NEEDED, pypdf="pypdf")
    with beside(out, root / "course") as draft, tempfile.TemporaryDirectory() as folder:
        site = Path(folder, "site")
        build.build_chapters(paths, Path(folder, "source"), site)
        for path in paths:
            _print(site / f"{path.stem}.html", draft / f"{path.stem}.pdf")
    return [out / f"{path.stem}.pdf" for path in paths]


def _print(page: Path, pdf: Path) -> None:
    """Print twice: where a heading lands is known once it has been printed."""
    html = page.read_text(encoding="utf-8")
    pages: Pages = {}
    for _ in range(2):
        page.write_text(for_paper(html, pages), encoding="utf-8")
        browser.print_pdf(page, pdf)
        pages = pages_of(pdf)


def for_paper(html: str, pages: Pages) -> str:
    """The page with a table of contents after its introduction, and no links that lead nowhere on paper."""
    rows = [_row(identity, name, pages) for identity, name in HEADING.findall(html)]
    contents = f'<nav class="nbkit-contents" aria-label="Contents"><ol>{"".join(rows)}</ol></nav>'
    html = ABOUT.sub(lambda _: contents, html, count=1)
    return OUTWARD.sub(r"\1", html.replace(' loading="lazy"', ""))


def _row(identity: str, name: str, pages: Pages) -> str:
    number = pages.get(identity, 0)
    return f'<li><a href="#{escape(identity)}">{name}</a> <span class="nbkit-on">{number}</span></li>'


def pages_of(pdf: Path) -> dict[str, int]:
    """The page, counted from 1, of each place in a PDF that one of its links leads to."""
    from pypdf import PdfReader

    reader = PdfReader(pdf)
    found = {}
    for name, place in reader.named_destinations.items():
        number = reader.get_destination_page_number(place)
        if number is None or number < 0:
            raise PublishError(f"{pdf.name}: nobody knows the page of {name}.")
        found[name.removeprefix("/")] = number + 1
    return found
