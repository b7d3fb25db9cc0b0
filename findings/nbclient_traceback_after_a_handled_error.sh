#!/usr/bin/env bash
# nbclient 0.11.0: where a kernel does not start, execute() raises RuntimeError; a program that handles it still ends in a second traceback, an AssertionError at exit.
# async_setup_kernel registers the client's clean-up with atexit before the kernel is started, and takes it back only once it runs. The failed start has
# cleaned up already and set `km` to None, so at the interpreter's end the clean-up meets `assert self.km is not None`. The exit code stays 0.
# Seen with any kernel whose process ends before it answers: a broken entry, a missing package; here a kernel that is `python -c 0`.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" --quiet --disable-pip-version-check install nbclient==0.11.0 nbformat==5.11.1
mkdir -p "$folder/jupyter/kernels/ends"
echo '{"argv": ["python", "-c", "0"], "display_name": "ends", "language": "python"}' > "$folder/jupyter/kernels/ends/kernel.json"
cat > "$folder/run.py" <<'PY'
import logging
from importlib.metadata import version

from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_notebook

logging.disable()
print("nbclient", version("nbclient"))
try:
    NotebookClient(new_notebook(cells=[new_code_cell("1")]), kernel_name="ends").execute()
except RuntimeError as error:
    print("handled:", error)
print("the program's last line")
PY
JUPYTER_PATH="$folder/jupyter" "$folder/venv/bin/python" "$folder/run.py" 2> "$folder/stderr"
echo "exit code 0, and on stderr after that line:"
cat "$folder/stderr"
grep -q "Exception ignored in atexit callback" "$folder/stderr"
grep -q "assert self.km is not None" "$folder/stderr"
