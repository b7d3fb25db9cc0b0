"""What is drawn ahead, in a copy of the kernel, is what the kernel would have drawn; else it draws itself."""

from __future__ import annotations

import gc
import os
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import ipywidgets as ipw
import latency
import numpy as np
import pytest
from copies import ON_LINUX, open_files, state, wait_for
from widget_tree import tree

import nbkit as nb
from nbkit.gate.mode import RECORD
from nbkit.view import plots
from nbkit.view.controls import ahead as module
from nbkit.view.controls import apart, cells
from nbkit.view.controls.ahead import Ahead
from nbkit.view.controls.beside import bury
from nbkit.view.controls.control import slider
from nbkit.view.controls.explorer import Explorer, explore
from nbkit.view.controls.memory import Frame, Memory
from nbkit.view.controls.pad import Page

pytestmark = ON_LINUX
COURSE = Path(__file__).parents[3] / "course"


@pytest.fixture(autouse=True)
def waiting(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A kernel that waits, as between two cells; every picture is worth a copy, which does not stand back."""
    monkeypatch.setattr(module, "WORTH", 0.0)
    monkeypatch.setattr(apart, "KIND", 0)
    cells.ended()
    yield
    cells.begun()


def drawing(k: float) -> str:
    return f'<svg xmlns="http://www.w3.org/2000/svg"><text>slope {k}</text></svg>'


class Drawn:
    """A picture that counts which slopes were drawn here; what a copy draws, it counts in the copy."""

    def __init__(self, draw: Callable[[int], Any] = drawing) -> None:
        self.draw, self.slopes = draw, list[int]()

    def __call__(self, k: int) -> Any:
        self.slopes.append(k)
        return self.draw(k)


def made(draw: Callable[[int], Any] = drawing) -> tuple[Explorer, list[int]]:
    drawn = Drawn(draw)
    return explore(drawn, alt=lambda k: f"A line of slope {k}.", k=slider(-9, 9, 0)), drawn.slopes


def move(explorer: Explorer, *slopes: int) -> None:
    for k in slopes:
        explorer.controls["k"].widget.value = k


def shown(explorer: Explorer) -> str:
    return str(explorer._svg.value)


def child_of(explorer: Explorer) -> int:
    """Return the number of the copy that draws for an explorer; 0 for none."""
    return explorer._ahead._copy._child if explorer._ahead._copy is not None else 0


def known(explorer: Explorer, count: int = 19) -> None:
    """Wait until so many frames are known."""
    wait_for(
        lambda: explorer._ahead._gather() or len(explorer._ahead._memory.settings()) >= count, "nothing comes"
    )


def gone(child: int) -> bool:
    bury()
    return not state(child)


def test_the_next_pictures_are_there_before_they_are_asked_for() -> None:
    explorer, slopes = made()
    move(explorer, 2)
    known(explorer)
    move(explorer, *range(-9, 10))
    assert slopes == [0, 2] and 'aria-label="A line of slope 9."' in shown(explorer)
    cells.begun()
    other, _ = made()
    move(other, 9)
    assert shown(explorer) == shown(other)


@pytest.mark.parametrize("name", ["00_start_here", "04_graphs_by_hand", "08_backpropagation"])
def test_explorers_of_chapters_show_what_they_show_without_a_copy(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "REST", 600.0)
    explorers = latency.explorers_of(COURSE / f"{name}.ipynb")
    assert explorers
    for explorer in explorers.values():
        cells.begun()
        here, ahead = latency.Pass(explorer), latency.Pass(explorer, rest=0.05)
        assert ahead.pictures == here.pictures and ahead.drawn <= here.drawn / 2


def test_what_is_drawn_in_two_ways_is_never_taken_from_a_copy() -> None:
    rng, count = np.random.default_rng(0), [0]

    def counted(k: int) -> str:
        count[0] += 1
        return drawing(count[0] + 0 * k)

    for draw in (lambda k: drawing(rng.normal()), counted, lambda k: drawing(time.monotonic_ns())):
        explorer, slopes = made(draw)
        move(explorer, 1)
        child = child_of(explorer)
        wait_for(lambda e=explorer: e._ahead._gather() or not child_of(e), "it is not seen that it changes")
        move(explorer, 2, 3, 2, 3)
        assert slopes == [0, 1, 2, 3, 2, 3] and child and not child_of(explorer)


def test_a_frame_is_trusted_only_after_one_that_the_kernel_drew_came_out_the_same() -> None:
    explorer, _ = made()
    move(explorer, 2)
    copy = explorer._ahead._copy
    assert copy is not None
    wait_for(lambda: os.fstat(copy._said).st_size > 2000, "nothing comes")
    first, second, *_ = copy.said()
    assert (
        first[0] == (2,)
        and not explorer._ahead._memory.learn(*second)
        and second[0] not in explorer._ahead._memory
    )
    assert explorer._ahead._memory.learn(*first) and explorer._ahead._memory.learn(*second)


def test_nothing_is_copied_before_a_move_nor_while_others_move_it() -> None:
    explorer, _ = made()
    assert not child_of(explorer)
    with explorer._hold():
        move(explorer, 1, 2)
        assert not child_of(explorer)


@pytest.mark.parametrize("why", ["a cell runs", "notebooks are recorded", "the system cannot bear it"])
def test_nothing_is_copied_where(why: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if why == "a cell runs":
        cells.begun()
    elif why == "notebooks are recorded":
        monkeypatch.setenv(RECORD, "1")
    else:
        monkeypatch.setattr("sys.platform", "darwin")
    explorer, slopes = made()
    move(explorer, 1, 2)
    assert not child_of(explorer) and slopes == [0, 1, 2]


@pytest.mark.parametrize("event", [cells.begun, cells.ended])
def test_a_cell_ends_the_copy_and_all_is_forgotten(event: Callable[[], None]) -> None:
    factor = [1]
    explorer, _ = made(lambda k: drawing(factor[0] * k))
    move(explorer, 2)
    child = child_of(explorer)
    known(explorer)
    event()
    factor[0] = 3
    assert not child_of(explorer) and not explorer._ahead._memory.settings()
    move(explorer, 4)
    assert "slope 12" in shown(explorer)
    wait_for(lambda: gone(child), "the copy lives, or was not buried")


def test_an_error_is_met_when_one_goes_there() -> None:
    def draw(k: int) -> str:
        if k > 2:
            raise ValueError("too steep")
        return drawing(k)

    explorer, slopes = made(draw)
    move(explorer, 2)
    known(explorer, 12)
    assert explorer._error.value == ""
    move(explorer, 3)
    assert "too steep" in explorer._error.value and slopes == [0, 2, 3]
    move(explorer, 1)
    assert explorer._error.value == "" and slopes == [0, 2, 3]


def test_what_says_something_is_drawn_here(capsys: pytest.CaptureFixture[str]) -> None:
    def draw(k: int) -> str:
        if k == 3:
            print("here")
        return drawing(k)

    explorer, slopes = made(draw)
    move(explorer, 2)
    known(explorer, 18)
    move(explorer, 3)
    assert slopes == [0, 2, 3] and capsys.readouterr().out == "here\n"


def test_an_explorer_that_always_says_something_is_copied_once(capsys: pytest.CaptureFixture[str]) -> None:
    explorer, slopes = made(lambda k: print(k, end=" ") or drawing(k))
    move(explorer, 2)
    copy = explorer._ahead._copy
    assert copy is not None
    wait_for(lambda: not copy.tell(0), "it goes on")
    move(explorer, 3, 4)
    assert not child_of(explorer) and slopes == [0, 2, 3, 4] and capsys.readouterr().out == "0 2 3 4 "


def test_a_copy_that_hangs_dies_by_itself_and_nobody_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "SLOW", 1)
    here = os.getpid()
    explorer, slopes = made(lambda k: drawing(k) if os.getpid() == here else str(time.sleep(600)))
    move(explorer, 2)
    child = child_of(explorer)
    move(explorer, 3)
    wait_for(lambda: state(child) == "Z", "it hangs")
    move(explorer, 4, 5)
    assert slopes == [0, 2, 3, 4, 5] and not child_of(explorer)


def test_interrupting_the_kernel_while_it_draws_leaves_the_copy_at_work() -> None:
    explorer, slopes = made(lambda k: signal.raise_signal(signal.SIGINT) if k == 7 else drawing(k))
    move(explorer, 2)
    child = child_of(explorer)
    os.kill(child, signal.SIGINT)
    with pytest.raises(KeyboardInterrupt):
        move(explorer, 7)
    known(explorer, 18)
    move(explorer, 3)
    assert slopes == [0, 2, 7] and child_of(explorer) == child


def test_at_most_one_copy_lives() -> None:
    one, other = made()[0], made()[0]
    move(one, 1)
    move(other, 1)
    assert not child_of(one) and child_of(other)
    move(one, 2)
    assert child_of(one) and not child_of(other)


def test_a_copy_goes_with_its_explorer() -> None:
    ahead = Ahead({"k": slider(-9, 9, 0)}, lambda settings: Frame(str(settings["k"])), Memory())
    ahead.frame_at({"k": 2})
    ahead.follow({"k": 2})
    assert ahead._copy is not None
    child = ahead._copy._child
    del ahead
    gc.collect()
    wait_for(lambda: gone(child), "the copy lives, or was not buried")


def test_where_all_is_known_no_copy_is_made() -> None:
    explorer, slopes = made()
    move(explorer, 2)
    known(explorer)
    explorer._ahead.end()
    move(explorer, 5, -3)
    assert not child_of(explorer) and slopes == [0, 2]


def test_a_copy_hears_where_the_controls_went(monkeypatch: pytest.MonkeyPatch) -> None:
    """It draws one frame a move here, and so always the step after the next."""
    monkeypatch.setattr(module, "SPENT", 0.0)
    explorer, slopes = made()
    for k in range(-9, 10):
        move(explorer, k)
        wait_for(lambda: state(child_of(explorer)) == "S", "it draws on and on")
    assert slopes == [0, -9, -8, -7]


def test_a_copy_that_rests_long_ends_and_the_next_move_makes_another(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "SPENT", 0.0)
    monkeypatch.setattr(module, "REST", 0.0)
    explorer, _ = made()
    move(explorer, 2)
    child = child_of(explorer)
    wait_for(lambda: state(child) == "Z", "it does not end")
    known(explorer, 2)
    move(explorer, 2, 8)
    assert child_of(explorer) not in (0, child)
    wait_for(lambda: gone(child), "it was not buried")


def test_what_is_drawn_fast_is_not_worth_a_copy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "WORTH", 60.0)
    explorer, slopes = made()
    move(explorer, 2, 3)
    assert not child_of(explorer) and slopes == [0, 2, 3]


def test_a_system_without_room_for_a_copy_draws_here(monkeypatch: pytest.MonkeyPatch) -> None:
    def full() -> int:
        raise BlockingIOError(11, "no room for another process")

    monkeypatch.setattr("nbkit.view.controls.beside.fork", full)
    before = open_files()
    explorer, slopes = made()
    move(explorer, 2, 3)
    assert slopes == [0, 2, 3] and open_files() <= before


def test_figures_drawn_ahead_have_the_pixels_of_those_drawn_here() -> None:
    def waves(k: int) -> Any:
        return plots.curves([0, 1, 2], {"a": [0, k, -k], "b": [k, 0, k]}, title=f"slope {k}")

    explorer, slopes = made(waves)
    move(explorer, 2)
    known(explorer)
    pictures = {k: (move(explorer, k), bytes(explorer._image.value))[1] for k in (4, -3, 6, 2, 3)}
    cells.begun()
    for k, picture in pictures.items():
        other, _ = made(waves)
        move(other, k)
        assert bytes(other._image.value) == picture
    assert slopes == [0, 2] and any(isinstance(one, ipw.Image) for one in tree(explorer.widget))


def test_a_pad_with_strokes_of_ones_own_is_no_obstacle() -> None:
    explorer = explore(lambda digit: drawing(float(digit.picture.sum())), alt="A digit.", digit=nb.pad())
    strokes = [[[100.0, 100.0], [150.0, 150.0]]]
    explorer.controls["digit"].widget.value = Page(sample=None, strokes=strokes, thickness=24)
    known(explorer, 12)
