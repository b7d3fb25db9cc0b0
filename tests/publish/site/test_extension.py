"""What Sphinx is taught: formulas stay text for the page to draw, types lead home, parts have names."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest

pytest.importorskip("sphinx", reason="the site is built with: pip install '.[publish]'")

from docutils import nodes
from sphinx import addnodes

from nbkit.publish.site import extension


def test_a_type_leads_to_what_its_module_means_by_it() -> None:
    kept = addnodes.pending_xref(refdomain="std", reftarget="Session")
    ours = addnodes.pending_xref(refdomain="py", reftarget="Session", refspecific=True)
    ours["py:module"] = "nbkit.bridge.weights"
    extension.exact_types(None, nodes.section("", kept, ours))
    assert kept["reftarget"] == "Session"
    assert (ours["reftarget"], ours["refspecific"]) == ("nbkit.session.Session", False)


def test_parts_of_a_page_are_named(tmp_path: Path) -> None:
    page = tmp_path / "deep" / "index.html"
    page.parent.mkdir()
    page.write_text(
        '<aside class="toc-drawer no-toc"></aside><th class="head"><p></p></th>', encoding="utf-8"
    )
    extension.name_parts(SimpleNamespace(outdir=tmp_path), None)
    text = page.read_text(encoding="utf-8")
    assert text == '<aside aria-label="On this page" class="toc-drawer no-toc"></aside><td></td>'


def test_a_formula_is_text_that_cannot_break_the_page() -> None:
    heard = SimpleNamespace(
        body=[], encode=lambda text: text.replace("<", "&lt;"), starttag=lambda *_, **__: "<div>"
    )
    with pytest.raises(nodes.SkipNode):
        extension.formula(heard, nodes.math_block("", "a < b"))
    assert heard.body == ["<div>", "a &lt; b</div>\n"]


def test_only_names_of_ours_are_taken_for_names() -> None:
    assert [
        bool(extension.IN_TEXT.match(text)) for text in ("nb.tanh(x)", "np.tanh", "nb", "plots.curves")
    ] == [*(True, False, False, True)]
