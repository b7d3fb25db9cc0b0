"""What a kernel reads besides its notebook, written down as it happens by a hook that no cell sees.

`python watch.py LOG -f CONNECTION` starts the kernel that `python -m ipykernel_launcher -f CONNECTION` does.
It imports Python's own modules only: a kernel has loaded what its notebook asked for, and no more. Each line
of the log is a JSON list of kind, name and value, the value as it was before the kernel could change it:

    file       what lies at a path: the digest of its content, or folder, missing, unreadable
    names      of the entries of a folder that was listed
    entries    of a folder that was gone through, their names and the sizes of files
    modules    of those entries of a folder that Python could import, where it looked for a module there
    startup    what the *.pth files of a folder say, which Python obeys when it starts
    installed  a file or folder among the installed distributions, of which something was opened
    variable   of the environment, that was read
    variables  of the environment, that were gone through: all
    unseen     what cannot be followed: another process, the network

Source: PEP 578, Python's audit events. What compiled code opens by itself raises none.
"""

from __future__ import annotations

import hashlib
import json
import os
import runpy
import site
import stat
import sys
from _thread import get_ident
from collections.abc import Callable, Iterable, Iterator
from functools import update_wrapper
from importlib.machinery import all_suffixes
from importlib.util import source_from_cache
from types import BuiltinFunctionType
from typing import Any, BinaryIO

MISSING = "missing"
STANDARD = os.path.dirname(os.__file__) + os.sep
MACHINE = ("/proc/", "/sys/", "/dev/")
IMPORTERS = ("importlib", "_frozen_importlib_external", "importlib_metadata", "pkgutil")
HARMLESS = ("lscpu", "sysctl", "uname")  # processes that say what the machine is
LOOPBACK = ("127.0.0.1", "::1")  # asyncio on Windows talks to itself
TERMINAL = ("COLUMNS", "DISPLAY", "LINES", "PATH", "TERM")  # each kernel asks for these when it starts
STAT = os.stat


# How things are


def digest(content: bytes) -> str:
    """Return a name that no other content has."""
    return hashlib.sha256(content).hexdigest()[:32]


def file_state(path: str) -> str:
    """Say what lies at a path, by content and not by date."""
    try:
        mode = STAT(path).st_mode
        if stat.S_ISREG(mode):
            with open(path, "rb") as file:
                return digest(file.read())
        return "folder" if stat.S_ISDIR(mode) else "special"
    except (FileNotFoundError, NotADirectoryError):
        return MISSING
    except (OSError, ValueError):
        return "unreadable"


def names_in(folder: str, wanted: Callable[[str], object] = bool) -> str:
    """Digest the names of a folder's entries, or of those that are wanted."""
    try:
        names = sorted(filter(wanted, os.listdir(folder)))
    except OSError:
        return MISSING
    return digest("\0".join(names).encode(errors="surrogateescape"))


def entries_in(folder: str) -> str:
    """Digest the names of a folder's entries and the sizes of files, which a listing tells unasked."""
    try:
        with os.scandir(folder) as entries:
            rows = sorted((entry.name, entry.stat().st_size if entry.is_file() else -1) for entry in entries)
    except OSError:
        return MISSING
    return digest(repr(rows).encode(errors="surrogateescape"))


def modules_in(folder: str) -> str:
    """Digest the names of what Python could import from a folder; the data beside it does not count."""
    return names_in(folder, _importable)


def _importable(name: str) -> bool:
    is_package = name.isidentifier() and name != "__pycache__"
    return is_package or name.endswith((*all_suffixes(), ".dist-info", ".egg-info", ".egg-link"))


def startup_in(folder: str) -> str:
    """Digest the names and contents of a folder's *.pth files."""
    found = [name for name in sorted(os.listdir(folder)) if name.endswith(".pth")]
    return digest(repr([(name, file_state(os.path.join(folder, name))) for name in found]).encode())


def site_folders() -> list[str]:
    """List the folders of installed distributions, of which the versions tell enough."""
    found = site.getsitepackages() + ([site.getusersitepackages()] if site.ENABLE_USER_SITE else [])
    return [folder for folder in found if folder.endswith("-packages") and os.path.isdir(folder)]


# What is met


class Log:
    """Writes each thing down when it is first met: what is there later may be the kernel's own work."""

    def __init__(self, file: BinaryIO, ignored: Iterable[str] = ()) -> None:
        self.file = file
        self.known: dict[tuple[str, str], str] = {("file", path): "" for path in ignored}
        self.installed_in = tuple(folder + os.sep for folder in site_folders())
        self.searched: set[str] = set()
        self.has_started = False
        self.looking: set[int] = set()

    def hear(self, event: str, arguments: tuple[Any, ...]) -> None:
        """Take an event; what goes wrong here must not reach the notebook."""
        if get_ident() not in self.looking:
            try:
                HANDLERS[event](self, *arguments)
            except Exception as error:
                self.note("unseen", f"{event}: {error!r}")

    def note(self, kind: str, name: str, value: Callable[[str], str] | None = None) -> None:
        """Write a line, unless it was written before. To look is no event of the kernel's."""
        if (kind, name) in self.known:
            return
        self.looking.add(get_ident())
        try:
            found = self.known[kind, name] = value(name) if value else ""
        finally:
            self.looking.discard(get_ident())
        try:
            self.file.write(json.dumps([kind, name, found]).encode() + b"\n")
        except OSError:  # a full disk: half of what is read is worth nothing
            self.file.truncate(0)
            self.file = open(os.devnull, "wb")  # noqa: SIM115

    def path(self, path: Any, kind: str = "file", value: Callable[[str], str] = file_state) -> None:
        """Note a path, unless it belongs to Python, to the machine, or lies in what the kernel has made."""
        if path is None or isinstance(path, int):
            return
        name = os.path.abspath(os.fsdecode(path))
        if f"{os.sep}__pycache__" in name:
            if name.endswith(".pyc"):
                self.path(source_from_cache(name))
        elif name.startswith(self.installed_in):
            home = next(folder for folder in self.installed_in if name.startswith(folder))
            self.note("installed", home + name[len(home) :].partition(os.sep)[0], file_state)
        elif not (name + os.sep).startswith((STANDARD, *MACHINE, *self.installed_in)):
            made_here = any(self.known.get(("file", place)) == MISSING for place in (name, *_parents(name)))
            if not made_here:
                self.note(kind, name, value)

    def place(self, place: str) -> None:
        """Note a folder in which Python looks for modules."""
        if place not in self.searched:
            self.searched.add(place)
            self.path(place or ".", "modules", modules_in)

    def opened(self, path: Any, *_: Any) -> None:
        """Note what is read, written, made or removed."""
        self.path(path)

    def moved(self, source: Any, target: Any, *_: Any) -> None:
        """Note what is renamed, and what was there under the new name."""
        self.path(source)
        self.path(target)

    def listed(self, folder: Any) -> None:
        """Note the names in a folder."""
        self._listing(_caller(), folder, "names", names_in)

    def gone_through(self, folder: Any) -> None:
        """Note what is in a folder."""
        self._listing(_caller(), folder, "entries", entries_in)

    def _listing(self, caller: str, folder: Any, kind: str, value: Callable[[str], str]) -> None:
        if caller.partition(".")[0] in IMPORTERS:  # Python looks for a module
            self.path(folder or ".", "modules", modules_in)
        elif not isinstance(folder, int):
            self.path("." if folder is None else folder, kind, value)
        elif caller != "shutil":  # which removes what it has met by name
            self.note("unseen", "a folder, listed by number")

    def imported(self, name: str, file: Any, places: Iterable[str] | None, *_: Any) -> None:
        """Note where a module is looked for, and the compiled one that is loaded."""
        self.path(file)
        for place in places or ():
            self.place(place)
        if ".popen_" in name:  # how multiprocessing, and what is built on it, starts another
            self.note("unseen", f"a process: {name}")

    def started(self, program: Any = "", *_: Any) -> None:
        """Note that another process was started: what it reads is not seen, except in the gate's own copy."""
        if _caller() == "nbkit.gate.widgets.fork":
            return
        name = os.path.basename(os.fsdecode(program or ""))
        if name not in HARMLESS:
            self.note("unseen", f"a process: {name}")

    def connected(self, _: Any, address: Any) -> None:
        """Note that the network was used."""
        if not (isinstance(address, tuple) and address[0] in LOOPBACK):
            self.note("unseen", f"the network: {address}")

    def executed(self, _: Any) -> None:
        """Learn that the kernel has started: IPython runs code."""
        if not self.has_started and _caller() == "IPython.core.interactiveshell":
            self.has_started = True

    def variable(self, name: str) -> None:
        """Note a variable that is read, also one that is not there."""
        if self.has_started or name not in TERMINAL:
            self.note("variable", name)

    def already(self) -> None:
        """Note what Python has loaded before anybody could listen, and where it looked."""
        for folder in self.installed_in:
            self.note("startup", folder, startup_in)
        for place in [*sys.path, *sys.path_importer_cache]:
            self.place(place)
        for name, module in list(sys.modules.items()):
            if name != "__main__":
                self.path(getattr(module, "__file__", None))


HANDLERS: dict[str, Callable[..., None]] = {
    **dict.fromkeys(("open", "os.mkdir", "os.remove", "sqlite3.connect", "ctypes.dlopen"), Log.opened),
    **dict.fromkeys(("os.rename", "os.link", "os.symlink"), Log.moved),
    **dict.fromkeys(("subprocess.Popen", "os.posix_spawn", "os.spawn", "os.startfile"), Log.started),
    **dict.fromkeys(("os.system", "os.exec", "os.fork", "os.forkpty"), Log.started),
    **dict.fromkeys(("socket.connect", "socket.sendto"), Log.connected),
    "os.listdir": Log.listed,
    "os.scandir": Log.gone_through,
    "import": Log.imported,
    "exec": Log.executed,
}


def _caller() -> str:
    """Name the module that raised the event: above this function, the handler, `Log.hear` and the hook."""
    return str(sys._getframe(4).f_globals.get("__name__"))


def _parents(path: str) -> Iterator[str]:
    while (parent := os.path.dirname(path)) != path:
        yield (path := parent)


# What raises no event


class Probe:
    """Stands for a function of `os` that asks whether a path exists. Python 3.10 holds one in a class."""

    def __init__(self, ask: Callable[..., Any], tell: Callable[[Any], None]) -> None:
        self.ask, self.tell = ask, tell
        update_wrapper(self, ask)

    def __call__(self, path: Any, *arguments: Any, **words: Any) -> Any:
        """Tell of the path, then ask."""
        self.tell(path)
        return self.ask(path, *arguments, **words)


def probes() -> Iterator[tuple[Any, str]]:
    """Find the functions that ask the system whether a path exists; all others call these."""
    yield from ((os, "stat"), (os, "lstat"), (os, "access"))
    for name in ("exists", "lexists", "isfile", "isdir", "islink"):  # on Windows
        if isinstance(getattr(os.path, name), BuiltinFunctionType):
            yield os.path, name
    if hasattr(sys.modules.get("pathlib"), "_NormalAccessor"):  # Python 3.10
        yield sys.modules["pathlib"]._NormalAccessor, "stat"


class Variables(dict):  # type: ignore[type-arg]
    """The environment's own storage, which tells the log what is read of it."""

    log: Log

    def __getitem__(self, name: Any) -> Any:
        asks = sys._getframe(2)  # above `os.environ`
        if (asks.f_globals.get("__name__"), asks.f_code.co_name) != ("collections.abc", "__iter__"):
            self.log.variable(os.fsdecode(name))  # else it was noted with all others
        return super().__getitem__(name)

    def __iter__(self) -> Iterator[Any]:
        self.log.note("variables", "all")
        return super().__iter__()

    def items(self) -> Any:
        """Note all, then return them."""
        self.log.note("variables", "all")
        return super().items()


def listen(log: Log) -> None:
    """Let the log hear of everything from now on."""
    log.already()

    def hook(event: str, arguments: tuple[Any, ...], handled: dict[str, Any] = HANDLERS) -> None:
        if event in handled:  # nearly all are not: a cell can raise a million of them
            log.hear(event, arguments)

    sys.addaudithook(hook)
    for home, name in probes():
        ask = getattr(home, name)
        probe = Probe(ask, lambda path: log.hear("open", (path,)))
        setattr(home, name, probe)
        for able in (os.supports_fd, os.supports_dir_fd, os.supports_follow_symlinks):
            if ask in able:
                able.add(probe)
    variables = Variables(os.environ._data)  # type: ignore[attr-defined]
    variables.log = log
    for environment in (os.environ, getattr(os, "environb", os.environ)):
        setattr(environment, "_data", variables)  # noqa: B010


def main(log: str, *arguments: str) -> None:
    """Start the kernel, in a module and with arguments that look as if nobody watched."""
    here = os.path.dirname(os.path.abspath(__file__))
    if sys.path and os.path.abspath(sys.path[0]) == here:
        sys.path[0] = os.getcwd()
    for place in (here, __file__):
        sys.path_importer_cache.pop(place, None)
    sys.argv[1:] = arguments
    file = open(log, "ab", buffering=0)  # noqa: SIM115 (open as long as the kernel lives)
    listen(Log(file, ignored=[log, *arguments]))
    runpy.run_module("ipykernel_launcher", run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
