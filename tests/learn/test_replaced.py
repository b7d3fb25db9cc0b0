"""Functions that were put into another's place are found."""

from __future__ import annotations

import importlib
import sys
from typing import Any

import pytest

import nbkit as nb
from nbkit.learn.replaced import bindings, from_notebook, replaced
from nbkit.session import Session


@pytest.mark.parametrize("name", ["numpy.isclose", "builtins.abs", "numpy.linalg.norm", "math.exp"])
def test_a_function_in_anothers_place(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    before = bindings()
    monkeypatch.setattr(name, lambda *a, **k: True)
    assert replaced(before) == name


def test_a_method_and_a_functions_code(monkeypatch: pytest.MonkeyPatch) -> None:
    before = bindings()
    with monkeypatch.context() as context:
        context.setattr(Session, "run", lambda *a: 0)
        assert replaced(before) == "nbkit.session.Session.run"
    assert replaced(before) is None
    monkeypatch.setattr(nb.softmax, "__code__", (lambda z: z).__code__)
    assert "softmax" in str(replaced(before))


def test_what_is_loaded_later_is_no_harm() -> None:
    sys.modules.pop("nbkit.view.plots.density", None)
    before = bindings()
    assert importlib.import_module("nbkit.view.plots.density") and replaced(before) is None


def defined_in_a_notebook(source: str) -> dict[str, Any]:
    names: dict[str, Any] = {"__name__": "__main__"}
    exec(source, names)
    return names


@pytest.mark.parametrize(
    "name", ["numpy.isclose", "math.exp", "numpy.random.default_rng", "nbkit.functions.relu"]
)
def test_what_a_notebook_defines_is_known_there(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    assert from_notebook() is None
    monkeypatch.setattr(name, defined_in_a_notebook("def own(*given): return True")["own"])
    assert from_notebook() == name


def test_silence_and_what_others_replace_is_no_harm(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("warnings.warn", defined_in_a_notebook("def silent(*given): pass")["silent"])
    monkeypatch.setattr("numpy.random.default_rng", pytest.fail)
    assert from_notebook() is None
