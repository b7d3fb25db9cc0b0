"""The optimizer of PyTorch that takes the same steps as ours: to 1e-12 after a hundred of them.

Keras, TensorFlow 1, AdamW, a momentum with dampening and RMSprop's own default of alpha never do.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from nbkit.bridge.peers import Lazy, peer
from nbkit.functions import describe
from nbkit.graph import GraphError
from nbkit.optim import Adam, GradientDescent, Momentum, Optimizer, RMSProp

optim = Lazy("torch", "optim")

SAYS: dict[type[Optimizer], Callable[..., Any]] = {
    GradientDescent: lambda o, weights: optim.SGD(weights, lr=o.lr),
    Momentum: lambda o, weights: optim.SGD(weights, lr=o.lr, momentum=o.momentum),
    RMSProp: lambda o, weights: optim.RMSprop(weights, lr=o.lr, alpha=o.decay, eps=o.eps),
    Adam: lambda o, weights: optim.Adam(weights, lr=o.lr, betas=(o.beta1, o.beta2), eps=o.eps),
}


def torch_optimizer(optimizer: Optimizer, module: Any) -> Any:
    """Return the torch optimizer of a module's parameters that takes the steps of ours.

    Raises PeerError without torch, GraphError for an optimizer that torch does not have.

        steps = torch_optimizer(nb.Adam(0.001), module)
    """
    peer("torch")
    if type(optimizer) not in SAYS:
        ours = ", ".join(kind.__name__ for kind in SAYS)
        raise GraphError(f"expected one of {ours}, got {describe(optimizer)}: torch has no other of ours")
    return SAYS[type(optimizer)](optimizer, module.parameters())
