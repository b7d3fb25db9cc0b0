"""A JupyterLab on a folder, and a browser on its page: what the browser tests share.

The machine may be slow and busy: nothing here waits for a time, all of it for a state that can be named,
and what the page may not have heard (a key, a menu) is said again until its effect is seen.
"""

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from itertools import cycle
from pathlib import Path
from typing import Any

import nbformat
import pytest

sync_api = pytest.importorskip(
    "playwright.sync_api", reason="playwright is not installed: pip install playwright"
)
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
NEEDS_CHROMIUM = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine: install chromium")
PATIENCE = 120  # seconds, for whatever a slow machine may be slow at
WIDE, DESKTOP, PHONE = ({"width": x, "height": y} for x, y in ((1280, 1000), (1280, 800), (420, 800)))
SETTINGS = {
    "apputils-extension/notification": '{"fetchNews": "false", "checkForUpdates": false}',
    "notebook-extension/tracker": '{"windowingMode": "none"}',  # every cell is in the page, seen or not
}
# A kernel that answers: asked earlier, JupyterLab wants to know which kernel, in a dialog.
READY = """() => {
    const context = window.jupyterapp?.shell.currentWidget?.sessionContext;
    return context?.isReady && context.session?.kernel?.status === "idle";
}"""
STARTED = "window.jupyterapp?.shell.currentWidget"
OPEN = "path => { window.jupyterapp.commands.execute('docmanager:open', {path}); }"
RUN = """numbers => {
    const notebook = window.jupyterapp.shell.currentWidget.content;
    notebook.deselectAll();
    notebook.activeCellIndex = numbers[0];
    numbers.forEach(number => notebook.select(notebook.widgets[number]));
    window.jupyterapp.commands.execute("notebook:run-cell");
}"""
CLOSE = """async () => {
    [...window.jupyterapp.shell.widgets("main")].forEach(widget => widget.dispose());
    await window.jupyterapp.serviceManager.sessions.shutdownAll();
}"""
STATE = "control => control.type === 'checkbox' ? control.checked : control.ariaValueText ?? control.value"
PROMPTS = "cells => cells.map(cell => cell.textContent)"
# The pictures themselves, as a number: an image's address is another after each frame, its bytes need not be.
PICTURES = """async place => {
    const images = [...place.querySelectorAll("img")].map(image => fetch(image.src).then(got => got.text()));
    const drawn = [...place.querySelectorAll(".widget-html svg")].map(drawing => drawing.outerHTML);
    const all = (await Promise.allSettled(images)).map(got => got.value).concat(drawn).join("");
    const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(all));
    return all && String(new Uint8Array(digest));
}"""


@contextlib.contextmanager
def lab(folder: Path) -> Iterator[str]:
    """Start JupyterLab on a folder, give its address, stop it in the end."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "jupyterlab", "--no-browser", f"--port={port}", "--allow-root"]
    command += ["--IdentityProvider.token=", "--ServerApp.port_retries=0", "--expose-app-in-browser"]
    with (folder / "log.txt").open("w") as log:
        server = subprocess.Popen(command, cwd=folder, env=os.environ | _home(folder), stdout=log, stderr=log)
        try:
            _wait_for(f"http://127.0.0.1:{port}/api", folder / "log.txt")
            yield f"http://127.0.0.1:{port}/lab"
        finally:
            server.terminate()
            server.wait(PATIENCE)


def _home(folder: Path) -> dict[str, str]:
    """A home of its own for JupyterLab, with our settings, and for the learner's progress."""
    home = {f"JUPYTER_{name}_DIR": str(folder / "home" / name) for name in ("CONFIG", "DATA", "RUNTIME")}
    for name, text in SETTINGS.items():
        settings = folder / "home/CONFIG/lab/user-settings/@jupyterlab" / f"{name}.jupyterlab-settings"
        settings.parent.mkdir(parents=True)
        settings.write_text(text)
    return home | {"NBKIT_STATE_DIR": str(folder / "state"), "OPENBLAS_NUM_THREADS": "1"}


def _wait_for(url: str, log: Path) -> None:
    for _ in range(4 * PATIENCE):
        with contextlib.suppress(OSError):
            urllib.request.urlopen(url)
            return
        time.sleep(0.25)
    raise TimeoutError(f"JupyterLab did not start: {log.read_text()[-2000:]}")


def write_notebook(path: Path, *cells: str) -> None:
    """Write a notebook of code cells."""
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(notebook, path)


@contextlib.contextmanager
def browser(address: str) -> Iterator[Any]:
    """Start Chromium on JupyterLab and give its page; `page.console` lists the errors told to its console."""
    with sync_api.sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"], timeout=1000 * PATIENCE
        )
        page = chromium.new_page(viewport=WIDE)
        page.set_default_timeout(1000 * PATIENCE)
        page.console = _console(page)
        try:
            page.goto(f"{address}?reset")  # without the notebooks that were open before
            page.wait_for_function(STARTED)
            page.keyboard.press("Control+b")  # fold the file browser away
            yield page
        finally:
            chromium.close()


@contextlib.contextmanager
def opened(page: Any, name: str, shot: str, viewport: dict[str, int] = WIDE) -> Iterator[Any]:
    """Open a notebook; in the end keep a picture where NBKIT_SCREENSHOTS says, end its kernel, close it."""
    page.set_viewport_size(viewport)
    page.console.clear()
    page.evaluate(OPEN, name)
    page.wait_for_function(READY)
    try:
        yield page
    finally:
        photograph(page, shot)
        page.evaluate(CLOSE)


def photograph(page: Any, name: str) -> None:
    """Keep a picture of what the page shows, where NBKIT_SCREENSHOTS names a folder."""
    if folder := os.environ.get("NBKIT_SCREENSHOTS"):
        page.screenshot(path=Path(folder) / f"{name}.png")


def _console(page: Any) -> list[str]:
    """Return a list that fills with the page's errors as they come."""
    heard: list[str] = []
    page.on("console", lambda said: heard.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: heard.append(str(error)))
    return heard


def again(act: Callable[[], Any], seen: Callable[[], Any], what: str, pause: float = 3) -> None:
    """Act, and wait until the effect is seen; act again where it is not after a pause, in seconds."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        act()
        stop = time.monotonic() + pause
        while time.monotonic() < stop:
            if seen():
                return
            time.sleep(0.05)
    raise TimeoutError(f"{what}: tried for {PATIENCE} s, in vain")


def run_all(page: Any) -> None:
    """Run all cells, and wait until each has its number and the kernel rests."""
    again(lambda: menu(page, "Run", "Run All Cells"), lambda: "".join(prompts(page)).strip("[ ]:"), "Run All")
    finish(page)


def run_cells(page: Any, numbers: list[int]) -> None:
    """Select bare cells by their numbers, run them, and wait as run_all does."""
    page.evaluate(RUN, numbers)
    finish(page)


def finish(page: Any) -> None:
    """Wait until every cell has its number and the kernel rests; raise where nothing moves any more."""
    last, since = None, 0.0
    while not (all(map(has_number, now := prompts(page))) and page.evaluate(READY)):
        if now != last:
            last, since = now, time.monotonic()
        if time.monotonic() > since + PATIENCE:
            raise TimeoutError(f"the cells did not run: {now} {complaints(page).all_inner_texts()}")
        time.sleep(0.2)


def prompts(page: Any) -> list[str]:
    """Return what stands before each code cell: [1]: or [*]: or [ ]:."""
    return page.locator(".jp-CodeCell .jp-InputPrompt").evaluate_all(PROMPTS)


def has_number(prompt: str) -> bool:
    """Whether a cell has run."""
    return any(map(str.isdigit, prompt))


def complaints(page: Any) -> Any:
    """Return the errors and the warnings below cells: JupyterLab shows both as what came on stderr."""
    return page.locator("[data-mime-type='application/vnd.jupyter.stderr']")


def menu(page: Any, name: str, entry: str) -> None:
    """Choose an entry of JupyterLab's menu bar."""
    entries = page.locator(".lm-Menu").get_by_text(entry, exact=True)
    again(page.get_by_role("menuitem", name=name, exact=True).click, entries.is_visible, f"the menu {name}")
    entries.click()


def picture(page: Any) -> str:
    """Return the first explorer's picture, as a number."""
    return pictures(page.locator(".jp-OutputArea-output", has=page.locator(".widget-image")).first)


def pictures(place: Any) -> str:
    """Return a number for what the pictures and drawings in a part of the page show, nothing for none."""
    return place.evaluate(PICTURES)


def moves(page: Any, handle: Any, key: str) -> None:
    """Press a key on a slider until it moves, and wait until the first explorer's picture is another.

    This may be a picture on the way: who needs the last one waits for the title it must have.
    """
    before = picture(page)
    press(handle, key)
    again(lambda: None, lambda: picture(page) != before, f"a new picture after {key}")


def press(handle: Any, *keys: str) -> None:
    """Press a key on a slider, a list or a box to tick until it stands elsewhere: one of the keys will do."""
    before, key = handle.evaluate(STATE), cycle(keys)
    again(lambda: handle.press(next(key)), lambda: handle.evaluate(STATE) != before, f"{keys} on a control")
