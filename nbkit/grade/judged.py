"""The verdict on one answer: as in the course, but for inputs that nobody knows and an answer out of reach."""

from __future__ import annotations

from collections.abc import Sequence

from nbkit.grade.needed import needed, plain
from nbkit.grade.process import Answer
from nbkit.learn.exercise import Choice, Exercise, Function, Prediction
from nbkit.learn.judge import Verdict, judge, judge_calls, not_attempted

MINUTE = 60.0
REPLACED = "it puts something of its own in the place of {}: an answer leaves the packages as they are."


def judged(exercise: Exercise, cells: Sequence[str], seed: int) -> Verdict:
    """Run cells, of which the last holds the answer, in a process of their own, and judge what they define.

    Of the earlier ones only what the answer needs is run; where that is not enough, all of them.
    seed: private; of it the inputs are drawn. A value has a minute: what is done with it is ours, and ends.
    """
    return _tried(exercise, needed(cells), seed) or _tried(
        exercise, list(map(plain, cells)), seed, last=True
    )


def _tried(exercise: Exercise, cells: Sequence[str], seed: int, last: bool = False) -> Verdict | None:
    """The verdict with just these cells; None where an earlier one raises, unless this is the last try."""
    with Answer(exercise, cells) as answer:
        told = answer.told
        if told.get("earlier") and not last:
            return None
        if "sentence" in told:
            return Verdict(sentence=told["sentence"])
        if told["untouched"]:
            return not_attempted(exercise)
        said = _judged(exercise, answer, seed)
        return Verdict(sentence=REPLACED.format(answer.replaced)) if answer.replaced else said


def _judged(exercise: Exercise, answer: Answer, seed: int) -> Verdict:
    kind, value = answer.told["kind"], answer.told["value"]
    if isinstance(exercise, Choice | Prediction) or kind == "value":
        return judge(exercise, value, seed, MINUTE)
    assert isinstance(exercise, Function)
    if isinstance(exercise.stub_object(), type) and kind != "class":
        return Verdict(sentence=f"{exercise.target} is a function here, and a class is asked for.")
    return judge_calls(exercise, answer, seed)
