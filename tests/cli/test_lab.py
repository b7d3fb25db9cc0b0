"""JupyterLab opens where it should, with options that it knows."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from nbkit import cli
from nbkit.cli import lab


@pytest.mark.parametrize(
    ("system", "environment", "seen"),
    [
        ("linux", {}, False),
        ("linux", {"DISPLAY": ":0"}, True),
        ("linux", {"WAYLAND_DISPLAY": "wayland-0"}, True),
        ("linux", {"BROWSER": "w3m"}, True),
        ("darwin", {}, True),
        ("darwin", {"SSH_CONNECTION": "host"}, False),
        ("win32", {}, True),
    ],
)
def test_a_screen_is_seen(
    system: str, environment: dict[str, str], seen: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "platform", system)
    monkeypatch.setattr(lab.webbrowser, "get", lambda: None)
    assert lab.has_screen(environment) is seen


def test_a_screen_without_a_browser_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_browser() -> None:
        raise lab.webbrowser.Error

    monkeypatch.setattr(lab.webbrowser, "get", no_browser)
    assert not lab.has_screen({"DISPLAY": ":0"})


def test_lab_opens_at_the_first_chapter(course: Path) -> None:
    options = lab.lab_options(None, browser=False)
    assert "--no-browser" in options and "--LabApp.news_url=None" in options
    assert "--LabApp.default_url=/lab/workspaces/by-hand/tree/course/00_start_here.ipynb" in options
    assert "--no-browser" not in lab.lab_options(None, browser=True)


def test_lab_opens_the_folder_before_there_are_chapters(course: Path) -> None:
    for path in course.iterdir():
        path.unlink()
    assert "--LabApp.default_url=/lab/workspaces/by-hand/tree/course" in lab.lab_options(None, browser=True)


def test_lab_takes_a_chapter_and_jupyters_options(course: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[tuple[object, ...]] = []
    monkeypatch.setattr(lab, "open_lab", lambda *words: calls.append(words) or 0)
    assert cli.main(["lab", "1", "--no-browser", "--port", "9000", "--ServerApp.token=abc"]) == 0
    expected = ["--ServerApp.port=9000", "--ServerApp.token=abc"]
    assert calls == [(course / "01_perceptron.ipynb", False, expected)]


def test_jupyterlab_knows_the_options_that_we_give(course: Path) -> None:
    from jupyter_server.serverapp import ServerApp
    from jupyterlab.labapp import LabApp

    known = {"LabApp": LabApp.class_trait_names(), "ServerApp": ServerApp.class_trait_names()}
    for option in lab.lab_options(None, browser=True):
        name, dot, trait = option.removeprefix("--").split("=")[0].partition(".")
        assert not dot or trait in known[name], option


def test_lab_starts_this_python_whatever_is_installed(course: Path, hidden_kernel: Path) -> None:
    from traitlets.utils.importstring import import_item

    (option,) = (word for word in lab.lab_options(None, browser=True) if "kernel_spec_manager_class" in word)
    manager = import_item(option.split("=")[1])()
    assert manager.get_kernel_spec("python3").argv[0] == sys.executable
    assert manager.get_all_specs()["python3"]["spec"]["argv"][0] == sys.executable


def test_lab_asks_nobody_for_news(course: Path) -> None:
    (option,) = (word for word in lab.lab_options(None, browser=True) if "app_settings_dir" in word)
    settings = json.loads((Path(option.split("=")[1]) / "overrides.json").read_text())
    news = {"checkForUpdates": False, "fetchNews": "false"}
    assert settings["@jupyterlab/apputils-extension:notification"] == news


def test_lab_is_given_settings_that_it_knows() -> None:
    settings = json.loads((Path(lab.__file__).parent / "settings" / "overrides.json").read_text())
    share = Path(sys.prefix) / "share" / "jupyter"
    for plugin, values in settings.items():
        folder, _, name = plugin.partition(":")
        places = (share / "lab", share / "labextensions" / folder)
        (schema,) = (path for at in places if (path := at / "schemas" / folder / f"{name}.json").exists())
        assert set(values) <= set(json.loads(schema.read_text(encoding="utf-8"))["properties"])
