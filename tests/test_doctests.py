"""The examples in the docstrings of every module run."""

from __future__ import annotations

import doctest
import importlib
import pkgutil

import numpy as np
import pytest

import nbkit

MODULES = sorted(m.name for m in pkgutil.walk_packages(nbkit.__path__, "nbkit.") if "__main__" not in m.name)


@pytest.mark.parametrize("name", MODULES)
def test_examples_run(name: str) -> None:
    if name == "nbkit.grade.nbgrader":
        pytest.importorskip("nbgrader", reason='nbgrader is not installed: pip install -e ".[class]"')
    module = importlib.import_module(name)
    assert doctest.testmod(module, extraglobs={"np": np}).failed == 0


CORE = ["functions", "numeric", "graph", "backprop", "session", "optim", "train"]
CORE += [name.removeprefix("nbkit.") for name in MODULES if name.startswith("nbkit.ops.")]


@pytest.mark.parametrize("name", CORE)
def test_the_core_has_an_example_for_all_that_is_public(name: str) -> None:
    module = importlib.import_module(f"nbkit.{name}")
    tests = doctest.DocTestFinder(exclude_empty=True).find(module)
    have = {t.name.split(".")[-1] for t in tests if t.examples}
    public = [
        n
        for n, thing in vars(module).items()
        if callable(thing) and not n.startswith("_") and getattr(thing, "__module__", "") == module.__name__
    ]
    functions = [n for n in public if not isinstance(vars(module)[n], type)]
    assert sorted(set(functions) - have - WITHOUT) == []


# Helpers between modules, which no learner calls.
WITHOUT = {
    "as_nodes",
    "as_value",
    "apply",
    "misfit",
    "copied",
    "refuse_unreached",
    "global_variables_initializer",
}
