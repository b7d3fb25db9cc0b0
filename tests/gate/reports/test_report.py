"""The report shows both sides, holds all it needs, and runs nothing that a notebook brings."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path

from evidence import failure

from nbkit.gate.reports.report import page, write_report
from nbkit.gate.reports.results import Run

EVIL = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"


class Tags(HTMLParser):
    """Collect the tags and attributes of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def test_both_sides_are_shown() -> None:
    html = page([failure()], 5)
    images = [attributes["src"] for tag, attributes in Tags(html).found if tag == "img"]
    assert images == ["data:image/png;base64,iVBORw0KGgo="] * 2
    assert "<title>1 of 5 cells changed</title>" in html
    assert "If the new outputs are right: <code>nbkit accept loss</code>" in html
    assert "<del>loss 1</del>\nsame" in html
    assert "<ins>loss 2</ins>\nsame" in html


def test_nothing_in_a_notebook_becomes_html() -> None:
    evil = failure(EVIL, "image/svg+xml", f"<svg onload='alert(1)'>{EVIL}</svg>")
    tags = Tags(page([evil, failure(EVIL, content="not base64!")], 2)).found
    assert not [tag for tag, _ in tags if tag in ("script", "svg", "iframe", "object")]
    assert not [name for _, attributes in tags for name in attributes if name.startswith("on")]
    assert all(attributes["src"].startswith("data:image/") for tag, attributes in tags if tag == "img")  # type: ignore[union-attr]


def test_nothing_is_loaded_from_elsewhere() -> None:
    html = page([failure()], 1)
    assert "default-src 'none'" in html
    assert not [attributes for tag, attributes in Tags(html).found if tag in ("link", "script")]
    assert "http://" not in html
    assert "https://" not in html


def test_the_file_is_replaced_at_once(tmp_path: Path) -> None:
    index = tmp_path / "deep" / "index.html"
    write_report(index, Run(cells=1, failures=[failure()]))
    write_report(index, Run(cells=1))
    assert "All 1 cells show what is stored" in index.read_text(encoding="utf-8")
    assert sorted(path.name for path in index.parent.iterdir()) == ["index.html", "results.json"]
