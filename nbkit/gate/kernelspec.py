"""Which kernel runs a notebook: this Python for what is Python, else the notebook's own, if installed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import ipykernel.kernelspec
from jupyter_client.kernelspec import KernelSpec, KernelSpecManager

from nbkit.gate.proved import watch

PYTHON = "python3"
INSTALL = {
    "r": "in R, install.packages('IRkernel') and IRkernel::installspec()",
    "julia": 'in Julia, import Pkg; Pkg.add("IJulia")',
    "bash": "pip install bash_kernel && python -m bash_kernel.install",
}


class NoKernel(Exception):
    """There is no such kernel on this machine: the message says what to install."""


class ThisPython(KernelSpecManager):
    """Start the Python that runs now, whatever kernels the user has installed."""

    written_to: Path | None = None  # the log of one who watches

    def get_kernel_spec(self, kernel_name: str) -> KernelSpec:
        if kernel_name != PYTHON:
            return super().get_kernel_spec(kernel_name)
        spec = KernelSpec(
            resource_dir=ipykernel.kernelspec.RESOURCES, **ipykernel.kernelspec.get_kernel_dict()
        )
        if self.written_to is not None:
            place = spec.argv.index("-m")
            spec.argv[place : place + 2] = [watch.__file__, str(self.written_to)]
        return spec


def kernel_of(metadata: Any) -> str:
    """Return the name of the kernel that runs a notebook of this metadata.

    A kernel of the same language will do: Julia's name says its version. Raises NoKernel where there is none.

    >>> kernel_of({"kernelspec": {"name": "conda-env-old", "language": "python"}})
    'python3'
    """
    spec = metadata.get("kernelspec", {})
    name = spec.get("name") or PYTHON
    language = (spec.get("language") or metadata.get("language_info", {}).get("name") or "").lower()
    if language in ("python", "ipython") or (not language and name.startswith("python")):
        return PYTHON
    languages = _installed()
    same = [other for other, spoken in languages.items() if language and spoken == language]
    if name not in languages and not same:
        raise NoKernel(_advice(name, language, languages))
    return name if name in languages else max(same)


def check_named(name: str) -> None:
    """Check the name of a kernel that somebody asks for. Raises NoKernel where there is none of this name."""
    languages = _installed()
    if name not in languages:
        raise NoKernel(f"expected the name of an installed kernel, got {name!r}: there is {_list(languages)}")


def _installed() -> dict[str, str]:
    """Return the language of each kernel, by its name."""
    found = KernelSpecManager().get_all_specs()
    languages = {name: str(one["spec"].get("language", "")).lower() for name, one in found.items()}
    return languages | {PYTHON: "python"}


def _advice(name: str, language: str, languages: dict[str, str]) -> str:
    how = INSTALL.get(language, "install it, so that `jupyter kernelspec list` names it")
    written = f"the notebook is written for the kernel {name!r}{f' ({language})' if language else ''}"
    return f"{written}, which is not installed here (there is {_list(languages)}): {how}"


def _list(languages: dict[str, str]) -> str:
    return ", ".join(sorted(languages))
