"""A peer that is missing or old says so, and nothing loads one before it is asked for."""

from __future__ import annotations

import subprocess
import sys
from types import SimpleNamespace
from typing import Any

import pytest

from nbkit import bridge
from nbkit.bridge import peers


@pytest.fixture(autouse=True)
def _forget() -> Any:
    peers.peer.cache_clear()
    yield
    peers.peer.cache_clear()


@pytest.mark.parametrize("name", peers.OLDEST)
def test_a_missing_peer_says_what_to_install(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(bridge.PeerError, match=rf"expected {name}, and it .*Try: pip install '{name}>="):
        peers.peer(name)
    assert bridge.missing(name).startswith(f"expected {name}")


def test_a_peer_that_is_half_installed_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(name: str) -> None:
        raise OSError("a library of the GPU is not here")

    monkeypatch.setattr(peers, "import_module", broken)
    assert "cannot be loaded: a library of the GPU is not here. Try: pip" in bridge.missing("torch")


@pytest.mark.parametrize("name", peers.OLDEST)
def test_an_old_peer_says_which_is_needed(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, name, SimpleNamespace(__version__="0.1.0+cpu"))
    least = peers.OLDEST[name]
    with pytest.raises(bridge.PeerError, match=f"expected {name} {least} or newer, got 0.1.0"):
        peers.peer(name)


def test_a_peer_that_is_there_is_handed_on(monkeypatch: pytest.MonkeyPatch) -> None:
    fake = SimpleNamespace(__version__="99.0", sigmoid="its sigmoid")
    monkeypatch.setitem(sys.modules, "torch", fake)
    assert peers.peer("torch") is fake
    assert bridge.missing("torch") == ""
    assert peers.Lazy("torch").sigmoid == "its sigmoid"


def test_the_extra_of_pyproject_asks_for_the_same_versions() -> None:
    from pathlib import Path

    text = (Path(__file__).parents[2] / "pyproject.toml").read_text(encoding="utf-8")
    extra = text.partition("\npeers = [")[2].partition("]")[0]
    assert all(f'"{name}>={least}"' in extra for name, least in peers.OLDEST.items())


def test_the_front_door_and_the_tables_load_no_peer() -> None:
    tables = "nbkit.bridge.torch_table, nbkit.bridge.jax_table, nbkit.bridge.onnx_table"
    code = f"import sys, nbkit, nbkit.bridge, {tables}; print({{*{list(peers.OLDEST)}}} & sys.modules.keys())"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stdout.strip() == "set()", done.stderr
