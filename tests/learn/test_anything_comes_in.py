"""Whatever a learner hands in, the check answers in a few lines and the kernel lives."""

import builtins
import gc
import io
import re
import sys
import threading
import time

import numpy as np
import pytest

from nbkit.learn.exercises import find
from nbkit.learn.guard import TimeUp, run_guarded
from nbkit.learn.judge import judge

SOFTMAX = find("softmax_rows")
right = SOFTMAX.reference()


def loops(X):
    while True:
        pass


def loops_and_catches(X):
    end = time.monotonic() + 3  # long after the guard gave up: before Python 3.12 nothing else ends it
    while time.monotonic() < end:
        try:
            while time.monotonic() < end:
                pass
        except BaseException:
            pass


def recurs(X):
    return recurs(X)


def recurs_and_catches(X):
    try:
        return recurs_and_catches(X)
    except Exception:
        return recurs_and_catches(X)


def prints_megabytes(X):
    for _ in range(200):
        print("x" * 10_000)
    return 3 * X + 1


def grows_for_ever(X):
    kept = []
    while True:
        kept.append(np.ones(10**6))


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


def exits(X):
    exit()


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


@pytest.mark.filterwarnings("error")
def test_what_a_stopped_answer_dies_of_is_told_to_nobody():
    def dies_of_something_else():
        try:
            while True:
                pass
        except TimeUp:
            raise RecursionError from None

    assert not run_guarded(dies_of_something_else, 0.1)  # else pytest reports the thread's exception


class Deep:
    """Garbage that needs room on the stack to go."""

    def __init__(self):
        self.itself = self

    def __del__(self):
        recurs(None)


def drops_garbage():
    Deep()
    gc.collect()


def collects_for_ever():
    while True:
        gc.collect(0)


@pytest.mark.parametrize("job", [drops_garbage, collects_for_ever])
def test_nor_what_garbage_dies_of(job, monkeypatch):
    def slow(phase, info):
        return [number**2 for number in range(10_000)]

    told = []
    monkeypatch.setattr(sys, "unraisablehook", told.append)
    gc.callbacks.append(slow)
    try:
        assert run_guarded(job, 0.2) == (job is drops_garbage)
    finally:
        gc.callbacks.remove(slow)
    assert told == []


@pytest.mark.skipif(sys.platform != "linux", reason="the limit is Linux's")
def test_what_grows_and_grows_is_refused_and_given_back(monkeypatch):
    import resource

    monkeypatch.setattr("nbkit.learn.guard.MEMORY_BYTES", 200 << 20)
    before = resource.getrlimit(resource.RLIMIT_AS)
    assert "too much memory" in judge(SOFTMAX, grows_for_ever, seconds=20).text
    assert "too much memory" in judge(SOFTMAX, lambda X: np.zeros((10**5, 10**5)) + 1).text
    assert resource.getrlimit(resource.RLIMIT_AS) == before
    assert np.ones(40 << 20).sum() == 40 << 20


def test_exit_leaves_stdin_open(monkeypatch):
    stdin = io.StringIO("still here")
    monkeypatch.setattr(sys, "stdin", stdin)
    judge(SOFTMAX, exits)
    assert stdin.read() == "still here"


def test_a_result_that_a_later_call_overwrites_is_read_in_time():
    buffer = np.empty(100)

    def reuses_memory(X):
        view = buffer[: X.size].reshape(X.shape)
        view[...] = right(X)
        return view

    assert judge(SOFTMAX, reuses_memory).passed


def idle(X):
    """Another docstring than the stub's."""


def test_a_body_that_does_nothing_is_not_attempted():
    assert not judge(SOFTMAX, idle).attempted
    assert judge(SOFTMAX, lambda X: 0).attempted


def test_no_address_is_printed():
    text = judge(SOFTMAX, lambda X: np.full(X.shape, object())).text
    assert "<object object>" in text and "0x" not in text


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


def test_one_number_is_no_evidence_for_a_rule():
    wrong_at_one_place = judge(
        find("stable_sigmoid"), lambda x: np.where(x == 1000, 0.0, find("stable_sigmoid").reference()(x))
    )
    assert "1 minus" not in wrong_at_one_place.text


def seen_is_made_once(node, seen=set()):  # noqa: B006
    if node in seen:
        return []
    seen.add(node)
    return [n for needed in node.input_nodes for n in seen_is_made_once(needed)] + [node]


def test_both_mutable_defaults_are_known():
    assert "a call remembers" in judge(find("postorder"), seen_is_made_once).text


PLACES = [
    (lambda x: np.where(x > 0, 1.0, 0.0) + (x < 0) * 3.0, "only where the input is negative"),
    (lambda x: np.where(x > 0, 1.0, np.where(x < 0, 0.0, 9.0)), "only where the input is 0"),
    (lambda x: np.where(x > 0, 2.5, 0.0), "factor of 2.5"),
    (lambda x: np.where(x > 0, 2.5 + np.arange(x.size).reshape(x.shape), 0.0), "where the input is positive"),
    (lambda x: np.where(x > 0, np.nan, 0.0), "NaN or infinity"),
    (
        lambda x: np.where(np.abs(x) > 1e9, np.nan, np.where(x > 0, 1.0, 0.0)),
        "NaN or infinity at large inputs",
    ),
]


@pytest.mark.parametrize(("answer", "sentence"), PLACES)
def test_where_it_goes_wrong_is_said(answer, sentence):
    verdict = judge(find("relu_slope"), answer)
    assert re.search(sentence, verdict.text), verdict.text


def test_a_warning_alone_is_refused():
    def warns(x):
        np.exp(np.array([1000.0]))
        return find("relu_slope").reference()(x)

    assert "NumPy warns of overflow" in judge(find("relu_slope"), warns).text


@pytest.mark.parametrize(
    "endless",
    [
        loops,
        pytest.param(
            loops_and_catches,
            marks=pytest.mark.skipif(sys.version_info < (3, 12), reason="needs sys.monitoring"),
        ),
    ],
)
def test_the_loop_is_really_stopped(endless):
    before = set(threading.enumerate())
    judge(SOFTMAX, endless, seconds=0.1)
    assert set(threading.enumerate()) <= before


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


def test_smallest_failing_case_shows_what_differs():
    text = judge(SOFTMAX, lambda X: right(X) + 1e-5 * (X.shape[1] == 3)).text
    given, expected, got = text.splitlines()[1:4]
    assert "X = [[0.3 2.9 4. ]]" in given
    assert expected.split("[")[-1] != got.split("[")[-1]
