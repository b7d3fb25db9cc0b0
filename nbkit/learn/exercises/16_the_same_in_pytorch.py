"""Chapter 16: the same in PyTorch, JAX and friends."""

# mypy: allow-untyped-defs
# The answers stand here as a learner writes them, without annotations.

from itertools import pairwise

import numpy as np

from nbkit.learn.exercise import Choice, Function, Option, Prediction

# ---------------------------------------------------------------- wild_loss

WILD_LOSS = Choice(
    name="wild_loss",
    chapter=16,
    minutes=3,
    difficulty=1,
    prompt="""
Spot the bug. Somebody moves a training from our framework to PyTorch. `w` is a dictionary of tensors, `cost`
gives the mean loss of a batch, and `rule` is plain gradient descent at a rate that worked well with us.

```python
for X, Y in batches:
    loss = cost(w, X, Y)
    loss.backward()
    rule.step()
```

The loss falls for some steps, then it swings up and down ever more wildly. What is wrong?
""",
    options={
        "a": Option(
            "The rate: PyTorch's gradients are larger than ours, and need a smaller one.",
            "they are equal to the last digits, as this chapter shows for the first batch. What about the"
            " second?",
        ),
        "b": Option(
            "`rule.step()` must come before `loss.backward()`: the old slopes belong to the old weights.",
            "the slopes belong to the weights that they were computed with, and these are still there "
            "when the "
            "step is taken. Before the first backward() there would be no slopes at all.",
        ),
        "c": Option(
            "`loss` is a mean, and `backward` expects a sum over the batch.",
            "backward() takes any single number. A mean only makes the slopes smaller than a sum would.",
        ),
        "d": Option(
            "The tape: `cost` notes all batches, and the loss is that of all of them so far.",
            "each call of cost begins a tape of its own, and backward() clears it away. Something else stays "
            "from one turn to the next.",
        ),
        "e": Option(
            "The slopes: `backward` adds to those that are there, and nobody clears them.",
            "W.grad keeps what it had, so each step follows the sum of all slopes so far, as a ball without "
            "friction does. rule.zero_grad() at the start of each turn mends it. Ours cannot forget it: a"
            " run "
            "has no memory but its variables.",
        ),
        "f": Option(
            "`rule.step()` must stand inside `with torch.no_grad():`, or the step itself goes on the tape.",
            "the optimizers of torch.optim see to that themselves. You need it where you write `w -= …` "
            "by hand.",
        ),
        "g": Option(
            "The weights: tensors cannot be changed in place, so each turn starts from the first ones.",
            "then the loss would not fall at all. step() changes them in place, and that is what it is for.",
        ),
    },
    right="e",
    hints=[
        "In the first turn all is right. So look for something that is there in the second turn, and was not "
        "in the first.",
        "Where does backward() put the slopes? And what stood there before?",
        "If every slope were added to those before, how would the third step look?",
    ],
)

# ---------------------------------------------------------------- adam_hat

ADAM_HAT = Function(
    name="adam_hat",
    chapter=16,
    minutes=8,
    difficulty=2,
    prompt="""
Write the Adam that Keras has: the second form of the paper, with $\\hat\\varepsilon$. `w`, `g`, `m`, `v` have
the same shape: weights, slopes, and the two means before this step. `t` counts the steps, and is 1 at the
first. First bring the means up to date, with shares of 0.9 and 0.999 for what was:

$$ m \\leftarrow 0.9\\,m + 0.1\\,g \\qquad v \\leftarrow 0.999\\,v + 0.001\\,g^2 $$

Then correct the *rate* for the start from 0, and take the step:

$$ \\eta_t = \\eta\\,\\frac{\\sqrt{1 - 0.999^t}}{1 - 0.9^t} \\qquad
w \\leftarrow w - \\eta_t\\,\\frac{m}{\\sqrt{v} + \\hat\\varepsilon} $$

$\\eta$ is `lr` and $\\hat\\varepsilon$ is `eps`. Return the triple `(w, m, v)` of new arrays; the old ones
stay as they were.
""",
    stub='''
def adam_hat(w, g, m, v, t, lr, eps):
    """Return the triple (w, m, v) after step number t; the arrays given stay as they are."""
    ...
''',
    hints=[
        "The means first, as new arrays: m = 0.9 * m + 0.1 * g, and v with the square of g.",
        "The rate is one number: lr, times the root of 1 - 0.999**t, divided by 1 - 0.9**t.",
        "Nothing else is corrected: m and v go into the step as they are, and eps is added to the root of v.",
    ],
)


@ADAM_HAT.inputs
def draw_steps(rng):
    for slope, lr, eps in [(2.0, 0.1, 1e-8), (1e-3, 1.0, 1e-3)]:
        w, m, v = np.zeros((3, 1))
        yield {"w": w, "g": np.array([slope]), "m": m, "v": v, "t": 1, "lr": lr, "eps": eps}
    for shape, t in [((2,), 1), ((3,), 2), ((2, 2), 5), ((1, 3), 40)]:
        w, g, m = rng.normal(size=(3, *shape)).round(1)
        v = rng.uniform(0.5, 4, shape).round(1)
        yield {"w": w, "g": g, "m": m, "v": v, "t": t, "lr": 0.5, "eps": 0.1}
    yield {
        "w": np.zeros(3),
        "g": np.array([0.0, 1e-7, -1e-9]),
        "m": np.array([0.0, 1e-7, 2e-9]),
        "v": np.array([0.0, 1e-15, 1e-17]),
        "t": 3,
        "lr": 10.0,
        "eps": 1e-7,
    }


@ADAM_HAT.solution(
    "the correction for the start sits in the rate, so ε̂ meets the root of v as it is. In our form ε meets "
    "the corrected root, which is up to 31.6 times as large: so the two differ where slopes are about as "
    "small "
    "as ε, and mostly at the start."
)
def adam_hat(w, g, m, v, t, lr, eps):
    m = 0.9 * m + 0.1 * g
    v = 0.999 * v + 0.001 * g**2
    rate = lr * np.sqrt(1 - 0.999**t) / (1 - 0.9**t)
    return w - rate * m / (np.sqrt(v) + eps), m, v


def means(g, m, v):
    """Both means after this slope."""
    return 0.9 * m + 0.1 * g, 0.999 * v + 0.001 * g**2


def rate_at(t, lr):
    """The rate, corrected for the start."""
    return lr * np.sqrt(1 - 0.999**t) / (1 - 0.9**t)


@ADAM_HAT.wrong(
    "that is our Adam, with ε added to the *corrected* root: here only the rate is corrected, and ε̂ is "
    "added "
    "to the root of v as it is."
)
def the_form_of_the_course(w, g, m, v, t, lr, eps):
    m, v = means(g, m, v)
    return w - lr * (m / (1 - 0.9**t)) / (np.sqrt(v / (1 - 0.999**t)) + eps), m, v


@ADAM_HAT.wrong(
    "the correction for the start from 0 is missing: the rate of step t is another one each time."
)
def without_correction(w, g, m, v, t, lr, eps):
    m, v = means(g, m, v)
    return w - lr * m / (np.sqrt(v) + eps), m, v


@ADAM_HAT.wrong("only m is corrected in your answer: the rate is multiplied by the root of 1 - 0.999**t too.")
def corrects_m_alone(w, g, m, v, t, lr, eps):
    m, v = means(g, m, v)
    return w - lr / (1 - 0.9**t) * m / (np.sqrt(v) + eps), m, v


@ADAM_HAT.wrong("only v is corrected in your answer: the rate is divided by 1 - 0.9**t too.")
def corrects_v_alone(w, g, m, v, t, lr, eps):
    m, v = means(g, m, v)
    return w - lr * np.sqrt(1 - 0.999**t) * m / (np.sqrt(v) + eps), m, v


@ADAM_HAT.wrong("the root over 1 - 0.999**t is missing: v stands below a root in the step, and so does this.")
def correction_without_root(w, g, m, v, t, lr, eps):
    m, v = means(g, m, v)
    return w - lr * (1 - 0.999**t) / (1 - 0.9**t) * m / (np.sqrt(v) + eps), m, v


@ADAM_HAT.wrong("the correction is upside down: the root of 1 - 0.999**t above, 1 - 0.9**t below.")
def correction_upside_down(w, g, m, v, t, lr, eps):
    m, v = means(g, m, v)
    return w - lr * (1 - 0.9**t) / np.sqrt(1 - 0.999**t) * m / (np.sqrt(v) + eps), m, v


@ADAM_HAT.wrong("0.9 and 0.999 are swapped in the rate: 0.9 belongs to m, 0.999 to v.")
def swaps_the_corrections(w, g, m, v, t, lr, eps):
    m, v = means(g, m, v)
    return w - lr * np.sqrt(1 - 0.9**t) / (1 - 0.999**t) * m / (np.sqrt(v) + eps), m, v


@ADAM_HAT.wrong("0.9 and 0.999 are swapped in the means: m forgets a tenth each step, v a thousandth.")
def swaps_the_means(w, g, m, v, t, lr, eps):
    m, v = 0.999 * m + 0.001 * g, 0.9 * v + 0.1 * g**2
    return w - rate_at(t, lr) * m / (np.sqrt(v) + eps), m, v


@ADAM_HAT.wrong("ε̂ is inside the root: it is added to the root of v, after it was taken.")
def eps_inside_the_root(w, g, m, v, t, lr, eps):
    m, v = means(g, m, v)
    return w - rate_at(t, lr) * m / np.sqrt(v + eps), m, v


@ADAM_HAT.wrong("the root of v is missing: v is a mean of squares.")
def without_root(w, g, m, v, t, lr, eps):
    m, v = means(g, m, v)
    return w - rate_at(t, lr) * m / (v + eps), m, v


@ADAM_HAT.wrong("v gathers the slopes themselves in your answer: it is the mean of their *squares*.")
def without_squares(w, g, m, v, t, lr, eps):
    m, v = 0.9 * m + 0.1 * g, 0.999 * v + 0.001 * np.abs(g)
    return w - rate_at(t, lr) * m / (np.sqrt(v) + eps), m, v


@ADAM_HAT.wrong("you stepped with the old means: bring m and v up to date first.")
def old_means(w, g, m, v, t, lr, eps):
    return w - rate_at(t, lr) * m / (np.sqrt(v) + eps), *means(g, m, v)


@ADAM_HAT.wrong("you counted one step too many: t is 1 at the first step already.")
def counts_from_two(w, g, m, v, t, lr, eps):
    m, v = means(g, m, v)
    return w - rate_at(t + 1, lr) * m / (np.sqrt(v) + eps), m, v


@ADAM_HAT.wrong("0.9 * t and 0.999 * t are products: the powers 0.9**t and 0.999**t are meant.")
def products_for_powers(w, g, m, v, t, lr, eps):
    m, v = means(g, m, v)
    return w - lr * np.sqrt(np.abs(1 - 0.999 * t)) / (1 - 0.9 * t) * m / (np.sqrt(v) + eps), m, v


@ADAM_HAT.wrong(
    "you keep the corrected means: what is kept is m and v as they are, or the next step corrects them again."
)
def keeps_the_corrected(w, g, m, v, t, lr, eps):
    w, m, v = adam_hat(w, g, m, v, t, lr, eps)
    return w, m / (1 - 0.9**t), v / (1 - 0.999**t)


@ADAM_HAT.wrong("you returned the step: take it off w, the new weights are asked for.")
def the_step(w, g, m, v, t, lr, eps):
    m, v = means(g, m, v)
    return rate_at(t, lr) * m / (np.sqrt(v) + eps), m, v


@ADAM_HAT.wrong("that is uphill: the step is taken off the weights.")
def adds_the_step(w, g, m, v, t, lr, eps):
    m, v = means(g, m, v)
    return w + rate_at(t, lr) * m / (np.sqrt(v) + eps), m, v


@ADAM_HAT.wrong("the new weights are right. The means are asked for as well: return the triple (w, m, v).")
def the_weights_alone(w, g, m, v, t, lr, eps):
    return adam_hat(w, g, m, v, t, lr, eps)[0]


@ADAM_HAT.wrong("you changed the caller's arrays: m *= ... and w -= ... write into them, make new ones.")
def changes_the_arrays(w, g, m, v, t, lr, eps):
    m *= 0.9
    m += 0.1 * g
    v *= 0.999
    v += 0.001 * g**2
    w -= rate_at(t, lr) * m / (np.sqrt(v) + eps)
    return w, m, v


# ---------------------------------------------------------------- run_state

RUN_STATE = Function(
    name="run_state",
    chapter=16,
    minutes=7,
    difficulty=2,
    prompt="""
Somebody has trained a network in PyTorch and sends you its weights, a *state dict*, as NumPy arrays. You have
no PyTorch. The network is a chain of `Linear` layers with a ReLU between any two:

```python
Sequential(Linear(784, 100), ReLU(), Linear(100, 10))
```

The names in `state` say which place in the chain a layer has: `"0.weight"`, `"0.bias"`, `"2.weight"`,
`"2.bias"`, and so on, in this order. PyTorch keeps the weights of a layer from d to m numbers as **(m, d)**,
a row for each number that comes *out*. Biases have shape (m,).
There may be any number of layers. `X` has shape (n, d), as ever a row an example. Return the scores: what the
last layer gives.
""",
    stub='''
def run_state(X, state):
    """Return what a chain of Linear layers with ReLUs between them makes of X."""
    ...
''',
    hints=[
        "One layer first: X is (n, d) and the weights are (m, d). Which of the two must be turned?",
        "[name for name in state if name.endswith('weight')] gives the layers in their order.",
        "After each layer but the last comes a ReLU, np.maximum(X, 0). Scores may be below 0.",
        "Test it on a layer from 3 to 3 numbers: there a matrix that is not turned goes unnoticed.",
    ],
)


@RUN_STATE.inputs
def draw_states(rng):
    turned = np.array([[1.0, 2.0], [0.0, 1.0]])
    yield {"X": np.array([[2.0]]), "state": {"0.weight": np.array([[3.0]]), "0.bias": np.array([-7.0])}}
    yield {"X": np.array([[1.0, 10.0]]), "state": {"0.weight": turned, "0.bias": np.zeros(2)}}
    for n, sizes in [
        (1, (2, 3)),
        (2, (3, 3)),
        (2, (3, 2, 2)),
        (3, (4, 3, 2)),
        (2, (2, 2, 2, 2)),
        (4, (5, 3, 4)),
    ]:
        yield {"X": rng.normal(size=(n, sizes[0])).round(1), "state": drawn(rng, sizes)}
    yield {"X": rng.normal(size=(3, 2)).round(1), "state": drawn(rng, (2,) * 8)}


def drawn(rng, sizes):
    """A state dict of layers of these sizes."""
    state = {}
    for k, (d, m) in enumerate(pairwise(sizes)):
        state[f"{2 * k}.weight"] = rng.normal(size=(m, d)).round(1)
        state[f"{2 * k}.bias"] = rng.normal(size=m).round(1)
    return state


@RUN_STATE.solution(
    "Linear computes X @ W.T + b: its rows are what comes out, where our columns are. Where d = m both "
    "ways fit, "
    "and only one is right."
)
def run_state(X, state):
    layers = [name for name in state if name.endswith("weight")]
    for name in layers:
        X = X @ state[name].T + state[name.replace("weight", "bias")]
        if name != layers[-1]:
            X = np.maximum(X, 0)
    return X


def chain(X, state, turn=np.transpose, bend=lambda Z: np.maximum(Z, 0), order=list):
    """The chain, with another way to turn the weights, another bend, or another order."""
    layers = [name.removesuffix(".weight") for name in order(state) if name.endswith("weight")]
    for name in layers:
        X = X @ turn(state[f"{name}.weight"]) + state[f"{name}.bias"]
        if name != layers[-1]:
            X = bend(X)
    return X


@RUN_STATE.wrong(
    "the weights are not turned: PyTorch keeps them as (m, d), so each layer is X @ W.T + b. Square ones fit "
    "either way, and only one is right."
)
def not_turned(X, state):
    return chain(X, state, turn=lambda W: W)


@RUN_STATE.wrong(
    "reshape gives (m, d) the shape (d, m) and leaves the numbers in their order: it turns nothing. W.T does."
)
def reshaped(X, state):
    return chain(X, state, turn=lambda W: W.reshape(W.shape[::-1]))


@RUN_STATE.wrong("W.T only where it is needed to fit: a square matrix must be turned as well.")
def turned_where_it_must(X, state):
    out = X
    layers = [name.removesuffix(".weight") for name in state if name.endswith("weight")]
    for name in layers:
        W = state[f"{name}.weight"]
        out = out @ (W if len(W) == out.shape[1] else W.T) + state[f"{name}.bias"]
        out = out if name == layers[-1] else np.maximum(out, 0)
    return out


@RUN_STATE.wrong("a ReLU follows the last layer too: scores may be below 0, so it has none.")
def bends_the_scores(X, state):
    return np.maximum(chain(X, state), 0)


@RUN_STATE.wrong("the ReLUs are missing: without a bend, all layers are one (chapter 2).")
def without_bends(X, state):
    return chain(X, state, bend=lambda Z: Z)


@RUN_STATE.wrong("the biases are missing: each layer adds its own.")
def without_biases(X, state):
    return chain(X, {name: a * name.endswith("weight") for name, a in state.items()})


@RUN_STATE.wrong(
    'you sorted the names: as texts, "10.weight" comes before "2.weight". They are in the right order as '
    "they come."
)
def sorted_names(X, state):
    return chain(X, state, order=sorted)


@RUN_STATE.wrong("the layers come in the wrong order: the first name is the layer that meets X.")
def backwards(X, state):
    return chain(X, state, order=lambda names: list(names)[::-1])


@RUN_STATE.wrong("only the first layer is there: the chain may have any number.")
def first_layer(X, state):
    return X @ state["0.weight"].T + state["0.bias"]


@RUN_STATE.wrong("there may be more layers than two, or one alone: go through the names in the state dict.")
def two_layers(X, state):
    H = np.maximum(X @ state["0.weight"].T + state["0.bias"], 0)
    return H @ state["2.weight"].T + state["2.bias"]


@RUN_STATE.wrong("the ReLU stands before each layer in your answer: X itself goes into the first as it is.")
def bends_before(X, state):
    return chain(np.maximum(X, 0), state)


@RUN_STATE.wrong("you added the bias after the ReLU: the ReLU bends the whole sum.")
def bias_after_the_bend(X, state):
    layers = [name.removesuffix(".weight") for name in state if name.endswith("weight")]
    for name in layers:
        Z = X @ state[f"{name}.weight"].T
        X = (Z if name == layers[-1] else np.maximum(Z, 0)) + state[f"{name}.bias"]
    return X


@RUN_STATE.wrong("a sigmoid bends it in your answer: between the layers of this chain stand ReLUs.")
def sigmoids(X, state):
    return chain(X, state, bend=lambda Z: 1 / (1 + np.exp(-Z)))


@RUN_STATE.wrong("these are probabilities: the scores are asked for, without a softmax.")
def probabilities(X, state):
    Z = chain(X, state)
    E = np.exp(Z - Z.max(axis=1, keepdims=True))
    return E / E.sum(axis=1, keepdims=True)


@RUN_STATE.wrong("that is the number of the largest score: all scores are asked for, a row an example.")
def answers(X, state):
    return chain(X, state).argmax(axis=1)


@RUN_STATE.wrong("a column an example: turn the result, or better compute X @ W.T + b, with rows throughout.")
def columns(X, state):
    return chain(X, state).T


# ---------------------------------------------------------------- summed_rate

SUMMED_RATE = Prediction(
    name="summed_rate",
    chapter=16,
    minutes=3,
    difficulty=1,
    prompt="""
Eight machines take 32 rows each. Each computes the slopes of the *mean* loss over its own rows. All slopes
are added up, and somebody has forgotten to divide. Then each machine takes a step of plain gradient descent
at a rate of 0.02.
One machine alone takes all 256 rows at once, and the slopes of the mean loss over them. Which rate would it
need, to take the same step? The answer must be exact.
""",
    stub="summed_rate = ...",
    hints=[
        "Two machines first, and both have the same rows: what is the sum of their slopes?",
        "The mean over 256 rows is the mean of the eight means, for all have 32 rows.",
        "So the sum is a multiple of the slopes of the one machine. And the step is rate times slopes.",
    ],
    mistakes={
        0.02: "with the same rate it would take a shorter step: the sum of eight means is not their mean.",
        0.0025: "that is 0.02 / 8, the wrong way round: the eight together take a *longer* step.",
        0.04: "that is for two machines: here eight means are added up.",
        0.64: "that is 32 times the rate: each machine has divided by its 32 rows already.",
        5.12: "that is 256 times the rate: each machine has divided by its 32 rows already.",
        1.28: "that is 8 times 8 times the rate: the division is missing once.",
        8: "so many times as long is the step. Which rate does that make?",
        0.18: "that is nine times the rate: the sum of eight slopes is eight times their mean.",
    },
)


@SUMMED_RATE.solution(
    "the sum of eight means over equal parts is eight times the mean over all, so the rate is 8 · 0.02 = "
    "0.16. "
    "Plain gradient descent shows the mistake: it soon overshoots. Adam divides by the size of the "
    "slopes, and "
    "hides it."
)
def summed_rate():
    return 8 * 0.02


# ---------------------------------------------------------------- share_slopes

SHARE_SLOPES = Function(
    name="share_slopes",
    chapter=16,
    minutes=7,
    difficulty=2,
    prompt="""
Machines have shared a batch, and not evenly. `rows` of shape (k,) says how many rows each of them had, and
row i of `slopes`, of shape (k, d), holds the slopes of the *mean* loss over the rows of machine i.
Return the slopes of the mean loss over the whole batch, an array (d,). Towards the end of the data a machine
may get no row at all: the mean over nothing is `nan`, and so are its slopes. At least one machine has rows.
""",
    stub='''
def share_slopes(slopes, rows):
    """Return the slopes of the mean loss over all rows."""
    ...
''',
    hints=[
        "Slopes of a *sum* may be added up. How do you get the sum over a machine's rows back from its mean?",
        "Multiply each machine's slopes by its number of rows, add up, and divide by the number of all rows.",
        "0 * nan is nan, and one of them spoils the sum. Leave out machines without rows: rows > 0.",
    ],
)


@SHARE_SLOPES.inputs
def draw_shares(rng):
    yield {"slopes": np.array([[2.0]]), "rows": np.array([3])}
    yield {"slopes": np.array([[4.0], [8.0]]), "rows": np.array([3, 1])}
    yield {"slopes": np.array([[4.0], [8.0]]), "rows": np.array([1, 3])}
    yield {"slopes": np.array([[4.0], [np.nan]]), "rows": np.array([2, 0])}
    for k, d in [(2, 3), (3, 2), (3, 3), (4, 5)]:
        yield {"slopes": rng.normal(size=(k, d)).round(1), "rows": rng.integers(1, 60, k)}
    for rows in ([0, 5, 20], [7, 0, 0, 1]):
        slopes = rng.normal(size=(len(rows), 3)).round(1)
        slopes[np.equal(rows, 0)] = np.nan
        yield {"slopes": slopes, "rows": np.array(rows)}
    yield {"slopes": 1e-6 * rng.normal(size=(2, 3)), "rows": np.array([48, 16])}


SHARE_SLOPES.atol = 1e-15


@SHARE_SLOPES.solution(
    "slopes of sums may be added, slopes of means may not: times its rows, each mean is a sum again, and one "
    "division at the end makes the mean over all. Who has no rows has nothing to add."
)
def share_slopes(slopes, rows):
    busy = rows > 0
    return rows[busy] @ slopes[busy] / rows.sum()


@SHARE_SLOPES.wrong(
    "you took the plain mean over the machines: with 48 and 16 rows, a row of the small one then counts "
    "three "
    "times as much."
)
def plain_mean(slopes, rows):
    return slopes[rows > 0].mean(axis=0)


@SHARE_SLOPES.wrong("a machine without rows spoils it: 0 times nan is nan. Leave it out, rows > 0.")
def zero_times_nan(slopes, rows):
    return rows @ slopes / rows.sum()


@SHARE_SLOPES.wrong(
    "you took the mean over all machines: those with few rows count too much, and who has none spoils it."
)
def mean_of_all(slopes, rows):
    return slopes.mean(axis=0)


@SHARE_SLOPES.wrong(
    "nan counts as slopes of 0 here, and then takes part in the mean: who has no rows, counts not."
)
def mean_with_zeros(slopes, rows):
    return np.nan_to_num(slopes).mean(axis=0)


@SHARE_SLOPES.wrong(
    "you added the slopes up: that is the forgotten division, with rows that count unevenly as well."
)
def added_up(slopes, rows):
    return slopes[rows > 0].sum(axis=0)


@SHARE_SLOPES.wrong("these are the slopes of the *sum* over all rows: divide by how many there are.")
def of_the_sum(slopes, rows):
    return rows[rows > 0] @ slopes[rows > 0]


@SHARE_SLOPES.wrong(
    "you divided by the number of machines: each is weighed by its rows, so divide by all rows."
)
def divided_by_machines(slopes, rows):
    return rows[rows > 0] @ slopes[rows > 0] / len(rows)


@SHARE_SLOPES.wrong(
    "you divided by the number of busy machines: each is weighed by its rows, so divide by all rows."
)
def divided_by_the_busy(slopes, rows):
    return rows[rows > 0] @ slopes[rows > 0] / (rows > 0).sum()


@SHARE_SLOPES.wrong("who has few rows counts more in your answer: multiply by rows, where you have divided.")
def divided_by_rows(slopes, rows):
    busy = rows > 0
    return (1 / rows[busy]) @ slopes[busy] / (1 / rows[busy]).sum()


@SHARE_SLOPES.wrong("you divided by the largest number of rows: divide by the number of all rows.")
def divided_by_the_largest(slopes, rows):
    return rows[rows > 0] @ slopes[rows > 0] / rows.max()


@SHARE_SLOPES.wrong(
    "those are the slopes of one machine, that with most rows: the others have learned something too."
)
def the_largest_alone(slopes, rows):
    return slopes[rows.argmax()] + 0.0


@SHARE_SLOPES.wrong(
    "you averaged over the weights, along axis=1: average over the machines, and keep a slope a weight."
)
def along_the_weights(slopes, rows):
    return np.nanmean(slopes[rows > 0], axis=1)


@SHARE_SLOPES.wrong("not added up yet: these are the machines' parts, a row each.")
def parts(slopes, rows):
    return rows[rows > 0][:, None] * slopes[rows > 0] / rows.sum()
