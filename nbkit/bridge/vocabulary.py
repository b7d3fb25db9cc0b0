"""What each peer calls what ours calls so, read from the tables; no peer is needed for it."""

from __future__ import annotations

import ast
from importlib.resources import files

PEERS = ("torch", "jax", "onnx")


def counterparts() -> list[tuple[str, str, str, str]]:
    """Return a row for each operation: our name, and how PyTorch, JAX and ONNX say it, as the tables do.

    >>> [row for row in counterparts() if row[0] == "Tanh"]
    [('Tanh', 'torch.tanh(_floats(z))', 'jnp.tanh(z)', "_floats('Tanh')")]
    """
    tables = [_said_in(f"{peer}_table.py") for peer in PEERS]
    torch, jax, onnx = tables
    return [(name, torch[name], jax[name], onnx[name]) for name in torch]


def _said_in(file: str) -> dict[str, str]:
    """The table SAYS of a file, as text: of a lambda what it computes."""
    tree = ast.parse((files("nbkit.bridge") / file).read_text(encoding="utf-8"))
    table = next(node.value for node in tree.body if isinstance(node, ast.AnnAssign))
    assert isinstance(table, ast.Dict)
    pairs = zip(table.keys, table.values, strict=True)
    return {ast.unparse(key).split(".")[1]: _in_short(said) for key, said in pairs if key is not None}


def _in_short(said: ast.expr) -> str:
    return ast.unparse(said.body if isinstance(said, ast.Lambda) else said)
