"""Judge an answer: right, not attempted, or wrong and how."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from nbkit.learn.compare import Tolerance, difference
from nbkit.learn.details import given, smallest_failure
from nbkit.learn.diagnose import diagnose
from nbkit.learn.exercise import Case, Choice, Exercise, Function
from nbkit.learn.judge_tests import judge_test
from nbkit.learn.other_forms import Recast, explain_form, is_right, recasts
from nbkit.learn.outcome import Outcome, Trial, run_all
from nbkit.learn.own_tests import OwnTest
from nbkit.learn.replaced import from_notebook
from nbkit.learn.several_values import names_of_values
from nbkit.learn.stub import is_untouched
from nbkit.learn.verdict import Verdict
from nbkit.learn.wording import describe, digits_apart, format_value, truncate

REPLACED = (
    "your notebook has put something of its own in the place of {}: name yours otherwise, and restart it."
)


def judge(exercise: Exercise, answer: Any, seed: int = 0, seconds: float | None = None) -> Verdict:
    """Compare an answer with the reference on inputs drawn from the seed."""
    if is_untouched(answer, exercise.stub_object()):
        return not_attempted(exercise)
    if isinstance(exercise, Choice):
        return _judge_choice(exercise, answer)
    assert isinstance(exercise, Function)
    refused = _wrong_kind(exercise, answer)
    said = Verdict(sentence=refused) if refused else judge_calls(exercise, answer, seed, seconds)
    own = from_notebook()  # the reference would call it as well
    return Verdict(sentence=REPLACED.format(own)) if own else said


def not_attempted(exercise: Exercise) -> Verdict:
    """What is said of a stub that nobody has filled in."""
    change = "Replace the ..." if "..." in exercise.stub else "Mend the code"
    sentence = f"{exercise.name}: not attempted yet. {change} in the cell above, then run both cells."
    return Verdict(attempted=False, sentence=sentence)


def _judge_choice(exercise: Choice, answer: Any) -> Verdict:
    letter = str.__str__(answer).strip().lower() if isinstance(answer, str) else answer
    if not isinstance(letter, str) or letter not in exercise.options:
        letters = ", ".join(f'"{known}"' for known in exercise.options)
        this = repr(truncate(answer)) if isinstance(answer, str) else describe(answer)
        return Verdict(sentence=f"the answer is one of {letters}; this is {this}.")
    return Verdict(letter == exercise.right, sentence=exercise.options[letter].reply, known=True)


def _wrong_kind(exercise: Function, answer: Any) -> str | None:
    """Someone passes softmax(X) where softmax is due."""
    wanted = exercise.stub_object()
    call = f'nb.check("{exercise.name}", {exercise.target})'
    if isinstance(wanted, type) and not isinstance(answer, type):
        return f"pass the class itself, {call}; this is {describe(answer)}."
    if callable(wanted) and not callable(answer):
        return f"pass the function itself, with no brackets after it, {call}; this is {describe(answer)}."
    return None


def judge_calls(exercise: Function, answer: Any, seed: int = 0, seconds: float | None = None) -> Verdict:
    """Compare what the answer does when it is called, twice, and with inputs in other forms."""
    limit = exercise.seconds if seconds is None else seconds
    if isinstance(exercise, OwnTest):
        return judge_test(exercise, answer, seed, limit)
    cases = exercise.cases(np.random.default_rng(seed))
    expected = _expected(exercise, cases)
    got, in_time = run_all(exercise, answer, cases, limit)
    if not in_time:
        return _stopped(cases, got, limit)
    trials = [Trial(*parts) for parts in zip(cases, got, expected, strict=True)]
    failures = _failures(exercise, trials)
    if not failures:
        return (
            _judge_again(exercise, answer, trials, limit)
            or _judge_forms(exercise, answer, cases, limit)
            or _right(exercise, trials)
        )
    known = _misconception(exercise, trials, seed, limit)
    sentence, shown = known or (_diagnosis(exercise, trials, failures), failures[0])
    return Verdict(sentence=sentence, known=known is not None, details=smallest_failure(exercise, shown))


def _stopped(cases: list[Case], got: list[Outcome], limit: float) -> Verdict:
    stuck = cases[len(got)] if len(got) < len(cases) else cases[-1]
    sentence = f"it was stopped after {limit:g} seconds: does a loop never end?"
    return Verdict(sentence=sentence, details=given(stuck))


def _expected(exercise: Function, cases: list[Case]) -> list[Outcome]:
    if exercise.goal is not None:
        return [Outcome(exercise.goal)] * len(cases)
    return run_all(exercise, exercise.reference(), cases, 10 * exercise.seconds)[0]


def _diagnosis(exercise: Function, trials: list[Trial], failures: list[Trial]) -> str:
    if not exercise.shows_expected:
        return _how_far_off(failures[0], exercise.tolerance)
    failed = [id(trial) for trial in failures]
    passes = [trial for trial in trials if id(trial) not in failed]
    return diagnose(failures, passes, exercise.tolerance, names_of_values(exercise.stub))


def _failures(exercise: Function, trials: list[Trial]) -> list[Trial]:
    """The trials that differ, smallest first; those with nothing but a warning come last."""
    failed = [trial for trial in trials if not trial.got.same_as(trial.expected, exercise.tolerance)]
    return sorted(failed, key=lambda trial: (_only_warns(exercise, trial), _size(trial.case)))


def _only_warns(exercise: Function, trial: Trial) -> bool:
    _, got, expected = trial
    if got.error is not None or list(got.mutated) != list(expected.mutated):
        return False
    return difference(got.value, expected.value, *exercise.tolerance) is None


def _size(case: Case) -> int:
    return sum(int(np.size(value)) if isinstance(value, np.ndarray | list) else 1 for value in case.values())


def _judge_again(exercise: Function, answer: Any, trials: list[Trial], limit: float) -> Verdict | None:
    """Right once is not enough: a function that remembers gives something else the second time."""
    if exercise.goal is not None:  # a training may differ from time to time
        return None
    again, in_time = run_all(exercise, answer, [trial.case for trial in trials], limit)
    if not in_time:
        return Verdict(sentence=f"it was right once, and the second time stopped after {limit:g} seconds.")
    for (case, first, _), second in zip(trials, again, strict=False):
        if not first.same_as(second, exercise.tolerance):
            sentence = "it remembers: the same input, given twice, gets two answers. Is there a global?"
            details = smallest_failure(exercise, Trial(case, second, first))
            return Verdict(sentence=sentence, details=details)
    return None


def _judge_forms(exercise: Function, answer: Any, cases: list[Case], limit: float) -> Verdict | None:
    """Right for floats is not enough: whole numbers, say, may lose a fraction on the way."""
    tried = recasts(exercise, cases)
    expected, _ = run_all(exercise, exercise.reference(), [each.twin for each in tried], 10 * limit)
    got, in_time = run_all(exercise, answer, [each.case for each in tried], limit)
    for recast, found, wanted in zip(tried, got, expected, strict=False):
        if not is_right(recast, found, wanted, exercise.tolerance):
            return _explain_form(exercise, answer, recast, Trial(recast.case, found, wanted), limit)
    return None if in_time else _stopped([each.case for each in tried], got, limit)


def _explain_form(exercise: Function, answer: Any, recast: Recast, failure: Trial, limit: float) -> Verdict:
    """Is it the form that makes it wrong, or the numbers?"""
    on_twin, _ = run_all(exercise, answer, [recast.twin], limit)
    plain = [Trial(recast.twin, got, failure.expected) for got in on_twin]
    if failures := _failures(exercise, plain):
        sentence, failure = _diagnosis(exercise, plain, failures), failures[0]
    else:
        sentence = explain_form(recast, failure.got, failure.expected)
    return Verdict(sentence=sentence, details=smallest_failure(exercise, failure))


def _right(exercise: Function, trials: list[Trial]) -> Verdict:
    if exercise.goal is not None:
        sentence = f"{exercise.name} is solved: {format_value(trials[0].got.value)}.{exercise.afterword()}"
        return Verdict(passed=True, sentence=sentence)
    count = f", tried on {len(trials)} inputs" if len(trials) > 1 else ""
    why = "." if exercise.shows_expected else f": {exercise.why}"
    return Verdict(passed=True, sentence=f"{exercise.name} is solved{count}{why}")


def _misconception(
    exercise: Function, trials: list[Trial], seed: int, limit: float
) -> tuple[str, Trial] | None:
    """Does the answer do on every input what a known wrong answer does? Its sentence, and where it shows."""
    first = _failures(exercise, trials)[0]
    if (said := exercise.sentence_for(first.got.value)) is not None:
        return said, first
    if seed not in exercise.misconception_outcomes:
        cases = [trial.case for trial in trials]
        outcomes = [run_all(exercise, m.answer, cases, limit)[0] for m in exercise.misconceptions]
        exercise.misconception_outcomes[seed] = outcomes
    known = list(zip(exercise.misconceptions, exercise.misconception_outcomes[seed], strict=True))
    calm = [n for n, (_, got, _) in enumerate(trials) if got.error is None and not got.warned]
    # On the calm inputs alone a second fault does not hide the first; there it must be told from chance.
    for picked, least, most in ((range(len(trials)), 1, len(known)), (calm, 2, 1)):
        failures = _failures(exercise, [trials[n] for n in picked])
        alike = [m for m, outcomes in known if _behaves_like(exercise, trials, outcomes, picked)]
        if len(failures) >= least and 1 <= len(alike) <= most:
            return alike[0].sentence, failures[0]
    return None


def _behaves_like(
    exercise: Function, trials: list[Trial], outcomes: list[Outcome], picked: Iterable[int]
) -> bool:
    if len(outcomes) < len(trials):
        return False
    return all(trials[n].got.same_as(outcomes[n], exercise.tolerance) for n in picked)


def _how_far_off(failure: Trial, tolerance: Tolerance) -> str:
    """A predicted value: say which way it is off, never what it is."""
    got, expected = failure.got.value, failure.expected.value
    kind = difference(got, expected, *tolerance)
    if isinstance(got, str):
        return f"this is a string, and {describe(expected)} is expected: write it without quotes."
    if kind == "length":
        return f"{format_value(got)} has {len(got)} entries, {len(expected)} are expected."
    if kind not in ("values", "nan"):
        return f"this is {describe(got)}, {describe(expected)} is expected."
    if kind == "nan" or isinstance(got, tuple | list):
        return f"{format_value(got)} is not it."
    return (
        f"{format_value(got, digits_apart(got, expected))} is too {'large' if got > expected else 'small'}."
    )
