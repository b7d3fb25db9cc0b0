"""Whatever a learner hands in, the check answers in a few lines and the kernel lives."""

import builtins
import re
import sys
import threading
import time
import types

import numpy as np
import pytest
from odd_answers import SOFTMAX, exits, loops, loops_and_catches, recurs, right

from nbkit.learn.exercises import find
from nbkit.learn.judge import judge


def recurs_and_catches(X):
    try:
        return recurs_and_catches(X)
    except Exception:
        return recurs_and_catches(X)


def prints_megabytes(X):
    for _ in range(200):
        print("x" * 10_000)
    return 3 * X + 1


def shadows(X):
    max = X.max()
    return np.exp(X) / max(X)


helper = right


def deletes_a_name(X):
    global helper
    result = helper(X)
    del helper
    return result


class Tensor:
    """As PyTorch's: no array, and copying one that is part of a graph raises."""

    requires_grad, shape = True, (1, 1)

    def __array__(self, *_, **__):
        raise RuntimeError("Can't call numpy() on Tensor that requires grad.")

    def __deepcopy__(self, memo):
        raise RuntimeError("Only Tensors created explicitly by the user support the deepcopy protocol")


def changes_its_input(X):
    X -= 1
    return right(X)


def yields(X):
    yield X


def asks(X):
    return input("?")


class BadMessage(Exception):
    def __str__(self):
        raise RuntimeError


def raises_badly(X):
    raise BadMessage


class Evil:
    def __getattr__(self, name):
        raise RuntimeError(name)

    def __repr__(self):
        raise RuntimeError("repr")


def holds_itself(X):
    loop: list = []
    loop.append(loop)
    return loop


calls = []


def remembers(X):
    calls.append(1)
    return right(X) * (1 if len(calls) <= len(SOFTMAX.cases(np.random.default_rng(0))) else 2)


ANSWERS = [
    (loops, "does a loop never end"),
    (loops_and_catches, "does a loop never end"),
    (recurs_and_catches, "stopped after|RecursionError"),
    (lambda X: time.sleep(60), "stopped after"),
    (exits, r"it calls exit\(\)"),
    (lambda X: sys.exit(3), r"it calls exit\(\)"),
    (asks, r"it calls input\(\)"),
    (recurs, "calls itself without end"),
    (lambda X: 1 / 0, "ZeroDivisionError"),
    (lambda X: undefined_name, "NameError"),  # noqa: F821
    (lambda X: np.ones(10**16), "too much memory"),
    (shadows, "hidden by a variable"),
    (deletes_a_name, "NameError"),
    (lambda X: Tensor(), "returns a Tensor where an array"),
    (lambda X: X[:], "differs"),
    (lambda: 1, "TypeError"),
    (raises_badly, "BadMessage"),
    (lambda X: X.sum() and None, "returns nothing"),
    (lambda X: right(X).tolist(), "returns a list where an array"),
    (lambda X: "hello", "returns a string where an array"),
    (yields, "a generator where .* not\\s+yield"),
    (lambda X: Evil(), "returns a Evil"),
    (holds_itself, "returns a list"),
    (lambda X: np.matrix(right(X)), "returns a matrix"),
    (lambda X: 1j, "returns a complex"),
    (prints_megabytes, "differs"),
    (changes_its_input, "changes its input X"),
    (lambda X: X, "differs"),
    (lambda X: right(X).astype(np.float32), "dtype is wrong"),
    (lambda X: np.full(X.shape, object()), "dtype is wrong"),
    (lambda X: np.zeros((300, 300)), "shape is wrong"),
    (lambda X: right(X).ravel(), "values are right, the shape is not"),
    (lambda X: right(X).T, "transposed"),
    (lambda X: -right(X), "sign is wrong"),
    (lambda X: -right(X).T, "two things at once: it is transposed(.|\\n)*the sign is\\swrong"),
    (lambda X: 3 * right(X).T, "two things at once: it is transposed(.|\\n)*factor of\\s3"),
    (lambda X: 2 * right(X), "factor of 2"),
    (lambda X: right(X) * X.size, "factor that grows"),
    (lambda X: right(X) + 0.5, "0.5 too large"),
    (lambda X: 1 - right(X), "1 minus"),
    (lambda X: right(X) if len(X) == 1 else 0.3 * right(X) + 0.1, "right only for a batch of 1"),
    (remembers, "remembers"),
    (Evil(), "pass the function itself"),
    (3, "pass the function itself"),
    ("softmax", "pass the function itself"),
]


@pytest.mark.parametrize(("answer", "sentence"), ANSWERS, ids=[said for _, said in ANSWERS])
def test_answer_gets_a_clear_sentence(answer, sentence):
    surroundings = (sys.stdout, sys.stderr, sys.stdin, builtins.input, threading.stack_size())
    verdict = judge(SOFTMAX, answer, seconds=0.3)
    assert not verdict.passed and not verdict.known
    assert re.search(sentence, verdict.text), verdict.text
    assert len(verdict.text.splitlines()) <= 15
    assert max(map(len, verdict.text.splitlines())) <= 110
    assert (sys.stdout, sys.stderr, sys.stdin, builtins.input, threading.stack_size()) == surroundings


def test_a_misconception_is_known_under_any_name():
    class Multiply:
        def forward(self, a, b):
            return a * b

    assert "take self away" in judge(find("multiply"), Multiply).text


def test_of_two_faults_the_known_one_is_named_first():
    """The most common softmax of all: summed over the batch, and overflowing as well."""
    verdict = judge(SOFTMAX, lambda X: np.exp(X) / np.sum(np.exp(X)))
    assert verdict.sentence.startswith("the whole batch shares one sum")
    assert "1000" not in verdict.text


def seen_is_made_once(node, seen=set()):  # noqa: B006
    if node in seen:
        return []
    seen.add(node)
    return [n for needed in node.input_nodes for n in seen_is_made_once(needed)] + [node]


def test_both_mutable_defaults_are_known():
    assert "a call remembers" in judge(find("postorder"), seen_is_made_once).text


def test_a_predicted_value_is_never_given_away():
    exercise = find("relu_by_hand")
    for wrong in (31, 33.5, "32", [32], float("nan"), np.array([32]), np.array([1, 2])):
        verdict = judge(exercise, wrong)
        assert not verdict.passed
        assert "expected  " not in verdict.text
    assert "too small" in judge(exercise, 31).text
    assert judge(exercise, 32.0).passed and judge(exercise, np.int64(32)).passed


@pytest.mark.parametrize("answer", ["z", 3, ["a"], print])
def test_a_choice_names_its_letters(answer):
    assert '"a", "b", "c", "d", "e", "f", "g"' in judge(find("xor_fails"), answer).text


class Agrees:
    """A value with a comparison of its own."""

    def __eq__(self, other):
        return True

    def __sub__(self, other):
        return 0

    __hash__ = str.__hash__
    __rsub__ = __sub__


class AgreeingText(Agrees, str):
    def strip(self, *given):
        return self

    lower = strip


class AgreeingNumber(Agrees, float):
    __hash__ = float.__hash__


class AgreeingArray(np.ndarray):
    def __array_ufunc__(self, *given, **named):
        return np.ones(self.shape, bool)


@pytest.mark.parametrize(
    ("name", "answer"),
    [
        ("xor_fails", AgreeingText("a")),
        ("perceptron", lambda x, w, b: AgreeingNumber(3)),
        ("softmax_rows", lambda X: np.zeros(X.shape).view(AgreeingArray)),
    ],
)
def test_a_comparison_of_its_own_is_not_asked(name, answer):
    assert not judge(find(name), answer).passed


@pytest.mark.parametrize("name", ["isclose", "exp"])
def test_what_stands_in_numpys_place_is_named(monkeypatch, name):
    own = types.FunctionType((lambda *given, **named: np.True_).__code__, {"__name__": "__main__", "np": np})
    monkeypatch.setattr(np, name, own)
    verdict = judge(find("softmax_rows"), right)
    assert not verdict.passed and f"in the place of numpy.{name}" in verdict.sentence
