"""Right answers get through from outside, wrong ones get their sentence, and tricks get nothing."""

from __future__ import annotations

import os
import random
import time

import numpy as np
import pytest
from answers import IMPORTS, cell_of

from nbkit.grade.judged import judged
from nbkit.learn.exercise import Choice, Exercise, Function
from nbkit.learn.exercises import find, load
from nbkit.learn.source import solution_source

ALL = os.environ.get("NBKIT_ALL") == "1"
SEED = 20261129
EXERCISES = list(load().values())
SLOW = {e.name for e in EXERCISES if isinstance(e, Function) and e.goal is not None}  # they train
LAYER = """
class Layer:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, X):
        return X @ self.W + self.b
"""


def picked(exercise: Exercise) -> list[int]:
    """Of its wrong answers those that are tried: on other days one, the same each time."""
    count = len(exercise.misconceptions)
    if ALL:
        return list(range(count))
    if exercise.name in SLOW or isinstance(exercise, Choice):
        return []
    return [random.Random(exercise.name).randrange(count)]


@pytest.mark.parametrize("exercise", EXERCISES, ids=lambda each: each.name)
def test_right_answers_get_through_and_stubs_do_not(exercise: Exercise) -> None:
    if exercise.name in SLOW and not ALL:
        pytest.skip("it trains: nbkit test --all")
    verdict = judged(exercise, [IMPORTS, LAYER, solution_source(exercise)], SEED)
    assert verdict.passed, verdict.text
    untouched = judged(exercise, [IMPORTS, LAYER, exercise.stub], SEED)
    assert not untouched.passed and not untouched.attempted


@pytest.mark.parametrize("exercise", EXERCISES, ids=lambda each: each.name)
def test_a_wrong_answer_gets_its_sentence(exercise: Exercise) -> None:
    for number in picked(exercise):
        known = exercise.misconceptions[number]
        verdict = judged(exercise, [IMPORTS, LAYER, cell_of(exercise, known.answer)], SEED)
        assert (verdict.passed, verdict.sentence) == (False, known.sentence), known.name


# Stand-ins, of which none does harm: each way is here once, at the place where it is met.
TRICKS = {
    "a comparison of its own": """
class Yes(float):
    def __eq__(self, other): return True
    def __sub__(self, other): return 0.0
    __rsub__ = __sub__
def perceptron(x, w, b): return Yes(3)""",
    "NumPy's function replaced": """
np.isclose = lambda *a, **k: np.True_
def perceptron(x, w, b): return 1 if w @ x + b > 0 else 0""",
    "Python's function replaced while it runs": """
def perceptron(x, w, b):
    import random
    random.random = None
    return 1 if w @ x + b > 0 else 0""",
    "the caller's frames": """
import sys
def perceptron(x, w, b):
    frame = sys._getframe()
    while frame := frame.f_back:
        if "expected" in frame.f_locals: return frame.f_locals["expected"]
    return 1""",
    "the reference": """
def perceptron(x, w, b):
    from nbkit.learn.exercises import find
    return find("perceptron").solved_by(x, w, b)""",
    "all exercises in memory": """
def perceptron(x, w, b):
    import gc
    known = [o for o in gc.get_objects() if type(o).__name__ == "Function" and o.solved_by is not None]
    return known[0].solved_by(x, w, b) if known else 1""",
    "a table of the course's inputs": """
from nbkit.learn.exercise import Exercise
TABLE = {%r: %r}
def perceptron(x, w, b): return TABLE.get(repr((x, w, b)), 1)""",
    "a stray message": """
import os
def perceptron(x, w, b):
    for number in range(3, 12):
        try: os.write(number, b"xx")
        except OSError: pass
    return 1""",
}


TESTS_THAT_LOOK_ELSEWHERE = {
    "at its name": """
def test_gradient(gradient):
    inner = [cell.cell_contents for cell in gradient.__closure__ or ()]
    names = [getattr(each, "__code__", test_gradient.__code__).co_name for each in [gradient, *inner]]
    told = ("half", "ahead", "whole", "sign", "relative", "dials", "first")
    assert not any(each in str(names) for each in told)""",
    "at how many came before": """
count = iter(range(1000))
def test_gradient(gradient):
    assert next(count) % 11 < 3""",
    "at the exercises": """
def test_gradient(gradient):
    from nbkit.learn.exercises import find
    find("test_gradient").solved_by(gradient)""",
}


@pytest.mark.parametrize("way", TESTS_THAT_LOOK_ELSEWHERE)
def test_a_test_that_does_not_test_gets_no_point(way: str) -> None:
    verdict = judged(find("test_gradient"), [IMPORTS, TESTS_THAT_LOOK_ELSEWHERE[way]], SEED)
    assert verdict.attempted and not verdict.passed, verdict.text


def course_table() -> tuple[str, object]:
    """An input of the course's own check, and its answer."""
    exercise = find("perceptron")
    case = list(exercise.cases(np.random.default_rng(0))[-1].values())  # type: ignore[attr-defined]
    return repr(tuple(case)), exercise.solved_by(*case)


@pytest.mark.parametrize("trick", TRICKS)
def test_tricks_get_no_point(trick: str) -> None:
    source = TRICKS[trick]
    verdict = judged(
        find("perceptron"), [IMPORTS, source % course_table() if "%" in source else source], SEED
    )
    assert verdict.attempted and not verdict.passed, verdict.text


def test_what_tries_out_a_test_cannot_be_replaced() -> None:
    cells = [
        IMPORTS,
        "from nbkit.learn import own_tests\nown_tests.examine = lambda *given: {'passes': True}",
    ]
    verdict = judged(
        find("test_gradient"), ["\n".join([*cells, solution_source(find("test_gradient"))])], SEED
    )
    assert not verdict.passed and "in the place of nbkit.learn.own_tests.examine" in verdict.sentence


def test_what_an_answer_replaces_is_named() -> None:
    verdict = judged(find("perceptron"), [IMPORTS, TRICKS["NumPy's function replaced"]], SEED)
    assert "in the place of numpy.isclose" in verdict.sentence


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ("while True: pass", "it was stopped after 5 seconds"),
        ("exit()", "it calls exit()"),
        ("import os; os._exit(0)", "it ended the process that it ran in"),
        ("return np.zeros(10**12)", "it asks for too much memory"),
        ("return perceptron(x, w, b)", "it calls itself without end"),
        ("return input()", "it calls input()"),
        ("return missing", "it stops with a NameError"),
        ("import subprocess; subprocess.run(['true'])", "it raises PermissionError"),
    ],
)
def test_an_answer_that_misbehaves_costs_its_own_point(body: str, sentence: str) -> None:
    before = time.monotonic()
    verdict = judged(find("perceptron"), [IMPORTS, f"def perceptron(x, w, b):\n    {body}"], SEED)
    assert verdict.sentence.startswith(sentence) and not verdict.passed
    assert time.monotonic() - before < 60
    assert judged(
        find("xor_fails"), [IMPORTS, 'xor_fails = "b"'], SEED
    ).attempted  # the next is judged as ever


@pytest.mark.parametrize(
    ("name", "cell", "sentence"),
    [
        ("perceptron", "perceptron = 3", "pass the function itself"),
        (
            "perceptron",
            "def perceptron(x, w, b)\n  return 1",
            "it raises SyntaxError: expected ':' (your cell,",
        ),
        ("multiply", "def Multiply(a, b):\n    return a * b", "Multiply is a function here"),
        ("perceptron", "1 / 0", "it raises ZeroDivisionError"),
    ],
)
def test_an_answer_of_another_kind(name: str, cell: str, sentence: str) -> None:
    assert judged(find(name), [IMPORTS, cell], SEED).sentence.startswith(sentence)


def test_what_is_needed_from_before_comes_along_and_no_more() -> None:
    cells = [
        "import time\ntime.sleep(1000)",
        "import numpy as np",
        "def fires(z):\n    return 1 if z > 0 else 0",
    ]
    assert judged(
        find("perceptron"), [*cells, "def perceptron(x, w, b):\n    return fires(w @ x + b)"], 1
    ).passed


def test_where_the_needed_part_is_not_enough_all_runs() -> None:
    cells = ["kept = []", "kept.append(0)", "least = kept[0]"]
    answer = "def perceptron(x, w, b):\n    return 1 if w @ x + b > least else 0"
    assert judged(find("perceptron"), [*cells, answer], SEED).passed
