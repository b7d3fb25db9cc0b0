"""Images in figures: ink on paper, weights in signed colours, many in a grid."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from nbkit.functions import Array
from nbkit.view.style import FAINT, SIGNED, axes, small_multiples

INKED: dict[str, Any] = {"cmap": "gray_r", "vmin": 0.0, "vmax": 1.0}


def as_images(images: ArrayLike) -> Array:
    """Return images (n, h, w) from those or from flat square ones (n, h * h).

    Raises ValueError where they are neither.

    >>> as_images(np.zeros((3, 4))).shape
    (3, 2, 2)
    """
    images = np.asarray(images)
    if images.ndim == 3:
        return images
    side = round(np.sqrt(images.shape[-1])) if images.ndim == 2 else 0
    if images.ndim != 2 or side * side != images.shape[1]:
        raise ValueError(
            f"expected images (n, h, w) or flat squares (n, h * h), got {images.shape}; reshape them"
        )
    return images.reshape(-1, side, side)


def signed(images: Array) -> dict[str, Any]:
    """Return how to colour weights on one scale: blue above 0, vermillion below, white at 0."""
    limit = float(np.abs(images).max(initial=0)) or 1.0
    return {"cmap": SIGNED, "vmin": -limit, "vmax": limit}


def show_image(ax: Axes, image: Array, caption: object = "", edge: str = FAINT, **colours: Any) -> None:
    """Draw an image in a frame, with its caption beneath."""
    axes("", str(caption), ax=ax)
    ax.imshow(image, **colours)
    ax.set(xticks=[], yticks=[])
    for spine in ax.spines.values():
        spine.set(visible=True, color=edge)


def image_grid(
    images: Array, captions: Sequence[object] | None, columns: int, title: str, **colours: Any
) -> tuple[Figure, list[Axes]]:
    """Return a figure of images in rows, each with its caption beneath, and its panels."""
    side, line = 7.0 / columns, 0.18 if captions is not None else 0.0
    fig, panels = small_multiples(len(images), columns, title, (side, side + line))
    for i, ax in enumerate(panels):
        show_image(ax, images[i], "" if captions is None else captions[i], **colours)
    return fig, panels
