#!/usr/bin/env bash
# numpy 2.4.0, scipy 1.17.0, threadpoolctl 3.6.0: NumPy's own BLAS calls itself libscipy_openblas too, so a look for "scipy" in what threadpoolctl lists finds both libraries, or drops both.
# Before scipy.linalg is loaded the process has one BLAS, after it two, both with the prefix libscipy_openblas; only the folder tells whose each is.
# Whoever notes "the BLAS of this process" gets another answer once a test beside it has imported SciPy.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" --quiet --disable-pip-version-check install numpy==2.4.0 scipy==1.17.0 threadpoolctl==3.6.0
"$folder/venv/bin/python" - <<'PY'
from pathlib import Path

import numpy
import threadpoolctl


def blas():
    return [(one["prefix"], Path(one["filepath"]).parent.name) for one in threadpoolctl.threadpool_info() if one["user_api"] == "blas"]


alone = blas()
import scipy.linalg

both = blas()
print("numpy", numpy.__version__, "scipy", scipy.__version__, "threadpoolctl", threadpoolctl.__version__)
print("numpy alone:     ", alone)
print("after scipy.linalg:", both)
assert alone == [("libscipy_openblas", "numpy.libs")]
assert sorted(both) == [("libscipy_openblas", "numpy.libs"), ("libscipy_openblas", "scipy.libs")]
PY
