"""A kernel that is watched: all that it reads is written down, and no cell can tell."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from nbkit.gate.kernel import Kernel, KernelLost
from nbkit.gate.outputs.normal import normal_outputs
from nbkit.gate.proved import watch

Lines = list[tuple[str, str, str]]


def run(folder: Path, log: Path | None, sources: list[str]) -> list[str]:
    """What each of the cells prints, in a fresh kernel that works in this folder."""
    cells = [new_code_cell(source) for source in sources]
    found = []
    with Kernel(new_notebook(cells=cells), folder, 60, log=log) as kernel:
        for index in range(len(cells)):
            kernel.run(index)
            outputs: list[Any] = normal_outputs(kernel.outputs(index))
            found.append("".join(str(output.get("text", output.get("data", output))) for output in outputs))
    return found


def written(log: Path) -> Lines:
    return [tuple(json.loads(line)) for line in log.read_text(encoding="utf-8").splitlines()]


# What no cell can see

LOOKS = [
    "import sys, os\nprint(sorted(globals()), dir())",
    "1 + 1",
    "print(_, Out, In)",
    "%history",
    "print(sys.argv[0], sys.argv[1], len(sys.argv), sys.path, sys.flags)",
    "print(sorted(sys.modules))",
    "print(sorted((n, v) for n, v in os.environ.items() if not n.startswith(('JPY_', 'PYTEST_'))))",
    "print(type(os.environ), repr(os.environ)[:9], len(os.environ), 'NO' in os.environ)",
    "print(os.environb[b'HOME'])",
    "print(sorted(path for path in sys.path_importer_cache if 'gate' in path))",
    "import __main__, linecache; print(vars(__main__) is globals(), hasattr(__main__, '__file__'))",
    "import inspect; print(os.stat.__name__, inspect.signature(os.stat))",
    "import shutil; print(shutil.rmtree.avoids_symlink_attacks)",
    "import traceback\ntry: os.environ['NO']\nexcept KeyError as e: error = e",
    "print([(frame.name, frame.line) for frame in traceback.extract_tb(error.__traceback__)])",
    "os.environ['NEW'] = '1'; print(os.getenv('NEW'), os.popen('echo $NEW').read(), os.environ.pop('NEW'))",
    "print(sys.gettrace(), sys.getprofile(), sys.getrecursionlimit())",
]


@pytest.mark.skipif(os.name == "nt", reason="asks for os.environb and a shell")
def test_no_cell_can_tell(tmp_path: Path) -> None:
    folder = tmp_path / "book"
    folder.mkdir()
    plain, watched = run(folder, None, LOOKS), run(folder, tmp_path / "log", LOOKS)
    assert (tmp_path / "log").exists()
    for source, one, other in zip(LOOKS, plain, watched, strict=True):
        assert one == other, source


# What is written down

READS = {
    "a file": ("open('data.txt').read()", "file", "data.txt"),
    "an array": ("import numpy as np; np.load('array.npy')", "file", "array.npy"),
    "a mapped array": ("np.load('mapped.npy', mmap_mode='r')", "file", "mapped.npy"),
    "raw numbers": ("np.fromfile('raw.bin')", "file", "raw.bin"),
    "by its number": ("os.read(os.open('low.txt', os.O_RDONLY), 1)", "file", "low.txt"),
    "no file": ("Path('none.txt').exists()", "file", "none.txt"),
    "no folder": ("os.path.isdir('_data')", "file", "_data"),
    "a failed open": ("try: open('gone.txt')\nexcept OSError: pass", "file", "gone.txt"),
    "a size": ("os.path.getsize('size.txt')", "file", "size.txt"),
    "a right": ("os.access('right.txt', os.R_OK)", "file", "right.txt"),
    "elsewhere": ("os.chdir('deep'); open('below.txt').close(); os.chdir('..')", "file", "deep/below.txt"),
    "a listing": ("os.listdir('listed')", "names", "listed"),
    "a walk": ("list(os.walk('walked'))", "entries", "walked"),
    "a pattern": ("list(Path('globbed').glob('*.txt'))", "entries", "globbed"),
    "a database": ("import sqlite3; sqlite3.connect('it.db').close()", "file", "it.db"),
    "a module": ("import helper", "file", "helper.py"),
    "a package": ("import package.part", "file", "package/part.py"),
    "its folder": ("", "modules", "package"),
    "where a module was looked for": ("", "modules", "."),
    "where it was loaded by name": (
        "import importlib; importlib.import_module('second')",
        "file",
        "second.py",
    ),
    "a module on PYTHONPATH": ("import outside", "file", "../outside/outside.py"),
    "what Python loaded before": ("", "file", "../outside/sitecustomize.py"),
    "a variable": ("os.environ.get('MY_OWN')", "variable", "MY_OWN"),
    "another": ("os.getenv('OTHER')", "variable", "OTHER"),
    "the terminal": ("'TERM' in os.environ", "variable", "TERM"),
    "all variables": ("[n for n in os.environ]", "variables", "all"),
    "what is renamed": ("os.replace('old.txt', 'new.txt')", "file", "new.txt"),
}
FILES = ("data.txt", "raw.bin", "low.txt", "size.txt", "right.txt", "old.txt", "deep/below.txt")
MODULES = (
    *("helper.py", "second.py", "package/__init__.py", "package/part.py"),
    *("../outside/outside.py", "../outside/sitecustomize.py"),
)
OWN = """\
import tempfile
with tempfile.TemporaryDirectory(prefix="own-") as name:
    Path(name, "a.txt").write_text("made here")
    print(Path(name, "a.txt").read_text(), os.listdir(name), [item.name for item in os.scandir(name)])
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the kernel works: files to be read, and modules that were compiled before."""
    folder = tmp_path_factory.mktemp("watched") / "book"
    for name in ("deep", "listed", "walked", "globbed", "package", "../outside"):
        (folder / name).mkdir(parents=True)
    for name in FILES + MODULES:
        (folder / name).write_text("1", encoding="utf-8")
    for name in ("array", "mapped"):
        np.save(folder / f"{name}.npy", np.zeros(3))
    return folder


@pytest.fixture(scope="module")
def lines(folder: Path) -> Lines:
    """What a kernel writes down that reads all of this, and then exits in the middle of a cell."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", str(folder.parent / "outside"))
        patch.delenv("PYTHONDONTWRITEBYTECODE", raising=False)
        run(folder, None, ["import helper, package.part"])  # a module from __pycache__ is that module, too
        assert (folder / "__pycache__").exists()
        log = folder.parent / "log"
        sources = ["import os\nfrom pathlib import Path", *(source for source, _, _ in READS.values()), OWN]
        with pytest.raises(KernelLost):
            run(folder, log, [*sources, "open('last.txt', 'w').close(); os._exit(3)"])
    return written(log)


@pytest.mark.parametrize("what", READS)
def test_what_is_read_is_written_down(what: str, folder: Path, lines: Lines) -> None:
    _, kind, name = READS[what]
    path = os.path.abspath(folder / name) if kind in ("file", "names", "entries", "modules") else name
    assert (kind, path) in [line[:2] for line in lines]


def test_the_state_is_the_one_before(folder: Path, lines: Lines) -> None:
    states = {name: value for kind, name, value in lines if kind == "file"}
    assert states[str(folder / "helper.py")] == watch.digest(b"1")
    assert states[str(folder / "old.txt")] == watch.digest(b"1")
    assert {states[str(folder / name)] for name in ("none.txt", "new.txt", "last.txt")} == {"missing"}


def test_a_kernel_that_exits_has_written_all_down(folder: Path, lines: Lines) -> None:
    assert lines[-1] == ("file", str(folder / "last.txt"), "missing")


def test_its_own_work_is_none_of_what_it_reads(lines: Lines) -> None:
    own = [line for line in lines if "own-" in line[1]]
    assert [(kind, value) for kind, _, value in own] == [("file", "missing")]


def test_what_belongs_to_python_is_left_out(folder: Path, lines: Lines) -> None:
    names = [name for kind, name, _ in lines if kind in ("file", "names", "entries", "modules")]
    assert not [name for name in names if "__pycache__" in name or name.startswith(("/proc/", "/dev/"))]
    assert not [name for name in names if name.startswith(os.path.dirname(os.__file__) + os.sep)]
    assert len(lines) == len({line[:2] for line in lines})


def test_the_terminal_counts_only_where_a_cell_asks(tmp_path: Path) -> None:
    run(tmp_path, tmp_path / "log", ["1"])
    assert not [name for kind, name, _ in written(tmp_path / "log") if name in watch.TERMINAL]


UNSEEN = {
    "subprocess": "import subprocess; subprocess.run([sys.executable, '-c', ''])",
    "a shell": "os.system('')",
    "fork": "if os.fork() == 0: os._exit(0)",
    "multiprocessing": "import multiprocessing as m\nm.get_context('spawn').Process(target=print).start()",
    "the network": "import socket\ntry: socket.create_connection(('192.0.2.1', 9), 0.01)\nexcept OSError: 0",
    "a folder by number": "os.listdir(os.open('.', os.O_RDONLY))",
}


@pytest.mark.skipif(os.name == "nt", reason="has no fork and lists no folder by number")
@pytest.mark.parametrize("what", UNSEEN)
def test_what_cannot_be_followed_is_said(what: str, tmp_path: Path) -> None:
    run(tmp_path, tmp_path / "log", ["import os, sys", UNSEEN[what]])
    assert [line for line in written(tmp_path / "log") if line[0] == "unseen"]


def test_what_says_only_which_machine_this_is_may_be_asked(tmp_path: Path) -> None:
    run(tmp_path, tmp_path / "log", ["import platform; platform.processor()"])
    assert not [line for line in written(tmp_path / "log") if line[0] == "unseen"]


# The log alone


class Full:
    """A file on a disk that is full."""

    def __init__(self) -> None:
        self.size: int | None = None

    def write(self, _: bytes) -> int:
        raise OSError("no space left on device")

    def truncate(self, size: int) -> None:
        self.size = size


def test_a_full_disk_leaves_nothing(tmp_path: Path) -> None:
    full = Full()
    log = watch.Log(full)  # type: ignore[arg-type]
    log.hear("open", (str(tmp_path / "a"), "r", 0))
    log.hear("open", (str(tmp_path / "b"), "r", 0))
    assert full.size == 0


def test_a_fault_of_the_hook_is_noted_and_goes_no_further(tmp_path: Path) -> None:
    with (tmp_path / "log").open("wb", buffering=0) as file:
        watch.Log(file).hear("open", (object(), "r", 0))  # type: ignore[arg-type]
    assert [line[0] for line in written(tmp_path / "log")] == ["unseen"]


def test_the_watch_needs_python_alone() -> None:
    source = Path(watch.__file__).read_text(encoding="utf-8")
    tops = {
        line.split()[1].partition(".")[0]
        for line in source.splitlines()
        if line.startswith(("import ", "from "))
    }
    assert tops <= {"__future__", "_thread", *sys.stdlib_module_names}
