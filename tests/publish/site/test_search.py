"""What the search is given: of each section its place, its heading and what is read there."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest

pytest.importorskip("sphinx", reason="the site is built with: pip install '.[publish]'")

from docutils import nodes

from nbkit.publish.site.search import NAME, Sections, sections


def document() -> nodes.document:
    """A page of one section with one in it."""
    inner = nodes.section("", nodes.title("", "1.1 A sum"), nodes.paragraph("", "It\nadds."), ids=["a-sum"])
    code = nodes.literal_block("", "print(1)")
    formula = nodes.math(r"\alpha_1", r"\alpha_1")
    words = nodes.paragraph(
        "", "", nodes.Text("What "), nodes.strong("", "shows"), nodes.Text(" a "), formula
    )
    outer = nodes.section("", nodes.title("", "1. Small"), words, code, nodes.raw("", "<p>html</p>"), inner)
    outer["ids"] = ["small"]
    page = nodes.document(SimpleNamespace(), SimpleNamespace())
    page.append(outer)
    return page


def test_each_section_holds_its_own_words_and_no_code() -> None:
    assert list(sections(document())) == [
        ("small", "1. Small", "What shows a α1"),
        ("a-sum", "1.1 A sum", "It adds."),
    ]


def test_they_are_written_beside_the_pages_but_for_the_reference(tmp_path: Path) -> None:
    found = Sections()
    for name in ("01_small", "reference/session"):
        found.gather(None, document(), name)
    found.write(SimpleNamespace(outdir=tmp_path), None)
    text = (tmp_path / NAME).read_text(encoding="utf-8")
    assert text.startswith('const nbkitSections = {"01_small":[["small","1. Small","What shows a α1"]')
    assert "reference" not in text
