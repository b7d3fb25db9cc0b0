"""Costs where scores are extreme."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

import nbkit as nb
from nbkit.graph import Placeholder
from nbkit.session import Session


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize("z", [1000.0, -1000.0, 0.0])
def test_sigmoid_and_its_cost_are_safe_at_a_thousand(z: float, dtype: Any) -> None:
    with np.errstate(all="raise", under="ignore"):
        for y in (0.0, 1.0):
            node, feed = Placeholder(), np.array([z], dtype)
            loss = nb.sum(nb.sigmoid_cross_entropy(node, np.array([y], dtype)))
            cost, slope, s = Session().run(
                [loss, *nb.gradients(loss, [node]), nb.sigmoid(node)], {node: feed}
            )
            p = 1.0 if z > 0 else (0.5 if z == 0 else 0.0)
            np.testing.assert_allclose(slope, [p - y], atol=1e-30)
            np.testing.assert_allclose(s, [p], atol=1e-30)
            np.testing.assert_allclose(cost, max(z, 0) - z * y + (math.log(2) if z == 0 else 0), rtol=1e-6)


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_softmax_and_its_cost_are_safe_at_a_thousand(dtype: Any) -> None:
    z, y = np.array([[1000, -1000, 0], [-1000, -1000, -1000]], dtype), np.array([[0, 1, 0], [0, 0, 1]], dtype)
    p = np.array([[1, 0, 0], [1 / 3, 1 / 3, 1 / 3]])
    with np.errstate(all="raise", under="ignore"):
        node = Placeholder()
        cost = nb.softmax_cross_entropy(node, y)
        fetches = [nb.softmax(node), nb.log_softmax(node), cost, *nb.gradients(nb.sum(cost), [node])]
        soft, logs, costs, slope = Session().run(fetches, {node: z})
    np.testing.assert_allclose(soft, p, atol=1e-7)
    np.testing.assert_allclose(logs, [[0, -2000, -1000], [-np.log(3)] * 3], rtol=1e-6)
    np.testing.assert_allclose(costs, [2000, np.log(3)], rtol=1e-6)
    np.testing.assert_allclose(slope, p - y, atol=1e-7)


# ---------------------------------------------------------------- 0 · ln 0 is 0


def every_way(fetches: list[Any], feed: dict[Any, Any], **how: Any) -> list[list[Any]]:
    """What plain and compiled sessions say, the latter three times."""
    plain, fast = Session(compiled=False, **how), Session(**how)
    return [plain.run(fetches, feed), *(fast.run(fetches, feed) for _ in range(3))]


INF = np.inf
SOFTMAX = (
    np.array([[1.0, 2.0, -INF], [0.0, -INF, -INF], [1.0, 2.0, -INF], [0.5, -INF, 0.5]]),
    np.array([[1.0, 0.0, 0.0], [1.0, 0.0, 0.0], [0.0, 0.0, 1.0], [0.3, 0.0, 0.7]]),
    np.array([1.3132616875182228, 0.0, INF, math.log(2)]),
)
SIGMOID = (
    np.array([INF, -INF, INF, -INF, INF, 2.0]),
    np.array([1.0, 0.0, 0.0, 1.0, 0.5, 1.0]),
    np.array([0.0, 0.0, INF, INF, INF, 0.1269280110429725]),
)


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize(
    ("cost", "values"), [(nb.softmax_cross_entropy, SOFTMAX), (nb.sigmoid_cross_entropy, SIGMOID)]
)
def test_what_has_no_weight_adds_nothing(cost: Any, values: Any, dtype: Any) -> None:
    z, y, expected = (v.astype(dtype) for v in values)
    np.testing.assert_allclose(cost(z, y), expected, rtol=1e-6)
    np.testing.assert_allclose([cost(a, b) for a, b in zip(z, y, strict=True)], expected, rtol=1e-6)
    a, b = Placeholder(), Placeholder()
    for rows in (slice(None), slice(0, 2), slice(0, 1)):
        for (found,) in every_way([cost(a, b)], {a: z[rows], b: y[rows]}):
            np.testing.assert_allclose(found, expected[rows], rtol=1e-6)


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize(
    ("cost", "z", "y", "to_z", "to_y"),
    [
        (
            nb.softmax_cross_entropy, [[1, 2, -INF]], [[1, 0, 0]],
            [[-0.7310586, 0.7310586, 0]], [[1.3132617, 0.3132617, 0]],
        ),
        (nb.sigmoid_cross_entropy, [INF, -INF, 0], [1, 0, 1], [0, 0, -0.5], [0, 0, 0]),
    ],
)  # fmt: skip
def test_nor_do_its_slopes(cost: Any, z: Any, y: Any, to_z: Any, to_y: Any) -> None:
    a, b, scale = Placeholder(), Placeholder(), Placeholder()
    slopes = nb.gradients(nb.sum(cost(a, b) * scale), [a, b])
    for found in every_way(slopes, {a: np.array(z), b: np.array(y, float), scale: 1.0}):
        np.testing.assert_allclose(found[0], to_z, atol=1e-7)
        np.testing.assert_allclose(found[1], to_y, atol=1e-7)
    for found in every_way(slopes, {a: np.array(z), b: np.array(y, float), scale: 0.0}):
        assert not np.any(found)


def test_a_teacher_with_the_same_mask_gets_slopes_too() -> None:
    """Labels that are a softmax themselves: where both scores are masked, nothing is to be learned."""
    teacher, student = Placeholder(), Placeholder()
    loss = nb.mean(nb.softmax_cross_entropy(student, nb.softmax(teacher)))
    feed = {teacher: np.array([[0.0, 1.0, -INF]]), student: np.array([[1.0, 2.0, -INF]])}
    slopes = nb.gradients(loss, [teacher, student])
    short = {node: value[:, :2] for node, value in feed.items()}
    for found, expected in zip(every_way(slopes, feed), every_way(slopes, short), strict=True):
        for a, b in zip(found, expected, strict=True):
            np.testing.assert_allclose(a, np.pad(b, ((0, 0), (0, 1))), atol=1e-15)


@pytest.mark.parametrize(
    "cost", [nb.softmax_cross_entropy, lambda z, y: nb.log_softmax(z), lambda z, y: nb.softmax(z)]
)
def test_a_row_of_masked_scores_alone_has_no_probabilities(cost: Any) -> None:
    a, b = Placeholder(), Placeholder()
    with np.errstate(invalid="ignore"):
        for (found,) in every_way([cost(a, b)], {a: np.full((1, 2), -INF), b: np.array([[1.0, 0.0]])}):
            assert np.isnan(found).all()


@pytest.mark.parametrize("y", [0.0, 0.3, 1.0])
def test_soft_labels_and_large_scores_are_exact(y: float) -> None:
    z = np.array([-1e300, -700.0, -1e-300, 1e-300, 700.0, 1e300])
    expected = np.where(z > 0, z * (1 - y), -z * y) + np.log1p(np.exp(-np.abs(z)))
    a, b = Placeholder(), Placeholder()
    for (found,) in every_way([nb.sigmoid_cross_entropy(a, b)], {a: z, b: np.full(6, y)}):
        np.testing.assert_allclose(found, expected, rtol=1e-12)


def test_slopes_of_whole_numbers_do_not_wrap_around() -> None:
    a, y = Placeholder(), Placeholder()
    slopes = nb.gradients(nb.mean_squared_error(a, y), [a, y])
    for dtype in (np.uint8, np.int8, np.bool_, np.int64):
        for found in every_way(slopes, {a: np.array([0, 1], dtype), y: np.array([1, 1], dtype)}):
            np.testing.assert_array_equal(found, [[-1.0, 0.0], [1.0, 0.0]])
