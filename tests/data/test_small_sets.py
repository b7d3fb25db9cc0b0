"""The small sets: what they return and what they refuse."""

import numpy as np
import pytest

from nbkit import data


@pytest.mark.parametrize(
    "name, gate",
    [
        ("AND", lambda a, b: a and b),
        ("OR", lambda a, b: a or b),
        ("NAND", lambda a, b: not (a and b)),
        ("XOR", lambda a, b: a != b),
    ],
)
def test_truth_table(name, gate):
    X, y = data.load_truth_table(name)
    assert (X.dtype, y.dtype) == (np.float64, np.int64)
    assert X.tolist() == [[0, 0], [0, 1], [1, 0], [1, 1]]
    assert y.tolist() == [int(gate(a, b)) for a, b in X]


@pytest.mark.parametrize("load", [data.load_truth_table, data.load_boundary])
def test_unknown_name_is_told_the_known_ones(load):
    with pytest.raises(ValueError, match=r"(XOR|parabola).*'nor'"):
        load("nor")


def test_digits_4x5_are_the_drawn_ones():
    X, y = data.load_digits_4x5()
    drawn = "01101001100110010110 00100010001000100010 01101001001001001111 11110001011100011111"
    assert ["".join(str(int(pixel)) for pixel in row) for row in X] == drawn.split()
    assert (X.dtype, y.tolist()) == (np.float64, [0, 1, 2, 3])
    assert np.array_equal(data.load_digits_4x5(images=True).X, X.reshape(4, 5, 4))


def test_blobs_are_those_of_the_source_and_of_scikit_learn():
    from sklearn.datasets import make_blobs

    X, y = data.load_blobs()
    assert np.allclose(X[0], [7.3402781, 9.36149154], rtol=0, atol=5e-9)
    assert np.allclose(X[6], [8.3186688, 10.1026025], rtol=0, atol=5e-8)
    assert "".join(map(str, y)) == "11011111100110100000111001100100110001011001100001"
    points, labels = make_blobs(n_samples=50, n_features=2, centers=2, random_state=75)
    np.testing.assert_allclose(X, points, rtol=1e-14)
    assert np.array_equal(y, labels)


def test_the_line_of_the_source_separates_the_blobs():
    X, y = data.load_blobs()
    assert np.array_equal(X @ [1, 1] - 5 > 0, y == 1)


@pytest.mark.parametrize(
    "name, inside, outside",
    [
        ("line", (5, 1), (1, -1)),
        ("parabola", (1, -2.4), (1, -2.6)),
        ("harder", (0, 0), (3, 3)),
    ],
)
def test_boundary(name, inside, outside):
    boundary = data.BOUNDARIES[name]
    X, y = data.load_boundary(name)
    assert (X.shape, X.dtype, y.dtype) == ((1000, 2), np.float64, np.int64)
    assert np.array_equal(y, boundary.g(X) >= 0)
    assert boundary.g(np.array(inside)) > 0 > boundary.g(np.array(outside))
    span = np.subtract(boundary.high, boundary.low)
    assert (X.min(axis=0) >= boundary.low).all() and (X.min(axis=0) < boundary.low + 0.05 * span).all()
    assert (X.max(axis=0) < boundary.high).all() and (X.max(axis=0) > boundary.high - 0.05 * span).all()
    assert 0.2 < y.mean() < 0.9


def test_boundary_depends_on_its_seed_alone():
    first = data.load_boundary("line", n=5, seed=1)
    assert np.array_equal(first.X, data.load_boundary("line", n=5, seed=1).X)
    assert not np.array_equal(first.X, data.load_boundary("line", n=5, seed=2).X)
    expected = np.random.default_rng(1).random((5, 2)) * [8, 7] - [0, 4]
    np.testing.assert_allclose(first.X, expected)


def test_iris_is_split_by_rows_as_in_the_source():
    from sklearn.datasets import load_iris

    X, y = load_iris(return_X_y=True)
    iris = data.load_iris()
    for part, first, last in (("train", 0, 40), ("valid", 40, 45), ("test", 45, 50)):
        rows = [*range(first, last), *range(50 + first, 50 + last), *range(100 + first, 100 + last)]
        assert np.array_equal(getattr(iris, f"X_{part}"), X[rows])
        assert np.array_equal(getattr(iris, f"y_{part}"), y[rows])
    assert iris.classes == ("setosa", "versicolor", "virginica")
    assert iris.features[3] == "petal width (cm)"


def test_iris_validates_with_one_flower_that_it_learned_from_as_its_docstring_says():
    iris = data.load_iris()
    parts = {"X_train": iris.X_train, "X_valid": iris.X_valid, "X_test": iris.X_test}
    rows = [(f"{name}[{k}]", tuple(row)) for name, part in parts.items() for k, row in enumerate(part)]
    twins = [(a, b) for k, (a, first) in enumerate(rows) for b, second in rows[k + 1 :] if first == second]
    assert twins == [("X_train[81]", "X_valid[12]")]
    assert all(name in data.load_iris.__doc__ for name in twins[0])
