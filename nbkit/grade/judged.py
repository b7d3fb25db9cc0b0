"""The verdict on one answer: as in the course, but on inputs that nobody knows, from another process."""

from __future__ import annotations

from collections.abc import Sequence

from nbkit.grade.needed import needed, plain
from nbkit.grade.process import Answer
from nbkit.learn.exercise import Choice, Exercise, Function, Prediction
from nbkit.learn.judge import judge, judge_calls, not_attempted
from nbkit.learn.verdict import Verdict

MINUTE = 60.0
REPLACED = "it puts something of its own in the place of {}: an answer leaves the packages as they are."


def judged(exercise: Exercise, cells: Sequence[str], seed: int) -> Verdict:
    """Run cells, of which the last holds the answer, in a process of their own, and judge what they define.

    Of the earlier ones only what the answer needs is run; where that is not enough, all of them.
    seed: private; of it the inputs are drawn. A value has a minute: what is done with it is ours, and ends.
    """
    with Answer(exercise, needed(cells)) as answer:
        if not answer.told.get("earlier"):
            return _verdict(exercise, answer, seed)
    with Answer(exercise, list(map(plain, cells))) as answer:
        return _verdict(exercise, answer, seed)


def _verdict(exercise: Exercise, answer: Answer, seed: int) -> Verdict:
    if "sentence" in answer.told:
        return Verdict(sentence=answer.told["sentence"])
    if answer.told["untouched"]:
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
    said = judge_calls(exercise, answer, seed)
    if said.passed and exercise.goal is not None:  # with one draw in ten luck alone is enough
        said = judge_calls(exercise, answer, seed + 1)
    return said
