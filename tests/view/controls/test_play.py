"""The play button: to the end and no further, never ahead of the picture, and stopped at once."""

import asyncio
import time

import ipywidgets as ipw
import pytest

from nbkit.view import plots
from nbkit.view.controls.control import slider
from nbkit.view.controls.explorer import explore
from nbkit.view.controls.play import Play


def played(begin, until=None):
    """Run `begin` as a kernel would: inside a running loop, until nothing plays any more."""

    async def kernel():
        play = begin()
        for moment, action in (until or {}).items():
            asyncio.get_running_loop().call_later(moment, action)
        for _ in range(500):
            await asyncio.sleep(0.005)
            if not play.playing:
                return
        raise TimeoutError("it plays on")

    asyncio.run(kernel())


def begun(widget, pause=0.001):
    play = Play(widget, pause)

    def begin():
        play.button.click()
        return play

    return play, begin


def test_it_goes_to_the_end_step_by_step_and_stops_there():
    widget, seen = ipw.IntSlider(2, 0, 10, 3), []
    widget.observe(lambda change: seen.append(change["new"]), names="value")
    play, begin = begun(widget)
    played(begin)
    assert seen == [5, 8, 10] and play.button.description == "Play"
    seen.clear()
    played(begin)  # from the end it begins anew
    assert seen == [0, 3, 6, 9, 10]


def test_a_second_press_stops_it_on_its_way():
    widget = ipw.IntSlider(0, 0, 1000)
    play, begin = begun(widget, 0.005)
    played(begin, {0.1: play.button.click})
    assert 0 < widget.value < 100


def test_the_button_says_what_it_does():
    play, begin = begun(ipw.IntSlider(0, 0, 1000))
    said = []
    played(begin, {0.02: lambda: (said.append(play.button.description), play.stop())})
    assert said == ["Pause"] and (play.button.description, play.button.icon) == ("Play", "play")


def test_slow_pictures_leave_no_queue_of_stale_frames():
    drawn, at_stop = [], []

    def slow(k):
        drawn.append(k)
        time.sleep(0.03)
        if len(drawn) in (4, 8):
            asyncio.get_running_loop().call_soon(hand if len(drawn) == 4 else stop)
        return plots.curves([0, 1], {"a": [0, k]}, title="slow")

    def hand():
        control.widget.value = 400

    def stop():
        at_stop.append(len(drawn))
        control.play.stop()

    def begin():
        control.play.button.click()
        return control.play

    explorer = explore(slow, alt="A line that is slow to draw.", k=slider(0, 500, 0, play=True))
    control = explorer.controls["k"]
    control.play.pause = 0.001  # thirty times as fast as we draw
    played(begin)
    assert drawn[: at_stop[0]] == [0, 1, 2, 3, 400, 401, 402, 403]  # each once, and none that is stale
    assert len(drawn) == at_stop[0] == 8  # not a single frame comes late


def test_reset_stops_it_and_driving_does_not_need_it():
    explorer = explore(
        lambda k: plots.curves([0, 1], {"a": [0, k]}), alt="A line of slope k.", k=slider(0, 9, 3, play=True)
    )
    control = explorer.controls["k"]
    control.play.pause = 0.001

    def begin():
        control.play.start()
        return control.play

    played(begin, {0.02: explorer.reset})
    assert control.widget.value == 3
    assert [value for value, _ in explorer.drive()["k"]] == [0, pytest.approx(4, abs=1), 9]


def test_less_motion_hides_the_button_and_says_why():
    explorer = explore(
        lambda k: plots.curves([0, 1], {"a": [0, k]}), alt="A line of slope k.", k=slider(0, 9, play=True)
    )
    row = explorer.widget.children[0]
    assert [type(box).__name__ for box in row.children] == ["IntSlider", "Box", "Button"]
    button, still = row.children[1].children
    assert "nbkit-play" in button._dom_classes and "k" in button.tooltip
    rule = still.value.partition("prefers-reduced-motion: reduce")[2]
    assert ".nbkit-play { display: none !important }" in rule and "move k\nwith the arrow keys" in rule
