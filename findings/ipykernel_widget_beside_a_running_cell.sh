#!/usr/bin/env bash
# ipykernel 7.0.1 to 7.3.0 run what a widget calls in a second thread, beside the cell that still runs, if the front end sends the move to a subshell, as JupyterLab 4.6.6 does; 7.4.0 runs it after the cell.
# A callback that draws with pyplot, as many do, then draws into the figure of the cell, and `redirect_stdout` in it swallows what the cell prints.
# ipykernel 6 and 7.4.0 leave the callback until the cell has ended.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cat > "$folder/run.py" <<'PY'
import sys

from jupyter_client.manager import start_new_kernel

CELL = """
import contextlib, io, time
import ipywidgets
import matplotlib.pyplot as plt

def moved(change):
    with contextlib.redirect_stdout(io.StringIO()):
        plt.plot([0, 1], [0, change["new"]], label="of the slider")
        time.sleep(2)

slider = ipywidgets.IntSlider()
slider.observe(moved, "value")
print(slider.comm.comm_id)
"""
WORK = """
plt.figure()
plt.plot([1, 0], label="of the cell")
print("before", flush=True)
time.sleep(1.5)
print("meanwhile", flush=True)
time.sleep(2)
print("lines:", [line.get_label() for line in plt.gca().get_lines()], flush=True)
"""
manager, client = start_new_kernel(kernel_name="python3")


def read(asked, until="idle"):
    """What the kernel prints for a request, until it is idle or has printed some word."""
    text = ""
    while True:
        message = client.get_iopub_msg(timeout=60)
        if message["parent_header"].get("msg_id") == asked:
            content = message["content"]
            text += content.get("text", "") if message["msg_type"] == "stream" else ""
            if content.get("execution_state") == until or until in text:
                return text


try:
    comm = read(client.execute(CELL)).split()[-1]
    client.control_channel.send(client.session.msg("create_subshell_request", {}))
    subshell = client.get_control_msg(timeout=60)["content"]["subshell_id"]
    work = client.execute(WORK)
    said = read(work, "before")
    data = {"method": "update", "state": {"value": 5}, "buffer_paths": []}
    move = client.session.msg("comm_msg", {"comm_id": comm, "data": data})
    move["header"]["subshell_id"] = subshell
    client.shell_channel.send(move)
    print((said + read(work)).strip())
finally:
    client.stop_channels()
    manager.shutdown_kernel(now=True)
PY
python3 -m venv "$folder/venv"
for version in 7.0.1 7.3.0 7.4.0; do
  "$folder/venv/bin/pip" --quiet --disable-pip-version-check install "ipykernel==$version" ipywidgets==8.1.9 jupyter_client==8.10.0 matplotlib==3.11.2
  echo "ipykernel $version:"
  MPLBACKEND=Agg JUPYTER_PATH="$folder/venv/share/jupyter" "$folder/venv/bin/python" "$folder/run.py" 2>/dev/null | tee "$folder/$version"
done
for version in 7.0.1 7.3.0; do
  grep -q "^lines: \['of the cell', 'of the slider'\]$" "$folder/$version"
  if grep -q meanwhile "$folder/$version"; then exit 1; fi
done
grep -q "^meanwhile$" "$folder/7.4.0"
grep -q "^lines: \['of the cell'\]$" "$folder/7.4.0"
