"""Pooling: who wins in a tie, what a border counts, and PyTorch's word on both."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import nbkit as nb
from nbkit import numeric
from nbkit.graph import Placeholder
from nbkit.session import Session

R = np.random.default_rng(0)
PAPER = np.zeros((2, 8, 8, 1))  # most windows of a drawn digit see nothing but paper
PAPER[:, 2:5, 3] = 1.0


@pytest.mark.parametrize("compiled", [False, True])
@pytest.mark.parametrize("pool", [nb.max_pool, lambda x: nb.max_pool(x, 3, 2, "same"), nb.global_max])
def test_tied_windows_pay_once(pool: Callable[..., Any], compiled: bool) -> None:
    """On paper a whole window is equal, and rises with the bias as one: its slope counts once.

    Random numbers are never equal, so that a check with them alone does not see it.
    """
    x, b, w = Placeholder(), Placeholder(), R.normal(size=(3, 3, 1, 2))
    out = pool(nb.conv2d(x, w, padding="same") + b)
    start = R.normal(size=2)
    session = Session(compiled=compiled)
    G = R.normal(size=np.shape(session.run(out, {x: PAPER, b: start})))
    loss = nb.sum(out * G)
    (slope,) = nb.gradients(loss, [b])
    expected = numeric.gradient(lambda at: session.run(loss, {x: PAPER, b: at}), start)
    for _ in range(3):
        np.testing.assert_allclose(session.run(slope, {x: PAPER, b: start}), expected, rtol=1e-8)


@pytest.mark.parametrize("images", [R.normal(size=(2, 7, 6, 3)), PAPER], ids=["random", "tied"])
@pytest.mark.parametrize(("size", "stride"), [(2, 2), (3, 2), (2, 3), (3, 1)])
def test_values_and_slopes_are_those_of_pytorch(images: Any, size: int, stride: int) -> None:
    torch = pytest.importorskip("torch", reason="a peer to compare with, where it is installed")
    F, x = torch.nn.functional, Placeholder()
    for ours, theirs in [(nb.max_pool, F.max_pool2d), (nb.avg_pool, F.avg_pool2d)]:
        tx = torch.tensor(images, requires_grad=True)
        there = theirs(tx.permute(0, 3, 1, 2), size, stride).permute(0, 2, 3, 1)
        G = R.normal(size=tuple(there.shape))
        there.backward(torch.tensor(G))
        out: Any = ours(x, size, stride)
        here = Session().run([out, *nb.gradients(nb.sum(out * G), [x])], {x: images})
        for a, b in zip(here, [there.detach(), tx.grad], strict=True):
            np.testing.assert_allclose(a, b.numpy(), rtol=1e-12, atol=1e-14)


def test_a_border_never_wins_and_does_not_count() -> None:
    x = -np.arange(1.0, 10.0).reshape(1, 3, 3, 1)
    np.testing.assert_array_equal(nb.max_pool(x, 2, padding="same").ravel(), [-1, -3, -7, -9])
    np.testing.assert_array_equal(nb.avg_pool(x, 2, padding="same").ravel(), [-3, -4.5, -7.5, -9])


@pytest.mark.parametrize("dtype", [np.uint8, np.int16, np.bool_])
def test_whole_pixels(dtype: Any) -> None:
    """The greatest of whole numbers is whole, and their mean is not, as elsewhere."""
    x = R.integers(0, 2, size=(1, 3, 3, 1)).astype(dtype)
    assert nb.max_pool(x, padding="same").dtype == dtype
    np.testing.assert_array_equal(
        nb.max_pool(x, padding="same"), nb.max_pool(x.astype(float), padding="same")
    )
    assert nb.avg_pool(x).dtype == np.float64
    assert nb.avg_pool(x).item() == x[0, :2, :2, 0].mean()


@pytest.mark.parametrize("pool", [nb.max_pool, nb.avg_pool])
def test_images_that_do_not_fit(pool: Callable[..., Any]) -> None:
    with pytest.raises(nb.GraphError, match=r"a window of 3×3 is larger than images of 2×2. Try: padding"):
        pool(np.ones((1, 2, 2, 1)), 3)
    with pytest.raises(nb.GraphError, match=r"expected images of shape .* Try: nb.reshape"):
        pool(np.ones((4, 4)))
    with pytest.raises(nb.GraphError, match="expected size as a whole number, 1 or more, got 0"):
        pool(np.ones((1, 4, 4, 1)), 0)
    assert pool(np.ones((0, 4, 4, 1))).shape == (0, 2, 2, 1)
