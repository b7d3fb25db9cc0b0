"""What the outputs of a notebook depend on, and whether all of it is as it was when they were proved."""

from __future__ import annotations

import json
import os
import platform
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path

from nbkit.gate.environment import environment
from nbkit.gate.proved.watch import (
    MISSING,
    digest,
    entries_in,
    file_state,
    modules_in,
    names_in,
    site_folders,
    startup_in,
)

Facts = dict[str, str]  # kind and name -> value, such as "file /a/b.py" -> digest; `watch` says what kinds

# What one terminal says and the next does not: a notebook depends on it where it asks for it by name, and not
# where it goes through all variables.
SESSION = re.compile(
    r"_|COLORTERM|COLUMNS|DISPLAY|LINES|LS_COLORS|OLDPWD|PATH|PS1|PWD|SHLVL|STY|TERM(INFO|_\w+)?|WINDOWID|"
    r"(DBUS|SSH|TMUX|VIRTUAL_ENV|VSCODE|WAYLAND|XDG_RUNTIME|XDG_SESSION)(_\w+)?"
)
# Which kernel this is and which worker; and what scikit-learn and threadpoolctl set in a process that imports
# them, to no number's harm.
WORKER = re.compile(r"(JPY|PYTEST)_\w+|KMP_DUPLICATE_LIB_OK|KMP_INIT_AT_FORK")
# What compiled code reads; it asks the system and not Python.
COMPILED = re.compile(
    r"LANG|LANGUAGE|TZ|PYTHON\w*|"
    r"(BLIS|DYLD|GLIBC|GOTO|KMP|LC|LD|MALLOC|MKL|NPY|NVPL|OMP|OPENBLAS|VECLIB)_\w+"
)
# Packages that open files in compiled code, of which Python hears nothing.
UNHEARD = {
    *("cv2", "duckdb", "h5py", "netCDF4", "polars", "psycopg", "psycopg2"),
    *("pyarrow", "rasterio", "soundfile", "tables", "tensorflow", "torch"),
}
HERE = str(Path(__file__).parents[1])  # the gate itself


class Present:
    """How everything is now; each thing is looked at once, and what every notebook depends on at once."""

    def __init__(self, options: Mapping[str, str]) -> None:
        self.environment = {name: text for name, text in environment().items() if not WORKER.fullmatch(name)}
        self.looks: dict[str, Callable[[str], str]] = {
            "machine": lambda name: machine().get(name, ""),
            "code": code_in,
            "distributions": distributions_in,
            "startup": startup_in,
            "variables": self._variables,
            "variable": self._variable,
            "modules": modules_in,
            "names": names_in,
            "entries": entries_in,
            "file": file_state,
        }
        self.known: Facts = {f"option {name}": value for name, value in options.items()}
        always = [f"machine {name}" for name in machine()]
        always += [f"distributions {folder}" for folder in site_folders()]
        for fact in (*always, "variables compiled", f"code {HERE}"):
            self.value(fact)
        self.base = dict(self.known)

    def value(self, fact: str) -> str:
        """Return what is the case; nothing where a fact means nothing to us."""
        if fact not in self.known:
            kind, _, name = fact.partition(" ")
            self.known[fact] = self.looks[kind](name) if kind in self.looks else ""
        return self.known[fact]

    def change(self, facts: Facts) -> str:
        """Name the first fact that is another now; nothing where all are as they were."""
        return next((fact for fact, value in facts.items() if self.value(fact) != value), "")

    def facts(self, notebook: Path, state: str, log: Path) -> Facts:
        """Return what a notebook in this state depends on, by what its kernel wrote into the log.

        Raises Unseen where the kernel did what cannot be followed: nothing is known about such a notebook.
        """
        found = self.base | {f"file {notebook}": state}
        for kind, name, value in _lines(log):
            if kind == "unseen":
                raise Unseen(name)
            if kind == "installed":
                found |= _of_no_distribution(name, value)
            else:
                fact = f"{kind} {name}"
                found.setdefault(fact, value or self.value(fact))
        return found

    def _variable(self, name: str) -> str:
        """Digest a value: it may be a password."""
        return digest(self.environment[name].encode()) if name in self.environment else "unset"

    def _variables(self, which: str) -> str:
        """Digest those that compiled code reads, or all but those of the terminal."""
        is_asked = COMPILED.fullmatch if which == "compiled" else lambda name: not SESSION.fullmatch(name)
        return digest(repr(sorted(pair for pair in self.environment.items() if is_asked(pair[0]))).encode())


class Unseen(Exception):
    """A kernel did something that cannot be followed, and so its notebook has to be run each time."""


def _lines(log: Path) -> Iterator[tuple[str, str, str]]:
    """Read what a kernel has written down."""
    lines = log.read_bytes().splitlines() if log.exists() else []
    if not lines:
        raise Unseen("a kernel that nobody watched")
    try:
        yield from map(json.loads, lines)
    except ValueError:
        raise Unseen("more of the disk than there was") from None


def _of_no_distribution(path: str, state: str) -> Facts:
    """Return nothing for what is installed, since versions say enough; a stray file counts by its content."""
    name = os.path.basename(path)
    if name.partition(".")[0] in UNHEARD:
        raise Unseen(f"{name}, which opens files in compiled code")
    if name in _claimed(os.path.dirname(path)) or state == MISSING:
        return {}
    if state == "folder":
        raise Unseen(f"{name}, which lies among the installed distributions and belongs to none")
    return {f"file {path}": state}


# What every notebook depends on


@cache
def machine() -> dict[str, str]:
    """Say on what numbers depend: Python, the system and its C library, the processor, the BLAS kernels."""
    return {
        "python": f"{sys.implementation.name} {sys.version}",
        "system": platform.platform(),
        "processor": _processor(),
        "blas": _blas(),
    }


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return platform.processor()
    return " ".join(sorted({line for line in lines if line.startswith(("model name", "flags", "Features"))}))


def _blas() -> str:
    """Name the kernels that NumPy's BLAS has chosen for this processor, where threadpoolctl can tell."""
    before = set(os.environ)
    try:
        import numpy as np  # noqa: F401 (loads its BLAS)
        from threadpoolctl import threadpool_info
    except ImportError:
        return ""
    for name in set(os.environ) - before:  # threadpoolctl sets one, which our kernels must not inherit
        del os.environ[name]
    keys = ("internal_api", "version", "architecture")
    # SciPy brings a BLAS of its own, which is met only once something in this process has loaded it.
    found = [
        one
        for one in threadpool_info()
        if one["user_api"] == "blas" and not {"scipy", "scipy.libs"} & {*Path(one["filepath"]).parts[-3:-1]}
    ]
    return " ".join(str(one.get(key)) for one in found for key in keys)


@cache
def code_in(folder: str) -> str:
    """Digest the modules of a folder as they were when this process first asked."""
    return _digest_of(sorted(Path(folder).glob("*.py")))


@cache
def distributions_in(folder: str) -> str:
    """Digest which distributions are installed, by name, version and the record of their files."""
    found = sorted(path for path in Path(folder).glob("*") if path.suffix in (".dist-info", ".egg-info"))
    return _digest_of([path / "RECORD" if path.suffix == ".dist-info" else path for path in found])


def _digest_of(paths: list[Path]) -> str:
    return digest(repr([(str(path), file_state(str(path))) for path in paths]).encode())


@cache
def _claimed(folder: str) -> set[str]:
    """Return what in a folder belongs to an installed distribution."""
    found = {"__pycache__"}
    for record in Path(folder).glob("*.dist-info/RECORD"):
        rows = record.read_text(encoding="utf-8", errors="replace").splitlines()
        found |= {row.partition("/")[0].partition(",")[0] for row in rows}
    for names in Path(folder).glob("*.egg-info/top_level.txt"):
        tops = names.read_text(encoding="utf-8", errors="replace").split()
        found |= {names.parent.name, *tops, *(f"{top}.py" for top in tops)}
    return found
