"""The questions that are answered in words."""

from __future__ import annotations

from nbkit.learn.exercises import load
from nbkit.learn.questions import QUESTIONS


def test_each_chapter_with_exercises_asks_one() -> None:
    assert set(QUESTIONS) == {exercise.chapter for exercise in load().values()}


def test_a_question_asks_and_its_answer_is_a_few_sentences() -> None:
    for chapter, (text, answer, rubric) in QUESTIONS.items():
        assert "?" in text, chapter
        assert 20 <= len(answer.split()) <= 80 and len(set(rubric)) == 3, chapter
