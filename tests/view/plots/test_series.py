"""Curves and bars: told apart, named where they end, nothing clipped or written over."""

import numpy as np
import pytest
from fits import LONG, check_it_fits, check_texts_apart
from matplotlib.colors import to_hex

from nbkit.view import plots
from nbkit.view.style import BLUE, axes

Z = np.linspace(-4, 4, 41)

FIGURES = {
    "curves": lambda: plots.curves(Z, {"tanh": np.tanh(Z), "z": Z}, title=LONG),
    "curves that meet": lambda: plots.curves(Z, {"tanh": np.tanh(Z), "step": Z > 0}, title=LONG),
    "loss": lambda: plots.loss_curves({"train": [3, 2, 1.0], "validation": [3, 2.5, 2.4]}, title=LONG),
    "panels": lambda: plots.curve_panels(
        Z, {"one": {"a": Z, "b": -Z}, "two": {"a": Z / 2, "b": 0 * Z}}, title=LONG
    ),
    "bars": lambda: plots.bars([0.018, 0.245, 0.737], ["a", "b", "c"], title=LONG),
}


@pytest.mark.parametrize("name", FIGURES)
def test_the_title_is_shown_and_no_text_is_clipped_or_written_over(name):
    fig = FIGURES[name]()
    check_it_fits(fig)
    check_texts_apart(fig)


def test_curves_differ_in_colour_and_in_style():
    lines = plots.curves(Z, {str(k): Z * k for k in range(4)}).axes[0].lines
    assert (
        len({line.get_color() for line in lines}) == len({str(line.get_linestyle()) for line in lines}) == 4
    )


def test_a_label_has_one_look_in_all_panels_and_no_other_label_has_it():
    left, right = plots.curve_panels(Z, {"one": {"a": Z, "b": -Z}, "two": {"c": Z, "b": -Z}}).axes
    looks = {line.get_label(): line.get_color() for line in (*left.lines, *right.lines)}
    assert len(set(looks.values())) == 3
    assert left.lines[1].get_color() == right.lines[1].get_color()


def test_curves_are_named_at_their_ends_unless_these_meet():
    apart = plots.curves(Z, {"up": Z, "down": -Z}).axes[0]
    assert apart.get_legend() is None
    assert plots.curves(Z, {"a": Z, "b": Z + 0.01}).axes[0].get_legend() is not None


@pytest.mark.parametrize("log", [False, True])
def test_a_curves_name_stands_where_it_ends_whatever_the_axis(log):
    curves = {"paths": [2.0, 32.0, 1024.0], "edges": [2.0, 10.0, 40.0], "nodes": [1.0, 2.0, 3.0]}
    ax = plots.loss_curves(curves, log=log).axes[0]
    assert [t.get_text() for t in ax.texts] == (list(curves) if log else [])  # else they meet
    ax.set_ylim(0.5, 4096)
    for name in ax.texts:
        (line,) = (line for line in ax.lines if line.get_label() == name.get_text())
        at, end = (
            name.get_transform().transform(name.get_position()),
            ax.transData.transform(line.get_xydata()[-1]),
        )
        assert at[1] == pytest.approx(end[1])


def test_a_history_brings_its_steps():
    class History(dict):
        steps = [10, 20, 30]

    line = plots.loss_curves(History(loss=[3.0, 2.0, 1.0])).axes[0].lines[0]
    assert line.get_xdata().tolist() == [10, 20, 30]


def test_panels_given_are_drawn_into():
    fig, ax = axes("Mine", "x", "y")
    assert plots.curves(Z, {"z": Z}, ax=ax) is fig and len(ax.lines) == 1


def test_the_highest_bar_stands_out():
    fig = plots.bars([0.1, 0.7, 0.2])
    colours = [to_hex(bar.get_facecolor()).upper() for bar in fig.axes[0].patches]
    assert colours[1] == BLUE and colours[0] == colours[2] != BLUE


def test_a_legend_stands_beside_the_plot():
    fig = FIGURES["curves that meet"]()
    fig.draw_without_rendering()
    ax = fig.axes[0]
    assert ax.get_legend().get_window_extent().x0 >= ax.get_window_extent().x1 - 1


def test_panels_share_their_scale():
    left, right = FIGURES["panels"]().axes
    assert left.get_ylim() == right.get_ylim()
