"""A reel as a part of a page: each control has a label, the first picture shows, names are unique."""

import base64
import re
from html.parser import HTMLParser

import pytest

from nbkit.publish.film.pack import pack, unpack
from nbkit.publish.film.reel import COMPUTES, PAD, SWEPT, Picture, Reel, looks, named, script
from nbkit.publish.film.settings import COMPUTED, GRID, SWEEP


def control(label="k", kind="slider", words=("0", "1", "2"), start=1, play=False):
    return {"label": label, "kind": kind, "words": list(words), "start": start, "play": play}


def reel(*controls, way=GRID, kept=None, **how):
    controls = controls or (control(),)
    kept = kept or [list(range(len(one["words"]))) for one in controls]
    count = len(kept[0]) if way == GRID and len(kept) == 1 else 200
    frames = pack([(f'<svg><path id="s0"/><text>{k}</text></svg>', f"Picture {k}.") for k in range(count)])
    return Reel("c01-7-0", list(controls), way, kept, frames, 100.0, 50.0, 12.0, **how)


class Labels(HTMLParser):
    """Finds the words of each label with a control in it."""

    def __init__(self):
        super().__init__()
        self.found, self.inside = [], False

    def handle_starttag(self, tag, attributes):
        self.inside = self.inside or tag == "label"
        if tag == "label":
            self.found.append(["", []])
        elif self.inside and tag in ("input", "select"):
            self.found[-1][1].append(dict(attributes).get("type", tag))

    def handle_endtag(self, tag):
        self.inside = self.inside and tag != "label"

    def handle_data(self, data):
        if self.inside and self.found:
            self.found[-1][0] += data


def test_each_control_has_a_label():
    kinds = control("w"), control("way", "choice"), control("sure", "toggle", ("off", "on"), 0)
    labels = Labels()
    labels.feed(reel(*kinds, kept=[[0, 1, 2], [0, 1, 2], [0, 1]]).html())
    assert [kind for _, (kind,) in labels.found] == ["range", "select", "checkbox"]
    assert [words.split()[0] for words, _ in labels.found] == ["w", "way", "sure"]


def test_the_first_picture_is_that_of_the_start():
    found = reel()
    assert found.first.alt == "Picture 1."
    assert 'aria-label="Picture 1."' in found.html()


def test_the_frames_lie_beside_it():
    html = reel().html()
    stored = re.search(r'class="nbkit-reel-frames">([^<]+)<', html)[1]
    assert [alt for _, alt in unpack(base64.b64decode(stored))] == ["Picture 0.", "Picture 1.", "Picture 2."]


def test_a_slider_that_begins_among_fewer_steps_stands_where_it_stood():
    thin = reel(control(words="abcde", start=2), kept=[[0, 2, 4]])
    assert 'max="2" step="1" value="1" aria-valuetext="c"' in thin.html()
    assert any("k moves in larger steps" in sentence for sentence in thin.said())


def test_the_page_says_how_it_differs_from_the_notebook():
    assert reel().said() == []
    assert reel(control(), control(), way=SWEEP).said() == [SWEPT]
    assert reel(control(kind="pad")).said() == [PAD]
    assert reel(way=COMPUTED, rule="two_spaces", data={}).said() == [COMPUTES]
    failed = reel(failures=["No picture for k = 2: ValueError: no"])
    assert failed.said() == failed.failures
    assert "<p>No picture for k = 2: ValueError: no</p>" in failed.html()


def test_a_slider_that_plays_has_a_button():
    assert 'aria-label="Play k"' in reel(control(play=True)).html()
    assert "nbkit-reel-play" not in reel().html()


@pytest.mark.parametrize("label", ['a "b" <c>', "x₁ & x₂"])
def test_labels_are_escaped(label):
    labels = Labels()
    labels.feed(reel(control(label)).html(label))
    assert labels.found[0][0].startswith(label)


def test_names_of_shapes_are_those_of_their_picture():
    svg = '<path id="s0"/><use href="#s0"/><g fill="url(#h0)"/><text>id="s0"</text>'
    assert (
        named(svg, "p-") == '<path id="p-s0"/><use href="#p-s0"/><g fill="url(#p-h0)"/><text>id="s0"</text>'
    )
    assert 'id="c1-0-s0"' in Picture("c1-0", svg, "A picture.", 1, 1, 0).html()
    assert 'id="again-s0"' in Picture("c1-0", svg, "A picture.", 1, 1, 0).html("again")


def test_the_player_is_small():
    assert len(script()) + len(looks()) < 20_000
