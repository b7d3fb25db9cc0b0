"""A second run is quick: what is as it was is left out, and nothing else is."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from books import edit, judge, make, stored

from nbkit.gate.proved.depends import Present
from nbkit.gate.proved.memory import Memory

SOURCES = [
    "import helper\nimport os\nfrom pathlib import Path",
    "import numpy as np\nprint(helper.answer, np.load('data.npy').sum(), Path('text.txt').read_text())",
    "print(os.environ.get('MY_OWN'), sorted(os.listdir('listed')), Path('none.txt').exists())",
]
SHOWN = {2: "7 3.0 text\n", 3: "None ['one.txt'] False\n"}
OPTIONS = {"timeout": "120", "kernel": "", "sanitize": ""}


def proved(folder: Path) -> dict[str, dict[str, str]]:
    """What the gate remembers of a folder."""
    found = Memory(folder / ".pytest_cache" / "d" / "nbkit" / "proved.json")
    assert found.trouble == ""
    return {Path(name).name: facts for name, facts in found.proved.items()}


def changes(folder: Path, name: str = "reads.ipynb") -> set[str]:
    """The facts of a notebook that are others now: files by their names."""
    facts, present = proved(folder)[name], Present(OPTIONS)
    changed = {fact.split(" ", 1)[-1] for fact, value in facts.items() if present.value(fact) != value}
    assert bool(present.change(facts)) is bool(changed)
    return {Path(name).name for name in changed}


@pytest.fixture(scope="module")
def pristine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of two notebooks, of which one reads a module, data, a listing and a variable; both proved."""
    folder = tmp_path_factory.mktemp("project") / "mine"
    (folder / "listed").mkdir(parents=True)
    (folder / "listed" / "one.txt").touch()
    (folder / "helper.py").write_text("answer = 7\n", encoding="utf-8")
    (folder / "text.txt").write_text("text", encoding="utf-8")
    np = pytest.importorskip("numpy")
    np.save(folder / "data.npy", np.ones(3))
    stored(make(folder / "reads.ipynb", SOURCES), SHOWN)
    stored(make(folder / "alone.ipynb", ["print(1)"]), {1: "1\n"})
    code, failed, said = judge(folder, "-n", "2", folder=folder, remember=True)
    assert (code, failed) == (0, {}), said
    assert set(proved(folder)) == {"reads.ipynb", "alone.ipynb"}
    return folder


def test_nothing_is_run_where_nothing_changed(pristine: Path) -> None:
    code, _, said = judge(pristine, "-n", "2", folder=pristine, remember=True)
    assert code == 0
    them = "2 notebooks unchanged since they were last proved (nbkit test --all proves them again)"
    assert f"nbkit: {them}" in said and "passed" not in said and "cells of" not in said
    assert "nodes" not in said  # no worker was started
    code, _, said = judge("alone.ipynb", folder=pristine, remember=True)
    assert code == 0 and "1 notebook unchanged since it was last proved (nbkit test --all proves it" in said


def test_only_what_changed_is_run(pristine: Path) -> None:
    before = proved(pristine)
    (pristine / "helper.py").write_text("answer = 6 + 1\n", encoding="utf-8")
    code, _, said = judge(pristine, "-n", "2", "-vv", folder=pristine, remember=True)
    assert code == 0 and "3 passed" in said and "1 notebook unchanged" in said
    assert f"reads.ipynb was run, because of file {pristine / 'helper.py'}" in said
    after = proved(pristine)
    changed = {
        fact for fact, value in after["reads.ipynb"].items() if before["reads.ipynb"].get(fact) != value
    }
    assert f"file {pristine / 'helper.py'}" in changed
    assert changes(pristine) == set()


def test_what_fails_is_run_until_it_is_green(pristine: Path) -> None:
    try:
        (pristine / "text.txt").write_text("other", encoding="utf-8")
        code, failed, said = judge(pristine, folder=pristine, remember=True)
        assert (code, set(failed)) == (1, {"Cell 2"})
        assert "3 cells of 1 notebook," in said and "1 notebook unchanged" in said
        assert changes(pristine) == {"text.txt"}
    finally:
        (pristine / "text.txt").write_text("text", encoding="utf-8")
    assert changes(pristine) == set()


def test_all_are_run_where_that_is_asked(pristine: Path) -> None:
    said = judge(pristine, "--nbkit-all", folder=pristine, remember=True)[2]
    assert "4 cells of 2 notebooks" in said and "unchanged" not in said
    assert "4 cells of 2 notebooks" in judge(pristine, folder=pristine)[2]


def test_a_part_is_run_and_not_remembered(pristine: Path, tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    shutil.copytree(pristine, folder, ignore=shutil.ignore_patterns(".pytest_cache"))
    code, _, said = judge(folder, "-k", "Cell and not 3", folder=folder, remember=True)
    assert code == 0 and "3 cells of 2 notebooks" in said and "unchanged" not in said
    assert set(proved(folder)) == {"alone.ipynb"}


def test_a_cell_by_name_is_run_also_where_nothing_changed(pristine: Path) -> None:
    said = judge("reads.ipynb::Cell 3", folder=pristine, remember=True)[2]
    assert "1 cells of 1 notebook," in said and "unchanged" not in said


def write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")


CHANGES: dict[str, tuple[Callable[[Path], object], str]] = {
    "the notebook": (lambda f: edit(f / "reads.ipynb", lambda n, c: c.metadata.update(n=n)), "reads.ipynb"),
    "a module": (lambda f: write(f / "helper.py", "answer = 8"), "helper.py"),
    "a module is gone": (lambda f: (f / "helper.py").unlink(), "helper.py"),
    "data": (lambda f: (f / "data.npy").write_bytes(b"\x93NUMPY"), "data.npy"),
    "a text": (lambda f: write(f / "text.txt", "texts"), "text.txt"),
    "a text is gone": (lambda f: (f / "text.txt").unlink(), "text.txt"),
    "a new file in a listed folder": (lambda f: write(f / "listed" / "two.txt", ""), "listed"),
    "a listed folder is gone": (lambda f: shutil.rmtree(f / "listed"), "listed"),
    "what was looked for appears": (lambda f: write(f / "none.txt", ""), "none.txt"),
    "a module that comes before another": (lambda f: write(f / "json.py", ""), "mine"),
    "a package that comes before another": (lambda f: (f / "helper").mkdir(), "mine"),
    "settings of matplotlib": (lambda f: write(f / "sitecustomize.py", ""), "mine"),
}


@pytest.mark.parametrize("what", CHANGES)
def test_each_change_is_seen(what: str, pristine: Path) -> None:
    change, name = CHANGES[what]
    kept = pristine.with_name("kept")
    shutil.copytree(pristine, kept)
    try:
        assert changes(pristine) == set()
        change(pristine)
        assert name in changes(pristine)
    finally:
        shutil.rmtree(pristine)
        kept.rename(pristine)


@pytest.mark.parametrize("name", ["MY_OWN", "OPENBLAS_CORETYPE", "PYTHONPATH", "IPYTHONDIR", "LC_ALL"])
def test_each_variable_is_seen(name: str, pristine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, "elsewhere")
    assert changes(pristine) & {name, "compiled"}


def test_variables_that_nobody_reads_do_not_count(pristine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("MY_OTHER", "COLUMNS", "TERM", "SSH_TTY"):
        monkeypatch.setenv(name, "elsewhere")
    assert changes(pristine) == set()


def test_options_are_seen(tmp_path: Path) -> None:
    write(tmp_path / "patterns.cfg", "[regex]\nregex: a\nreplace: b\n")
    stored(make(tmp_path / "alone.ipynb", ["print(1)"]), {1: "1\n"})
    given = ("--nbkit-timeout", "60", "--nbval-sanitize-with", "patterns.cfg")
    assert "1 passed" in judge(tmp_path, *given, folder=tmp_path, remember=True)[2]
    assert "1 notebook unchanged" in judge(tmp_path, *given, folder=tmp_path, remember=True)[2]
    assert changes(tmp_path, "alone.ipynb") == {"timeout", "sanitize"}
    write(tmp_path / "patterns.cfg", "[regex]\nregex: c\nreplace: d\n")
    assert "1 passed" in judge(tmp_path, *given, folder=tmp_path, remember=True)[2]


def test_a_memory_that_is_damaged_is_one_line_and_all_are_run(pristine: Path) -> None:
    path = pristine / ".pytest_cache" / "d" / "nbkit" / "proved.json"
    path.write_text(path.read_text(encoding="utf-8")[:-9], encoding="utf-8")
    code, _, said = judge(pristine, folder=pristine, remember=True)
    assert code == 0 and "4 passed" in said
    assert [line for line in said.splitlines() if "is not believed" in line and line.startswith("nbkit: ")]
    assert "Traceback" not in said
    assert set(proved(pristine)) == {"reads.ipynb", "alone.ipynb"}


def test_what_cannot_be_followed_is_run_each_time(tmp_path: Path) -> None:
    shell = "import subprocess, sys\nprint(subprocess.run([sys.executable, '-c', 'print(5)']).returncode)"
    stored(make(tmp_path / "shell.ipynb", [shell]), {1: "0\n"})
    code, _, said = judge(tmp_path, folder=tmp_path, remember=True)
    assert code == 0 and "1 passed" in said and proved(tmp_path) == {}
    assert "shell.ipynb is run each time: it used a process: " in said


def test_without_a_cache_all_are_run(pristine: Path) -> None:
    said = judge(pristine, "-p", "no:cacheprovider", folder=pristine, remember=True)[2]
    assert "4 passed" in said and "unchanged" not in said


def test_nothing_is_written_where_nobody_asked(tmp_path: Path) -> None:
    stored(make(tmp_path / "alone.ipynb", ["print(1)"]), {1: "1\n"})
    assert judge(tmp_path, "-p", "cacheprovider", folder=tmp_path)[0] == 0
    assert not list(tmp_path.rglob("proved.json"))
