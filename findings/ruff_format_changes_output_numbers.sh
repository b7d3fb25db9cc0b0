#!/usr/bin/env bash
# ruff 0.17.5: `ruff format` on a notebook whose code needs a space also changes a number in its stored outputs: -2.6316398e-16 becomes another float64.
# Valid notebook (nbformat 4.5), one code cell `x=1`, one output with application/json data. The source is mended as asked; every number of every
# output is read and written again on the way: 1e-05 is spelled 0.00001, and some floats come back one unit in the last place off. A notebook whose
# code is already formatted is not touched at all. So a formatter in a pre-commit hook can change results that were computed, stored and reviewed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" --quiet --disable-pip-version-check install ruff==0.17.5
"$folder/venv/bin/ruff" --version
cat > "$folder/book.ipynb" <<'JSON'
{
 "cells": [
  {
   "cell_type": "code",
   "execution_count": 1,
   "id": "a",
   "metadata": {},
   "outputs": [
    {
     "data": {"application/json": {"mean": -2.6316398e-16, "rate": 1e-05}, "text/plain": ["<JSON>"]},
     "execution_count": 1,
     "metadata": {},
     "output_type": "execute_result"
    }
   ],
   "source": ["x=1"]
  }
 ],
 "metadata": {"language_info": {"name": "python"}},
 "nbformat": 4,
 "nbformat_minor": 5
}
JSON
cp "$folder/book.ipynb" "$folder/before.ipynb"
"$folder/venv/bin/ruff" format --isolated --no-cache "$folder/book.ipynb"
"$folder/venv/bin/python" - "$folder" <<'PY'
import json, sys
first, second = (json.load(open(f"{sys.argv[1]}/{name}.ipynb")) for name in ("before", "book"))
(old, new) = (book["cells"][0]["outputs"][0]["data"]["application/json"] for book in (first, second))
print("source:", second["cells"][0]["source"])
print("mean before:", repr(old["mean"]), "after:", repr(new["mean"]), "equal:", old["mean"] == new["mean"])
print("rate spelled:", "0.00001" in open(f"{sys.argv[1]}/book.ipynb").read() and "0.00001")
assert second["cells"][0]["source"] == ["x = 1"]
assert old["mean"] != new["mean"] and abs(new["mean"] / old["mean"] - 1) < 1e-15
assert old["rate"] == new["rate"]
PY
