"""tensorflow.python.framework.ops: of it, lectures use `reset_default_graph`."""

from nbkit.tf1.core.graph import Graph as Graph
from nbkit.tf1.core.graph import GraphKeys as GraphKeys
from nbkit.tf1.core.graph import control_dependencies as control_dependencies
from nbkit.tf1.core.graph import device as device
from nbkit.tf1.core.graph import get_collection as get_collection
from nbkit.tf1.core.graph import get_default_graph as get_default_graph
from nbkit.tf1.core.graph import name_scope as name_scope
from nbkit.tf1.core.graph import reset_default_graph as reset_default_graph
from nbkit.tf1.core.tensor import Operation as Operation
from nbkit.tf1.core.tensor import Tensor as Tensor
