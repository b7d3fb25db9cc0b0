"""The judge's end of an answer: started in a process of its own, asked, and ended when its time is up."""

from __future__ import annotations

import multiprocessing
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from multiprocessing.context import BaseContext
from threading import Timer
from time import monotonic
from types import ModuleType
from typing import Any
from unittest.mock import patch

import cloudpickle

from nbkit.grade.answer import serve
from nbkit.grade.raised import raised
from nbkit.grade.values import BrokenValue, read
from nbkit.learn.exercise import Case, Exercise, Function, WrongKind
from nbkit.learn.exercises import modules
from nbkit.learn.explain_error import explain_error
from nbkit.learn.outcome import Elsewhere, Outcome, run_all

ENDED = "it ended the process that it ran in: is there an os._exit, or a crash in compiled code?"
BROKEN = "what it sent cannot be read: does it write to files that are not its own?"
START = 60.0  # seconds in which the cells that an answer needs must have run
PATIENCE = 5.0  # seconds for a message that has begun to come
LARGEST = 512 << 20  # bytes of one outcome


class TooLate(Exception):
    """The process did not say anything in time."""


class Answer(Elsewhere):
    """A learner's answer in a process of its own; close it, or use it in a `with`."""

    def __init__(self, exercise: Exercise, cells: Sequence[str], seconds: float = START) -> None:
        self.pipe, theirs = multiprocessing.Pipe()
        self.process = _context().Process(target=serve, args=(theirs,), daemon=True)  # type: ignore[attr-defined]
        with _no_script():
            self.process.start()
        theirs.close()
        self.told = self._defined(exercise, cells, seconds)
        self.replaced = self.told.get("replaced")

    def _defined(self, exercise: Exercise, cells: Sequence[str], seconds: float) -> dict[str, Any]:
        """What the process says of the answer when it has run the cells, or why it cannot say anything."""
        try:
            self.ask("define", bare(exercise), list(cells))
            told: dict[str, Any] = self.hear(seconds)
        except WrongKind as error:
            return {"sentence": str(error)}
        except TooLate:
            return {"sentence": f"the cells that it needs were stopped after {seconds:g} seconds."}
        if "error" in told:
            return {"sentence": explain_error(raised(told["error"])), "earlier": told["earlier"]}
        return told

    def __enter__(self) -> Answer:
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.join()
        self.pipe.close()

    def run_all(self, exercise: Function, cases: list[Case], seconds: float) -> tuple[list[Outcome], bool]:
        """Return the outcomes of the cases, and whether all came in time.

        An experiment is carried out here, and only what it calls runs there.
        """
        if exercise.goal is not None:
            return run_all(exercise, Called(self, 0), cases, seconds)
        outcomes: list[Outcome] = []
        deadline = monotonic() + seconds
        try:
            self.ask("attempt", bare(exercise), cases)
            while len(outcomes) < len(cases):
                outcomes.append(_outcome(self.hear(deadline - monotonic())))
            self.replaced = self.hear(deadline + 1 - monotonic()) or self.replaced
        except TooLate:
            return outcomes, False
        except WrongKind as error:
            return outcomes + [Outcome(error=error)] * (len(cases) - len(outcomes)), True
        return outcomes, True

    def ask(self, *what: Any) -> None:
        """Send what the process is to do. Raises WrongKind where there is none any more."""
        try:
            self.pipe.send_bytes(cloudpickle.dumps(what))
        except OSError:
            raise WrongKind(ENDED) from None

    def hear(self, seconds: float) -> Any:
        """Return what the process says next; raise TooLate, or WrongKind where it ended or cannot be read."""
        try:
            if not self.pipe.poll(max(seconds, 0.0)):
                raise TooLate
            with self._killed_after(max(seconds, 0.0) + PATIENCE):  # half a message may be all that comes
                data = self.pipe.recv_bytes(LARGEST)
            return read(data, lambda number: Called(self, number))
        except BrokenValue:
            raise WrongKind(BROKEN) from None
        except (EOFError, OSError):
            raise WrongKind(ENDED) from None

    @contextmanager
    def _killed_after(self, seconds: float) -> Iterator[None]:
        timer = Timer(seconds, self.process.kill)
        timer.start()
        try:
            yield
        finally:
            timer.cancel()


class Called:
    """A function that an answer's process keeps: calling it calls that one."""

    def __init__(self, answer: Answer, number: int) -> None:
        self._answer, self._number = answer, number

    def __call__(self, *given: Any, **named: Any) -> Any:
        self._answer.ask("call", self._number, given, named)
        while True:  # the guard ends it when its time is up
            try:
                told = self._answer.hear(0.1)
                break
            except TooLate:
                continue
        if "error" in told:
            raise raised(told["error"])
        return told["value"]


def bare(exercise: Exercise) -> Function:
    """The exercise without all that is not for an answer: how it is called, and its untouched stub."""
    use = getattr(exercise, "use", None) if getattr(exercise, "goal", None) is None else None
    empty: dict[str, Any] = {"minutes": 0, "difficulty": 1, "prompt": "", "hints": ()}
    return Function(name=exercise.name, chapter=exercise.chapter, stub=exercise.stub, use=use, **empty)


def _outcome(told: dict[str, Any]) -> Outcome:
    error = None if told["error"] is None else raised(told["error"])
    return Outcome(told["value"], error, frozenset(told["warned"]), told["mutated"], told["printed"])


@contextmanager
def _no_script() -> Iterator[None]:
    """A new process would run the script that started this one: let it find none."""
    with patch.dict(sys.modules, {"__main__": ModuleType("__main__")}):
        yield


@cache
def _context() -> BaseContext:
    """Where it can be, processes are forked from one that has loaded the packages and ran no answer."""
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    for module in modules():  # what an exercise's own functions need goes along with them
        cloudpickle.register_pickle_by_value(module)
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["nbkit.grade.answer"])
    return context
