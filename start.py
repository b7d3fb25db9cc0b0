#!/usr/bin/env python3
# /// script
# requires-python = ">=3.10"
# ///
"""Prepare the course in `.venv`, then open it, test it or run any other `nbkit` command.

python3 start.py          install what is needed and open JupyterLab at chapter 00
python3 start.py test     install what the tests need as well, and pass them
python3 start.py doctor   any other nbkit command, such as `run 3` or `fetch mnist`

Only the standard library is used, and only syntax that Python 3.6 can read, so that an old
Python can say what is wrong. Nothing is installed, and no network used, when nothing has changed.
"""

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from typing import Iterable

if sys.version_info < (3, 10):
    sys.exit(
        "This course needs Python 3.10 or newer; this is Python {}.{}, {}.\n"
        "Get a newer one from your system or from python.org and run: python3.13 start.py".format(
            sys.version_info[0], sys.version_info[1], sys.executable
        )
    )

ROOT = os.path.dirname(os.path.abspath(__file__))
VENV = os.path.join(ROOT, ".venv")
BASE_LOCK = "requirements.lock"
TEST_LOCK = "requirements-test.lock"
UNFINISHED = "unfinished"


def venv_python(venv: str) -> str:
    """Path of the environment's own Python."""
    folder, name = ("Scripts", "python.exe") if os.name == "nt" else ("bin", "python")
    return os.path.join(venv, folder, name)


def digest(root: str, lock: str) -> str:
    """Fingerprint of all that decides what is installed: place, Python, lock, project file."""
    sha = hashlib.sha256("{} {}.{} {}".format(root, *sys.version_info[:2], lock).encode())
    for name in (lock, "pyproject.toml"):
        with open(os.path.join(root, name), "rb") as file:
            # Git on Windows may check text out with other line ends.
            sha.update(file.read().replace(b"\r\n", b"\n"))
    return sha.hexdigest()


def stamp_path(venv: str) -> str:
    """Where a finished installation leaves its fingerprints."""
    return os.path.join(venv, "start-stamp")


def read_stamp(venv: str) -> list:
    """Fingerprints of what is installed, `[UNFINISHED]` after an interruption, `[]` if never."""
    try:
        with open(stamp_path(venv), encoding="ascii") as file:
            return file.read().split()
    except (OSError, ValueError):
        return []


def write_stamp(venv: str, digests: list) -> None:
    """Replace the stamp in one step, so that half a stamp cannot exist."""
    draft = stamp_path(venv) + ".new"
    with open(draft, "w", encoding="ascii") as file:
        file.write("\n".join(digests) + "\n")
    os.replace(draft, stamp_path(venv))


def works(venv: str) -> bool:
    """Whether the environment has pip and the version of Python that runs this file."""
    ask = [venv_python(venv), "-I", "-c", "import pip, sys; print('%d.%d' % sys.version_info[:2])"]
    try:
        answer = subprocess.run(ask, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=60)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return answer.stdout.decode().strip() == "%d.%d" % sys.version_info[:2]


def require_ensurepip() -> None:
    """Say what to install where the system ships Python without it, as Debian does."""
    if importlib.util.find_spec("ensurepip") and importlib.util.find_spec("venv"):
        return
    sys.exit(
        "This Python cannot make an environment with pip in it. On Debian and Ubuntu:\n"
        "    sudo apt install python{}.{}-venv\n"
        "Then run the same command again.".format(*sys.version_info[:2])
    )


def make_venv(venv: str) -> None:
    """Make a fresh environment in place of whatever is there."""
    require_ensurepip()
    print("Making {} with Python {}.{}".format(venv, *sys.version_info[:2]), flush=True)
    try:
        if os.path.islink(venv) or os.path.isfile(venv):
            os.remove(venv)
        elif os.path.isdir(venv):
            shutil.rmtree(venv)
    except OSError as error:
        sys.exit("{}\nClose what still uses {}, JupyterLab for one, and run again.".format(error, venv))
    if subprocess.call([sys.executable, "-m", "venv", venv], env=clean_environment()):
        sys.exit("Python's own `-m venv` could not make {}: the lines above say why.".format(venv))


def clean_environment() -> dict:
    """The caller's environment without what would make Python or pip look elsewhere."""
    unwanted = ("PYTHONPATH", "PYTHONHOME", "PIP_USER", "PIP_TARGET", "PIP_PREFIX", "PIP_REQUIRE_VIRTUALENV")
    kept = {name: value for name, value in os.environ.items() if name not in unwanted}
    kept.update(PYTHONNOUSERSITE="1", PYTHONUTF8="1", PIP_DISABLE_PIP_VERSION_CHECK="1", PIP_NO_INPUT="1")
    return kept


def show_progress(lines: Iterable, total: int) -> list:
    """Turn pip's hundreds of lines into one that counts; return the last of them."""
    last: list = []
    count = 0
    for line in lines:
        last = [*last[-14:], line.rstrip()]
        count += line.startswith(("Collecting", "Requirement already satisfied"))
        if sys.stdout.isatty():
            what = "unpacking" if line.startswith("Installing") else "fetching"
            print("\r  {} {} of at most {}  ".format(what, count, total), end="", flush=True)
    return last


def pip(venv: str, arguments: list, total: int = 1) -> None:
    """Run the environment's pip, and explain a failure."""
    command = [venv_python(venv), "-I", "-m", "pip", "install", "--progress-bar", "off", *arguments]
    child = subprocess.Popen(
        command, cwd=ROOT, env=clean_environment(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    with child:
        last = show_progress((line.decode("utf-8", "replace") for line in child.stdout or ()), total)
    if sys.stdout.isatty():
        print()
    if child.returncode:
        sys.exit(
            "\n".join(last) + "\n\nThe installation stopped before its end: the lines above say why.\n"
            "Most often the network is away. Run the same command again to go on."
        )


def install(root: str, venv: str, lock: str) -> None:
    """Install exactly what the lock names, then the course's own package without the network."""
    with open(os.path.join(root, lock), encoding="utf-8") as file:
        total = sum("==" in line for line in file)
    print("Installing what {} names, once; this takes a few minutes".format(lock), flush=True)
    pip(venv, ["--require-hashes", "--no-deps", "-r", os.path.join(root, lock)], total)
    pip(venv, ["--no-index", "--no-deps", "--no-build-isolation", "--editable", root])


def prepare(root: str, venv: str, lock: str) -> None:
    """Bring the environment up to date; do nothing when it is."""
    wanted, found = digest(root, lock), read_stamp(venv)
    if wanted in found and works(venv):
        return
    # Packages of an interrupted installation may be half there: a fresh start is the sure cure.
    if UNFINISHED in found or not works(venv):
        make_venv(venv)
    write_stamp(venv, [UNFINISHED])
    install(root, venv, lock)
    # The test lock holds the base lock, so it serves for both.
    write_stamp(venv, [wanted] if lock == BASE_LOCK else [wanted, digest(root, BASE_LOCK)])


def hand_over(command: list) -> int:
    """Become the command where the system can; elsewhere wait for it, leaving Ctrl-C to it."""
    sys.stdout.flush()
    if os.name == "posix":
        os.execve(command[0], command, clean_environment())
    child = subprocess.Popen(command, env=clean_environment())
    while True:
        try:
            return child.wait()
        except KeyboardInterrupt:
            continue


def needs_more(arguments: list) -> bool:
    """Tell whether a command needs packages that reading the course does not."""
    return arguments[0] in ("test", "bench") or arguments[:2] in (["publish", "site"], ["publish", "handout"])


def main(arguments: list) -> int:
    """Prepare, then run `nbkit` with the arguments, `lab` when there are none."""
    if arguments[:1] in (["-h"], ["--help"]):
        print(__doc__)
        return 0
    arguments = arguments or ["lab"]
    try:
        prepare(ROOT, VENV, TEST_LOCK if needs_more(arguments) else BASE_LOCK)
    except KeyboardInterrupt:
        print("\nStopped. Run the same command again to go on.")
        return 130
    return hand_over([venv_python(VENV), "-m", "nbkit.cli", *arguments])


def to_the_end(arguments: list) -> int:
    """Run `main` until its last line has gone out; 141, as of other tools, where nobody reads on."""
    try:
        code = main(arguments)
        sys.stdout.flush()
    except BrokenPipeError:
        # What still waits goes nowhere, or Python complains when it ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141
    return code


if __name__ == "__main__":
    sys.exit(to_the_end(sys.argv[1:]))
