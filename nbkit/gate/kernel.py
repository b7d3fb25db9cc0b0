"""Run the cells of a notebook in a fresh kernel, the same way for recording and for comparing."""

from __future__ import annotations

import copy
import os
from contextlib import ExitStack
from pathlib import Path
from subprocess import DEVNULL
from typing import Any

import ipykernel.kernelspec
from jupyter_client.kernelspec import KernelSpec, KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbclient.exceptions import CellTimeoutError, DeadKernelError

from nbkit.gate.mode import RECORD
from nbkit.gate.normal import Output

THREADS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")


class KernelLost(Exception):
    """The kernel died, or a cell ran for too long: later cells cannot run."""


class ThisPython(KernelSpecManager):
    """Start the Python that runs now, whatever kernels the user has installed."""

    def get_kernel_spec(self, kernel_name: str) -> KernelSpec:
        if kernel_name != "python3":
            return super().get_kernel_spec(kernel_name)
        return KernelSpec(
            resource_dir=ipykernel.kernelspec.RESOURCES, **ipykernel.kernelspec.get_kernel_dict()
        )


def manager_of(name: str = "python3") -> AsyncKernelManager:
    """Return a manager that starts the named kernel, and this Python where it is the usual one."""
    return AsyncKernelManager(kernel_name=name, kernel_spec_manager=ThisPython())


def environment() -> dict[str, str]:
    """Return what makes a kernel's numbers repeatable: one thread, fixed hashes, inline figures."""
    fixed = dict.fromkeys(THREADS, "1") | {RECORD: "1", "PYTHONHASHSEED": "0"}
    return {key: value for key, value in os.environ.items() if key != "MPLBACKEND"} | fixed


class Kernel:
    """A running kernel in the notebook's folder; use it in a `with` statement."""

    def __init__(self, notebook: Any, folder: Path, timeout: float, name: str = "python3") -> None:
        self.timeout = timeout
        self.lost = ""
        self._stack = ExitStack()
        self._client = NotebookClient(
            copy.deepcopy(notebook),  # nbclient writes into it
            km=manager_of(name),
            timeout=int(timeout) or None,
            allow_errors=True,
            record_timing=False,
            shutdown_kernel="immediate",
            resources={"metadata": {"path": str(folder)}},
        )

    def __enter__(self) -> Kernel:
        self._stack.enter_context(
            self._client.setup_kernel(env=environment(), stderr=DEVNULL, cleanup_kc=True)
        )
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def run(self, cell: Any, index: int) -> list[Output]:
        """Execute a copy of a code cell and return its outputs.

        Raises KernelLost where the kernel dies or the cell runs for too long, now or in an earlier cell.
        """
        if self.lost:
            raise KernelLost(f"not run, because {self.lost}")
        fresh = copy.deepcopy(cell)
        try:
            self._client.execute_cell(fresh, index)
        except CellTimeoutError:
            self.lost = f"a cell ran for more than {self.timeout:g} s"
            advice = "make it shorter, or allow more with --nbkit-timeout"
            raise KernelLost(f"the cell ran for more than {self.timeout:g} s: {advice}") from None
        except DeadKernelError:
            self.lost = "the kernel died in an earlier cell"
            raise KernelLost(
                "the kernel died in this cell: out of memory, or a crash in compiled code?"
            ) from None
        return [dict(output) for output in fresh.outputs]
