"""Look for what is wrong with an installation, and name the command that mends it."""

from __future__ import annotations

import os
import platform
import shutil
import sys
from collections.abc import Callable, Iterator
from importlib import metadata
from pathlib import Path
from subprocess import DEVNULL
from typing import NamedTuple

DISTRIBUTION = "neural-networks-by-hand"
MEND = "python3 start.py"
FREE_BYTES = 500_000_000


class Finding(NamedTuple):
    """One line of the report; `mend` is empty when all is well."""

    what: str
    seen: str
    mend: str = ""


def examine() -> int:
    """Print all findings; 1 when something is wrong."""
    findings = [finding for check in CHECKS for finding in findings_of(check)]
    for finding in findings:
        print(f"{'wrong' if finding.mend else 'ok':5}  {finding.what}: {finding.seen}")
        if finding.mend:
            print(f"       to mend it: {finding.mend}")
    wrong = sum(bool(finding.mend) for finding in findings)
    print(f"{wrong} of {len(findings)} findings are wrong." if wrong else "All is well.")
    return int(wrong > 0)


def findings_of(check: Callable[[], Iterator[Finding]]) -> list[Finding]:
    """A check that breaks is a finding too: an installation can be broken in any way."""
    try:
        return list(check())
    except Exception as error:
        return [Finding(check.__name__, f"{type(error).__name__}: {error}", MEND)]


def python() -> Iterator[Finding]:
    """The version of Python, and whether it is the environment that start.py made."""
    seen = f"{platform.python_version()} on {platform.system()} {platform.machine()}, {sys.executable}"
    old = sys.version_info < (3, 10)
    yield Finding("Python", seen, "install Python 3.10 or newer, then python3 start.py" if old else "")


def packages() -> Iterator[Finding]:
    """Each package that the course needs, against the range that it allows."""
    from packaging.requirements import Requirement

    for text in metadata.requires(DISTRIBUTION) or []:
        need = Requirement(text)
        if need.marker is None or need.marker.evaluate({"extra": ""}):
            yield check_package(need.name, str(need.specifier), need.specifier.contains)


def check_package(name: str, wanted: str, fits: Callable[..., bool]) -> Finding:
    """One package: there, and of a version that fits."""
    try:
        version = metadata.version(name)
    except metadata.PackageNotFoundError:
        return Finding(name, f"missing; expected {wanted}", MEND)
    fine = fits(version, prereleases=True)
    return Finding(name, version if fine else f"{version}; expected {wanted}", "" if fine else MEND)


def threads() -> Iterator[Finding]:
    """One BLAS thread: more is slower on busy cores and can change last digits."""
    number = os.environ.get("OPENBLAS_NUM_THREADS", "")
    mend = "" if number == "1" else "unset OPENBLAS_NUM_THREADS; `nbkit` sets it to 1 by itself"
    yield Finding("BLAS threads", number or "not set", mend)


def kernel() -> Iterator[Finding]:
    """The kernel that the notebooks name starts in any program, and is this Python with this nbkit."""
    import nbkit

    try:
        answer = ask_kernel("import sys, nbkit; print(sys.prefix, nbkit.__file__, sep='\\n')").split("\n")
        fine = [Path(path) for path in answer] == [Path(sys.prefix), Path(str(nbkit.__file__))]
        seen = f"answers from {answer[0]}"
    except Exception as error:  # its Python may be gone, its entry unreadable, the process dead
        fine, seen = False, f"does not start: {error}"
    yield Finding("kernel python3", seen) if fine else bad_kernel(seen)


def bad_kernel(seen: str) -> Finding:
    """Where the kernel's entry lies, and what mends it: ours written anew, or one that hides it removed."""
    from jupyter_client.kernelspec import KernelSpecManager

    manager, ours = KernelSpecManager(), Path(sys.prefix, "share", "jupyter", "kernels")
    places = [Path(place) for place in manager.kernel_dirs]
    entry = Path(manager.find_kernel_specs()["python3"])
    hides = ours in places and entry.parent in places[: places.index(ours)]
    mend = "jupyter kernelspec remove python3" if hides else "ipykernel install --sys-prefix --name python3"
    return Finding("kernel python3", f"{seen}; its entry is {entry}", f'"{sys.executable}" -m {mend}')


def ask_kernel(code: str) -> str:
    """What the code prints in a fresh kernel."""
    from jupyter_client.manager import start_new_kernel

    printed: list[str] = []
    manager, client = start_new_kernel(startup_timeout=60, kernel_name="python3", stderr=DEVNULL)
    try:
        client.execute_interactive(
            code, timeout=60, output_hook=lambda message: printed.append(text_of(message))
        )
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
    return "".join(printed).strip()


def text_of(message: dict) -> str:
    """Printed text of a kernel's message, or the line that says what failed."""
    content = message["content"]
    return content.get("text", "") if "ename" not in content else f"{content['ename']}: {content['evalue']}"


def data() -> Iterator[Finding]:
    """The digits that ship, and the full set where it was fetched."""
    from nbkit import data as loaders

    mend = "git checkout -- data"
    shipped: dict[str, Callable[[], object]] = {
        "mnist_5k": loaders.load_mnist,
        "mnist_mlp": loaders.load_mnist_mlp,
        "autoencoder": loaders.load_autoencoder,
        "autoencoder_ten": lambda: loaders.load_autoencoder(ten=True),
    }
    for name, load in shipped.items():
        yield check_loader(f"data/{name}.npz", load, mend)
    if loaders.mnist_folder().is_dir():
        yield check_loader("full MNIST", lambda: loaders.load_full_mnist(scaled=False), "nbkit fetch mnist")
    else:
        yield Finding("full MNIST", "not here, and not needed: nbkit fetch mnist gets it")


def check_loader(what: str, load: Callable[[], object], mend: str) -> Finding:
    """Whether a loader, which checks all that it reads, is content."""
    try:
        load()
    except OSError as error:
        reason = " ".join(str(error).split("  do:")[0].split())
        return Finding(what, reason, mend)
    return Finding(what, "whole")


def disk() -> Iterator[Finding]:
    """Room for the environment's next update and for the full MNIST."""
    free = shutil.disk_usage(sys.prefix).free
    mend = "" if free > FREE_BYTES else "free some space on this disk"
    yield Finding("disk", f"{free / 1e9:.1f} GB free", mend)


CHECKS = (python, packages, threads, data, kernel, disk)
