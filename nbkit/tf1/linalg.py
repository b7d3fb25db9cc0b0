"""tf.linalg: functions of matrices, by shorter names."""

from nbkit.tf1.core.arrays import eye
from nbkit.tf1.core.linear import cholesky, cholesky_solve, einsum, qr, svd, tensordot, trace
from nbkit.tf1.core.linear import matrix_band_part as band_part
from nbkit.tf1.core.linear import matrix_determinant as det
from nbkit.tf1.core.linear import matrix_diag as diag
from nbkit.tf1.core.linear import matrix_diag_part as diag_part
from nbkit.tf1.core.linear import matrix_inverse as inv
from nbkit.tf1.core.linear import matrix_set_diag as set_diag
from nbkit.tf1.core.linear import matrix_solve as solve
from nbkit.tf1.core.linear import matrix_transpose as transpose
from nbkit.tf1.core.linear import matrix_triangular_solve as triangular_solve
from nbkit.tf1.core.linear import self_adjoint_eig as eigh
from nbkit.tf1.core.linear import self_adjoint_eigvals as eigvalsh
from nbkit.tf1.core.math import norm

__all__ = [
    "band_part",
    "cholesky",
    "cholesky_solve",
    "det",
    "diag",
    "diag_part",
    "eigh",
    "eigvalsh",
    "einsum",
    "eye",
    "inv",
    "norm",
    "qr",
    "set_diag",
    "solve",
    "svd",
    "tensordot",
    "trace",
    "transpose",
    "triangular_solve",
]
