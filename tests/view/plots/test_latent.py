"""The figures about the latent plane: every image where its code is, every digit of a canvas in its place."""

import numpy as np
import pytest
from fits import LONG, check_it_fits

from nbkit.view.plots import latent as plots_latent

rng = np.random.default_rng(0)
Z, Y, IMAGES = rng.normal(size=(40, 2)), np.arange(40) % 10, rng.random((12, 784))

FIGURES = {
    "plane": lambda: plots_latent.latent_plane(Z, Y % 3, title=LONG),
    "ten": lambda: plots_latent.latent_plane(Z, Y, title=LONG),
    "one": lambda: plots_latent.from_the_plane(Z, Y % 3, Z[:1], IMAGES[:1], title=LONG),
    "twelve": lambda: plots_latent.from_the_plane(Z, Y % 3, Z[:12], IMAGES, title=LONG),
    "film": lambda: plots_latent.film({"a": IMAGES, "b": IMAGES}, range(12), title=LONG),
    "canvas": lambda: plots_latent.canvases({"": np.zeros((56, 84))}, [0, 1, 2], [0, 1], title=LONG),
}


@pytest.mark.parametrize("name", FIGURES)
def test_the_title_is_shown_and_nothing_is_clipped(name):
    check_it_fits(FIGURES[name]())


def test_each_digit_has_its_own_points():
    found = plots_latent.latent_plane(Z, Y % 3).axes[0].collections
    assert [dots.get_label() for dots in found] == ["0", "1", "2"]
    for kind, dots in enumerate(found):
        np.testing.assert_array_equal(dots.get_offsets(), Z[kind == Y % 3])


def test_codes_that_are_no_plane_are_refused():
    with pytest.raises(ValueError, match=r"got \(40, 3\) and \(40,\)"):
        plots_latent.latent_plane(np.zeros((40, 3)), Y)


def test_points_are_numbered_on_the_plane_as_beneath_the_images():
    plane, *panels = FIGURES["twelve"]().axes
    assert [text.get_text() for text in plane.texts] == [panel.get_xlabel() for panel in panels]
    assert [text.get_position() for text in plane.texts] == [tuple(z) for z in Z[:12]]
    for panel, image in zip(panels, IMAGES, strict=True):
        np.testing.assert_array_equal(panel.images[0].get_array().ravel(), image)


def test_rows_of_a_film_have_one_length():
    with pytest.raises(ValueError, match=r"got \[12, 3\]"):
        plots_latent.film({"a": IMAGES, "b": IMAGES[:3]})


def test_the_top_row_of_a_canvas_is_the_highest_place():
    ax = plots_latent.canvases({"": np.zeros((28 * 3, 28 * 2))}, [5, 6], [-1, 0, 1]).axes[0]
    shown = {
        label.get_text(): place for label, place in zip(ax.get_yticklabels(), ax.get_yticks(), strict=True)
    }
    assert shown == {"1": 13.5, "0": 41.5, "−1": 69.5}
    assert [label.get_text() for label in ax.get_xticklabels()] == ["5", "6"]


def test_each_of_ten_digits_has_its_own_colour():
    found = plots_latent.latent_plane(np.zeros((10, 2)), np.arange(10)).axes[0].collections
    assert len({tuple(c.get_facecolors()[0]) for c in found}) == 10
