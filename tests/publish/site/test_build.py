"""The site as a browser opens it from a file: silent, findable, readable by all, moving, and small.

The suite builds one small chapter; `nbkit test --all` builds the course and looks at all of its pages.
"""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from types import SimpleNamespace
from typing import Any

import one_chapter
import pytest
from PIL import Image

from nbkit import cli
from nbkit.publish import PublishError, require
from nbkit.publish.film import memory
from nbkit.publish.site import build, reference

for module in build.NEEDED:
    pytest.importorskip(module, reason="the site is built with: pip install '.[publish]'")

ALL = os.environ.get("NBKIT_ALL") == "1"
WORDS = {True: ("perceptron", "sigmoid", "bias", "softmax", "momentum")}.get(ALL, ("tanh", "semester"))
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
IN_FULL = pytest.mark.skipif(not ALL, reason="a whole run of Sphinx or of a kernel: nbkit test --all")
MEGABYTE = 1_000_000


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Our own course, or a small one with a part of the reference, as the command writes it."""
    folder = tmp_path_factory.mktemp("site")
    out = folder / "out"
    if ALL:
        assert cli.main(["publish", "site", "--out", str(out)]) == 0
        return out
    chapter = one_chapter.write(folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reference, "PARTS", "functions")
        patch.setattr(memory, "home", lambda: folder / "films")
        assert build.publish([chapter], folder, out) == out / "index.html"
    return out


@pytest.fixture(scope="module")
def pages(site: Path) -> list[Path]:
    """The cover, the chapters, and a page of each other kind."""
    names = (
        "index",
        "instructor",
        "search",
        "reference/index",
        "reference/functions",
        "_modules/nbkit/functions",
    )
    found = [site / f"{name}.html" for name in names]
    return [*found, *sorted(site.glob("[0-9a][0-9]_*.html")), *sorted(site.glob("notes/*.html"))[:1]]


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine: install chromium")
    with api.sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"]
        )
        yield chromium
        chromium.close()


def opened(browser: Any, path: Path, width: int = 1280, theme: str = "light", query: str = "") -> Any:
    """The page, and in `page.heard` what it told the console and asked of the outside."""
    page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=theme)
    page.heard = []
    page.on("console", lambda said: page.heard.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: page.heard.append(str(error)))
    page.on(
        "request",
        lambda asked: (
            page.heard.append(asked.url)
            if "://" in asked.url[:8] and not (asked.url.startswith("file:"))
            else None
        ),
    )
    page.goto(path.as_uri() + query)
    return page


def chapter_of(pages: list[Path]) -> Path:
    """Chapter 1, which has code, figures and explorers."""
    return next(page for page in pages if page.name.startswith("01_"))


# ---------------------------------------------------------------- the folder


def test_chapters_cover_reference_and_notebooks_are_there(site: Path) -> None:
    for name in ("index.html", "search.html", "instructor.html", "reference/index.html", "searchindex.js"):
        assert (site / name).is_file(), name
    chapter = next(site.glob("01_*.html"))
    assert (site / "notebooks" / f"{chapter.stem}.ipynb").is_file()
    assert not list(site.rglob("*.doctree")) and not list(site.rglob("*.ipynb.txt"))


def test_nothing_else_is_left_beside_it(site: Path) -> None:
    assert {path.name for path in site.parent.iterdir()} <= {"out", "course", "films"}


def test_a_full_disk_is_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: Any, **__: Any) -> None:
        raise shutil.Error([("a", "b", "[Errno 28] No space left on device: '/draft/b'")] * 9)

    monkeypatch.setattr(build, "run_sphinx", lambda *_: None)
    monkeypatch.setattr(build, "_reels", lambda *_: {})
    monkeypatch.setattr(reference, "PARTS", "session")
    monkeypatch.setattr(shutil, "copytree", full)
    with pytest.raises(
        PublishError, match=r"^\S+out cannot be written, .*: \[Errno 28\] No space left on device$"
    ):
        build.publish([one_chapter.write(tmp_path)], tmp_path, tmp_path / "out")
    assert [path.name for path in tmp_path.iterdir()] == ["course"]


def test_every_address_within_the_site_exists(site: Path) -> None:
    missing = set()
    for page in site.rglob("*.html"):
        text = re.sub(r"<(script|style).*?</\1>", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
        for address in re.findall(r'(?:href|src)="([^"#?:<>]+)[#?"]', text):
            if not (page.parent / address).exists():
                missing.add(f"{page.relative_to(site)}: {address}")
    assert not missing


def test_the_cover_says_where_to_start_and_how_long_it_takes(site: Path) -> None:
    cover = (site / "index.html").read_text(encoding="utf-8")
    start = re.search(r"<strong>Start with <a [^>]*>(?:<[^>]*>)*(.+?)<.*?: (\d+) minutes", cover)
    assert start and start[2] == ("25" if ALL else "3")


def test_names_in_code_lead_to_the_reference(site: Path) -> None:
    chapter = next(site.glob("01_*.html")).read_text(encoding="utf-8")
    assert '<a class="nbkit-name" href="reference/' in chapter
    assert 'href="_modules/nbkit/' in chapter or "functions.py" not in chapter


def test_it_is_small(site: Path, pages: list[Path]) -> None:
    sizes = {page.name: weight(site, page) for page in pages}
    whole = sum(path.stat().st_size for path in site.rglob("*") if path.is_file())
    largest = max(sizes, key=lambda name: sizes[name])
    print(f"\nlargest {largest} {sizes[largest]:,}, median {median(sizes.values()):,}, all {whole:,} bytes")
    assert sizes[largest] <= 3 * MEGABYTE
    assert median(sizes.values()) <= MEGABYTE
    assert whole <= 40 * MEGABYTE


def weight(site: Path, page: Path) -> int:
    """The bytes of a page with its own pictures; script, fonts and looks are the site's."""
    pictures = (site / "images" / page.stem).glob("*")
    return page.stat().st_size + sum(path.stat().st_size for path in pictures)


# ---------------------------------------------------------------- in the browser


@pytest.mark.parametrize("theme", ["light", "dark"] if ALL else ["dark"])
def test_pages_are_silent_fit_a_phone_and_draw_their_formulas(
    theme: str, browser: Any, pages: list[Path]
) -> None:
    faults = {}
    for path in pages:
        page = opened(browser, path, 390, theme)
        wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        undrawn = page.evaluate(
            "[...document.querySelectorAll('.nbkit-math')].filter(m => !m.firstElementChild ||"
            " m.querySelector('.katex-error')).length"
        )
        if page.heard or wide > 0 or undrawn:
            faults[path.name] = (page.heard, wide, undrawn)
        page.close()
    assert faults == {}


@pytest.mark.parametrize(("width", "folds"), [(390, True), (1280, False)], ids=["phone", "desk"])
def test_on_a_phone_the_code_of_a_figure_is_folded(
    width: int, folds: bool, browser: Any, pages: list[Path]
) -> None:
    page = opened(browser, chapter_of(pages), width)
    figures, others = page.locator(".tag_draws"), page.locator(".cell:not(.tag_draws) .cell_input pre")
    code, summary = figures.locator(".cell_input pre").first, figures.locator("details > summary").first
    assert figures.locator("details").count() == (figures.count() if folds else 0)
    assert code.is_visible() != folds and others.first.is_visible()
    assert figures.first.locator(".cell_output :is(img, svg)").first.is_visible()
    if folds:
        summary.press("Enter")
        code.wait_for(state="visible")
    page.close()


@pytest.mark.parametrize(("system", "chosen"), [("dark", "auto"), ("light", "dark")])
def test_white_figures_do_not_glare_in_the_dark(
    system: str, chosen: str, browser: Any, pages: list[Path]
) -> None:
    page = opened(browser, chapter_of(pages), theme=system)
    for kind in ("article img.nbkit-figure:not([src$='.svg'])", ".nbkit-picture"):
        figure = page.locator(kind).first
        figure.scroll_into_view_if_needed()
        brightest = {}
        for theme in ("light", chosen):
            page.evaluate("theme => { document.body.dataset.theme = theme }", theme)
            picture = Image.open(io.BytesIO(figure.screenshot())).convert("L")
            brightest[theme] = picture.getextrema()[1]
        assert brightest["light"] == 255 and 200 < brightest[chosen] < 230, kind
    page.close()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing(theme: str, browser: Any, pages: list[Path]) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed").Axe()
    faults = {}
    for path in pages if ALL else [chapter_of(pages)]:
        page = opened(browser, path, theme=theme)
        page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
        found = axe.run(page).response["violations"]
        if found:
            faults[path.name] = [(fault["id"], fault["nodes"][0]["html"][:200]) for fault in found]
        page.close()
    assert faults == {}


@pytest.mark.parametrize("word", WORDS)
def test_a_search_finds(word: str, browser: Any, site: Path) -> None:
    page = opened(browser, site / "search.html", query=f"?q={word}")
    page.wait_for_selector("#search-results li a", timeout=60_000)
    found = page.eval_on_selector_all(
        "#search-results li a", "all => all.map(one => one.getAttribute('href'))"
    )
    assert found and page.heard == []
    assert any(word in (site / one.split("#")[0].split("?")[0]).read_text("utf-8").lower() for one in found)
    mine = [one.split("?")[0].startswith(("notes/", "instructor")) for one in found]
    assert mine == sorted(mine)  # the instructor's pages come last
    headings = page.eval_on_selector_all(".nbkit-found a", "all => all.map(one => one.getAttribute('href'))")
    assert all((site / one.split("#")[0]).is_file() for one in headings) and headings
    page.close()


MOVE = """async reel => {
    const control = reel.querySelector("input, select"), picture = reel.querySelector(".nbkit-picture");
    const before = picture.innerHTML, began = performance.now();
    if (control.type === "checkbox") control.checked = !control.checked;
    else if (control.tagName === "SELECT") control.selectedIndex = 1 - control.selectedIndex;
    else control.value = Number(control.value) + (control.value === control.max ? -1 : 1);
    control.dispatchEvent(new Event("input", {bubbles: true}));
    while (picture.innerHTML === before && performance.now() - began < 5000)
        await new Promise(after => requestAnimationFrame(after));
    return [performance.now() - began, picture.getAttribute("aria-label")];
}"""


def test_explorers_move_at_once_and_say_so(browser: Any, pages: list[Path]) -> None:
    times = []
    for path in [one for one in pages if "nbkit-reel-frames" in one.read_text(encoding="utf-8")]:
        page = opened(browser, path)
        for reel in page.query_selector_all(".nbkit-reel"):
            reel.evaluate(MOVE)  # unpacks the frames
            before = reel.query_selector(".nbkit-picture").get_attribute("aria-label")
            time, after = reel.evaluate(MOVE)
            times.append(time)
            assert after and (ALL or after != before), path.name
        page.close()
    print(f"\n{len(times)} explorers, median {median(times):.0f} ms, worst {max(times):.0f} ms")
    assert times and sorted(times)[int(0.95 * (len(times) - 1))] <= (50 if ALL else 500)


# ---------------------------------------------------------------- bad input


@IN_FULL
def test_a_warning_of_sphinx_stops_it_and_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "source").mkdir()
    (tmp_path / "source/index.md").write_text("# One\n\n[nothing](nowhere.md)\n", encoding="utf-8")
    (tmp_path / "source" / build.EXTRA).mkdir()
    with pytest.raises(PublishError, match=r"(?s)Sphinx could not.*index\.md:3: .*nowhere"):
        build.run_sphinx(tmp_path / "source", tmp_path / "out")


@IN_FULL
def test_an_explorer_that_raises_on_a_frame_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "home", lambda: tmp_path / "films")
    chapter = one_chapter.write(tmp_path)
    text = chapter.read_text(encoding="utf-8")
    chapter.write_text(text.replace("x = np.linspace(0, 6, 40)", "x = np.linspace(0, 6, 40 // (1 - high))"))
    with pytest.raises(PublishError, match=r"01_small\.ipynb.*c01-08.*high = True.*ZeroDivision"):
        build.publish([chapter], tmp_path, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_what_sphinx_and_films_complain_of_is_one_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chapter = one_chapter.write(tmp_path)
    broken = SimpleNamespace(failures=["c01-08: high = True: ZeroDivisionError"], reels={})
    monkeypatch.setattr(build, "film", lambda *_, **__: broken)
    with pytest.raises(PublishError, match=r"^01_small\.ipynb, c01-08: high = True: ZeroDivisionError$"):
        build.publish([chapter], tmp_path, tmp_path / "out")
    said = SimpleNamespace(returncode=1, stderr=f"{tmp_path}/source/index.md:3: WARNING: no such page\n")
    monkeypatch.setattr(subprocess, "run", lambda words, **_: said if "-W" in words else None)
    with pytest.raises(PublishError, match=r"Sphinx could not build the site:\nindex\.md:3: WARNING"):
        build.run_sphinx(tmp_path / "source", tmp_path / "out")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["course"]


def test_a_folder_of_somebody_is_refused_before_anything_is_done(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "mine.txt").write_text("my own")
    assert cli.main(["publish", "site", "0", "--out", str(tmp_path)]) == 1
    assert "is not empty" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_what_is_not_installed_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(PublishError, match=r"This needs not-there: python -m pip install '\.\[publish\]'"):
        require(sys="sys", not_there="not-there")


def test_sphinx_is_stopped_with_us(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(*words: Any, **more: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(subprocess, "run", stopped)
    monkeypatch.setattr(build, "_reels", lambda *_: {})
    monkeypatch.setattr(reference, "PARTS", "session")
    with pytest.raises(KeyboardInterrupt):
        build.publish([one_chapter.write(tmp_path)], tmp_path, tmp_path / "out")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["course"]
