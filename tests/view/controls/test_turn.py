"""Two threads do not draw at once: what is moved beside a running cell waits for its end."""

from __future__ import annotations

import threading
from collections.abc import Callable
from types import SimpleNamespace

import pytest

from nbkit.view import plots
from nbkit.view.controls.control import slider
from nbkit.view.controls.explorer import Explorer, explore


@pytest.fixture
def waiting(monkeypatch: pytest.MonkeyPatch) -> list[Callable[[], None]]:
    """What a kernel's main thread will do next."""
    found: list[Callable[[], None]] = []
    kernel = SimpleNamespace(io_loop=SimpleNamespace(add_callback=found.append))
    shell = SimpleNamespace(kernel=kernel, events=SimpleNamespace(register=lambda *_: None))
    monkeypatch.setattr("IPython.get_ipython", lambda: shell)
    return found


@pytest.fixture
def drawn() -> list[int]:
    """At which settings something was drawn."""
    return []


@pytest.fixture
def explorer(waiting: list[Callable[[], None]], drawn: list[int]) -> Explorer:
    """An explorer in that kernel."""

    def picture(k: int) -> object:
        drawn.append(k)
        return plots.curves([0, 1], {"line": [0, k]}, title=f"k is {k}")

    made = explore(picture, alt=lambda k: f"k is {k}.", k=slider(0, 9, 1, label="k"))
    drawn.clear()
    return made


def elsewhere(work: Callable[[], object]) -> None:
    """Do some work in another thread, as ipykernel does with what a control says."""
    thread = threading.Thread(target=work)
    thread.start()
    thread.join()


def test_moves_from_another_thread_wait_and_the_last_is_drawn_once(
    explorer: Explorer, waiting: list[Callable[[], None]], drawn: list[int]
) -> None:
    widget = explorer.controls["k"].widget
    for k in (3, 4, 5):
        elsewhere(lambda k=k: setattr(widget, "value", k))  # type: ignore[misc]
    assert not drawn and explorer._image.tooltip == "k is 1."
    for work in waiting:
        work()
    assert drawn == [5] and explorer._image.tooltip == "k is 5."


def test_reset_from_another_thread_waits(
    explorer: Explorer, waiting: list[Callable[[], None]], drawn: list[int]
) -> None:
    explorer.controls["k"].widget.value = 7
    assert drawn == [7] and not waiting
    row = explorer.widget.children[0].children
    elsewhere(row[-1].click)
    assert explorer.values == {"k": 7} and drawn == [7]
    (work,) = waiting
    work()
    assert explorer.values == {"k": 1} and drawn == [7, 1]
