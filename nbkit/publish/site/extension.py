"""What Sphinx is taught for our site: formulas by KaTeX, names that are links, what a keyboard can scroll."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx import addnodes
from sphinx.util.nodes import make_refnode
from sphinx.writers.html5 import HTML5Translator

from nbkit.publish.site.names import Mark, home, linked, marks
from nbkit.publish.site.search import Sections

IN_TEXT = re.compile(r"^(?:nb|nbkit|plots)(?:\.[A-Za-z_]\w*)+")
SHORT = {"nb": "nbkit", "plots": "nbkit.view.plots"}
BY_EAR = {
    '<aside class="sidebar-drawer"': '<aside aria-label="All pages" class="sidebar-drawer"',
    '<aside class="toc-drawer': '<aside aria-label="On this page" class="toc-drawer',
    '<p class="caption" role="heading">': '<p class="caption" role="heading" aria-level="2">',
    '<th class="head"><p></p></th>': "<td></td>",
    '<div id="search-results">': '<h1>Search</h1><div id="search-results">',
}
LANGUAGES = ("ipython3", "ipython", "python", "python3")


def setup(app: Any) -> dict[str, bool]:
    """Tell Sphinx of all of it."""
    app.add_html_math_renderer("katex", (inline_formula, None), (formula, None))
    app.set_translator("html", Translator, override=True)
    app.connect("doctree-read", exact_types)
    app.connect("doctree-resolved", link_names)
    app.connect("build-finished", name_parts)
    found = Sections()
    app.connect("doctree-resolved", found.gather)
    app.connect("build-finished", found.write)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def name_parts(app: Any, fault: Exception | None) -> None:
    """Name what is nameless by ear: two parts of the theme's pages, headings of no level, empty headers."""
    for page in Path(app.outdir).rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        for plain, named in BY_EAR.items():
            text = text.replace(plain, named)
        page.write_text(text, encoding="utf-8")


# ---------------------------------------------------------------- formulas


def inline_formula(self: Any, node: nodes.math) -> None:
    """Write a formula in a line; the page's script draws it."""
    self.body.append(
        self.starttag(node, "span", "", CLASS="nbkit-math") + self.encode(node.astext()) + "</span>"
    )
    raise nodes.SkipNode


def formula(self: Any, node: nodes.math_block) -> None:
    """Write a formula that stands alone; wide ones scroll, also by keyboard."""
    self.body.append(self.starttag(node, "div", "", CLASS="nbkit-math nbkit-display", tabindex="0"))
    self.body.append(self.encode(node.astext()) + "</div>\n")
    raise nodes.SkipNode


# ---------------------------------------------------------------- names


def exact_types(app: Any, document: nodes.document) -> None:
    """Lead each type in a signature to what its module means by the name: there are two classes `Session`."""
    for name in document.findall(addnodes.pending_xref):
        if name.get("refdomain") == "py" and (module := name.get("py:module")):
            name["reftarget"], name["refspecific"] = home(f"{module}.{name['reftarget']}"), False


def link_names(app: Any, document: nodes.document, page: str) -> None:
    """Mark the names in the code of a page, and link those in its text, where the reference has them."""
    targets = Targets(app, page)
    known: dict[str, str] = {}
    for block in document.findall(nodes.literal_block):
        if block.get("language") in LANGUAGES:
            named = [(mark, targets.address(mark.target)) for mark in marks(block.rawsource, known)]
            block["names"] = [Mark(mark.start, mark.end, place) for mark, place in named if place]
    for code in list(document.findall(nodes.literal)):
        if (found := IN_TEXT.match(code.astext())) and not isinstance(code.parent, nodes.reference):
            short, dot, rest = found[0].partition(".")
            targets.link(code, home(SHORT.get(short, short) + dot + rest))


class Targets:
    """Where a page finds the things that the reference describes."""

    def __init__(self, app: Any, page: str) -> None:
        self.builder, self.page = app.builder, page
        self.objects = app.env.get_domain("py").objects

    def address(self, dotted: str) -> str:
        """The address of a description, as seen from the page; empty where there is none."""
        if not (found := self.objects.get(dotted)):
            return ""
        return f"{self.builder.get_relative_uri(self.page, found.docname)}#{found.node_id}"

    def link(self, code: nodes.literal, dotted: str) -> None:
        """Make code in a line a link, if there is something to lead to."""
        if found := self.objects.get(dotted):
            code.replace_self(
                make_refnode(self.builder, self.page, found.docname, found.node_id, code.deepcopy(), dotted)
            )


class Translator(HTML5Translator):
    """Writes code with its names as links, and lets a keyboard scroll what is too wide."""

    def visit_literal_block(self, node: nodes.literal_block) -> None:
        """As Sphinx does, and then the links."""
        try:
            super().visit_literal_block(node)
        except nodes.SkipNode:
            html = self.body[-1].replace("<pre>", '<pre tabindex="0">', 1)
            self.body[-1] = linked(html, node.get("names", []))
            raise
