#!/usr/bin/env bash
# IPython 9.10.0: `%matplotlib inline` takes away every display formatter that was registered for matplotlib's Figure, of any mime type and of anybody.
# select_figure_formats pops Figure from all formatters of the shell before it registers its own PNG or SVG, so an extension that gives figures
# a mime type of its own by `for_type(Figure, …)` works until a cell says %matplotlib inline, and then is silently gone. What lasts is a formatter
# whose __call__ looks at the object itself, or a method of the figure.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" --quiet --disable-pip-version-check install ipython==9.10.0 matplotlib==3.10.7 matplotlib-inline==0.2.1
cat > "$folder/run.py" <<'PY'
from importlib.metadata import version

from IPython.terminal.interactiveshell import TerminalInteractiveShell
from matplotlib.figure import Figure

print("IPython", version("ipython"), "matplotlib", version("matplotlib"))
shell = TerminalInteractiveShell.instance()
shell.display_formatter.active_types = ["text/plain", "text/markdown"]  # a kernel shows both
shell.display_formatter.formatters["text/markdown"].for_type(Figure, lambda figure: "a figure")


def kinds():
    return sorted(shell.display_formatter.format(Figure())[0])


before = kinds()
shell.run_line_magic("matplotlib", "inline")
after = kinds()
print("a figure is shown as", before)
print("after %matplotlib inline as", after)
assert "text/markdown" in before and "text/markdown" not in after
PY
"$folder/venv/bin/python" "$folder/run.py"
