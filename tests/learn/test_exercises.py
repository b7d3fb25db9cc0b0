"""Proof of the exercises: solutions pass, stubs do not, and each wrong answer meets its own sentence."""

import os
from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest

from nbkit.learn.exercise import Choice, Exercise, Function, Run
from nbkit.learn.exercises import find, load
from nbkit.learn.judge import judge
from nbkit.learn.outcome import run_all
from nbkit.learn.patient import Patient

EXERCISES = list(load().values())
HINTS = Path(__file__).with_name("hints.txt")  # the hints that somebody has read in their order, by digest
PLANTED = [(exercise, wrong) for exercise in EXERCISES for wrong in exercise.misconceptions]


def seeds(exercise: Exercise, most: int, where_it_trains: range) -> range:
    """An experiment takes seconds: fewer of them, unless all are asked for."""
    return where_it_trains if goal(exercise) and os.environ.get("NBKIT_ALL") != "1" else range(most)


def goal(exercise: Exercise) -> Run | None:
    return exercise.goal if isinstance(exercise, Function) else None


def right_answer(exercise: Exercise) -> object:
    return exercise.right if isinstance(exercise, Choice) else exercise.reference()


@pytest.mark.parametrize("exercise", EXERCISES, ids=lambda e: e.name)
def test_solution_passes_on_twenty_seeds(exercise):
    for seed in seeds(exercise, 20, range(1, 2)):  # what trains reaches its goal with seed 0 below
        verdict = judge(exercise, right_answer(exercise), seed)
        assert verdict.passed, f"seed {seed}: {verdict.text}"


@pytest.mark.parametrize("exercise", EXERCISES, ids=lambda e: e.name)
def test_untouched_stub_is_not_attempted(exercise):
    verdict = judge(exercise, exercise.stub_object())
    assert not verdict.passed and not verdict.attempted
    assert "not attempted yet" in verdict.text


@pytest.mark.parametrize(("exercise", "wrong"), PLANTED, ids=lambda p: p.name)
def test_misconception_meets_its_own_sentence(exercise, wrong):
    for seed in seeds(exercise, 3, range(1)):
        verdict = judge(exercise, wrong.answer, seed)
        assert not verdict.passed
        assert verdict.known
        assert verdict.sentence == wrong.sentence
        assert len(verdict.text.splitlines()) <= 15
        if isinstance(exercise, Patient):  # what was measured is told to its end
            assert not [line for line in verdict.details if line.endswith("...")], verdict.text


@pytest.mark.parametrize("exercise", EXERCISES, ids=lambda e: e.name)
def test_hints_are_those_that_were_read(exercise):
    line = f"{exercise.name} {sha256(chr(0).join(exercise.hints).encode()).hexdigest()[:8]}"
    advice = f"read them in their order: each says more than the one before. Then put {line!r} into {HINTS}"
    assert line in HINTS.read_text(encoding="utf-8").splitlines(), f"the hints have changed: {advice}"


def test_no_other_hints_are_kept():
    names = [line.split()[0] for line in HINTS.read_text(encoding="utf-8").splitlines()]
    assert names == sorted(exercise.name for exercise in EXERCISES)


@pytest.mark.parametrize("exercise", EXERCISES, ids=lambda e: e.name)
def test_exercise_is_complete(exercise):
    assert len(exercise.hints) >= 3
    assert len(exercise.misconceptions) >= 6
    sentences = {wrong.sentence for wrong in exercise.misconceptions}
    assert len(sentences) == len(exercise.misconceptions)
    assert exercise.why and exercise.prompt.strip()
    assert exercise.difficulty in (1, 2, 3) and exercise.minutes > 0
    assert exercise.target.isidentifier()


@pytest.mark.parametrize(
    "exercise", [e for e in EXERCISES if not isinstance(e, Choice)], ids=lambda e: e.name
)
def test_solution_does_not_change_or_warn(exercise):
    """What the reference does on the way is what a learner is measured by."""
    cases = exercise.cases(np.random.default_rng(0))
    outcomes, in_time = run_all(exercise, exercise.reference(), cases, exercise.seconds)
    assert in_time and len(outcomes) == len(cases)
    assert all(o.error is None and not o.warned and not o.mutated and not o.printed for o in outcomes)
    assert not goal(exercise) or [outcome.value for outcome in outcomes] == [goal(exercise)]


def test_every_chapter_has_exercises():
    chapters = [exercise.chapter for exercise in EXERCISES]
    assert chapters == sorted(chapters)
    assert all(chapters.count(chapter) >= 3 for chapter in range(1, 5))
    assert chapters.count(0) >= 1


def test_unknown_name_gets_the_near_ones():
    with pytest.raises(LookupError, match="softmax_rows"):
        find("softmax_row")


def test_the_example_in_contributing_works():
    text = (Path(__file__).parents[2] / "CONTRIBUTING.md").read_text("utf-8")
    block = text.split("## Add an exercise")[1].split("```python")[1].split("```")[0]
    names = {"np": np, "Function": Function}
    exec(block, names)
    exercise = names["SUM_OF_SQUARES"]
    assert judge(exercise, exercise.reference()).passed
    assert judge(exercise, names["square_of_the_sum"]).sentence == exercise.misconceptions[0].sentence
