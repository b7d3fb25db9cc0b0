"""A session: what may be fetched and fed, what it keeps, what it saves."""

from __future__ import annotations

import io
import os
import pickle
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import nbkit as nb
from nbkit.graph import Graph, GraphError, Placeholder, Variable
from nbkit.session import Session

# ---------------------------------------------------------------- fetches


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


def test_what_is_fetched_belongs_to_the_caller() -> None:
    x, w, c = Placeholder("x"), Variable([1.0, 2.0]), nb.Constant([3.0, 4.0])
    fetches = [x, w, c, nb.reshape(w, (2, 1)), nb.transpose(x), w + 0.0, x * 1.0]
    session, fed = Session(), np.array([5.0, 6.0])
    for _ in range(4):
        values = session.run(fetches, {x: fed})
        expected = [[5, 6], [1, 2], [3, 4], [[1], [2]], [5, 6], [1, 2], [5, 6]]
        for value, wanted in zip(values, expected, strict=True):
            assert value.tolist() == wanted
            value[...] = 99
    assert fed.tolist() == [5.0, 6.0]


def test_values_fetched_earlier_are_not_overwritten_by_later_runs() -> None:
    x = Placeholder("x")
    y, session = nb.exp(x), Session()
    kept = [session.run(y, {x: np.full(3, float(i))}) for i in range(5)]
    for i, value in enumerate(kept):
        np.testing.assert_allclose(value, np.exp(i))


def test_numbers_come_back_as_numbers() -> None:
    x = Placeholder("x")
    for _ in range(3):
        assert not isinstance(Session().run(nb.sum(x), {x: [1.0]}), np.ndarray)


# ---------------------------------------------------------------- feeds


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


def test_a_failing_run_changes_nothing_and_the_next_one_works() -> None:
    x, w = Placeholder("x"), Variable([1.0, 2.0])
    loss = nb.sum(nb.square(w * x))
    step, session = nb.GradientDescent(0.1).minimize(loss), Session()
    picked = nb.pick(nb.reshape(x, (1, -1)), Placeholder("k"))
    k = picked.input_nodes[1]
    for _ in range(3):
        session.run([step, picked], {x: np.ones(2), k: [1]})
    before = session.run(w)
    with pytest.raises(GraphError, match="Pick"):
        session.run([step, picked], {x: np.ones(2), k: [7]})  # fails half-way through a compiled plan
    np.testing.assert_array_equal(session.run(w), before)
    session.run([step, picked], {x: np.ones(2), k: [0]})
    np.testing.assert_allclose(session.run(w), before * 0.8)


# ---------------------------------------------------------------- variables


def test_variables_start_by_themselves_and_start_again() -> None:
    w = Variable([1.0], name="w")
    session = Session()
    session.assign(w, [5.0])
    assert session.run(w).tolist() == [5.0]
    assert session.run(nb.global_variables_initializer()) is None
    assert session.run(w).tolist() == [1.0]


def test_a_plan_sees_what_was_assigned_between_runs() -> None:
    w = Variable([1.0, 2.0])
    fetches = [w, w * 2.0, nb.transpose(w), nb.sum(nb.exp(w) * 0.0)]
    session = Session()
    for i in range(5):
        session.assign(w, [i, i])
        values = session.run(fetches)
        assert [v.tolist() for v in values] == [[i, i], [2 * i, 2 * i], [i, i], 0.0]


def test_plans_follow_variables_that_an_optimizer_moves() -> None:
    w, v = Variable([1.0, 1.0]), Variable(1.0)
    loss = nb.sum(nb.square(w)) + nb.square(v)
    step, session = nb.GradientDescent(0.25).minimize(loss), Session()
    for _ in range(3):
        assert session.run(loss) == 3.0  # compiled, before the variables are laid side by side
    for i in range(1, 5):
        session.run(step)
        assert session.run(loss) == 3.0 * 0.25**i


def test_two_sessions_are_two_trainings() -> None:
    w = Variable(1.0)
    step = nb.GradientDescent(0.25).minimize(w * w)
    one, two = Session(), Session()
    for _ in range(3):
        one.run(step)
    assert one.run(w) == 0.125
    assert two.run(w) == 1.0
    assert w.initial_value == 1.0


def test_actions_act_last() -> None:
    w = Variable(1.0, name="w")
    loss = w * w
    step, session = nb.GradientDescent(0.25).minimize(loss), Session()
    for i in range(5):
        result = session.run({"before": loss, "step": step, "list": [step, w]})  # listed twice, it acts once
        assert result == {"before": 0.25**i, "step": None, "list": [None, 0.5**i]}
    assert session.run([step, loss, w]) == [None, 0.5**10, 0.5**5]


def test_float32_on_request() -> None:
    x, w = Placeholder("x"), Variable([1.0, 2.0])
    loss = nb.mean(nb.square(w * x + np.ones(2)) * 3.0 + 1)
    step, session = nb.Adam(0.1).minimize(loss), Session(dtype=np.float32)
    for _ in range(3):
        fetched = session.run([loss, w, *nb.gradients(loss, [w]), step], {x: np.ones(2)})
        assert {v.dtype for v in fetched if v is not None} == {np.dtype(np.float32)}


# ---------------------------------------------------------------- keeping


def trained(steps: int = 0) -> tuple[Session, Any, Variable]:
    with Graph().as_default() as graph:
        w = Variable([1.0, -2.0], name="w")
        file = Variable(3.0, name="file")  # a name that np.savez cannot take
        step = nb.Adam(0.1).minimize(nb.sum(nb.square(w)) + nb.square(file))
    session = Session(graph)
    for _ in range(steps):
        session.run(step)
    return session, step, w


def values(session: Session) -> dict[str, Any]:
    return {v.name: np.array(session.run(v)) for v in session.graph.variables}


def assert_equal(a: dict[str, Any], b: dict[str, Any]) -> None:
    assert a.keys() == b.keys()
    for name in a:
        np.testing.assert_array_equal(a[name], b[name])


@pytest.mark.parametrize("compiled", [True, False])
def test_a_restored_training_goes_on_bit_by_bit(tmp_path: Path, compiled: bool) -> None:
    session, step, _ = trained(7)
    path = session.save(tmp_path / "model")
    assert path == tmp_path / "model.npz"
    assert [p.name for p in tmp_path.iterdir()] == ["model.npz"]
    for _ in range(5):
        session.run(step)
    resumed, step, _ = trained()
    resumed.compiled = compiled
    resumed.restore(path)
    for _ in range(5):
        resumed.run(step)
    assert_equal(values(resumed), values(session))
    resumed.restore(path)  # into compiled plans
    for _ in range(5):
        resumed.run(step)
    assert_equal(values(resumed), values(session))


def test_what_is_saved_can_be_read_by_numpy(tmp_path: Path) -> None:
    session, _, _ = trained(2)
    with np.load(session.save(tmp_path / "model"), allow_pickle=False) as file:
        assert_equal({name: file[name] for name in file.files}, values(session))


def npz(**arrays: Any) -> bytes:
    buffer = io.BytesIO()
    np.savez(buffer, **arrays)
    return buffer.getvalue()


def npy(array: Any) -> bytes:
    buffer = io.BytesIO()
    np.save(buffer, array)
    return buffer.getvalue()


def zipped(**members: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def bad_files() -> dict[str, bytes]:
    session, _, _ = trained(3)
    whole = {name: value + 1 for name, value in values(session).items()}
    rest = {name: value for name, value in whole.items() if name != "file"}
    good = npz(**rest)
    return {
        "empty": b"",
        "text": b"not a model",
        "truncated": good[: len(good) // 2],
        "one array": npy(np.ones(2)),
        "pickle": pickle.dumps({"w": 1}),
        "pickle inside": zipped(**{"w.npy": npy(np.array([{}], dtype=object))}),
        "no arrays inside": zipped(w=b"abc"),
        "a variable is missing": good,
        "one too many": npz(**rest, more=np.ones(1)),
        "other shape": zipped(**{f"{n}.npy": npy(np.ones(5)) for n in whole}),
        "text inside": zipped(**{f"{n}.npy": npy(np.full(v.shape, "a")) for n, v in whole.items()}),
        "floats for whole numbers": zipped(**{f"{n}.npy": npy(v * 1.0) for n, v in whole.items()}),
        "flipped bit": flipped(zipped(**{f"{n}.npy": npy(v) for n, v in whole.items()})),
    }


def flipped(content: bytes) -> bytes:
    at = content.index(b"NUMPY") + 130
    return content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :]


@pytest.mark.parametrize("kind", list(bad_files()))
def test_a_bad_file_is_refused_and_nothing_changes(tmp_path: Path, kind: str) -> None:
    session, _, _ = trained(2)
    before = values(session)
    (tmp_path / "bad.npz").write_bytes(bad_files()[kind])
    with pytest.raises(GraphError, match=r"bad\.npz"):
        session.restore(tmp_path / "bad.npz")
    assert_equal(values(session), before)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(GraphError, match=r"none\.npz"):
        trained()[0].restore(tmp_path / "none")


def test_a_failure_while_saving_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    session, step, _ = trained(1)
    path = session.save(tmp_path / "model")
    old = path.read_bytes()
    session.run(step)

    def full(*_: object, **__: object) -> None:
        raise OSError("no space left")

    for target, name in [(np.lib.format, "write_array"), (os, "replace")]:
        with monkeypatch.context() as patch:
            patch.setattr(target, name, full)
            with pytest.raises(OSError, match="no space"):
                session.save(path)
        assert path.read_bytes() == old
        assert [p.name for p in tmp_path.iterdir()] == ["model.npz"]


def test_a_session_closes() -> None:
    w = Variable(1.0)
    with Session() as session:
        assert session.run(w) == 1.0
    for use in (lambda: session.run(w), lambda: session.assign(w, 1.0), lambda: session.save("x")):
        with pytest.raises(GraphError, match="closed"):
            use()
