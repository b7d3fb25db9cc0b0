"""Cells in their kernel: displays that later cells update, messages that cross, a kernel that is lost."""

from __future__ import annotations

import asyncio
import sys
import time
from pathlib import Path
from queue import Empty
from typing import Any

import nbformat
import pytest
import zmq.asyncio
from books import edit, judge, make, stored
from jupyter_client.session import Session

from nbkit.gate import kernel, record
from nbkit.gate.kernel import Channel, Kernel, manager_of


@pytest.fixture(scope="module")
def verdict(tmp_path_factory: pytest.TempPathFactory) -> tuple[int, dict[str, str], str]:
    """What the gate says of two notebooks that lose their kernels."""
    folder = tmp_path_factory.mktemp("gate")
    stored(make(folder / "dies.ipynb", ["import os", "os._exit(3)", "'not reached'"]))
    stored(make(folder / "slow.ipynb", ["import time; time.sleep(60)", "'never'"]))
    stored(make(folder / "asks.ipynb", ["input()"]))
    return judge(folder, "--nbkit-timeout", "1.5", folder=folder)


def test_a_kernel_that_dies_is_named_once(verdict: tuple[int, dict[str, str], str]) -> None:
    assert "dies.ipynb, cell 2 (number 3 with the text cells): the kernel died" in verdict[2]
    assert (
        "the cell ran for more than 1.5 s: make it shorter, or allow more with --nbkit-timeout" in verdict[2]
    )
    assert "2 skipped" in verdict[2]


@pytest.mark.parametrize(("deaths", "lost"), [(1, ""), (2, "the kernel did not start: Kernel died")])
def test_a_kernel_that_dies_while_it_starts_is_started_once_more(
    deaths: int, lost: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    managers: list[Any] = []

    def manager(*words: Any) -> Any:
        managers.append(manager_of(*words))
        if len(managers) <= deaths:
            managers[-1].kernel_spec.argv = [sys.executable, "-c", "raise SystemExit(1)"]
        return managers[-1]

    monkeypatch.setattr(kernel, "manager_of", manager)
    path = make(tmp_path / "book.ipynb", ["6 * 7"])
    with Kernel(nbformat.read(path, as_version=4), tmp_path, 60) as started:
        assert started.lost.startswith(lost) and bool(started.lost) == bool(lost)
        if not lost:
            started.run(1)
            assert started.outputs(1)[0]["data"]["text/plain"] == "42"
    assert len(managers) == 2


def test_a_question_says_that_nobody_answers(verdict: tuple[int, dict[str, str], str]) -> None:
    assert "StdinNotImplementedError" in verdict[2] and "write the answer into the cell" in verdict[2]


def test_what_failed_is_counted(verdict: tuple[int, dict[str, str], str]) -> None:
    assert verdict[0] == 1
    assert "3 failed, 1 passed, 2 skipped" in verdict[2]


SOURCES = [
    "from IPython.display import clear_output, display, update_display\nimport ipywidgets",
    "handle = display('first', display_id='later'); display('kept')",
    "display('here', display_id='same'); update_display('now', display_id='same')",
    "display('gone', display_id='again'); clear_output(); display('back', display_id='again');",
    "print('gone'); clear_output(wait=True); print('instead')",
    "out = ipywidgets.Output()\nfor k in range(20):\n    with out: print(k); display(k, display_id='inside')",
    "update_display('last', display_id='later'); update_display('end', display_id='again')",
    "update_display('unseen', display_id='inside'); update_display('unknown', display_id='unknown')",
]


@pytest.fixture(scope="module")
def updated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A recorded notebook whose later cells update what the earlier ones show."""
    path = make(tmp_path_factory.mktemp("updated") / "updated.ipynb", SOURCES)
    record([path])
    return path


def test_a_display_is_stored_in_its_last_state(updated: Path) -> None:
    def said(output: Any) -> str:
        return str(output.get("text") or output["data"]["text/plain"]).strip("'\n")

    cells = [cell for cell in nbformat.read(updated, as_version=4).cells if cell.cell_type == "code"]
    shown = [[said(output) for output in cell.outputs] for cell in cells]
    assert shown == [[], ["last", "kept"], ["now"], ["end"], ["instead"], [], [], []]


@pytest.mark.parametrize("cells", [[], [2], [5, 4]])
def test_a_display_is_compared_in_its_last_state(cells: list[int], updated: Path, tmp_path: Path) -> None:
    path = tmp_path / "updated.ipynb"
    path.write_bytes(updated.read_bytes())
    asked = [f"{path}::Cell {number}" for number in cells] or [path]
    assert judge(*asked, folder=tmp_path)[:2] == (0, {})


def test_an_update_that_changed_fails_the_cell_that_shows_it(updated: Path, tmp_path: Path) -> None:
    path = tmp_path / "updated.ipynb"
    path.write_bytes(updated.read_bytes())

    def spoil(number: int, cell: Any) -> None:
        if number == 7:
            cell.source = cell.source.replace("'last'", "'worst'")
        if number == 8:
            cell.source += "; import os; os._exit(3)"

    edit(path, spoil)
    code, failed, _ = judge(path, "-n", "1", folder=tmp_path)
    assert code == 1 and set(failed) == {"Cell 2", "Cell 8"}
    assert (
        "'worst'" in failed["Cell 2"] and "it might have changed later: the kernel died" in failed["Cell 2"]
    )


def test_the_cell_that_lost_the_kernel_is_named_where_only_a_later_one_is_asked(tmp_path: Path) -> None:
    path = stored(make(tmp_path / "dies.ipynb", ["import os", "os._exit(3)", "1", "2"]))
    code, failed, said = judge(f"{path}::Cell 3", f"{path}::Cell 4", folder=tmp_path)
    assert code == 1 and "1 failed, 1 skipped" in said
    place = "because of an earlier cell (number 3 with the text cells): the kernel died"
    assert place in failed["Cell 3"]


async def _crossing(channel_class: Any) -> Any:
    """Wait for a message, and send one after it has come and before anybody looked."""
    session, context = Session(), zmq.asyncio.Context()
    ours, theirs = context.socket(zmq.DEALER), zmq.Context(context).socket(zmq.ROUTER)
    ours.connect(f"tcp://127.0.0.1:{theirs.bind_to_random_port('tcp://127.0.0.1')}")
    session.send(ours, "hello")
    identities, _ = session.feed_identities(theirs.recv_multipart())
    waiting = asyncio.ensure_future(channel_class(ours, session).get_msg(timeout=30))
    await asyncio.sleep(0.1)
    session.send(theirs, "answer", ident=identities)
    time.sleep(0.1)  # it has come; the loop has not seen it yet
    session.send(ours, "more")
    try:
        return (await asyncio.wait_for(waiting, 5))["msg_type"]
    finally:
        for socket in (ours, theirs):
            socket.close(linger=0)


def test_a_message_that_crosses_another_is_heard() -> None:
    assert asyncio.run(_crossing(Channel)) == "answer"


def test_nobody_waits_longer_than_asked() -> None:
    async def wait() -> None:
        with zmq.asyncio.Context() as context, context.socket(zmq.DEALER) as socket:
            socket.bind_to_random_port("tcp://127.0.0.1")
            await Channel(socket, Session()).get_msg(timeout=0.15)

    with pytest.raises(Empty):
        asyncio.run(asyncio.wait_for(wait(), 10))
