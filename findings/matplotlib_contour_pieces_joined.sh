#!/usr/bin/env bash
# matplotlib 3.8.0: ContourSet.allsegs is flat: two islands at one height come as 138 single points, where 3.8.1 gives two arrays (69, 2).
# The documentation promises allsegs[level][piece] -> points (n, 2). In 3.8.0 allsegs[level][piece] is one point, of shape (2,), and where a piece ends is
# not told. Code that looks for a long piece (to place a label, to measure an area) finds none and goes on without an error.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
cat > "$folder/islands.py" <<'PY'
import sys, warnings

import matplotlib
import numpy as np
from matplotlib.figure import Figure

warnings.simplefilter("ignore")
x, y = np.meshgrid(np.linspace(-3, 3, 61), np.linspace(-2, 2, 41))
islands = np.exp(-((x - 1.5) ** 2) - y**2) + np.exp(-((x + 1.5) ** 2) - y**2)
(level,) = Figure().add_subplot().contour(x, y, islands, levels=[0.5]).allsegs
shapes = [np.shape(piece) for piece in level]
print(f"matplotlib {matplotlib.__version__}: {len(shapes)} pieces, the first of shape {shapes[0]}")
assert matplotlib.__version__ == sys.argv[1]
assert (len(shapes), set(shapes)) == ((138, {(2,)}) if sys.argv[1] == "3.8.0" else (2, {(69, 2)}))
PY
for version in 3.8.0 3.8.1; do
  "$folder/venv/bin/pip" --quiet --disable-pip-version-check install "matplotlib==$version" "numpy==1.26.4"
  "$folder/venv/bin/python" "$folder/islands.py" "$version"
done
