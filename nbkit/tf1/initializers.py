"""tf.initializers: what weights start from, by shorter names."""

from nbkit.tf1.core.initializers import constant_initializer as constant
from nbkit.tf1.core.initializers import ones_initializer as ones
from nbkit.tf1.core.initializers import orthogonal_initializer as orthogonal
from nbkit.tf1.core.initializers import random_normal_initializer as random_normal
from nbkit.tf1.core.initializers import random_uniform_initializer as random_uniform
from nbkit.tf1.core.initializers import truncated_normal_initializer as truncated_normal
from nbkit.tf1.core.initializers import uniform_unit_scaling_initializer as uniform_unit_scaling
from nbkit.tf1.core.initializers import variance_scaling_initializer as variance_scaling
from nbkit.tf1.core.initializers import zeros_initializer as zeros
from nbkit.tf1.core.variables import global_variables_initializer as global_variables
from nbkit.tf1.core.variables import local_variables_initializer as local_variables
from nbkit.tf1.core.variables import variables_initializer as variables

__all__ = [
    "constant",
    "global_variables",
    "local_variables",
    "ones",
    "orthogonal",
    "random_normal",
    "random_uniform",
    "truncated_normal",
    "uniform_unit_scaling",
    "variables",
    "variance_scaling",
    "zeros",
]
