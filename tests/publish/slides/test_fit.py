"""Whether slides fit, measured in a real browser: each step of each slide, on two screens, and on paper.

The suite looks at one chapter as it is stored, and at an explorer made for it; `nbkit test --all` at all
chapters as they are published, with their figures drawn for slides.
"""

from __future__ import annotations

import os
import statistics
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest
from lab import CHROMIUM, NEEDS_CHROMIUM, sync_api

from nbkit.publish.film.pack import pack
from nbkit.publish.film.reel import Reel
from nbkit.publish.film.settings import GRID
from nbkit.publish.slides import decks
from nbkit.publish.slides.arrange import arranged
from nbkit.publish.slides.page import page
from nbkit.publish.slides.pictures import filmed
from nbkit.publish.slides.slide import Slide

pytestmark = NEEDS_CHROMIUM
COURSE = Path(__file__).resolve().parents[3] / "course"
ALL = os.environ.get("NBKIT_ALL") == "1"
NAMES = [path.stem for path in sorted(COURSE.glob("[0-9a][0-9]_*.ipynb"))] if ALL else ["01_perceptron"]
SCREENS = [(1280, 720), (1920, 1080)]
FIT = Path(__file__).with_name("fit.js").read_text(encoding="utf-8")
LIMITS = {"text": 18, "figure": 16, "code": 14, "alone": 20, "steps": 5}
READY = "'ready' in document.documentElement.dataset"
WORDS, WORDS_OF_NINE_IN_TEN = 40, 70
AXE = "axe_playwright_python.sync_playwright"
PATIENCE = 120_000  # milliseconds, for a busy machine
SLIDER = {"label": "k", "kind": "slider", "words": ["0", "1", "2"], "start": 1, "play": False}
GOAL = "**Goal:** stop where u first knows its slope. **Predict:** after which step? And what stands there?"
FRAME = '<svg viewBox="0 0 {} {}"><text x="9" y="30" font-size="14">k = {}</text></svg>'


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The decks, and one more with an explorer between two slides, and one that needs a slide to itself."""
    out, cell = tmp_path_factory.mktemp("decks") / "slides", nbformat.v4.new_code_cell("nb.step_through(L)")
    decks.publish([COURSE / f"{name}.ipynb" for name in NAMES], out, draws=ALL)
    slides = [
        Slide(title="One", notes=["Said."]),
        Slide(title="Move it", shown=filmed([reel("c01-7", 614, 384)])),
        Slide(title="Two"),
        *arranged([Slide(cell=cell, question=GOAL)], lambda _: filmed([reel("c01-8", 728, 507)])),
    ]
    (out / "explorer.html").write_text(page("An explorer", slides), encoding="utf-8")
    return out


def reel(name: str, width: int, height: int) -> Reel:
    frames = pack([(FRAME.format(width, height, k), f"Picture {k}.") for k in range(3)])
    return Reel(name, [SLIDER], GRID, [[0, 1, 2]], frames, width, height, 14.0)


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with sync_api.sync_playwright() as play:
        one = play.chromium.launch(executable_path=CHROMIUM)
        yield one
        one.close()


def opened(browser: Any, path: Path, screen: tuple[int, int], query: str = "") -> tuple[Any, list[str]]:
    """A deck on a screen, ready, and the list of what it asked for outside of its folder."""
    deck = browser.new_page(viewport={"width": screen[0], "height": screen[1]})
    asked: list[str] = []
    deck.on(
        "request", lambda one: asked.append(one.url) if not one.url.startswith(("file:", "data:")) else None
    )
    deck.goto(path.as_uri() + query)
    deck.wait_for_function(READY, timeout=PATIENCE)
    return deck, [url for url in asked if not url.startswith(("file:", "data:"))]


@pytest.mark.parametrize("name", NAMES)
def test_each_step_of_each_slide_fits(name: str, folder: Path, browser: Any) -> None:
    for screen in SCREENS if ALL else SCREENS[:1]:
        deck, asked = opened(browser, folder / f"{name}.html", screen)
        found = deck.evaluate(FIT, LIMITS)
        deck.close()
        assert found["wrong"] == [], screen
        assert asked == []
    words = sorted(slide["words"] for slide in found["counted"])
    assert statistics.median(words) <= WORDS
    assert words[int(0.9 * len(words))] <= WORDS_OF_NINE_IN_TEN
    assert (folder / f"{name}.html").stat().st_size < 3_000_000


@pytest.mark.parametrize("name", NAMES)
def test_axe_finds_nothing(name: str, folder: Path, browser: Any) -> None:
    axe = pytest.importorskip(
        "axe_playwright_python.sync_playwright",
        reason="axe is not installed: pip install axe-playwright-python",
    )
    deck, _ = opened(browser, folder / f"{name}.html", SCREENS[0])
    count = deck.evaluate("Reveal.getTotalSlides()")
    for number in range(0, count, 1 if ALL else 9):
        deck.evaluate("number => Reveal.slide(number, 0, 99)", number)
        found = axe.Axe().run(deck, options={"resultTypes": ["violations"]}).response["violations"]
        assert [(rule["id"], rule["nodes"][0]["html"][:120]) for rule in found] == [], f"slide {number + 1}"
    deck.close()


def test_a_fault_is_seen(folder: Path, browser: Any, tmp_path: Path) -> None:
    """What the check is for: a slide that holds too much, in letters that are too small."""
    text = (folder / "explorer.html").read_text(encoding="utf-8")
    long = '<p style="font-size:12px">tiny</p>' + "<p>much more than there is room for</p>" * 30
    bad = folder / "bad.html"
    bad.write_text(text.replace("<h2>One</h2>", f"<h2>One</h2>{long}"), encoding="utf-8")
    deck, _ = opened(browser, bad, SCREENS[0])
    wrong = deck.evaluate(FIT, LIMITS)["wrong"]
    deck.close()
    bad.unlink()
    assert any("sticks out" in one for one in wrong) and any("letters of 12 px" in one for one in wrong)


def test_a_high_explorer_fits_below_its_goal(folder: Path, browser: Any) -> None:
    for screen in SCREENS:
        deck, _ = opened(browser, folder / "explorer.html", screen)
        wrong = deck.evaluate(FIT, LIMITS)["wrong"]
        deck.close()
        assert [one for one in wrong if one.startswith("4")] == []


def test_arrows_move_a_focused_explorer_and_page_down_turns_the_slide(folder: Path, browser: Any) -> None:
    deck, _ = opened(browser, folder / "explorer.html", SCREENS[0])
    deck.evaluate("Reveal.slide(1)")
    deck.locator("section.present input[type=range]").focus()
    deck.keyboard.press("ArrowRight")
    deck.wait_for_function("document.querySelector('.nbkit-picture').textContent.includes('k = 2')")
    assert deck.evaluate("Reveal.getIndices().h") == 1
    deck.keyboard.press("PageDown")
    assert deck.evaluate("Reveal.getIndices().h") == 2
    deck.keyboard.press("PageUp")
    assert deck.evaluate("Reveal.getIndices().h") == 1
    deck.close()


def test_the_speaker_sees_the_note_and_the_next_slide(folder: Path, browser: Any) -> None:
    deck, _ = opened(browser, folder / "explorer.html", SCREENS[0])
    with deck.expect_popup() as popup:
        deck.keyboard.press("s")
    view = popup.value
    view.wait_for_function("document.body.textContent.includes('Said.')", timeout=PATIENCE)
    view.close()
    deck.close()


@pytest.mark.parametrize("name", NAMES)
def test_on_paper_each_slide_is_a_page(name: str, folder: Path, browser: Any) -> None:
    deck, _ = opened(browser, folder / f"{name}.html", SCREENS[0], "?print-pdf")
    deck.wait_for_selector(".pdf-page", state="attached")  # until then reveal.js counts none
    count = deck.locator(".slides section:not(.stack)").count()
    paper = deck.pdf(prefer_css_page_size=True, print_background=True)
    deck.close()
    assert paper.count(b"/Type /Page\n") + paper.count(b"/Type /Page ") == count > 0
