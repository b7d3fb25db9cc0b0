#!/usr/bin/env bash
# onnx 1.23.2: its reference evaluator, by which runtimes are judged, swaps the sides of MaxPool's padding, and leaves out sequence_lens and clip of RNN, GRU and LSTM without a word.
# Padding at the end alone gives a picture of 7 x 6 another shape (6, 7) than onnx's own shape inference and onnxruntime have (7, 6); AveragePool is right.
# Who checks an exported network against the reference is told of a fault that is none, or is not told of one.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cat > "$folder/run.py" <<'PY'
import numpy as np
import onnx
import onnxruntime
from onnx import helper
from onnx.reference import ReferenceEvaluator

FLOAT, INT = onnx.TensorProto.FLOAT, onnx.TensorProto.INT32
draws = np.random.default_rng(0)


def both(operation, feeds, names, attributes):
    """The first output by the reference and by onnxruntime, and its shape as onnx infers it."""
    kinds = {name: INT if value.dtype == np.int32 else FLOAT for name, value in feeds.items()}
    given = [helper.make_tensor_value_info(name, kinds[name], value.shape) for name, value in feeds.items()]
    node = helper.make_node(operation, names, ["y"], **attributes)
    graph = helper.make_graph([node], "one", given, [helper.make_tensor_value_info("y", FLOAT, None)])
    made = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=9)
    made = onnx.shape_inference.infer_shapes(made, strict_mode=True)
    inferred = tuple(one.dim_value for one in made.graph.output[0].type.tensor_type.shape.dim)
    session = onnxruntime.InferenceSession(made.SerializeToString(), providers=["CPUExecutionProvider"])
    return ReferenceEvaluator(made).run(None, feeds)[0], session.run(None, feeds)[0], inferred


print("onnx", onnx.__version__)
image = {"x": draws.standard_normal((1, 1, 7, 6)).astype(np.float32)}
for operation in ("MaxPool", "AveragePool"):
    found, runtime, inferred = both(operation, image, ["x"], {"kernel_shape": [2, 2], "pads": [0, 0, 1, 1]})
    print(f"{operation}: reference {found.shape[2:]}, onnxruntime {runtime.shape[2:]}, inferred {inferred[2:]}")
for operation, gates in {"RNN": 1, "GRU": 3, "LSTM": 4}.items():
    shapes = {"x": (3, 2, 4), "w": (1, gates * 5, 4), "r": (1, gates * 5, 5)}
    feeds = {name: draws.standard_normal(shape).astype(np.float32) for name, shape in shapes.items()}
    whole, runtime, _ = both(operation, feeds, ["x", "w", "r"], {"hidden_size": 5})
    np.testing.assert_allclose(whole, runtime, atol=1e-5)  # they agree as long as nothing else is asked
    lengths = feeds | {"lens": np.array([1, 3], np.int32)}
    cut, runtime, _ = both(operation, lengths, ["x", "w", "r", "", "lens"], {"hidden_size": 5})
    heard = not np.array_equal(cut, whole), not np.allclose(runtime, whole)
    print(f"{operation} hears sequence_lens: reference {heard[0]}, onnxruntime {heard[1]}", end="; ")
    clipped, runtime, _ = both(operation, feeds, ["x", "w", "r"], {"hidden_size": 5, "clip": 0.2})
    heard = not np.array_equal(clipped, whole), not np.allclose(runtime, whole)
    print(f"clip: reference {heard[0]}, onnxruntime {heard[1]}")
PY
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" --quiet --disable-pip-version-check install onnx==1.23.2 onnxruntime==1.32.0
"$folder/venv/bin/python" -W ignore "$folder/run.py" | tee "$folder/said"
grep -qx "MaxPool: reference (6, 7), onnxruntime (7, 6), inferred (7, 6)" "$folder/said"
grep -qx "AveragePool: reference (7, 6), onnxruntime (7, 6), inferred (7, 6)" "$folder/said"
for operation in RNN GRU LSTM; do
  grep -qx "$operation hears sequence_lens: reference False, onnxruntime True; clip: reference False, onnxruntime True" "$folder/said"
done
