"""An answer that never ends, fills the memory or leaves the kernel is stopped, and nothing is left behind."""

import gc
import io
import subprocess
import sys
import threading

import numpy as np
import pytest
from odd_answers import SOFTMAX, exits, grows_for_ever, loops, loops_and_catches, recurs

from nbkit.learn.guard import TimeUp, run_guarded
from nbkit.learn.judge import judge


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
        ends = job is drops_garbage  # which takes long where much garbage lies about
        assert run_guarded(job, 10 if ends else 0.2) == ends
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


BARE_SHELL = """
import numpy as np
import matplotlib
matplotlib.use("agg")
import matplotlib.pyplot as plt
from IPython.core.interactiveshell import InteractiveShell
from IPython.display import display
from nbkit.learn.judge import judge
from nbkit.learn.exercises import find

shell, published = InteractiveShell.instance(), []
shell.display_pub.publish = lambda *_, **__: published.append(1)
softmax, right = find("softmax_rows"), find("softmax_rows").reference()

def shows_pictures(X):
    figure = plt.figure()
    display(figure)
    return right(X)

def leaves(X):
    shell.ask_exit()

mine = plt.figure()
print(judge(softmax, right).passed, judge(softmax, shows_pictures).passed, judge(softmax, leaves).sentence)
print(len(published), plt.get_fignums() == [mine.number], hasattr(shell, "ask_exit"))
display(mine)
print(len(published))
"""


def test_a_bare_shell_will_do_and_pictures_are_shown_to_nobody():
    """Figures that an answer leaves open would be shown by the notebook, one for each input."""
    run = subprocess.run([sys.executable, "-c", BARE_SHELL], capture_output=True, text=True, timeout=120)
    assert run.stdout.splitlines() == [
        "True True it calls exit(): end with return, so that the notebook lives on.",
        "0 True False",
        "1",
    ], run.stderr
