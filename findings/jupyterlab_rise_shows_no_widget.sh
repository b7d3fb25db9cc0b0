#!/usr/bin/env bash
# jupyterlab-rise 0.43.1 installs into JupyterLab 4.6.2 without a word, but on its slides no ipywidgets 8.1.9 widget appears: its page does not share @jupyterlab/console.
# The page is built from JupyterLab 4.3's modules. The extension of jupyterlab_widgets 3.0.17 asks for one that is not among them, and is left
# out as a whole; JupyterLab's own page beside it shows the slider. Needs Chromium; says so where there is none.
set -euo pipefail
browser=$(command -v chromium || command -v chromium-browser || command -v google-chrome) || { echo "Chromium is needed."; exit 2; }
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" --quiet --disable-pip-version-check install jupyterlab==4.6.2 jupyterlab-rise==0.43.1 \
  ipywidgets==8.1.9 jupyterlab_widgets==3.0.17 ipykernel==7.1.0 playwright==1.58.0
cd "$folder"
export JUPYTER_CONFIG_DIR="$folder/config" JUPYTER_DATA_DIR="$folder/data" JUPYTER_RUNTIME_DIR="$folder/runtime"
cat > look.py <<'PY'
import socket
import subprocess
import sys
import time
from importlib.metadata import version
from urllib.request import urlopen

from nbformat import write
from nbformat.v4 import new_code_cell, new_notebook
from playwright.sync_api import Error, sync_playwright

slide = {"slideshow": {"slide_type": "slide"}}
cell = new_code_cell("import ipywidgets\nipywidgets.IntSlider()", metadata=slide)
kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
write(new_notebook(cells=[cell], metadata=kernel), "talk.ipynb")
print(*(f"{name} {version(name)}" for name in ("jupyterlab", "jupyterlab-rise", "jupyterlab-widgets")), sep=", ")

with socket.socket() as free:
    free.bind(("127.0.0.1", 0))
    port = free.getsockname()[1]
options = ["--no-browser", "--allow-root", "--IdentityProvider.token=", f"--port={port}", "--LabApp.news_url="]
server = subprocess.Popen([sys.executable, "-m", "jupyterlab", *options], stderr=subprocess.DEVNULL)
address = f"http://127.0.0.1:{port}"


def sliders(page, path):
    """Open the notebook there, run its cell, and count the sliders that appear; and what the page complained of."""
    said = []
    page.on("console", lambda message: said.append(message.text))
    page.goto(address + path)
    page.wait_for_selector(".jp-CodeCell .cm-content", timeout=120_000)
    page.wait_for_timeout(15_000)
    page.click(".jp-CodeCell .cm-content")
    page.keyboard.press("Shift+Enter")
    try:
        page.wait_for_selector(".widget-slider", timeout=30_000)
    except Error:
        pass
    return page.locator(".widget-slider").count(), [line for line in said if "doesn't exist in shared scope" in line]


try:
    for _ in range(120):
        try:
            urlopen(f"{address}/api").close()
            break
        except OSError:
            time.sleep(1)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=sys.argv[1], args=["--no-sandbox"])
        lab, _ = sliders(chromium.new_page(), "/lab/tree/talk.ipynb")
        rise, missing = sliders(chromium.new_page(), "/rise/talk.ipynb")
        chromium.close()
finally:
    server.terminate()
print("in JupyterLab:", lab, "slider")
print("on the slide:", rise, "sliders;", missing[0].splitlines()[0] if missing else "nothing is said to be missing")
sys.exit(0 if lab and not rise and "@jupyterlab/console" in missing[0] else 1)
PY
"$folder/venv/bin/python" look.py "$browser"
