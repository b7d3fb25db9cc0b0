"""Hints and progress of all that there is to be solved: the exercises, and the stages of chapter 17."""

from __future__ import annotations

from nbkit.learn import commands, progress_store
from nbkit.mine.stage import CHAPTER
from nbkit.mine.stages import find, load


def hint(name: str) -> None:
    """Print the next hint of an exercise, or of a stage: `nb.hint("mine.nodes")`.

    Raises LookupError where none has this name.
    """
    if not name.startswith("mine."):
        commands.hint(name)
        return
    stage = find(name)
    way_on = (
        f'Take the smallest input that nb.check_mine("{stage.key}") shows, and go through your lines with it '
        "by hand, one after the other."
    )
    given = progress_store.read().get(stage.name, {}).get("hints", 0)
    commands.give_hint(stage.name, stage.hints, way_on, given)


def progress() -> None:
    """Print, chapter by chapter, what is solved. It is one local file and goes nowhere."""
    commands.progress({CHAPTER: [stage.name for stage in load().values()]})
