"""The graph as text, node by node: what `print(graph.as_graph_def())` shows."""

from __future__ import annotations

from typing import Any, NamedTuple


class NodeDef(NamedTuple):
    """One operation: its name, its type, and the names of what it reads."""

    name: str
    op: str
    input: tuple[str, ...]

    def __str__(self) -> str:
        inputs = "".join(f'\n  input: "{name}"' for name in self.input)
        return f'node {{\n  name: "{self.name}"\n  op: "{self.op}"{inputs}\n}}\n'


class GraphDef:
    """The operations of a graph, as they are here: what is one operation of ours is one node.

    It can be looked at and printed. It holds no values, so nothing can be built from it.
    """

    def __init__(self, graph: Any) -> None:
        self.node = [NodeDef(o.name, o.type, _read(o)) for o in graph.get_operations()]

    def __str__(self) -> str:
        return "".join(map(str, self.node))

    __repr__ = __str__


def _read(operation: Any) -> tuple[str, ...]:
    """What an operation reads, the first tensor of another by its bare name; what it waits for with a ^."""
    inputs = [t.name.removesuffix(":0") for t in operation.inputs]
    return (*inputs, *(f"^{o.name}" for o in operation.control_inputs))
