"""Small data sets, made on the spot: truth tables, blobs, boundaries, bitmaps, and the irises."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from nbkit.data.examples import Array, Examples, IrisSplit

_TRUTH = {"AND": (0, 0, 0, 1), "OR": (0, 1, 1, 1), "NAND": (1, 1, 1, 0), "XOR": (0, 1, 1, 0)}
_BITMAPS = (
    ("0110", "1001", "1001", "1001", "0110"),
    ("0010", "0010", "0010", "0010", "0010"),
    ("0110", "1001", "0010", "0100", "1111"),
    ("1111", "0001", "0111", "0001", "1111"),
)


def load_truth_table(name: str) -> Examples:
    """Return the four inputs 00, 01, 10, 11 of a logic gate, float64 (4, 2), and its answers, int64 (4,).

    name: AND, OR, NAND or XOR. Raises ValueError for another one.

    >>> X, y = load_truth_table("XOR")
    >>> y
    array([0, 1, 1, 0])
    """
    answers = _TRUTH[_known(name, _TRUTH, "gate")]
    return Examples(np.array([[0, 0], [0, 1], [1, 0], [1, 1]], float), np.array(answers, np.int64))


def load_digits_4x5(*, images: bool = False) -> Examples:
    """Return the digits 0 to 3, drawn with 0 and 1 on a grid 4 wide and 5 high, and their labels, int64 (4,).

    images: X as four pictures (4, 5, 4), or else (4, 20); float64.

    >>> X, y = load_digits_4x5(images=True)
    >>> X[1].astype(int)
    array([[0, 0, 1, 0],
           [0, 0, 1, 0],
           [0, 0, 1, 0],
           [0, 0, 1, 0],
           [0, 0, 1, 0]])
    """
    X = np.array([[list(row) for row in digit] for digit in _BITMAPS], float)
    return Examples(X if images else X.reshape(4, 20), np.arange(4, dtype=np.int64))


def load_blobs() -> Examples:
    """Return 50 points in two groups that a line separates: X float64 (50, 2), y int64 (50,), 0 or 1.

    They are those of scikit-learn's `make_blobs(n_samples=50, n_features=2, centers=2, random_state=75)`:
    around each of two centres, drawn uniformly from [-10, 10) x [-10, 10), 25 points with standard
    deviation 1, shuffled. We draw them from the same old generator, whose stream NumPy has frozen, so they
    stay the same whatever the version of either.

    >>> X, y = load_blobs()
    >>> X[0]
    array([7.3402781 , 9.36149154])
    >>> int(y[0])
    1
    """
    rng = np.random.RandomState(75)
    centres = rng.uniform(-10, 10, size=(2, 2))
    X = np.vstack([rng.normal(centre, 1.0, size=(25, 2)) for centre in centres])
    order = np.arange(50)
    rng.shuffle(order)
    return Examples(X[order], np.repeat(np.arange(2, dtype=np.int64), 25)[order])


class Boundary(NamedTuple):
    """A curve g(x) = 0 in the plane, and the rectangle from which the points around it are drawn."""

    formula: str
    g: Callable[[Array], Array]
    low: tuple[float, float]
    high: tuple[float, float]


BOUNDARIES = {
    "line": Boundary(
        "0.8 x₁ + x₂ - 3 = 0",
        lambda X: 0.8 * X[..., 0] + X[..., 1] - 3,
        (0.0, -4.0),
        (8.0, 3.0),
    ),
    "parabola": Boundary(
        "-0.5 (x₁ - 1)² + 2 x₂ + 5 = 0",
        lambda X: -0.5 * (X[..., 0] - 1) ** 2 + 2 * X[..., 1] + 5,
        (-5.0, -4.0),
        (5.0, 4.0),
    ),
    "harder": Boundary(
        "-0.5 (x₁ x₂ - 1)² + 2 x₂ + 5 = 0",
        lambda X: -0.5 * (X[..., 0] * X[..., 1] - 1) ** 2 + 2 * X[..., 1] + 5,
        (-5.0, -4.0),
        (5.0, 4.0),
    ),
}


def load_boundary(name: str, n: int = 1000, seed: int = 0) -> Examples:
    """Return n points of a rectangle, float64 (n, 2), labelled 1 where g(x) >= 0 and 0 elsewhere, int64 (n,).

    `BOUNDARIES[name]` has the function `g`, which takes points of shape (..., 2), its formula, and the
    corners `low` and `high` of the rectangle.
    name: line, parabola or harder. seed: of the generator that draws, `np.random.default_rng(seed)`.
    Raises ValueError for another name.

    >>> load_boundary("parabola")
    Examples
      X        (1000, 2) float64
      y        (1000,) int64
    >>> BOUNDARIES["parabola"].formula
    '-0.5 (x₁ - 1)² + 2 x₂ + 5 = 0'
    """
    boundary = BOUNDARIES[_known(name, BOUNDARIES, "boundary")]
    low, high = np.array(boundary.low), np.array(boundary.high)
    X = low + (high - low) * np.random.default_rng(seed).random((n, 2))
    return Examples(X, (boundary.g(X) >= 0).astype(np.int64))


def load_iris() -> IrisSplit:
    """Return Fisher's 150 irises, of each species 40 to learn from, 5 to validate and 5 to test.

    The set is sorted by species, 50 rows each; of every 50 the first 40, the next 5 and the last 5 are taken.
    Rows 101 and 142 of the set, counted from 0, are equal: X_valid[12], one of 15 to validate, was learned
    from, as X_train[81]. Both stay, for the split is by rows; among those to test there is no such row.
    X: float64 (120, 4), (15, 4) and (15, 4), in centimetres; y: int64, 0, 1 or 2; `features` and `classes`
    name the columns and the labels.
    Source: R. A. Fisher, *The use of multiple measurements in taxonomic problems*, Annals of Eugenics 7
    (1936); the copy is scikit-learn's.

    >>> iris = load_iris()
    >>> iris.X_train.shape, iris.classes
    ((120, 4), ('setosa', 'versicolor', 'virginica'))
    """
    from sklearn import datasets

    flowers = datasets.load_iris()
    X, y = np.asarray(flowers.data, float), np.asarray(flowers.target, np.int64)
    place = np.arange(150) % 50
    parts = (place < 40, (place >= 40) & (place < 45), place >= 45)
    arrays = [array for rows in parts for array in (X[rows], y[rows])]
    names = {"features": tuple(flowers.feature_names), "classes": tuple(map(str, flowers.target_names))}
    return IrisSplit(*arrays, **names)  # type: ignore[arg-type]


def _known(name: str, table: dict[str, Any], kind: str) -> str:
    """Return `name` if it is in `table`; an error with the list otherwise."""
    if name not in table:
        raise ValueError(f"expected a {kind} of {', '.join(table)}, got {name!r}: choose one of them")
    return name
