"""Three parts: nothing twice, groups whole, each class in its share."""

import numpy as np
import pytest

from nbkit.data import split_rows


def rng():
    return np.random.default_rng(3)


def test_each_row_is_in_one_part_and_groups_are_whole():
    groups = np.random.default_rng(0).integers(0, 50, size=300)
    y = groups % 2
    parts = split_rows(y, groups, rng())
    assert sorted(np.concatenate(parts)) == list(range(300))
    found = [set(groups[rows]) for rows in parts]
    assert not (found[0] & found[1] or found[0] & found[2] or found[1] & found[2])


def test_each_class_has_its_share_in_each_part():
    y = np.repeat([7, 8], [200, 20])
    for rows, share in zip(split_rows(y, np.arange(220), rng()), (0.6, 0.2, 0.2), strict=True):
        assert np.unique(y[rows], return_counts=True)[1].tolist() == [200 * share, 20 * share]


def test_other_shares_and_another_seed():
    y = np.repeat([0, 1], 50)
    first = split_rows(y, np.arange(100), rng(), (0.8, 0.1, 0.1))
    assert [len(rows) for rows in first] == [80, 10, 10]
    again, other = (split_rows(y, np.arange(100), np.random.default_rng(k), (0.8, 0.1, 0.1)) for k in (3, 4))
    assert all(np.array_equal(a, b) for a, b in zip(first, again, strict=True))
    assert not np.array_equal(first.test, other.test)


def test_three_examples_of_a_class_go_to_the_three_parts():
    y = np.repeat([0, 1], [30, 3])
    for shares in ((0.6, 0.2, 0.2), (0.8, 0.1, 0.1)):
        parts = split_rows(y, np.arange(33), rng(), shares)
        assert [int((y[rows] == 1).sum()) for rows in parts] == [1, 1, 1]


def test_a_group_goes_with_most_of_its_rows():
    y = np.array([0, 0, 1] * 10 + [1, 1, 0] * 10)
    parts = split_rows(y, np.repeat(np.arange(20), 3), rng())
    assert [len(rows) for rows in parts] == [36, 12, 12]
    assert [int((y[rows] == 0).sum()) for rows in parts] == [18, 6, 6]


def test_a_class_in_too_few_groups_is_refused():
    with pytest.raises(ValueError, match="three at the least"):
        split_rows([0] * 9 + [1] * 9, [*range(9), *[9] * 5, *[10] * 4], rng())


def test_a_class_that_is_missing_is_named():
    y, groups = np.repeat([0, 1], 4), np.repeat([0, 1], 4)
    with pytest.raises(ValueError, match="got no 'ash' to learn from: collect"):
        split_rows(y, groups, rng(), names=("ash", "oak"))
    with pytest.raises(ValueError, match="got no 0 to learn from: collect"):
        split_rows(y, groups, rng())


@pytest.mark.parametrize(("y", "groups"), [([0, 1], [0]), ([[0], [1]], [0, 1])])
def test_rows_that_do_not_fit(y, groups):
    with pytest.raises(ValueError, match="a class and a group for each row"):
        split_rows(y, groups, rng())
