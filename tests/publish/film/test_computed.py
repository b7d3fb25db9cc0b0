"""What is computed in the page is what Python draws: the same accuracy, points, lines and border."""

import re

import numpy as np
import pytest
from lab import NEEDS_CHROMIUM
from test_player import chromium, opened, page_of  # noqa: F401 (a fixture)

import nbkit as nb
from nbkit.publish.film.computed import RULES, rule_of, script
from nbkit.publish.film.inside import described, frame
from nbkit.publish.film.settings import COMPUTED
from nbkit.publish.film.takes import Take
from nbkit.view import plots

NAMES = ("w11", "w21", "b1", "w12", "w22", "b2")
START = (2.1, 1.4, 3.7, 0.9, -1.0, -3.5)
MOVE = """(settings) => {
    const reel = document.querySelector(".nbkit-reel").reel;
    settings.forEach((setting, place) => { reel.controls[place].value = setting; });
    reel.controls[0].dispatchEvent(new Event("input"));
    return reel.picture.innerHTML;
}"""
NUMBER = r"-?\.?\d[\d.]*"


def best_output(h, y):
    """As in chapter 9."""
    *w, b = np.linalg.lstsq(np.column_stack([h, np.ones(len(h))]), 2.0 * y - 1, rcond=None)[0]
    return np.column_stack([np.negative(w), w]), np.array([-b, b])


def explorer():
    X = np.random.default_rng(0).uniform((-5, -4), (5, 4), (80, 2))
    y = (X[:, 1] > 0.3 * X[:, 0] ** 2 - 2).astype(int)

    def bend(w11, w21, b1, w12, w22, b2):
        W, b = np.array([[w11, w12], [w21, w22]]), np.array([b1, b2])
        out = best_output(nb.sigmoid(X @ W + b), y)
        right = ((nb.sigmoid(X @ W + b) @ out[0] + out[1]).argmax(axis=1) == y).mean()
        return plots.two_spaces(X, y, [W, b, *out], title=f"accuracy {right:.3f}")

    ends = {"w": 3, "b": 6}
    sliders = {n: nb.slider(-ends[n[0]], ends[n[0]], v, 0.1) for n, v in zip(NAMES, START, strict=True)}
    return nb.explore(bend, alt="Two planes, two lines.", **sliders)


def reel_of(found):
    controls = [described(control) for control in found.controls.values()]
    starts, take = [one["start"] for one in controls], Take("c09-1-0")
    kept = [list(range(len(one["words"]))) for one in controls]
    with found.held():
        data = RULES["two_spaces"](found.picture_at({})[0])
        take.head = {"controls": controls, "way": COMPUTED, "kept": kept, "rule": "two_spaces", "data": data}
        take.hear({"at": starts, **frame(found, starts)})
    return take.reel()


def numbers(svg, form):
    """The numbers of each path that fits a form, as whole places: steps are added up."""
    found = []
    for data in re.findall(rf'<path d="([^"]*)"[^>]*{form}', svg):
        values = np.array([float(one) for one in re.findall(NUMBER, data)]).reshape(-1, 2)
        found.append(values if "L" in data else values.cumsum(axis=0))
    return found


def apart(here, there):
    """How far a point of one set is from the next of the other at most; a step of nothing is not written."""
    distances = np.hypot(*(here[:, None] - there).transpose(2, 0, 1))
    return max(distances.min(axis=0).max(), distances.min(axis=1).max())


def beside(here, there):
    """How far points lie from the line through two others, however long either is drawn."""
    right, down = there[-1] - there[0]
    return np.abs((here - there[0]) @ [-down, right]).max() / np.hypot(right, down)


def test_a_tag_names_the_rule():
    assert rule_of(["explorer", "computed:two_spaces"]) == "two_spaces"
    assert rule_of(["computed:something else"]) == ""


def test_the_rule_is_given_the_points_and_both_planes():
    found = explorer()
    with found.held():
        data = RULES["two_spaces"](found.picture_at({})[0])
    assert [plane["x"] for plane in data["planes"]][1] == pytest.approx([-0.06, 1.06])
    assert sum(map(len, data["points"])) == 80
    assert "two_spaces" in script()


@pytest.fixture(scope="module")
def found():
    return explorer()


@pytest.fixture(scope="module")
def address(found, tmp_path_factory):
    return page_of(tmp_path_factory.mktemp("page"), reel_of(found).html())


@NEEDS_CHROMIUM
def test_the_page_draws_what_python_draws(chromium, address, found):  # noqa: F811
    settings = np.random.default_rng(1).integers(0, [61, 61, 121, 61, 61, 121], (6, 6)).tolist()
    with opened(chromium, address) as page, found.held():
        for setting in [*settings, [30, 30, 60, 30, 30, 60]]:
            drawn, expected = page.evaluate(MOVE, setting), frame(found, setting)["svg"]
            assert re.findall(r"accuracy [\d.]+", drawn) == re.findall(r"accuracy [\d.]+", expected)
            points = [numbers(svg, 'style="marker:url[^>]*')[-2:] for svg in (drawn, expected)]
            for here, there in zip(*points, strict=True):
                assert apart(here, there) < 0.3
            for line in ('stroke="#009e73"', 'stroke="#cc79a7"'):
                (here, *_), (there, *_) = (numbers(svg, line) for svg in (drawn, expected))
                assert beside(here, there) < 0.5
