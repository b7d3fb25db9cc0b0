"""Handwriting made like MNIST: its place does not matter, its size hardly, and MNIST's own stay."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import nbkit as nb
from nbkit.data.strokes import SIDE, centre_by_mass, cut_out, ink, prepare

points = st.lists(st.tuples(st.integers(60, 220), st.integers(60, 220)), min_size=1, max_size=8)
writings = st.lists(points, min_size=1, max_size=4)
thin = settings(max_examples=30, deadline=None)


def moved(strokes, right, down, scale=1.0):
    return [[(scale * x + right, scale * y + down) for x, y in stroke] for stroke in strokes]


def centre(picture):
    return np.argwhere(picture).T @ picture[picture > 0] / picture.sum()


@thin
@given(writings, st.integers(-40, 40), st.integers(-40, 40))
def test_where_it_is_written_changes_nothing(strokes, right, down):
    here, there = prepare(ink(strokes)), prepare(ink(moved(strokes, right, down)))
    assert np.abs(here.ink - there.ink).max() > 0 or (right, down) == (0, 0)
    np.testing.assert_allclose(here.cut, there.cut, atol=1e-9)
    np.testing.assert_allclose(here.picture, there.picture, atol=1e-9)


@thin
@given(writings, st.floats(0.5, 0.9))
def test_how_large_it_is_written_changes_little(strokes, scale):
    strokes = [*strokes, [(60, 60), (140, 220)]]  # at least as large as a digit: a dot is all edge
    large, small = prepare(ink(strokes, 24)), prepare(ink(moved(strokes, 20, 20, scale), 24 * scale))
    near = [(down, right) for down in (-1, 0, 1) for right in (-1, 0, 1)]  # it may round to the next pixel
    others = [np.roll(small.picture, shift, axis=(0, 1)) for shift in near]
    assert min(np.abs(large.picture - other).mean() for other in others) < 0.05
    assert abs(large.picture.sum() / small.picture.sum() - 1) < 0.1


@thin
@given(writings, st.integers(4, 40))
def test_ink_lies_between_0_and_1_and_is_centred_by_mass(strokes, thickness):
    written = prepare(ink(strokes, thickness))
    for picture in written:
        assert picture.min() >= 0 and 0 < picture.max() <= 1
    inked = np.argwhere(written.picture)
    at_an_edge = (inked.min(axis=0) == 0) | (inked.max(axis=0) == 27)
    assert ((np.abs(centre(written.picture) - 14) < 0.5001) | at_an_edge).all()
    assert np.isclose(written.picture.sum(), written.cut.sum())  # no ink is lost


@thin
@given(writings)
def test_the_box_is_full_in_one_direction_and_keeps_proportions(strokes):
    written = prepare(ink(strokes))
    wide, high = (np.ptp(np.flatnonzero(written.ink.any(axis=axis))) + 1 for axis in (0, 1))
    box = [np.ptp(np.flatnonzero(written.cut.any(axis=axis))) + 1 for axis in (0, 1)]
    assert box == [np.ceil(20 * side / max(wide, high) - 1e-9) for side in (wide, high)]


def test_a_line_is_as_thick_as_the_pen_with_grey_edges():
    picture = ink([[(100, 50), (100, 200)]], 20.5)
    assert np.isclose(picture[120].sum(), 20.5) and np.isclose(picture[120, 89], 0.25)
    assert set(picture[120, 90:110]) == {1.0} and picture[:39].max() == 0 == picture[211:].max()


def test_lines_that_cross_are_not_darker_than_ink():
    cross = ink([[(50, 50), (200, 200)], [(50, 200), (200, 50)]])
    assert cross.max() == 1 and np.isclose(cross[125, 125], 1)


def test_nothing_written_stays_empty():
    for strokes in ([], [[(-100, -100), (-50, 300)]], [[(400, 400)]]):
        written = prepare(ink(strokes))
        assert [stage.shape for stage in written] == [(SIDE, SIDE), (20, 20), (28, 28)]
        assert not any(stage.any() for stage in written)


def test_a_dot_becomes_a_disc_in_the_middle():
    written = prepare(ink([[(33, 71)]]))
    assert np.isclose(written.cut.sum(), np.pi * 10**2, rtol=0.05)
    assert (np.abs(centre(written.picture) - 14) < 0.5001).all()


def test_what_leaves_the_canvas_is_cut_off():
    inside, across = (ink([[(x, 140), (200, 140)]]) for x in (0, -500))
    np.testing.assert_allclose(inside[:, 30:], across[:, 30:], atol=1e-9)
    assert across[140, 0] == 1


def test_the_pictures_of_mnist_come_back_pixel_for_pixel():
    X = nb.load_mnist(images=True).X_test
    again = [prepare(np.kron(picture, np.ones((10, 10)))).picture for picture in X[:200]]
    np.testing.assert_allclose(again, X[:200], atol=1e-12)


def test_digits_drawn_large_and_smoothly_are_still_read():
    from PIL import Image

    X, y = (part[:200] for part in nb.load_mnist(images=True, scaled=False)[2:])
    large = [Image.fromarray(picture).resize((280, 280), Image.Resampling.BILINEAR) for picture in X]
    again = np.array([prepare(np.asarray(picture) / 255).picture for picture in large])
    network = nb.load_mnist_mlp()
    before, after = (nb.accuracy(nb.forward(network, pictures), y) for pictures in (X / 255, again))
    assert (before, after) == (0.98, 0.965)


@pytest.mark.parametrize("turn", [slice(None), slice(None, None, -1)])
def test_no_ink_leaves_however_heavy_a_corner_is(turn):
    cut = np.zeros((20, 20))
    cut[:3, :3], cut[-1, -1] = 1, 0.1
    picture = centre_by_mass(cut[turn, turn])[turn, turn]
    assert picture[-1, -1] == 0.1 and picture.sum() == cut.sum()


def test_what_is_even_on_all_sides_does_not_move_by_a_rounding_error():
    rng = np.random.default_rng(0)
    for quarter in rng.random((50, 10, 10)):
        half = np.hstack([quarter, quarter[:, ::-1]])
        cut = np.vstack([half, half[::-1]])
        np.testing.assert_array_equal(centre_by_mass(cut), np.pad(cut, 4))


@pytest.mark.parametrize("wide", range(5, 200, 7))
def test_the_ink_stands_in_the_middle_of_its_box(wide):
    picture = np.zeros((280, 280))
    picture[40:240, 11 : 11 + wide] = 1
    inked = np.flatnonzero(cut_out(picture).any(axis=0))
    assert len(inked) == np.ceil(wide / 10) and 0 <= (19 - inked[-1]) - inked[0] <= 1


@pytest.mark.parametrize("strokes", [[(1, 2)], [[1, 2]], [[(1, 2, 3)]], [[(1, np.nan)]], [[]]])
def test_what_is_no_stroke_is_refused(strokes):
    with pytest.raises(ValueError, match=r"expected a stroke as points \(x, y\)"):
        ink(strokes)


def test_a_pen_without_thickness_and_many_pictures_are_refused():
    with pytest.raises(ValueError, match="thickness above 0, got 0"):
        ink([[(1, 2)]], 0)
    with pytest.raises(ValueError, match=r"one picture \(h, w\), got shape \(2, 9, 9\)"):
        cut_out(np.ones((2, 9, 9)))
