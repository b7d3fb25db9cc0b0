"""Costs over very many classes that look at the true ones and at a few drawn candidates."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np

from nbkit import graph as nb
from nbkit import ops
from nbkit.functions import Array
from nbkit.tf1 import candidates
from nbkit.tf1.core.arrays import concat, expand_dims, ones_like, reshape, shape, stop_gradient, zeros_like
from nbkit.tf1.core.dtypes import float32, int64
from nbkit.tf1.core.embeddings import embedding_lookup
from nbkit.tf1.core.graph import get_default_graph
from nbkit.tf1.core.math import add, cast, log, matmul, multiply, subtract, truediv
from nbkit.tf1.core.random import Advance, Draw, stream
from nbkit.tf1.core.tensor import Operation, Tensor, convert, wrap
from nbkit.tf1.nn import sigmoid_cross_entropy_with_logits, softmax_cross_entropy_with_logits


class Sampled(NamedTuple):
    """What a sampler gives: candidates, and how often the true classes and they are expected among them."""

    sampled_candidates: Tensor
    true_expected_count: Tensor
    sampled_expected_count: Tensor


# ---------------------------------------------------------------- candidates


def log_uniform_candidate_sampler(
    true_classes: Any,
    num_true: int,
    num_sampled: int,
    unique: bool,
    range_max: int,
    seed: int | None = None,
    name: str | None = None,
) -> Sampled:
    """Candidates, class k as likely as log (k + 2)/(k + 1); how often the true ones and they are expected."""
    source = candidates.LogUniform(range_max)
    drawn = _Draws("LogUniform", true_classes, num_true, name)
    return drawn.results(num_sampled, unique, seed, lambda _: source)


def uniform_candidate_sampler(
    true_classes: Any,
    num_true: int,
    num_sampled: int,
    unique: bool,
    range_max: int,
    seed: int | None = None,
    name: str | None = None,
) -> Sampled:
    """The same, where each class is as likely."""
    source = candidates.Uniform(range_max)
    drawn = _Draws("Uniform", true_classes, num_true, name)
    return drawn.results(num_sampled, unique, seed, lambda _: source)


def fixed_unigram_candidate_sampler(
    true_classes: Any,
    num_true: int,
    num_sampled: int,
    unique: bool,
    range_max: int,
    vocab_file: str = "",
    distortion: float = 1.0,
    num_reserved_ids: int = 0,
    num_shards: int = 1,
    shard: int = 0,
    unigrams: Sequence[float] = (),
    seed: int | None = None,
    name: str | None = None,
) -> Sampled:
    """The same, where each class is as likely as its number of `unigrams`, to the power of the distortion."""
    if vocab_file or num_shards != 1:
        raise NotImplementedError(
            "expected the weights as unigrams=[…], got a file or a share of it: read it with Python"
        )
    powers = [float(np.float32(w) ** np.float32(distortion)) for w in unigrams]
    if num_reserved_ids + len(powers) != range_max:
        raise ValueError(
            f"expected {range_max} weights, range_max of them, got {num_reserved_ids} reserved ids and "
            f"{len(powers)} unigrams"
        )
    source = candidates.Weighted([0.0] * num_reserved_ids + powers)
    drawn = _Draws("FixedUnigram", true_classes, num_true, name)
    return drawn.results(num_sampled, unique, seed, lambda _: source)


def learned_unigram_candidate_sampler(
    true_classes: Any,
    num_true: int,
    num_sampled: int,
    unique: bool,
    range_max: int,
    seed: int | None = None,
    name: str | None = None,
) -> Sampled:
    """The same, where each class is as likely as it was a true one in earlier runs, once more than that."""
    drawn = _Draws("LearnedUnigram", true_classes, num_true, name)
    seen = drawn.true.graph.leaf(lambda: nb.Variable(np.ones(range_max, np.int64), "seen", trainable=False))
    return drawn.results(num_sampled, unique, seed, candidates.Counted, seen)


class _Draws:
    """A sampler that is being made: its operation, and the true classes that it is given."""

    def __init__(self, kind: str, true_classes: Any, num_true: int, name: str | None) -> None:
        true = true_classes if isinstance(true_classes, Tensor) else convert(true_classes, int64)
        self.true, self.num_true = true, num_true
        self.type, self.name = f"{kind}CandidateSampler", name
        if true.dtype != int64:
            raise TypeError(
                f"Input 'true_classes' of '{self.type}' Op has type {true.dtype.name} that does not match "
                "expected type of int64. Try: tf.cast(true_classes, tf.int64)"
            )
        if self.true.shape.ndims not in (2, None):
            raise ValueError(
                f"Shape must be rank 2 but is rank {self.true.shape.ndims} for '{self.type}': "
                f"expected labels of shape (batch, {num_true}), got {self.true.shape}. "
                f"Try: tf.reshape(labels, [-1, {num_true}])"
            )

    def results(self, count: int, unique: bool, seed: Any, source: Any, seen: Any = None) -> Sampled:
        """The results; source: what makes of `seen` a distribution to pick from."""
        # Not the true classes: a plan would ask at each run whether they change a shape.
        what = self.true.graph.leaf(lambda: nb.Constant(np.int64(0))) if seen is None else seen
        options = {"source": source, "count": count, "unique": unique}
        drawn = stream(what, _candidates, seed, reserved=_Reserved(count), **options)
        if seen is not None:
            drawn.advance = _Learn(drawn, _Reserved(count), self.true.node)
        op = Operation(self.type, [self.true], self.name)
        ids = ops.apply(_Ids, drawn)
        expected = [
            ops.apply(_Expected, asked, drawn, what, source=source) for asked in (self.true.node, ids)
        ]
        batch = self.true.shape[0].value if self.true._shape else None
        shapes = (count,), (batch, self.num_true), (count,)
        kinds = int64, float32, float32
        nodes = zip((ids, *expected), kinds, shapes, strict=True)
        return Sampled(*(_known(Tensor(op, *each)) for each in nodes))


def _known(tensor: Tensor) -> Tensor:
    tensor.graph.shapes[tensor.node] = tensor._shape
    return tensor


def _candidates(
    skip: int, what: Array, key: int, op_seed: int, source: Any, count: int, unique: bool
) -> Array:
    """The candidates, and behind them how many had to be drawn."""
    ids, tries = candidates.draw(source(what), candidates.Words(key, op_seed, skip), count, unique)
    return np.append(ids, tries)


class _Reserved:
    """How many blocks a run of so many candidates uses up, whatever they are."""

    def __init__(self, count: int) -> None:
        self.blocks = candidates.reserved(count)

    def __call__(self, values: Any) -> int:
        return self.blocks


class _Learn(Advance):
    """Moves the stream on, and counts the true classes."""

    def __init__(self, draw: Draw, reserved: Callable[[Any], int], true: nb.Node) -> None:
        super().__init__(draw, reserved)
        seen: Any = draw.input_nodes[1]
        self.input_nodes = (ops.apply(_Tally, true, seen), *self.input_nodes)
        self.groups = ((seen,), *self.groups)

    def apply(self, variables: list[list[Any]], values: list[Any]) -> None:
        """Count on."""
        variables[0][0] += values[0]
        super().apply(variables[1:], [int(values[1])])


class _Tally(nb.Operation):
    """out = how often each class is a true one."""

    label = "tally"
    is_flat = True

    @staticmethod
    def forward(true: Any, seen: Any, out: Any = None) -> Any:
        wrong = true[(true < 0) | (true >= len(seen))]
        if wrong.size:
            raise ValueError(f"class {wrong[0]} is not in [0, {len(seen)})")
        return ops.copied(np.bincount(true.ravel(), minlength=len(seen)), out)

    @staticmethod
    def backward(G: Any, out: Any, true: Any, seen: Any) -> tuple[Any, ...]:
        return None, None


class _Ids(nb.Operation):
    """out = the candidates of a draw."""

    label = "ids"
    is_flat = True

    @staticmethod
    def forward(drawn: Any, out: Any = None) -> Any:
        return ops.copied(drawn[:-1], out)

    @staticmethod
    def backward(G: Any, out: Any, drawn: Any) -> tuple[Any, ...]:
        return (None,)


class _Expected(nb.Operation):
    """out = how often classes are expected among the candidates of a draw."""

    label = "expected"
    is_flat = True

    @staticmethod
    def forward(ids: Any, drawn: Any, what: Any, source: Any = None, out: Any = None) -> Any:
        share = source(what).share(ids)
        return ops.copied(candidates.expected(share, len(drawn) - 1, int(drawn[-1])), out)

    @staticmethod
    def backward(G: Any, out: Any, ids: Any, drawn: Any, what: Any, source: Any = None) -> tuple[Any, ...]:
        return None, None, None


# ---------------------------------------------------------------- costs


def nce_loss(
    weights: Any,
    biases: Any,
    labels: Any,
    inputs: Any,
    num_sampled: int,
    num_classes: int,
    num_true: int = 1,
    sampled_values: Any = None,
    remove_accidental_hits: bool = False,
    partition_strategy: str = "mod",
    name: str = "nce_loss",
) -> Tensor:
    """Noise-contrastive estimation, a number an example: tell the true class from drawn ones.

    weights (num_classes, d), biases (num_classes,), labels (n, num_true), inputs (n, d).
    Source: Gutmann and Hyvärinen, *Noise-contrastive estimation* (2010).
    """
    asked = (inputs, num_sampled, num_classes, num_true, sampled_values, remove_accidental_hits)
    with get_default_graph().name_scope(name):
        logits, targets = _few_logits(weights, biases, labels, *asked, partition_strategy)
        return _sum_rows(sigmoid_cross_entropy_with_logits(labels=targets, logits=logits))


def sampled_softmax_loss(
    weights: Any,
    biases: Any,
    labels: Any,
    inputs: Any,
    num_sampled: int,
    num_classes: int,
    num_true: int = 1,
    sampled_values: Any = None,
    remove_accidental_hits: bool = True,
    partition_strategy: str = "mod",
    name: str = "sampled_softmax_loss",
) -> Tensor:
    """The cross-entropy of a softmax over the true class and drawn ones, a number an example.

    Shapes as for nce_loss. To train with alone: it is less than the whole cost.
    Source: Jean, Cho, Memisevic and Bengio, *On using very large target vocabulary* (2014).
    """
    asked = (inputs, num_sampled, num_classes, num_true, sampled_values, remove_accidental_hits)
    with get_default_graph().name_scope(name):
        logits, targets = _few_logits(weights, biases, labels, *asked, partition_strategy)
        return softmax_cross_entropy_with_logits(labels=targets, logits=logits)


def _few_logits(
    weights: Any,
    biases: Any,
    labels: Any,
    inputs: Any,
    count: int,
    num_classes: int,
    num_true: int,
    sampled_values: Any,
    without_hits: bool,
    strategy: str,
) -> tuple[Tensor, Tensor]:
    """Logits of the true classes, and of the candidates beside them, less the log of how often each comes."""
    x, true = convert(inputs), cast(labels, int64)
    flat = reshape(true, [-1])
    drawn = sampled_values or log_uniform_candidate_sampler(true, num_true, count, True, num_classes)
    sampled, true_expected, sampled_expected = (stop_gradient(t) for t in drawn)
    ids = concat([flat, cast(sampled, int64)], 0)
    true_w, sampled_w = _apart(embedding_lookup(weights, ids, strategy), count, 9)
    sampled_logits = matmul(x, sampled_w, transpose_b=True)
    true_b, sampled_b = _apart(embedding_lookup(biases, ids, strategy), count, 3)
    true_logits = add(_dots(x, true_w, num_true), reshape(true_b, [-1, num_true]))
    sampled_logits = add(sampled_logits, sampled_b)
    if without_hits:
        sampled_logits = add(sampled_logits, _hits(true, sampled))
    true_logits = subtract(true_logits, log(true_expected))
    sampled_logits = subtract(sampled_logits, log(sampled_expected))
    logits = concat([true_logits, sampled_logits], 1)
    each = truediv(ones_like(true_logits), num_true)
    return logits, concat([each, zeros_like(sampled_logits)], 1)


def _apart(rows: Tensor, count: int, counted: int) -> tuple[Tensor, Tensor]:
    """The rows of the true classes, and those of the candidates behind them."""
    parts = slice(None, -count), slice(-count, None)
    true, sampled = (wrap("Slice", ops.index(rows.node, (p,)), [rows], counted=counted) for p in parts)
    return true, sampled


def _dots(x: Tensor, true_w: Tensor, num_true: int) -> Tensor:
    """The product of each example with the weights of its true classes, (n, num_true)."""
    width = int(true_w.shape[1])
    rows = wrap("Reshape", ops.reshape(true_w.node, (-1, num_true, width)), [true_w], counted=9)
    products = multiply(expand_dims(x, 1), rows)
    flat = wrap("Reshape", ops.reshape(products.node, (-1, width)), [products], counted=4)
    flat._shape = (None, width)  # TensorFlow does not know more of a shape that it computes
    return reshape(_sum_rows(flat), [-1, num_true])


def _sum_rows(x: Tensor) -> Tensor:
    """The sum of each row, by a product with ones as TensorFlow takes it."""
    ones = np.ones((int(x.shape[1]), 1), x.dtype.numpy)
    lengths = [] if x.shape.is_fully_defined() else [shape(x)]
    node = x.graph.leaf(lambda: nb.Constant(ones))
    column = wrap("Fill", node, lengths, x.dtype, counted=9 - len(lengths))
    return reshape(matmul(x, column), [-1])


def _hits(true: Tensor, sampled: Tensor) -> Tensor:
    """What takes candidates out that are among the true classes of their example: the least float32 there."""
    node = ops.apply(_Hits, true.node, sampled.node)
    result = wrap("SparseToDense", node, [true, sampled], float32, counted=20)
    result._shape = (true.shape[0].value if true._shape else None, sampled.shape[0].value)
    return _known(result)


class _Hits(nb.Operation):
    """out = the least number where a candidate is a true class of the row, else 0."""

    label = "hits"
    is_flat = True

    @staticmethod
    def forward(true: Any, sampled: Any, out: Any = None) -> Any:
        hit = (true[:, :, None] == sampled).any(axis=1)
        return ops.copied(np.where(hit, np.finfo(np.float32).min, np.float32(0)), out)

    @staticmethod
    def backward(G: Any, out: Any, true: Any, sampled: Any) -> tuple[Any, ...]:
        return None, None
