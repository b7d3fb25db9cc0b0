"""A figure as SVG says what matplotlib drew: places, texts and their size, pixels, what is cut off."""

import base64
import io
import re
from xml.etree import ElementTree

import numpy as np
import pytest
from matplotlib.figure import Figure
from matplotlib.path import Path
from PIL import Image

from nbkit.publish.film.vector import DPI, drawn, packed, traced

SVG = "{http://www.w3.org/2000/svg}"


def tree(figure, **how):
    return ElementTree.fromstring(drawn(figure, **how).svg)


def panel(**limits):
    figure = Figure(figsize=(4, 3))
    ax = figure.add_axes((0, 0, 1, 1))
    ax.set(**limits)
    ax.axis("off")
    return figure, ax


def test_a_line_runs_where_matplotlib_has_it():
    figure, ax = panel(xlim=(0, 4), ylim=(0, 3))
    ax.plot([1, 3], [2, 1])
    paths = [one.get("d") for one in tree(figure).iter(f"{SVG}path")]
    assert "M96 96l192 96" in paths


def test_texts_stay_texts_and_the_smallest_is_known():
    figure, ax = panel()
    ax.text(0.1, 0.1, "a < b & c", fontsize=12, fontweight="bold")
    ax.text(0.5, 0.5, "small", fontsize=9, rotation=90)
    found = list(tree(figure).iter(f"{SVG}text"))
    assert [one.text for one in found] == ["a < b & c", "small"]
    assert (found[0].get("font-size"), found[0].get("font-weight")) == ("16", "bold")
    assert "rotate(-90" in found[1].get("transform")
    assert drawn(figure).smallest == pytest.approx(12.0)


def test_marks_in_a_row_are_one_line_with_a_mark_at_each_point():
    figure, ax = panel(xlim=(0, 4), ylim=(0, 3))
    ax.scatter([1, 2, 3], [1, 1, 2])
    found = tree(figure)
    (mark,) = found.iter(f"{SVG}marker")
    (line,) = (one for one in found.iter(f"{SVG}path") if one.get("style"))
    assert line.get("style") == f"marker:url(#{mark.get('id')})"
    assert line.get("d") == "M96 196l96 0 96-96"  # a circle begins at its foot
    assert mark.find(f"{SVG}path").get("d").startswith("M0 0")


def test_a_mark_that_comes_again_elsewhere_is_written_once():
    figure, ax = panel(xlim=(0, 4), ylim=(0, 3))
    ax.scatter([1, 2, 3], [1, 1, 2], c=["red", "blue", "green"])
    uses = list(tree(figure).iter(f"{SVG}use"))
    assert len({one.get("href") for one in uses}) == 1
    steps = np.diff([[float(one.get("x")), float(one.get("y"))] for one in uses], axis=0)
    assert np.allclose(steps, [[96, 0], [96, -96]], atol=0.11)


def test_an_image_keeps_its_own_pixels_the_right_way_up():
    figure, ax = panel()
    pixels = np.arange(12).reshape(3, 4)
    ax.imshow(pixels, cmap="gray", vmin=0, vmax=11, aspect="auto", extent=(0, 1, 0, 1))
    image = next(tree(figure).iter(f"{SVG}image"))
    content = base64.b64decode(image.get("href").partition(",")[2])
    shown = np.asarray(Image.open(io.BytesIO(content)))
    a, _, _, d, _, f = map(float, re.findall(r"[-.\d]+", image.get("transform")))
    upright = shown if d > 0 else shown[::-1]
    assert upright.shape == (3, 4)
    assert np.array_equal(np.argsort(upright.ravel()), np.arange(12))
    assert (round(4 * a), round(3 * abs(d)), f) == (384, 288, 0 if d > 0 else 288)


def test_what_is_outside_of_a_panel_is_cut_off():
    figure = Figure(figsize=(4, 3))
    ax = figure.add_axes((0.25, 0.25, 0.5, 0.5), xlim=(0, 1), ylim=(0, 1))
    ax.plot([-1, 2], [0.5, 0.5])
    windows = [one for one in tree(figure).iter(f"{SVG}svg") if one.get("x")]
    assert {one.get("viewBox") for one in windows} == {"96 72 192 144"}


def test_a_figure_without_a_layout_is_cut_to_what_is_drawn():
    figure = Figure(figsize=(4, 3))
    figure.text(0.5, 0.5, "here")
    whole, cut = drawn(figure), drawn(figure, tight=True)
    assert (whole.width, whole.height) == (4 * DPI, 3 * DPI)
    assert cut.width < whole.width / 2


def test_hatches_dashes_and_transparency():
    figure, ax = panel(xlim=(0, 1), ylim=(0, 1))
    ax.bar([0.5], [0.5], hatch="//", alpha=0.5)
    ax.plot([0, 1], [0, 1], ls="--", alpha=0.25)
    found = drawn(figure).svg
    assert 'fill="url(#h0)"' in found and '<pattern id="h0"' in found
    assert 'stroke-dasharray="' in found and 'stroke-opacity=".25"' in found and 'fill-opacity=".5"' in found


def test_the_same_figure_is_the_same_text():
    def figure():
        figure, ax = panel()
        ax.contourf(np.outer(np.arange(5), np.arange(5)))
        ax.annotate("", (0, 0), (1, 1), arrowprops={"arrowstyle": "-|>"})
        return figure

    assert drawn(figure()).svg == drawn(figure()).svg


def test_roundings_do_not_add_up():
    x = np.cumsum(np.full(1000, 0.04))
    numbers = re.findall(r"-?[\d.]+", traced(np.stack([x, x], 1), None)[2])
    assert sum(map(float, numbers)) / 2 == pytest.approx(x[-1] - x[0], abs=0.051)


def test_curves_and_closed_parts_go_on_from_where_they_began():
    vertices = np.array(
        [[0, 0], [1, 0], [1, 1], [0, 0], [5, 5], [6, 5], [6, 6], [7, 7], [0, 0], [5, 6]], float
    )
    m, l, q, z = Path.MOVETO, Path.LINETO, Path.CURVE3, Path.CLOSEPOLY
    codes = np.array([m, l, l, z, m, l, q, q, z, l])
    assert traced(vertices, codes) == (0, 0, "l1 0 0 1zm5 5l1 0q0 1 1 2zl0 1")


def test_pixels_take_as_few_bits_as_they_need():
    grey = np.full((20, 20, 4), 255, np.uint8)
    assert Image.open(io.BytesIO(packed(grey))).mode == "L"
    coloured = grey.copy()
    coloured[0, 0, :3] = 200, 0, 0
    assert np.array_equal(np.asarray(Image.open(io.BytesIO(packed(coloured))).convert("RGBA")), coloured)
    seen_through = coloured.copy()
    seen_through[1, 1, 3] = 0
    assert np.array_equal(np.asarray(Image.open(io.BytesIO(packed(seen_through)))), seen_through)
