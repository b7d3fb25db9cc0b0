"""Run the cells of a notebook in a fresh kernel, the same way for recording and for comparing."""

from __future__ import annotations

import copy
from contextlib import ExitStack
from pathlib import Path
from queue import Empty
from subprocess import DEVNULL
from time import monotonic
from typing import Any

from jupyter_client.asynchronous.client import AsyncKernelClient
from jupyter_client.channels import AsyncZMQSocketChannel
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from traitlets import Type

from nbkit.gate.environment import INSTALL, REST, environment
from nbkit.gate.kernelspec import PYTHON, NoKernel, ThisPython, kernel_of
from nbkit.gate.marks import drives
from nbkit.gate.mime import WIDGET_STATE
from nbkit.gate.outputs.normal import Output
from nbkit.gate.widgets.driven import beside_view

SLICE = 0.1  # seconds
LATEST = 60  # seconds that outputs may come after the cell's end
STARTS = 2  # a port that was free when it was chosen may be taken when the kernel comes to it


class KernelLost(Exception):
    """The kernel did not start, died, or a cell ran for too long: later cells cannot run."""


class Channel(AsyncZMQSocketChannel):
    """Looks for a message again and again.

    To send something wakes nobody who waits for the same socket, and takes away what would have woken them:
    nbclient, which answers an Output widget while it waits for the end of the cell, would wait for ever.
    """

    async def get_msg(self, timeout: float | None = None) -> dict[str, Any]:  # type: ignore[override]
        """Return the next message. Raises queue.Empty where none comes in time."""
        end = monotonic() + (float("inf") if timeout is None else timeout)
        while True:
            left = end - monotonic()
            try:
                return await super().get_msg(max(0.0, min(SLICE, left)))
            except Empty:
                if left <= SLICE:
                    raise


class KernelClient(AsyncKernelClient):
    """Talks to a kernel, and hears its answers also while it sends."""

    shell_channel_class = Type(Channel)


class Client(NotebookClient):
    """Runs the cells of its notebook, and knows which of them show something that may still change."""

    def __init__(self, *arguments: Any, **words: Any) -> None:
        super().__init__(*arguments, **words)
        self.live: set[int] = set()

    def output(self, outs: list[Any], msg: Any, display_id: str | None, cell_index: int) -> Any:
        """Take an output; under a display id, it can be updated from any later cell."""
        if display_id:
            self.live.add(cell_index)
        return super().output(outs, msg, display_id, cell_index)  # type: ignore[arg-type]


def manager_of(name: str = PYTHON, log: Path | None = None) -> AsyncKernelManager:
    """Return a manager that starts the named kernel, and this Python where it is the usual one.

    log: a file in which `proved.watch` writes down what the kernel reads; left out, nobody watches.
    """
    specs = ThisPython()
    specs.written_to = log
    return AsyncKernelManager(kernel_name=name, kernel_spec_manager=specs, client_factory=KernelClient)


class Kernel:
    """A running kernel in the notebook's folder, watched if there is a log; use it in a `with` statement.

    It runs a copy of the notebook. Where it does not start, or is lost, `lost` says why.
    If it is a Python kernel, the figures that it shows say what they mean, and its widgets are driven.
    name: of the kernel; left out, the one that the notebook is written for.
    """

    client: type[Client] = Client

    def __init__(
        self, notebook: Any, folder: Path, timeout: float, name: str = "", log: Path | None = None
    ) -> None:
        self.timeout = timeout
        self.lost = ""
        self._lost_in = -1
        self._done: set[int] = set()
        self._stack = ExitStack()
        self._client = self.client(
            copy.deepcopy(notebook),
            timeout_func=lambda _: timeout or None,
            iopub_timeout=LATEST,
            raise_on_iopub_timeout=True,
            allow_errors=True,
            record_timing=False,
            shutdown_kernel="immediate",
            resources={"metadata": {"path": str(folder)}},
        )
        self._manager = lambda: manager_of(name or kernel_of(notebook.metadata), log)

    def __enter__(self) -> Kernel:
        for _ in range(STARTS):
            self.lost = self._start()
            if not self.lost:
                self.say(INSTALL)
                break
        return self

    def _start(self) -> str:
        """Start the kernel, and return why it did not start."""
        try:
            self._client.km = self._manager()
            start = self._client.setup_kernel(env=environment(), stderr=DEVNULL, cleanup_kc=True)
            self._stack.enter_context(start)
        except NoKernel as error:
            return str(error)
        except Exception as error:  # each kernel fails in its own way
            return f"the kernel did not start: {error}"
        return ""

    def say(self, code: str) -> None:
        """Let a Python kernel execute code of ours, which no cell sees."""
        spec: Any = getattr(self._client.km, "kernel_spec", None)
        if spec and self._client.kc and spec.language == "python":
            self._client.kc.execute(code, silent=True, store_history=False)

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def run(self, index: int) -> None:
        """Execute a code cell, unless the kernel is lost."""
        if self.lost:
            return
        cell = self._client.nb.cells[index]
        if not drives(cell):
            self.say(REST)
        try:
            self._client.execute_cell(cell, index)
            self._done.add(index)
        except CellTimeoutError:
            advice = "make it shorter, or allow more with --nbkit-timeout"
            self.lost = f"the cell ran for more than {self.timeout:g} s: {advice}"
        except DeadKernelError:
            causes = (
                "out of memory, a crash in compiled code, or on purpose (the tag nbval-skip leaves that out)"
            )
            self.lost = f"the kernel died: {causes}?"
        except Exception as error:  # what nbclient makes of messages that it does not expect
            self.lost = f"the messages of the cell cannot be followed: {error!r}"
        if self.lost:
            self._lost_in = index

    def outputs(self, index: int) -> list[Output]:
        """Return what a cell shows now; later cells may change that, if it `is_live`.

        Raises KernelLost where it was not run to its end.
        """
        if index in self._done:
            return beside_view([dict(output) for output in self._client.nb.cells[index].outputs])
        if self._lost_in in (-1, index):
            raise KernelLost(self.lost)
        earlier = f"an earlier cell (number {self._lost_in + 1} with the text cells)"
        raise KernelLost(f"not run, because of {earlier}: {self.lost}")

    def is_live(self, index: int) -> bool:
        """Tell whether a cell shows something that later cells can change."""
        return index in self._client.live

    def widget_state(self) -> dict[str, Any]:
        """Return the state of all widgets that the cells have made, by the names of their models."""
        self._client.set_widgets_metadata()
        widgets = self._client.nb.metadata.get("widgets", {})
        state: dict[str, Any] = widgets.get(WIDGET_STATE, {}).get("state", {})
        return state
