"""Functions that were put into another's place are found."""

from __future__ import annotations

import importlib
import sys

import pytest

import nbkit as nb
from nbkit.grade.replaced import bindings, replaced
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
