"""A learner walks through a graph with the keyboard alone: to the end, back, and straight to a node."""

import re

import pytest
from lab import NEEDS_CHROMIUM, opened, run_all, write_notebook

pytestmark = NEEDS_CHROMIUM

CELL = """
import numpy as np
import nbkit as nb

w, x, b = nb.Variable(3.0, "w"), nb.Placeholder("x"), nb.Variable(-2.0, "b")
u = nb.multiply(w, x, name="u")
L = nb.multiply(u, nb.add(u, b, name="s"), name="L")
nb.step_through(L, {x: 2.0})
"""
LAYERS = """
rng = np.random.default_rng(0)
X, Y = rng.normal(size=(150, 4)), np.eye(3)[rng.integers(0, 3, 150)]
h = nb.sigmoid(X @ nb.Variable(rng.normal(size=(4, 10)), "W1") + nb.Variable(np.zeros(10), "b1"), name="h")
z = nb.add(h @ nb.Variable(rng.normal(size=(10, 3)), "W2"), nb.Variable(np.zeros(3), "b2"), name="z")
nb.step_through(nb.mean(nb.softmax_cross_entropy(z, Y), name="loss"))
"""
LAST = 6
PATIENCE = 60_000
OUTSIDE = """() => [...document.querySelectorAll('.nbs svg, .jp-OutputArea-output .jupyter-button')]
    .filter(one => one.getBoundingClientRect().right > innerWidth).length"""


@pytest.fixture(scope="module")
def page(desk, folder):
    write_notebook(folder / "stepper.ipynb", CELL, LAYERS)
    with opened(desk, "stepper.ipynb", "stepper") as page:
        page.set_default_timeout(PATIENCE)
        run_all(page)
        at(page, 0)
        page.locator(".nbs[aria-label^='Step 0 of 14']").wait_for()
        yield page


def at(page, place):
    """Wait until the first stepper shows this step, and return its picture and its words."""
    picture = page.locator(f".nbs[aria-label^='Step {place} of {LAST}, ']")
    picture.wait_for()
    return picture.inner_html(), picture.get_attribute("aria-label")


def handle(page):
    return page.get_by_role("slider").first


def start(page):
    page.get_by_role("button", name="Reset").first.press("Enter")
    at(page, 0)


def test_arrow_keys_walk_to_the_end_and_back(page):
    start(page)
    handle(page).focus()
    seen = [at(page, 0)]
    for place in range(1, LAST + 1):
        page.keyboard.press("ArrowRight")
        seen.append(at(page, place))
    assert len(set(seen)) == LAST + 1  # every step has its own picture and its own words
    assert "u = w × x = 3 × 2 = 6" in seen[1][1] and "to w: 10 × 2 = 20" in seen[-1][1]
    page.keyboard.press("ArrowRight")  # there is nothing after the end
    for place in reversed(range(LAST)):
        page.keyboard.press("ArrowLeft")
        assert at(page, place) == seen[place]


def test_buttons_step_and_keep_the_focus(page):
    start(page)
    forth = page.get_by_role("button", name="Next").first
    for place in (1, 2):
        forth.press("Enter")
        at(page, place)
    page.get_by_role("button", name="Back").first.press("Space")
    at(page, 1)
    assert page.evaluate("document.activeElement.textContent").strip() == "Back"


def test_the_list_jumps_to_a_node(page):
    start(page)
    page.get_by_label("go to").first.select_option(label="5 backward: s")
    assert "paths meet at u: 4 from L + 6 = 10 in all" in at(page, 5)[1]
    page.wait_for_function("document.querySelector('[role=slider]').ariaValueText === '5'")
    handle(page).press("ArrowLeft")
    at(page, 4)
    page.wait_for_function(
        "[...document.querySelectorAll('select')].some(one => one.value === '4 backward: L')"
    )


def test_the_tab_key_goes_through_the_controls_in_their_order(page):
    start(page)
    page.get_by_role("button", name="Back").first.focus()
    found = []
    for _ in range(7):
        found.append(page.evaluate("document.activeElement.closest('.widget-inline-hbox, button').innerText"))
        page.keyboard.press("Tab")
    words = [re.sub(r"[^a-zA-Z ].*", "", text.strip(), flags=re.DOTALL) for text in found]
    order = [words.index(name) for name in ("Back", "step", "Next", "go to", "Reset")]
    assert order == sorted(order)


def test_arrays_are_heat_maps(page):
    picture = page.locator(".nbs").last
    page.get_by_label("go to").last.select_option(label="13 backward: Add")
    page.locator(
        ".nbs[aria-label^='Step 13 of 14, backward through Add: an array of shape (150, 10)']"
    ).wait_for()
    assert picture.locator("path[fill^='#']").count() > 10
    assert picture.get_by_text("from above (150, 10)").is_visible()


def test_it_fits_a_phone(page):
    page.set_viewport_size({"width": 420, "height": 900})
    page.wait_for_function(f"({OUTSIDE})() === 0")
    page.set_viewport_size({"width": 1280, "height": 1000})
