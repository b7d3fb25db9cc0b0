"""A graph as an ONNX file, and the file run and read again."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from nbkit.bridge.onnx_forms import Form, forms_of
from nbkit.bridge.onnx_table import SAYS
from nbkit.bridge.onnx_writer import Writer, helper, numpy_helper, onnx
from nbkit.bridge.peers import peer
from nbkit.bridge.program import Program, check_names
from nbkit.bridge.weights import start_values
from nbkit.data.files import replaced
from nbkit.functions import Array, describe, shown
from nbkit.graph import GraphError, Node
from nbkit.session import Session

Place = str | os.PathLike[str]
OPSET, IR = 18, 8  # of 2022: what every onnxruntime of today takes


def to_onnx(
    nodes: Any,
    path: Place,
    session: Session | None = None,
    batch: str = "n",
    shapes: Mapping[str, tuple[int | None, ...]] | None = None,
) -> Path:
    """Write these nodes to an ONNX file, whole or not at all, and return its path.

    nodes: a node, a list of nodes, or a dictionary that gives the outputs other names. Those of `gradients`
    are nodes too. session: whose weights and precision the file gets; left out, the initial values.
    batch: the name of the axis whose length is open. shapes: of placeholders without one, by name, such as
    {"X": (None, 784)}. Weights are the file's initializers; inputs, outputs and nodes have our names.
    Raises PeerError without onnx; GraphError for what has no counterpart, shapes that are not known, a place
    that cannot be written.
    """
    peer("onnx")
    wanted = nodes if isinstance(nodes, dict) else {n.name: n for n in _listed(nodes)}
    program = Program(wanted, "onnx", SAYS, "nbkit.bridge.onnx_table.SAYS")
    values = start_values(program.variables, session)
    precision = np.dtype((session and session.dtype) or _common(values.values()))
    forms = forms_of(program, values, precision, shapes)
    model = _model(program, values, Writer(forms, precision), batch)
    return _write(path, model)


def run_onnx(path: Place, /, **feeds: Any) -> dict[str, Array]:
    """Run an ONNX file with onnxruntime, on one thread, and return its outputs by name.

    feeds: arrays by the inputs' names; they are cast to the types that the file asks for.
    Raises PeerError without onnxruntime, GraphError for other names and shapes.
    """
    runtime = peer("onnxruntime")
    options = runtime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    try:
        engine = runtime.InferenceSession(_existing(path), options, providers=["CPUExecutionProvider"])
    except Exception as error:  # its classes have no base of their own
        raise GraphError(f"onnxruntime cannot load {path}: {_first_line(error)}") from error
    inputs = {i.name: i for i in engine.get_inputs()}
    check_names("fed", feeds, list(inputs), "the inputs")
    arrays = {name: _fed(inputs[name], feeds[name]) for name in inputs}
    return dict(zip((o.name for o in engine.get_outputs()), engine.run(None, arrays), strict=True))


def read_weights(path: Place) -> dict[str, Array]:
    """Return the initializers of an ONNX file by name."""
    peer("onnx")
    return {t.name: numpy_helper.to_array(t).copy() for t in _load(path).graph.initializer}


def replace_weights(path: Place, weights: Mapping[str, Array]) -> None:
    """Write other values into the initializers of an ONNX file, all at once."""
    model = _load(path)
    for tensor in model.graph.initializer:
        tensor.CopyFrom(numpy_helper.from_array(weights[tensor.name], tensor.name))
    _write(path, model)


def _listed(nodes: Any) -> list[Node]:
    several = [nodes] if isinstance(nodes, Node) else nodes
    if not isinstance(several, (list, tuple)) or not all(isinstance(n, Node) for n in several) or not several:
        raise GraphError(f"expected a node, a list of nodes or a dictionary of them, got {describe(nodes)}")
    return list(several)


def _common(values: Any) -> Any:
    """The type of the floats among these, and float64 where there are none."""
    return np.result_type(*([v.dtype for v in values if v.dtype.kind == "f"] or [np.float64]))


def _model(program: Program, values: Mapping[Any, Array], writer: Writer, batch: str) -> Any:
    """The whole file in memory: walk the graph, then say what goes in and what comes out."""
    given: dict[Node, str] = {
        node: writer.enter(node) for node in [*program.placeholders, *program.variables]
    }
    given |= {node: writer.enter_constant(node, node.value) for node in program.constants}

    def say(node: Any, *inputs: str) -> str:
        return writer.translate(node, SAYS[type(node)], *inputs)

    found = program.run(given, say)
    wanted = dict(zip(found, program.wanted, strict=True))
    for name, node in wanted.items():
        writer.output(name, found[name], node)
    graph = helper.make_graph(
        writer.nodes,
        "nbkit",
        [_info(p.name, writer.form(p), batch) for p in program.placeholders],
        [_info(name, writer.form(node), batch) for name, node in wanted.items()],
        [_tensor(v.name, values[v], writer.form(v)) for v in program.variables],
    )
    opset = helper.make_opsetid("", OPSET)
    return helper.make_model(graph, opset_imports=[opset], ir_version=IR, producer_name="nbkit")


def _info(name: str, form: Form, batch: str) -> Any:
    pairs = zip(form.shape, form.batch, strict=True)
    shape = [batch if is_batch else n for n, is_batch in pairs]
    return helper.make_tensor_value_info(name, helper.np_dtype_to_tensor_dtype(form.dtype), shape)


def _tensor(name: str, value: Array, form: Form) -> Any:
    return numpy_helper.from_array(np.ascontiguousarray(value, form.dtype).reshape(value.shape), name)


def _write(path: Place, model: Any) -> Path:
    """Check, then write beside the target and rename."""
    if not isinstance(path, (str, os.PathLike)):
        raise GraphError(f"expected a path, got {shown(path)}: write 'net.onnx'")
    onnx.checker.check_model(model, full_check=True)
    target = Path(path)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with replaced(target) as file:
            file.write(model.SerializeToString())
    except OSError as error:
        raise GraphError(
            f"expected a place to write {target}, got: {error.strerror}. Choose another"
        ) from error
    return target


def _existing(path: Place) -> str:
    if not Path(path).is_file():
        raise GraphError(f"expected an ONNX file at {path}, got none: write it with to_onnx")
    return os.fspath(path)


def _load(path: Place) -> Any:
    try:
        return onnx.load(_existing(path))
    except GraphError:
        raise
    except Exception as error:  # what protobuf makes of a damaged file
        raise GraphError(f"expected an ONNX file at {path}, got: {_first_line(error)}") from error


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]


def _fed(wanted: Any, value: Any) -> Array:
    """The value in the type and of the shape that an input asks for."""
    array = np.asarray(value, _TYPES.get(wanted.type))
    fits = len(array.shape) == len(wanted.shape) and all(
        not isinstance(n, int) or n == m for n, m in zip(wanted.shape, array.shape, strict=True)
    )
    if not fits:
        raise GraphError(f"expected shape {tuple(wanted.shape)} for {wanted.name!r}, got {array.shape}")
    return array


_TYPES = {"tensor(double)": np.float64, "tensor(float)": np.float32, "tensor(int64)": np.int64}
