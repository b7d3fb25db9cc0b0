"""A learner opens JupyterLab, runs all cells and moves a slider with the keyboard: the picture follows."""

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import nbformat
import pytest

sync_api = pytest.importorskip(
    "playwright.sync_api", reason="playwright is not installed: pip install playwright"
)
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine: install chromium")

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
def address(tmp_path_factory):
    """Start JupyterLab on a folder with one notebook; stop it in the end."""
    folder = tmp_path_factory.mktemp("lab")
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in (CELL, GRAPH)])
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(notebook, folder / "explorer.ipynb")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "jupyterlab", "--no-browser", f"--port={port}", "--allow-root"]
    command += ["--IdentityProvider.token=", "--ServerApp.port_retries=0", "--expose-app-in-browser"]
    home = {f"JUPYTER_{name}_DIR": str(folder / "home" / name) for name in ("CONFIG", "DATA", "RUNTIME")}
    settings = folder / "home" / "CONFIG" / "lab" / "user-settings" / "@jupyterlab" / "apputils-extension"
    settings.mkdir(parents=True)
    (settings / "notification.jupyterlab-settings").write_text(
        '{"fetchNews": "false", "checkForUpdates": false}'
    )
    with (folder / "log.txt").open("w") as log:
        server = subprocess.Popen(command, cwd=folder, env={**os.environ, **home}, stdout=log, stderr=log)
        try:
            _wait_for(f"http://127.0.0.1:{port}/api", folder / "log.txt")
            yield f"http://127.0.0.1:{port}/lab/tree/explorer.ipynb"
        finally:
            server.terminate()
            server.wait(20)


def _wait_for(url: str, log: Path) -> None:
    for _ in range(240):
        with contextlib.suppress(OSError):
            urllib.request.urlopen(url)
            return
        time.sleep(0.25)
    raise TimeoutError(f"JupyterLab did not start: {log.read_text()[-2000:]}")


@pytest.fixture(scope="module")
def page(address):
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1280, "height": 1000})
        page.goto(address)
        page.wait_for_selector("[data-status=idle]", timeout=60_000)
        page.keyboard.press("Control+b")  # fold the file browser away
        _run_all(page)
        try:
            page.wait_for_selector(".widget-image", timeout=60_000)
            page.wait_for_selector(".widget-html svg", timeout=60_000)
            yield page
        finally:
            if os.environ.get("NBKIT_SCREENSHOTS"):
                page.screenshot(path=Path(os.environ["NBKIT_SCREENSHOTS"]) / "explorer.png")
            browser.close()


def _run_all(page) -> None:
    """Run all cells, again where JupyterLab was not ready: it drops the wish or asks for a kernel."""
    for _ in range(120):
        prompts = page.locator(".jp-InputPrompt").all_inner_texts()
        if all(any(digit in prompt for digit in "123456789") for prompt in prompts):
            return
        if page.locator(".jp-Dialog .jp-mod-accept").is_visible():
            page.locator(".jp-Dialog .jp-mod-accept").click()
        elif not any("*" in prompt for prompt in prompts):
            page.get_by_role("menuitem", name="Run", exact=True).click()
            page.get_by_text("Run All Cells", exact=True).click()
        page.wait_for_timeout(1000)
    raise TimeoutError(f"the cells did not run: {prompts}")


def _picture(page):
    return page.locator("img.widget-image").get_attribute("src")


def _moves(page, handle, key):
    before = _picture(page)
    handle.focus()
    page.keyboard.press(key)
    page.wait_for_function("old => document.querySelector('img.widget-image').src !== old", arg=before)


def test_an_arrow_key_moves_the_slider_and_the_picture_follows(page):
    handle = page.get_by_role("slider").first
    title = page.locator("img.widget-image").get_attribute("title")
    _moves(page, handle, "ArrowRight")
    assert "w1 1.25" in page.locator("img.widget-image").get_attribute("title") != title
    for _ in range(3):  # faster than we draw: the newest value wins
        page.keyboard.press("ArrowRight")
    page.wait_for_selector("img.widget-image[title*='w1 2.00']")


def test_reset_brings_the_first_picture_back(page):
    _moves(page, page.get_by_role("slider").first, "ArrowLeft")
    page.get_by_role("button", name="Reset").first.press("Enter")
    page.wait_for_selector("img.widget-image[title*='w1 1.00']")


def test_an_error_is_shown_in_place_and_goes_away(page):
    handle = page.get_by_role("slider").nth(1)
    handle.focus()
    page.keyboard.press("End")
    page.get_by_role("alert").get_by_text("ValueError: b is too far out").wait_for()
    page.keyboard.press("Home")
    page.wait_for_selector("img.widget-image[title*='bias -2.00']")
    assert page.get_by_role("alert").count() == 0


def test_a_drawn_graph_follows_too(page):
    page.get_by_role("slider").last.focus()
    page.keyboard.press("ArrowLeft")
    page.locator(".widget-html svg text", has_text="91").wait_for()


def test_the_page_fits_a_phone(page):
    page.set_viewport_size({"width": 420, "height": 900})
    box = page.locator("img.widget-image").bounding_box()
    page.set_viewport_size({"width": 1280, "height": 1000})
    assert box["width"] <= 420
