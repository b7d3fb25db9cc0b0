"""Figures of chapter 14: each number and frame is where it belongs, nothing is clipped."""

import numpy as np
import pytest
from fits import LONG, check_it_fits

from nbkit.view.plots import vision

IMAGE = np.arange(30.0).reshape(5, 6) / 30
EDGE = np.array([[1.0, -1.0], [1.0, -1.0]])
SAID = {"a": np.eye(10)[3], "b": np.full(10, 0.1), "c": np.eye(10)[8]}
FIGURES = {
    "filtered": lambda: vision.filtered(
        IMAGE, {"ink left": (EDGE, IMAGE), "ink right": (-EDGE, -IMAGE)}, title=LONG
    ),
    "sliding": lambda: vision.sliding(IMAGE, EDGE, (2, 3), title=LONG),
    "readings": lambda: vision.readings(np.eye(28), SAID, label=3, title=LONG),
    "explained": lambda: vision.explained(
        np.stack([np.eye(28)] * 5),
        {"one rule": np.ones((5, 784)), "z⁺ everywhere": np.ones((5, 784))},
        "abcde",
        title=LONG,
    ),
    "brought": lambda: vision.brought(np.eye(28), -np.eye(28), rule="LRP-0", title=LONG),
}


@pytest.mark.parametrize("name", FIGURES)
def test_the_title_is_shown_and_nothing_is_clipped(name):
    check_it_fits(FIGURES[name]())


def test_maps_share_one_scale_and_filters_have_their_own():
    _, *panels = FIGURES["filtered"]().axes
    limits = [ax.images[0].get_clim() for ax in panels]
    assert limits == [(-1, 1), (-29 / 30, 29 / 30)] * 2


def test_the_frame_stands_where_the_filter_looks():
    image, products, found = FIGURES["sliding"]().axes
    frame, spot = image.patches[0], found.patches[0]
    assert (frame.get_xy(), frame.get_width(), frame.get_height()) == ((2.5, 1.5), 2, 2)
    assert (spot.get_xy(), spot.get_width()) == ((2.5, 1.5), 1)
    said = [text.get_text() for text in products.texts]
    assert said == ["0.5", "−0.5", "0.7", "−0.7"]  # 15, 16, 21 and 22 of 30


def test_a_map_stands_in_its_margin_as_the_image_in_its_frame():
    """A map of 4 × 5 over an image of 5 × 6: half a pixel of margin on each side, with two-pixel filters."""
    image, _, found = FIGURES["sliding"]().axes
    assert (image.get_xlim(), image.get_ylim()) == ((-0.5, 5.5), (4.5, -0.5))
    assert (found.get_xlim(), found.get_ylim()) == ((-1.0, 5.0), (4.0, -1.0))


def test_the_map_is_drawn_up_to_the_place():
    found = np.ma.filled(FIGURES["sliding"]().axes[2].images[0].get_array(), np.nan)
    assert np.isfinite(found).sum() == 2 * 5 + 4
    np.testing.assert_allclose(found[2, 3], -2 / 30)


def test_each_network_has_its_bars_and_the_label_is_marked():
    ax = FIGURES["readings"]().axes[1]
    assert [bars.get_label() for bars in ax.containers] == list("abc")
    assert [bar.get_height() for bar in ax.containers[2]] == SAID["c"].tolist()
    assert [text.get_text() for text in ax.get_xticklabels()][2:4] == ["2", "3\n▲"]
    assert len({bars[0].get_hatch() for bars in ax.containers}) == 3


def test_each_map_stands_below_its_image_on_its_own_scale():
    maps = np.stack([np.eye(4), -2 * np.eye(4)])
    panels = vision.explained(np.stack([np.eye(4)] * 2), {"R": maps}, ["a", "b"]).axes
    assert [ax.get_xlabel() for ax in panels[:2]] == ["a", "b"]
    assert panels[0].figure.get_supxlabel().startswith("blue speaks for it, vermillion against it")
    assert [ax.images[0].get_clim() for ax in panels[2:]] == [(-1, 1), (-2, 2)]
    assert panels[3].images[0].get_array().tolist() == maps[1].tolist()


def test_one_image_stands_beside_its_map_and_blank_paper_has_no_outline():
    image, found = FIGURES["brought"]().axes
    assert (image.get_xlabel(), found.get_xlabel()) == ("image", "LRP-0")
    assert found.images[0].get_array().tolist() == (-np.eye(28)).tolist()
    assert len(found.collections) == 1
    assert not vision.brought(np.zeros(784), np.zeros(784)).axes[1].collections
