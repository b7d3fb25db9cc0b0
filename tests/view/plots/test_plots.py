"""The folder of figures: each in its topic, found by name, loaded alone, shown by the chapters it says."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from nbkit.view import plots

ROOT = Path(__file__).resolve().parents[3]
FILES = {path.stem: path for path in sorted((ROOT / "nbkit/view/plots").glob("*.py"))}
TOPICS = sorted(FILES.keys() - {"__init__", "plane", "images"})


def tree(name: str) -> ast.Module:
    return ast.parse(FILES[name].read_text(encoding="utf-8"))


def figures(topic: str) -> list[str]:
    """Public functions of a file, in its order."""
    defined = [node.name for node in tree(topic).body if isinstance(node, ast.FunctionDef)]
    return [name for name in defined if not name.startswith("_")]


def test_the_table_names_the_figures_of_each_file() -> None:
    assert {topic: names.split() for topic, names in plots._HOMES.items()} == {
        topic: figures(topic) for topic in TOPICS
    }


def test_no_figure_has_the_name_of_a_file_which_would_hide_it() -> None:
    assert FILES.keys().isdisjoint(plots.__all__)


def test_an_unknown_figure_is_refused_in_words() -> None:
    with pytest.raises(AttributeError, match=r"no name 'pie'; dir\(plots\) lists"):
        _ = plots.pie
    assert "curves" in dir(plots)


@pytest.mark.parametrize("topic", TOPICS)
def test_a_topic_builds_on_no_other_but_series(topic: str) -> None:
    home = "nbkit.view.plots"
    found = [node.module for node in ast.walk(tree(topic)) if isinstance(node, ast.ImportFrom)]
    assert {name for name in found if name.startswith(home)} <= {
        f"{home}.{name}" for name in ("plane", "images", "series")
    }


def test_a_figure_loads_its_topic_alone_and_leaves_pyplot_alone() -> None:
    code = (
        "import sys, nbkit.view.plots as p; p.curves([0, 1], {'y': [1, 0]})\n"
        "print([n for n in sys.modules if n.startswith('nbkit.view.plots.') or n == 'matplotlib.pyplot'])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stdout.strip() == "['nbkit.view.plots.series']", done.stderr


def said(topic: str) -> set[int]:
    """The chapters that a file names in its first words, as in "Chapters 0, 2 and 5 to 7: …"."""
    found = re.match(r"Chapters? ([^:]+):", ast.get_docstring(tree(topic)) or "")
    assert found, f"{topic}.py begins with no chapter"
    spans = [part.split(" to ") for part in re.split(", | and ", found[1])]
    return {chapter for span in spans for chapter in range(int(span[0]), int(span[-1]) + 1)}


def shown() -> dict[int, set[str]]:
    """The figures that the code of each chapter asks for."""
    found = {}
    for path in sorted((ROOT / "course").glob("[0-9]*.ipynb")):
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        code = "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")
        found[int(path.name[:2])] = set(re.findall(r"\bplots\.(\w+)", code))
    return found


def test_each_file_names_the_chapters_that_show_its_figures() -> None:
    asked = shown()
    assert {topic: said(topic) for topic in TOPICS} == {
        topic: {chapter for chapter, names in asked.items() if names & {*figures(topic)}} for topic in TOPICS
    }


def test_each_figure_is_shown_by_a_chapter_or_a_widget() -> None:
    by_widgets = {"growing"}  # the curves of `nb.live`
    assert {*plots.__all__} - by_widgets == set().union(*shown().values())
