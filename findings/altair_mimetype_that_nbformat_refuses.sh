#!/usr/bin/env bash
# Altair 6.0.0 with its "mimetype" renderer: a chart's mime type ends in .json and not in +json, so nbformat refuses the notebook that holds it.
# Altair 5 said application/vnd.vegalite.v5+json, which nbformat's schema takes for JSON. Altair 6 says application/vnd.vegalite.v6.json, for which
# the schema allows text alone; the chart is a dict. Whoever stores outputs through nbformat (nbclient, nbconvert, nbval) loses the notebook.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" --quiet --disable-pip-version-check install altair==6.0.0 nbformat==5.10.4
cat > "$folder/run.py" <<'PY'
from importlib.metadata import version

import altair
import nbformat
from nbformat.v4 import new_code_cell, new_notebook

print("altair", version("altair"), "nbformat", version("nbformat"))
altair.renderers.enable("mimetype")
chart = altair.Chart(altair.Data(values=[{"x": 1, "y": 2}])).mark_point().encode(x="x:Q", y="y:Q")
bundle = chart._repr_mimebundle_()
bundle = bundle[0] if isinstance(bundle, tuple) else bundle
print("mime types:", {mime: type(value).__name__ for mime, value in bundle.items()})
output = nbformat.from_dict({"output_type": "display_data", "data": bundle, "metadata": {}})
try:
    nbformat.validate(new_notebook(cells=[new_code_cell("chart", outputs=[output])]))
except nbformat.ValidationError as error:
    print("refused:", str(error).splitlines()[0][:70])
else:
    raise SystemExit("nbformat takes it")
assert any(mime.endswith("vegalite.v6.json") for mime in bundle)
PY
"$folder/venv/bin/python" -W ignore "$folder/run.py"
