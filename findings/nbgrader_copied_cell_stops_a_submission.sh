#!/usr/bin/env bash
# nbgrader 0.9.6 with add_missing_cells: a student who copies a cell of a test ends the grading of the whole submission with KeyError 'grade_id'.
# DeduplicateIds leaves the copy an empty mark, and OverwriteCells, which looks for missing cells next, asks each marked cell for its name. The
# setting is off by default; who turns it on gets deleted test cells put back, and copied ones in this way. No grade reaches the gradebook.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" --quiet --disable-pip-version-check install nbgrader==0.9.6 nbformat==5.10.4
export PATH="$folder/venv/bin:$PATH"
cd "$folder"
cat > make.py <<'PY'
import copy
from importlib.metadata import version
from pathlib import Path

from nbformat import read, write
from nbformat.v4 import new_code_cell, new_notebook

def marks(name, **said):
    usual = {"grade": False, "locked": False, "schema_version": 3, "solution": False, "task": False}
    return {"nbgrader": {"grade_id": name, **usual, **said}}

print("nbgrader", version("nbgrader"))
answer = new_code_cell("### BEGIN SOLUTION\nx = 2\n### END SOLUTION", metadata=marks("x", solution=True))
test = new_code_cell("assert x == 2", metadata=marks("test-x", grade=True, locked=True, points=1))
Path("source/one").mkdir(parents=True)
write(new_notebook(cells=[answer, test]), "source/one/one.ipynb")
PY
cat > hand_in.py <<'PY'
import copy
from pathlib import Path

from nbformat import read, write

book = read("release/one/one.ipynb", 4)
book.cells[0].source = "x = 2"
for student, cells in {"plain": [], "copied": [copy.deepcopy(book.cells[1])]}.items():
    Path(f"submitted/{student}/one").mkdir(parents=True)
    for cell in cells:
        cell["id"] = "another"
    handed_in = copy.deepcopy(book)
    handed_in.cells += cells
    write(handed_in, f"submitted/{student}/one/one.ipynb")
PY
echo 'c = get_config(); c.OverwriteCells.add_missing_cells = True' > nbgrader_config.py
python make.py
nbgrader generate_assignment one > log 2>&1
python hand_in.py
nbgrader autograde one --student plain > plain.log 2>&1 && echo "handed in as it was: graded"
if nbgrader autograde one --student copied > copied.log 2>&1; then
  echo "with a copied test cell: graded as well"
  exit 1
fi
grep -q "KeyError: 'grade_id'" copied.log && echo "with a copied test cell: $(grep -o "KeyError: 'grade_id'" copied.log | head -1)"
test ! -e autograded/copied/one/one.ipynb && echo "and nothing of it is graded"
