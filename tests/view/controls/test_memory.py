"""Frames are handed out once one of them was drawn twice alike, up to so many bytes, until a cell runs."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from IPython.core.events import EventManager, available_events

from nbkit.view.controls import memory as module
from nbkit.view.controls.memory import Frame, Memory

THREE = Frame("Three.", b"333", 3)


class Drawn:
    """Draws frames, all of them alike, and counts them."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self) -> Frame:
        self.count += 1
        return THREE


def ask(memory: Memory, *settings: int) -> int:
    """Ask for frames, and return how many of them were drawn."""
    drawn = Drawn()
    assert all(memory.frame_at(setting, drawn) == THREE for setting in settings)
    return drawn.count


def test_nothing_is_handed_out_before_one_was_drawn_twice_alike() -> None:
    memory = Memory()
    assert ask(memory, 3, 4, 5) == 3
    assert ask(memory, 3) == 1
    assert ask(memory, 3, 4, 5) == 0


@pytest.mark.parametrize("again", [THREE._replace(png=b"334"), THREE._replace(words="Four.")])
def test_what_differs_from_one_time_to_the_next_is_never_remembered(again: Frame) -> None:
    memory = Memory()
    assert ask(memory, 3, 4) == 2
    assert memory.frame_at(3, lambda: again) is again
    assert ask(memory, 3, 3, 4, 4) == 4
    memory.forget()
    assert ask(memory, 3, 3, 3) == 3


def test_an_error_is_raised_each_time() -> None:
    def fails() -> Frame:
        raise ValueError("too steep")

    memory = Memory()
    ask(memory, 3, 3)
    for _ in range(2):
        with pytest.raises(ValueError, match="too steep"):
            memory.frame_at(4, fails)
    assert ask(memory, 3, 4) == 1


def test_what_is_forgotten_has_to_be_drawn_twice_again() -> None:
    memory = Memory()
    ask(memory, 3, 3)
    memory.forget()
    assert ask(memory, 3, 3, 3) == 2


def test_what_a_cell_overtakes_is_not_remembered() -> None:
    memory = Memory()

    def draw() -> Frame:
        memory.forget()
        return THREE

    memory.frame_at(3, draw)
    assert ask(memory, 3, 3, 3) == 2


def test_the_frame_that_nobody_asked_for_longest_goes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "KEPT", 3 * THREE.size)
    memory = Memory()
    assert ask(memory, 1, 1, 2, 3, 1, 4) == 5
    assert ask(memory, 1, 3, 4) == 0 and ask(memory, 2) == 1


@pytest.mark.parametrize("event", ["pre_run_cell", "post_run_cell"])
def test_a_cell_that_runs_makes_it_forget(event: str, monkeypatch: pytest.MonkeyPatch) -> None:
    events = EventManager(None, available_events)
    monkeypatch.setattr("IPython.get_ipython", lambda: SimpleNamespace(events=events))
    memory, other = Memory(), Memory()
    assert ask(memory, 3, 3, 3) == ask(other, 4, 4, 4) == 2
    assert len(events.callbacks[event]) == 1
    events.trigger(event, None)
    assert ask(memory, 3, 3, 3) == ask(other, 4, 4, 4) == 2
