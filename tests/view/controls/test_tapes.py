"""What is played from tape has the pixels of what is drawn, and whatever changes is drawn anew."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from matplotlib.artist import Artist
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import FuncFormatter

from nbkit.view.controls.tapes import KEPT, Tapes, is_empty

Change = Callable[[Figure], object]


def picture() -> Figure:
    """A figure with one of each kind of artist that is slow to draw."""
    figure = Figure(figsize=(4, 3), dpi=60)
    ax, beside = figure.subplots(1, 2)
    x = np.linspace(0, 3, 30)
    ax.plot(x, np.sin(x), label="sine")
    ax.scatter(x, np.cos(x), c=x, label="points")
    ax.contourf(np.outer(x, x), alpha=0.3, extent=(0, 3, -1, 1))
    ax.set(xlabel="x", ylabel="y", title="Two", xlim=(0, 3), ylim=(-1, 1))
    ax.text(1, 0.5, "here", rotation=30, clip_on=True)
    ax.grid(color="0.8")
    ax.legend(loc="lower left")
    beside.imshow(np.outer(x, x)[:8, :8], cmap="cividis")
    beside.set_xticks([0, 4], ["zero", "four"])
    figure.legend(loc="upper right")
    return figure


def pixels(figure: Figure) -> np.ndarray:
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    return np.asarray(canvas.buffer_rgba()).copy()


class OnePage(FigureCanvasAgg):
    """A canvas whose renderer is that of the figures before, as a frame's is."""

    renderers: dict[tuple[float, ...], object] = {}

    def get_renderer(self) -> object:
        size = (*self.figure.bbox.size, self.figure.dpi)
        return self.renderers.setdefault(size, super().get_renderer())


def frame(tapes: Tapes, figure: Figure) -> np.ndarray:
    tapes.attend(figure)
    canvas = OnePage(figure)
    canvas.draw()
    return np.asarray(canvas.buffer_rgba()).copy()


@pytest.fixture(scope="module")
def plain() -> np.ndarray:
    return pixels(picture())


@pytest.fixture(scope="module")
def tapes(plain: np.ndarray) -> Tapes:
    """Tapes on which the picture is: drawn twice, recorded, and once played."""
    made = Tapes()
    for _ in range(4):
        assert (frame(made, picture()) == plain).all()
    return made


def test_what_looks_alike_is_not_asked_again(
    tapes: Tapes, plain: np.ndarray, monkeypatch: pytest.MonkeyPatch
) -> None:
    def asked(self: Artist, renderer: object) -> None:
        assert is_empty(self), f"{self} was drawn"

    again = picture()
    for artist in [
        a for ax in again.axes for a in (ax.xaxis, ax.yaxis, *ax.collections, *ax.images, *ax.texts)
    ]:
        monkeypatch.setattr(type(artist), "draw", asked)
    assert (frame(tapes, again) == plain).all()


CHANGES: dict[str, Change] = {
    "a limit": lambda f: f.axes[0].set_xlim(0, 3.2),
    "a label": lambda f: f.axes[0].set_xlabel("steps"),
    "a number's size": lambda f: f.axes[0].tick_params(labelsize=14),
    "a title": lambda f: f.axes[0].set_title("Three"),
    "a tick": lambda f: f.axes[0].set_xticks([0, 1.5, 3]),
    "a tick's word": lambda f: f.axes[1].set_xticks([0, 4], ["zero", "five"]),
    "a tick's colour": lambda f: f.axes[0].tick_params(labelcolor="red"),
    "a tick's length": lambda f: f.axes[0].tick_params(length=9),
    "a formatter": lambda f: f.axes[0].xaxis.set_major_formatter("{x:.3f}"),
    "a formatter's function": lambda f: f.axes[0].xaxis.set_major_formatter(
        FuncFormatter(lambda x, _: f"<{x:g}>")
    ),
    "no grid": lambda f: f.axes[0].grid(False),
    "the grid's colour": lambda f: f.axes[0].grid(color="red"),
    "the scale": lambda f: f.axes[0].set_yscale("symlog"),
    "no axis": lambda f: f.axes[0].set_axis_off(),
    "where the panel lies": lambda f: f.axes[0].set_position((0.2, 0.2, 0.3, 0.5)),
    "where the spine lies": lambda f: f.axes[0].spines["left"].set_position(("axes", 0.5)),
    "a number of the image": lambda f: f.axes[1].images[0].set_data(np.eye(8)),
    "the colours of the image": lambda f: f.axes[1].images[0].set_cmap("gray"),
    "the range of the image": lambda f: f.axes[1].images[0].set_clim(0, 1),
    "where points lie": lambda f: f.axes[0].collections[0].set_offsets(np.ones((30, 2))),
    "the size of points": lambda f: f.axes[0].collections[0].set_sizes([200.0]),
    "the colour of points": lambda f: f.axes[0].collections[0].set_edgecolor("red"),
    "the region": lambda f: f.axes[0].collections[1].set_alpha(0.9),
    "a word": lambda f: f.axes[0].texts[0].set_text("there"),
    "a word's place": lambda f: f.axes[0].texts[0].set_position((2, -0.5)),
    "a word's turn": lambda f: f.axes[0].texts[0].set_rotation(60),
    "a word's box": lambda f: f.axes[0].texts[0].set_bbox({"facecolor": "yellow"}),
    "an entry of the legend": lambda f: f.axes[0].get_legend().get_texts()[0].set_text("cosine"),
    "a handle of the legend": lambda f: f.axes[0].get_legend().legend_handles[0].set_color("red"),
    "where the legend lies": lambda f: f.axes[0].get_legend().set_loc("upper right"),
    "the figure's legend": lambda f: f.legends[0].set_alpha(0.1) or f.legends[0].get_frame().set_alpha(0.1),
    "the clip": lambda f: f.axes[0].collections[0].set_clip_on(False),
    "the size": lambda f: f.set_size_inches(5, 3),
    "the sharpness": lambda f: f.set_dpi(100),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_change_is_seen(tapes: Tapes, plain: np.ndarray, change: Change) -> None:
    changed, expected = picture(), picture()
    change(changed)
    change(expected)
    wanted = pixels(expected)
    assert wanted.shape != plain.shape or (wanted != plain).any(), "it changes nothing"
    assert (frame(tapes, changed) == wanted).all()


def test_a_scale_is_looked_into() -> None:
    def symlog(threshold: float) -> Figure:
        figure = picture()
        figure.axes[0].set_yscale("symlog", linthresh=threshold)
        return figure

    tapes = Tapes()
    for threshold in (0.1, 0.1, 0.1, 0.1, 0.5):
        assert (frame(tapes, symlog(threshold)) == pixels(symlog(threshold))).all()


def test_what_is_of_no_known_kind_is_drawn_each_time() -> None:
    class Mine(Line2D):
        pass

    tapes = Tapes()
    for _ in range(5):
        figure = picture()
        figure.axes[0].texts[0].mine = object()  # type: ignore[attr-defined]
        assert (frame(tapes, figure) == pixels(picture())).all()
    assert all(tape is None for look, tape in tapes._tapes.items() if "here" in repr(look))


def test_only_so_many_are_kept() -> None:
    tapes = Tapes()
    for k in range(KEPT):
        figure = Figure(figsize=(1, 1), dpi=20)
        figure.text(0.5, 0.5, str(k))
        figure.text(0.5, 0.1, f"{k} again")
        frame(tapes, figure)
    assert len(tapes._tapes) == KEPT
