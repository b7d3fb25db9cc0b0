"""What a window sees of an image, and its adjoint."""

from __future__ import annotations

import numpy as np
import pytest

import nbkit as nb
from nbkit import ops

IMAGES = np.random.default_rng(0).normal(size=(2, 5, 4, 3))


@pytest.mark.parametrize("stride", [1, 2, 3])
@pytest.mark.parametrize("padding", ["valid", "same"])
@pytest.mark.parametrize("size", [(1, 1), (2, 3), (3, 2), (4, 4)])
def test_what_is_seen_and_put_back_are_adjoint(size: tuple[int, int], stride: int, padding: str) -> None:
    seen = ops.windows(IMAGES, size, stride, padding)
    G = np.random.default_rng(1).normal(size=seen.shape)
    back = ops.add_windows(G, IMAGES.shape, stride, padding)
    assert np.sum(seen * G) == pytest.approx(np.sum(IMAGES * back), rel=1e-12)
    if padding == "same":
        assert seen.shape[1:3] == (-(-5 // stride), -(-4 // stride))


def test_the_border_is_put_where_tensorflow_puts_it() -> None:
    """An odd border has its extra pixel after the image, and a stride may leave no need for one."""
    assert ops.border(5, 2, 1, "same") == (0, 1)
    assert ops.border(4, 3, 2, "same") == (0, 1)
    assert ops.border(4, 2, 2, "same") == ops.border(3, 1, 2, "same") == (0, 0)


@pytest.mark.parametrize("stride", [0, -1, 1.0, True, None, "one", (1, 0), (1, 2, 3)])
def test_a_stride_that_leaves_nothing(stride: object) -> None:
    with pytest.raises(nb.GraphError, match="expected stride as a whole number, 1 or more, got"):
        nb.conv2d(IMAGES, np.ones((2, 2, 3, 1)), stride=stride)  # type: ignore[arg-type]


@pytest.mark.parametrize("padding", ["SAME", 2, None, np.ones(2)])
def test_padding_has_two_names(padding: object) -> None:
    with pytest.raises(nb.GraphError, match='expected padding as "valid" or "same"'):
        nb.max_pool(nb.Placeholder(), 2, padding=padding)  # type: ignore[arg-type]
