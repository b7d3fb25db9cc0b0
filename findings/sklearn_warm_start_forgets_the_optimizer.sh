#!/usr/bin/env bash
# scikit-learn 1.9.1: twenty fits of an MLPClassifier with warm_start=True, max_iter=1 are not one fit of twenty epochs: each forgets momentum and the shuffle.
# The weights stay, as the documentation says. The optimizer is made anew (Adam counts its steps from 1, and corrects its means from there), and
# an integer random_state starts the shuffle anew, so that all epochs see the same batches in the same order. partial_fit keeps both.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" --quiet --disable-pip-version-check install scikit-learn==1.9.1
cat > "$folder/run.py" <<'PY'
import sys
import warnings

import numpy as np
import sklearn
from sklearn.datasets import load_digits
from sklearn.neural_network import MLPClassifier

warnings.filterwarnings("ignore", category=sklearn.exceptions.ConvergenceWarning)
X, y = load_digits(return_X_y=True)
X /= 16
EPOCHS = 20


def fitted(repeated, **options):
    """A network after twenty epochs, in one fit or in twenty."""
    epochs = {"warm_start": True, "max_iter": 1} if repeated else {"max_iter": EPOCHS}
    network = MLPClassifier((32,), random_state=0, batch_size=100, **epochs, **options)
    for _ in range(EPOCHS if repeated else 1):
        network.fit(X, y)
    return network


def apart(**options):
    """How far the weights of both lie apart."""
    once, often = fitted(False, **options), fitted(True, **options)
    return max(np.abs(a - b).max() for a, b in zip(once.coefs_, often.coefs_, strict=True))


plain = {"solver": "sgd", "learning_rate_init": 0.1, "momentum": 0.0, "shuffle": False}
kept, momentum, shuffled = apart(**plain), apart(**plain | {"momentum": 0.9}), apart(**plain | {"shuffle": True})
steps = [fitted(repeated, solver="adam")._optimizer.t for repeated in (False, True)]
print("scikit-learn", sklearn.__version__)
print(f"weights of twenty fits and one, apart: without momentum and shuffle {kept:.1e},", end=" ")
print(f"with momentum {momentum:.2f}, with a shuffle {shuffled:.2f}")
print(f"steps that Adam has counted: {steps[0]} in one fit, {steps[1]} in twenty")
sys.exit(0 if kept < 1e-12 and momentum > 0.05 and shuffled > 0.01 and steps == [360, 18] else 1)
PY
"$folder/venv/bin/python" "$folder/run.py"
