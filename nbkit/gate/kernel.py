"""Run the cells of a notebook in a fresh kernel, the same way for recording and for comparing."""

from __future__ import annotations

import copy
from contextlib import ExitStack
from pathlib import Path
from subprocess import DEVNULL
from typing import Any

import ipykernel.kernelspec
from jupyter_client.kernelspec import KernelSpec, KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbclient.exceptions import CellTimeoutError, DeadKernelError

from nbkit.gate import watch
from nbkit.gate.environment import environment
from nbkit.gate.inside import INSTALL
from nbkit.gate.normal import Output


class KernelLost(Exception):
    """The kernel died, or a cell ran for too long: later cells cannot run."""


class ThisPython(KernelSpecManager):
    """Start the Python that runs now, whatever kernels the user has installed."""

    written_to: Path | None = None  # the log of one who watches

    def get_kernel_spec(self, kernel_name: str) -> KernelSpec:
        if kernel_name != "python3":
            return super().get_kernel_spec(kernel_name)
        spec = KernelSpec(
            resource_dir=ipykernel.kernelspec.RESOURCES, **ipykernel.kernelspec.get_kernel_dict()
        )
        if self.written_to is not None:
            place = spec.argv.index("-m")
            spec.argv[place : place + 2] = [watch.__file__, str(self.written_to)]
        return spec


def manager_of(name: str = "python3", log: Path | None = None) -> AsyncKernelManager:
    """Return a manager that starts the named kernel, and this Python where it is the usual one.

    log: a file in which `nbkit.gate.watch` writes down what the kernel reads; left out, nobody watches.
    """
    specs = ThisPython()
    specs.written_to = log
    return AsyncKernelManager(kernel_name=name, kernel_spec_manager=specs)


class Kernel:
    """A running kernel in the notebook's folder, watched if there is a log; use it in a `with` statement.

    If it is a Python kernel, the figures that it shows say what they mean.
    """

    def __init__(
        self, notebook: Any, folder: Path, timeout: float, name: str = "python3", log: Path | None = None
    ) -> None:
        self.timeout = timeout
        self.lost = ""
        self._stack = ExitStack()
        self._client = NotebookClient(
            copy.deepcopy(notebook),  # nbclient writes into it
            km=manager_of(name, log),
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
        spec: Any = getattr(self._client.km, "kernel_spec", None)
        if spec and self._client.kc and spec.language == "python":
            self._client.kc.execute(INSTALL, silent=True, store_history=False)
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
