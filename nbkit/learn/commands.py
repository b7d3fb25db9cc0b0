"""What a learner calls: check, hint, solution, progress."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

from nbkit.learn import edition, progress_store
from nbkit.learn.exercise import Exercise
from nbkit.learn.exercises import find, load
from nbkit.learn.in_words import entry_name
from nbkit.learn.judge import judge
from nbkit.learn.source import solution_source
from nbkit.learn.verdict import Verdict
from nbkit.learn.wording import wrapped

_wrong_tries: Counter[str] = Counter()
_hints_given: Counter[str] = Counter()
_solutions_asked: Counter[str] = Counter()
_MISSING = object()


def check(name: str, answer: Any = _MISSING) -> None:
    """Say whether an answer is right and, if not, what is wrong with it.

    The answer is the function, class or value itself; it is called on fresh inputs and compared with the
    reference. Raises LookupError where no exercise has this name.

    >>> check("xor_fails", ...)
    xor_fails: not attempted yet. Replace the ... in the cell above, then run both cells.
    """
    exercise = find(name)
    if answer is _MISSING:
        print(f'Pass the answer as well: nb.check("{name}", {exercise.target})')
        return
    verdict = judge(exercise, answer)
    print(verdict.text)
    if verdict.attempted:
        _record_try(exercise, verdict)


def hint(name: str) -> None:
    """Print the next hint of an exercise. Raises LookupError where none has this name."""
    give_hint(name, find(name).hints, _way_to_the_solution(name))


def give_hint(name: str, hints: Sequence[str], way_on: str, given: int = 0) -> None:
    """Print the next of these hints, and after the last one what else helps; keep how many were taken.

    given: how many were given before this kernel was started, if that counts.
    """
    count = len(hints)
    number = min(max(_hints_given[name], given), count - 1) + 1
    _hints_given[name] = number
    print("\n".join(wrapped(f"Hint {number} of {count}: {hints[number - 1]}")))
    if number == count:
        print("\n".join(wrapped(f"That was the last hint. {way_on}")))
    progress_store.update_entry(name, lambda entry: entry.update(hints=max(number, entry.get("hints", 0))))


def solution(name: str) -> None:
    """Show the solution of an exercise and why it is right; the first call only asks.

    Raises LookupError where no exercise has this name.
    """
    exercise = find(name)
    if not edition.SHOWS_SOLUTIONS:
        print(edition.NONE_HERE)
        return
    _solutions_asked[name] += 1
    if _solutions_asked[name] == 1:
        print(f'This shows the whole solution of {name}. To see it, call nb.solution("{name}") once more.')
        return
    print(solution_source(exercise))
    print("\n".join(["", *wrapped(f"Why: {exercise.why}")]))
    progress_store.update_entry(name, lambda entry: entry.update(seen=True))


def progress(more: Mapping[int, list[str]] | None = None) -> None:
    """Print, chapter by chapter, which exercises are solved, and how you marked your own words.

    It is one local file and goes nowhere. more: what else there is to be solved, as names by their chapter.
    """
    state, chapters = progress_store.read(), dict(sorted({**by_chapter(), **(more or {})}.items()))
    width = max(map(len, chapters.values()))
    for chapter, names in chapters.items():
        solved = [name for name in names if state.get(name, {}).get("solved")]
        bar = "#" * len(solved) + "." * (len(names) - len(solved))
        points = state.get(entry_name(chapter), {}).get("points")
        words = "" if points is None else f", in words {points} of 3 by your own mark"
        print(f"chapter {chapter:02d}  {bar:<{width}}  {len(solved)} of {len(names)} solved{words}")


def by_chapter() -> dict[int, list[str]]:
    """The names of each chapter's exercises, in reading order."""
    grouped = groupby(load().values(), key=lambda exercise: exercise.chapter)
    return {chapter: [exercise.name for exercise in group] for chapter, group in grouped}


def _record_try(exercise: Exercise, verdict: Verdict) -> None:
    name = exercise.name
    _wrong_tries[name] = 0 if verdict.passed else _wrong_tries[name] + 1
    if _wrong_tries[name] >= 3:
        print(_offer_help(name, _hints_given[name], len(exercise.hints)))

    def change(entry: progress_store.Entry) -> None:
        entry["tries"] = entry.get("tries", 0) + 1
        if verdict.passed:
            entry.setdefault("solved", progress_store.now())
            entry["last"] = progress_store.now()

    progress_store.update_entry(name, change)


def _offer_help(name: str, given: int, count: int) -> str:
    """After the third wrong try: the next hint or, when all were given, the solution."""
    if given < count:
        return f'Stuck? nb.hint("{name}") gives hint {given + 1} of {count}.'
    return f"Stuck? {_way_to_the_solution(name)}"


def _way_to_the_solution(name: str) -> str:
    return f'nb.solution("{name}") shows the solution.' if edition.SHOWS_SOLUTIONS else edition.NONE_HERE
