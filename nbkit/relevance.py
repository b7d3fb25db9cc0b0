"""Layer-wise relevance propagation: walk back from an answer to the pixels, and share it out on the way.

In a layer z = x W the relevance R of an output goes to the inputs, to each in proportion to what it brought.
A rule says what counts as brought. Reference: Bach et al., *On pixel-wise explanations for non-linear
classifier decisions by layer-wise relevance propagation* (2015); Montavon et al., *Layer-wise relevance
propagation: an overview* (2019).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from nbkit.functions import Array
from nbkit.graph import GraphError, Node, Operation, traverse_postorder
from nbkit.ops import Add, Concat, Expand, Flatten, Max, MaxPool, Pick, Reshape, Transpose
from nbkit.session import Session


@dataclass(frozen=True)
class Layer:
    """A product with weights: x and w are what it multiplies, z its outputs, with the bias if that counts."""

    product: Operation
    x: Array
    w: Array
    z: Array
    weights_first: bool = False

    def forward(self, x: Array, w: Array) -> Array:
        """The outputs for other inputs and weights."""
        pair = (w, x) if self.weights_first else (x, w)
        return np.asarray(self.product.forward(*pair, **self.product.options))

    def back(self, G: Array, w: Array) -> Array:
        """Carry one number an output back to the inputs, along these weights: Wᵀ G."""
        pair = (w, self.x) if self.weights_first else (self.x, w)
        slopes = self.product.backward(G, self.z, *pair, **self.product.options)
        return np.asarray(slopes[1 if self.weights_first else 0])


CHOOSES = (Transpose, Reshape, Flatten, Expand, Concat, Pick, Max, MaxPool)  # outputs are entries of inputs
Rule = Callable[[Layer, Array], Array]  # takes R of the outputs, returns R of the inputs


def zero(layer: Layer, R: Array) -> Array:
    """LRP-0: R_i = x_i Σ_j w_ij R_j / z_j. Where all layers are ReLU's, it is x times the slope."""
    return layer.x * layer.back(_ratio(R, layer.z), layer.w)


def epsilon(size: float) -> Rule:
    """LRP-ε: as `zero`, with z moved away from 0 by ε, which keeps its part of R."""
    return lambda layer, R: zero(replace(layer, z=layer.z + np.copysign(size, layer.z)), R)


def gamma(more: float) -> Rule:
    """LRP-γ: as `zero`, with weights and biases above 0 counted 1 + γ times."""

    def rule(layer: Layer, R: Array) -> Array:
        bias = layer.z - layer.forward(layer.x, layer.w)
        w = layer.w + more * _above(layer.w)
        return zero(replace(layer, w=w, z=layer.forward(layer.x, w) + bias + more * _above(bias)), R)

    return rule


def plus(layer: Layer, R: Array) -> Array:
    """z⁺: only weights above 0 count, and no bias. For inputs that are never below 0."""
    return _by(layer, _above(layer.w), R)


def alpha_beta(alpha: float, beta: float) -> Rule:
    """LRP-αβ: α R to what speaks for an output, less β R to what speaks against it; α - β is 1."""

    def rule(layer: Layer, R: Array) -> Array:
        return alpha * _by(layer, _above(layer.w), R) - beta * _by(layer, _below(layer.w), R)

    return rule


def box(low: float, high: float) -> Rule:
    """z^B: for pixels, which lie between two bounds. What counts is how far each is from the bound
    that would speak least for the output. So a pixel of 0 gets relevance too, for ink that is not there.
    """

    def rule(layer: Layer, R: Array) -> Array:
        ones = np.ones(layer.x.shape, layer.z.dtype)  # pixels may be whole numbers
        parts = [(layer.x, layer.w), (-low * ones, _above(layer.w)), (-high * ones, _below(layer.w))]
        s = _ratio(R, np.sum([layer.forward(x, w) for x, w in parts], axis=0))
        return np.sum([x * layer.back(s, w) for x, w in parts], axis=0)

    return rule


def _by(layer: Layer, w: Array, R: Array) -> Array:
    """Share R out by these weights alone."""
    return zero(replace(layer, w=w, z=layer.forward(layer.x, w)), R)


def _above(w: Array) -> Array:
    return np.maximum(w, 0)


def _below(w: Array) -> Array:
    return np.minimum(w, 0)


def _ratio(R: Array, z: Array) -> Array:
    """R / z; nothing where z is 0: what would be shared out there goes to nobody, and is lost."""
    kind = np.result_type(R, z, np.float16)  # whole numbers become floats, and floats stay as they are
    return np.divide(R, z, out=np.zeros_like(R + z, dtype=kind), where=z != 0)


def relevance(
    session: Session,
    answer: Node,
    x: Node,
    feed_dict: dict[Any, ArrayLike] | None = None,
    rules: Rule | Sequence[Rule] = zero,
    bias: bool = True,
) -> Array:
    """Return how much of the answer each entry of x has brought, shaped as x.

    answer: what is to be explained, one number an example, such as `nb.pick(logits, labels)`.
    rules: one for all layers, or one each, in order from x on. A layer is a product with weights, and its
    bias. Activations hand on what they get, a maximum to its winner; all else without weights by `zero`.
    bias: does it keep its part? Then that is missing in the sum over x. False: all goes on to the inputs.
    Raises GraphError where the answer does not depend on x, or there is not one rule for each layer.

    >>> from nbkit import Placeholder, Variable
    >>> x = Placeholder("x")
    >>> z = x @ Variable([[2.0], [-1.0]]) + Variable([1.0])
    >>> relevance(Session(), z, x, {x: [[3.0, 4.0]]}).tolist()
    [[6.0, -4.0]]
    """
    path = _Path(x, answer)
    values = dict(zip(path.known, session.run(path.known, feed_dict), strict=True))
    z = values | {product: values[total] for total, product in path.biased.items() if bias}
    rule_of = _one_each(path.products, rules)
    found: dict[Node, Array] = {answer: values[answer]}
    for node in filter(found.__contains__, reversed(path.operations)):  # behind a flat one nothing arrives
        for source, share in path.shares(node, found[node], values, z[node], rule_of.get(node)):
            found[source] = found[source] + share if source in found else share
    return found[x] if x in found else np.zeros_like(values[x])


class _Path:
    """The operations between x and an answer, in order, and what each of them is on this way."""

    def __init__(self, x: Node, answer: Node) -> None:
        self.x, self.on_it = x, {x}
        self.operations: list[Operation] = []
        for node in traverse_postorder(answer):
            if isinstance(node, Operation) and self.sources(node) and node is not x:
                self.on_it.add(node)
                self.operations.append(node)
        if answer not in self.on_it:
            raise GraphError(
                f"expected an answer that depends on {x}, got {answer}: explain what it computes"
            )
        self.products = [node for node in self.operations if node.weighs and len(self.sources(node)) == 1]
        self.biased = {
            node: product for node in self.operations if (product := self._under_bias(node)) is not None
        }

    @property
    def known(self) -> list[Node]:
        """The nodes whose values the walk needs."""
        inputs = (n for node in self.operations for n in (*node.input_nodes, node))
        return list(dict.fromkeys([self.x, *inputs]))

    def sources(self, node: Node) -> list[Node]:
        """The inputs of a node that lie on the way."""
        return [n for n in dict.fromkeys(node.input_nodes) if n in self.on_it]

    def _under_bias(self, node: Operation) -> Operation | None:
        """The product to which this node adds a bias."""
        sources = self.sources(node)
        if isinstance(node, Add) and len(sources) == 1 and sources[0] in self.products:
            return sources[0]
        return None

    def shares(
        self, node: Operation, R: Array, values: dict[Node, Array], z: Array, rule: Rule | None
    ) -> list[tuple[Node, Array]]:
        """What each input on the way gets of a node's relevance."""
        first = self.sources(node)[0]
        if node in self.biased or node.bends:
            return [(first, R)]
        inputs = [values[n] for n in node.input_nodes]
        if rule is not None:
            place = node.input_nodes.index(first)
            return [(first, rule(Layer(node, inputs[place], inputs[1 - place], z, place == 1), R))]
        chooses = isinstance(node, CHOOSES)
        slopes = node.backward(R if chooses else _ratio(R, z), z, *inputs, **node.options)
        return [
            (n, slope if chooses else value * slope)
            for n, value, slope in zip(node.input_nodes, inputs, slopes, strict=True)
            if n in self.on_it and slope is not None
        ]


def _one_each(products: list[Operation], rules: Rule | Sequence[Rule]) -> dict[Operation, Rule]:
    """Give each layer its rule."""
    chosen = [rules] * len(products) if callable(rules) else list(rules)
    if len(chosen) != len(products):
        raise GraphError(
            f"expected a rule for each of the {len(products)} layers, got {len(chosen)}: "
            "list them from the input on, or give one for all"
        )
    return dict(zip(products, chosen, strict=True))
