"""Chromium's own command, which prints a page to a PDF."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from nbkit.publish import PublishError

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge")
OPTIONS = ("--headless", "--disable-gpu", "--no-pdf-header-footer", "--generate-pdf-document-outline")
SECONDS = 300


def find() -> str:
    """Where Chromium, or Chrome, is. Raises PublishError, which says what to do, where there is none."""
    if found := next(filter(None, map(shutil.which, NAMES)), None):
        return found
    raise PublishError("A handout is printed by Chromium or Chrome, and none is on the path: install one.")


def print_pdf(page: Path, out: Path) -> None:
    """Print a page of this machine, tagged, with an outline. Raises PublishError where Chromium fails."""
    chromium = find()
    alone = (
        ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    )  # it refuses root a sandbox
    with tempfile.TemporaryDirectory() as profile:
        words = [chromium, *OPTIONS, *alone, f"--user-data-dir={profile}", f"--print-to-pdf={out}"]
        done = subprocess.run(
            [*words, page.resolve().as_uri()], capture_output=True, text=True, check=False, timeout=SECONDS
        )
    if done.returncode or not out.is_file():
        raise PublishError(f"Chromium could not print {page.name}: {done.stderr.strip()[-300:]}")
