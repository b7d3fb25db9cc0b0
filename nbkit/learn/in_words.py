"""What a learner calls to answer in words: beside a model answer first, then marked by herself."""

from __future__ import annotations

import html
import textwrap
from typing import Any

from nbkit.learn import edition, progress_store
from nbkit.learn.questions import Question, question_of
from nbkit.learn.review import in_a_notebook
from nbkit.learn.wording import WIDTH, wrapped

FEW = 8  # words: with fewer, nothing is shown yet
POINTS = 3
NOT_YET = "Not answered yet. Write a few sentences between the quotes, then run this cell again."
MORE = "A little more, please: two or three sentences. Then run this cell again."
STUDENTS = "This is the student edition: your instructor has the model answer, and gives the points."
UNMARKED = "Not marked yet. Compare first, then put 0 to 3 in the place of the ...: a point for each line."

_compared: set[int] = set()  # in this kernel, where progress cannot be kept


def in_words(chapter: int, words: str) -> None:
    """Show what was written beside a model answer, and the three things that it should say.

    With fewer than eight words it only asks for more. Raises LookupError where the chapter asks nothing.

    >>> in_words(8, "")
    Not answered yet. Write a few sentences between the quotes, then run this cell again.
    """
    question = question_of(chapter)
    if not isinstance(words, str) or len(words.split()) < FEW:
        print(MORE if isinstance(words, str) and words.strip() else NOT_YET)
        return
    if not edition.SHOWS_SOLUTIONS:
        print(STUDENTS)
        return
    _compared.add(chapter)
    progress_store.update_entry(
        entry_name(chapter), lambda entry: entry.update(compared=progress_store.now())
    )
    _show(chapter, " ".join(words.split()), question)


def mark(chapter: int, points: Any) -> None:
    """Keep the points, 0 to 3, that the learner gives herself; `progress` shows them as her own mark.

    Raises LookupError where the chapter asks nothing.
    """
    question_of(chapter)
    name = entry_name(chapter)
    if not edition.SHOWS_SOLUTIONS:
        print(STUDENTS)
    elif points is ... or points is None:
        print(UNMARKED)
    elif chapter not in _compared and not progress_store.read().get(name, {}).get("compared"):
        print(f"First write, and compare: nb.in_words({chapter}, words) stands in the cell above.")
    elif isinstance(points, bool) or points not in range(POINTS + 1):
        print("A whole number from 0 to 3 is asked for: a point for each of the three that your words say.")
    else:
        kept = {"points": int(points), "marked": progress_store.now()}
        progress_store.update_entry(name, lambda entry: entry.update(kept))
        print(f"Chapter {chapter:02d} in your own words: {int(points)} of 3, marked by yourself.")


def entry_name(chapter: int) -> str:
    """What the progress file calls the question of a chapter.

    >>> entry_name(8)
    'in_words.08'
    """
    return f"in_words.{chapter:02d}"


def _show(chapter: int, words: str, question: Question) -> None:
    """Two columns in a notebook; where there is none, one below the other."""
    plain = as_text(chapter, words, question)
    if not in_a_notebook():
        print(plain)
        return
    from IPython.display import display

    display({"text/plain": plain, "text/html": as_html(chapter, words, question)}, raw=True)  # type: ignore[no-untyped-call]


def as_text(chapter: int, words: str, question: Question) -> str:
    """What was written, the model answer and what to look for, as lines."""
    parts = (("You wrote", words), ("One might write", question.answer))
    lines = [line for head, text in parts for line in (head, *_set_in(text), "")]
    lines += ["A point for each of these that your words say, in whatever way"]
    lines += [line for k, text in enumerate(question.rubric, 1) for line in _set_in(f"{k}. {text}")]
    return "\n".join([*lines, "", *wrapped(_then(chapter))])


def as_html(chapter: int, words: str, question: Question) -> str:
    """The same, with the two answers side by side."""
    column = '<div style="flex: 1 1 18em"><b>{}</b><p>{}</p></div>'
    both = {"You wrote": words, "One might write": question.answer}
    columns = "".join(column.format(head, html.escape(text)) for head, text in both.items())
    points = "".join(f"<li>{html.escape(text)}</li>" for text in question.rubric)
    return (
        f'<div style="display: flex; flex-wrap: wrap; gap: 0 2em; max-width: 60em">{columns}</div>'
        f"<b>A point for each of these that your words say, in whatever way</b><ol>{points}</ol>"
        f"<p>{html.escape(_then(chapter))}</p>"
    )


def _then(chapter: int) -> str:
    return f"How many do they say? nb.mark({chapter}, 2) keeps two points."


def _set_in(text: str) -> list[str]:
    return textwrap.wrap(text, WIDTH, initial_indent="  ", subsequent_indent="  ", break_on_hyphens=False)
