"""A figure is shown with alt text and a fingerprint that holds its meaning and nothing else."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure
from PIL import Image

from nbkit.gate.fingerprint import fingerprint, numbers
from nbkit.gate.show import FIGURE_MIME, bundle, png, show

LONG = np.linspace(0, 6, 500)


def axes(**words: Any) -> Any:
    return Figure(figsize=(3, 2), layout="constrained").add_subplot(**words)


def plain(change: Callable[[Any], object] = lambda ax: None) -> dict[str, Any]:
    """The fingerprint of a figure with two curves and an image, after a change."""
    ax = axes(title="Two waves", xlabel="time", ylabel="height")
    ax.plot(LONG, np.sin(LONG), label="sine", color="#0072B2")
    ax.plot(LONG, np.cos(LONG), label="cosine", color="#D55E00", marker="^", markevery=50)
    ax.legend()
    change(ax)
    return fingerprint(ax.figure)


CHANGES = [
    lambda ax: ax.set_title("Two saws"),
    lambda ax: ax.set_title("a", loc="left"),
    lambda ax: ax.set_xlabel("s"),
    lambda ax: ax.set_xlim(0, 5),
    lambda ax: ax.invert_yaxis(),
    lambda ax: ax.set_yscale("symlog"),
    lambda ax: ax.set_xticks([0, 3]),
    lambda ax: ax.set_xticks([0, 3], ["start", "end"]),
    lambda ax: ax.set_aspect("equal"),
    lambda ax: ax.set_facecolor("black"),
    lambda ax: ax.axis("off"),
    lambda ax: ax.get_legend().remove(),
    lambda ax: ax.legend(title="waves"),
    lambda ax: ax.figure.suptitle("All"),
    lambda ax: ax.figure.text(0, 0, "note"),
    lambda ax: ax.text(1, 1, "here"),
    lambda ax: ax.lines[0].set_ydata(np.sin(LONG) * 1.01),
    lambda ax: ax.lines[0].set_ydata(np.sin(LONG)[::-1]),
    lambda ax: ax.lines[0].set_ydata(np.where(np.arange(500) == 77, 0.5, np.sin(LONG))),
    lambda ax: ax.lines[0].set_ydata(np.where(np.arange(500) == 77, np.nan, np.sin(LONG))),
    lambda ax: ax.lines[0].set_color("#D55E00"),
    lambda ax: ax.lines[0].set_alpha(0.5),
    lambda ax: ax.lines[0].set_linestyle(":"),
    lambda ax: ax.lines[0].set_linewidth(4),
    lambda ax: ax.lines[0].set_visible(False),
    lambda ax: ax.lines[1].set_marker("o"),
    lambda ax: ax.lines[1].remove(),
    lambda ax: ax.bar([1, 2], [1, 2]),
    lambda ax: ax.fill_between(LONG, 0, np.sin(LONG)),
    lambda ax: ax.axvspan(1, 2),
    lambda ax: ax.inset_axes([0.5, 0.5, 0.4, 0.4]).plot([1, 2]),
    lambda ax: ax.twinx(),
    lambda ax: ax.figure.colorbar(ax.scatter([1, 2], [0, 1], c=[0, 1])),
]


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_of_meaning_changes_the_fingerprint(change: Callable[[Any], object]) -> None:
    assert plain(change) != plain()


@pytest.mark.parametrize(
    "change",
    [
        lambda ax: ax.figure.draw_without_rendering(),
        lambda ax: ax.figure.set_dpi(300),
        lambda ax: ax.get_xlim(),
    ],
)
def test_drawing_does_not_change_the_fingerprint(change: Callable[[Any], object]) -> None:
    assert plain(change) == plain()


@pytest.mark.parametrize(
    ("method", "arguments", "others"),
    [
        ("scatter", ([1, 2], [3, 4]), ([1, 2], [4, 3])),
        ("bar", (["a", "b"], [1, 2]), (["a", "c"], [1, 2])),
        ("hist", (LONG,), (LONG**2,)),
        ("imshow", (np.arange(400).reshape(20, 20),), (np.arange(400).reshape(20, 20).T,)),
        ("imshow", (np.arange(6).reshape(2, 3),), (np.arange(6).reshape(2, 3)[::-1],)),
        ("imshow", (np.zeros((4, 4, 3)),), (np.full((4, 4, 3), 0.01),)),
        ("pcolormesh", (np.eye(3),), (np.eye(3)[::-1],)),
        ("contour", (np.outer(LONG[:20], LONG[:20]),), (np.outer(LONG[:20], LONG[:20] ** 2),)),
        ("contourf", (np.outer(LONG[:20], LONG[:20]),), (np.outer(LONG[:20], LONG[:20] ** 2),)),
        ("quiver", ([1, 2], [3, 4], [1, 1], [0, 1]), ([1, 2], [3, 4], [1, 1], [0, -1])),
        ("errorbar", ([1, 2], [3, 4], [1, 1]), ([1, 2], [3, 4], [1, 2])),
        ("step", ([1, 2], [3, 4]), ([1, 2], [3, 5])),
        ("stem", ([1, 2], [3, 4]), ([1, 2], [3, 5])),
        ("fill_between", (LONG, np.sin(LONG)), (LONG, np.sin(LONG) * 1.01)),
        ("annotate", ("a", (0, 0)), ("a", (0, 1))),
        ("table", ([["1"]],), ([["2"]],)),
        ("arrow", (0, 0, 1, 1), (0, 0, 1, 2)),
    ],
)
def test_each_kind_of_artist_is_held(
    method: str, arguments: tuple[Any, ...], others: tuple[Any, ...]
) -> None:
    first, second, third = axes(), axes(), axes()
    for ax, given in ((first, arguments), (second, arguments), (third, others)):
        getattr(ax, method)(*given)
        ax.set(xlim=(0, 9), ylim=(0, 9))
    second.figure.draw_without_rendering()
    found = fingerprint(first.figure)
    assert found["axes"][0]["artists"]
    assert found == fingerprint(second.figure) == json.loads(json.dumps(found))
    assert found != fingerprint(third.figure)


def test_colours_that_drawing_scales_are_known_before() -> None:
    ax = axes()
    ax.add_collection(LineCollection([[(0, 0), (1, 1)], [(1, 1), (2, 0)]], array=[0, 5]))
    before = fingerprint(ax.figure)
    assert before["axes"][0]["artists"][0]["range"] == [0.0, 5.0]
    ax.figure.draw_without_rendering()
    assert fingerprint(ax.figure) == before


def test_three_dimensions() -> None:
    def drawn(height: float) -> Any:
        ax = axes(projection="3d")
        ax.plot([0, 1], [0, 1], [0, height])
        ax.scatter([0, 1], [0, 1], [0, 1])
        ax.plot_surface(*np.meshgrid([0.0, 1], [0.0, 1]), np.eye(2))
        return ax.figure

    figure = drawn(1)
    before = fingerprint(figure)
    figure.draw_without_rendering()
    assert fingerprint(figure) == before != fingerprint(drawn(2))


def test_a_long_array_is_summarised_and_a_short_one_is_not() -> None:
    assert numbers(np.array([[1, 2.5], [-0.0, np.inf]])) == [[1.0, 2.5], [0.0, "inf"]]
    assert numbers(np.ma.masked_greater([1.0, 9.0], 5)) == [1.0, "nan"]
    assert len(numbers(np.zeros(64))) == 64
    summary = numbers(np.arange(65.0).reshape(5, 13))
    assert (summary["shape"], summary["max"], summary["mean"]) == ([5, 13], 64.0, 32.0)
    assert len(json.dumps(numbers(LONG))) < 700


def test_an_svg_is_held_by_its_text() -> None:
    class Drawing:
        svg = "<svg><g>  <text>x =  1</text></g></svg>"

    assert fingerprint(Drawing()) == {"kind": "svg", "svg": "<svg>\n<g>\n<text>x = 1</text>\n</g>\n</svg>"}
    with pytest.raises(TypeError, match="expected a matplotlib Figure or an SVG, got list"):
        fingerprint([1])


def test_the_picture_is_sharp_and_small() -> None:
    figure = axes().figure
    content, size = png(figure)
    picture = Image.open(io.BytesIO(content))
    assert size == {"width": 288, "height": 192}
    assert picture.size == (576, 384)
    assert len(content) < 12_000
    assert png(figure)[0] == content


def test_alt_text_stands_where_screen_readers_find_it() -> None:
    data, metadata = bundle(axes().figure, 'A "line" & <b>\n more')
    words = 'A "line" & <b> more'
    assert data["text/plain"] == words
    assert metadata["image/png"] == {"alt": words, "width": 288, "height": 192}
    assert (
        'alt="A &quot;line&quot; &amp; &lt;b&gt; more" width="288" height="192" src="data:'
        in data["text/html"]
    )
    assert data[FIGURE_MIME]["kind"] == "figure"


@pytest.mark.parametrize("alt", [None, 3, "", "   ", "figure", "a plot"])
def test_alt_text_is_required(alt: Any) -> None:
    with pytest.raises((TypeError, ValueError), match="expected alt"):
        show(axes().figure, alt=alt)


def test_what_is_shown_is_closed(capsys: pytest.CaptureFixture[str]) -> None:
    figure, _ = plt.subplots()
    show(figure, alt="Nothing at all.")
    assert not plt.fignum_exists(figure.number)  # type: ignore[union-attr]
    assert capsys.readouterr().out == "Nothing at all.\n"


def test_an_svg_is_shown_as_an_image_with_alt_text(capsys: pytest.CaptureFixture[str]) -> None:
    data, metadata = bundle("<svg/>", "A graph of two nodes.")
    assert data["image/svg+xml"] == "<svg/>"
    assert data["text/html"].startswith('<img alt="A graph of two nodes." src="data:image/svg+xml;base64,')
    assert metadata["image/svg+xml"]["alt"] == "A graph of two nodes."
    show("<svg/>", alt="A graph of two nodes.")
    assert capsys.readouterr().out == "A graph of two nodes.\n"
