"""Files are written whole or not at all, and the same arrays give the same archive."""

from __future__ import annotations

import io
import os
import stat
import zipfile
from pathlib import Path

import numpy as np
import pytest

from nbkit.data import files
from nbkit.data.files import pack_npz, replaced, write_npz


def test_a_new_file_appears_when_the_block_ends(tmp_path: Path) -> None:
    path = tmp_path / "w.txt"
    with replaced(path) as file:
        file.write(b"2.5")
        assert not path.exists()
    assert path.read_bytes() == b"2.5"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("error", [ValueError("no"), KeyboardInterrupt(), OSError("no number")])
def test_an_error_in_the_block_leaves_what_was_there(tmp_path: Path, error: BaseException) -> None:
    path = tmp_path / "w.txt"
    path.write_bytes(b"old")
    with pytest.raises(type(error)) as caught, replaced(path) as file:
        file.write(b"new")
        raise error
    assert caught.value is error
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.skipif(os.name == "nt", reason="needs POSIX permissions")
@pytest.mark.parametrize("mode", [0o600, 0o640, 0o755])
def test_the_permissions_stay(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "w.txt"
    path.touch()
    path.chmod(mode)
    with replaced(path) as file:
        file.write(b"new")
        (draft,) = set(tmp_path.iterdir()) - {path}
        assert stat.S_IMODE(draft.stat().st_mode) == mode
    assert stat.S_IMODE(path.stat().st_mode) == mode


@pytest.mark.skipif(os.name == "nt", reason="needs POSIX permissions")
def test_a_new_file_has_the_permissions_of_any_new_file(tmp_path: Path) -> None:
    (tmp_path / "any").touch()
    with replaced(tmp_path / "w.txt"):
        pass
    assert (tmp_path / "w.txt").stat().st_mode == (tmp_path / "any").stat().st_mode


def test_an_error_names_the_real_file_when_there_is_no_folder(tmp_path: Path) -> None:
    path = tmp_path / "none" / "w.txt"
    with pytest.raises(FileNotFoundError) as caught, replaced(path):
        pass
    assert caught.value.filename == str(path)


def test_an_error_names_the_real_file_when_a_folder_is_in_the_way(tmp_path: Path) -> None:
    (tmp_path / "w").mkdir()
    with pytest.raises(OSError) as caught, replaced(tmp_path / "w"):
        pass
    assert caught.value.filename == str(tmp_path / "w")
    assert ".part" not in str(caught.value)
    assert [path.name for path in tmp_path.iterdir()] == ["w"]


def test_an_error_names_the_real_file_when_the_disk_is_full(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(files.os, "fsync", full)
    with pytest.raises(OSError, match=r"No space left on device: '.*w\.txt'"), replaced(tmp_path / "w.txt"):
        pass
    assert list(tmp_path.iterdir()) == []


def test_an_error_about_another_file_names_that_one(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError) as caught, replaced(tmp_path / "w.txt"):
        (tmp_path / "other").read_bytes()
    assert caught.value.filename == str(tmp_path / "other")


@pytest.mark.parametrize("packed", [False, True])
def test_an_archive_is_read_back_and_is_the_same_each_time(packed: bool) -> None:
    arrays = {"file": np.arange(6.0).reshape(2, 3), "b": np.array(3), "F": np.ones((2, 3), order="F")}
    first, second = io.BytesIO(), io.BytesIO()
    write_npz(first, arrays, packed=packed)
    write_npz(second, arrays, packed=packed)
    assert first.getvalue() == second.getvalue()
    with zipfile.ZipFile(first) as archive:
        assert {member.date_time[0] for member in archive.infolist()} == {1980}
    found = np.load(io.BytesIO(first.getvalue()))
    assert {name: found[name].tolist() for name in found} == {k: v.tolist() for k, v in arrays.items()}


def test_a_packed_archive_is_smaller() -> None:
    loose = io.BytesIO()
    write_npz(loose, {"x": np.zeros(1000)})
    assert len(pack_npz({"x": np.zeros(1000)})) < len(loose.getvalue()) / 4


def test_objects_are_not_stored() -> None:
    with pytest.raises(ValueError, match=r"[Oo]bject arrays"):
        write_npz(io.BytesIO(), {"x": np.array([{}])})
