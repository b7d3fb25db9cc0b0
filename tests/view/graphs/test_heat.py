"""Heat maps: zero is white, signs are two colours, and the range is that of all."""

import re
from xml.etree import ElementTree

import numpy as np
import pytest
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import TextPath

from nbkit.view.graphs.heat import heat, sample


def fills(svg):
    return re.findall(r'fill="(#[0-9a-f]{6})"', svg)


def test_zero_is_white_and_signs_are_two_colours():
    svg, _ = heat([[-2.0, 0.0, 2.0, 1.0, 2.0]], 200)
    below, white, half, above = fills(svg)
    assert (
        white == "#ffffff"
        and int(below[1:3], 16) > int(below[5:], 16)
        and int(above[5:], 16) > int(above[1:3], 16)
    )
    assert int(half[1:3], 16) > int(above[1:3], 16) and "−2 … 2" in svg


def test_small_arrays_show_their_numbers_and_large_ones_their_range():
    assert ">0.5<" in heat([0.5, 2.0], 200)[0] and "…" not in heat([0.5, 2.0], 200)[0]
    values = np.random.default_rng(0).normal(size=(150, 784))
    svg, height = heat(values, 200)
    assert f"{values.max():.4g}" in svg and height < 100 and len(svg) < 12_000
    assert np.isin(sample(values), values).all() and sample(values).shape == (8, 24)


@pytest.mark.parametrize("value", [np.zeros((0, 3)), [np.nan, 1.0], [np.inf, 0, 0, 0, 1], np.ones((2, 3, 4))])
def test_odd_arrays_are_drawn_too(value):
    svg, _ = heat(value, 100)
    ElementTree.fromstring(f"<svg>{svg}</svg>")


@pytest.mark.parametrize(
    "value", [6.579e-10, -6.579e-10, -0.006557, 1.663e-6, -1.663e-6, -123456.0, -1.5e-300]
)
def test_a_number_stays_within_its_cell(value):
    (written,) = re.findall(r">([^<]+)</text>", heat([value], 200)[0])
    width = (
        TextPath((0, 0), written, size=11.5, prop=FontProperties(family="DejaVu Sans")).get_extents().width
    )
    assert width < 56 and float(written.replace("−", "-")) == pytest.approx(value, rel=0.35)
