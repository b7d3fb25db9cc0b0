"""The load script keeps to this machine and to its bounds, and counts memory as the machine does."""

from __future__ import annotations

import importlib.util
import os
import sys
from pathlib import Path
from typing import Any

import pytest

SCRIPT = Path(__file__).resolve().parents[2] / "deploy" / "load.py"

if sys.platform != "linux":
    pytest.skip("it reads /proc, as Linux has it", allow_module_level=True)
pytest.importorskip("httpx", reason="needs httpx, which comes with JupyterLab")


def module() -> Any:
    spec = importlib.util.spec_from_file_location("load", SCRIPT)
    assert spec and spec.loader
    sys.modules["load"] = found = importlib.util.module_from_spec(spec)  # dataclasses look for it there
    spec.loader.exec_module(found)
    return found


load = module()


@pytest.mark.parametrize("url", ["http://127.0.0.1:8000/", "http://localhost:8000", "http://[::1]:8000"])
def test_this_machine_is_taken(url: str) -> None:
    assert load.loopback(url) == url.rstrip("/")


@pytest.mark.parametrize(
    "url",
    [
        "http://192.168.0.7:8000",
        "https://hub.example.org",
        "http://127.0.0.1@hub.example.org",
        "http://localhost.example.org",
        "http://0.0.0.0:8000",
        "127.0.0.1",
        "",
    ],
)
def test_any_other_address_is_refused(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(ValueError, match="address of this machine"):
        load.loopback(url)
    with pytest.raises(SystemExit):
        load.read_arguments(["passwords.txt", "--url", url])
    assert "--url" in capsys.readouterr().err


@pytest.mark.parametrize("more", [["--users", "51"], ["--users", "0"], ["--minutes", "61"], ["--users", "x"]])
def test_it_is_bounded(more: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        load.read_arguments(["passwords.txt", *more])
    assert more[0] in capsys.readouterr().err


def test_too_few_accounts_are_told(tmp_path: Path) -> None:
    (tmp_path / "passwords.txt").write_text("anna secret\n")
    with pytest.raises(SystemExit, match="expected 5 accounts"):
        load.main([str(tmp_path / "passwords.txt")])


def test_memory_and_time_are_those_of_the_users_processes() -> None:
    use = load.use_of(os.getuid())
    assert use.server + use.kernel >= load.memory_of(os.getpid()) / 2
    assert use.cpu > 0


def test_the_table_has_a_line_for_each_user() -> None:
    user = load.User("http://127.0.0.1:8000", "anna", "secret", started=2.5, errors=["NameError: x"])
    head, line, error = load.table([user]).splitlines()
    assert line.startswith("anna") and " 2.5 " in line and error == "NameError: x"
    assert len(head) == len(line) and "secret" not in repr(user)
