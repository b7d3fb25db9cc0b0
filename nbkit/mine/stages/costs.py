"""Stage 7: costs that stay numbers far out."""

from typing import Any

import numpy as np

from nbkit.mine.probe import Looks, Probe, Raised
from nbkit.mine.stage import Stage

STAGE = Stage(
    key="costs",
    title="costs that do not overflow",
    minutes=40,
    roles=("squared_error", "sigmoid_cross_entropy", "softmax_cross_entropy"),
    asks="""\
A cost says in one number how wrong the network is. Three of them are enough.

`squared_error(prediction, target)` is the mean of the squared differences, over all entries.
`sigmoid_cross_entropy(scores, targets)` takes the numbers before the sigmoid, and targets of 0 or
1, in the same shape: the mean of `-t log p - (1 - t) log(1 - p)` with `p = sigmoid(s)`, over all
entries. `softmax_cross_entropy(scores, one_hot)` takes scores of shape `(n, k)`, a row for each
example, and targets of the same shape: for each row `-sum(t * log p)` with `p = softmax(s)`, and of
that the mean over the rows. All three return a node, and its value is one number.

```python
s = placeholder("s")
cost = sigmoid_cross_entropy(s, constant([[1.0], [0.0]]))
run(cost, {s: [[0.0], [0.0]]})         # 0.69314718, which is log 2
run(cost, {s: [[-1000.0], [0.0]]})     # 500.34657359: very wrong, and still a number
```

**It must survive:** scores of ±1000, alone or beside each other: value and `gradients` are right
there. Scores of exactly 0, where training often starts: the slopes are right there, too. Rows of
which one score is far above the others. A batch of one. Targets that lie between 0 and 1.
""",
    hints=[
        "The formulas as they stand take the logarithm of 0 far out. First write them out by hand: log "
        "sigmoid(s), with the exp inside, can be rearranged until no large number goes into an exp.",
        "For a target of 0 the sigmoid's cost is log(1 + exp(s)), and a target of 1 takes s from that. Make "
        "log(1 + exp(s)) an operation of its own: how can its value be had without a large exp, and which "
        "function that you have already is its slope?",
        "Softmax does not change when the same number is taken from each score of a row. Which number "
        "makes the largest exp equal to 1? Towards it no slope is needed, for it changes nothing: an "
        "operation of its own, with a slope of zero.",
    ],
)

SUMMED = "that is the sum. The mean is wanted: else twice as many examples would cost twice as much."
BY_ROW = "within a row this adds up, and takes the mean over the rows: here each entry counts for itself."
AS_PROBABILITIES = (
    "that takes the scores for probabilities. They are any numbers, and go through the {} first."
)
NO_NUMBER = Looks(
    lambda got: bool(np.isnan(np.asarray(got, dtype=float)).any()),
    "nan, which is no number: an exp has overflowed, and then came infinity - infinity, or 0 times infinity. "
    "Rearrange the formula until no large number goes into an exp.",
)
INFINITE = Looks(
    lambda got: bool(np.isinf(np.asarray(got, dtype=float)).any()),
    "infinity: a probability was rounded to 0, and of that the logarithm was taken. Work the logarithm out "
    "on paper first, so that none of a probability is left.",
)
CLIPPED = (
    "the probability is kept away from 0 by hand, so beyond that the cost grows no more. It must: rearrange "
    "the formula, and nothing has to be cut off."
)
CORNER = (
    "at a score of exactly 0 the pieces of your formula have corners, where relu and |s| have no slope, and "
    "yours do not add up to that of the whole, sigmoid(s) - t. As one operation log(1 + exp(s)) has no "
    "corner."
)
LOST_AXIS = Looks(
    Raised(ValueError, r"broadcast.*\(\d+,\)"),
    "the sum of each row has lost its axis: of (n, k) it leaves (n,), which meets its rows again only as "
    "(n, 1). Put the axis back, or let an operation of your own keep it.",
)
IGNORED = "the slope takes no notice of what comes from above: here the cost counts three times."
WRONG_AXIS = (
    "the exps are added up over the wrong axis: each row has a sum of its own, over its scores, axis 1."
)
NOT_DIVIDED = "that is the slope of the sum. The cost is a mean: divide by how many it is taken over."
TURNED = "the sign is turned: where an answer is too high, the slope is positive."


def slope_is(probe: Probe, cost: str, towards: str, expected: Any, feed: str, *looks: Looks) -> None:
    """Hold the slope of a cost to what it should be; its negative is a misconception everywhere."""
    turned = Looks(-np.asarray(expected), TURNED)
    probe.equal(f"run(gradients({cost}, [{towards}])[0], {feed})", expected, *looks, turned)


# ---------------------------------------------------------------- squared_error


@STAGE.claim("`squared_error` is the mean of the squared differences, as one number")
def _(probe: Probe) -> None:
    probe.given('p = placeholder("p")\ncost = squared_error(p, constant([1.0, 5.0]))')
    halved = Looks(2.25, "that is half of it. Some define it so; here it is the mean, with no 1/2 before it.")
    root = Looks(np.sqrt(4.5), "a root was taken at the end: the mean of the squares is wanted as it is.")
    each = Looks(
        lambda got: np.shape(got) == (2,), "that is a number for each entry. One is wanted: the mean."
    )
    size = Looks(1.5, "that is the mean of the sizes: square first.")
    probe.equal("run(cost, {p: [1.0, 2.0]})", 4.5, Looks(9.0, SUMMED), halved, root, each, size)


@STAGE.claim("of a table, it is the mean over all entries")
def _(probe: Probe) -> None:
    probe.given("p, t = constant([[1.0, 2.0], [3.0, 4.0]]), constant([[0.0, 0.0], [0.0, 0.0]])")
    probe.equal("run(squared_error(p, t), {})", 7.5, Looks(15.0, BY_ROW), Looks(30.0, SUMMED))


@STAGE.claim("its slope is twice the difference, divided by how many there are")
def _(probe: Probe) -> None:
    probe.given('p, t = placeholder("p"), placeholder("t")\ncost = squared_error(p, t)')
    feed = "{p: [1.0, 5.0], t: [1.0, 2.0]}"
    whole = Looks(np.array([0.0, 6.0]), NOT_DIVIDED)
    half = Looks(np.array([0.0, 1.5]), "the 2 of the square is missing.")
    slope_is(probe, "cost", "p", np.array([0.0, 3.0]), feed, whole, half)
    slope_is(probe, "cost", "t", np.array([0.0, -3.0]), feed, whole, half)
    slope_is(probe, "3 * cost", "p", np.array([0.0, 9.0]), feed, Looks(np.array([0.0, 3.0]), IGNORED))


# ---------------------------------------------------------------- sigmoid_cross_entropy


@STAGE.claim("`sigmoid_cross_entropy` of scores of 0 is log 2")
def _(probe: Probe) -> None:
    probe.given('s = placeholder("s")\ncost = sigmoid_cross_entropy(s, constant([[1.0], [0.0]]))')
    log2 = np.log(2.0)
    half = Looks(log2 / 2, "only one half of the formula counts: a target of 0 costs -log(1 - p).")
    twice = Looks(
        lambda got: abs(got - 0.7241) < 1e-4, "the sigmoid was applied twice: the scores come without it."
    )
    each = Looks(lambda got: np.size(got) == 2, "that is a number for each entry. One is wanted: the mean.")
    negative = Looks(-log2, "a cost is positive: a minus stands before the logarithms of probabilities.")
    scores = Looks(lambda got: not np.isfinite(got).all(), AS_PROBABILITIES.format("sigmoid"))
    looks = (Looks(2 * log2, SUMMED), half, each, negative, scores, twice)
    probe.equal("run(cost, {s: [[0.0], [0.0]]})", log2, *looks)


@STAGE.claim("a sure mistake costs its score, a sure hit nearly nothing")
def _(probe: Probe) -> None:
    probe.given('s = placeholder("s")')
    swapped = "the target is turned: a target of 1 is cheap where the score is high."
    for score, target in ((3.0, 1.0), (3.0, 0.0), (-2.0, 1.0)):
        right, turned = (np.logaddexp(0, (1 - 2 * t) * score) for t in (target, 1 - target))
        expression = f"run(sigmoid_cross_entropy(s, constant([[{target}]])), {{s: [[{score}]]}})"
        probe.equal(expression, right, Looks(turned, swapped), NO_NUMBER)


@STAGE.claim("it is the mean over all entries, also for targets between 0 and 1")
def _(probe: Probe) -> None:
    scores, targets = np.array([[1.0, -2.0, 0.5], [0.25, 3.0, -1.0]]), np.array([[1, 0.25, 0], [0.5, 0, 1.0]])
    probe.given(f"s = constant({scores.tolist()})\nt = constant({targets.tolist()})")
    each = np.logaddexp(0, scores) - scores * targets
    rounded = Looks(
        (np.logaddexp(0, scores) - scores * (targets > 0.5)).mean(),
        "a target of 0.25 was taken for a no. It counts by its share: a quarter yes, three quarters no.",
    )
    looks = (Looks(each.sum(axis=1).mean(), BY_ROW), Looks(each.sum(), SUMMED), rounded)
    probe.equal("run(sigmoid_cross_entropy(s, t), {})", each.mean(), *looks)


@STAGE.claim("its slope is sigmoid(s) - t, divided by how many there are")
def _(probe: Probe) -> None:
    probe.given('s = placeholder("s")\ncost = sigmoid_cross_entropy(s, constant([[1.0], [0.0]]))')
    whole = 1 / (1 + np.exp(-np.array([[2.0], [1.0]]))) - [[1.0], [0.0]]
    slope_is(probe, "cost", "s", whole / 2, "{s: [[2.0], [1.0]]}", Looks(whole, NOT_DIVIDED))
    slope_is(probe, "3 * cost", "s", whole * 3 / 2, "{s: [[2.0], [1.0]]}", Looks(whole / 2, IGNORED))


@STAGE.claim("its slope is right at a score of exactly 0")
def _(probe: Probe) -> None:
    probe.given('s = placeholder("s")\ncost = sigmoid_cross_entropy(s, constant([[0.0]]))')
    slope_is(probe, "cost", "s", np.array([[0.5]]), "{s: [[0.0]]}", Looks(lambda got: True, CORNER))


@STAGE.claim("scores of 1000 and -1000 still have their cost")
def _(probe: Probe) -> None:
    probe.given('s = placeholder("s")')
    clipped = Looks(lambda got: 5 < got < 999, CLIPPED)
    for score, target in ((-1000.0, 1.0), (1000.0, 0.0), (1000.0, 1.0), (-1000.0, 0.0)):
        expected = 1000.0 if (score > 0) != (target > 0) else 0.0
        expression = f"run(sigmoid_cross_entropy(s, constant([[{target}]])), {{s: [[{score}]]}})"
        probe.equal(expression, expected, NO_NUMBER, INFINITE, clipped)
    probe.given("cost = sigmoid_cross_entropy(s, constant([[1.0], [0.0]]))")
    expected = (1000 + np.log(2)) / 2
    probe.equal("run(cost, {s: [[-1000.0], [0.0]]})", expected, NO_NUMBER, INFINITE, clipped)


@STAGE.claim("and their slope")
def _(probe: Probe) -> None:
    probe.given('s = placeholder("s")\ncost = sigmoid_cross_entropy(s, constant([[1.0], [0.0]]))')
    wrong = np.array([[-0.5], [0.5]])
    slope_is(probe, "cost", "s", wrong, "{s: [[-1000.0], [1000.0]]}", NO_NUMBER, INFINITE)
    slope_is(probe, "cost", "s", 0 * wrong, "{s: [[1000.0], [-1000.0]]}", NO_NUMBER, INFINITE)


# ---------------------------------------------------------------- softmax_cross_entropy


@STAGE.claim("`softmax_cross_entropy` of three equal scores is log 3")
def _(probe: Probe) -> None:
    probe.given('s = placeholder("s")\ncost = softmax_cross_entropy(s, constant([[0.0, 1.0, 0.0]]))')
    entries = Looks(np.log(3) / 3, "the mean goes over the rows only: within a row it adds up.")
    yes_or_no = Looks(
        lambda got: abs(got - (3 * np.logaddexp(0, 5) - 5)) < 1e-6,
        "that is the sigmoid's cost, for yes or no. Softmax lets the scores of a row compete: they share "
        "one 1.",
    )
    negative = Looks(-np.log(3), "a cost is positive: there is a minus before the logarithms.")
    twice = Looks(2 * np.log(3), "the other classes count as well: only those with a target do.")
    scores = Looks(-np.log(5), AS_PROBABILITIES.format("softmax"))
    looks = (entries, yes_or_no, negative, twice, scores, Looks(0.0, WRONG_AXIS))
    probe.equal("run(cost, {s: [[5.0, 5.0, 5.0]]})", np.log(3), *looks)


@STAGE.claim("each row has a softmax of its own, and the cost is the mean over rows")
def _(probe: Probe) -> None:
    scores, targets = np.array([[1.0, 2.0, 0.0], [3.0, 0.5, -1.0]]), np.array([[0, 1, 0], [0.2, 0.3, 0.5]])
    probe.given(f"s = constant({scores.tolist()})\nt = constant({targets.tolist()})")

    def cost(axis: int | None, way: Any = np.sum) -> Any:
        p = np.exp(scores) / np.exp(scores).sum(axis=axis, keepdims=True)
        return way(-(targets * np.log(p)).sum(axis=1))

    whole = Looks(lambda got: np.isclose(got, [cost(None, np.mean), cost(0, np.mean)]).any(), WRONG_AXIS)
    entries = Looks(cost(1) / 6, "the mean goes over the rows, not over all entries.")
    looks = (Looks(cost(1), SUMMED), whole, entries)
    largest = Looks(
        np.mean(-np.log((np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True))[[0, 1], [1, 2]])),
        "only the class with the largest target counts. Each counts by its share.",
    )
    probe.equal("run(softmax_cross_entropy(s, t), {})", cost(1, np.mean), *looks, largest, LOST_AXIS)


@STAGE.claim("its slope is softmax(s) - t, divided by the number of rows")
def _(probe: Probe) -> None:
    scores, targets = np.array([[1.0, 2.0], [0.5, 0.0], [0.0, 0.0]]), np.array([[1, 0], [1, 0], [0, 1.0]])
    probe.given(f'targets = constant({targets.tolist()})\ns = placeholder("s")')
    probe.given("cost = softmax_cross_entropy(s, targets)")
    p = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)
    whole, feed = p - targets, f"{{s: {scores.tolist()}}}"
    straight = Looks(
        -targets / 3,
        "only the score of the right class has a slope here. The sum of exps depends on all of them.",
    )
    alone = Looks(
        -targets * (1 - p) / 3,
        "each score's slope is that of its own p alone. All p of a row move with each score.",
    )
    entries = Looks(whole / 6, "that is divided by all entries. The mean goes over rows.")
    slope_is(probe, "cost", "s", whole / 3, feed, Looks(whole, NOT_DIVIDED), straight, alone, entries)
    slope_is(probe, "3 * cost", "s", whole, feed, Looks(whole / 3, IGNORED))


@STAGE.claim("scores of 1000 and -1000 do not disturb it, alone or beside others")
def _(probe: Probe) -> None:
    probe.given('s = placeholder("s")')
    clipped = Looks(lambda got: 5 < got < 999, CLIPPED)
    table = Looks(
        lambda got: not np.isfinite(got),
        "the largest score of the whole table was taken from all rows. Where a row lies far below, all its "
        "exps become 0: take from each row its own largest.",
    )
    single = (([1000.0, 0.0], [0.0, 1.0], 1000.0), ([-1000.0, 1000.0], [0.0, 1.0], 0.0))
    for scores, target, expected in (*single, ([-1000.0, -1000.0], [1.0, 0.0], np.log(2))):
        expression = f"run(softmax_cross_entropy(s, constant([{target}])), {{s: [{scores}]}})"
        probe.equal(expression, expected, NO_NUMBER, INFINITE, clipped)
    probe.given("cost = softmax_cross_entropy(s, constant([[0.0, 1.0], [1.0, 0.0]]))")
    probe.equal("run(cost, {s: [[1000.0, 1000.0], [-1000.0, -1000.0]]})", np.log(2), table)


@STAGE.claim("and their slopes are right")
def _(probe: Probe) -> None:
    probe.given('s = placeholder("s")')
    probe.given("cost = softmax_cross_entropy(s, constant([[0.0, 1.0], [1.0, 0.0]]))")
    expected = np.array([[0.5, -0.5], [-0.25, 0.25]])
    slope_is(probe, "cost", "s", expected, "{s: [[1000.0, -1000.0], [0.0, 0.0]]}", NO_NUMBER, INFINITE)
