"""The progress file: nothing is lost, nothing is fatal, and a recording neither reads nor writes it."""

import json
import subprocess
import sys
import time

import pytest

from nbkit.learn import progress_store
from nbkit.learn.commands import check, hint, progress

pytestmark = pytest.mark.usefixtures("own_folder")


def test_solved_is_remembered(capsys):
    check("xor_fails", "a")
    check("xor_fails", "c")
    entry = progress_store.read()["xor_fails"]
    assert entry["tries"] == 2
    assert entry["solved"] <= entry["last"]
    progress()
    assert "chapter 01  #..." in capsys.readouterr().out


def test_a_later_wrong_try_keeps_what_was_solved():
    check("xor_fails", "c")
    check("xor_fails", "a")
    assert progress_store.read()["xor_fails"]["solved"]


def test_untouched_stub_is_no_try(own_folder):
    check("xor_fails", ...)
    assert list(own_folder.iterdir()) == []


WRITER = """
from nbkit.learn import progress_store
def once_more(entry): entry["tries"] = entry.get("tries", 0) + 1
for number in range(40):
    progress_store.update_entry("shared", once_more)
    progress_store.update_entry({own!r} + str(number), once_more)
"""


def test_two_processes_lose_nothing():
    writers = [subprocess.Popen([sys.executable, "-c", WRITER.format(own=own)]) for own in "ab"]
    assert [writer.wait(timeout=60) for writer in writers] == [0, 0]
    state = progress_store.read()
    assert state["shared"]["tries"] == 80
    assert len(state) == 81


@pytest.mark.parametrize(
    "text",
    [
        *("", "{", "[]", "\udcff", "[" * 100_000, '{"exercises": [1]}', '{"exercises": {"nand": 3}}'),
        '{"exercises": {"xor_fails": {"tries": "two"}}}',
        '{"exercises": {"xor_fails": {"solved": 2026}}}',
    ],
)
def test_unreadable_file_is_set_aside(text, own_folder, capsys):
    progress_store.state_path().write_bytes(text.encode("utf-8", "surrogateescape"))
    check("xor_fails", "c")
    check("xor_fails", "c")
    kept = own_folder / "progress.unreadable-1.json"
    assert kept.read_bytes() == text.encode("utf-8", "surrogateescape")
    assert progress_store.read()["xor_fails"]["tries"] == 2
    assert capsys.readouterr().out.count("could not be read") == 1


def test_a_byte_order_mark_is_no_reason_to_set_progress_aside(own_folder):
    check("xor_fails", "c")
    path = progress_store.state_path()
    path.write_text(path.read_text(), encoding="utf-8-sig")
    check("xor_fails", "c")
    assert progress_store.read()["xor_fails"]["tries"] == 2
    assert [kept.name for kept in own_folder.iterdir()] == ["progress.json"]


def test_a_second_unreadable_file_does_not_replace_the_first(own_folder):
    for text in ("first", "second"):
        progress_store.state_path().write_text(text)
        progress_store.read()
    kept = sorted(own_folder.glob("progress.unreadable-*.json"))
    assert [path.read_text() for path in kept] == ["first", "second"]


def test_a_failed_write_leaves_the_old_file(own_folder, monkeypatch):
    check("xor_fails", "c")
    before = progress_store.state_path().read_text()

    def full_disk(*_):
        raise OSError("no space left")

    monkeypatch.setattr(progress_store.os, "replace", full_disk)
    check("xor_fails", "c")
    monkeypatch.setattr(progress_store.os, "fsync", full_disk)
    check("xor_fails", "c")
    assert progress_store.state_path().read_text() == before
    assert [path.name for path in own_folder.iterdir()] == ["progress.json"]


def test_a_file_that_another_program_holds_is_not_overwritten(monkeypatch):
    check("xor_fails", "c")
    before = progress_store.state_path().read_bytes()

    def held(*_, **__):
        raise PermissionError("in use")

    with monkeypatch.context() as patched:
        patched.setattr(progress_store.Path, "read_bytes", held)
        check("nand", (-1, -1, 1.5))
        assert progress_store.read() == {}
    assert progress_store.state_path().read_bytes() == before


def test_a_refused_replacement_is_tried_again(monkeypatch):
    refusals = iter([True, True])

    def refused_twice(source, target):
        if next(refusals, False):
            raise PermissionError("in use")
        source.rename(target)

    monkeypatch.setattr(progress_store.os, "replace", refused_twice)
    check("xor_fails", "c")
    assert progress_store.read()["xor_fails"]["solved"]


def test_a_folder_that_cannot_be_made_is_not_fatal(own_folder, monkeypatch, capsys):
    (own_folder / "file").write_text("")
    monkeypatch.setenv("NBKIT_STATE_DIR", str(own_folder / "file" / "below"))
    check("xor_fails", "c")
    assert capsys.readouterr().out.startswith("Right: ")


def test_a_folder_that_cannot_be_written_to_is_told_once_and_at_once(own_folder, monkeypatch, capsys):
    def refused(*_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(progress_store.os, "open", refused)
    start = time.monotonic()
    check("xor_fails", "c")
    check("xor_fails", "c")
    hint("xor_fails")
    assert time.monotonic() - start < progress_store.LOCK_SECONDS / 2
    told = capsys.readouterr().out
    assert (
        told.count(f"Your progress is not kept: {own_folder} cannot be written to (Permission denied).") == 1
    )
    assert "NBKIT_STATE_DIR" in told


def test_a_lock_left_behind_is_broken(own_folder):
    lock = own_folder / "progress.lock"
    lock.write_text("")
    old = lock.stat().st_mtime - 2 * progress_store.STALE_SECONDS
    progress_store.os.utime(lock, (old, old))
    check("xor_fails", "c")
    assert progress_store.read()["xor_fails"]["tries"] == 1


def test_recording_neither_reads_nor_writes(own_folder, monkeypatch, capsys):
    check("xor_fails", "c")
    before = progress_store.state_path().read_text()
    monkeypatch.setenv("NBKIT_RECORD", "1")
    check("xor_fails", "c")
    hint("xor_fails")
    progress()
    assert progress_store.state_path().read_text() == before
    assert "#" not in capsys.readouterr().out


def test_file_is_plain_json():
    check("nand", (-1, -1, 1.5))
    assert json.loads(progress_store.state_path().read_text())["exercises"]["nand"]["tries"] == 1
