"""An import that worked in the first edition says where its module lies now."""

from __future__ import annotations

import importlib
import re
import sys

import pytest

import nbkit
from nbkit._moved import MOVED, Signpost


@pytest.mark.parametrize("old", MOVED)
def test_an_old_import_names_the_new_place(old: str) -> None:
    with pytest.raises(ImportError, match=re.escape(f"{old} is now {MOVED[old]}:")):
        importlib.import_module(old)
    assert importlib.import_module(MOVED[old])


@pytest.mark.parametrize(
    ("line", "error"),
    [
        ("from nbkit.view import plots_slopes", "nbkit.view.plots_slopes is now nbkit.view.plots:"),
        ("from nbkit.view.plots_slopes import secants", "nbkit.view.plots_slopes is now nbkit.view.plots:"),
        ("import nbkit.regression.report", "nbkit.regression is now nbkit.gate:"),
        ("from nbkit import plan", "nbkit.plan is now nbkit.compiled.plan:"),
        ("import nbkit; nbkit.plan", "nbkit.plan is now nbkit.compiled.plan:"),
    ],
)
def test_every_way_to_write_it_is_met(line: str, error: str) -> None:
    with pytest.raises((ImportError, AttributeError), match=re.escape(error)):
        exec(line)


def test_what_never_was_has_pythons_own_message() -> None:
    with pytest.raises(ModuleNotFoundError, match=r"No module named 'nbkit\.nothing'"):
        importlib.import_module("nbkit.nothing")
    with pytest.raises(AttributeError, match="nbkit has no name 'nothing'"):
        _ = nbkit.nothing


def test_there_is_one_signpost_however_often_nbkit_is_loaded() -> None:
    importlib.reload(nbkit)
    assert [finder for finder in sys.meta_path if finder is Signpost] == [Signpost]
