"""Convolution, held to its formula and to PyTorch; and what is told where images do not fit."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import nbkit as nb
from nbkit.graph import Placeholder
from nbkit.session import Session

R = np.random.default_rng(0)
SHAPES = [(1, "valid"), (2, "valid"), (1, "same"), (2, "same"), (3, "same")]


@pytest.mark.parametrize(("stride", "padding"), SHAPES)
def test_it_is_what_the_formula_says(stride: int, padding: str) -> None:
    x, w = R.normal(size=(2, 5, 6, 2)), R.normal(size=(3, 2, 2, 3))
    out = nb.conv2d(x, w, stride, padding)
    (top, _), (left, _) = (nb.ops.border(n, k, stride, padding) for n, k in [(5, 3), (6, 2)])
    for n, y, v, m in np.ndindex(out.shape):
        total = 0.0
        for i, j, c in np.ndindex(3, 2, 2):
            row, column = y * stride + i - top, v * stride + j - left
            if 0 <= row < 5 and 0 <= column < 6:
                total += x[n, row, column, c] * w[i, j, c, m]
        assert out[n, y, v, m] == pytest.approx(total, abs=1e-12)


@pytest.mark.parametrize(("stride", "padding"), SHAPES[:3])
def test_values_and_slopes_are_those_of_pytorch(stride: int, padding: str) -> None:
    torch = pytest.importorskip("torch", reason="a peer to compare with, where it is installed")
    x, w = R.normal(size=(3, 7, 6, 2)), R.normal(size=(5, 3, 2, 4))
    tx, tw = torch.tensor(x, requires_grad=True), torch.tensor(w, requires_grad=True)
    there = torch.nn.functional.conv2d(
        tx.permute(0, 3, 1, 2), tw.permute(3, 2, 0, 1), stride=stride, padding=padding
    ).permute(0, 2, 3, 1)
    G = R.normal(size=tuple(there.shape))
    there.backward(torch.tensor(G))
    X, W = Placeholder(), Placeholder()
    out = nb.conv2d(X, W, stride, padding)
    here = Session().run([out, *nb.gradients(nb.sum(out * G), [X, W])], {X: x, W: w})
    for a, b in zip(here, [there.detach(), tx.grad, tw.grad], strict=True):
        np.testing.assert_allclose(a, b.numpy(), rtol=1e-12, atol=1e-13)


X4, W4 = np.ones((2, 3, 3, 1)), np.ones((2, 2, 1, 4))


@pytest.mark.parametrize(
    ("x", "w", "sentence"),
    [
        (np.ones((2, 9)), W4, r"expected images of shape \(n, rows, columns, channels\). Try: nb.reshape"),
        (np.ones((3, 3, 1)), W4, "expected images of shape"),
        (X4, np.ones((2, 2)), r"expected kernels of shape .* Try: make kernels of shape \(5, 5, 1, 8\)"),
        (X4, np.ones((0, 2, 1, 4)), r"expected kernels .*, of a weight or more. Try: make kernels of shape"),
        (X4, np.ones((2, 2, 3, 4)), r"1 channels meet kernels for 3. Try: .*\(2, 2, 1, 4\)"),
        (X4, np.ones((4, 2, 1, 1)), 'a window of 4×2 is larger than images of 3×3. Try: padding="same"'),
    ],
)
def test_images_and_kernels_that_do_not_fit(x: Any, w: Any, sentence: str) -> None:
    with pytest.raises(nb.GraphError, match=sentence):
        nb.conv2d(x, w)
    images = Placeholder("images")
    node = nb.conv2d(images, w)
    for _ in range(2):
        with pytest.raises(nb.GraphError, match=sentence + ".*Made at"):
            Session().run(node, {images: x})


def test_an_empty_batch_and_whole_pixels() -> None:
    assert nb.conv2d(X4[:0], W4).shape == (0, 2, 2, 4)
    pixels = R.integers(0, 256, size=(2, 3, 3, 1)).astype(np.uint8)
    images, kernels = Placeholder(), nb.Variable(R.normal(size=(2, 2, 1, 2)))
    out = nb.conv2d(images, kernels)
    fetches = [out, *nb.gradients(nb.sum(out), [kernels])]
    session = Session()
    whole, exact = (session.run(fetches, {images: x}) for x in (pixels, pixels.astype(float)))
    for a, b in zip(whole, exact, strict=True):
        assert a.dtype == np.float64
        np.testing.assert_array_equal(a, b)
    empty = nb.mean(nb.conv2d(images, kernels))
    with pytest.raises(nb.GraphError, match="the mean of no entries is not defined"):
        session.run(empty, {images: X4[:0]})


def test_whole_pixels_meet_whole_kernels() -> None:
    """25 bytes of 255 do not fit in a byte; 25 of 255 in a float do."""
    x, w = np.full((1, 5, 5, 1), 255, np.uint8), np.ones((5, 5, 1, 1), np.uint8)
    images = Placeholder()
    for out in (nb.conv2d(x, w), Session().run(nb.conv2d(images, w), {images: x})):
        assert out.dtype == np.float64
        assert out.item() == 25 * 255


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_a_step_of_training_refuses_no_images_and_goes_on(dtype: str) -> None:
    """An empty batch is told; the batch after it is learned from as if nothing had been."""
    x, w = Placeholder("x", (None, 3, 3, 1)), nb.Variable(R.normal(size=(2, 2, 1, 2)))
    step = nb.GradientDescent(0.1).minimize(nb.mean(nb.max_pool(nb.conv2d(x, w))))
    tried, never = Session(dtype=dtype), Session(dtype=dtype)
    for _ in range(3):
        with pytest.raises(nb.GraphError, match=r"the mean of no entries .* Try: feed at least"):
            tried.run(step, {x: X4[:0]})
        for session in (tried, never):
            session.run(step, {x: X4})
    np.testing.assert_array_equal(tried.run(w), never.run(w))


def test_a_stride_that_skips_the_rest_leaves_the_first_place() -> None:
    x = np.arange(9.0).reshape(1, 3, 3, 1)
    for stride in (3, 30):
        assert nb.conv2d(x, W4[..., :1], stride).ravel().tolist() == [0 + 1 + 3 + 4]
        assert nb.max_pool(x, 2, stride).ravel().tolist() == [4]
