"""A learner writes on the pad with mouse and finger, takes strokes back, loads samples with the keyboard."""

import pytest
from lab import NEEDS_CHROMIUM, opened, run_all, write_notebook

pytestmark = NEEDS_CHROMIUM
PATIENCE = 60_000

CELL = """
import nbkit as nb
from nbkit.view.plots import digits as plots_digits

network = nb.load_mnist_mlp()

def read(digit):
    return plots_digits.stages(digit, nb.forward(network, digit.picture))

def words(digit):
    p = nb.forward(network, digit.picture)
    return f"What was written is read as {p.argmax()}." if digit.ink.any() else "Nothing is written."

nb.explore(read, alt=words, digit=nb.pad(label="your digit"))
"""
ONE = [(140, 40), (140, 140), (140, 240)]
BAR = [(60, 60), (140, 60), (200, 60)]


@pytest.fixture(scope="module")
def page(desk, folder):
    write_notebook(folder / "pad.ipynb", CELL)
    with opened(desk, "pad.ipynb", "pad") as page:
        run_all(page)
        paper(page).wait_for(timeout=PATIENCE)
        page.wait_for_selector("img.widget-image", timeout=PATIENCE)
        yield page


def paper(page):
    return page.get_by_role("img", name="Paper: write a digit")


def shows(page, words):
    page.wait_for_selector(f"img.widget-image[title*='{words}']", timeout=PATIENCE)


def lies(page, words):
    """Wait until the canvas says what lies on it."""
    page.wait_for_selector(f"canvas[aria-label*='{words}']", timeout=PATIENCE)


def on_paper(page, points):
    """Return points of the canvas, 280 wide, as places on the screen."""
    paper(page).scroll_into_view_if_needed()
    box = paper(page).bounding_box()
    return [(box["x"] + x * box["width"] / 280, box["y"] + y * box["height"] / 280) for x, y in points]


def write(page, points):
    """Write a stroke with the mouse."""
    first, *others = on_paper(page, points)
    page.mouse.move(*first)
    page.mouse.down()
    for place in others:
        page.mouse.move(*place, steps=8)
    page.mouse.up()


def write_with_a_finger(page, points):
    browser = page.context.new_cdp_session(page)
    browser.send("Emulation.setTouchEmulationEnabled", {"enabled": True})
    first, *others = [{"x": x, "y": y} for x, y in on_paper(page, points)]
    browser.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [first]})
    for place in others:
        browser.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [place]})
    browser.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    browser.send("Emulation.setTouchEmulationEnabled", {"enabled": False})
    browser.detach()


def load(page, key):
    """Load a sample with the keyboard."""
    samples = page.get_by_role("combobox", name="Load a sample")
    samples.focus()
    page.keyboard.press(key)


def clear(page):
    page.get_by_role("button", name="Clear").press("Enter")
    lies(page, "Strokes on it: 0.")
    shows(page, "Nothing is written")


def test_a_stroke_down_is_read_as_1(page):
    lies(page, "Sample 5 lies on it.")
    shows(page, "read as 5")
    write(page, ONE)
    lies(page, "Strokes on it: 1.")  # the sample has given way
    shows(page, "read as 1")
    assert page.get_by_role("combobox", name="Load a sample").input_value() == ""


def test_a_finger_writes_too(page):
    clear(page)
    write_with_a_finger(page, ONE)
    shows(page, "read as 1")
    lies(page, "Strokes on it: 1.")


def test_undo_takes_back_one_stroke(page):
    clear(page)
    write(page, ONE)
    write(page, BAR)
    lies(page, "Strokes on it: 2.")
    page.get_by_role("button", name="Undo").press("Enter")
    lies(page, "Strokes on it: 1.")
    shows(page, "read as 1")
    page.get_by_role("button", name="Undo").click()
    shows(page, "Nothing is written")


def test_samples_are_loaded_with_the_keyboard(page):
    clear(page)
    for key, sample in (("7", 7), ("ArrowDown", 8), ("End", 9), ("ArrowUp", 8)):
        load(page, key)
        lies(page, f"Sample {sample} lies on it.")
        shows(page, f"read as {sample}")


def test_a_thicker_pen_changes_the_picture(page):
    clear(page)
    write(page, ONE)
    shows(page, "read as 1")
    before = page.locator("img.widget-image").get_attribute("src")
    page.get_by_label("Thickness of the pen").focus()
    page.keyboard.press("End")
    page.wait_for_function(
        "old => document.querySelector('img.widget-image').src !== old", arg=before, timeout=PATIENCE
    )


def test_reset_brings_the_first_sample_back(page):
    clear(page)
    page.get_by_role("button", name="Reset").press("Enter")
    lies(page, "Sample 5 lies on it.")
    shows(page, "read as 5")
    assert page.get_by_label("Thickness of the pen").input_value() == "24"


def test_it_fits_a_phone_and_can_be_written_on_there(page):
    page.set_viewport_size({"width": 420, "height": 900})
    page.wait_for_function("document.querySelector('img.widget-image').getBoundingClientRect().right <= 420")
    clear(page)
    write(page, ONE)
    shows(page, "read as 1")
    page.set_viewport_size({"width": 1280, "height": 1000})


def test_axe_finds_nothing_on_the_pad(page):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed")
    found = axe.Axe().run(page, context=".nbkit-pad").response["violations"]
    assert [(rule["id"], [node["html"] for node in rule["nodes"]]) for rule in found] == []


def test_the_browser_has_nothing_to_complain_about(page):
    assert page.console == []
