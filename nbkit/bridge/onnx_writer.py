"""A graph of ONNX as it is written: nodes are added one by one, each in a type and under a name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from nbkit.bridge.onnx_forms import Form
from nbkit.bridge.peers import Lazy
from nbkit.functions import Array
from nbkit.graph import Constant, GraphError, Node, Operation

onnx, helper, numpy_helper = Lazy("onnx"), Lazy("onnx", "helper"), Lazy("onnx", "numpy_helper")


class Writer:
    """Nodes, in order, and the type of each value by its name. Initializers are weights, constants nodes.

    forms: the shape and type of each node's value. precision: the type of all floats.
    """

    def __init__(self, forms: Mapping[Node, Form], precision: np.dtype[Any]) -> None:
        self.forms, self.precision = forms, precision
        self.nodes: list[Any] = []
        self._types: dict[str, np.dtype[Any]] = {}
        self._numbers: dict[str, Any] = {}
        self._constants: dict[Any, str] = {}
        self.names: dict[Node, str] = {}  # under which name the value of each node is found
        self._taken = {node.name for node in forms if not isinstance(node, Constant)}
        self._prefix = ""

    def form(self, node: Node) -> Form:
        """The shape and type of a node's value."""
        return self.forms[node]

    def work(self, node: Node) -> np.dtype[Any]:
        """The type to compute a node in: ONNX adds no truth values."""
        kind = self.forms[node].dtype
        return np.dtype(np.int64) if kind.kind == "b" else kind

    def enter(self, node: Node) -> str:
        """Enter a value that is there before all nodes: what is fed, or a weight."""
        self._types[node.name] = self.forms[node].dtype
        self.names[node] = node.name
        return node.name

    def enter_constant(self, node: Node, value: Any) -> str:
        """Enter a constant, which is written when a type is wanted of it."""
        name = f"constant {node.name}"
        self._numbers[name], self._types[name] = value, self.forms[node].dtype
        self.names[node] = name
        return name

    def translate(self, node: Operation, said: Any, *inputs: str) -> str:
        """Add what an operation is in ONNX. The last of its nodes, and its value, get its name."""
        self._prefix, before = node.name, len(self.nodes)
        value = self.cast(said(self, node, *inputs), self.forms[node].dtype)
        if len(self.nodes) > before and self.nodes[-1].output[0] == value and value not in self._numbers:
            self._rename_last(node)
            value = node.name
        self.names[node] = value
        return value

    def _rename_last(self, node: Operation) -> None:
        last = self.nodes[-1]
        old = last.output[0]
        self._types[node.name] = self._types[old]
        self._constants = {key: node.name if name == old else name for key, name in self._constants.items()}
        last.name = last.output[0] = node.name
        last.doc_string = node.where

    def say(self, kind: str, *inputs: str, dtype: Any = None, **attributes: Any) -> str:
        """Add a node of this kind, return its value's name; dtype: where it is not that of the first."""
        written = [self._written(name) for name in inputs]
        name = self._unique(f"{self._prefix}/{kind}")
        self.nodes.append(helper.make_node(kind, written, [name], name=name, **attributes))
        self._types[name] = np.dtype(dtype or self._types[written[0]])
        return name

    def cast(self, name: str, dtype: Any) -> str:
        """Return the value in another type: itself where it has that already."""
        wanted = np.dtype(dtype)
        if name in self._numbers:
            return self.constant(np.asarray(self._numbers[name], wanted), name.removeprefix("constant "))
        if self._types[name] == wanted:
            return name
        return self.say("Cast", name, dtype=wanted, to=helper.np_dtype_to_tensor_dtype(wanted))

    def constant(self, value: Array, like: str = "") -> str:
        """Return the name of a constant, which is written once."""
        key = (value.dtype.str, value.shape, value.tobytes())
        if key not in self._constants:
            name = self._unique(like or f"{self._prefix}/Constant")
            tensor = numpy_helper.from_array(value)
            self.nodes.append(helper.make_node("Constant", [], [name], name=name, value=tensor))
            self._types[name] = value.dtype
            self._constants[key] = name
        return self._constants[key]

    def whole(self, numbers: Any) -> str:
        """A constant of whole numbers: axes, shapes, pixel numbers."""
        return self.constant(np.asarray(numbers, np.int64))

    def number(self, value: float) -> str:
        """A constant that is one float."""
        return self.constant(np.asarray(value, self.precision))

    def shape(self, node: Node, exact: bool = False) -> str:
        """Say the shape of a node's value, with -1 for the batch; exact: where that will not do."""
        shape = self.forms[node].shape
        if shape.count(None) > (0 if exact else 1):
            return self.say("Shape", self.names[node], dtype=np.int64)
        return self.whole([-1 if n is None else n for n in shape])

    def filled(self, like: Node, value: Array) -> str:
        """Say an array of one value in the shape of a node's."""
        shape = self.shape(like, exact=True)
        return self.say("ConstantOfShape", shape, dtype=value.dtype, value=numpy_helper.from_array(value))

    def output(self, name: str, value: str, node: Node) -> None:
        """Make a value an output of this name, under which it may be there already."""
        value = self._written(value)
        made_here = any(value in made.output for made in self.nodes)
        if not (value == name and made_here):
            if value == name or (name in self._taken and name != node.name):
                raise GraphError(f"expected a new name for an output, got {name!r}, which a node has already")
            self.nodes.append(helper.make_node("Identity", [value], [name], name=f"{name}/Identity"))

    def _written(self, name: str) -> str:
        """A constant that nobody has cast is written in its own type."""
        return self.cast(name, self._types[name]) if name in self._numbers else name

    def _unique(self, name: str) -> str:
        found, count = name, 1
        while found in self._taken:
            count += 1
            found = f"{name}_{count}"
        self._taken.add(found)
        return found
