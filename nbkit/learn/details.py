"""The lines below a verdict: the smallest failing case, what was given, expected and got."""

from __future__ import annotations

from typing import Any

from nbkit.learn.compare import difference
from nbkit.learn.exercise import Case, Function, WrongKind
from nbkit.learn.explain_error import message
from nbkit.learn.outcome import Trial
from nbkit.learn.several_values import names_of_values, value_names, wrong_places
from nbkit.learn.wording import describe, digits_apart, format_input, format_value, labelled, truncate


def smallest_failure(exercise: Function, failure: Trial) -> list[str]:
    """What was given, expected and got, what became of the input, and what was printed."""
    case, got, expected = failure
    if not exercise.shows_expected or isinstance(got.error, WrongKind):
        return []
    lines = given(case)
    if got.error is not None:
        lines += labelled("expected", format_value(expected.value))
        lines += labelled("got", f"{type(got.error).__name__}: {message(got.error)}".rstrip(": "))
    elif not _agree(exercise, failure):
        lines += _expected_and_got(*_first_difference(exercise, got.value, expected.value))
    elif not got.mutated:
        lines += labelled("got", format_value(got.value))
        lines += labelled("warned", ", ".join(sorted(got.warned)) or "nothing")
    for number, (name, after) in enumerate(got.mutated.items()):
        text = format_value(after, digits_apart(after, case[name]))
        lines += labelled("" if number else "after", _assigned(name, text))
    if got.printed.strip():
        lines += labelled("printed", truncate(got.printed.strip()))
    return lines


def _agree(exercise: Function, failure: Trial) -> bool:
    return difference(failure.got.value, failure.expected.value, *exercise.tolerance) is None


def given(case: Case) -> list[str]:
    """The inputs, so that they can be pasted into a cell."""
    lines: list[str] = []
    rows = 3 if len(case) < 3 else 2
    for name, value in case.items():
        lines += labelled("" if lines else "given", _assigned(name, format_input(value, rows)))
    return lines


def _assigned(name: str, text: str) -> str:
    return f"{name} = " + text.replace("\n", "\n" + " " * (len(name) + 3)) if name else text


def _first_difference(exercise: Function, got: Any, expected: Any) -> tuple[str, Any, Any]:
    """Of several values the first that differs, with its name."""
    names = value_names(expected, names_of_values(exercise.stub))
    if len(names) < 2 or not isinstance(got, tuple | list) or len(got) != len(expected):
        return "", got, expected
    place = wrong_places(got, expected, *exercise.tolerance)[0]
    return names[place].removeprefix("the "), got[place], expected[place]


def _expected_and_got(name: str, got: Any, expected: Any) -> list[str]:
    digits = digits_apart(got, expected)
    written = [format_value(value, digits) for value in (expected, got)]
    if written[0] == written[1]:  # an array and a list, say, or two dtypes
        written = [f"{text}, {describe(value)}" for text, value in zip(written, (expected, got), strict=True)]
    texts = [_assigned(name, text) for text in written]
    return labelled("expected", texts[0]) + labelled("got", texts[1])
