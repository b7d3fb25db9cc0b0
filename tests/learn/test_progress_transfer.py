"""Progress on its way to another machine: whole, merged, and never at the cost of what is there."""

import json
import subprocess
import sys

import pytest

from nbkit.data.files import DataError
from nbkit.learn import progress_store
from nbkit.learn.progress_transfer import export_to, import_from, merge

HERE = {"nand": {"tries": 3, "hints": 1, "solved": "2026-02", "last": "2026-02"}, "layer": {"tries": 1}}
THERE = {"nand": {"tries": 2, "seen": True, "solved": "2026-01", "last": "2026-03"}, "vote": {"hints": 2}}
BOTH = {
    "nand": {"tries": 3, "hints": 1, "seen": True, "solved": "2026-01", "last": "2026-03"},
    "layer": {"tries": 1},
    "vote": {"hints": 2},
}


@pytest.fixture(autouse=True)
def own_folder(tmp_path, monkeypatch):
    monkeypatch.setenv("NBKIT_STATE_DIR", str(tmp_path / "own"))
    monkeypatch.delenv("NBKIT_RECORD", raising=False)
    progress_store.update_all(lambda state: state.update(HERE))
    return tmp_path / "own"


@pytest.fixture
def carried(tmp_path):
    path = tmp_path / "mine.json"
    progress_store.write(path, THERE)
    return path


def test_there_and_back(tmp_path, own_folder):
    assert export_to(tmp_path / "out.json") == 2
    progress_store.state_path().unlink()
    assert import_from(tmp_path / "out.json") == 2
    assert progress_store.read() == HERE
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out.json", "own"]


def test_import_merges_and_twice_is_as_once(carried):
    for _ in range(2):
        assert import_from(carried) == 2
        assert progress_store.read() == BOTH


def test_order_does_not_matter():
    assert merge(HERE, THERE) == merge(THERE, HERE) == BOTH


def test_what_a_later_version_adds_is_kept():
    assert merge({"nand": {"stars": [1]}}, {"nand": {"stars": 2, "mood": "good"}}) == {
        "nand": {"stars": [1], "mood": "good"}
    }


@pytest.mark.parametrize(
    "text",
    [
        *("", "{", "[]", "\udcff", "[" * 100_000, '{"exercises": {"nand": 3}}', "9" * 10_000),
        '{"exercises": {"vote": {"tries": 1}, "nand": {"solved": 2026}}}',
    ],
)
@pytest.mark.parametrize("carry", [import_from, export_to])
def test_what_is_no_progress_file_is_refused_and_nothing_changes(text, carry, tmp_path, own_folder):
    before, path = progress_store.state_path().read_bytes(), tmp_path / "bad.json"
    path.write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(DataError, match=r"(?s)expected: a progress file.*do:"):
        carry(path)
    assert progress_store.state_path().read_bytes() == before
    assert path.read_bytes() == text.encode("utf-8", "surrogateescape")
    assert [path.name for path in own_folder.iterdir()] == ["progress.json"]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_file_that_an_editor_saved_with_a_byte_order_mark_is_read(carried, encoding):
    carried.write_text(carried.read_text(), encoding=encoding)
    import_from(carried)
    assert progress_store.read() == BOTH
    assert export_to(carried) == len(BOTH)


def test_half_a_file_is_refused(carried):
    carried.write_text(carried.read_text()[:-10])
    with pytest.raises(DataError, match="nothing was changed here"):
        import_from(carried)


def test_an_export_is_replaced_by_the_next(tmp_path):
    export_to(tmp_path / "out.json")
    progress_store.update_entry("vote", lambda entry: entry.update(tries=1))
    export_to(tmp_path / "out.json")
    assert "vote" in json.loads((tmp_path / "out.json").read_text())["exercises"]


def test_progress_that_cannot_be_read_is_not_exported_as_nothing(tmp_path, monkeypatch):
    def held(*_, **__):
        raise PermissionError("in use")

    monkeypatch.setattr(progress_store.Path, "read_bytes", held)
    with pytest.raises(PermissionError):
        export_to(tmp_path / "out.json")
    assert not (tmp_path / "out.json").exists()


WRITER = """
from nbkit.learn import progress_store
for number in range(30):
    progress_store.update_entry("counted", lambda entry: entry.update(tries=entry.get("tries", 0) + 1))
"""


def test_a_kernel_at_work_and_an_import_lose_nothing(carried):
    kernel = subprocess.Popen([sys.executable, "-c", WRITER])
    while kernel.poll() is None:
        import_from(carried)
    assert kernel.returncode == 0
    assert progress_store.read() == {**BOTH, "counted": {"tries": 30}}
