"""A course of one small chapter that has one of each kind of thing that a page must show."""

from __future__ import annotations

import base64
import io
import json
from pathlib import Path
from typing import Any

import nbformat
from matplotlib.figure import Figure

from nbkit.gate.mime import EXPLORER
from nbkit.learn import cells

NAME = "01_small"
INTRODUCTION = """# 1. A small chapter

**What does a page show?**

Press <kbd>Shift</kbd>+<kbd>Enter</kbd>. About 3 minutes. Later comes [chapter 2](02_absent.ipynb)."""
TABLE = "| in words | maths → code |\n|---|---|\n| weights | $w_1, w_2$ → `w` |"
FORMULA = r"""## 1.1 A formula

A sum $z = w x$, and `nb.tanh_slope` is the slope of its tanh:

$$
\begin{aligned}
z &= w_1 x_1 + w_2 x_2 + w_3 x_3 + w_4 x_4 + w_5 x_5 + w_6 x_6 + w_7 x_7 + w_8 x_8 \\
y &= \tanh(z)
\end{aligned}
$$"""
LINKS = "## 1.2 Links\n\nRead [functions.py](../nbkit/functions.py)."
DRAW = """def waves(double, high):
    x = np.linspace(0, 6, 40)
    return plots.curves(x, {"wave": (1 + high) * np.sin((1 + double) * x)}, title=f"{double}, {high}")


nb.explore(
    waves,
    alt=lambda double, high: f"Waves, {'two' if double else 'one'}, {'high' if high else 'low'}.",
    double=nb.toggle(False),
    high=nb.toggle(False),
)"""


def code(source: str, identity: str, *outputs: Any) -> Any:
    cell = nbformat.v4.new_code_cell(source, id=identity, execution_count=1)
    cell.outputs = list(outputs)
    return cell


def text(source: str, identity: str) -> Any:
    return nbformat.v4.new_markdown_cell(source, id=identity)


def picture(alt: str, **more: Any) -> Any:
    """What `nb.show` stores."""
    file = io.BytesIO()
    figure = Figure(figsize=(4, 2))
    figure.subplots().plot([1, 2])
    figure.savefig(file)
    png = base64.b64encode(file.getvalue()).decode()
    html = f'<img alt="{alt}" width="400" height="200" src="data:image/png;base64,{png}">'
    data = {"image/png": png, "text/html": html, "text/plain": alt, **more}
    return nbformat.v4.new_output("display_data", data=data)


def printed(words: str) -> Any:
    return nbformat.v4.new_output("stream", name="stdout", text=words)


def write(root: Path) -> Path:
    """Write the course into a folder and return its chapter."""
    for folder in ("course/images", "course/notes"):
        (root / folder).mkdir(parents=True)
    root.joinpath("course/images/README.png").write_bytes(base64.b64decode(picture("")["data"]["image/png"]))
    root.joinpath("course/notes/README.md").write_text("# Three plans\n\nA semester.\n", encoding="utf-8")
    root.joinpath(f"course/notes/{NAME}.md").write_text("# Notes: 1. Small\n\nAsk $x$.\n", encoding="utf-8")
    long = code(f"nb.tanh_slope(0)  # {'far ' * 24}", "c01-05", printed("1.0\n"))
    exercise = [nbformat.from_dict(cell) for cell in cells("weighted_sum")]
    exercise[-1].outputs = [printed("weighted_sum: not attempted yet.\n")]
    use = "import numpy as np\nimport nbkit as nb\nfrom nbkit.view import plots"
    parts = [
        text(INTRODUCTION, "c01-01"),
        text(TABLE, "c01-02"),
        code(use, "c01-03"),
        text(FORMULA, "c01-04"),
    ]
    parts += [long, text(LINKS, "c01-06"), code("1", "c01-07", picture("A line that rises."))]
    parts += [*exercise, code(DRAW, "c01-08", picture("Waves.", **{EXPLORER: {}}))]
    path = root / "course" / f"{NAME}.ipynb"
    book = nbformat.v4.new_notebook(cells=parts)
    book.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    path.write_text(json.dumps(book), encoding="utf-8")
    return path
