#!/usr/bin/env bash
# onnxruntime 1.32.0 (1.20.1 too): a NaN counts in ReduceMax, ReduceMin and ArgMax only where it stands first, and in MaxPool and GlobalMaxPool only where all are NaN.
# NumPy and PyTorch let it through from any place. A network whose training fell apart answers with NaN there, and here
# with a class and a plausible number: look for NaN before the maximum (IsNaN, or the scores themselves), not after it.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cat > "$folder/run.py" <<'PY'
import numpy as np
import onnx
import onnxruntime
from onnx import helper

nan = np.nan
ROWS = {"first": [nan, 1.0, 2.0, 0.0], "later": [1.0, nan, 2.0, 0.0], "everywhere": [nan] * 4}
CALLS = {
    "ReduceMax": (np.max, {"keepdims": 0}),
    "ReduceMin": (np.min, {"keepdims": 0}),
    "ArgMax": (np.argmax, {"axis": 3, "keepdims": 0}),
    "MaxPool": (np.max, {"kernel_shape": [1, 4]}),
    "GlobalMaxPool": (np.max, {}),
}


def model(operation, attributes):
    """A model of one operation on a float32 array of shape (1, 1, 1, 4)."""
    kind = onnx.TensorProto.INT64 if operation == "ArgMax" else onnx.TensorProto.FLOAT
    node = helper.make_node(operation, ["x"], ["y"], **attributes)
    x = helper.make_tensor_value_info("x", onnx.TensorProto.FLOAT, [1, 1, 1, 4])
    graph = helper.make_graph([node], "one", [x], [helper.make_tensor_value_info("y", kind, None)])
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=9)


print("onnxruntime", onnxruntime.__version__, "onnx", onnx.__version__)
for operation, (numpy, attributes) in CALLS.items():
    made = model(operation, attributes).SerializeToString()
    session = onnxruntime.InferenceSession(made, providers=["CPUExecutionProvider"])
    for name, row in ROWS.items():
        x = np.array(row, np.float32)
        found = session.run(None, {"x": x.reshape(1, 1, 1, 4)})[0].item()
        print(f"{operation}, NaN {name}: NumPy {numpy(x)}, onnxruntime {found:.7g}")
PY
python3 -m venv "$folder/venv"
for version in 1.20.1 1.32.0; do
  "$folder/venv/bin/pip" --quiet --disable-pip-version-check install "onnxruntime==$version" onnx==1.18.0
  "$folder/venv/bin/python" -W ignore "$folder/run.py" | tee "$folder/$version"
done
for version in 1.20.1 1.32.0; do
  for line in "ReduceMax, NaN first: NumPy nan, onnxruntime nan" "ReduceMax, NaN later: NumPy nan, onnxruntime 2" \
    "ReduceMin, NaN later: NumPy nan, onnxruntime 1" "ArgMax, NaN later: NumPy 1, onnxruntime 2" \
    "MaxPool, NaN first: NumPy nan, onnxruntime 2" "MaxPool, NaN everywhere: NumPy nan, onnxruntime nan" \
    "GlobalMaxPool, NaN first: NumPy nan, onnxruntime 2"; do
    grep -qx "$line" "$folder/$version"
  done
done
