#!/usr/bin/env bash
# matplotlib 3.10.9, ipykernel 7.3.0: a matplotlib Figure as a cell's last value has no picture, not even after `import matplotlib.pyplot`; it has after the first `plt.figure()`.
# Three cells that end in `figure` show text alone, text alone, and a picture: the inline backend registers its formatter for figures when pyplot
# makes its first figure, whatever becomes of that one. Figures made by `matplotlib.figure.Figure`, as matplotlib advises where pyplot is not
# wanted, are so shown or not by what other cells, or libraries that plot, did before. No warning is given.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" --quiet --disable-pip-version-check install matplotlib==3.10.9 ipykernel==7.3.0 nbclient==0.11.0 nbformat==5.11.1 matplotlib-inline==0.2.2
cat > "$folder/show.py" <<'PY'
from importlib.metadata import version

from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_notebook

SOURCES = (
    "from matplotlib.figure import Figure; figure = Figure(); figure.add_subplot().plot([1, 2]); figure",
    "import matplotlib.pyplot as plt; figure",
    "plt.close(plt.figure()); figure",
)
cells = [new_code_cell(source) for source in SOURCES]
NotebookClient(new_notebook(cells=cells), kernel_name="python3", timeout=120).execute()
print(*(f"{name} {version(name)}" for name in ("matplotlib", "ipykernel", "matplotlib-inline")), sep=", ")
shown = [sorted(cell.outputs[0]["data"]) for cell in cells]
for source, kinds in zip(SOURCES, shown):
    print(f"{source!r} shows {kinds}")
print("the text:", cells[0].outputs[0]["data"]["text/plain"])
assert shown == [["text/plain"], ["text/plain"], ["image/png", "text/plain"]]
PY
"$folder/venv/bin/python" "$folder/show.py"
