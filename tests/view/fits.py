"""What every figure must do: show its whole title and keep everything inside its edges."""

from typing import Any

from matplotlib.backends.backend_agg import FigureCanvasAgg

LONG = "A title that states the finding at some length, as the chapters' titles do when they must"


def check_it_fits(fig: Any) -> None:
    """Draw a figure whose title is LONG; it is shown, and nothing is clipped."""
    FigureCanvasAgg(fig).draw()
    titles = [fig.get_suptitle(), *(ax.get_title(loc="left") for ax in fig.axes)]
    assert LONG in [title.replace("\n", " ") for title in titles]
    box = fig.get_tightbbox()
    assert min(box.x0, box.y0) > -0.01
    assert box.x1 < fig.get_figwidth() + 0.01 and box.y1 < fig.get_figheight() + 0.01
