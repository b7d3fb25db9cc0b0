"""A tour: a picture a step, in which nothing moves and numbers appear as they become known."""

import re
from xml.etree import ElementTree

import pytest
from small_graphs import SVG, meeting, network

import nbkit as nb
from nbkit.view.graphs.tour import Tour


@pytest.mark.parametrize("make", [meeting, network])
def test_every_step_has_a_sentence_and_a_sound_picture(make):
    tour = Tour(*make())
    sizes, said = set(), set()
    for place in range(len(tour.steps)):
        picture = tour.picture(place)
        root = ElementTree.fromstring(picture.svg)
        assert root.get("aria-label") == picture.alt == tour.words(place) and picture.alt.endswith(".")
        assert (
            picture.alt.startswith(f"Step {place} of {len(tour.steps) - 1}, ")
            and len(picture.alt.split()) > 6
        )
        assert ("nbg-halo" in picture.html.partition("</style>")[2]) == (place > 0)
        sizes.add((root.get("width"), root.get("height")))
        said.add(picture.alt)
    assert len(sizes) == 1 and len(said) == len(tour.steps)  # nothing jumps, and no two steps say the same


def numbers_on_edges(tour, place, kind):
    inside = ElementTree.fromstring(tour.picture(place).svg).iter(f"{SVG}text")
    return [text.text for text in inside if kind in text.get("class")]


def test_numbers_appear_as_they_become_known():
    tour = Tour(*meeting())
    assert numbers_on_edges(tour, 0, "nbg-val") == ["3", "2", "−2"] and not numbers_on_edges(
        tour, 3, "nbg-grad"
    )
    assert numbers_on_edges(tour, 2, "nbg-val") == ["3", "2", "6", "−2", "4"]
    assert numbers_on_edges(tour, 4, "nbg-grad") == ["∂ ?", "∂ ?", "∂ 4 + ?", "∂ ?", "∂ 6", "∂ 1"]
    assert numbers_on_edges(tour, 6, "nbg-grad") == ["∂ 20", "∂ 30", "∂ 10", "∂ 6", "∂ 6", "∂ 1"]


def test_nothing_moves_between_steps():
    def places(place):
        return re.findall(
            r'class="nbg-(?:operation|variable)" x="([^"]+)" y="([^"]+)"', tour.picture(place).svg
        )

    tour = Tour(*meeting())
    assert places(0) == places(3) == places(6) and len(places(0)) == 5


def test_a_large_graph_is_seen_through_a_window_that_follows():
    with nb.Graph().as_default():
        h = nb.Variable(0.5, "w")
        for k in range(50):
            h = nb.tanh(h, name=f"h{k}")
    tour = Tour(nb.square(h, name="L"))
    tops = [
        float(re.search(r'viewBox="\S+ (\S+) \S+ \S+" class="nbs-', tour.picture(i).svg)[1])
        for i in (1, 25, 51)
    ]
    assert tops[0] < tops[1] < tops[2] and tour.picture(25).html.count("<circle") == 52
    assert "<circle" not in Tour(*meeting()).picture(1).html


def test_names_cannot_become_markup():
    with nb.Graph().as_default():
        loss = nb.square(nb.Variable([[1.0, 2.0]], '<b>&"'), name="</text><script>")
        tour = Tour(nb.sum(loss, name='"><img>'))
    for place in range(len(tour.steps)):
        tags = {node.tag.removeprefix(SVG) for node in ElementTree.fromstring(tour.picture(place).svg).iter()}
        assert not tags & {"script", "img", "b"} and "<script" not in tour.picture(place).html


def test_both_themes_are_in_the_picture():
    html = Tour(*meeting()).picture(1).html
    assert "prefers-color-scheme:dark" in html and "[data-jp-theme-light=false]" in html
