"""Open JupyterLab on the course."""

from __future__ import annotations

import os
import sys
import webbrowser
from collections.abc import Mapping, Sequence
from pathlib import Path

from nbkit.cli import chapters


def has_screen(environment: Mapping[str, str] = os.environ) -> bool:
    """Whether a browser can be opened where this person looks."""
    if environment.get("BROWSER"):
        return True
    if environment.get("SSH_CONNECTION") and not environment.get("DISPLAY"):
        return False
    if sys.platform.startswith("linux") and not (
        environment.get("DISPLAY") or environment.get("WAYLAND_DISPLAY")
    ):
        return False
    try:
        webbrowser.get()
    except webbrowser.Error:
        return False
    return True


def lab_options(chapter: Path | None, browser: bool) -> list[str]:
    """JupyterLab's options. It takes the next free port by itself when its own is taken."""
    found = chapters.available()
    first = chapter or (found[0] if found else None)
    place = f"course/{first.name}" if first else "course"
    options = [
        f"--ServerApp.root_dir={chapters.root()}",
        # This Python, whatever another program has installed as the kernel python3.
        "--ServerApp.kernel_spec_manager_class=nbkit.gate.kernelspec.ThisPython",
        # A workspace of its own: neither other projects' tabs come up here nor ours there.
        f"--LabApp.default_url=/lab/workspaces/by-hand/tree/{place}",
        # No pop-up that asks for news, and no request to the network for it.
        f"--LabApp.app_settings_dir={Path(__file__).parent / 'settings'}",
        "--LabApp.news_url=None",
    ]
    if not browser:
        options.append("--no-browser")
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        # In a container people are root, and JupyterLab would refuse to start.
        options.append("--allow-root")
    return options


def open_lab(chapter: Path | None, browser: bool, rest: Sequence[str]) -> int:
    """Run JupyterLab in this process until it is stopped."""
    from jupyterlab.labapp import LabApp

    where = "opens in the browser" if browser else "has no screen here: open the address printed below"
    print(f"JupyterLab {where}. Stop it with Ctrl-C.", flush=True)
    LabApp.launch_instance([*lab_options(chapter, browser), *rest])
    return 0
