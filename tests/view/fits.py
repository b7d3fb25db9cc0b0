"""What every figure must do: show its whole title, keep all within its edges, its texts apart and legible."""

from itertools import combinations
from typing import Any
from unittest import mock

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.text import Text

LONG = "A title that states the finding at some length, as the chapters' titles do when they must"
BESIDE = 828 / 96  # inches that JupyterLab leaves a figure beside its list of files, on a screen 1280 wide
READABLE, WRITTEN = 7.0, 9.0  # points: the smallest letters as they are shown, and as figures write them
EXPONENT = 0.7  # of the size of its base


def check_it_fits(fig: Any) -> None:
    """Draw a figure whose title is LONG; it is shown, nothing is clipped, and no letters are too small."""
    check_letters(fig)
    FigureCanvasAgg(fig).draw()
    titles = [fig.get_suptitle(), *(ax.get_title(loc="left") for ax in fig.axes)]
    assert LONG in [title.replace("\n", " ") for title in titles]
    box = fig.get_tightbbox()
    assert min(box.x0, box.y0) > -0.01
    assert box.x1 < fig.get_figwidth() + 0.01 and box.y1 < fig.get_figheight() + 0.01


def check_letters(fig: Any) -> None:
    """Draw a figure; all its letters can be read at the width at which a notebook shows it."""
    shrunk = min(1.0, BESIDE / fig.get_figwidth())
    for text in drawn(fig):
        size = text.get_fontsize()
        assert size >= WRITTEN, f"{text} is written in {size} points"
        shown = size * shrunk * (EXPONENT if "^" in text.get_text() else 1.0)
        assert shown >= READABLE - 1e-9, f"{text} is shown in {shown:.1f} points"


def check_texts_apart(fig: Any) -> None:
    """Draw a figure; no text in it is clipped, and no two are written over one another."""
    texts = written(fig)
    for text, (left, bottom, right, top) in texts.items():
        assert min(left, bottom) > -0.001 and max(right, top) < 1.001, f"{text} is clipped"
    for (one, a), (other, b) in combinations(texts.items(), 2):
        across, along = min(a[2], b[2]) - max(a[0], b[0]), min(a[3], b[3]) - max(a[1], b[1])
        assert across < 1e-3 or along < 1e-3, f"{one!r} is written over {other!r}"


def written(fig: Any) -> dict[str, tuple[float, float, float, float]]:
    """Return every text that is really drawn, with its corners, as a fraction of the figure."""
    texts = drawn(fig)
    to_figure = fig.transFigure.inverted()
    return {
        f"{k}: {text.get_text()}": tuple(text.get_window_extent().transformed(to_figure).extents)
        for k, text in enumerate(texts)
    }


def drawn(fig: Any) -> list[Text]:
    """Draw a figure; return the texts that this wrote."""
    texts: list[Text] = []
    with mock.patch.object(Text, "draw", lambda text, renderer: texts.append(text)):
        fig.set_dpi(100)
        FigureCanvasAgg(fig).draw()
    return [text for text in texts if text.get_visible() and text.get_text().strip()]
