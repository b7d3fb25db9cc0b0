#!/usr/bin/env bash
# TensorFlow 2.21.0: a FileWriter that is closed and reopened within a second writes over its own event file, and what was written is lost.
# The file is named after the second and the machine, and opened to be written anew. So a second FileWriter for the same folder, as a listing makes
# for each epoch, takes the place of the first without a word: TensorBoard shows the last epoch alone. tf.summary.create_file_writer counts its files.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" --quiet --disable-pip-version-check install tensorflow-cpu==2.21.0
cat > "$folder/run.py" <<'PY'
import os
import sys
import time

import tensorflow as tf

v1 = tf.compat.v1
print("tensorflow", tf.__version__)


def steps_read(folder):
    files = [os.path.join(folder, name) for name in sorted(os.listdir(folder))]
    return [event.step for file in files for event in v1.train.summary_iterator(file) if event.summary.value]


def written(folder, pause):
    """Two steps, each by a writer that is closed before the next begins."""
    time.sleep(1.05 - time.time() % 1)  # right behind the start of a second
    for step in (1, 2):
        writer = v1.summary.FileWriter(folder)
        value = v1.Summary.Value(tag="loss", simple_value=1 / step)
        writer.add_summary(v1.Summary(value=[value]), step)
        writer.close()
        time.sleep(pause)
    return steps_read(folder)


with tf.Graph().as_default():
    slow = written(os.path.join(sys.argv[1], "slow"), pause=1.2)
    quick = written(os.path.join(sys.argv[1], "quick"), pause=0)
print("written 1 and 2, a second apart: read", slow)
print("written 1 and 2, within a second: read", quick)
assert slow == [1, 2]
assert quick == [2], "both steps are there"
PY
TF_CPP_MIN_LOG_LEVEL=3 CUDA_VISIBLE_DEVICES= "$folder/venv/bin/python" -W ignore "$folder/run.py" "$folder/logs" 2> "$folder/errors" || { cat "$folder/errors"; exit 1; }
