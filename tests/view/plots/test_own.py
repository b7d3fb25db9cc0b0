"""Figures about one's own data: each value where it belongs, nothing clipped."""

import numpy as np
import pytest
from fits import LONG, check_it_fits, check_texts_apart

from nbkit.view import plots

rng = np.random.default_rng(0)
X = rng.normal(size=(50, 7))
X[3, 2] = 300.0
X[4, 1] = np.nan
RANGES = {"counted by rows": (0.77, 0.82, 0.87), "counted by groups": (0.73, 0.82, 0.9)}
SEEN, WORTH = rng.uniform(0.5, 0.9, 40), rng.uniform(0.5, 0.7, 40)

FIGURES = {
    "histograms": lambda: plots.histograms(X, [f"column_{k}" for k in range(7)], title=LONG),
    "one column": lambda: plots.histograms(X[:, :1], ["size"], title=LONG),
    "photographs": lambda: plots.photographs(rng.random((7, 9)), list("abcdefg"), title=LONG),
    "intervals": lambda: plots.intervals(RANGES, truth=0.8, title=LONG),
    "luck": lambda: plots.luck(SEEN, WORTH, xlabel="test", ylabel="truth", title=LONG),
    "named confusion": lambda: plots.confusion_matrix([0, 1, 1], [0, 1, 0], ["brown", "green"], title=LONG),
}


@pytest.mark.parametrize("name", FIGURES)
def test_the_title_is_shown_and_nothing_is_clipped(name):
    fig = FIGURES[name]()
    check_it_fits(fig)
    check_texts_apart(fig)


def test_a_histogram_counts_what_is_there_and_marks_both_ends():
    fig = plots.histograms(X, [f"column_{k}" for k in range(7)])
    assert len(fig.axes) == 7
    counts = [sum(bar.get_height() for bar in ax.patches) for ax in fig.axes]
    assert counts == [50, 49, 50, 50, 50, 50, 50]
    assert fig.axes[2].lines[0].get_xdata()[1] == 300.0


def test_no_more_than_a_dozen_columns_are_drawn():
    assert len(plots.histograms(rng.normal(size=(9, 40)), list(map(str, range(40)))).axes) == 12


def test_a_photograph_is_bright_where_its_numbers_are_high():
    image = plots.photographs([[[0.0, 1.0]]]).axes[0].images[0]
    assert image.get_cmap().name == "gray" and image.get_clim() == (0.0, 1.0)


def test_ranges_run_from_low_to_high_and_the_truth_crosses_them():
    ax = plots.intervals(RANGES, truth=0.8).axes[0]
    assert [line.get_xdata().tolist() if len(line.get_xdata()) else 0 for line in ax.lines[:4:2]] == [
        [0.77, 0.87],
        [0.73, 0.9],
    ]
    assert ax.lines[-1].get_xdata() == [0.8, 0.8]
    assert "in truth 0.80" in [text.get_text() for text in ax.texts]
    assert len(plots.intervals(RANGES).axes[0].lines) == 4


def test_the_winner_by_the_test_stands_out():
    fig = plots.luck(SEEN, WORTH, xlabel="test", ylabel="truth")
    best = SEEN.argmax()
    assert fig.axes[0].lines[-1].get_xydata().tolist() == [[SEEN[best], WORTH[best]]]
    assert f"worth {WORTH[best]:.2f}" in fig.legends[0].get_texts()[0].get_text()


def test_classes_have_their_names_and_those_never_met_have_a_row():
    ax = plots.confusion_matrix([0, 1], [0, 1], ["brown", "green", "red"]).axes[0]
    assert [text.get_text() for text in ax.get_yticklabels()] == ["brown", "green", "red"]
