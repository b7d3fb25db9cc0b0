"""An answer in words: nothing is shown before it is written, and the mark is the learner's own."""

from __future__ import annotations

import sys
from typing import Any

import pytest

from nbkit.learn import edition, in_words, mark, progress_store
from nbkit.learn.in_words import MORE, NOT_YET, UNMARKED, as_html, as_text
from nbkit.learn.questions import QUESTIONS, Question, question_of

pytestmark = pytest.mark.usefixtures("own_folder")

WORDS = "What comes from above is worked out once and shared by all that lie below."


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, str]]:
    """What would be displayed."""
    found: list[dict[str, str]] = []
    monkeypatch.setattr(sys.modules["nbkit.learn.in_words"], "in_a_notebook", lambda: True)
    monkeypatch.setattr("IPython.display.display", lambda data, raw: found.append(data))
    return found


@pytest.mark.parametrize("words", ["", "\n\n", "it is fast", "one two three four five six seven", None, 3])
def test_nothing_is_shown_before_something_is_written(words: Any, shown: list, capsys: Any) -> None:
    in_words(8, words)
    said = MORE if isinstance(words, str) and words.strip() else NOT_YET
    assert (shown, capsys.readouterr().out) == ([], said + "\n")
    assert progress_store.read() == {}


def test_the_model_answer_stands_beside_what_was_written(shown: list) -> None:
    in_words(8, f"\n{WORDS}\n")
    for text in shown[0].values():
        assert WORDS in text and "nb.mark(8, 2)" in text
    assert list(shown[0]) == ["text/plain", "text/html"]
    assert all(line in shown[0]["text/html"] for line in QUESTIONS[8].rubric)


def test_without_a_notebook_it_is_printed(capsys: Any) -> None:
    in_words(8, WORDS)
    assert capsys.readouterr().out == as_text(8, WORDS, QUESTIONS[8]) + "\n"


def test_a_mark_is_kept_apart_from_what_is_solved(shown: list, capsys: Any) -> None:
    in_words(8, WORDS)
    mark(8, 2)
    assert capsys.readouterr().out == "Chapter 08 in your own words: 2 of 3, marked by yourself.\n"
    entry = progress_store.read()["in_words.08"]
    assert entry["points"] == 2 and {"compared", "marked"} < set(entry) and "solved" not in entry
    mark(8, 3)
    assert progress_store.read()["in_words.08"]["points"] == 3


def test_who_has_not_compared_gives_no_mark(capsys: Any) -> None:
    mark(6, 3)
    assert "nb.in_words(6, words)" in capsys.readouterr().out
    assert progress_store.read() == {}


def test_another_kernel_knows_what_was_compared(capsys: Any) -> None:
    progress_store.update_entry("in_words.05", lambda entry: entry.update(compared=progress_store.now()))
    mark(5, 0)
    assert progress_store.read()["in_words.05"]["points"] == 0


@pytest.mark.parametrize("points", [4, -1, 1.5, "2", True, [1]])
def test_what_is_no_mark(points: Any, shown: list, capsys: Any) -> None:
    in_words(8, WORDS)
    mark(8, points)
    assert "A whole number from 0 to 3" in capsys.readouterr().out
    assert "points" not in progress_store.read()["in_words.08"]


def test_dots_say_what_to_do(capsys: Any) -> None:
    mark(8, ...)
    assert capsys.readouterr().out == UNMARKED + "\n"


def test_the_student_edition_shows_no_answer(
    monkeypatch: pytest.MonkeyPatch, shown: list, capsys: Any
) -> None:
    monkeypatch.setattr(edition, "SHOWS_SOLUTIONS", False)
    in_words(8, WORDS)
    mark(8, ...)
    assert shown == [] and capsys.readouterr().out.count("your instructor has the model answer") == 2


@pytest.mark.parametrize("chapter", [99, "8", None])
def test_a_chapter_without_a_question_is_named(chapter: Any) -> None:
    with pytest.raises(LookupError, match="asks nothing in words"):
        question_of(chapter)


def test_what_was_written_is_no_markup() -> None:
    odd = Question("?", "a < b & c", ("<i>", "2", "3"))
    said = as_html(8, "<script>alert(1)</script>", odd)
    assert "<script>" not in said and "a &lt; b &amp; c" in said and "&lt;i&gt;" in said


def test_lines_fit_the_screen() -> None:
    for chapter, question in QUESTIONS.items():
        assert max(map(len, as_text(chapter, WORDS * 5, question).splitlines())) <= 96
