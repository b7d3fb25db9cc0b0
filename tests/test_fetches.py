"""What may be fetched and fed, in every structure, layout and type."""

from __future__ import annotations

from typing import Any

import numpy as np

import nbkit as nb
from nbkit.fetches import key_of
from nbkit.graph import Placeholder, Variable
from nbkit.session import Session


def test_nested_fetches_come_back_in_their_structure() -> None:
    x = Placeholder("x")
    y = x + 1
    fetches = {"a": [x, (y,)], "b": {"c": y}, "d": [], "e": (y, y)}
    for _ in range(3):
        expected = {"a": [2, (3,)], "b": {"c": 3}, "d": [], "e": (3, 3)}
        assert Session().run(fetches, {x: 2}) == expected


def test_a_fetch_that_does_not_need_the_feed() -> None:
    x = Placeholder("x")
    y = nb.Constant(2.0) * 3.0
    assert Session().run([y, y], {x: 1.0}) == [6.0, 6.0]
    assert Session().run([], {x: 1.0}) == []


def test_lists_and_tuples_of_the_same_nodes_keep_their_kind() -> None:
    x = Placeholder("x")
    y, session = x * 2.0, Session()
    for _ in range(4):
        assert session.run([x * 1.0, y][1:], {x: 1.0}) == [2.0]
        assert session.run((y,), {x: 1.0}) == (2.0,)
        assert session.run(y, {x: 1.0}) == 2.0


def test_numbers_come_back_as_numbers() -> None:
    x = Placeholder("x")
    for _ in range(3):
        assert not isinstance(Session().run(nb.sum(x), {x: [1.0]}), np.ndarray)


def layouts() -> list[Any]:
    base = np.arange(12.0).reshape(3, 4)
    frozen = base.copy()
    frozen.flags.writeable = False
    strided = np.zeros((6, 8))[::2, ::2]
    strided[...] = base
    backwards = base[::-1, ::-1].copy()[::-1, ::-1]
    return [base, np.asfortranarray(base), strided, frozen, backwards, base.tolist(), base.astype(np.float32)]


def test_feeds_of_any_layout_give_the_same() -> None:
    x, w = Placeholder("x"), Variable(np.arange(8.0).reshape(4, 2))
    fetches = [x @ w, nb.transpose(x), nb.sum(x, axis=0), nb.softmax(x), nb.reshape(x, (-1,))]
    session = Session()
    expected = Session(compiled=False).run(fetches, {x: layouts()[0]})
    for _ in range(3):
        for layout in layouts():
            for a, b in zip(session.run(fetches, {x: layout}), expected, strict=True):
                np.testing.assert_allclose(a, b, rtol=1e-6)


def test_feeds_of_other_sizes_and_types_take_turns() -> None:
    x = Placeholder("x")
    y, session = nb.sum(x * 2, axis=0), Session()
    for n in [1, 3, 3, 3, 1, 0, 0, 0, 3, 1]:
        for dtype in (np.float64, np.float32, np.int64):
            value = session.run(y, {x: np.ones((n, 2), dtype)})
            assert value.tolist() == [2 * n, 2 * n]
            assert value.dtype == dtype


def test_a_fed_variable_or_constant_hides_its_value_for_one_run() -> None:
    w, c = Variable(1.0), nb.Constant(10.0)
    y, session = w + c, Session()
    for _ in range(3):
        assert session.run(y, {w: 5.0, c: 6.0}) == 11.0
        assert session.run(y) == 11.0 - 0.0


def test_other_fetches_have_other_keys() -> None:
    x, y = Placeholder("x"), Placeholder("y")
    fetches: list[Any] = [x, y, [x], (x,), [x, y], [y, x], [[x], y], [[x, y]], [], (), {}, {"a": x}, {"b": x}]
    fetches += [{"a": [x]}, {"a": (x,)}, {1: x}, {1.0: x}, {"a": x, "b": y}, {"b": y, "a": x}]
    assert len({key_of(one) for one in fetches}) == len(fetches)
    assert key_of([x, {"a": (y,)}]) == key_of([x, {"a": (y,)}])


def test_nested_fetches_run_again_are_theirs_still() -> None:
    x = Placeholder("x")
    session, y = Session(), x + 1
    for i in range(4):
        assert session.run({"a": [x, (y,)], "b": {}, "c": y}, {x: i}) == {
            "a": [i, (i + 1,)],
            "b": {},
            "c": i + 1,
        }
