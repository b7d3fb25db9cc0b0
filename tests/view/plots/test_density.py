"""Figures of chapter 15: each place, cloud and path is where it belongs, nothing is clipped."""

import numpy as np
import pytest
from fits import LONG, check_it_fits

from nbkit.view.plots import density

RNG = np.random.default_rng(0)
CODES, DIGITS = RNG.normal(size=(30, 2)), np.repeat([1, 5, 6], 10)
IMAGES = RNG.random((12, 784))
HOLES = np.arange(30) < 4
FIGURES = {
    "places": lambda: density.places(CODES, dict.fromkeys("abc", (2 * CODES, HOLES)), title=LONG),
    "clouds": lambda: density.clouds(CODES, np.abs(CODES) / 9, DIGITS, title=LONG),
    "beneath": lambda: density.beneath(
        np.eye(5), (-5, 5, -5, 5), (CODES[0], [0.3, 0.1]), IMAGES[:3], ["x", "one", "two"], title=LONG
    ),
    "drawn_from": lambda: density.drawn_from(
        np.eye(5), (-4, 4, -4, 4), CODES, CODES[:12], IMAGES, ["?"] * 12, title=LONG
    ),
    "plane_and_canvas": lambda: density.plane_and_canvas(
        CODES, DIGITS, np.eye(56), (-5, 5, -5, 5), 2.5, title=LONG
    ),
    "circling": lambda: density.circling(dict.fromkeys("abc", CODES), title=LONG),
    "rings": lambda: density.rings(
        dict.fromkeys(["β₁ = 0.9", "β₁ = 0.5"], [CODES] * 7), range(7), CODES[:8], title=LONG
    ),
}


@pytest.mark.parametrize("name", FIGURES)
def test_the_title_is_shown_and_nothing_is_clipped(name):
    check_it_fits(FIGURES[name]())


def test_places_in_holes_are_crosses_and_all_others_dots():
    ax = FIGURES["places"]().axes[1]
    codes, drawn, missed = (np.asarray(points.get_offsets()) for points in ax.collections)
    np.testing.assert_array_equal(codes, CODES)
    np.testing.assert_array_equal(missed, 2 * CODES[:4])
    np.testing.assert_array_equal(drawn, 2 * CODES[4:])
    assert FIGURES["places"]().legends[0].get_texts()[2].get_text() == "drawn in a hole"


def test_a_cloud_is_as_wide_as_its_spreads_each_way():
    fig = density.clouds([[0, 1], [2, 3], [4, 5]], [[0.1, 0.2], [0.3, 0.4], [0.5, 0.6]], [6, 1, 6], reach=3)
    ones, _, sixes, _ = fig.axes[0].collections
    np.testing.assert_allclose([ones.get_widths(), ones.get_heights()], [[1.8], [2.4]])
    np.testing.assert_allclose([sixes.get_widths(), sixes.get_heights()], [[0.6, 3.0], [1.2, 3.6]])
    assert sixes.get_offsets().tolist() == [[0, 1], [4, 5]]
    assert [text.get_text() for text in fig.legends[0].get_texts()] == ["1", "6", "the bell"]


def test_the_circle_of_the_bell_reaches_as_far_as_the_clouds_are_drawn():
    (circle,) = density.clouds(CODES, CODES**2, DIGITS, reach=2).axes[0].patches
    assert (circle.get_width(), circle.get_center()) == (4, (0, 0))


def test_what_is_likely_is_dark_and_the_cloud_lies_where_it_is_said():
    ax, *pictures = FIGURES["beneath"]().axes
    np.testing.assert_allclose(ax.images[0].get_array(), np.exp(np.eye(5) - 1))
    assert ax.images[0].origin == "lower" and ax.images[0].get_extent() == [-5, 5, -5, 5]
    (ellipse,) = ax.patches
    assert (ellipse.get_width(), ellipse.get_height()) == (1.2, 0.4)
    np.testing.assert_array_equal(ellipse.get_center(), CODES[0])
    assert [panel.get_xlabel() for panel in pictures] == ["x", "one", "two"]


def test_each_place_has_its_number_and_its_image():
    ax, beside = FIGURES["drawn_from"]().axes
    assert [text.get_text() for text in ax.texts] == [str(k) for k in range(1, 13)]
    assert ax.texts[4].get_position() == tuple(CODES[4])
    tiles = beside.images[0].get_array()
    np.testing.assert_array_equal(
        tiles[39:67, 3:31], IMAGES[4].reshape(28, 28)
    )  # the first of the second row
    assert tiles.sum() == pytest.approx(IMAGES.sum())
    frame, caption = beside.patches[11], beside.texts[11]
    assert (frame.get_xy(), frame.get_width()) == ((104.5, 77.5), 28) and caption.get_text() == "12: ?"
    assert (ax.get_xlim(), ax.get_ylim()) == ((-4, 4), (-4, 4))


def test_the_frame_in_the_plane_is_what_the_canvas_shows():
    plane, canvas = FIGURES["plane_and_canvas"]().axes
    *codes, frame = plane.lines
    assert {tuple(corner) for corner in np.abs(frame.get_xydata()).tolist()} == {(2.5, 2.5)}
    assert canvas.images[0].get_extent() == [-2.5, 2.5, -2.5, 2.5] and canvas.images[0].origin == "upper"
    assert [points.get_label() for points in codes] == ["1", "5", "6"]
    np.testing.assert_array_equal(codes[1].get_xydata(), CODES[10:20])


def test_a_path_goes_from_the_disc_to_the_cross_within_one_window():
    panels = density.circling({"a": [[1, -1], [0, 2]], "b": [[1, -1], [-5, 0]]}).axes
    for ax, end in zip(panels, ([0, 2], [-5, 0]), strict=True):
        *_, way, disc, cross = ax.lines
        assert way.get_xydata()[-1].tolist() == cross.get_xydata()[0].tolist() == end
        assert disc.get_xydata().tolist() == [[1, -1]]
        assert ax.get_xlim() == pytest.approx((-5.4, 5.4))


def test_each_row_has_a_name_each_column_a_caption():
    panels = FIGURES["rings"]().axes
    assert [ax.get_ylabel() for ax in panels[::7]] == ["β₁ = 0.9", "β₁ = 0.5"]
    assert [ax.get_xlabel() for ax in panels] == [""] * 7 + list("0123456")
    real, drawn = panels[3].collections
    assert (len(real.get_offsets()), len(drawn.get_offsets())) == (8, 30)


def test_a_density_is_sampled_with_its_bottom_row_first():
    heights = density.shaded(lambda Z: Z[:, 0] + 10 * Z[:, 1], (0, 1, 2, 3), 3)
    assert heights[0].tolist() == [20, 20.5, 21] and heights[2, 0] == 30
