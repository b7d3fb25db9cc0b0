"""What a session saves, it restores bit by bit; what is damaged or foreign it refuses."""

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
from nbkit.graph import Graph, GraphError, Variable
from nbkit.session import Session


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


def test_missing_folders_are_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    session, *_ = trained()
    assert session.save("runs/today/epoch1") == Path("runs/today/epoch1.npz")
    session.restore("runs/today/epoch1")
    Path("file").touch()
    with pytest.raises(GraphError, match=r"expected a folder for file.epoch1\.npz, got: .*Choose another"):
        session.save("file/epoch1")


@pytest.mark.parametrize("path", [None, 3, 2.5, ["a"]])
def test_a_path_is_a_path(path: Any) -> None:
    session, *_ = trained()
    for use in (session.save, session.restore):
        with pytest.raises(GraphError, match=r"expected a path, got .*write 'weights\.npz'"):
            use(path)


@pytest.mark.parametrize("by_name", [True, False])
def test_the_weights_of_a_training_go_into_a_graph_without_its_optimizer(
    tmp_path: Path, by_name: bool
) -> None:
    session, _, w = trained(3)
    path = session.save(tmp_path / "model")
    with Graph().as_default() as graph:
        v, own = Variable([0.0, 0.0], name="w"), Variable(7.0, name="own")
    bare = Session(graph)
    with pytest.raises(GraphError, match=r"for 'own' expected floats .*restore\(path, \[w, b\]\)"):
        bare.restore(path)
    bare.restore(path, ["w", "w"] if by_name else [v, v])
    np.testing.assert_array_equal(bare.run(v), session.run(w))
    assert bare.run(own) == 7.0


def test_a_part_that_does_not_fit_changes_nothing(tmp_path: Path) -> None:
    session, *_ = trained(3)
    path = session.save(tmp_path / "model")
    with Graph().as_default() as graph:
        w, file = Variable([0.0, 0.0], name="w"), Variable([[1.0]], name="file")
        other = Variable(1.0, name="other")
    bare = Session(graph)
    for chosen, told in [
        ([w, file], r"for 'file' expected floats \(1, 1\), got floats \(\)"),
        ([w, other], "for 'other' expected floats .*got no such variable"),
        (["w", "v"], "expected a variable, got 'v'"),
        (w, "expected a list of variables to restore"),
        ("w", "expected a list of variables to restore"),
        ([w, trained()[2]], "another graph"),
        ([None], "expected a variable, got None"),
    ]:
        with pytest.raises(GraphError, match=told):
            bare.restore(path, chosen)  # type: ignore[arg-type]
        assert bare.run(w).tolist() == [0.0, 0.0]


def test_a_cell_that_was_run_again_is_told_when_its_variables_are_missing(tmp_path: Path) -> None:
    with Graph().as_default() as graph:
        w = Variable(1.0, name="w")
        path = Session().save(tmp_path / "model")
        w = Variable(1.0, name="w")
        loss = w * w
        for _ in range(2):
            nb.GradientDescent(0.1).minimize(loss)
    with pytest.raises(
        GraphError, match=r"for 'w_1' expected .*2 nodes named 'w', w and w_1, as when a cell is run twice"
    ):
        Session(graph).restore(path)
