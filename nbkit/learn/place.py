"""For authors: the cells that put an exercise into a notebook."""

from __future__ import annotations

from typing import Any

from nbkit.learn.exercise import Choice, Exercise
from nbkit.learn.exercises import find


def cells(name: str) -> list[dict[str, Any]]:
    """The three cells of an exercise, ready for a notebook: its prompt, its stub, its check.

    The stub carries the tag ``exercise:NAME`` and the check follows it; a test compares both with the object.
    """
    return [
        _cell("markdown", f"ask-{name}", prompt_cell(name), []),
        _cell("code", f"stub-{name}", stub_cell(name), [f"exercise:{name}"]),
        _cell("code", f"check-{name}", check_cell(name), []),
    ]


def prompt_cell(name: str) -> str:
    """The question as markdown, with its minutes and difficulty and, for a choice, its options."""
    exercise = find(name)
    stars = "\N{BLACK STAR}" * exercise.difficulty + "\N{WHITE STAR}" * (3 - exercise.difficulty)
    head = f"**Exercise: {exercise.name.replace('_', ' ')}** ({exercise.minutes} minutes, {stars})"
    return "\n\n".join([head, exercise.prompt.strip(), *_options(exercise)])


def stub_cell(name: str) -> str:
    """The source of the cell that the learner fills in.

    >>> print(stub_cell("xor_fails"))
    xor_fails = ...  # one of "a", "b", "c", "d"
    """
    return find(name).stub.strip()


def check_cell(name: str) -> str:
    """The source of the cell after it.

    >>> print(check_cell("xor_fails"))
    nb.check("xor_fails", xor_fails)
    """
    return f'nb.check("{name}", {find(name).target})'


def _options(exercise: Exercise) -> list[str]:
    if not isinstance(exercise, Choice):
        return []
    return ["\n".join(f"- **{letter}**: {option.text}" for letter, option in exercise.options.items())]


def _cell(kind: str, identity: str, source: str, tags: list[str]) -> dict[str, Any]:
    cell: dict[str, Any] = {
        "cell_type": kind,
        "id": identity.replace("_", "-"),
        "metadata": {},
        "source": source,
    }
    if kind == "code":
        cell |= {"execution_count": None, "outputs": []}
    if tags:
        cell["metadata"] = {"tags": tags}
    return cell
