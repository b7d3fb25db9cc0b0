"""For authors: the cells that put an exercise into a notebook."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

from nbkit.data.files import replaced
from nbkit.learn.exercise import Choice, Exercise
from nbkit.learn.exercises import find
from nbkit.learn.questions import question_of

TAG = "exercise:"
IN_WORDS = "in-words:"
WORDS_MINUTES = 3


def cells(name: str) -> list[dict[str, Any]]:
    """The three cells of an exercise, ready for a notebook: its prompt, its stub, its check.

    The stub carries the tag ``exercise:NAME`` and the check follows it; a test compares both with the object.
    """
    return [
        _cell("markdown", f"ask-{name}", prompt_cell(name), []),
        _cell("code", f"stub-{name}", stub_cell(name), [f"{TAG}{name}"]),
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
    xor_fails = ...  # a letter, from "a" to "g"
    """
    return find(name).stub.strip()


def check_cell(name: str) -> str:
    """The source of the cell after it.

    >>> print(check_cell("xor_fails"))
    nb.check("xor_fails", xor_fails)
    """
    return f'nb.check("{name}", {find(name).target})'


def words_cells(chapter: int) -> list[dict[str, Any]]:
    """The three cells of the question that is answered in words: it, room to write, and the own mark.

    All carry the tag ``in-words:CHAPTER``; a test compares them with what stands here.
    """
    number, tags = f"{chapter:02d}", [f"{IN_WORDS}{chapter}"]
    return [
        _cell("markdown", f"ask-in-words-{number}", words_prompt(chapter), tags),
        _cell("code", f"in-words-{number}", words_stub(chapter), tags),
        _cell("code", f"mark-in-words-{number}", f"nb.mark({chapter}, ...)", tags),
    ]


def words_source(chapter: int, identity: str) -> str:
    """What stands in the cell of this id, among those of the question in words."""
    return next(str(cell["source"]) for cell in words_cells(chapter) if cell["id"] == identity)


def words_prompt(chapter: int) -> str:
    """The question as markdown, with its minutes."""
    head = f"**In your own words** ({WORDS_MINUTES} minutes)"
    what = "A few sentences do. Then a model answer stands beside them, and you give yourself the points."
    return "\n\n".join([head, question_of(chapter).text, what])


def words_stub(chapter: int) -> str:
    """The source of the cell that the learner writes in.

    >>> print(words_stub(8))
    words = \"\"\"
    <BLANKLINE>
    \"\"\"
    nb.in_words(8, words)
    """
    return f'words = """\n\n"""\nnb.in_words({chapter}, words)'


def in_words_of(cell: Any) -> list[int]:
    """The chapter whose question in words the cell belongs to, if any.

    >>> in_words_of({"metadata": {"tags": ["in-words:8"]}})
    [8]
    """
    tags = cell["metadata"].get("tags", [])
    return [int(tag.removeprefix(IN_WORDS)) for tag in tags if tag.startswith(IN_WORDS)]


def exercises_of(cell: Any) -> list[str]:
    """The exercise whose stub the cell holds, if any.

    >>> exercises_of({"metadata": {"tags": ["exercise:xor_fails"]}})
    ['xor_fails']
    """
    return [tag.removeprefix(TAG) for tag in cell["metadata"].get("tags", []) if tag.startswith(TAG)]


def refresh(path: Path) -> None:
    """Bring a notebook's questions and stubs up to date with the exercises; the file is replaced whole."""
    notebook = json.loads(path.read_bytes())
    for before, cell in pairwise(notebook["cells"]):
        for name in exercises_of(cell):
            _refresh_one(name, before, cell)
    for cell in notebook["cells"]:
        for chapter in in_words_of(cell):
            cell["source"] = words_source(chapter, cell["id"]).splitlines(keepends=True)
    text = json.dumps(notebook, indent=1, ensure_ascii=False, sort_keys=True) + "\n"
    with replaced(path) as file:
        file.write(text.encode())


def _refresh_one(name: str, question: dict[str, Any], stub: dict[str, Any]) -> None:
    stub["source"] = stub_cell(name).splitlines(keepends=True)
    title = prompt_cell(name).partition(" (")[0]  # minutes and stars may be others now
    if "".join(question["source"]).startswith(title):
        question["source"] = prompt_cell(name).splitlines(keepends=True)


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
