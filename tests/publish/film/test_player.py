"""The player in a real browser, from a file: pictures follow the controls, by hand, by keys and by ear."""

import contextlib
from functools import cache

import numpy as np
import pytest
from lab import CHROMIUM, NEEDS_CHROMIUM, sync_api

import nbkit as nb
from nbkit.publish.film.inside import described, frame
from nbkit.publish.film.reel import looks, script
from nbkit.publish.film.settings import GRID, SWEEP, Plan
from nbkit.publish.film.takes import Take
from nbkit.view import plots

pytestmark = NEEDS_CHROMIUM
SECOND = 1000  # milliseconds
DARK = ":root { color-scheme: dark; background: #14181d; color: #e6edf3 }"
LIGHT = ":root { color-scheme: light; background: #fff; color: #22272e }"
PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Explorers</title>
<meta name="viewport" content="width=device-width"><style>body {{ font: 16px sans-serif }} {looks}</style>
</head><body><main><h1>Explorers</h1>{body}</main><script>{script}</script></body></html>"""
# How long each frame takes from the move of a control until it is painted, in milliseconds.
TIMES = """async reel => {
    const painted = () => new Promise(done => requestAnimationFrame(() => setTimeout(done)));
    const slider = reel.querySelector("input[type=range]"), times = [];
    await painted();
    for (let setting = 0; setting <= slider.max; setting++) {
        const start = performance.now();
        slider.value = setting;
        slider.dispatchEvent(new Event("input", { bubbles: true }));
        await painted();
        times.push(performance.now() - start);
    }
    return times;
}"""
CURVE = (
    "before => document.querySelector('.nbkit-reel path[stroke=\"#0072b2\"]').getAttribute('d') !== before"
)
# reveal.js as it is: it hears keys on the document, unless an input has the focus.
DECK = """() => {
    document.querySelector("main").classList.add("reveal");
    window.heard = [];
    document.addEventListener("keydown", event => {
        if (!/input|textarea/i.test(document.activeElement.tagName)) window.heard.push(event.key);
    });
}"""


def wave(height, shape=np.sin, shown=True):
    x = np.linspace(0, 6, 100)
    ys = {"wave": height * shape(x)} if shown else {}
    return plots.curves(x, ys, title=f"{height:.1f} high")


@cache
def reel(name, way=GRID, alone=False):
    """Return an explorer's reel, drawn here and not in a kernel; its slider alone, or with two others."""
    controls = {
        "height": nb.slider(-2.0, 2.0, 1.0, 0.5, play=True),
        "shape": nb.choice({"sine": np.sin, "cosine": np.cos}),
        "shown": nb.toggle(True),
    }
    controls = {"height": controls["height"]} if alone else controls
    explorer = nb.explore(wave, alt=lambda height, **others: f"A wave, {height:.1f} high.", **controls)
    take, said = Take(name), [described(control) for control in controls.values()]
    kept = [list(range(len(one["words"]))) for one in said]
    take.head = {"controls": said, "way": way, "kept": kept}
    with explorer.held():
        for setting in Plan(way, kept).settings([one["start"] for one in said]):
            take.hear({"at": setting, **frame(explorer, setting)})
    return take.reel()


def page_of(folder, body):
    """Write a page with these explorers, and return its address."""
    path = folder / "index.html"
    path.write_text(PAGE.format(looks=looks(), script=script(), body=body), encoding="utf-8")
    return path.as_uri()


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    body = reel("c01-1-0").html("Waves") + reel("c01-2-0", SWEEP).html("Waves, one control at a time")
    return page_of(tmp_path_factory.mktemp("page"), body)


@pytest.fixture(scope="module")
def chromium():
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"], timeout=60 * SECOND
        )
        yield browser
        browser.close()


@contextlib.contextmanager
def opened(chromium, address, **how):
    page = chromium.new_page(**how)
    page.set_default_timeout(60 * SECOND)
    errors = []
    page.on("console", lambda said: errors.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("request", lambda asked: None if asked.url == address else errors.append(asked.url))
    page.goto(address)
    yield page
    page.close()
    assert errors == []


@pytest.fixture
def page(chromium, address):
    with opened(chromium, address) as page:
        yield page


def title(page, number=0):
    """The title that stands in a reel's picture."""
    return page.locator(".nbkit-reel").nth(number).locator("svg text[font-weight=bold]")


def slider(page, number=0):
    return page.get_by_role("slider", name="height").nth(number)


def test_the_picture_and_its_words_follow_a_key(page):
    slider(page).press("ArrowRight")
    title(page).get_by_text("1.5 high").wait_for()
    picture = page.locator(".nbkit-picture").first
    assert picture.get_attribute("aria-label") == "A wave, 1.5 high."
    page.locator(".nbkit-reel-live").first.get_by_text("A wave, 1.5 high.").wait_for(state="attached")
    assert slider(page).get_attribute("aria-valuetext") == "1.5"
    assert page.locator("output").first.inner_text() == "1.5"


def test_in_a_grid_all_controls_count(page):
    curve = page.locator(".nbkit-reel").first.locator("path[stroke='#0072b2']").first
    sine = curve.get_attribute("d")
    page.get_by_label("shape").first.select_option("cosine")
    page.wait_for_function(CURVE, arg=sine)
    slider(page).press("Home")
    title(page).get_by_text("-2.0 high").wait_for()
    assert curve.get_attribute("d") != sine
    page.get_by_label("shown").first.uncheck()
    curve.wait_for(state="detached")


def test_in_a_sweep_the_other_controls_go_back(page):
    second = page.locator(".nbkit-reel").nth(1)
    slider(page, 1).press("End")
    title(page, 1).get_by_text("2.0 high").wait_for()
    second.get_by_label("shape").select_option("cosine")
    title(page, 1).get_by_text("1.0 high").wait_for()
    assert slider(page, 1).get_attribute("aria-valuetext") == "1.0"


def test_reset_puts_all_back(page):
    slider(page).press("Home")
    page.get_by_label("shown").first.uncheck()
    page.get_by_role("button", name="Reset").first.press("Enter")
    title(page).get_by_text("1.0 high").wait_for()
    assert page.get_by_label("shown").first.is_checked()


def test_play_walks_to_the_end_and_then_from_the_beginning(page):
    play = page.locator(".nbkit-reel-play").first
    play.press("Enter")
    title(page).get_by_text("2.0 high", exact=True).wait_for()
    play.filter(has_text="Play").wait_for()
    play.press("Enter")
    title(page).get_by_text("-2.0 high").wait_for()
    title(page).get_by_text("-1.5 high").wait_for()


def test_a_slider_alone_goes_by_steps_too(chromium, tmp_path):
    with opened(chromium, page_of(tmp_path, reel("c01-3-0", alone=True).html("A wave"))) as page:
        forward, back = (page.get_by_role("button", name=name) for name in ("Next: height", "Back: height"))
        forward.click()
        title(page).get_by_text("1.5 high").wait_for()
        forward.click(click_count=3)
        title(page).get_by_text("2.0 high").wait_for()
        back.click()
        title(page).get_by_text("1.5 high").wait_for()
        assert slider(page).input_value() == "7"


def test_on_a_phone_a_wide_picture_keeps_its_letters(chromium, tmp_path):
    with opened(
        chromium,
        page_of(tmp_path, reel("c01-3-0", alone=True).html("A wave")),
        viewport={"width": 390, "height": 800},
    ) as page:
        page.locator(".nbkit-picture").evaluate("one => { one.style.setProperty('--width', 1000) }")
        width = page.locator(".nbkit-picture > svg").evaluate("one => one.getBoundingClientRect().width")
        assert width == 620
        assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_keys_that_turn_slides_turn_them_and_others_stay(page):
    page.evaluate(DECK)
    handle = slider(page)
    for key in ("ArrowRight", "ArrowLeft", "Home", "f"):
        handle.press(key)
    page.get_by_label("shape").first.press("ArrowDown")
    assert page.evaluate("heard") == []
    stood = handle.input_value()
    for key in ("PageDown", "PageUp", " "):
        handle.focus()
        page.keyboard.press(key)
    assert page.evaluate("heard") == ["PageDown", "PageUp", " "]
    assert handle.input_value() == stood


def test_without_javascript_the_first_picture_shows(chromium, address):
    with opened(chromium, address, java_script_enabled=False) as page:
        assert title(page).inner_html().endswith("1.0 high")


def test_a_frame_shows_within_50_ms(page):
    times = page.locator(".nbkit-reel").first.evaluate(TIMES)
    assert np.median(times) < 50  # of this small sample on a busy machine; all chapters: the 95th percentile


@pytest.mark.parametrize(("width", "theme"), [(390, DARK), (1280, LIGHT)], ids=["dark", "light"])
def test_axe_finds_nothing_and_nothing_sticks_out(chromium, address, width, theme):
    axe = pytest.importorskip(
        "axe_playwright_python.sync_playwright", reason="axe is missing: pip install axe-playwright-python"
    )
    with opened(chromium, address, viewport={"width": width, "height": 800}) as page:
        page.add_style_tag(content=theme)
        answer = axe.Axe().run(page, options={"resultTypes": ["violations"]})
        found = answer.response["violations"]
        assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in found] == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_names_of_shapes_are_unique(page):
    names = page.evaluate("[...document.querySelectorAll('[id]')].map(one => one.id)")
    assert len(names) == len(set(names))
