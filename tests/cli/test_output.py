"""A reader that has seen enough, a full disk, no output at all: no command ends in a traceback."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from small_course import write_notebook

from nbkit.cli import output

ROOT = Path(__file__).resolve().parents[2]
NBKIT = ["-m", "nbkit.cli"]


def without_reader(arguments: list[str], cwd: Path = ROOT, **environment: str) -> tuple[int, str]:
    """Exit code and stderr of a Python whose standard output is a pipe that nobody reads."""
    reading, writing = os.pipe()
    os.close(reading)
    try:
        done = subprocess.run(
            [sys.executable, *arguments],
            stdout=writing,
            stderr=subprocess.PIPE,
            cwd=cwd,
            env=os.environ | environment,
            check=False,
        )
    finally:
        os.close(writing)
    return done.returncode, done.stderr.decode()


@pytest.mark.parametrize("unbuffered", ["", "1"])
@pytest.mark.parametrize(
    "command", [["progress"], ["progress", "--export", "p.json"], ["doctor"]], ids=" ".join
)
def test_nobody_reads_on(command: list[str], unbuffered: str, tmp_path: Path) -> None:
    state = {"PYTHONUNBUFFERED": unbuffered, "NBKIT_STATE_DIR": str(tmp_path)}
    assert without_reader([*NBKIT, *command], tmp_path, **state) == (output.BROKEN_PIPE, "")


@pytest.mark.parametrize(
    "program", [[*NBKIT, "--help"], [*NBKIT, "run", "--help"], ["start.py", "--help"]], ids=" ".join
)
def test_nobody_reads_the_help(program: list[str]) -> None:
    assert without_reader(program, PYTHONUNBUFFERED="") == (output.BROKEN_PIPE, "")


def test_nobody_reads_how_a_chapter_went(tmp_path: Path) -> None:
    code, error = without_reader([*NBKIT, "run", str(write_notebook(tmp_path / "one.ipynb", "1"))])
    assert code == output.BROKEN_PIPE and "Traceback" not in error and "Broken" not in error


def test_nobody_reads_what_pytest_says() -> None:
    code, error = without_reader([*NBKIT, "test", "-n", "0", "tests/cli/test_suite.py"])
    assert (code, error) == (output.BROKEN_PIPE, "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a disk that is always full")
def test_a_full_disk_is_told_in_one_line() -> None:
    code = "import sys; from nbkit.cli import main; sys.exit(main(['progress']))"
    with open("/dev/full", "w") as nowhere:
        done = subprocess.run(
            [sys.executable, "-c", code], stdout=nowhere, stderr=subprocess.PIPE, check=False
        )
    assert done.returncode == 1
    assert done.stderr.decode() == "The output could not be written: [Errno 28] No space left on device\n"


def test_an_error_of_another_file_goes_on_up() -> None:
    def fails() -> int:
        raise FileNotFoundError("another file")

    with pytest.raises(FileNotFoundError, match="another file"):
        output.to_the_end(fails)
