"""The digits of the tutorials: `input_data.read_data_sets(folder, one_hot=True)`."""

from nbkit.tf1 import mnist
from nbkit.tf1.core.graph import get_default_graph

mnist.default_seed = lambda: get_default_graph().seed
read_data_sets = mnist.read_data_sets
