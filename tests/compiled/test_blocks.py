"""Which operations go block by block, in which order, and with how much memory."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from planned import plans

import nbkit as nb
from nbkit import ops
from nbkit.compiled import blocks
from nbkit.graph import Placeholder, Variable
from nbkit.session import Session

R = np.random.default_rng(0)


@pytest.fixture(autouse=True)
def small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blocks, "MOST_IMAGES", 4)


def test_what_only_one_run_reads_has_memory_for_one_block() -> None:
    x, w = Placeholder("x"), Variable(np.ones((3, 3, 1, 4)))
    answer = nb.flatten(nb.relu(nb.max_pool(nb.conv2d(x, w))))
    session = Session()
    for _ in range(2):
        session.run(answer, {x: np.ones((40, 8, 8, 1))})
    (plan,) = plans(session)
    conv, pool, *_ = plan.trace
    assert (conv[2].shape, pool[2].shape, len(conv[1])) == ((4, 6, 6, 4), (4, 3, 3, 4), 10)
    products = [args[2] for function, args in plan.steps if function is np.matmul]
    assert len({array.__array_interface__["data"][0] for array in products}) == 1


def test_what_a_batch_holds_is_not_written_over_before_the_last_block() -> None:
    """The second layer reads it block by block: not after the first is its memory free for the third."""
    x, w = Placeholder("x"), Variable(R.normal(size=(3, 3, 4, 4)))
    kept = nb.relu(nb.conv2d(x, w, padding="same"))
    late = w * nb.mean(kept)  # so that the next layers come after all blocks of the first
    answer = nb.flatten(nb.conv2d(nb.conv2d(kept, late, padding="same"), w, padding="same"))
    images, plain, session = R.normal(size=(8, 5, 5, 4)), Session(compiled=False), Session()
    for _ in range(3):
        np.testing.assert_allclose(
            session.run(answer, {x: images}), plain.run(answer, {x: images}), rtol=1e-9, atol=1e-9
        )


def test_a_block_of_a_batch_is_neither_tiny_nor_large() -> None:
    sizes = [blocks.block_size(n) for n in (1, 3, 4, 8, 12, 7, 40)]
    assert sizes == [1, 3, 4, 4, 4, 7, 4]


def test_without_images_nothing_goes_in_blocks() -> None:
    x = Placeholder("x")
    session, node = Session(), nb.relu(x * 2.0)
    for _ in range(2):
        session.run(node, {x: np.ones((8, 3, 3, 1))})
    (plan,) = plans(session)
    assert all(len(ranges) == 1 for _, ranges, *_ in plan.trace)


def test_what_adds_up_comes_as_soon_as_it_can() -> None:
    """The slopes of a layer's weights are taken before the gradient goes on to the layer below."""
    x, w, v = Placeholder("x"), Variable(np.ones((2, 2, 1, 2))), Variable(np.ones((2, 2, 2, 2)))
    loss = nb.sum(nb.conv2d(nb.relu(nb.conv2d(x, w)), v))
    fetches, session = nb.gradients(loss, [w, v]), Session()
    for _ in range(2):
        session.run(fetches, {x: np.ones((8, 5, 5, 1))})
    (plan,) = plans(session)
    kinds: list[Any] = [type(node) for node, *_ in plan.trace]
    first = kinds.index(ops.ConvSlopeKernels)
    assert first < kinds.index(ops.ConvSlopeImages)
    assert plan.trace[first][0] is fetches[1]


def test_whole_gradients_of_a_pool_read_its_pixels() -> None:
    rng = np.random.default_rng(0)
    x, w, G = Placeholder("x"), Variable(rng.normal(size=(2, 2, 1, 1))), Placeholder("G")
    maps = nb.tanh(nb.conv2d(x, w))
    node = ops.max_unpool(G, maps, nb.max_pool(maps))
    session, plain = Session(), Session(compiled=False)
    for _ in range(3):
        feed = {x: rng.normal(size=(8, 5, 5, 1)), G: rng.integers(1, 9, size=(8, 2, 2, 1))}
        np.testing.assert_array_equal(session.run(node, feed), plain.run(node, feed))


def test_kernels_that_look_like_a_batch_are_read_as_a_whole() -> None:
    """Four images, and kernels of four rows, of which half are silenced: both begin with 4."""
    rng = np.random.default_rng(0)
    x, w = Placeholder("x"), Variable(rng.normal(size=(4, 4, 1, 2)))
    out = nb.conv2d(x, w * rng.integers(0, 2, size=(4, 4, 1, 2)))
    fetches = [out, *nb.gradients(nb.sum(nb.square(out)), [w])]
    session, plain = Session(), Session(compiled=False)
    for _ in range(3):
        feed = {x: rng.normal(size=(4, 4, 4, 1))}
        for a, b in zip(*(s.run(fetches, feed) for s in (session, plain)), strict=True):
            np.testing.assert_allclose(a, b, rtol=1e-12)


def test_a_batch_that_is_also_the_kernels() -> None:
    x, rng = Placeholder("x"), np.random.default_rng(0)
    node, session, plain = nb.conv2d(x * 2.0, x * 2.0), Session(), Session(compiled=False)
    for _ in range(3):
        feed = {x: rng.normal(size=(1, 1, 3, 3))}
        np.testing.assert_allclose(session.run(node, feed), plain.run(node, feed), rtol=1e-12)


def test_windows_of_other_rows_than_columns_go_between_the_blocks() -> None:
    x, w, v = Placeholder("x"), Variable(R.normal(size=(3, 2, 1, 3))), Variable(R.normal(size=(2, 2, 3, 2)))
    seen = nb.max_pool(nb.relu(nb.conv2d(x, w, padding="same")), (2, 1), (1, 2))
    loss = nb.sum(nb.square(nb.avg_pool(nb.conv2d(seen, v, stride=(2, 1)), (1, 2), padding="same")))
    fetches, feed = [loss, *nb.gradients(loss, [w, v, x])], {x: R.normal(size=(8, 6, 7, 1))}
    plain, session = Session(compiled=False), Session()
    for _ in range(3):
        for ours, expected in zip(session.run(fetches, feed), plain.run(fetches, feed), strict=True):
            np.testing.assert_allclose(ours, expected, rtol=1e-9, atol=1e-9)
