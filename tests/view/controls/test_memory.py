"""A frame is remembered once it was drawn twice alike, up to so many bytes, until a cell runs."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from IPython.core.events import EventManager, available_events

from nbkit.view.controls import memory as module
from nbkit.view.controls.memory import Frame, Memory

THREE = Frame("Three.", b"333", 3)


def trusted(*settings: int) -> Memory:
    memory = Memory()
    for setting in settings:
        memory.keep(setting, THREE)
    memory.compare(settings[0], lambda: THREE)
    return memory


def test_nothing_is_handed_out_before_it_was_drawn_twice_alike() -> None:
    memory = Memory()
    memory.keep(3, THREE)
    assert memory.frame_at(3) is None
    memory.compare(3, lambda: THREE)
    assert memory.frame_at(3) is THREE and memory.frame_at(4) is None


@pytest.mark.parametrize("again", [None, THREE._replace(png=b"334"), THREE._replace(words="Four.")])
def test_what_differs_from_one_time_to_the_next_is_never_remembered(again: Frame | None) -> None:
    memory = Memory()
    memory.keep(3, THREE)
    memory.compare(3, lambda: again)
    memory.forget()
    memory.keep(3, THREE)
    memory.compare(3, lambda: THREE)
    assert not memory.trusted and memory.frame_at(3) is None


def test_what_is_forgotten_has_to_be_drawn_twice_again() -> None:
    memory = trusted(3)
    memory.forget()
    memory.keep(3, THREE)
    assert memory.frame_at(3) is None
    memory.compare(3, lambda: THREE)
    assert memory.frame_at(3) is THREE


def test_the_frame_that_nobody_asked_for_longest_goes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "KEPT", 3 * THREE.size)
    memory = trusted(1, 2, 3)
    memory.frame_at(1)
    memory.keep(4, THREE)
    assert [setting for setting in range(1, 5) if memory.frame_at(setting)] == [1, 3, 4]


@pytest.mark.parametrize("event", ["pre_run_cell", "post_run_cell"])
def test_a_cell_that_runs_makes_it_forget(event: str, monkeypatch: pytest.MonkeyPatch) -> None:
    events = EventManager(None, available_events)
    monkeypatch.setattr("IPython.get_ipython", lambda: SimpleNamespace(events=events))
    memory, other = trusted(3), trusted(4)
    assert len(events.callbacks[event]) == 1
    events.trigger(event, None)
    assert not memory.trusted and memory.frame_at(3) is None and not other.trusted
