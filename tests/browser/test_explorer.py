"""A learner opens JupyterLab, runs all cells and moves a slider with the keyboard: the picture follows."""

import pytest
from lab import NEEDS_CHROMIUM, again, moves, opened, press, run_all, write_notebook

pytestmark = NEEDS_CHROMIUM

CELL = """
import nbkit as nb
from nbkit.view import plots

def line(w1, b, ring):
    points, classes = [[0, 0], [0, 1], [1, 0], [1, 1]], [0, 0, 0, 1]
    if b > 1.9:
        raise ValueError("b is too far out")
    return plots.decision_line([w1, 1.0], b, points, classes, title=f"w1 is {w1:.2f}, b is {b:.2f}")

nb.explore(line, alt=lambda w1, b, ring: f"A line with w1 {w1:.2f} and bias {b:.2f}.",
           w1=nb.slider(-2.0, 2.0, 1.0, 0.25, label="weight w1"),
           b=nb.slider(-2.0, 2.0, -1.5, 0.25, label="bias b"),
           ring=nb.choice(["all", "none"], label="points"))
"""
GRAPH = """
x = nb.Placeholder("x")
z = nb.add(nb.Variable(10, name="A") * x, nb.Variable(1, name="b"), name="z")
nb.explore(lambda value: nb.draw(z, feed_dict={x: value}), alt="The graph of z = A x + b with its values.",
           value=nb.slider(-10, 10, 10, label="x"))
"""


@pytest.fixture(scope="module")
def page(desk, folder):
    write_notebook(folder / "explorer.ipynb", CELL, GRAPH)
    with opened(desk, "explorer.ipynb", "explorer") as page:
        run_all(page)
        page.wait_for_selector(".widget-image")
        page.wait_for_selector(".widget-html svg")
        yield page


def test_an_arrow_key_moves_the_slider_and_the_picture_follows(page):
    handle = page.get_by_role("slider").first
    title = page.locator("img.widget-image").get_attribute("title")
    moves(page, handle, "ArrowRight")
    assert "w1 1.25" in page.locator("img.widget-image").get_attribute("title") != title
    for _ in range(3):  # faster than we draw: the newest value wins
        press(handle, "ArrowRight")
    page.wait_for_selector("img.widget-image[title*='w1 2.00']")


def test_reset_brings_the_first_picture_back(page):
    moves(page, page.get_by_role("slider").first, "ArrowLeft")
    page.wait_for_selector("img.widget-image[title*='w1 1.75']")
    again(
        lambda: page.get_by_role("button", name="Reset").first.press("Enter"),
        page.locator("img.widget-image[title*='w1 1.00']").is_visible,
        "Reset",
    )


def test_an_error_is_shown_in_place_and_goes_away(page):
    handle = page.get_by_role("slider").nth(1)
    press(handle, "End")
    page.get_by_role("alert").get_by_text("ValueError: b is too far out").wait_for()
    press(handle, "Home")
    page.wait_for_selector("img.widget-image[title*='bias -2.00']")
    assert page.get_by_role("alert").count() == 0


def test_a_drawn_graph_follows_too(page):
    press(page.get_by_role("slider").last, "ArrowLeft")
    page.locator(".widget-html svg text", has_text="91").wait_for()


def test_the_page_fits_a_phone(page):
    page.set_viewport_size({"width": 420, "height": 900})
    page.wait_for_function("document.querySelector('img.widget-image').getBoundingClientRect().right <= 420")
    page.set_viewport_size({"width": 1280, "height": 1000})
