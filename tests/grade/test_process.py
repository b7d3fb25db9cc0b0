"""The judge's end: what it asks, what it hears, and that it never waits for ever."""

from __future__ import annotations

import time
from typing import Any

import numpy as np
import pytest
from answers import IMPORTS

from nbkit.grade.process import ENDED, Answer, bare
from nbkit.learn.exercise import Function, Run, WrongKind
from nbkit.learn.exercises import find


def answer_of(body: str) -> Answer:
    return Answer(find("perceptron"), [IMPORTS, f"def perceptron(x, w, b):\n    {body}"])


def test_an_exercise_goes_there_without_its_answers() -> None:
    sent = bare(find("postorder"))
    assert (sent.solved_by, sent.misconceptions, sent.hints, sent.prompt) == (None, [], (), "")
    assert sent.use is not None and sent.stub


def test_outcomes_tell_what_was_printed_changed_and_warned_of() -> None:
    case = {"x": np.ones(2), "w": np.ones(2), "b": 0.0}
    with answer_of("print('hello'); x[0] = 7; return np.log(w - 1).sum()") as answer:
        (outcome,), in_time = answer.run_all(find("perceptron"), [case], 20)
    assert in_time and outcome.printed == "hello\n" and outcome.warned == {"divide"}
    assert outcome.mutated["x"][0] == 7 and case["x"][0] == 1


def test_what_never_ends_is_ended_and_those_before_it_are_kept() -> None:
    cases = [{"x": np.ones(1), "w": np.ones(1), "b": b} for b in (0.0, 1.0, 2.0)]
    with answer_of("\n    while b == 1: pass\n    return 1") as answer:
        before = time.monotonic()
        outcomes, in_time = answer.run_all(find("perceptron"), cases, 1)
    assert (len(outcomes), in_time) == (1, False) and time.monotonic() - before < 20
    assert not answer.process.is_alive()


def test_a_process_that_ends_is_met_with_a_sentence() -> None:
    with answer_of("import os; os._exit(3)") as answer:
        outcomes, in_time = answer.run_all(find("perceptron"), [{"x": 1, "w": 1, "b": 1}] * 2, 20)
        with pytest.raises(WrongKind, match="ended the process"):
            answer.ask("call", 0, (), {})
            answer.hear(5)
    assert in_time and [str(outcome.error) for outcome in outcomes] == [ENDED] * 2


def test_half_a_message_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("nbkit.grade.process.PATIENCE", 0.5)
    body = "import os; [os.write(n, b'\\0\\0\\0\\7ab') for n in os.listdir('/proc/self/fd') if int(n) > 2]"
    with answer_of(f"{body}\n    while True: pass") as answer:
        before = time.monotonic()
        outcomes, _ = answer.run_all(find("perceptron"), [{"x": 1, "w": 1, "b": 1}], 3)
    assert time.monotonic() - before < 20 and (not outcomes or outcomes[0].error is not None)


def test_an_experiment_is_carried_out_here() -> None:
    def use(answer: Any, x: int) -> Run:
        return Run("reached" if answer(x)(y=2) == x + 2 else "no", "")

    told: dict[str, Any] = {"chapter": 1, "minutes": 1, "difficulty": 1, "prompt": "", "hints": ()}
    stub = "def perceptron(x): ..."
    experiment = Function(name="perceptron", stub=stub, use=use, goal=Run("reached", ""), **told)
    with Answer(experiment, ["def perceptron(x):\n    return lambda y: x + y"]) as answer:
        (outcome,), _ = answer.run_all(experiment, [{"x": 1}], 20)
        assert outcome.value == Run("reached", "")
        assert answer.told["kind"] == "function"
