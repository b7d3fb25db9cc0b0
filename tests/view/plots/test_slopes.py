"""The figures about slopes: lines through the right points, arrows that point uphill, nothing clipped."""

import numpy as np
import pytest
from fits import LONG, check_it_fits
from matplotlib.quiver import Quiver

from nbkit.view.plots import slopes as plots_slopes

H = np.array([float(f"{m}e-{k}") for k in range(16, 0, -1) for m in (1, 3)])
POINTS = np.array([[1.0, 1.0], [2.0, -1.0]])
Z = np.linspace(-4, 4, 81)


def bowl(points):
    return points[:, 0] ** 2 + 4 * points[:, 1] ** 2


def arrows(**how):
    return plots_slopes.gradient_arrows(bowl, POINTS, POINTS * [2, 8], window=(-3, 3, -2, 2), **how)


FIGURES = {
    "secants": lambda: plots_slopes.secants(np.square, 2, 1, 0.5, span=(0, 2), title=LONG),
    "errors": lambda: plots_slopes.error_curves(
        H, {"forward": H, "central": H**2}, guides={"up": H, "steep": H**2, "down": 1e-16 / H}, title=LONG
    ),
    "arrows": lambda: arrows(title=LONG),
    "costs": lambda: plots_slopes.cost_slopes(Z, {"a": Z**2}, {"a": 2 * Z}, at=1, title=LONG),
}


@pytest.mark.parametrize("name", FIGURES)
def test_the_title_is_shown_and_nothing_is_clipped(name):
    check_it_fits(FIGURES[name]())


def test_secants_go_through_the_points_that_are_measured():
    lines = {
        line.get_label(): line
        for line in plots_slopes.secants(np.square, 4, 2, 0.5, span=(0, 3)).axes[0].lines
    }
    assert lines["forward"].get_xydata().tolist() == [[2, 4], [2.5, 6.25]]
    assert lines["central"].get_xydata().tolist() == [[1.5, 2.25], [2.5, 6.25]]
    x, y = lines["tangent"].get_data()
    np.testing.assert_allclose(y, 4 + 4 * (x - 2))


def test_an_error_of_zero_is_left_out_of_a_logarithmic_axis():
    ax = plots_slopes.error_curves([1e-2, 1e-1], {"exact": [0.0, 1e-3]}).axes[0]
    assert ax.lines[0].get_xydata().tolist() == [[1e-1, 1e-3]]
    assert (ax.get_xscale(), ax.get_yscale()) == ("log", "log")


def test_the_longest_arrow_has_the_length_asked_for_and_all_point_uphill():
    ax = arrows(length=0.2).axes[0]
    (quiver,) = [item for item in ax.collections if isinstance(item, Quiver)]
    drawn = np.stack([quiver.U, quiver.V], axis=1) / quiver.scale
    assert np.hypot(*drawn.T).max() == pytest.approx(0.2 * 6)
    assert (bowl(POINTS + 0.01 * drawn) > bowl(POINTS)).all()


def test_the_mark_sits_on_each_curve():
    fig = plots_slopes.cost_slopes(Z, {"a": Z**2}, {"a": 2 * Z}, at=2)
    marks = [line.get_xydata().tolist() for ax in fig.axes for line in ax.lines if len(line.get_xdata()) == 1]
    np.testing.assert_allclose(marks, [[[2, 4]], [[2, 4]]])


def test_heights_are_written_off_the_points_and_arrows():
    points = np.stack(np.meshgrid([-2.5, -1.5, -0.5, 0.5, 1.5, 2.5], [-1.5, -0.5, 0.5, 1.5]), -1).reshape(
        -1, 2
    )
    ax = plots_slopes.gradient_arrows(bowl, points, points * [2, 8], window=(-3, 3, -2, 2)).axes[0]
    (contours,) = (item for item in ax.collections if hasattr(item, "labelTexts"))
    (quiver,) = (item for item in ax.collections if isinstance(item, Quiver))
    tips = points + np.column_stack([quiver.U, quiver.V]) / quiver.scale
    spots = np.array([text.get_position() for text in contours.labelTexts])
    taken = np.concatenate([points, (points + tips) / 2, tips])
    assert len(spots) > 5
    assert np.hypot(*(spots[:, None] - taken).T).min() > 0.17
