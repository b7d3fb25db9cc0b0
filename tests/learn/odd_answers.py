"""Answers to softmax_rows that no check expects, and what is said where no misconception is known."""

import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from nbkit.learn.exercises import find
from nbkit.learn.guard import TimeUp
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
    raise TimeUp  # or the next input would start it again


def recurs(X):
    return recurs(X)


def grows_for_ever(X):
    kept = []
    while True:
        kept.append(np.ones(10**6))


def exits(X):
    exit()


def general_sentence(name: str, answer: Callable[..., Any]) -> str:
    """What is said where no misconception is known."""
    return judge(replace(find(name), misconceptions=[]), answer).sentence


def last_only(inputs, node):
    if not inputs[node]:
        return 0
    return 1 + last_only(inputs, inputs[node][-1])
