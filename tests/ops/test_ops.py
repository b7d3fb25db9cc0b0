"""The package of the operations: what it hands on, and the order in which its files build on each other."""

from __future__ import annotations

import re
import textwrap
from pathlib import Path
from typing import Any

import pytest

import nbkit as nb
from nbkit import ops

HERE = Path(str(ops.__file__)).parent
FILES = ops._FILES.split()


def test_every_file_is_handed_on() -> None:
    assert {path.stem for path in HERE.glob("*.py")} - {"__init__"} == set(FILES)
    assert ops.Add is ops.arithmetic.Add and ops.add is ops.arithmetic.add and ops.as_arrays


@pytest.mark.parametrize("file", FILES)
def test_a_file_uses_those_before_it_alone(file: str) -> None:
    source = (HERE / f"{file}.py").read_text(encoding="utf-8")
    used = re.findall(r"^from nbkit\.ops(?:\.(\w+))? import", source, re.MULTILINE)
    assert set(used) <= set(FILES[: FILES.index(file)])


def test_an_unknown_name() -> None:
    with pytest.raises(AttributeError, match=r"nbkit\.ops has no name 'Ad'; dir\(nbkit\.ops\)"):
        _ = ops.Ad


def test_the_operation_that_contributing_adds_works() -> None:
    page = (HERE.parents[1] / "CONTRIBUTING.md").read_text(encoding="utf-8")
    recipe = re.search(r"## Add an operation.*?```python\n(.*?)```", page, re.DOTALL)
    assert recipe
    names: dict[str, Any] = vars(ops.entries) | {"__name__": "recipe"}
    exec(textwrap.dedent(recipe[1]), names)
    x = nb.Placeholder("x")
    slope = nb.gradients(names["atan"](x), [x])[0]
    assert nb.Session().run(slope, {x: 0.5}) == pytest.approx(0.8)
