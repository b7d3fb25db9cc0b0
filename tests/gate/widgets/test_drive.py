"""Widgets are driven in a copy of the kernel: what they show is compared, the notebook stays as it was."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import nbformat
import pytest
from books import edit, judge, make

from nbkit.gate import record
from nbkit.gate.kernel import Kernel
from nbkit.gate.mime import EXPLORER
from nbkit.gate.widgets.driven import SEVERAL, START, STOPPED

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot copy a process")

START_CELL = """\
import random, sys
import ipywidgets as ipw
import matplotlib.pyplot as plt
from IPython.display import display
seen = []"""

GOOD = {
    "interact": "def f(x, on=False):\n    seen.append(x); print(x + on); return x\nipw.interact(f, x=10);",
    "left alone": "print(seen, random.random() < 2, plt.get_fignums()); seen.clear()",
    "figure": "def g(k):\n    plt.plot([0, k]); plt.show()\nipw.interact(g, k=(0.0, 1.0));",
    "pair": "ipw.interact(lambda a, b: print(a * b), a=(0, 4), b=(0, 4));",
    "observe": "i, out, label = ipw.IntSlider(), ipw.Output(), ipw.Label()\ndisplay(i, out, label)\n"
    "def h(c):\n    label.value = str(c['new'] ** 2)\n    with out: print('now', c['new'])\n"
    "i.observe(h, 'value')",
    "button": "button = ipw.Button(description='Go'); display(button)",
    "click": "side = ipw.Output(); button.on_click(lambda _: side.append_stdout('gone'))",
    "manual": "ipw.interact_manual(lambda n: 1 / n, n=(0, 4));",
    "output": "a = ipw.IntSlider(max=3); display(a, ipw.interactive_output(lambda a: display(a), {'a': a}))",
    "linked": "p, q = ipw.IntSlider(), ipw.IntSlider(max=50)\n"
    "ipw.link((p, 'value'), (q, 'value')); display(p, q)",
    "crash": "import os\nipw.interact(lambda d: d < 3 or None, d=2);",
    "chance": "import numpy as np\nipw.interact(lambda t: print(np.random.default_rng().random()), t=3);",
    "unseeded": "ipw.interact(lambda t: print(random.random(), np.random.rand()), t=3);",
    "skipped": "ipw.interact(lambda s: open('file', 'a').write('x') and None, s=3);",
    "no controls": "ipw.IntSlider()",
    "broken": "class Odd(ipw.IntSlider):\n    children = property(lambda self: 1 / 0)\n"
    "odd = Odd(); odd.observe(print); display(odd)",
    "end": "print(len(open('file').read()), seen, i.value, out.outputs, label.value)",
}
BAD = {  # what is spoilt, and what is said of it
    "interact": ("x + on", "x + on + (x == 30)", "at x = 30: stdout: line 1: 30 -> 31"),
    "figure": ("[0, k]", "[0, k * (1 + (k == 1))]", "at k = 1.0: figure: axes 0"),
    "pair": ("a * b", "a * b + (a == b == 4)", "at a = 4, b = 4: stdout: line 1: 16 -> 17"),
    "observe": ("** 2", "** 2 + 1", "at IntSlider = 50: values, Label: value '2500' -> '2501'"),
    "click": ("'gone'", "'went'", "at Go = clicked: stdout"),
    "manual": ("1 / n", "2 / n", "at n = 4: text: line 1: 0.25 -> 0.5"),
    "output": ("display(a),", "display(a) if a < 3 else 1 / 0,", "at IntSlider = 3: "),
    "linked": ("max=50", "max=60", "control 'IntSlider #2': values"),
    "crash": ("d < 3 or", "d < 3 or os._exit(3) or", "the process died"),
}


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A recorded notebook of widgets."""
    path = make(tmp_path_factory.mktemp("drive") / "widgets.ipynb", [START_CELL, *GOOD.values()])
    skipped = [*GOOD].index("skipped") + 2
    edit(path, lambda k, cell: k == skipped and cell.metadata.update(nbkit={"skip": ["widget"]}))
    record([path])
    return path


@pytest.fixture(scope="module")
def shown(recorded: Path) -> dict[str, list[Any]]:
    """What each cell shows."""
    cells = [cell for cell in nbformat.read(recorded, as_version=4).cells if cell.cell_type == "code"]
    return {name: cell.outputs for name, cell in zip(GOOD, cells[1:], strict=True)}


def driven(outputs: list[Any]) -> dict[str, Any]:
    """The record of what was driven in a cell."""
    (found,) = [output["data"][EXPLORER] for output in outputs if EXPLORER in output.get("data", {})]
    return dict(found)


def test_each_control_goes_over_its_range_and_then_several(shown: dict[str, list[Any]]) -> None:
    found = driven(shown["interact"])
    assert {name: [value for value, _ in states] for name, states in found.items() if name != SEVERAL} == {
        START: [None],
        "x": [-10, 30],
        "on": [True],
    }
    assert found[START][0][1]["outputs"][0]["text"] == "10\n"
    assert len(found[SEVERAL]) >= 3 and all(isinstance(state, str) for _, state in found[SEVERAL])
    assert [value for value, _ in driven(shown["click"])["Go"]] == ["clicked"]


def test_the_notebook_is_left_as_it_was(shown: dict[str, list[Any]]) -> None:
    assert shown["left alone"][0]["text"] == "[10] True []\n"
    assert shown["end"][0]["text"] == "1 [] 0 () \n"
    assert [len(outputs) for outputs in shown.values()].count(0) == 0


def test_what_varies_by_itself_is_told_and_common_random_numbers_are_not(shown: dict[str, list[Any]]) -> None:
    assert set(driven(shown["chance"])) == set(driven(shown["broken"])) == {STOPPED}
    assert "ZeroDivisionError" in driven(shown["broken"])[STOPPED] and len(shown["end"]) == 1
    assert START in driven(shown["unseeded"])
    for name in ("no controls", "skipped", "button"):
        assert not any(EXPLORER in output.get("data", {}) for output in shown[name])


def test_recording_again_changes_no_byte(recorded: Path) -> None:
    before = recorded.read_bytes()
    (recorded.parent / "file").unlink()
    assert record([recorded], fresh=True) == [] and recorded.read_bytes() == before


@pytest.fixture(scope="module")
def verdict(recorded: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[int, dict[str, str], str]:
    """What the gate says once the callbacks are spoilt."""
    path = tmp_path_factory.mktemp("spoilt") / "widgets.ipynb"
    path.write_bytes(recorded.read_bytes())
    names = [None, None, *GOOD]

    def spoil(number: int, cell: Any) -> None:
        old, new, _ = BAD.get(str(names[number]), ("", "", ""))
        cell.source = cell.source.replace(old, new) if old else cell.source

    edit(path, spoil)
    return judge(path, folder=path.parent)


@pytest.mark.parametrize("name", BAD)
def test_the_setting_that_differs_is_told(name: str, verdict: tuple[int, dict[str, str], str]) -> None:
    assert BAD[name][2] in verdict[1].get(f"Cell {[*GOOD].index(name) + 2}", "it passed")


def test_nothing_else_differs(verdict: tuple[int, dict[str, str], str]) -> None:
    assert set(verdict[1]) == {f"Cell {[*GOOD].index(name) + 2}" for name in BAD}


def test_what_was_stored_without_is_not_compared(recorded: Path, tmp_path: Path) -> None:
    path = tmp_path / "widgets.ipynb"
    path.write_bytes(recorded.read_bytes())

    def forget(_: int, cell: Any) -> None:
        for output in cell.outputs:
            output.get("data", {}).pop(EXPLORER, None)
        cell.outputs = [output for output in cell.outputs if output.get("data") != {}]

    edit(path, forget)
    assert judge(path, folder=tmp_path)[:2] == (0, {})
    (tmp_path / "file").unlink()
    assert record([path]) == [path]
    assert nbformat.read(path, as_version=4) == nbformat.read(recorded, as_version=4)


def test_a_watched_kernel_can_be_followed_into_its_copy(tmp_path: Path) -> None:
    (tmp_path / "data.txt").write_text("5", encoding="utf-8")
    sources = ["import ipywidgets", "ipywidgets.interact(lambda k: k and open('data.txt').read(), k=(0, 1));"]
    book = nbformat.read(make(tmp_path / "read.ipynb", sources), as_version=4)
    with Kernel(book, tmp_path, 60, log=tmp_path / "log") as kernel:
        for index in range(len(book.cells)):
            kernel.run(index)
        assert EXPLORER in kernel.outputs(2)[0]["data"]
    lines = [json.loads(line)[:2] for line in (tmp_path / "log").read_text(encoding="utf-8").splitlines()]
    assert ["file", str(tmp_path / "data.txt")] in lines
    assert not [name for kind, name in lines if kind == "unseen"]
