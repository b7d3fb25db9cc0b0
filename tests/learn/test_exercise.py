"""An exercise knows its stub's name, its solution, its wrong answers, and how an answer is used."""

from __future__ import annotations

import numpy as np
import pytest

from nbkit.learn.exercise import Choice, Exercise, Function, Option, Prediction, Run

ASKED = {"name": "twice", "chapter": 1, "minutes": 1, "difficulty": 1, "prompt": "Double it.", "hints": []}


@pytest.mark.parametrize(
    ("stub", "target"),
    [
        ("def twice(x): ...", "twice"),
        ("class Twice:\n    ...", "Twice"),
        ("twice = ...  # a number", "twice"),
        ("import math\n\ndef double(x):\n    ...", "double"),
    ],
)
def test_the_last_name_of_the_stub_is_what_is_checked(stub: str, target: str) -> None:
    exercise = Exercise(stub=stub, **ASKED)
    assert exercise.target == target
    made = exercise.stub_object()
    assert made is ... or made.__name__ == target


def test_decorators_note_solution_and_wrong_answers_and_leave_them_callable() -> None:
    exercise = Function(stub="def twice(x): ...", **ASKED)

    @exercise.solution("adding is doubling.")
    def twice(x):
        return x + x

    @exercise.wrong("that is the square.")
    def square(x):
        return x * x

    assert (exercise.solved_by, exercise.why) == (twice, "adding is doubling.")
    assert [(m.name, m.sentence) for m in exercise.misconceptions] == [("square", "that is the square.")]
    assert (twice(3), square(3), exercise.reference()) == (6, 9, twice)


def test_inputs_are_drawn_and_handed_over_in_order_or_by_use() -> None:
    plain = Function(stub="def twice(x): ...", **ASKED)
    plain.inputs(lambda rng: ({"x": rng.integers(9), "y": number} for number in range(2)))
    cases = plain.cases(np.random.default_rng(0))
    assert [case["y"] for case in cases] == [0, 1]
    assert plain.apply(lambda x, y: (y, x), {"x": 1, "y": 2}) == (2, 1)
    used = Function(stub="class T: ...", use=lambda answer, x: answer().of(x), **ASKED)
    assert used.apply(type("T", (), {"of": lambda self, x: x + 1}), {"x": 1}) == 2


def test_a_prediction_is_a_value_judged_as_it_is_or_by_what_it_does() -> None:
    value = Prediction(stub="twice = ...", mistakes={3: "you added 2."}, **ASKED)
    value.solution("2 times 1")(lambda: 2)
    assert value.cases(np.random.default_rng(0)) == [{}]
    assert (value.apply(5, {}), value.reference(), value.shows_expected) == (5, 2, False)
    assert [(m.answer, m.sentence) for m in value.misconceptions] == [(3, "you added 2.")]
    tried = Prediction(stub="twice = ...", use=lambda answer, x: answer > x, **ASKED)
    tried.inputs(lambda rng: [{"x": 1}])
    assert tried.apply(5, {"x": 1}) is True
    assert tried.shows_expected


def test_a_choice_writes_its_stub_and_takes_its_reply_for_the_reason() -> None:
    options = {
        "a": Option("one", "too few."),
        "b": Option("two", "right so."),
        "c": Option("three", "too many."),
    }
    choice = Choice(options=options, right="b", **ASKED)
    assert choice.stub == 'twice = ...  # a letter, from "a" to "c"'
    assert (choice.why, choice.stub_object()) == ("right so.", ...)
    assert [(m.answer, m.sentence) for m in choice.misconceptions] == [("a", "too few."), ("c", "too many.")]


def test_two_runs_are_equal_if_they_go_the_same_way() -> None:
    assert Run("learns", "three epochs") == Run("learns", "ten epochs")
    assert Run("learns", "ten epochs") != Run("stays", "ten epochs")


def test_an_exercise_without_inputs_says_so() -> None:
    with pytest.raises(AssertionError, match="twice draws no inputs"):
        Function(stub="def twice(x): ...", **ASKED).cases(np.random.default_rng(0))
