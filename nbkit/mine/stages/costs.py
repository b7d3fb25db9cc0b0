"""Stage 7: costs that stay numbers far out."""

from nbkit.mine.stage import Stage

STAGE = Stage(
    key="costs",
    title="costs that do not overflow",
    minutes=30,
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
        "max(s, 0) is relu(s), and |s| is relu(s) + relu(-s). With these two there is a form of the "
        "sigmoid's cost in which exp only ever sees numbers below 0.",
        "Softmax does not change when the same number is taken from each score of a row. Which number "
        "makes the largest exp equal to 1? Towards it no slope is needed, for it changes nothing: an "
        "operation of its own, with a slope of zero.",
    ],
)
