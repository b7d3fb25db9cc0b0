"""What a notebook depends on: each thing is compared by what it is, and what cannot be followed is said."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from nbkit.gate.proved import depends
from nbkit.gate.proved.depends import Facts, Present, Unseen
from nbkit.gate.proved.watch import site_folders

OPTIONS = {"timeout": "120", "kernel": "", "sanitize": ""}
HOME = Path(site_folders()[0])


def log(folder: Path, *lines: tuple[str, str, str]) -> Path:
    """A log as a kernel writes it."""
    path = folder / "log"
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    return path


def seen(kind: str, name: object) -> Facts:
    """One fact as it is now."""
    fact = f"{kind} {name}"
    return {fact: Present(OPTIONS).value(fact)}


def test_what_is_as_it_was_has_not_changed(tmp_path: Path) -> None:
    facts = Present(OPTIONS).base | seen("file", tmp_path) | seen("variable", "HOME")
    assert Present(OPTIONS).change(facts) == ""


def test_what_every_notebook_depends_on() -> None:
    found = {fact.partition(" ")[0] for fact in Present(OPTIONS).base}
    assert found == {"option", "machine", "distributions", "variables", "code"}


def write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")


def make_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


@pytest.mark.parametrize(
    ("kind", "change"),
    [
        ("file", lambda folder: write(folder / "a.py", "x = 2")),
        ("file", lambda folder: (folder / "a.py").unlink()),
        ("file", lambda folder: make_folder(folder / "a.py")),
        ("names", lambda folder: write(folder / "new.txt", "")),
        ("names", lambda folder: (folder / "a.py").unlink()),
        ("names", lambda folder: shutil.rmtree(folder)),
        ("entries", lambda folder: write(folder / "a.py", "longer than it was")),
        ("entries", lambda folder: make_folder(folder / "a.py")),
        ("entries", lambda folder: (folder / "new").mkdir()),
        ("modules", lambda folder: write(folder / "new.py", "")),
        ("modules", lambda folder: (folder / "package").mkdir()),
        ("modules", lambda folder: (folder / "one-1.0.dist-info").mkdir()),
        ("startup", lambda folder: write(folder / "a.pth", "elsewhere")),
        ("startup", lambda folder: write(folder / "b.pth", "")),
    ],
)
def test_a_change_on_the_disk_is_seen(kind: str, change: Callable[[Path], object], tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    write(folder / "a.py", "x = 1")
    write(folder / "a.pth", "here")
    name = folder / "a.py" if kind == "file" else folder
    before = seen(kind, name)
    change(folder)
    assert Present(OPTIONS).change(before) == f"{kind} {name}"


def test_what_appears_is_seen(tmp_path: Path) -> None:
    before = seen("file", tmp_path / "a") | seen("names", tmp_path / "b")
    assert set(before.values()) == {"missing"}
    (tmp_path / "a").mkdir()
    assert Present(OPTIONS).change(before) == f"file {tmp_path / 'a'}"


def test_dates_and_data_beside_modules_do_not_count(tmp_path: Path) -> None:
    write(tmp_path / "a.py", "x = 1")
    before = seen("file", tmp_path / "a.py") | seen("modules", tmp_path)
    os.utime(tmp_path / "a.py", (0, 0))
    write(tmp_path / "14_new.ipynb", "{}")
    (tmp_path / "__pycache__").mkdir()
    assert Present(OPTIONS).change(before) == ""


@pytest.mark.parametrize(
    ("fact", "name", "counts"),
    [
        ("variable MY_OWN", "MY_OWN", True),
        ("variable TERM", "TERM", True),
        ("variable PYTEST_XDIST_WORKER", "PYTEST_XDIST_WORKER", False),
        ("variables compiled", "KMP_INIT_AT_FORK", False),
        ("variables compiled", "KMP_BLOCKTIME", True),
        ("variables compiled", "OPENBLAS_CORETYPE", True),
        ("variables compiled", "PYTHONPATH", True),
        ("variables compiled", "LC_ALL", True),
        ("variables compiled", "MY_OWN", False),
        ("variables all", "MY_OWN", True),
        ("variables all", "TERM_PROGRAM", False),
        ("variables all", "TERMS", True),
        ("variables all", "PATHS", True),
        ("variables all", "SSH_TTY", False),
    ],
)
def test_variables(fact: str, name: str, counts: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(name, raising=False)
    unset = Present(OPTIONS).value(fact)
    monkeypatch.setenv(name, "1")
    first = Present(OPTIONS).value(fact)
    monkeypatch.setenv(name, "2")
    assert len({unset, first, Present(OPTIONS).value(fact)}) == (3 if counts else 1)


def test_a_value_is_not_written_down(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MY_TOKEN", "s3cr3t")
    assert "s3cr3t" not in str(Present(OPTIONS).base | seen("variable", "MY_TOKEN"))


@pytest.mark.parametrize("name", OPTIONS)
def test_an_option_counts(name: str) -> None:
    assert Present(OPTIONS | {name: "other"}).change(Present(OPTIONS).base) == f"option {name}"
    assert Present({}).change(Present(OPTIONS).base) == "option timeout"


def test_a_fact_of_which_nothing_is_known_has_changed() -> None:
    assert Present(OPTIONS).change({"weather today": "fine"}) == "weather today"


def test_the_gates_own_code_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    copy = tmp_path / "gate"
    shutil.copytree(depends.HERE, copy, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(depends, "HERE", str(copy))
    before = Present(OPTIONS).base
    with (copy / "tolerance.py").open("a", encoding="utf-8") as file:
        file.write("# changed\n")
    depends.code_in.cache_clear()  # as in another process
    assert Present(OPTIONS).change(before) == f"code {copy}"


def distribution(folder: Path, version: str, record: str = "tiny.py,,\n") -> None:
    shutil.rmtree(folder, ignore_errors=True)
    info = folder / f"tiny-{version}.dist-info"
    info.mkdir(parents=True)
    write(info / "RECORD", record)


@pytest.mark.parametrize(
    "change",
    [
        lambda folder: distribution(folder, "1.1"),
        lambda folder: distribution(folder, "1.0", "tiny.py,sha256=other,\n"),
        lambda folder: shutil.rmtree(folder / "tiny-1.0.dist-info"),
        lambda folder: (folder / "other-1.0.dist-info").mkdir(),
        lambda folder: (folder / "old-1.0-py3.11.egg-info").mkdir(),
    ],
)
def test_an_installed_version_counts(
    change: Callable[[Path], object], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "site-packages"
    monkeypatch.setattr(depends, "site_folders", lambda: [str(folder)])
    distribution(folder, "1.0")
    before = Present(OPTIONS).base
    depends.distributions_in.cache_clear()
    assert Present(OPTIONS).change(before) == ""
    change(folder)
    depends.distributions_in.cache_clear()
    assert Present(OPTIONS).change(before) == f"distributions {folder}"


@pytest.mark.parametrize("name", ["python", "system", "processor", "blas"])
def test_the_machine_counts(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    before = Present(OPTIONS).base
    other = depends.machine() | {name: "another"}
    monkeypatch.setattr(depends, "machine", lambda: other)
    assert Present(OPTIONS).change(before) == f"machine {name}"


def test_the_machine_says_which_blas_and_leaves_no_trace(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("threadpoolctl")
    before = dict(os.environ)
    depends.machine.cache_clear()
    assert depends.machine()["blas"].split()
    assert dict(os.environ) == before


# A kernel's log


def test_a_log_becomes_facts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MY_OWN", "1")
    present = Present(OPTIONS)
    lines = [
        ("file", "/a/b c.py", "0123"),
        ("file", "/a/b c.py", "later"),
        ("modules", "/a", "4567"),
        ("variable", "MY_OWN", ""),
        ("variables", "all", ""),
        ("installed", str(HOME / "numpy"), "folder"),
        ("installed", str(HOME / "none"), "missing"),
    ]
    found = present.facts(tmp_path / "it.ipynb", "89ab", log(tmp_path, *lines))
    assert found == present.base | {
        f"file {tmp_path / 'it.ipynb'}": "89ab",
        "file /a/b c.py": "0123",
        "modules /a": "4567",
        "variable MY_OWN": present.value("variable MY_OWN"),
        "variables all": present.value("variables all"),
    }


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (("unseen", "a process: git", ""), "a process: git"),
        (("installed", str(HOME / "h5py"), "folder"), "h5py, which opens files in compiled code"),
        (("installed", str(HOME / "no_such"), "folder"), "no_such, which lies among the installed"),
    ],
)
def test_what_cannot_be_followed_is_not_remembered(
    line: tuple[str, str, str], said: str, tmp_path: Path
) -> None:
    with pytest.raises(Unseen, match=said):
        Present(OPTIONS).facts(tmp_path, "", log(tmp_path, ("file", "/a", "1"), line))


def test_a_stray_module_among_the_installed_counts_by_its_content(tmp_path: Path) -> None:
    stray = str(HOME / "no_such.py")
    found = Present(OPTIONS).facts(tmp_path, "", log(tmp_path, ("installed", stray, "0123")))
    assert found[f"file {stray}"] == "0123"


def test_a_log_that_is_empty_or_breaks_off_proves_nothing(tmp_path: Path) -> None:
    present = Present(OPTIONS)
    for text in (None, "", '["file", "/a", "1"]\n["fil'):
        if text is not None:
            write(tmp_path / "log", text)
        with pytest.raises(Unseen):
            present.facts(tmp_path, "", tmp_path / "log")


def test_what_else_this_process_has_loaded_is_none_of_the_machine() -> None:
    ask = "from nbkit.gate.proved.depends import machine; print(machine()['blas'])"
    runs = [[sys.executable, "-c", code] for code in (ask, f"import scipy.linalg; {ask}")]
    alone, after_scipy = (subprocess.run(run, capture_output=True, text=True, check=True) for run in runs)
    assert alone.stdout == after_scipy.stdout != ""
