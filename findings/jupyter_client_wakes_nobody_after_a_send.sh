#!/usr/bin/env bash
# jupyter_client 8.10.0 with pyzmq 27.3.0: who waits on an asynchronous channel for a message hears of it only when its time is over, if something was sent on that channel meanwhile.
# Session.send shadows an asynchronous socket with a plain one. Its send takes the edge off the socket's file descriptor, by which asyncio would learn that
# a message has come, and does not look for one. nbclient 0.11.0 waits so for the end of a cell, and sends whenever an Output widget shows something:
# notebooks with `interact` now and then wait for their whole time limit, or for ever without one. To look again every tenth of a second heals it.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" --quiet --disable-pip-version-check install jupyter_client==8.10.0 pyzmq==27.3.0
cat > "$folder/run.py" <<'PY'
import asyncio, os, time

import zmq.asyncio
from jupyter_client.channels import AsyncZMQSocketChannel
from jupyter_client.session import Session


async def main(sends):
    session, context = Session(), zmq.asyncio.Context()
    ours, theirs = context.socket(zmq.DEALER), zmq.Context(context).socket(zmq.ROUTER)
    ours.connect(f"tcp://127.0.0.1:{theirs.bind_to_random_port('tcp://127.0.0.1')}")
    session.send(ours, "hello")
    identities, _ = session.feed_identities(theirs.recv_multipart())
    channel = AsyncZMQSocketChannel(ours, session)
    waiting = asyncio.ensure_future(channel.get_msg(timeout=3))
    await asyncio.sleep(0.1)
    session.send(theirs, "answer", ident=identities)
    time.sleep(0.1)  # the answer has come; the loop has not seen it yet
    if sends:
        session.send(ours, "more")
    start = time.monotonic()
    found = (await waiting)["msg_type"]
    print(f"  {found} heard after {time.monotonic() - start:.1f} s", flush=True)


for sends in (False, True):
    print("with a send in between:" if sends else "without:", flush=True)
    asyncio.run(main(sends))
os._exit(0)  # leave the sockets as they are
PY
"$folder/venv/bin/python" "$folder/run.py" | tee "$folder/said"
grep -q "answer heard after 0.0 s" "$folder/said"
grep -q "answer heard after 2\.[5-9] s" "$folder/said"  # of the 3 s that it was ready to wait
