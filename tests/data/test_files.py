"""Files are written whole or not at all, and what is damaged or hostile is refused."""

from __future__ import annotations

import gzip
import io
import json
import os
import random
import stat
import struct
import tracemalloc
import zipfile
from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest
from few_digits import CONTENT, FILE, PIXELS, SHAPE, ZIPPED

from nbkit import data
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


@pytest.mark.parametrize("folder", ["none", "file"])
def test_an_error_names_the_real_file_when_there_is_no_folder(tmp_path: Path, folder: str) -> None:
    (tmp_path / "file").touch()
    path = tmp_path / folder / "w.txt"
    with pytest.raises((FileNotFoundError, NotADirectoryError)) as caught, replaced(path):
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


def test_a_large_array_is_written_piece_by_piece(tmp_path: Path) -> None:
    array = np.ones(8_000_000)
    with (tmp_path / "x.npz").open("wb") as file:
        tracemalloc.start()
        write_npz(file, {"x": array})
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert peak < array.nbytes / 2
    np.testing.assert_array_equal(np.load(tmp_path / "x.npz")["x"], array)


def test_objects_are_not_stored() -> None:
    with pytest.raises(ValueError, match=r"[Oo]bject arrays"):
        write_npz(io.BytesIO(), {"x": np.array([{}])})


# ---------------------------------------------------------------- idx files


def read(tmp_path, content):
    path = tmp_path / "digits"
    path.write_bytes(content)
    return files.read_idx(path, SHAPE, FILE.sha256, "fetch it again")


@pytest.mark.parametrize(
    "content", [CONTENT, ZIPPED, gzip.compress(CONTENT, 0, mtime=0)], ids=["plain", "zipped", "stored"]
)
def test_an_idx_file_is_read_gzipped_or_not(tmp_path, content):
    assert np.array_equal(read(tmp_path, content), PIXELS)


def header(*numbers):
    return struct.pack(">4B3I", *numbers) + CONTENT[16:]


@pytest.mark.parametrize(
    "content, got",
    [
        (b"", "got:      0"),
        (CONTENT[:10], "got:      10"),
        (CONTENT[:-1], "got:      39,215"),
        (CONTENT + b"x", "got:      more than 39,216"),
        (CONTENT[:-1] + b"?", "SHA-256"),
        (ZIPPED[:-9], "end-of-stream"),
        (ZIPPED[:2000], "end-of-stream"),
        (ZIPPED[:5], "end-of-stream"),
        (ZIPPED[:-8] + bytes(8), "CRC"),
        (ZIPPED[:30] + b"\xff" * 20 + ZIPPED[50:], "expected: a whole gzip file"),
        (ZIPPED + b"rubbish", "Not a gzipped file"),
        (header(0, 0, 8, 3, 2**32 - 1, 2**32 - 1, 2**32 - 1), "ffffffff"),
        (header(0, 0, 8, 3, 28, 50, 28), "the header"),
        (header(0, 0, 13, 3, *SHAPE), "the header"),
        (header(0, 0, 8, 255, *SHAPE), "the header"),
        (gzip.compress(bytes(50_000_000)), "got:      more than 39,216"),
        (random.Random(0).randbytes(200_000), "got:      200,000 bytes"),
    ],
    ids=range(17),
)
def test_a_damaged_or_hostile_idx_file_is_refused(tmp_path, content, got):
    with pytest.raises(data.DataError) as caught:
        read(tmp_path, content)
    assert got in str(caught.value) and "fetch it again" in str(caught.value)


def test_a_bomb_is_not_unpacked(tmp_path):
    import tracemalloc

    bomb = gzip.compress(bytes(100_000_000))
    tracemalloc.start()
    with pytest.raises(data.DataError):
        read(tmp_path, bomb)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 2_000_000


# ---------------------------------------------------------------- damaged and hostile archives


def truncate(path):
    path.write_bytes(path.read_bytes()[:-1000])


def flip_a_bit(path):
    content = bytearray(path.read_bytes())
    content[400_000] ^= 1
    path.write_bytes(content)


def make_folder(path):
    path.unlink()
    path.mkdir()


def make_pipe(path):
    path.unlink()
    os.mkfifo(path)


def make_dangling(path):
    path.unlink()
    path.symlink_to("nowhere")


def make_huge(path):
    with path.open("r+b") as file:
        file.truncate(1 << 40)  # sparse


POSIX = pytest.mark.skipif(os.name == "nt", reason="needs POSIX pipes, links and sparse files")


@pytest.mark.parametrize(
    "damage, got",
    [
        (Path.unlink, "nothing at this place"),
        (truncate, "damaged or another one"),
        (flip_a_bit, "damaged or another one"),
        (make_folder, "a folder, a pipe or a device"),
        (lambda path: path.write_bytes(b""), "damaged or another one"),
        pytest.param(make_pipe, "a folder, a pipe or a device", marks=POSIX),
        pytest.param(make_dangling, "nothing at this place", marks=POSIX),
        pytest.param(make_huge, "1,099,511,627,776 bytes", marks=POSIX),
    ],
)
def test_a_damaged_file_is_refused_with_advice(shipped, damage, got):
    damage(shipped / "mnist_5k.npz")
    with pytest.raises(data.DataError) as caught:
        data.load_mnist()
    message = str(caught.value)
    assert str(shipped / "mnist_5k.npz") in message and got in message
    assert "expected:" in message and "git checkout -- data" in message


class Trap:
    """An object whose unpickling leaves a trace."""

    def __init__(self, trace):
        self.trace = trace

    def __reduce__(self):
        return Path.touch, (self.trace,)


def npy(array, **options):
    out = io.BytesIO()
    np.lib.format.write_array(out, array, **options)
    return out.getvalue()


IMAGES = npy(np.zeros((5000, 28, 28), np.uint8))
LABELS = npy(np.zeros(5000, np.uint8))


def absurd_header():
    out = io.BytesIO()
    np.lib.format.write_array_header_1_0(
        out, {"descr": "|u1", "fortran_order": False, "shape": (10**15, 28, 28)}
    )
    return out.getvalue()


HOSTILE = {
    "pickle": ({"images": lambda trace: npy(np.array([Trap(trace)], object), allow_pickle=True)}, "object"),
    "dtype": ({"images": npy(np.zeros((5000, 28, 28), np.float32))}, "float32"),
    "shape": ({"images": npy(np.zeros((5000, 784), np.uint8))}, r"\(5000, 784\)"),
    "fortran": ({"images": npy(np.zeros((5000, 28, 28), np.uint8, order="F"))}, "images with"),
    "version": ({"images": npy(np.zeros((5000, 28, 28), np.uint8), version=(2, 0))}, "version"),
    "absurd": ({"images": absurd_header() + bytes(100)}, "1000000000000000"),
    "no npy": ({"images": b"hello"}, "expected: an .npz"),
    "long header": ({"images": b"\x93NUMPY\x01\x00\xff\xff" + b" " * 65535}, "expected: an .npz"),
    "bomb": ({"images": IMAGES + bytes(300_000_000)}, "3,920,001 bytes, not 3,920,000"),
    "short": ({"images": IMAGES[:-1]}, "3,919,999 bytes, not 3,920,000"),
    "extra": ({"extra": b"x"}, "extra"),
    "missing": ({"labels": None}, "the members"),
    "outside": ({"../images": IMAGES, "images": None}, "the members"),
}


def plant(folder, content):
    """Write `content` as the shipped file and name it in the manifest, as an attacker of both would."""
    (folder / "mnist_5k.npz").write_bytes(content)
    manifest = {"files": [{"name": "mnist_5k.npz", "sha256": sha256(content).hexdigest()}]}
    (folder / "MANIFEST.json").write_text(json.dumps(manifest))


def archive_of(members, compression=zipfile.ZIP_DEFLATED):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression) as archive:
        for name, content in members.items():
            if content is not None:
                archive.writestr(f"{name}.npy", content)
    return out.getvalue()


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_archive_is_refused_even_where_the_manifest_names_it(shipped, tmp_path, kind):
    changed, message = HOSTILE[kind]
    trace = tmp_path / "trace"
    members = {"images": IMAGES, "labels": LABELS} | changed
    members = {name: member(trace) if callable(member) else member for name, member in members.items()}
    plant(shipped, archive_of(members))
    with pytest.raises(data.DataError, match=message):
        data.load_mnist()
    assert not trace.exists()


def test_an_honest_archive_passes_where_the_manifest_names_it(shipped):
    plant(shipped, archive_of({"images": IMAGES, "labels": LABELS}))
    assert data.load_mnist().X_train.max() == 0.0


@pytest.mark.parametrize("compression", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_an_archive_whose_unzipping_has_no_bound_is_refused(shipped, compression):
    plant(shipped, archive_of({"images": IMAGES, "labels": LABELS}, compression))
    with pytest.raises(data.DataError, match="neither stored nor deflated"):
        data.load_mnist()


def test_twice_the_same_member_and_a_bad_checksum_are_refused(shipped):
    with pytest.warns(UserWarning, match="Duplicate"):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            for name, content in (("images", IMAGES), ("labels", LABELS), ("labels", LABELS)):
                archive.writestr(f"{name}.npy", content)
    plant(shipped, out.getvalue())
    with pytest.raises(data.DataError, match="the members"):
        data.load_mnist()
    stored = bytearray(archive_of({"images": IMAGES, "labels": LABELS}, zipfile.ZIP_STORED))
    stored[2000] ^= 1
    plant(shipped, bytes(stored))
    with pytest.raises(data.DataError, match="CRC"):
        data.load_mnist()
