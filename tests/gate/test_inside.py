"""A figure that any notebook shows in the gate's kernel says what it means, and nothing else changes."""

from __future__ import annotations

from typing import Any

import nbformat
import pytest
from books import make

from nbkit.gate.kernel import Kernel
from nbkit.gate.mime import FIGURE

SOURCES = [
    "import matplotlib.pyplot as plt; from IPython.display import display, update_display",
    "plt.plot([1, 2]); plt.title('shown'); plt.show()",
    "plt.plot([1, 2]); plt.title('flushed');",
    "%matplotlib inline\nfig, ax = plt.subplots(); ax.set_title('last'); plt.close(fig); fig",
    "display(fig); display(fig, display_id='a'); plt.title('flushed'); plt.figure(); plt.title('second');",
    "ax.set_title('updated'); update_display(fig, display_id='a')",
    "ax.plot([1])[0].get_drawstyle = lambda: 1 / 0; fig",  # as an artist does that nobody thought of
    "plt.plot([1, 2]); plt.close()",
    "%config InlineBackend.figure_formats = ['svg']\nplt.plot([2, 1]); plt.title('as SVG');",
    "sorted(name for name in globals() if 'nbkit' in name), len(In)",
]


@pytest.fixture(scope="module")
def outputs(tmp_path_factory: pytest.TempPathFactory) -> list[list[Any]]:
    """What the kernel sends, cell by cell."""
    folder = tmp_path_factory.mktemp("inside")
    notebook = nbformat.read(make(folder / "figures.ipynb", SOURCES), as_version=4)
    with Kernel(notebook, folder, 60) as kernel:
        for index in range(len(notebook.cells)):
            kernel.run(index)
        return [kernel.outputs(index) for index in range(1, len(notebook.cells))]


def titles(outputs: list[Any]) -> list[str]:
    return [output["data"][FIGURE]["axes"][0]["title"] for output in outputs if FIGURE in output["data"]]


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (2, ["shown"]),
        (3, ["flushed"]),
        (4, ["last"]),
        (5, ["last", "updated", "flushed", "second"]),
        (7, []),
        (8, []),
        (9, ["as SVG"]),
    ],
)
def test_a_figure_says_what_it_means_however_it_is_shown(
    number: int, said: list[str], outputs: list[list[Any]]
) -> None:
    assert titles(outputs[number - 1]) == said


def test_a_figure_that_has_no_fingerprint_is_shown_without(outputs: list[list[Any]]) -> None:
    (shown,) = outputs[7 - 1]
    assert set(shown["data"]) == {"text/plain", "image/png"}


def test_nothing_but_figures_is_changed(outputs: list[list[Any]]) -> None:
    assert outputs[1 - 1] == outputs[8 - 1] == []
    assert [output["output_type"] for output in outputs[5 - 1]] == ["display_data"] * 4
    assert outputs[10 - 1][0]["data"] == {"text/plain": "([], 11)"}
    assert outputs[10 - 1][0]["execution_count"] == 10
