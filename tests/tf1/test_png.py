"""Pictures of event files: the pixels that TensorFlow 1.4.0 showed, in a PNG that others read."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from matplotlib.image import imread

from nbkit.tf1 import png

SHOWN: dict[str, Any] = json.loads((Path(__file__).parent / "data/images_1_4_0.json").read_text())


@pytest.mark.parametrize("case", SHOWN)
def test_pixels_are_those_of_tensorflow(case: str) -> None:
    values = np.array(SHOWN[case]["values"], SHOWN[case]["dtype"])
    for one, (_, *wanted) in zip(values, SHOWN[case]["images"], strict=False):
        pixels = png.as_pixels(one)
        assert [*pixels.shape, pixels.tolist()] == wanted and pixels.dtype == np.uint8


@pytest.mark.parametrize("channels", [1, 3, 4])
def test_others_read_the_file(channels: int) -> None:
    pixels = np.random.default_rng(0).integers(0, 256, (5, 7, channels), np.uint8)
    read = imread(io.BytesIO(png.png(pixels)), format="png")
    assert np.array_equal(np.round(read * 255).reshape(pixels.shape), pixels)


def test_two_channels_are_no_picture() -> None:
    with pytest.raises(ValueError, match="last dim 1, 3, or 4, not 2"):
        png.png(np.zeros((2, 2, 2), np.uint8))
