"""What nbkit.tf1 leaves out, why, and what to do instead."""

from __future__ import annotations

import re
import sys
from difflib import get_close_matches
from inspect import isfunction, signature
from typing import Any

_QUEUES = "belongs to TensorFlow's input queues, which nbkit.tf1 leaves out: feed arrays with feed_dict"
_FILES = "reads files within the graph, which nbkit.tf1 leaves out: read them with NumPy and feed the arrays"
_ESTIMATOR = "belongs to the estimators, which nbkit.tf1 leaves out: build the graph and call minimize"
_PARTS: dict[str, str] = {
    "data": "is an input pipeline, which nbkit.tf1 leaves out: feed batches of arrays with feed_dict",
    "estimator": _ESTIMATOR,
    "feature_column": _ESTIMATOR,
    "keras": "belongs to Keras, which nbkit.tf1 leaves out: tf.layers and tf.nn have layers of the same kind",
    "image": "works on images, which nbkit.tf1 leaves out: do it in NumPy before they are fed",
    "python_io": _FILES,
    "saved_model": "belongs to saved models, which nbkit.tf1 leaves out: tf.train.Saver keeps weights",
    "train.Coordinator": _QUEUES,
    "train.start_queue_runners": _QUEUES,
    "train.string_input_producer": _QUEUES,
    "train.batch": _QUEUES,
    "train.shuffle_batch": _QUEUES,
    "train.slice_input_producer": _QUEUES,
    "train.QueueRunner": _QUEUES,
    "train.Server": "belongs to clusters, which nbkit.tf1 leaves out: there is one machine",
    "train.ClusterSpec": "belongs to clusters, which nbkit.tf1 leaves out: there is one machine",
    "train.import_meta_graph": "reads a stored graph, which nbkit.tf1 leaves out: build the graph as before, "
    "then tf.train.Saver().restore(session, path) reads its weights",
    "contrib.learn.python.learn.datasets.base.maybe_download": "goes to the network, which nbkit.tf1 never "
    "does: put the file where it belongs",
    "models": "is a collection of its own, and never was in TensorFlow: put its files beside the listing",
    "python.client.timeline": "measures how long nodes take, which nbkit.tf1 leaves out: leave it away",
    "import_graph_def": "is a trained graph, which nbkit.tf1 leaves out: build it, and restore its weights",
    "GraphDef": "is a stored graph, which nbkit.tf1 leaves out: build the graph, restore its weights",
    "FIFOQueue": _QUEUES,
    "RandomShuffleQueue": _QUEUES,
    "read_file": _FILES,
    "decode_csv": _FILES,
    "decode_raw": _FILES,
    "parse_single_example": _FILES,
    "FixedLenFeature": _FILES,
    "TextLineReader": _FILES,
    "WholeFileReader": _FILES,
    "TFRecordReader": _FILES,
    "SparseTensor": "is sparse, which nbkit.tf1 leaves out: use the dense array",
    "nn.rnn": "went with version 1.0, as in TensorFlow 1.4: use tf.nn.static_rnn, or tf.nn.dynamic_rnn",
    "nn.bidirectional_rnn": "went with version 1.0, as in TensorFlow 1.4: use tf.nn.static_bidirectional_rnn",
    "nn.seq2seq": "went with version 1.0, as in TensorFlow 1.4: tf.contrib.legacy_seq2seq has its functions",
    "nn.deconv2d": "went before version 1.0: use tf.nn.conv2d_transpose",
    "complex64": "is for complex numbers, which nbkit.tf1 leaves out: keep real and imaginary parts apart",
    "real": "is for complex numbers, which nbkit.tf1 leaves out: keep real and imaginary parts apart",
    "random": "is not in TensorFlow 1.4: use tf.random_uniform or tf.random_normal",
    "contrib.slim": "is left out of nbkit.tf1: tf.layers has the same layers",
    "contrib.learn": _ESTIMATOR,
    "contrib.tensor_forest": "grows trees, which nbkit.tf1 leaves out: scikit-learn has random forests",
    "contrib.boosted_trees": "grows trees, which nbkit.tf1 leaves out: scikit-learn has gradient boosting",
    "contrib.factorization": "clusters, which nbkit.tf1 leaves out: scikit-learn has KMeans",
    "contrib.eager": "runs without a graph, which nbkit.tf1 leaves out: build the graph and run a session",
    "nn.raw_rnn": "is a loop with hooks, which nbkit.tf1 leaves out: use tf.while_loop and tf.TensorArray",
}
# Parts of TensorFlow that 1.4.0 had not.
_LATER = {"GradientTape", "Module", "config", "distribute", "function", "io", "math", "optimizers"}


def sentence(name: str) -> str:
    """Say that TensorFlow 1's name is not there, why, and what to do instead.

    >>> sentence("tf.train.Coordinator")[:72]
    "TensorFlow 1's tf.train.Coordinator belongs to TensorFlow's input queues"
    """
    bare = name.removeprefix("tf.")
    if bare.partition(".")[0] in _LATER:
        return f"{name} came after TensorFlow 1.4, which nbkit.tf1 follows: write it as in 2017"
    for part, why in _PARTS.items():
        if bare == part or bare.startswith(f"{part}."):
            return f"TensorFlow 1's {name} {why}"
    alike = _alike(name)
    if alike:
        return f"{name} is not here. Did you mean {alike}?"
    return f"{name} is not here yet: nbkit.tf1 has the names that dir(nbkit.tf1) lists"


def _alike(name: str) -> str | None:
    """The name that is here and is written nearly as this one, if there is one in its module."""
    where, _, own = name.rpartition(".")
    if own[:1] == "_":
        return None
    module = sys.modules.get(f"nbkit.tf1{where.removeprefix('tf')}")
    here = vars(module) if module else {}
    names = [n for n, value in here.items() if callable(value) and n[0] != "_"]
    found = get_close_matches(own, [*names, *here.get("_MODULE_OF", ())], 1, 0.75)
    return f"{where}.{found[0]}" if found else None


def keyword_hint(error: BaseException) -> str:
    """What arguments a function takes that was given another one; nothing about other errors."""
    found = re.match(r"(\w+)\(\) got an unexpected keyword argument", str(error))
    modules = [m for name, m in sys.modules.items() if name.startswith("nbkit.tf1") and found]
    functions = [getattr(m, "__dict__", {}).get(found[1]) for m in modules] if found else []
    function = next((f for f in functions if callable(f)), None)
    if not isinstance(error, TypeError) or function is None:
        return ""
    return f". It takes: {', '.join(n for n in signature(function).parameters if n[0] != '_')}"


def name_functions(module: dict[str, Any]) -> None:
    """Give functions that others have made the name under which they are found: errors tell it."""
    for name, value in module.items():
        if isfunction(value) and "<locals>" in value.__qualname__:
            value.__name__ = value.__qualname__ = name
