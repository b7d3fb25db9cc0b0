"""Cells of chapter 17: those that use the learner's own framework, and those that hold a stage's text."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from nbkit.data.files import replaced
from nbkit.gate.mode import recording
from nbkit.learn import progress_store
from nbkit.mine.commands import load_mine, stage_cell
from nbkit.mine.stages import find, load

ASKS = "ask-mine-"  # begins the id of a cell that holds the text of a stage
Job = Callable[[Any], Any]


def with_mine(stage: str) -> Callable[[Job], Job]:
    """Call the function below with your own framework, once it has passed this stage and those before.

    The function gets your module under the course's names; what it returns is shown. Until then one line says
    what it waits for. While a notebook is recorded, it always waits.
    Raises LookupError where no stage has this name, and whatever your file raises.

    >>> @with_mine("run")  # doctest: +SKIP
    ... def twice(nn):
    ...     x = nn.placeholder("x")
    ...     print(nn.run(x + x, {x: 21}))
    """
    keys = list(load())
    needed = keys[: keys.index(find(stage).key) + 1]

    def decorate(job: Job) -> Job:
        mine = load_mine()
        missing = needed[-1:] if recording() else [key for key in needed if not _stands(key, mine)]
        if missing:
            number = keys.index(missing[0]) + 1
            print(f'This cell rests until stage {number} is right: nb.check_mine("{missing[0]}")')
        else:
            _show(job(mine))
        return job

    return decorate


def _stands(key: str, mine: SimpleNamespace | None) -> bool:
    """Was this stage right, and does the file still have what it asks for?"""
    stage = find(key)
    solved = progress_store.read().get(stage.name, {}).get("solved")
    return bool(solved) and all(hasattr(mine, role) for role in stage.roles)


def _show(result: Any) -> None:
    """Show what a cell would show as its last value."""
    if result is not None:
        from IPython.display import display

        display(result)  # type: ignore[no-untyped-call]


def refresh(path: Path) -> None:
    """Bring the stage texts of a notebook up to date with the stages; the file is replaced whole."""
    notebook = json.loads(path.read_bytes())
    for cell in notebook["cells"]:
        if cell["id"].startswith(ASKS):
            cell["source"] = stage_cell(cell["id"].removeprefix(ASKS)).splitlines(keepends=True)
    text = json.dumps(notebook, indent=1, ensure_ascii=False, sort_keys=True) + "\n"
    with replaced(path) as file:
        file.write(text.encode())
