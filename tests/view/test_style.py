"""The house style: titles, legends, colours, numbers, each written in one way."""

import re
from pathlib import Path

import numpy as np
import pytest
from fits import LONG, check_it_fits
from nbformat.v4 import new_code_cell, new_notebook

from nbkit.gate.kernel import Kernel
from nbkit.gate.mime import FIGURE
from nbkit.view import style

VIEW = Path(style.__file__).parent


def test_titles_are_written_here_alone():
    written = re.compile(r"\.(suptitle|set_title)\(")
    found = {path.name for path in VIEW.rglob("*.py") if written.search(path.read_text(encoding="utf-8"))}
    assert found == {"style.py"}


def test_every_figure_is_one_that_shows_itself():
    made = re.compile(r"\bFigure\(|plt\.|pyplot\.")
    plots = [*VIEW.glob("plots/*.py"), Path(style.__file__)]
    lines = [line for path in plots for line in path.read_text(encoding="utf-8").splitlines()]
    assert [line for line in lines if made.search(line)] == []


SHOWN = """
import nbkit as nb; from nbkit.view import plots
figure = plots.curves([0, 1, 2], {"square": [0, 1, 4]}); figure
nb.show(figure, alt="A curve that rises.")
import matplotlib.pyplot as plt; plt.close(plt.figure()); figure
""".strip().splitlines()


def test_a_last_value_is_a_picture_once_and_says_how_to_give_it_words():
    cells = [new_code_cell(source) for source in SHOWN]
    with Kernel(new_notebook(cells=cells), VIEW, 60) as kernel:
        for k in range(4):
            kernel.run(k)
        none, alone, shown, beside_pyplot = map(kernel.outputs, range(4))
    assert [len(outputs) for outputs in (none, alone, shown, beside_pyplot)] == [0, 1, 1, 1]
    for (output,) in (alone, beside_pyplot):
        assert {"image/png", FIGURE} < set(output["data"])
        assert style.WORDLESS in output["data"]["text/plain"]
        assert "<p>This figure has no words yet: nb.show(figure, alt=" in output["data"]["text/html"]
    assert shown[0]["data"]["text/plain"] == "A curve that rises."
    assert "no words" not in shown[0]["data"]["text/html"]


def test_a_figure_and_lone_axes_have_a_bold_title_a_panel_a_quiet_one():
    fig = style.sheet((4, 3), LONG)
    assert fig.get_suptitle().split() == LONG.split() and "\n" in fig.get_suptitle()
    alone, (_, (panel, *_)) = style.axes("alone")[1], style.small_multiples(2, 2, "both")
    style.axes("one of them", ax=panel)
    looks = [ax._left_title for ax in (alone, panel)]
    assert [(t.get_text(), t.get_fontsize(), t.get_fontweight()) for t in looks] == [
        ("alone", 12.5, "bold"),
        ("one of them", 11.5, "normal"),
    ]


def test_a_broken_title_has_lines_of_about_one_length():
    title = style.sheet(
        (6.4, 4), "Small steps: with the right slopes the loss only falls, and falls"
    ).get_suptitle()
    assert title == "Small steps: with the right slopes\nthe loss only falls, and falls"
    assert style.sheet((6.4, 4), "It falls").get_suptitle() == "It falls"


def test_no_title_takes_no_room():
    assert style.sheet((4, 3)).get_suptitle() == ""
    assert style.canvas(4, 3, "")[0].get_figheight() == 3


def test_a_canvas_is_measured_in_inches_below_its_title():
    fig, ax = style.canvas(4, 3, LONG)
    box = ax.get_position()
    check_it_fits(fig)
    assert fig.get_figheight() > 3 and box.height * fig.get_figheight() == pytest.approx(3)
    assert (ax.get_xlim(), ax.get_ylim()) == ((0, 4), (0, 3))


@pytest.mark.parametrize(("n", "columns", "shape"), [(5, 3, (2, 3)), (2, 3, (1, 2)), (4, 1, (4, 1))])
def test_small_multiples_stand_in_rows(n, columns, shape):
    fig, panels = style.small_multiples(n, columns, "")
    assert len(panels) == len(fig.axes) == n
    assert panels[0].get_gridspec().get_geometry() == shape


def test_a_shared_legend_has_each_label_once():
    fig, panels = style.small_multiples(2, 2, "")
    for ax in panels:
        style.draw_curves(ax, [0, 1], {"a": [0, 1], "b": [1, 0]})
    style.shared_legend(fig, panels)
    assert [text.get_text() for text in fig.legends[0].get_texts()] == ["a", "b"]


def test_a_marked_place_sits_on_each_curve():
    _, ax = style.axes()
    style.draw_curves(ax, [0, 2], {"a": [0, 4], "b": [1, 1]}, at=0.5)
    curve, mark, _, other = ax.lines
    assert mark.get_xydata().tolist() == [[0.5, 1]] and other.get_xydata().tolist() == [[0.5, 1]]
    assert mark.get_color() == curve.get_color()


def test_only_what_has_a_label_brings_a_legend():
    _, ax = style.axes()
    ax.plot([0, 1])
    style.legend(ax)
    assert ax.get_legend() is None


def test_colours_go_round_and_mix():
    assert style.colour_of(len(style.COLOURS)) == style.colour_of(0) == style.BLUE
    assert style.mix("#000000", 0.25, "#ff0000") == "#400000"
    assert style.mix("#123456", 0) == "#123456"


@pytest.mark.parametrize(
    ("value", "form", "text"),
    [
        (0.12345, "", "0.123"),
        (-1000.4, "", "−1000"),
        (-999.6, "", "−1000"),
        (999.5, "", "1000"),
        (999.4, "", "999"),
        (-0.0, ".2f", "0.00"),
        (np.float64(2.5), "+.1f", "+2.5"),
    ],
)
def test_numbers_are_short_and_have_a_real_minus_sign(value, form, text):
    assert style.number(value, form) == text
