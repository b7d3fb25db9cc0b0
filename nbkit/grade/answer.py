"""The process of one answer: it runs a learner's cells, and does with the answer what the judge asks for.

It never sees an exercise: no reference, no wrong answer, no expected value is in its memory, and the files
that hold them cannot be opened here. What it sends is read as plain values, whatever it is.
"""

from __future__ import annotations

import contextlib
import linecache
import os
import pickle
from collections.abc import Mapping, Sequence
from multiprocessing.connection import Connection
from typing import Any

import matplotlib.pyplot as plt
import numpy as np

import nbkit as nb
from nbkit.grade.fence import shut_in
from nbkit.grade.values import write
from nbkit.learn.exercise import Exercise, Function
from nbkit.learn.explain_error import line_of
from nbkit.learn.guard import quiet_surroundings
from nbkit.learn.outcome import Outcome, attempt, kind_and_message
from nbkit.learn.replaced import bindings, replaced
from nbkit.learn.stub import is_untouched

LOADED = (nb, np, plt)  # before any answer is: what is forked from here has them at once


class Answer:
    """What the cells define, and what came back from it that can be called."""

    def __init__(self, pipe: Connection) -> None:
        self.pipe = pipe
        self.kept: list[Any] = []
        self.before = bindings()

    def define(self, exercise: Exercise, cells: Sequence[str]) -> None:
        """Run the cells, and say what the answer is or what was raised."""
        names: dict[str, Any] = {"__name__": "__main__"}
        *before, last = cells
        answered = False
        try:
            for number, cell in enumerate(before, 1):
                run_cell(cell, f"earlier cell {number}", names)
            answered = True
            run_cell(last, "your cell", names)
        except BaseException as error:
            self.send({"error": as_told(error), "earlier": not answered})
            return
        answer = names.get(exercise.target)
        self.kept = [answer]
        kind = "class" if isinstance(answer, type) else "function" if callable(answer) else "value"
        told = {"kind": kind, "untouched": is_untouched(answer, exercise.stub_object()), "value": answer}
        told["replaced"] = replaced(self.before)
        self.pipe.send_bytes(write(told))

    def attempt(self, exercise: Function, cases: Sequence[Any]) -> None:
        """Send the outcome of each case, as soon as there is one."""
        for case in cases:
            self.send(as_plain(attempt(exercise, self.kept[0], case)))
        self.send(replaced(self.before))

    def call(self, number: int, given: Sequence[Any], named: Mapping[str, Any]) -> None:
        """Call the answer, or a function that came back from it, and send what comes back or is raised."""
        try:
            self.send({"value": self.kept[number](*given, **named)})
        except BaseException as error:
            self.send({"error": as_told(error)})

    def send(self, value: Any) -> None:
        self.pipe.send_bytes(write(value, self.keep))

    def keep(self, function: Any) -> int:
        """Keep what can be called, and return its number."""
        self.kept.append(function)
        return len(self.kept) - 1


def serve(pipe: Connection) -> None:
    """Do what the judge asks for, until it asks for nothing more."""
    _let_go_of_all_but(pipe)
    with contextlib.suppress(EOFError, BrokenPipeError), quiet_surroundings():
        shut_in()
        answer = Answer(pipe)
        while True:
            do, *what = pickle.loads(pipe.recv_bytes())
            getattr(answer, do)(*what)
    os._exit(0)  # nothing that the answer has left behind is waited for


def run_cell(source: str, name: str, names: dict[str, Any]) -> None:
    """Run one cell; its lines can be told in an error."""
    linecache.cache[name] = (len(source), None, source.splitlines(keepends=True), name)
    exec(compile(source, name, "exec"), names)


def as_plain(outcome: Outcome) -> dict[str, Any]:
    """An outcome as a dict."""
    told = None if outcome.error is None else as_told(outcome.error)
    return {
        "value": outcome.value,
        "error": told,
        "warned": set(outcome.warned),
        "mutated": outcome.mutated,
        "printed": outcome.printed,
    }


def as_told(error: BaseException) -> dict[str, Any]:
    """An error: what it is called, and the classes above it; its message; the line that raised it."""
    kinds = [kind.__name__ for kind in type(error).__mro__]
    text = "" if error.args == (None,) else kind_and_message(error)[1]
    return {"kinds": kinds, "text": text, "line": line_of(error)}


def _let_go_of_all_but(pipe: Connection) -> None:
    """Close what was open where this process comes from, and say nothing to its terminal."""
    os.closerange(3, pipe.fileno())
    os.closerange(pipe.fileno() + 1, 1024)
    nowhere = os.open(os.devnull, os.O_RDWR)
    for number in (0, 1, 2):
        os.dup2(nowhere, number)
