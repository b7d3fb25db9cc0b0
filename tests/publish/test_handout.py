"""A handout is read on paper: whole lines, whole figures, true page numbers, and words for every picture.

The suite prints one small chapter; `nbkit test --all` prints one of ours.
"""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path
from typing import Any

import one_chapter
import pytest

from nbkit import cli
from nbkit.publish import browser, handout
from nbkit.publish.film import memory
from nbkit.publish.site import build

for module in (*build.NEEDED, "pypdf"):
    pytest.importorskip(module, reason="handouts are made with: pip install '.[publish]'")
from pypdf import PdfReader  # noqa: E402

ALL = os.environ.get("NBKIT_ALL") == "1"
SMALLEST = 8.99  # points
CHROMIUM = any(map(shutil.which, browser.NAMES))
NEEDS_CHROMIUM = pytest.mark.skipif(not CHROMIUM, reason="no Chromium on this machine: install chromium")


@pytest.fixture(scope="module")
def pdf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("handout")
    if ALL:
        assert cli.main(["publish", "handout", "3", "--out", str(folder / "out")]) == 0
        return next((folder / "out").glob("*.pdf"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(memory, "home", lambda: folder / "films")
        (found,) = handout.publish([one_chapter.write(folder)], folder, folder / "out")
    return found


@pytest.fixture(scope="module")
def reader(pdf: Path) -> PdfReader:
    return PdfReader(pdf)


def parts(node: Any) -> list[Any]:
    """All elements of a tagged PDF below one of them."""
    node = node.get_object()
    inside = node.get("/K", []) if isinstance(node, dict) else []
    below = [one.get_object() for one in (inside if isinstance(inside, list) else [inside])]
    return [node, *(part for one in below if isinstance(one, dict) for part in parts(one))]


@NEEDS_CHROMIUM
def test_it_is_tagged_and_each_picture_has_words(reader: PdfReader) -> None:
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"] and root["/Lang"] == "en"
    figures = [part for part in parts(root["/StructTreeRoot"]) if part.get("/S") == "/Figure"]
    assert figures and all(figure.get("/Alt") for figure in figures)
    assert len(reader.outline) > 0


@NEEDS_CHROMIUM
def test_it_is_a4_and_no_letter_is_smaller_than_nine_points(reader: PdfReader) -> None:
    small = []

    def visit(text: str, matrix: Any, of_text: Any, font: Any, size: float) -> None:
        a, b, c, d = of_text[:4]
        e, f, g, h = matrix[:4]  # both may turn what they write
        real = size * abs((a * d - b * c) * (e * h - f * g)) ** 0.5
        if text.strip() and real < SMALLEST:
            small.append((text, real))

    for page in reader.pages:
        assert [round(float(side)) for side in page.mediabox[2:]] == pytest.approx([595, 842], abs=1)
        page.extract_text(visitor_text=visit)
    assert small == []


@NEEDS_CHROMIUM
def test_its_contents_name_the_pages_on_which_headings_stand(reader: PdfReader) -> None:
    texts = [page.extract_text() for page in reader.pages]
    rows = re.findall(r"^(\d\.\d .+?)\s*(\d+)$", texts[0], re.MULTILINE)
    assert len(rows) >= 2
    for title, page in rows:
        assert title in texts[int(page) - 1].splitlines(), f"{title}: not on page {page}"
    assert all(f"{k} / {len(texts)}" in text for k, text in enumerate(texts, 1))


@NEEDS_CHROMIUM
def test_no_heading_is_the_last_line_of_a_page(reader: PdfReader) -> None:
    texts = [page.extract_text().strip() for page in reader.pages]
    titles = re.findall(r"^(\d\.\d .+?)\s*\d+$", texts[0], re.MULTILINE)
    assert [title for title in titles for text in texts[1:] if text.endswith(title)] == []


@NEEDS_CHROMIUM
def test_no_line_of_code_is_cut_and_help_is_left_out(reader: PdfReader) -> None:
    whole = "".join("".join(page.extract_text().split()) for page in reader.pages)
    if not ALL:
        assert "far" * 24 in whole
    assert "Exercise:" in whole and "Hint1" not in whole and "Solution" not in whole


@NEEDS_CHROMIUM
def test_no_link_leads_into_this_machine(reader: PdfReader) -> None:
    found = [one.get_object() for page in reader.pages for one in page.get("/Annots", [])]
    outward = [link["/A"]["/URI"] for link in found if "/A" in link and "/URI" in link["/A"]]
    assert [address for address in outward if not address.startswith("http")] == []


def test_without_a_browser_one_sentence_and_no_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(browser.shutil, "which", lambda _: None)
    assert cli.main(["publish", "handout", "0", "--out", str(tmp_path / "out")]) == 1
    said = capsys.readouterr().err.strip()
    assert said.startswith("A handout is printed by Chromium or Chrome") and "\n" not in said
    assert list(tmp_path.iterdir()) == []


def test_contents_stand_below_the_introduction_and_links_to_files_are_words() -> None:
    html = (
        '<p class="nbkit-about">x</p><section id="a">\n<h2>1.1 One<a class="headerlink" href="#a">#</a></h2>'
        '<a href="_modules/x.html">x.py</a> <a href="https://a.b">out</a>'
    )
    paper = handout.for_paper(html, {"a": 7})
    assert paper.index("nbkit-contents") < paper.index("<section") and "nbkit-about" not in paper
    assert '<a href="#a">1.1 One</a> <span class="nbkit-on">7</span>' in paper
    assert "_modules" not in paper and 'href="https://a.b"' in paper
