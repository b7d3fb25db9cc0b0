#!/usr/bin/env bash
# Keras 3.15.1: a softmax layer that is sure and wrong has loss 100 and learns on TensorFlow 2.21.0, and loss 16.118 and a gradient of zero on JAX 0.10.2.
# Without from_logits=True Keras cuts probabilities off at 1e-7, and a cut has no slope. On TensorFlow alone it first looks for the scores that the
# softmax was made of, and uses those. So the same model, weights and data learn on one backend and stand still on another (PyTorch's is like JAX's).
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" --quiet --disable-pip-version-check install keras==3.15.1 tensorflow-cpu==2.21.0 jax==0.10.2
cat > "$folder/run.py" <<'PY'
import sys

import keras
import numpy as np

inputs = np.array([[100.0, 0.0]], "float32")  # the scores are 100 and 0
target = np.array([[0.0, 1.0]], "float32")  # and the second class is right
dense = keras.layers.Dense(2, use_bias=False, kernel_initializer="identity", activation="softmax")
model = keras.Sequential([keras.Input((2,)), dense])
model.compile(keras.optimizers.SGD(0.01), loss="categorical_crossentropy")
loss = model.evaluate(inputs, target, verbose=0)
model.train_on_batch(inputs, target)
moved = float(np.abs(dense.get_weights()[0] - np.eye(2)).max())
print(f"keras {keras.__version__} on {keras.backend.backend()}: loss {loss:.3f}, one step moves a weight by {moved:g}")
learns = loss > 99 and moved > 0.9
stands = abs(loss + np.log(1e-7)) < 1e-3 and moved == 0
sys.exit(0 if (learns if keras.backend.backend() == "tensorflow" else stands) else 1)
PY
for backend in tensorflow jax; do
  KERAS_BACKEND=$backend TF_CPP_MIN_LOG_LEVEL=3 "$folder/venv/bin/python" "$folder/run.py" 2> /dev/null
done
