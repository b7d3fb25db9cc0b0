"""A training that draws itself: few frames, one figure in the end, the same in every recording."""

import numpy as np
import pytest
from fits import LONG, check_it_fits

import nbkit as nb
from nbkit.gate.mime import FIGURE
from nbkit.train import History
from nbkit.view.controls import live
from nbkit.view.plots import training as plots_training


@pytest.fixture
def shown(monkeypatch):
    """What a notebook is given: (data, keyword arguments), one entry a display."""
    found = []
    monkeypatch.setattr("IPython.get_ipython", lambda: object())
    monkeypatch.setattr("IPython.display.display", lambda data, **how: found.append((data, how)))
    return found


@pytest.fixture
def clock(monkeypatch):
    now = [100.0]
    monkeypatch.setattr(live, "perf_counter", lambda: now[0])
    return now


def history(steps=3):
    h = History()
    for step in range(steps):
        h.add(step, {"loss": 2.0 / (1 + step), "valid loss": 2.5 / (1 + step), "accuracy": step / steps})
    return h


def test_frames_are_few_and_the_last_replaces_them(shown, clock):
    draw = nb.live()
    for moment, last in ((0, False), (0.1, False), (0.21, False), (0.22, True)):
        clock[0] = 100 + moment
        draw(history(), last)
    assert [how["update"] for _, how in shown] == [False, True, True]
    assert len({how["display_id"] for _, how in shown}) == 1
    data, how = shown[-1]
    assert FIGURE in data and "<img alt=" in data["text/html"]
    assert (
        data["text/plain"]
        == "loss after 2 steps: 0.667, valid loss after 2 steps: 0.833, accuracy after 2 steps: 0.667."
    )
    assert how["metadata"]["image/png"]["alt"] == data["text/plain"]


def test_a_second_training_gets_a_figure_of_its_own(shown, clock):
    draw = nb.live()
    for _ in range(2):
        draw(history())
        draw(history(), True)
    assert [how["update"] for _, how in shown] == [False, True, False, True]


def test_a_recording_shows_the_last_only(shown, clock, monkeypatch):
    monkeypatch.setenv("NBKIT_RECORD", "1")
    draw = nb.live()
    draw(history())
    assert shown == []
    draw(history(), True)
    assert len(shown) == 1 and "display_id" not in shown[0][1] and FIGURE in shown[0][0]


def test_it_is_what_fit_shows(shown, clock):
    w = nb.Variable(1.0, name="w")
    step = nb.GradientDescent(0.25).minimize(w * w)
    nb.fit(nb.Session(), step, {}, steps=9, watch={"loss": w * w}, show=nb.live())
    assert len(shown) == 2 and shown[-1][0]["text/plain"].startswith("loss after 9 steps")


def test_curves_of_one_thing_share_a_panel_and_lie_where_they_should():
    h = history()
    fig = plots_training.growing(h.steps, h)
    loss, accuracy = fig.axes
    assert [line.get_ydata().tolist() for line in loss.lines] == [
        h["loss"].tolist(),
        h["valid loss"].tolist(),
    ]
    np.testing.assert_array_equal(accuracy.lines[0].get_ydata(), h["accuracy"])
    assert [text.get_text() for text in fig.legends[0].get_texts()] == ["at hand", "unseen"]


def test_the_growing_curves_fit():
    h = history()
    check_it_fits(plots_training.growing(h.steps, h, title=LONG))
