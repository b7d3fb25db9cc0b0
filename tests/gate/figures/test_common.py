"""Opacity, order, units, where an artist is cut off, how numbers become colours."""

from __future__ import annotations

from typing import Any

import matplotlib
import pytest
from figures import axes
from matplotlib.colors import BoundaryNorm, LogNorm, PowerNorm
from matplotlib.transforms import Affine2D, ScaledTranslation, blended_transform_factory

from nbkit.gate.figures.common import colormap, common, mapping


def test_units_are_named_where_they_are_not_those_of_the_data() -> None:
    ax = axes()
    ax.set(xlim=(0, 9), ylim=(0, 5))

    def units(transform: Any) -> Any:
        return common(ax.text(0.5, 0.5, "here", transform=transform), "text")["units"]

    shifted = ax.transData + ScaledTranslation(10 / 72, 0, ax.figure.dpi_scale_trans)
    assert units(ax.transData) is None
    assert units(ax.transAxes) == ["axes", "axes"]
    assert units(ax.figure.transFigure) == ["figure", "figure"]
    assert units(blended_transform_factory(ax.transData, ax.transAxes)) == ["data", "axes"]
    assert units(shifted)["shift"] == pytest.approx([10, 0])
    twice = units(Affine2D().scale(2) + ax.transData)["corners"]
    assert [twice[1], twice[2]] == [[18.0, 10.0], pytest.approx([0, 10])]
    assert common(ax.axvline(3), "line")["units"] == ["data", "axes"]


def test_a_clipped_artist_says_where() -> None:
    ax = axes()
    disc, image = ax.add_patch(matplotlib.patches.Circle((0.5, 0.5), 0.2)), ax.imshow([[1, 2]])
    assert common(image, "image")["clip"] is None
    image.set_clip_path(disc)
    assert common(image, "image")["clip"]
    image.set_clip_on(False)
    assert common(image, "image")["clip"] == "off"


def test_a_norm_is_known_by_what_it_does() -> None:
    def steps(norm: Any) -> Any:
        return mapping(axes().imshow([[1, 2], [3, 9]], norm=norm)).get("steps")

    found = [steps(norm) for norm in (LogNorm(), PowerNorm(2), PowerNorm(3), BoundaryNorm([1, 2, 9], 256))]
    assert len({repr(each) for each in found}) == 4
    assert steps(None) is None


def test_a_map_is_known_by_its_name_or_its_colours() -> None:
    viridis = matplotlib.colormaps["viridis"]
    assert colormap(viridis) == {"colormap": "viridis"}
    assert colormap(viridis.resampled(5)) == {"colormap": "viridis", "colours": 5}
    assert colormap(viridis.with_extremes(bad="red")) == {"colormap": "viridis", "bad": "#FF0000"}
