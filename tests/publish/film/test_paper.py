"""Letters can be read from the last row: what has small ones gets smaller paper, and its title fits."""

import pytest

from nbkit.publish.film.inside import as_svg
from nbkit.publish.film.paper import HIGH, LETTERS, ROOM, put_on_smaller_paper, too_large
from nbkit.publish.film.vector import drawn
from nbkit.view.style import axes, canvas, small_multiples


def on_slide(picture):
    """How many pixels the smallest letters of a picture have on a slide."""
    return picture.smallest * min(ROOM[0] / picture.width, ROOM[1] / picture.height)


@pytest.mark.parametrize("size", [(6.4, 4.0), (8.0, 6.5), (7.4, 5.6)])
def test_letters_can_be_read(size):
    figure, _ = axes("A title", "x", "y", size=size)
    assert on_slide(as_svg(figure)) >= LETTERS - 0.01


def test_a_high_figure_is_drawn_for_a_slide_of_its_own():
    figure, _ = axes("A title", "x", "y", size=(7.5, 8.35))
    picture = as_svg(figure)
    assert on_slide(picture) < LETTERS
    assert picture.smallest * HIGH / picture.height >= LETTERS - 0.01


def test_paper_that_is_right_is_left_as_it_is():
    figure, _ = axes("A title", size=(6.4, 4.0))
    assert (as_svg(figure).width, as_svg(figure).height) == pytest.approx((614.4, 384.0))


def test_what_smaller_paper_cannot_help_is_left_as_it_is():
    assert too_large(333, 1076, 13.3) == 1.0
    figure, _ = canvas(9.0, 8.0, "A diagram has its texts at fixed places")
    before = figure.get_size_inches().tolist()
    as_svg(figure)
    assert figure.get_size_inches().tolist() == before


def test_titles_are_broken_anew():
    title = "A title that is nearly as long as this figure is wide, and it is wide"
    figure, panels = small_multiples(3, 3, title)
    panels[0].set_title("one of three", loc="left")
    put_on_smaller_paper(figure, 1.6)
    drawn(figure)
    box = figure._suptitle.get_window_extent()
    assert box.x1 <= figure.bbox.x1
    assert " ".join(figure._suptitle.get_text().split()) == title
    assert panels[0]._left_title.get_window_extent().x1 <= panels[1].bbox.x0
