"""What a cell may change is forgotten when one begins and when it ends; between cells a kernel waits."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from IPython.core.events import EventManager, available_events

from nbkit.view.controls import cells


class Known:
    """Counts how often it has to forget."""

    def __init__(self) -> None:
        self.count = 0

    def forget(self) -> None:
        self.count += 1


@pytest.fixture
def events(monkeypatch: pytest.MonkeyPatch) -> Iterator[EventManager]:
    """The events of a notebook."""
    events = EventManager(None, available_events)
    monkeypatch.setattr("IPython.get_ipython", lambda: SimpleNamespace(events=events))
    yield events
    cells.begun()


def test_all_forget_when_a_cell_begins_and_when_it_ends(events: EventManager) -> None:
    one, other = Known(), Known()
    cells.forget_with_cells(one)
    cells.forget_with_cells(other)
    assert len(events.callbacks["pre_run_cell"]) == len(events.callbacks["post_run_cell"]) == 1
    events.trigger("pre_run_cell", None)
    assert (one.count, other.count) == (1, 1)
    events.trigger("post_run_cell", None)
    assert (one.count, other.count) == (2, 2)


def test_a_kernel_waits_only_between_two_cells(events: EventManager) -> None:
    cells.forget_with_cells(known := Known())
    assert not cells.waiting(), "the cell that makes the first explorer is still running"
    events.trigger("post_run_cell", None)
    assert cells.waiting()
    events.trigger("pre_run_cell", None)
    assert not cells.waiting() and known.count == 2


def test_what_is_gone_does_not_forget() -> None:
    cells.forget_with_cells(known := Known())
    forget = known.forget
    del known, forget
    cells.forget_all()
