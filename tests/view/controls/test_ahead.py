"""Pictures are drawn ahead while the loop rests, one at a time; whoever comes meanwhile is heard."""

from __future__ import annotations

import asyncio
import warnings
from signal import SIG_IGN, SIGINT, getsignal, raise_signal, signal
from typing import Any

import numpy as np
import pytest
from IPython.display import display

import nbkit as nb
from nbkit.gate.mode import RECORD
from nbkit.view import plots
from nbkit.view.controls import ahead as module
from nbkit.view.controls.ahead import Ahead, likely, quietly
from nbkit.view.controls.control import choice, slider, toggle
from nbkit.view.controls.explorer import Explorer, explore
from nbkit.view.controls.memory import forget_all

ALT = "A line through the origin."


async def the_rest() -> None:
    """Wait until all that goes on beside is done."""
    await asyncio.gather(*asyncio.all_tasks() - {asyncio.current_task()}, return_exceptions=True)


def rested(act: Any) -> None:
    """Act on a running loop, and let it rest."""

    async def all_of_it() -> None:
        act()
        await the_rest()

    asyncio.run(all_of_it())


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Draw without a pause, and on a busy machine as well."""
    monkeypatch.setattr(module, "ON", True)
    monkeypatch.setattr(module, "REST", 0.0)
    monkeypatch.setattr(module, "LATER", 0.0)
    monkeypatch.setattr(module, "BREATH", 0.0)
    monkeypatch.setattr(module, "LONG", 60.0)


def drawing(k: float) -> str:
    return f'<svg xmlns="http://www.w3.org/2000/svg"><text>slope {k}</text></svg>'


class Drawn:
    """A picture that counts how often each slope was drawn."""

    def __init__(self) -> None:
        self.slopes: list[int] = []

    def __call__(self, k: int) -> str:
        self.slopes.append(k)
        return drawing(k)


def made(draw: Any = None) -> tuple[Explorer, list[int]]:
    drawn = draw or Drawn()
    explorer = explore(drawn, alt=lambda k: f"A line of slope {k}.", k=slider(-9, 9, 0))
    return explorer, getattr(drawn, "slopes", [])


def move(explorer: Explorer, k: int) -> None:
    explorer.controls["k"].widget.value = k


def shown(explorer: Explorer) -> str:
    return str(explorer._svg.value)


def test_the_next_pictures_are_there_before_they_are_asked_for() -> None:
    explorer, slopes = made()
    rested(lambda: move(explorer, 2))
    assert slopes == [0, 2, 2, 4, 6, 3, 1, -9, 9, 0]
    seen = len(slopes)
    move(explorer, 4)
    assert len(slopes) == seen and 'aria-label="A line of slope 4."' in shown(explorer)
    other, _ = made()
    move(other, 4)
    assert shown(explorer) == shown(other)


def test_a_figure_drawn_ahead_has_the_pixels_of_one_drawn_when_it_is_asked_for() -> None:
    def waves(k: int) -> Any:
        return plots.curves([0, 1, 2], {"a": [0, k, -k], "b": [k, 0, k]}, title=f"slope {k}")

    explorer, _ = made(waves)
    rested(lambda: move(explorer, 2))
    for k in (4, -3, 6, 2, 3):
        move(explorer, k)
        other, _ = made(waves)
        move(other, k)
        assert explorer._image.value == other._image.value and explorer._image.tooltip == other._image.tooltip


def test_a_move_stops_what_was_begun() -> None:
    explorer, slopes = made()

    async def moves() -> None:
        move(explorer, 2)
        await asyncio.sleep(0)
        move(explorer, -5)
        await asyncio.sleep(0)
        explorer._ahead.stop()
        await the_rest()

    asyncio.run(moves())
    assert slopes == [0, 2, -5]


def test_others_are_heard_between_two_pictures() -> None:
    explorer, slopes = made()
    heard: list[int] = []

    async def moves() -> None:
        loop = asyncio.get_running_loop()
        move(explorer, 2)
        while len(slopes) < 10:
            loop.call_soon(lambda: heard.append(len(slopes)))
            await asyncio.sleep(0)

    asyncio.run(moves())
    assert set(heard) >= set(range(3, 10))


def test_a_changed_function_is_seen_once_a_cell_ran() -> None:
    factor = [1]
    explorer, _ = made(lambda k: drawing(factor[0] * k))
    rested(lambda: move(explorer, 2))
    move(explorer, 4)
    before = shown(explorer)
    forget_all()
    factor[0] = 3
    move(explorer, 2)
    move(explorer, 4)
    assert shown(explorer) != before


def test_a_cell_stops_what_was_begun() -> None:
    explorer, slopes = made()

    async def moves() -> None:
        move(explorer, 2)
        while len(slopes) < 5:
            await asyncio.sleep(0)
        forget_all()
        await the_rest()

    asyncio.run(moves())
    assert len(slopes) == 5


def test_a_picture_of_random_numbers_is_drawn_each_time() -> None:
    rng = np.random.default_rng(0)
    explorer, _ = made(lambda k: drawing(k * rng.normal()))
    rested(lambda: move(explorer, 2))
    first = shown(explorer)
    rested(lambda: move(explorer, 3))
    drawn = rng.bit_generator.state["state"]
    rested(lambda: move(explorer, 2))
    assert shown(explorer) != first and rng.bit_generator.state["state"] != drawn


def test_nothing_is_drawn_ahead_where_one_picture_takes_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LONG", 0.0)
    explorer, slopes = made()
    rested(lambda: move(explorer, 2))
    assert slopes == [0, 2, 2]


def test_nothing_is_drawn_ahead_while_notebooks_are_recorded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(RECORD, "1")
    explorer, slopes = made()
    rested(lambda: move(explorer, 2))
    assert slopes == [0, 2]


def test_an_error_is_met_when_one_goes_there() -> None:
    def draw(k: int) -> Any:
        if k > 2:
            raise ValueError("too steep")
        return drawing(k)

    explorer, _ = made(draw)
    rested(lambda: move(explorer, 2))
    assert explorer._error.value == ""
    move(explorer, 3)
    assert "too steep" in explorer._error.value


def test_a_drawing_that_does_not_end_can_be_interrupted_once_and_for_all() -> None:
    def draw(k: int) -> Any:
        slopes.append(k)
        if k > 2:
            raise_signal(SIGINT)
        return drawing(k)

    slopes: list[int] = []
    explorer, _ = made(draw)
    before = signal(SIGINT, SIG_IGN)
    try:
        rested(lambda: move(explorer, 2))
        rested(lambda: move(explorer, 1))
        assert slopes == [0, 2, 2, 4, 1] and getsignal(SIGINT) == SIG_IGN
    finally:
        signal(SIGINT, before)


def test_without_a_loop_nothing_is_begun() -> None:
    drawn: list[Any] = []
    Ahead(lambda settings: bool(drawn.append(settings))).start([{"k": 1}])
    assert drawn == []


@pytest.mark.parametrize(
    "loud", [lambda: display("here"), lambda: print("here"), lambda: warnings.warn("odd", stacklevel=1)]
)
def test_what_says_something_is_not_taken(loud: Any, capsys: pytest.CaptureFixture[str]) -> None:
    assert quietly(lambda: (loud(), 1)) is None
    assert capsys.readouterr() == ("", "")


def test_the_control_that_moved_comes_first_and_goes_on() -> None:
    controls = {"a": slider(0.0, 1.0, 0.5, 0.1), "b": choice(["x", "y", "z"]), "c": toggle(), "d": nb.pad(3)}
    before = {name: control.setting for name, control in controls.items()}
    found = likely(controls, before | {"a": 0.1}, before | {"a": 0.3})
    assert [one["a"] for one in found[:6]] == [0.3, 0.5, 0.7, 0.4, 0.2, 0.0]
    others = [{name: one[name] for name in one if one[name] != before[name]} for one in found[7:-1]]
    assert [one.get("b") for one in others[:2]] == ["y", "z"] and others[2]["c"] is True
    samples = [one["d"]["sample"] for one in others[3:]]
    assert samples == [0, 1, 2, 4, 5, 6, 7, 8, 9, None] and found[-1] == before
