#!/usr/bin/env python3
"""A class at work on a hub of this machine: log in, start, open, run and save a chapter; times and memory.

    sudo /opt/by-hand/venv/bin/python deploy/load.py passwords.txt --users 5 --chapter 08

`passwords.txt` is what `users.sh` has printed. Root is needed to see the memory of others. Take accounts that
you made for a try: their copy of the chapter is run and saved.
"""

from __future__ import annotations

import argparse
import asyncio
import ipaddress
import json
import os
import pwd
import time
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
from tornado.httpclient import HTTPRequest
from tornado.websocket import websocket_connect

MOST_USERS, MOST_MINUTES = 50, 60
TICKS = os.sysconf("SC_CLK_TCK")
KEPT = {"stream", "display_data", "execute_result", "error"}  # what a cell of a notebook stores
Notebook = dict[str, Any]


# --- What it may do ---


def loopback(url: str) -> str:
    """Return the address of a hub on this machine. Raises ValueError for any other."""
    host = urlsplit(url).hostname or ""
    try:
        ours = host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        ours = False
    if not ours:
        raise ValueError(f"expected an address of this machine as http://127.0.0.1:8000, got {url}")
    return url.rstrip("/")


def within(most: int) -> Any:
    """A whole number from 1 to `most`, read from the command line."""

    def number(text: str) -> int:
        if not 1 <= int(text) <= most:
            raise argparse.ArgumentTypeError(f"expected 1 to {most}, got {text}")
        return int(text)

    return number


# --- Memory and time, as the kernel of the machine counts them ---


@dataclass
class Use:
    """What the processes of a user take: resident memory in MB, and seconds of CPU."""

    server: float = 0.0
    kernel: float = 0.0
    cpu: float = 0.0


def use_of(uid: int) -> Use:
    """Add up the processes of a user: a kernel is what runs ipykernel, the rest belongs to the server."""
    use = Use()
    for folder in _processes_of(uid):
        try:
            command = (folder / "cmdline").read_bytes()
            status = dict(line.split(":", 1) for line in (folder / "status").read_text().splitlines())
            times = (folder / "stat").read_text().rsplit(")", 1)[1].split()[11:13]
            memory = int(status["VmRSS"].split()[0]) / 1024
        except (OSError, KeyError):  # it has just ended
            continue
        part = "kernel" if b"ipykernel" in command else "server"
        setattr(use, part, getattr(use, part) + memory)
        use.cpu += sum(map(int, times)) / TICKS
    return use


def _processes_of(uid: int) -> Iterator[Path]:
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if folder.stat().st_uid == uid:
                yield folder
        except OSError:
            continue


def memory_of(pid: int) -> float:
    """Resident memory of one process in MB."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS"))


# --- One user ---


def _client() -> httpx.AsyncClient:
    return httpx.AsyncClient(timeout=180, trust_env=False)  # no proxy of the network in between


@dataclass
class User:
    """One account at work, through the same addresses that a browser asks for."""

    url: str
    name: str
    password: str = field(repr=False)
    started: float = 0.0
    starting: float = 0.0  # of it, seconds of CPU
    ran: float = 0.0
    peak: float = 0.0  # server and kernel together, looked at five times a second
    cells: int = 0
    errors: list[str] = field(default_factory=list)
    use: Use = field(default_factory=Use)
    client: httpx.AsyncClient = field(default_factory=_client, repr=False)

    async def log_in(self) -> None:
        """Fill in the hub's form, and ask for a token that stands for the cookie from then on."""
        await self.client.get(f"{self.url}/hub/login")
        form = {"username": self.name, "password": self.password, "_xsrf": self._xsrf()}
        answer = await self.client.post(f"{self.url}/hub/login", data=form)
        if answer.status_code != 302:
            raise RuntimeError(f"{self.name} could not log in: {answer.status_code}")
        await self.client.get(f"{self.url}/hub/token")
        made = await self._hub("POST", "/tokens", json={"expires_in": MOST_MINUTES * 60, "note": "load"})
        self.client.headers["Authorization"] = f"token {made.json()['token']}"
        self.client.cookies.clear()

    async def start(self) -> None:
        """Start the server, and wait until it answers; one that runs from before is stopped first."""
        if (await self._hub("GET", "")).json()["servers"]:
            await self.stop()
        began = time.monotonic()
        await self._hub("POST", "/server")
        while not (await self._hub("GET", "")).json()["servers"].get("", {}).get("ready"):
            await asyncio.sleep(0.2)
        await self._lab("GET", "/api/status")
        self.started, self.starting = time.monotonic() - began, self._use().cpu

    async def work(self, chapter: str) -> None:
        """Open a chapter, run each cell, and save it with what was shown."""
        began = time.monotonic()
        listing = (await self._lab("GET", "/api/contents/course")).json()["content"]
        path = next(file["path"] for file in listing if file["name"].startswith(f"{chapter}_"))
        model = (await self._lab("GET", f"/api/contents/{path}")).json()
        request = {"path": path, "name": "", "type": "notebook", "kernel": {"name": "python3"}}
        session = (await self._lab("POST", "/api/sessions", json=request)).json()
        watch = asyncio.create_task(self._watch())
        await self._run(model["content"], session["kernel"]["id"])
        saved = {"type": "notebook", "format": "json", "content": model["content"]}
        await self._lab("PUT", f"/api/contents/{path}", json=saved)
        self.ran, self.use = time.monotonic() - began, self._use()
        watch.cancel()
        await self._lab("DELETE", f"/api/sessions/{session['id']}")

    async def stop(self) -> None:
        """End the server, and wait until it has ended."""
        await self._hub("DELETE", "/server")
        while (await self._hub("GET", "")).json()["servers"]:
            await asyncio.sleep(0.2)

    async def _run(self, notebook: Notebook, kernel: str) -> None:
        address = f"{self.url}/user/{self.name}/api/kernels/{kernel}/channels".replace("http", "ws", 1)
        request = HTTPRequest(address, headers={"Authorization": self.client.headers["Authorization"]})
        socket = await websocket_connect(request, max_message_size=1 << 28)
        for cell in (cell for cell in notebook["cells"] if cell["cell_type"] == "code"):
            cell["outputs"] = await _execute(socket, "".join(cell["source"]))
            self.cells += 1
            if "raises-exception" not in cell["metadata"].get("tags", []):
                failed = [out for out in cell["outputs"] if out["output_type"] == "error"]
                self.errors += [f"{out['ename']}: {out['evalue']}" for out in failed]
        socket.close()

    async def _hub(self, method: str, path: str, **more: Any) -> httpx.Response:
        headers = {} if "Authorization" in self.client.headers else {"X-XSRFToken": self._xsrf()}
        address = f"{self.url}/hub/api/users/{self.name}{path}"
        return (await self.client.request(method, address, headers=headers, **more)).raise_for_status()

    async def _lab(self, method: str, path: str, **more: Any) -> httpx.Response:
        answer = await self.client.request(method, f"{self.url}/user/{self.name}{path}", **more)
        return answer.raise_for_status()

    async def _watch(self) -> None:
        while True:
            use = self._use()
            self.peak = max(self.peak, use.server + use.kernel)
            await asyncio.sleep(0.2)

    def _use(self) -> Use:
        return use_of(pwd.getpwnam(self.name).pw_uid)

    def _xsrf(self) -> str:
        return next(cookie.value or "" for cookie in self.client.cookies.jar if cookie.name == "_xsrf")


async def _execute(socket: Any, code: str) -> list[dict[str, Any]]:
    """Run one cell in a kernel, and return what it shows."""
    asked = uuid.uuid4().hex
    header = {"msg_id": asked, "session": asked, "username": "", "msg_type": "execute_request"}
    header["version"] = "5.3"  # of Jupyter's messages
    content = {"code": code, "silent": False, "store_history": True, "allow_stdin": False}
    message = {"header": header, "parent_header": {}, "metadata": {}, "content": content, "channel": "shell"}
    await socket.write_message(json.dumps(message))
    outputs: list[dict[str, Any]] = []
    while (text := await socket.read_message()) is not None:
        if isinstance(text, bytes):  # the pictures of a widget; a browser would draw them
            continue
        answer = json.loads(text)
        kind, content = answer["header"]["msg_type"], answer["content"]
        if answer["parent_header"].get("msg_id") != asked:
            continue
        if kind in KEPT:
            outputs.append({"output_type": kind, **{k: v for k, v in content.items() if k != "transient"}})
        if kind == "status" and content["execution_state"] == "idle":
            return outputs
    raise RuntimeError("the kernel has gone")


# --- A class ---


async def together(users: Sequence[User], chapter: str) -> None:
    """All come in at once, work at once, and stop when the last one has saved."""
    await asyncio.gather(*(user.log_in() for user in users))
    await asyncio.gather(*(user.start() for user in users))
    await asyncio.gather(*(user.work(chapter) for user in users))
    await asyncio.gather(*(user.stop() for user in users))


async def one_by_one(users: Sequence[User], chapter: str, hub: int) -> None:
    """Each comes in, works and stops before the next; the hub's own memory is printed after each."""
    for user in users:
        await user.log_in()
        await user.start()
        await user.work(chapter)
        await user.stop()
        print(f"{user.name:<12} hub {memory_of(hub):6.1f} MB", flush=True)


def table(users: Sequence[User]) -> str:
    """A line for each user, and what went wrong."""
    lines = ["user          start s   CPU s   run s   CPU s  server MB  kernel MB  peak MB  cells  errors"]
    for user in users:
        use, seconds = user.use, f"{user.started:>9.1f}{user.starting:>8.1f}{user.ran:>8.1f}"
        seconds += f"{use.cpu - user.starting:>8.1f}"
        memory = f"{use.server:>11.0f}{use.kernel:>11.0f}{user.peak:>9.0f}"
        lines.append(f"{user.name:<12}{seconds}{memory}{user.cells:>7}{len(user.errors):>8}")
    return "\n".join([*lines, *sorted({error for user in users for error in user.errors})])


def read_arguments(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("passwords", type=Path, help="what users.sh printed: a name and a password a line")
    parser.add_argument("--url", type=loopback, default="http://127.0.0.1:8000", help="a hub on this machine")
    parser.add_argument("--users", type=within(MOST_USERS), default=5)
    parser.add_argument("--chapter", default="08", help="the chapter's two signs, as 08 or a1")
    parser.add_argument("--minutes", type=within(MOST_MINUTES), default=10, help="stop after so many")
    parser.add_argument("--one-by-one", action="store_true", help="one after the other; accounts come again")
    home = os.environ.get("BY_HAND_HOME", "/opt/by-hand")
    parser.add_argument("--hub", type=Path, default=Path(home) / "hub" / "hub.pid", help="the hub's pid file")
    return parser.parse_args(arguments)


def main(arguments: Sequence[str] | None = None) -> int:
    """Do it, and print the table; 1 where anything went wrong."""
    given = read_arguments(arguments)
    accounts = [line.split() for line in given.passwords.read_text().splitlines() if line.strip()]
    if not given.one_by_one and len(accounts) < given.users:
        raise SystemExit(f"expected {given.users} accounts in {given.passwords}, got {len(accounts)}")
    users = [User(given.url, *accounts[i % len(accounts)]) for i in range(given.users)]
    if given.one_by_one:
        work = one_by_one(users, given.chapter, int(given.hub.read_text()))
    else:
        work = together(users, given.chapter)
    try:
        asyncio.run(asyncio.wait_for(work, given.minutes * 60))
    except (httpx.HTTPError, RuntimeError, asyncio.TimeoutError) as error:
        raise SystemExit(f"stopped: {error!r}; the hub's log has more") from None
    print(table(users))
    return 1 if any(user.errors for user in users) else 0


if __name__ == "__main__":
    raise SystemExit(main())
