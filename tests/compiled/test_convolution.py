"""Images in blocks: the numbers of the plain way, for all shapes, strides, paddings and passes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from planned import plans

import nbkit as nb
from nbkit.compiled import blocks
from nbkit.compiled.compiler import PASSES
from nbkit.functions import Array
from nbkit.graph import Graph, Placeholder, Variable
from nbkit.session import Session

ACTIVATIONS: list[Callable[[Any], Any]] = [
    nb.relu,
    nb.tanh,
    lambda z: z,
    lambda z: nb.maximum(z, 0.1),
    nb.abs,
]
ENDS: list[Callable[[Any], Any]] = [
    nb.flatten,
    nb.global_max,
    lambda x: nb.mean(x, axis=(1, 2)),
    lambda x: nb.reshape(nb.square(x), (-1, 1)),
]


@pytest.fixture(autouse=True)
def small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blocks, "MOST_IMAGES", 4)


class Net:
    """Layers of random shape, as long as the images are large enough; and what makes random feeds."""

    def __init__(self, draw: Any, n: int) -> None:
        self.rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
        self.shape = (n, draw(st.integers(3, 9)), draw(st.integers(3, 9)), draw(st.integers(1, 2)))
        self.rows = draw(st.booleans())
        self.X, self.weights = Placeholder("X"), list[Variable]()
        h: Any = nb.reshape(self.X, (-1, *self.shape[1:])) if self.rows else self.X
        self.values, side = [h], min(self.shape[1:3])
        for _ in range(draw(st.integers(1, 3))):
            h, side = draw(st.sampled_from([self.conv, self.conv, self.pool]))(draw, h, side)
            h = draw(st.sampled_from(ACTIVATIONS))(h)
            self.values.append(h)
        self.end = draw(st.sampled_from(ENDS))(h)

    def conv(self, draw: Any, h: Any, side: int) -> tuple[Any, int]:
        rows, columns, maps = (draw(st.integers(1, min(side, 3))) for _ in range(3))
        channels = np.shape(self.run(h))[3]
        w = Variable(self.rng.normal(size=(rows, columns, channels, maps)))
        b = Variable(self.rng.normal(size=maps))
        self.weights += [w, b]
        out = nb.conv2d(h, w, **self.sliding(draw)) + b
        return out, min(np.shape(self.run(out))[1:3])

    def pool(self, draw: Any, h: Any, side: int) -> tuple[Any, int]:
        size = draw(st.integers(1, min(side, 3)))
        stride = draw(st.sampled_from([None, 1, 2]))
        out = draw(st.sampled_from([nb.max_pool, nb.max_pool, nb.avg_pool]))(
            h, size, stride, padding=draw(st.sampled_from(["valid", "same"]))
        )
        return out, min(np.shape(self.run(out))[1:3])

    def sliding(self, draw: Any) -> dict[str, Any]:
        return {"stride": draw(st.integers(1, 2)), "padding": draw(st.sampled_from(["valid", "same"]))}

    def feed(self) -> Array:
        """Whole numbers make windows with ties."""
        images: Array = self.rng.integers(-1, 3, size=self.shape).astype(float)
        return images.reshape(len(images), -1) if self.rows else images

    def run(self, node: Any) -> Any:
        return Session(node.graph, compiled=False).run(node, {self.X: self.feed()})


def check(net: Net, fetches: list[Any], passes: tuple[Any, ...] = PASSES, dtype: Any = np.float64) -> Session:
    """What a session gives that compiles is what one gives that does not."""
    session, plain = Session(net.X.graph, dtype), Session(net.X.graph, dtype, compiled=False)
    session.passes = passes
    for _ in range(3):
        feed = {net.X: net.feed()}
        for ours, expected in zip(session.run(fetches, feed), plain.run(fetches, feed), strict=True):
            if expected is not None:
                scale = max(1.0, float(np.abs(expected).max(initial=0)))
                np.testing.assert_allclose(ours / scale, expected / scale, rtol=0, atol=1e-12)
                assert ours.dtype == expected.dtype
    assert plans(session)
    return session


@settings(max_examples=120)
@given(data=st.data())
def test_random_networks(data: st.DataObject) -> None:
    """Values, and the slopes of weights, images and what lies between; batches with blocks, and without."""
    with Graph().as_default():
        net = Net(data.draw, data.draw(st.sampled_from([1, 2, 3, 8, 12, 7])))
        loss = nb.sum(net.end * net.rng.normal(size=np.shape(net.run(net.end))))
        between = data.draw(st.sampled_from(net.values))
        targets = [net.X, between, *net.weights]
        fetches = [*nb.gradients(loss, targets), loss]
        fetches = data.draw(
            st.sampled_from([fetches, [*fetches, between, net.end], [net.end], fetches[2:-1]])
        )
        if fetches:
            check(net, fetches)
            some = data.draw(st.sets(st.sampled_from(PASSES)))
            check(net, fetches, tuple(one for one in PASSES if one in some))


@pytest.mark.parametrize(
    "without", [(), *((one,) for one in PASSES)], ids=lambda w: " ".join(p.__name__ for p in w)
)
@pytest.mark.parametrize("n", [5, 12])
def test_training_step_by_step_without_each_pass(n: int, without: tuple[Any, ...]) -> None:
    rng = np.random.default_rng(n)
    X, Y = Placeholder("X"), Placeholder("Y")
    w1, b1 = Variable(rng.normal(size=(3, 3, 1, 4))), Variable(np.zeros(4))
    w2, b2 = Variable(rng.normal(size=(3, 3, 4, 5)) / 6), Variable(np.zeros(5))
    w3 = Variable(rng.normal(size=(20, 3)) / 4)
    h = nb.relu(nb.max_pool(nb.conv2d(X, w1) + b1))
    z = nb.flatten(nb.relu(nb.max_pool(nb.conv2d(h, w2, padding="same") + b2, 3, 2))) @ w3
    loss = nb.mean(nb.softmax_cross_entropy(z, Y)) + 0.01 * nb.sum(nb.square(w1))
    step = nb.Adam(0.01).minimize(loss)
    session, plain = Session(), Session(compiled=False)
    session.passes = tuple(one for one in PASSES if one not in without)
    for _ in range(4):
        feed = {X: rng.normal(size=(n, 12, 12, 1)), Y: np.eye(3)[rng.integers(0, 3, n)]}
        ours, expected = (s.run([loss, step, w1, b1, w2, b2, w3], feed) for s in (session, plain))
        for a, b in zip(ours, expected, strict=True):
            if b is not None:
                np.testing.assert_allclose(a, b, rtol=1e-9, atol=1e-11)


def test_a_gradient_of_a_gradient_and_two_batches_go_the_plain_way_where_they_must() -> None:
    rng = np.random.default_rng(0)
    x, w = Placeholder("x"), Variable(rng.normal(size=(2, 2, 1, 2)))
    out = nb.max_pool(nb.tanh(nb.conv2d(x, w)))
    (slope,) = nb.gradients(nb.sum(nb.square(out)), [x])
    again = nb.gradients(nb.sum(nb.square(slope)), [x, w])
    other = nb.conv2d(x, w, 2) * nb.sum(nb.conv2d(nb.reshape(x, (4, 10, 5, 1)), w))
    session, plain = Session(), Session(compiled=False)
    for _ in range(3):
        feed = {x: rng.normal(size=(8, 5, 5, 1))}
        for a, b in zip(session.run([*again, other], feed), plain.run([*again, other], feed), strict=True):
            np.testing.assert_allclose(a, b, rtol=1e-9, atol=1e-11)


@pytest.mark.parametrize("how", ["rows", "turned", "strided", "whole", "bytes"])
def test_images_may_lie_in_any_way_and_change_between_runs(how: str) -> None:
    rng = np.random.default_rng(1)
    x, w = Placeholder("x"), Placeholder("w")
    out = nb.relu(nb.conv2d(x, w))
    fetches = [out, *nb.gradients(nb.sum(nb.square(out)), [x, w])]
    images = rng.integers(0, 9, size=(8, 6, 5, 2)).astype(float)
    kernels = rng.normal(size=(3, 2, 2, 4))
    images = {
        "rows": lambda: images,
        "turned": lambda: np.asfortranarray(images),
        "strided": lambda: np.repeat(images, 2, axis=2)[:, :, ::2],
        "whole": lambda: images.astype(int),
        "bytes": lambda: images.astype(np.uint8),
    }[how]()
    session, plain = Session(), Session(compiled=False)
    for _ in range(4):
        images[...] = rng.integers(0, 9, size=images.shape)
        kernels[...] = rng.normal(size=kernels.shape)
        for a, b in zip(*(s.run(fetches, {x: images, w: kernels}) for s in (session, plain)), strict=True):
            np.testing.assert_allclose(a, b, rtol=1e-10, atol=1e-11)
