"""The copy that a student gets: what is new comes, what is theirs stays."""

from __future__ import annotations

import os
import runpy
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).resolve().parents[2] / "deploy" / "give_course.py"
give = runpy.run_path(str(SCRIPT))["give"]


@pytest.fixture
def course(tmp_path: Path) -> Path:
    source = tmp_path / "source"
    (source / "images").mkdir(parents=True)
    (source / "00_start_here.ipynb").write_text("start")
    (source / "08_backpropagation.ipynb").write_text("eight, new edition")
    (source / "images" / "README.png").write_bytes(b"picture")
    return source


def test_all_is_given_to_who_has_nothing(course: Path, tmp_path: Path) -> None:
    assert len(give(course, tmp_path / "home" / "course")) == 3
    assert (tmp_path / "home" / "course" / "images" / "README.png").read_bytes() == b"picture"


def test_an_update_leaves_what_is_there(course: Path, tmp_path: Path) -> None:
    mine = tmp_path / "course"
    mine.mkdir()
    (mine / "08_backpropagation.ipynb").write_text("my work")
    (mine / "00_start_here.ipynb").write_text("")  # also an empty file is somebody's
    (mine / "notes.txt").write_text("mine")
    os.utime(mine / "08_backpropagation.ipynb", (1, 1))
    assert [path.name for path in give(course, mine)] == ["README.png"]
    assert (mine / "08_backpropagation.ipynb").read_text() == "my work"
    assert (mine / "08_backpropagation.ipynb").stat().st_mtime == 1
    assert (mine / "00_start_here.ipynb").read_text() == "" and (mine / "notes.txt").read_text() == "mine"
    assert give(course, mine) == []


@pytest.mark.skipif(sys.platform == "win32", reason="links need a right of their own on Windows")
def test_a_link_that_leads_nowhere_is_somebodys_too(course: Path, tmp_path: Path) -> None:
    mine = tmp_path / "course"
    mine.mkdir()
    (mine / "00_start_here.ipynb").symlink_to(tmp_path / "elsewhere")
    give(course, mine)
    assert not (tmp_path / "elsewhere").exists()


def test_a_copy_that_stopped_leaves_no_half_file(
    course: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(source: Path, draft: Path) -> None:
        draft.write_text("hal")
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch, pytest.raises(OSError, match="No space"):
        patch.setattr("shutil.copyfile", stop)
        give(course, tmp_path / "course")
    assert not [path for path in (tmp_path / "course").rglob("*") if path.is_file()]
    assert len(give(course, tmp_path / "course")) == 3


def test_the_command_says_what_it_did(course: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-I", str(SCRIPT), str(course), str(tmp_path / "course")]
    assert subprocess.run(command, capture_output=True, text=True).stdout.startswith("3 new files")
    (tmp_path / "file").write_text("")
    done = subprocess.run([*command[:-1], str(tmp_path / "file" / "course")], capture_output=True, text=True)
    assert done.returncode == 1 and "could not be copied" in done.stderr
