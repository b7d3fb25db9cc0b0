"""Judge a test that a learner wrote: which right implementations it refuses, which broken ones escape it."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from nbkit.learn.details import given, smallest_failure
from nbkit.learn.exercise import Function
from nbkit.learn.explain_error import explain_error
from nbkit.learn.outcome import Outcome, Trial, attempt, run_all
from nbkit.learn.own_tests import Implementation, OwnTest, Report
from nbkit.learn.verdict import Verdict
from nbkit.learn.wording import format_value, labelled

ESCAPED = (
    "a broken one passes your test. Below is an input on which it is wrong: does your test try the like?"
)
ALL_PASS = "nothing is refused, whatever is wrong with it: where does your test raise an AssertionError?"
ALL_REFUSED = "every right one is refused: is what your test expects right, and does it leave some room?"
FLAKY = "it says another thing the second time: does it draw random numbers without a seed, or remember?"
TOO_LONG = "it was stopped after {limit:g} seconds: does a loop never end, or is it tried too often?"


class Tried(NamedTuple):
    """An implementation, and what the test said of it."""

    on: Implementation
    report: Report

    @property
    def passes(self) -> bool:
        return bool(self.report["passes"])


class Findings(NamedTuple):
    """What became of the right ones and of the broken ones, each in the order of the exercise."""

    rights: list[Tried]
    broken: list[Tried]

    @property
    def refused(self) -> list[Tried]:
        return [tried for tried in self.rights if not tried.passes]

    @property
    def escaped(self) -> list[Tried]:
        return [tried for tried in self.broken if tried.passes]

    @property
    def pattern(self) -> list[bool]:
        return [tried.passes for tried in (*self.rights, *self.broken)]


def judge_test(exercise: OwnTest, answer: Any, seed: int, limit: float) -> Verdict:
    """Try a test on all implementations, and a test that is right on all of them once more."""
    found = findings(exercise, answer, seed, limit)
    if isinstance(found, Verdict):
        return found
    if found.refused or found.escaped:
        return _not_yet(exercise, found, limit)
    again = findings(exercise, answer, seed + 1, limit)
    if isinstance(again, Verdict) or again.pattern != found.pattern:
        return Verdict(sentence=FLAKY)
    count, of = len(found.rights), len(found.broken)
    sentence = (
        f"{exercise.name} is solved: the {count} right ones pass, and {of} of {of} broken ones are caught."
    )
    return Verdict(passed=True, sentence=sentence)


def findings(exercise: OwnTest, answer: Any, seed: int, limit: float) -> Findings | Verdict:
    """What the test says of each implementation; a verdict where it says nothing of one."""
    order = exercise.shuffled(np.random.default_rng(seed))
    got, in_time = run_all(exercise, answer, exercise.tried_on(order), limit)
    if not in_time:
        return Verdict(sentence=TOO_LONG.format(limit=limit))
    if error := next((outcome.error for outcome in got if outcome.error is not None), None):
        return Verdict(sentence=explain_error(error))
    told = {id(each): Tried(each, outcome.value) for each, outcome in zip(order, got, strict=True)}
    rights, broken = exercise.rights, exercise.broken_ones
    return Findings([told[id(each)] for each in rights], [told[id(each)] for each in broken])


def _not_yet(exercise: OwnTest, found: Findings, limit: float) -> Verdict:
    known = _known(exercise, found, limit)
    sentence = (found.refused and found.refused[0].report["said"]) or known or _in_general(found)
    details = labelled("caught", _counts(found))
    details += _refusal(found.refused[0]) if found.refused else _witness(exercise, found.escaped[0].on)
    return Verdict(sentence=sentence, known=sentence == known, details=details)


def _counts(found: Findings) -> str:
    caught, of = len(found.broken) - len(found.escaped), len(found.broken)
    passes = len(found.rights) - len(found.refused)
    ends = "This right one does not:" if found.refused else "This broken one escapes:"
    return f"{caught} of {of} broken ones; {passes} of {len(found.rights)} right ones pass. {ends}"


def _in_general(found: Findings) -> str:
    if len(found.refused) == len(found.rights):
        return ALL_REFUSED
    if found.refused:
        return found.refused[0].on.sentence
    return ALL_PASS if len(found.escaped) == len(found.broken) else ESCAPED


def _known(exercise: OwnTest, found: Findings, limit: float) -> str | None:
    """The sentence of a wrong test that takes and refuses the same implementations."""
    if 0 not in exercise.misconception_outcomes:
        tests = [each.answer for each in exercise.misconceptions]
        exercise.misconception_outcomes[0] = [findings(exercise, test, 0, limit) for test in tests]
    pairs = zip(exercise.misconceptions, exercise.misconception_outcomes[0], strict=True)
    return next((each.sentence for each, like in pairs if like.pattern == found.pattern), None)


def _refusal(tried: Tried) -> list[str]:
    """Where a right implementation was refused, and what it had been called with before."""
    last, line = tried.report["last"], tried.report["line"]
    lines = given(last["given"]) if last else []
    lines += labelled("it gave", format_value(last["gave"], 10)) if "gave" in last else []
    return lines + (labelled("refused", f"at `{line}`") if line else [])


def _witness(exercise: OwnTest, broken: Implementation) -> list[str]:
    """An input on which the broken one is wrong, what a right one gives for it, and what this one gives."""
    expected, got = (outcome_on(exercise, each, broken) for each in (exercise.rights[0], broken))
    often = labelled("call", f"number {broken.calls}") if broken.calls > 1 else []
    lines = smallest_failure(exercise, Trial(broken.witness, got, expected)) + often
    return [line.replace("expected ", "right one", 1).replace("got     ", "this one", 1) for line in lines]


def outcome_on(exercise: OwnTest, tried: Implementation, broken: Implementation) -> Outcome:
    """What an implementation gives for the witness of a broken one, at the last of its calls."""

    def called(implementation: Any, *given: Any) -> Any:
        for _ in range(broken.calls):
            value = exercise.gives(implementation, *given) if exercise.gives else implementation(*given)
        return value

    empty: dict[str, Any] = {"minutes": 0, "difficulty": 1, "prompt": "", "hints": ()}
    asked = Function(name=exercise.name, chapter=exercise.chapter, stub=exercise.stub, use=called, **empty)
    return attempt(asked, tried.made(exercise.subject), broken.witness)
