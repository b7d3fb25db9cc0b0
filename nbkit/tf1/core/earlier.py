"""Names of before 1.0, which listings of 2016 use: most are other words for the same."""

from __future__ import annotations

from typing import Any

from nbkit.tf1.core.arrays import stack, unstack, where
from nbkit.tf1.core.math import matmul, multiply, negative, subtract
from nbkit.tf1.summary import histogram as _histogram
from nbkit.tf1.summary import image as _image
from nbkit.tf1.summary import merge, merge_all
from nbkit.tf1.summary import scalar as _scalar

mul, sub, neg = multiply, subtract, negative
pack, unpack, select, batch_matmul = stack, unstack, where, matmul
merge_all_summaries, merge_summary = merge_all, merge


def scalar_summary(tags: Any, values: Any, collections: Any = None, name: str | None = None) -> Any:
    """A number that TensorBoard draws as a curve."""
    return _scalar(tags, values, collections)


def histogram_summary(tag: Any, values: Any, collections: Any = None, name: str | None = None) -> Any:
    """Values of which TensorBoard draws how many lie where."""
    return _histogram(tag, values, collections)


def image_summary(
    tag: Any, tensor: Any, max_images: int = 3, collections: Any = None, name: str | None = None
) -> Any:
    """Images: accepted, and left out of the files."""
    return _image(tag, tensor, max_images, collections)
