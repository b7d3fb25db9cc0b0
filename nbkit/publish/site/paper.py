"""A chapter's page as paper is to show it: without what does nothing there, with room for an answer.

What answers a prediction stands below a line, up to which the page can be covered.
"""

from __future__ import annotations

import re
from typing import Any

from nbformat.v4 import new_markdown_cell, new_output

from nbkit.learn.exercise import Choice, Exercise, Prediction
from nbkit.learn.exercises import find
from nbkit.learn.notebook_cells import exercises_of, in_words_of
from nbkit.publish.site.pages import DRAWS
from nbkit.publish.slides.slide import WAITS

DEAD = re.compile(r"\s*nb\.(check|hint|solution|review|progress)\(")
LOOK_BACK = "First a look back"  # the words before a review
UNCODED = "remove-input"  # a tag that myst-nb knows
COVER = '<p class="nbkit-cover">Cover the page from here.</p>'
LINES = {Choice: 0, Prediction: 3}  # to write on, by what is asked for
MOST = 8


def on_paper(notebook: Any) -> Any:
    """The page's notebook for paper: no checks, no code that only draws, and lines below each exercise."""
    cells: list[Any] = []
    for cell in notebook.cells:
        if cell.cell_type == "code" and DEAD.match(cell.source):
            if cells and cells[-1].source.startswith(LOOK_BACK):
                cells.pop()
            continue
        if DRAWS in cell.metadata.get("tags", []):
            cell.metadata["tags"].append(UNCODED)
        if cell.get("outputs") and cells and WAITS.search(cells[-1].source):
            cell.outputs.insert(0, new_output("display_data", data={"text/html": COVER}))
        cells.append(cell)
        cells += [_room(find(name)) for name in exercises_of(cell)]
        for chapter in in_words_of(cell):
            cell.source = cell.source.rpartition("\n\n")[0]  # no model answer will stand beside it
            cells.append(_lines(f"in-words-{chapter}", MOST))
    notebook.cells = cells
    return notebook


def _room(exercise: Exercise) -> Any:
    lines = next((count for kind, count in LINES.items() if isinstance(exercise, kind)), MOST)
    return _lines(exercise.name, lines)


def _lines(name: str, count: int) -> Any:
    """So many lines to write on."""
    source = f'<div class="nbkit-room">{"<div></div>" * count}</div>'
    return new_markdown_cell(source, id=f"room-{name}".replace("_", "-")[:64])
