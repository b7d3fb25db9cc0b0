"""Judge an answer: right, not attempted, or wrong and how."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from nbkit.learn.compare import difference
from nbkit.learn.diagnose import Failure, diagnose, message
from nbkit.learn.exercise import Case, Choice, Exercise, Function, Misconception, Unfit
from nbkit.learn.outcome import Outcome, run_all
from nbkit.learn.several_values import called, names_of_parts, wrong_parts
from nbkit.learn.stub import untouched
from nbkit.learn.wording import LINES, clip, form, labelled, shown, whole, wrapped

Row = Failure  # a case, what came, what was expected: it need not differ


@dataclass
class Verdict:
    """What a check found. ``known`` says that a misconception's own sentence was used."""

    passed: bool = False
    attempted: bool = True
    sentence: str = ""
    known: bool = False
    details: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        start = "Right: " if self.passed else "Not yet: " if self.attempted else ""
        return "\n".join((wrapped(start + self.sentence) + self.details)[:LINES])


def judge(exercise: Exercise, answer: Any, seed: int = 0, seconds: float | None = None) -> Verdict:
    """Compare an answer with the reference on inputs drawn from the seed."""
    if untouched(answer, exercise.stub_object()):
        change = "Replace the ..." if "..." in exercise.stub else "Mend the code"
        told = f"{exercise.name}: not attempted yet. {change} in the cell above, then run both cells."
        return Verdict(attempted=False, sentence=told)
    if isinstance(exercise, Choice):
        return _judge_choice(exercise, answer)
    assert isinstance(exercise, Function)
    refused = _wrong_kind(exercise, answer)
    return Verdict(sentence=refused) if refused else _judge_runs(exercise, answer, seed, seconds)


def _judge_choice(exercise: Choice, answer: Any) -> Verdict:
    letter = answer.strip().lower() if isinstance(answer, str) else answer
    if not isinstance(letter, str) or letter not in exercise.options:
        letters = ", ".join(f'"{known}"' for known in exercise.options)
        this = repr(clip(answer)) if isinstance(answer, str) else form(answer)
        return Verdict(sentence=f"the answer is one of {letters}; this is {this}.")
    return Verdict(letter == exercise.right, sentence=exercise.options[letter].reply, known=True)


def _wrong_kind(exercise: Function, answer: Any) -> str | None:
    """Someone passes softmax(X) where softmax is due."""
    wanted = exercise.stub_object()
    call = f'nb.check("{exercise.name}", {exercise.target})'
    if isinstance(wanted, type) and not isinstance(answer, type):
        return f"pass the class itself, {call}; this is {form(answer)}."
    if callable(wanted) and not callable(answer):
        return f"pass the function itself, with no brackets after it, {call}; this is {form(answer)}."
    return None


def _judge_runs(exercise: Function, answer: Any, seed: int, seconds: float | None) -> Verdict:
    cases = exercise.cases(np.random.default_rng(seed))
    limit = exercise.seconds if seconds is None else seconds
    expected = _expected(exercise, cases)
    got, in_time = run_all(exercise, answer, cases, limit)
    if not in_time:
        stuck = cases[len(got)] if len(got) < len(cases) else cases[-1]
        return Verdict(
            sentence=f"it was stopped after {limit:g} seconds: does a loop never end?", details=_given(stuck)
        )
    rows = list(zip(cases, got, expected, strict=True))
    failures = _failures(exercise, rows)
    if not failures:
        return _judge_again(exercise, answer, cases, got, limit)
    known = _misconception(exercise, rows, seed, limit)
    if known is not None:
        return Verdict(sentence=known[0], known=True, details=_details(exercise, known[1]))
    return Verdict(sentence=_general(exercise, rows, failures), details=_details(exercise, failures[0]))


def _expected(exercise: Function, cases: list[Case]) -> list[Outcome]:
    if exercise.goal is not None:
        return [Outcome(exercise.goal)] * len(cases)
    return run_all(exercise, exercise.reference(), cases, 10 * exercise.seconds)[0]


def _general(exercise: Function, rows: list[Row], failures: list[Failure]) -> str:
    if not exercise.reveals:
        return _guess(failures[0])
    passes = [row for row in rows if not any(row[0] is failed for failed, _, _ in failures)]
    return diagnose(failures, passes, exercise.rtol, exercise.atol, names_of_parts(exercise.stub))


def _failures(exercise: Function, rows: list[Row]) -> list[Failure]:
    """The cases that differ, smallest first; those with nothing but a warning come last."""
    failed = [row for row in rows if not row[1].same_as(row[2], exercise.rtol, exercise.atol)]
    return sorted(failed, key=lambda row: (_only_warns(row, exercise), _size(row[0])))


def _only_warns(row: Row, exercise: Function) -> bool:
    _, got, expected = row
    if got.error is not None or got.mutated != expected.mutated:
        return False
    return difference(got.value, expected.value, exercise.rtol, exercise.atol) is None


def _size(case: Case) -> int:
    return sum(int(np.size(value)) if isinstance(value, np.ndarray | list) else 1 for value in case.values())


def _judge_again(
    exercise: Function, answer: Any, cases: list[Case], got: list[Outcome], limit: float
) -> Verdict:
    """Right once is not enough: a function that remembers gives something else the second time."""
    if exercise.goal is not None:  # a training may differ from time to time
        return Verdict(passed=True, sentence=f"{exercise.name} is solved: {shown(got[0].value)}.")
    again, in_time = run_all(exercise, answer, cases, limit)
    if not in_time:
        return Verdict(sentence=f"it was right once, and the second time stopped after {limit:g} seconds.")
    for case, first, second in zip(cases, got, again, strict=False):
        if not first.same_as(second, exercise.rtol, exercise.atol):
            told = "it remembers: the same input, given twice, gets two answers. Is there a global?"
            return Verdict(sentence=told, details=_details(exercise, (case, second, first)))
    count = f", tried on {len(cases)} inputs" if len(cases) > 1 else ""
    why = "." if exercise.reveals else f": {exercise.why}"
    return Verdict(passed=True, sentence=f"{exercise.name} is solved{count}{why}")


def _misconception(
    exercise: Function, rows: list[Row], seed: int, limit: float
) -> tuple[str, Failure] | None:
    """Does the answer do on every input what a known wrong answer does? Its sentence, and where it shows."""
    if seed not in exercise.remembered:
        exercise.remembered[seed] = _planted(exercise, [case for case, _, _ in rows], limit)
    planted = exercise.remembered[seed]
    calm = [number for number, (_, got, _) in enumerate(rows) if got.error is None and not got.warned]
    for picked, at_least in (
        (range(len(rows)), 1),
        (calm, 2),
    ):  # the calm: no second fault
        failures = _failures(exercise, [rows[number] for number in picked])
        fits = [m for m, does in planted if _fits(exercise, rows, does, picked)]
        if len(failures) >= at_least and fits and (at_least == 1 or len(fits) == 1):
            return fits[0].sentence, failures[0]
    return None


def _planted(
    exercise: Function, cases: list[Case], limit: float
) -> list[tuple[Misconception, list[Outcome]]]:
    """What each known wrong answer does with these inputs."""
    return [(m, run_all(exercise, m.answer, cases, limit)[0]) for m in exercise.misconceptions]


def _fits(exercise: Function, rows: list[Row], does: list[Outcome], picked: Iterable[int]) -> bool:
    if len(does) < len(rows):
        return False
    return all(rows[n][1].same_as(does[n], exercise.rtol, exercise.atol) for n in picked)


def _guess(failure: Failure) -> str:
    """A predicted value: say which way it is off, never what it is."""
    _, got, expected = failure
    kind = difference(got.value, expected.value)
    if kind == "length":
        return f"{shown(got.value)} has {len(got.value)} entries, {len(expected.value)} are expected."
    if kind != "values" or isinstance(got.value, tuple | list):
        same_form = kind in ("values", "nan")
        return (
            f"{shown(got.value)} is not it."
            if same_form
            else f"this is {form(got.value)}, {form(expected.value)} is expected."
        )
    return f"{shown(got.value)} is too {'large' if got.value > expected.value else 'small'}."


def _given(case: Case) -> list[str]:
    lines: list[str] = []
    rows = 3 if len(case) < 3 else 2
    for name, value in case.items():
        lines += labelled("" if lines else "given", _named(name, whole(value, rows)))
    return lines


def _named(name: str, text: str) -> str:
    return f"{name} = " + text.replace("\n", "\n" + " " * (len(name) + 3)) if name else text


def _details(exercise: Function, failure: Failure) -> list[str]:
    """The smallest failing case: what was given, expected and got."""
    case, got, expected = failure
    if not exercise.reveals or isinstance(got.error, Unfit):
        return []
    lines = _given(case)
    if got.error is not None:
        lines += labelled("expected", shown(expected.value))
        lines += labelled("got", f"{type(got.error).__name__}: {message(got.error)}".rstrip(": "))
    elif not got.mutated or difference(got.value, expected.value, exercise.rtol, exercise.atol):
        lines += _both(*_differing(exercise, got.value, expected.value))
    for name in got.mutated:
        after = _named(name, shown(got.left[name], _digits(got.left[name], case[name])))
        lines += labelled("after" if name == got.mutated[0] else "", after)
    if got.printed.strip():
        lines += labelled("printed", clip(got.printed.strip()))
    return lines


def _differing(exercise: Function, got: Any, expected: Any) -> tuple[str, Any, Any]:
    """Of several values the first that differs, with its name."""
    names = called(expected, names_of_parts(exercise.stub))
    if len(names) < 2 or not isinstance(got, tuple | list) or len(got) != len(expected):
        return "", got, expected
    place = wrong_parts(got, expected, exercise.rtol, exercise.atol)[0]
    return names[place].removeprefix("the "), got[place], expected[place]


def _both(name: str, got: Any, expected: Any) -> list[str]:
    digits = _digits(got, expected)
    texts = [_named(name, shown(value, digits)) for value in (expected, got)]
    return labelled("expected", texts[0]) + labelled("got", texts[1])


def _digits(got: Any, expected: Any) -> int:
    """Enough digits that two values that differ also look different."""
    return next((d for d in (4, 8, 15) if shown(got, d, 9) != shown(expected, d, 9)), 4)
