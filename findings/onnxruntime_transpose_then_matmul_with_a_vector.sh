#!/usr/bin/env bash
# onnxruntime 1.32.0 (1.20.1 too): in float32, Transpose and then MatMul with a vector gives other numbers than ONNX means, without a word.
# At its default level it fuses both into FusedMatMul(transA=1), which takes the vector wrongly: [210, 543] for [420, 531]. With optimizations
# at "basic" or off, in float64, or with the vector as a column of a matrix, it is right; so is onnx's own ReferenceEvaluator. The slope of a
# weight vector is such a product, Xᵀ g.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" --quiet --disable-pip-version-check install onnxruntime==1.32.0 onnx==1.23.2
cat > "$folder/run.py" <<'PY'
import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper
from onnx.reference import ReferenceEvaluator

print("onnxruntime", onnxruntime.__version__, "onnx", onnx.__version__)
A = np.arange(6, dtype=np.float32).reshape(3, 2)
v = np.array([1, 10, 100], np.float32)
nodes = [helper.make_node("Transpose", ["A"], ["At"], perm=[1, 0]), helper.make_node("MatMul", ["At", "v"], ["y"])]
info = helper.make_tensor_value_info
inputs = [info("A", TensorProto.FLOAT, [3, 2]), info("v", TensorProto.FLOAT, [3])]
graph = helper.make_graph(nodes, "g", inputs, [info("y", TensorProto.FLOAT, [2])])
model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=8)
onnx.checker.check_model(model, full_check=True)


def run(level):
    options = onnxruntime.SessionOptions()
    options.graph_optimization_level = level
    session = onnxruntime.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])
    return session.run(None, {"A": A, "v": v})[0]


levels = onnxruntime.GraphOptimizationLevel
fused, plain = run(levels.ORT_ENABLE_ALL), run(levels.ORT_DISABLE_ALL)
print("NumPy, and onnx's reference:", A.T @ v, ReferenceEvaluator(model).run(None, {"A": A, "v": v})[0])
print("onnxruntime, optimizations off:", plain)
print("onnxruntime, as it comes:", fused)
assert np.array_equal(plain, A.T @ v)
if np.array_equal(fused, A.T @ v):
    raise SystemExit("it is right now")
PY
"$folder/venv/bin/python" -W ignore "$folder/run.py"
