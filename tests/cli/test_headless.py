"""Chapters run in memory, and a table says how it went."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import nbformat
import pytest
from small_course import write_notebook

from nbkit import cli
from nbkit.cli import headless


def test_run_shows_a_table_and_leaves_the_files(course: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = {
        path: (path.read_bytes(), path.stat().st_mtime_ns) for path in course.rglob("*") if path.is_file()
    }
    assert cli.main(["run", "1", "12"]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split() == ["chapter", "seconds", "result"]
    assert lines[1].startswith("01_perceptron ") and lines[1].endswith("passed")
    assert lines[2].endswith("failed, cell 2: ZeroDivisionError: division by zero")
    assert {
        path: (path.read_bytes(), path.stat().st_mtime_ns) for path in course.rglob("*") if path.is_file()
    } == before


@pytest.mark.parametrize("command", ["run", "accept"])
def test_a_file_that_holds_no_notebook_is_refused_in_one_line(
    command: str, course: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (course / "no.ipynb").write_text('{"a": 1}')
    assert cli.main([command, str(course / "no.ipynb")]) == 1
    assert "expected a Jupyter notebook, got no.ipynb: " in capsys.readouterr().err


def test_accept_stores_a_chapter_and_nothing_of_the_machine(
    course: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_notebook(course / "02_addresses.ipynb", "object()")
    assert cli.main(["accept", "2", "12"]) == 1
    assert "<object at 0x…>" in (course / "02_addresses.ipynb").read_text(encoding="utf-8")
    assert (
        "12_training_on_mnist.ipynb, cell 2 raised ZeroDivisionError: division by zero"
        in capsys.readouterr().err
    )


def test_run_says_when_all_is_well(course: Path) -> None:
    assert cli.main(["run", "0"]) == 0


def test_run_starts_this_python_whatever_is_installed(course: Path, hidden_kernel: Path) -> None:
    path = write_notebook(course / "02_here.ipynb", f"import sys; assert sys.prefix == {sys.prefix!r}")
    assert headless.run_chapters([path]) == 0


def test_run_says_that_no_kernel_starts(course: Path) -> None:
    spec = {"argv": ["false"], "display_name": "dead", "language": "python"}
    code = (
        f"import ipykernel.kernelspec; ipykernel.kernelspec.get_kernel_dict = lambda: {spec}\n"
        f"from nbkit import cli; raise SystemExit(cli.main(['run', {str(course / '00_start_here.ipynb')!r}]))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 1 and "Traceback" not in done.stderr
    assert "failed, cell 0: Kernel died before replying" in done.stdout


def test_run_stops_a_cell_that_never_ends(course: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = write_notebook(course / "02_endless.ipynb", "while True: pass")
    assert headless.run_chapters([path], timeout=1) == 1
    assert "failed, cell 1" in capsys.readouterr().out


@pytest.mark.skipif(os.name == "nt", reason="a console's Ctrl-C cannot be sent to one process on Windows")
def test_ctrl_c_stops_at_once_in_one_line(course: Path) -> None:
    sleeping = write_notebook(
        course / "03_sleeping.ipynb", "open('begun', 'w').close()", "import time; time.sleep(60)"
    )
    before = sleeping.read_bytes()
    child = subprocess.Popen(
        [sys.executable, "-m", "nbkit.cli", "run", str(sleeping)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    for _ in range(600):
        if (course / "begun").exists():
            break
        time.sleep(0.05)
    child.send_signal(signal.SIGINT)
    out, error = child.communicate(timeout=20)
    assert child.returncode == 130
    assert error.decode().splitlines()[-1] == "Stopped. Nothing was left half-written."
    assert b"Traceback" not in out + error
    assert sleeping.read_bytes() == before


def test_an_old_notebook_of_python_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "helper.py").write_text("half = 3.5\n")
    cells = ["x = 7 / 2", "print x,\nprint 'a'", "import helper\nhelper.half"]
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    path, copy = tmp_path / "old.ipynb", tmp_path / "ran.ipynb"
    nbformat.write(book, path)
    assert headless.run_old(path, copy) == 0
    assert "3 of 3 cells ran; read as Python 2" in capsys.readouterr().out
    ran = nbformat.read(copy, 4).cells
    assert [c.source for c in ran] == cells
    assert ran[1].outputs[0].text == "3 a\n" and ran[2].outputs[0].data["text/plain"] == "3.5"


def test_an_old_notebook_runs_into_a_copy(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    cells = [
        "import tensorflow as tf",
        "print(tf.Session().run([tf.constant(1.5)]))",
        "tf.train.Coordinator()",
        "# a blank\nx = tf.ones(?)",
    ]
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    path, copy = tmp_path / "old.ipynb", tmp_path / "ran.ipynb"
    nbformat.write(book, path)
    before = path.read_bytes()
    if sys.version_info >= (3, 11):  # which can keep files with the names of Python's own out of its way
        (tmp_path / "types.py").write_text("raise SystemExit\n")
    assert headless.run_old(path, copy) == 1
    told = capsys.readouterr().out
    assert (
        "2 of 4 cells ran" in told and "cell 3: AttributeError: TensorFlow 1's tf.train.Coordinator" in told
    )
    assert "cell 4: line 2: x = tf.ones(?): invalid syntax. Try: fill in the blank ?" in told
    ran = nbformat.read(copy, 4).cells
    assert path.read_bytes() == before and len(ran) == 4 and ran[1].outputs[0].text == "[1.5]\n"
    with pytest.raises(ValueError, match="another place for the copy"):
        headless.run_old(path, path)
