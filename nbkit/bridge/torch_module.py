"""A graph as a torch module: its parameters are the variables, `forward` takes what is fed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from nbkit.bridge.peers import Lazy, missing, peer
from nbkit.bridge.program import Program
from nbkit.bridge.torch_table import SAYS
from nbkit.bridge.weights import start_values
from nbkit.functions import Array
from nbkit.graph import GraphError, Node, Operation, Variable
from nbkit.session import Session

torch = Lazy("torch")
Base: Any = object if missing("torch") else torch.nn.Module


class Net(Base):
    """What `to_torch` returns; its state dict has the names of the graph."""

    def __init__(self, program: Program, values: Mapping[Variable, Array]) -> None:
        super().__init__()
        self.program = program
        for variable in program.variables:
            self._enter(variable, torch.tensor(values[variable]))

    def _enter(self, variable: Variable, value: Any) -> None:
        """A parameter, or a buffer where nothing is learned; torch keeps some names to itself."""
        try:
            if variable.trainable and value.is_floating_point():
                self.register_parameter(variable.name, torch.nn.Parameter(value))
            else:
                self.register_buffer(variable.name, value)
        except KeyError as error:
            raise GraphError(
                f"torch has no room for {variable}: {error.args[0]}. Try: another name, such as 'W1'"
            ) from error

    def extra_repr(self) -> str:
        """The variables and their shapes, for `print(module)`."""
        return ", ".join(f"{v.name} {v.initial_value.shape}" for v in self.program.variables)

    def forward(self, **feeds: Any) -> Any:
        """Compute what was asked for; feeds: arrays or tensors for the placeholders, by name.

        Floats are cast to the precision of the module, which `module.float()` and `.double()` change.
        Raises GraphError where a placeholder is missing, or a name is none of them.
        """
        like = next((t for t in self.state_dict(keep_vars=True).values() if t.is_floating_point()), None)
        like = torch.zeros((), dtype=torch.float64) if like is None else like

        def cast(value: Any) -> Any:
            tensor = value if torch.is_tensor(value) else torch.from_numpy(np.array(value))  # a copy
            tensor = tensor.to(like.device)
            return tensor.to(like.dtype) if tensor.is_floating_point() else tensor

        def say(node: Operation, *inputs: Any) -> Any:
            return cast(SAYS[type(node)](*inputs, **node.options))

        kept = self.state_dict(keep_vars=True)
        given: dict[Node, Any] = {node: cast(value) for node, value in self.program.fed(feeds).items()}
        given |= {node: cast(node.value) for node in self.program.constants}
        given |= {node: kept[node.name] for node in self.program.variables}
        return self.program.run(given, say)


def to_torch(nodes: Any, session: Session | None = None) -> Net:
    """Return a `torch.nn.Module` that computes these nodes: parameters by the variables' names.

    nodes: a node, or lists, tuples and dicts of nodes; the module returns values in the same structure.
    session: whose weights it starts from, in its precision; left out, the initial values.
    Raises PeerError without torch, GraphError for what it has no counterpart of.

        module = to_torch(loss, session)
        module(X=X, y=y).backward()
    """
    peer("torch")
    program = Program(nodes, "torch", SAYS, "nbkit.bridge.torch_table.SAYS")
    return Net(program, start_values(program.variables, session))


def load(module: Any, weights: Mapping[str, Array]) -> None:
    """Write weights of the right names and shapes into any torch module."""
    module.load_state_dict({name: torch.from_numpy(value) for name, value in weights.items()})
