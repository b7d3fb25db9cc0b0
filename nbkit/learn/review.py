"""One question from an earlier chapter: the exercise that was last right the longest ago."""

from __future__ import annotations

import sys

from nbkit.learn import progress_store
from nbkit.learn.exercise import Exercise
from nbkit.learn.exercises import load
from nbkit.learn.notebook_cells import check_cell, prompt_cell, stub_cell
from nbkit.learn.own_tests import OwnTest

NOTHING = (
    "Nothing to look back on yet: here stands a question of an earlier chapter, once you have solved one."
)


def review(before: int | None = None) -> None:
    """Show a question that was solved in an earlier chapter, the one that was last right the longest ago.

    Answered right, it goes to the end of the queue. While a notebook is recorded, one fixed line is printed.
    before: the chapter that is read now; left out, the furthest one with a solved exercise.

    >>> review(before=0)  # nothing comes before the first chapter
    Nothing to look back on yet: here stands a question of an earlier chapter, once you have solved one.
    """
    exercise = question_to_review(progress_store.read(), before)
    if exercise is None:
        print(NOTHING)
        return
    head = f"From chapter {exercise.chapter:02d}, which you solved before. Answer it in a new cell:"
    _show(
        f"{head}\n\n{prompt_cell(exercise.name)}",
        f"{stub_cell(exercise.name)}\n\n{check_cell(exercise.name)}",
    )


def _show(text: str, code: str) -> None:
    """Set as a notebook sets its own text, or printed where there is none."""
    if not in_a_notebook():
        print(f"{text}\n\n{code}")
        return
    from IPython.display import Markdown, display

    display(Markdown(f"{text}\n\n```python\n{code}\n```"))  # type: ignore[no-untyped-call]


def in_a_notebook() -> bool:
    """Is somebody there to show things to, and not a terminal or a script?"""
    ipython = sys.modules.get("IPython")
    return ipython is not None and hasattr(ipython.get_ipython(), "kernel")


def question_to_review(state: progress_store.State, before: int | None = None) -> Exercise | None:
    """The solved exercise of an earlier chapter that was last right the longest ago; of equals, the first.

    Experiments and answers that are tests are left out: they need their chapter's text, and time.
    """
    asked = [exercise for exercise in load().values() if not _needs_its_chapter(exercise)]
    solved = [exercise for exercise in asked if state.get(exercise.name, {}).get("solved")]
    limit = max((e.chapter for e in solved), default=0) if before is None else before
    earlier = [exercise for exercise in solved if exercise.chapter < limit]
    return min(earlier, key=lambda exercise: _last_right(state[exercise.name]), default=None)


def _needs_its_chapter(exercise: Exercise) -> bool:
    return isinstance(exercise, OwnTest) or getattr(exercise, "goal", None) is not None


def _last_right(entry: progress_store.Entry) -> str:
    return max(entry["solved"], entry.get("last", ""))
