"""The panel beside a step: what happens in lines that have room, and its arrays."""

from xml.etree import ElementTree

import numpy as np
from small_graphs import SVG, meeting

import nbkit as nb
from nbkit.view.graphs.panel import panel_of
from nbkit.view.graphs.steps import steps
from nbkit.view.graphs.tour import Tour


def test_long_names_do_not_run_into_each_other():
    with nb.Graph().as_default():
        long = nb.Variable(np.zeros((150, 300)), "a_name_that_goes_on_and_on_and_on")
        tour = Tour(nb.sum(nb.square(long, name="and_so_does_this_one_in_the_end")))
    for place in range(len(tour.steps)):
        for text in ElementTree.fromstring(tour.picture(place).svg).iter(f"{SVG}text"):
            if "nbs-line" in text.get("class") and text.text.endswith("(150, 300)"):
                assert len(text.text) <= 29


def lines(step, place):
    svg, _ = panel_of(step, place, 7)
    return [text.text for text in ElementTree.fromstring(f"<svg>{svg}</svg>").iter("text")]


def test_a_step_is_said_in_lines():
    walk = steps(*meeting())
    assert lines(walk[1], 1) == [
        "Step 1 of 6 · forward",
        "u = w × x = 3 × 2 = 6",
        "local slope ∂u/∂w = 2",
        "local slope ∂u/∂x = 3",
    ]
    assert lines(walk[5], 5)[:4] == [
        "Step 5 of 6 · backward through s",
        "from above: ∂L/∂s = 6",
        "to u: 6 × 1 = 6",
        "paths meet at u: 4 from L + 6 = 10 in all",
    ]


def test_of_many_arrays_six_are_shown_and_the_rest_is_counted():
    with nb.Graph().as_default():
        parts = [nb.Variable(np.ones(3), name=f"v{k}") for k in range(8)]
        walk = steps(nb.sum(sum(parts[1:], parts[0])))
    found = lines(walk[0], 0)
    assert "v5 (3,)" in found and "v6 (3,)" not in found and "and 2 more" in found
