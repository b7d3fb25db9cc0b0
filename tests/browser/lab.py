"""A JupyterLab on a folder, and a browser on its page: what the browser tests share."""

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

sync_api = pytest.importorskip(
    "playwright.sync_api", reason="playwright is not installed: pip install playwright"
)
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
NEEDS_CHROMIUM = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine: install chromium")
SETTINGS = {
    "apputils-extension/notification": '{"fetchNews": "false", "checkForUpdates": false}',
    "notebook-extension/tracker": '{"windowingMode": "none"}',  # every cell is in the page, seen or not
}


@contextlib.contextmanager
def lab(folder: Path) -> Iterator[str]:
    """Start JupyterLab on a folder, give the address of its file tree, stop it in the end."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "jupyterlab", "--no-browser", f"--port={port}", "--allow-root"]
    command += ["--IdentityProvider.token=", "--ServerApp.port_retries=0", "--expose-app-in-browser"]
    with (folder / "log.txt").open("w") as log:
        server = subprocess.Popen(command, cwd=folder, env=os.environ | _home(folder), stdout=log, stderr=log)
        try:
            _wait_for(f"http://127.0.0.1:{port}/api", folder / "log.txt")
            yield f"http://127.0.0.1:{port}/lab/tree"
        finally:
            server.terminate()
            server.wait(20)


def _home(folder: Path) -> dict[str, str]:
    """A home of its own for JupyterLab, with our settings, and for the learner's progress."""
    home = {f"JUPYTER_{name}_DIR": str(folder / "home" / name) for name in ("CONFIG", "DATA", "RUNTIME")}
    for name, text in SETTINGS.items():
        settings = folder / "home/CONFIG/lab/user-settings/@jupyterlab" / f"{name}.jupyterlab-settings"
        settings.parent.mkdir(parents=True)
        settings.write_text(text)
    return home | {"NBKIT_STATE_DIR": str(folder / "state"), "OPENBLAS_NUM_THREADS": "1"}


def _wait_for(url: str, log: Path) -> None:
    for _ in range(240):
        with contextlib.suppress(OSError):
            urllib.request.urlopen(url)
            return
        time.sleep(0.25)
    raise TimeoutError(f"JupyterLab did not start: {log.read_text()[-2000:]}")


@contextlib.contextmanager
def opened(address: str, shot: str) -> Iterator[Any]:
    """Open a notebook in Chromium; leave a screenshot where NBKIT_SCREENSHOTS names a folder."""
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1280, "height": 1000})
        try:
            page.goto(address)
            page.wait_for_selector("[data-status=idle]", timeout=60_000)
            page.keyboard.press("Control+b")  # fold the file browser away
            yield page
        finally:
            if os.environ.get("NBKIT_SCREENSHOTS"):
                page.screenshot(path=Path(os.environ["NBKIT_SCREENSHOTS"]) / f"{shot}.png")
            browser.close()


def run_all(page: Any) -> None:
    """Clear all outputs, then run all cells; again where JupyterLab was not ready and dropped the wish."""
    menu(page, "Edit", "Clear Outputs of All Cells")
    for _ in range(120):
        prompts = page.locator(".jp-CodeCell .jp-InputPrompt").all_inner_texts()
        if all(any(digit in prompt for digit in "123456789") for prompt in prompts):
            return
        if page.locator(".jp-Dialog .jp-mod-accept").is_visible():
            page.locator(".jp-Dialog .jp-mod-accept").click()
        elif not any("*" in prompt for prompt in prompts):
            menu(page, "Run", "Run All Cells")
        page.wait_for_timeout(1000)
    raise TimeoutError(f"the cells did not run: {prompts}")


def menu(page: Any, name: str, entry: str) -> None:
    """Choose an entry of JupyterLab's menu bar."""
    page.get_by_role("menuitem", name=name, exact=True).click()
    page.get_by_text(entry, exact=True).click()


def picture(page: Any) -> str:
    """Return the first explorer's picture."""
    return page.locator("img.widget-image").first.get_attribute("src")


def moves(page: Any, handle: Any, key: str) -> None:
    """Press a key on a slider and wait until the first explorer's picture is another."""
    before = picture(page)
    handle.focus()
    page.keyboard.press(key)
    page.wait_for_function("old => document.querySelector('img.widget-image').src !== old", arg=before)
