"""A published folder is whole or not there, and nobody's own files are replaced."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest

from nbkit.publish import PublishError
from nbkit.publish.folder import MARK, beside


def published(out: Path, text: str, course: Path) -> None:
    with beside(out, course) as draft:
        (draft / "index.html").write_text(text)


@pytest.fixture
def course(tmp_path: Path) -> Path:
    (tmp_path / "course").mkdir()
    return tmp_path / "course"


def test_a_folder_appears_whole_and_nothing_beside_it(tmp_path: Path, course: Path) -> None:
    out = tmp_path / "deep" / "site"
    with beside(out, course) as draft:
        (draft / "index.html").write_text("one")
        assert not out.exists()
    assert sorted(path.name for path in out.iterdir()) == [MARK, "index.html"]
    assert list(out.parent.iterdir()) == [out]


def test_what_was_published_is_replaced_whole(tmp_path: Path, course: Path) -> None:
    out = tmp_path / "site"
    published(out, "one", course)
    (out / "old.html").write_text("from the last time")
    published(out, "two", course)
    assert (out / "index.html").read_text() == "two" and not (out / "old.html").exists()


def test_an_empty_folder_will_do(tmp_path: Path, course: Path) -> None:
    (tmp_path / "site").mkdir()
    published(tmp_path / "site", "one", course)
    assert (tmp_path / "site" / "index.html").exists()


@pytest.mark.parametrize("fault", [KeyboardInterrupt, PublishError("no"), ValueError])
def test_a_fault_leaves_all_as_it_was(fault: BaseException, tmp_path: Path, course: Path) -> None:
    out = tmp_path / "site"
    published(out, "one", course)
    with pytest.raises(BaseException), beside(out, course) as draft:  # noqa: B017
        (draft / "index.html").write_text("two")
        raise fault
    assert (out / "index.html").read_text() == "one"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["course", "site"]


def test_a_full_disk_names_the_folder(tmp_path: Path, course: Path) -> None:
    out = tmp_path / "site"
    with (
        pytest.raises(OSError, match=r"No space left on device: nothing was published.*site'"),
        beside(out, course),
    ):
        raise OSError(errno.ENOSPC, "No space left on device", "/tmp/somewhere/else")
    assert not out.exists()


def test_files_of_somebody_are_refused(tmp_path: Path, course: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("my own")
    for out, said in (
        (tmp_path / "mine", "is not empty"),
        (tmp_path / "mine" / "thesis.txt", "is a file"),
        (course, "folder of the chapters"),
        (course / "deeper", "folder of the chapters"),
    ):
        with pytest.raises(PublishError, match=said), beside(out, course):
            raise AssertionError("begun")
    assert (tmp_path / "mine" / "thesis.txt").read_text() == "my own"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["course", "mine"]
