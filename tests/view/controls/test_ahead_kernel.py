"""In a real kernel, moved as JupyterLab moves it: what was drawn ahead is shown, and cells never notice."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from copies import ON_LINUX, PATIENCE, state, wait_for
from jupyter_client.manager import KernelManager

pytestmark = ON_LINUX

CELL = """
import time, nbkit as nb
from nbkit.view.controls.memory import Frame

drawn, factor = [], 1

def draw(k):
    drawn.append(k)
    end = time.thread_time() + 0.02
    while time.thread_time() < end:
        pass
    return f"<svg><text>{factor * k}</text></svg>"

explorer = nb.explore(draw, alt="A number.", k=nb.slider(-9, 9, 0))
print(explorer.controls["k"].widget.model_id, explorer._svg.model_id)
"""


class Kernel:
    """A kernel that is asked to run cells and told of moves, all of them by messages."""

    def __init__(self, manager: KernelManager, subshell: bool) -> None:
        self.manager, self.client = manager, manager.blocking_client()
        self.client.start_channels()
        self.client.wait_for_ready(PATIENCE)
        self.header: dict[str, str] = {}
        if subshell:
            self.client.control_channel.send(self.client.session.msg("create_subshell_request", {}))
            reply = self.client.control_channel.get_msg(timeout=PATIENCE)
            self.header = {"subshell_id": reply["content"]["subshell_id"]}
        self.slider, self.picture = self.run(CELL).split()

    def run(self, code: str) -> str:
        """Run a cell, and return what is said until its end: printed, raised or displayed."""
        return self._heard(self.client.execute(code))

    def move(self, k: int) -> str:
        """Put the slider somewhere, and return the picture, after what is said on the way."""
        content = {"comm_id": self.slider, "data": {"method": "update", "state": {"value": k}}}
        message = self.client.session.msg("comm_msg", content)
        message["header"] |= self.header
        self.client.shell_channel.send(message)
        return self._heard()

    def _heard(self, asked: str = "") -> str:
        """Return what is said until a cell has ended, or a new picture is there."""
        found = ""
        while True:
            message = self.client.get_iopub_msg(timeout=PATIENCE)
            kind, content = message["msg_type"], message["content"]
            if kind == "status":
                mine = message["parent_header"].get("msg_id") == asked
                if mine and content["execution_state"] == "idle":
                    return found
            elif kind == "comm_msg" and content["comm_id"] == getattr(self, "picture", ""):
                if "value" in content["data"].get("state", {}) and not asked:
                    return found + content["data"]["state"]["value"]
            elif kind == "stream":
                found += content["text"]
            elif kind in ("error", "display_data"):
                found += str(content)

    def copies(self) -> list[int]:
        """Return the processes that the kernel has made and that live."""
        children: list[str] = []
        for task in Path(f"/proc/{self.manager.provisioner.pid}/task").iterdir():
            with suppress(FileNotFoundError):  # a thread that has ended
                children += (task / "children").read_text().split()
        return [child for child in map(int, children) if state(child) not in ("", "Z")]

    def copy(self) -> int:
        """Wait until there is a copy, and return its process."""
        wait_for(lambda: len(self.copies()) == 1, "no copy was made")
        return self.copies()[0]

    def rest(self) -> None:
        """Wait until the copy has drawn all that it will."""
        wait_for(lambda: [state(child) for child in self.copies()] == ["S"], "no copy, or it draws on and on")


@pytest.fixture(params=[False, True], ids=["one thread", "a thread for widgets"])
def kernel(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Kernel]:
    manager = KernelManager(kernel_name="python3")
    manager.start_kernel(env=os.environ | {"IPYTHONDIR": str(tmp_path)}, cwd=str(tmp_path))
    try:
        yield Kernel(manager, request.param)
    finally:
        manager.shutdown_kernel(now=True)


def test_moves_after_rests_and_cells_in_between(kernel: Kernel) -> None:
    assert ">2</text>" in kernel.move(2)
    for k in (4, 3, -9, 9):
        kernel.rest()
        assert f">{k}</text>" in kernel.move(k)
    assert kernel.run("print(drawn)") == "[0, 2]\n"
    wait_for(lambda: not kernel.copies(), "the copy outlives a cell")
    kernel.run("factor = 3")
    for k in (4, 3, -9):
        assert f">{3 * k}</text>" in kernel.move(k)
        kernel.rest()
    assert kernel.run("print(drawn)") == "[0, 2, 4]\n"


def test_moves_and_cells_at_once(kernel: Kernel) -> None:
    """Cells run while the copy draws, again and again: all are answered, and each copy ends."""
    for k in range(1, 9):
        assert f">{k}</text>" in kernel.move(k)
        assert kernel.run(f"print({k} * 7)") == f"{7 * k}\n"
    wait_for(lambda: not kernel.copies(), "a copy outlives a cell")


def test_an_interrupt_meets_the_kernel_alone(kernel: Kernel) -> None:
    kernel.move(2)
    kernel.client.kernel_info(reply=True, timeout=PATIENCE)  # which comes when the copy has been made
    before = kernel.copy()
    kernel.manager.interrupt_kernel()
    kernel.rest()
    assert kernel.copy() == before and ">5</text>" in kernel.move(5)
    assert kernel.run("print(drawn)") == "[0, 2]\n"
    endless = kernel.client.execute("print('begun', flush=True)\nwhile True: pass")
    while kernel.client.get_iopub_msg(timeout=PATIENCE)["msg_type"] != "stream":
        pass
    kernel.manager.interrupt_kernel()
    assert "KeyboardInterrupt" in kernel._heard(endless)
    assert ">6</text>" in kernel.move(6)


def test_a_copy_says_nothing_on_the_kernels_behalf(kernel: Kernel) -> None:
    kernel.run(
        """
from IPython.display import display
import sys

def draw(k):
    print("printed"), print("there", file=sys.stderr), display("displayed"), time.sleep(0.01)
    return f"<svg><text>{k}</text></svg>"

explorer.draw = lambda k, draw=draw, first=explorer.draw: first(k) if k in (0, 2) else draw(k)
"""
    )
    kernel.move(2)
    kernel.rest()
    assert kernel.run("") == ""
    assert "displayed" in kernel.move(3), "the kernel draws it, and says what it says"


def test_a_copy_ends_with_its_kernel(kernel: Kernel) -> None:
    kernel.move(2)
    child = kernel.copy()
    kernel.manager.shutdown_kernel(now=True)
    wait_for(lambda: state(child) in ("", "Z"), "it lives on")
