"""Checkpoints under a path: written, found, read, removed; and the text file that names the latest."""

from __future__ import annotations

import os
import shutil
import zipfile
from pathlib import Path

import numpy as np
import pytest

from nbkit.tf1 import checkpoint

DATA = Path(__file__).parent / "data"
VALUES = {
    "layer/w": np.arange(6, dtype=np.float32).reshape(2, 3).T,
    "step": np.array(7, np.int64),
    "empty": np.empty((0, 3)),
    "ok": np.array([True, False]),
}

# ---------------------------------------------------------------- values


def test_values_come_back(tmp_path: Path) -> None:
    path = tmp_path / "new" / "m.ckpt-3"
    checkpoint.save(path, VALUES)
    assert os.listdir(path.parent) == ["m.ckpt-3.npz"]
    back = checkpoint.read(path)
    assert list(back) == list(VALUES)
    for name, value in VALUES.items():
        assert back[name].dtype == value.dtype and np.array_equal(back[name], value)
        assert back[name].shape == value.shape and back[name].flags.writeable


def test_names_that_are_asked_for_come_back(tmp_path: Path) -> None:
    checkpoint.save(tmp_path / "m", VALUES)
    assert list(checkpoint.read(str(tmp_path / "m"), ["step"])) == ["step"]
    with pytest.raises(checkpoint.NotFound, match=r"^Key v not found in checkpoint$"):
        checkpoint.read(tmp_path / "m", ["step", "v"])


def test_reads_what_tensorflow_wrote() -> None:
    assert checkpoint.exists(DATA / "small.ckpt")
    assert checkpoint.read(DATA / "small.ckpt", ["w"])["w"].tolist() == [[1.0, 2.0], [3.0, 4.0]]
    with pytest.raises(checkpoint.NotFound, match="Key v not"):
        checkpoint.read(DATA / "small.ckpt", ["v"])


def test_reads_what_todays_tensorflow_writes(tmp_path: Path) -> None:
    v1 = pytest.importorskip("tensorflow", reason="needs TensorFlow").compat.v1
    values = {"layer/w": np.arange(12.0, dtype=np.float32).reshape(3, 4), "step": np.array(7)}
    with v1.Graph().as_default(), v1.Session() as session:
        for name, value in values.items():
            v1.get_variable(name, initializer=value, use_resource=False)
        session.run(v1.global_variables_initializer())
        path = v1.train.Saver().save(session, f"{tmp_path}/m.ckpt", global_step=3)
    assert checkpoint.latest(tmp_path) == path
    back = checkpoint.read(path)
    assert {name: value.tolist() for name, value in back.items()} == {
        name: value.tolist() for name, value in values.items()
    }


def test_no_checkpoint_is_an_error(tmp_path: Path) -> None:
    assert not checkpoint.exists(tmp_path / "m")
    with pytest.raises(checkpoint.NotFound, match=r"matching files for .*m\. Try: tf\.train"):
        checkpoint.read(tmp_path / "m")


def test_the_first_format_is_refused_with_advice() -> None:
    assert checkpoint.exists(DATA / "v1.ckpt")
    with pytest.raises(checkpoint.Damaged, match=r"before 0\.12 wrote them: save it with its second format"):
        checkpoint.read(DATA / "v1.ckpt")


@pytest.mark.parametrize("part", ["index", "data-00000-of-00001"])
def test_a_damaged_checkpoint_of_tensorflow_says_so(tmp_path: Path, part: str) -> None:
    for file in DATA.glob("small.ckpt.*"):
        shutil.copy(file, tmp_path)
    whole = (tmp_path / f"small.ckpt.{part}").read_bytes()
    for length in (0, 1, len(whole) // 2, len(whole) - 1):
        (tmp_path / f"small.ckpt.{part}").write_bytes(whole[:length])
        with pytest.raises(checkpoint.Damaged, match=r"small\.ckpt\.index\n  expected: a whole checkpoint"):
            checkpoint.read(tmp_path / "small.ckpt")
    (tmp_path / f"small.ckpt.{part}").unlink()
    with pytest.raises((checkpoint.Damaged, checkpoint.NotFound)):
        checkpoint.read(tmp_path / "small.ckpt")


def archive(path: Path, members: dict[str, bytes], packing: int = zipfile.ZIP_STORED) -> Path:
    with zipfile.ZipFile(f"{path}.npz", "w", packing) as file:
        for name, content in members.items():
            file.writestr(name, content)
    return path


def npy(header: str, data: bytes = b"") -> bytes:
    return b"\x93NUMPY\x01\x00" + len(header).to_bytes(2, "little") + header.encode() + data


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "magic string"),
        (npy("{'descr': '<f4', 'fortran_order': False, 'shape': (99999999, 99999999)}\n"), "in 0 bytes"),
        (npy("{'descr': '<f4', 'fortran_order': False, 'shape': (2,)}\n", b"1234"), "in 4 bytes"),
        (npy("{'descr': '|O', 'fortran_order': False, 'shape': (1,)}\n", b"12345678"), "of object"),
        (npy("{'descr': '<f4', 'fortran_order': False, 'shape': (-2,)}\n"), "in 0 bytes|negative"),
        (npy("(" * 5000 + "\n"), "EOF|header|parentheses"),
        (b"\x93NUMPY\x02\x00", "version"),
    ],
)
def test_an_array_that_is_none_is_refused(tmp_path: Path, content: bytes, told: str) -> None:
    with pytest.raises(checkpoint.Damaged, match=f"m.npz\n  expected: a whole checkpoint\n.*(?s:.*)({told})"):
        checkpoint.read(archive(tmp_path / "m", {"w.npy": content}))


def test_what_is_packed_is_not_unpacked(tmp_path: Path) -> None:
    bomb = archive(tmp_path / "m", {"w.npy": bytes(10**6)}, zipfile.ZIP_DEFLATED)
    with pytest.raises(checkpoint.Damaged, match="arrays that are packed"):
        checkpoint.read(bomb)


def test_an_archive_that_claims_too_much_or_is_cut_is_refused(tmp_path: Path) -> None:
    checkpoint.save(tmp_path / "m", VALUES)
    whole = (tmp_path / "m.npz").read_bytes()
    for length in (0, 10, len(whole) // 2, len(whole) - 1):
        (tmp_path / "m.npz").write_bytes(whole[:length])
        with pytest.raises(checkpoint.Damaged):
            checkpoint.read(tmp_path / "m")
    size = (whole.rindex(b"PK\x01\x02") + 24, 4)  # of the last member, once it is unpacked
    (tmp_path / "m.npz").write_bytes(whole[: size[0]] + b"\xff\xff\xff\x7f" + whole[sum(size) :])
    with pytest.raises(checkpoint.Damaged, match="larger than the file"):
        checkpoint.read(tmp_path / "m")


def test_remove_takes_a_checkpoint_and_no_other(tmp_path: Path) -> None:
    for name in ("m-1.npz", "m-1.index", "m-1.meta", "m-1.data-00000-of-00001", "m-10.npz", "m-1.txt", "m-1"):
        (tmp_path / name).touch()
    checkpoint.remove(tmp_path / "m-1")
    assert sorted(os.listdir(tmp_path)) == ["m-1", "m-1.txt", "m-10.npz"]


# ---------------------------------------------------------------- which is the latest


def test_writes_the_text_file_of_tensorflow(tmp_path: Path) -> None:
    checkpoint.write_state(tmp_path, f"{tmp_path}/m-2", [f"{tmp_path}/m-1", f"{tmp_path}/m-2"])
    assert (tmp_path / "checkpoint").read_text() == (
        f'model_checkpoint_path: "{tmp_path}/m-2"\n'
        f'all_model_checkpoint_paths: "{tmp_path}/m-1"\n'
        f'all_model_checkpoint_paths: "{tmp_path}/m-2"\n'
    )
    assert checkpoint.read_state(tmp_path) == (f"{tmp_path}/m-2", [f"{tmp_path}/m-1", f"{tmp_path}/m-2"])


def test_a_relative_folder_has_relative_paths(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    os.mkdir("logs")
    checkpoint.write_state("logs", "logs/m-1", [])
    text = Path("logs/checkpoint").read_text()
    assert text == 'model_checkpoint_path: "m-1"\nall_model_checkpoint_paths: "m-1"\n'
    assert checkpoint.read_state("logs") == ("logs/m-1", ["logs/m-1"])
    checkpoint.write_state("", "m-1", ["m-1"], name="other")
    assert checkpoint.read_state("", "other") == ("m-1", ["m-1"])


def test_the_latest_is_one_whose_files_are_there(tmp_path: Path) -> None:
    assert checkpoint.read_state(tmp_path) is None and checkpoint.latest(tmp_path) is None
    checkpoint.write_state(tmp_path, f"{tmp_path}/m", [])
    assert checkpoint.latest(tmp_path) is None
    checkpoint.save(tmp_path / "m", VALUES)
    assert checkpoint.latest(tmp_path) == f"{tmp_path}/m"


def test_paths_of_any_letters_come_back(tmp_path: Path) -> None:
    path = '/a "quoted" one, it\'s a modèle\\with\ttabs 数.ckpt'
    checkpoint.write_state(tmp_path, path, [path])
    text = (tmp_path / "checkpoint").read_text("ascii")
    written = (
        r"""model_checkpoint_path: "/a \"quoted\" one, it\'s a mod\303\250le\\with\ttabs \346\225\260."""
    )
    assert text.splitlines()[0] == f'{written}ckpt"'
    assert checkpoint.read_state(tmp_path) == (path, [path])


def test_reads_what_later_versions_add(tmp_path: Path) -> None:
    lines = ["model_checkpoint_path: 'm-1'", 'all_model_checkpoint_paths: "m-1"']
    lines += ["all_model_checkpoint_timestamps: 1795973208.5", "last_preserved_timestamp: 1795973200.1", ""]
    (tmp_path / "checkpoint").write_text("\n".join(lines))
    assert checkpoint.read_state(tmp_path) == (f"{tmp_path}/m-1", [f"{tmp_path}/m-1"])


@pytest.mark.parametrize("text", ["", "nonsense", 'model_checkpoint_path: ""', "\0" * 100])
def test_a_text_file_that_names_none_is_none(tmp_path: Path, text: str) -> None:
    (tmp_path / "checkpoint").write_text(text)
    assert checkpoint.read_state(tmp_path) is None


def test_a_checkpoint_cannot_be_called_checkpoint(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="choose another"):
        checkpoint.write_state(tmp_path, f"{tmp_path}/checkpoint", [])
