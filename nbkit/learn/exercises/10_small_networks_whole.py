"""Chapter 10: small networks, whole."""

# mypy: allow-untyped-defs
# The answers stand here as a learner writes them, without annotations.

import numpy as np

import nbkit as nb
from nbkit.learn.exercise import Choice, Function, Option, Prediction
from nbkit.learn.own_tests import OwnTest

# ---------------------------------------------------------------- best_accuracy

BEST_ACCURACY = Function(
    name="best_accuracy",
    chapter=10,
    minutes=15,
    difficulty=3,
    prompt="""
The same input gets the same answer. So where equal rows have different labels, some answers are wrong,
whatever the network. What is the best accuracy that *any* network can reach on these examples?
`X` has shape (n, d), `y` shape (n,) with whole numbers as labels, two or more kinds. Return the share of
rows, between 0 and 1, that can be right at most.
""",
    stub='''
def best_accuracy(X, y):
    """Return the largest accuracy that any function of the rows of X can have on the labels y."""
    ...
''',
    hints=[
        "Begin with rows that are all equal, with the labels 0, 1 and 1. Which answer is right most often?",
        "Collect the labels of equal rows, as clashes does: tuple(row) can be a dictionary's key.",
        "From each group the most frequent label can be right: labels.count(label) counts one of them.",
        "Add up these counts over all groups, and divide by the number of rows.",
    ],
)


@BEST_ACCURACY.inputs
def draw_examples(rng):
    yield {"X": np.array([[2], [2], [2]]), "y": np.array([0, 1, 1])}
    yield {"X": np.array([[1, 1], [3, 3], [2, 2], [2, 2]]), "y": np.array([1, 1, 0, 1])}
    yield {"X": np.array([[5]]), "y": np.array([1])}
    yield {"X": np.array([[0, 1], [1, 0], [0, 1], [1, 0], [0, 1]]), "y": np.array([0, 1, 1, 1, 0])}
    yield {"X": np.array([[1], [1], [1], [1], [2], [2]]), "y": np.array([0, 0, 1, 2, 2, 2])}
    yield {"X": np.array([[0, 1], [1, 0]]), "y": np.array([0, 1])}
    for n, d, kinds in [(9, 1, 2), (12, 2, 3), (20, 2, 2)]:
        yield {"X": rng.integers(0, 2, size=(n, d)), "y": rng.integers(0, kinds, size=n)}
    yield {"X": np.array([[0.2], [0.4]]), "y": np.array([0, 1])}
    yield {"X": np.array([[0.1], [0.1 + 1e-9], [0.1]]), "y": np.array([0, 1, 0])}
    yield {"X": np.array([[5.1, 3.5], [5.1, 3.5], [5.4, 3.5]]), "y": np.array([-1, 1, -1])}
    yield {"X": np.array([[1e9], [1e9 + 1], [-1e-9]]), "y": np.array([0, 1, 0])}


@BEST_ACCURACY.solution(
    "equal rows are one question with one answer, and the most frequent label is right most often; "
    "all groups together, over n."
)
def best_accuracy(X, y):
    groups = {}
    for row, label in zip(X.tolist(), y.tolist(), strict=True):
        groups.setdefault(tuple(row), []).append(label)
    right = sum(max(found.count(label) for label in found) for found in groups.values())
    return right / len(y)


def grouped(X, y):
    groups = {}
    for row, label in zip(X.tolist(), y.tolist(), strict=True):
        groups.setdefault(tuple(row), []).append(label)
    return groups.values()


def most(labels):
    return max(labels.count(label) for label in labels)


@BEST_ACCURACY.wrong("1 is out of reach where equal rows have different labels: one answer cannot be both.")
def always_one(X, y):
    return 1.0


@BEST_ACCURACY.wrong("you count clashing rows as lost: their most frequent label can still be right.")
def clashes_are_lost(X, y):
    return sum(len(found) for found in grouped(X, y) if len(set(found)) == 1) / len(y)


@BEST_ACCURACY.wrong("you count half of each clash as right: an answer can follow the more frequent label.")
def half_of_each_clash(X, y):
    return sum(len(found) / len(set(found)) for found in grouped(X, y)) / len(y)


@BEST_ACCURACY.wrong("you looked at the labels alone: each different row may get an answer of its own.")
def most_frequent_of_all(X, y):
    return most(y.tolist()) / len(y)


@BEST_ACCURACY.wrong("you counted different rows: the accuracy counts examples, so divide by n.")
def by_different_rows(X, y):
    groups = grouped(X, y)
    return sum(most(found) / len(found) for found in groups) / len(groups)


@BEST_ACCURACY.wrong("that is a number of rows: divide by n to get a share.")
def not_divided(X, y):
    return sum(most(found) for found in grouped(X, y))


@BEST_ACCURACY.wrong("that is the smallest share of errors: the accuracy is 1 minus that.")
def share_of_errors(X, y):
    return 1 - sum(most(found) for found in grouped(X, y)) / len(y)


@BEST_ACCURACY.wrong("you counted one error a clash: three rows against two are two errors.")
def one_error_a_clash(X, y):
    return 1 - sum(len(set(found)) > 1 for found in grouped(X, y)) / len(y)


@BEST_ACCURACY.wrong("you let the first label of equal rows count: the most frequent is right more often.")
def first_label_counts(X, y):
    return sum(found.count(found[0]) for found in grouped(X, y)) / len(y)


@BEST_ACCURACY.wrong("you let the last label of equal rows count: the most frequent is right more often.")
def last_label_counts(X, y):
    return sum(found.count(found[-1]) for found in grouped(X, y)) / len(y)


@BEST_ACCURACY.wrong("you cut off what stands after the point: 0.2 and 0.4 are different rows.")
def cuts_the_decimals(X, y):
    return sum(most(found) for found in grouped(X.astype(int), y)) / len(y)


@BEST_ACCURACY.wrong("you rounded the rows: two that differ by ever so little are different rows.")
def rounds_the_rows(X, y):
    return sum(most(found) for found in grouped(X.round(2), y)) / len(y)


@BEST_ACCURACY.wrong("with three labels in a group all but the most frequent are wrong, not only the rarest.")
def only_the_rarest_wrong(X, y):
    groups = grouped(X, y)
    errors = sum(min(found.count(label) for label in found) for found in groups if len(set(found)) > 1)
    return 1 - errors / len(y)


@BEST_ACCURACY.wrong(
    "you add the labels up as if they were 0 and 1: they may be any whole numbers, so count them, and keep "
    "the largest count."
)
def labels_are_0_or_1(X, y):
    return sum(max(sum(found), len(found) - sum(found)) for found in grouped(X, y)) / len(y)


@BEST_ACCURACY.wrong(
    "you divided by the number of different rows: a share cannot be above 1, so divide by all n rows."
)
def by_the_groups(X, y):
    return sum(most(found) for found in grouped(X, y)) / len(grouped(X, y))


@BEST_ACCURACY.wrong("you counted the rows that clash only: those that don't clash can be right as well.")
def clashes_only(X, y):
    return sum(most(found) for found in grouped(X, y) if len(set(found)) > 1) / len(y)


@BEST_ACCURACY.wrong("each row counts once only, however many are equal: add the counts, not ones.")
def each_row_once(X, y):
    return len(grouped(X, y)) / len(y)


# ---------------------------------------------------------------- start_size

START_SIZE = Prediction(
    name="start_size",
    chapter=10,
    minutes=5,
    difficulty=2,
    prompt="""
A layer without activation has 100 inputs. They lie around 0, with spread 2. How large must the spread $s$ of
its random weights be, so that the sums have spread 1? The answer must be exact.
""",
    stub="start_size = ...  # a number",
    hints=[
        "Count in variances. Which variance has an input of spread 2?",
        "One product has the variance s² times that of the input; 100 of them add up.",
        "100 · s² · 4 shall be 1. Solve for s², and take the root.",
    ],
    mistakes={
        0.1: "that is for inputs of spread 1: these are twice as large.",
        0.025: "you took 4 for the inputs' spread: 4 is their variance, the spread is 2.",
        0.0025: "that is s², the variance of the weights: take its root.",
        0.2: "larger inputs need smaller weights: divide by their spread.",
        0.005: "you divided by 100: variances add up, so the spread grows with the root of 100.",
        0.02: "you divided by 100 and went the wrong way with the 2: the spread grows with the root of 100.",
        20: "that is how much the sums would grow with s = 1: s must make up for it.",
        0.5: "one input alone would need that: a hundred products add up.",
        0.01: "you divided 1 by the number of inputs: take its root, and count the inputs' spread.",
    },
)


@START_SIZE.solution("100 · s² · 2² = 1 gives s² = 0.0025, and the root of that is 0.05.")
def start_size():
    return 0.05


# ---------------------------------------------------------------- test_step

TEST_STEP = OwnTest(
    name="test_step",
    chapter=10,
    minutes=15,
    difficulty=3,
    prompt="""
A training that learns proves little, as 10.3 has shown. So test one step. `step(X, T, W1, W2, lr)` should
return the new pair `(W1, W2)` after one step of gradient descent with the rate `lr`. The network is
`nb.tanh(X @ W1) @ W2`, its loss `np.mean((output - T) ** 2)`, the mean over *all* entries. Both tables move
from the values that they had before the step. All arrays hold floats. Nothing that it is given changes,
and a second call has forgotten the first.

Write a test that takes such a `step` and raises an `AssertionError` where it is wrong. Three right ones
must pass, right to five digits, and eight broken ones must not. `nb.gradient(f, W)` measures a slope.
""",
    stub='''
def test_step(step):
    """Raise an AssertionError where step does not return the right (W1, W2)."""
    ...
''',
    hints=[
        "A lower loss is not enough. What should W1 be? W1 - lr * nb.gradient(loss_of_W1, W1).",
        "def loss(W1, W2): ... and nb.gradient(lambda W: loss(W, W2), W1): one table moves at a time.",
        "How many examples, how many outputs? With one of either its mean is not seen. And which rates?",
        "At a tiny rate nothing moves, and everything is close. Take 0.5, and another one in a second call.",
        "Copy X, T, W1 and W2 before, and compare them afterwards.",
    ],
)


@TEST_STEP.right("the plainest right one is refused: are the new tables that you expect right?")
def by_hand(X, T, W1, W2, lr):
    a = np.tanh(X @ W1)
    G = 2 * (a @ W2 - T) / T.size
    return W1 - lr * X.T @ ((G @ W2.T) * (1 - a**2)), W2 - lr * a.T @ G


@TEST_STEP.right(
    "a right one is refused that adds up example by example: its last digit may be another. Compare with "
    "some room, as np.allclose does."
)
def one_by_one(X, T, W1, W2, lr):
    W1_new, W2_new = W1.copy(), W2.copy()
    for x, t in zip(X[::-1], T[::-1], strict=True):
        a = np.tanh(x @ W1)
        G = (a @ W2 - t) * 2 / T.size
        W2_new -= lr * np.outer(a, G)
        W1_new -= lr * np.outer(x, (W2 @ G) / np.cosh(x @ W1) ** 2)
    return W1_new, W2_new


@TEST_STEP.right(
    "a right one is refused that has a graph do the work, and returns a list: only the two new tables count."
)
def as_a_graph(X, T, W1, W2, lr):
    with nb.Graph().as_default():
        first, second = nb.Variable(W1), nb.Variable(W2)
        loss = nb.mean(nb.square(nb.tanh(X @ first) @ second - T))
        session = nb.Session()
        session.run(nb.GradientDescent(lr).minimize(loss))
        return session.run([first, second])


ONE = np.ones((1, 1))


@TEST_STEP.broken(X=ONE, T=0 * ONE, W1=0 * ONE + 0.5, W2=ONE, lr=0.5)
def against_the_slope(X, T, W1, W2, lr):
    return by_hand(X, T, W1, W2, -lr)


@TEST_STEP.broken(X=ONE, T=0 * ONE, W1=0 * ONE + 0.5, W2=ONE, lr=0.5)
def first_table_stays(X, T, W1, W2, lr):
    return W1.copy(), by_hand(X, T, W1, W2, lr)[1]


@TEST_STEP.broken(X=ONE, T=0 * ONE, W1=0 * ONE + 0.5, W2=ONE, lr=0.5)
def a_rate_of_its_own(X, T, W1, W2, lr):
    return by_hand(X, T, W1, W2, 0.1)


@TEST_STEP.broken(X=np.ones((2, 1)), T=np.zeros((2, 1)), W1=0 * ONE + 0.5, W2=ONE, lr=0.5)
def sum_over_examples(X, T, W1, W2, lr):
    return by_hand(X, T, W1, W2, lr * len(X))


@TEST_STEP.broken(X=ONE, T=np.zeros((1, 2)), W1=0 * ONE + 0.5, W2=np.ones((1, 2)), lr=0.5)
def sum_over_outputs(X, T, W1, W2, lr):
    return by_hand(X, T, W1, W2, lr * T.shape[1])


@TEST_STEP.broken(X=ONE, T=0 * ONE, W1=0 * ONE + 0.5, W2=ONE, lr=0.5)
def back_through_the_new_table(X, T, W1, W2, lr):
    a = np.tanh(X @ W1)
    G = 2 * (a @ W2 - T) / T.size
    W2 = W2 - lr * a.T @ G
    return W1 - lr * X.T @ ((G @ W2.T) * (1 - a**2)), W2


@TEST_STEP.broken(X=ONE, T=0 * ONE, W1=0 * ONE + 0.5, W2=ONE, lr=0.5)
def into_what_is_given(X, T, W1, W2, lr):
    W1[:], W2[:] = by_hand(X, T, W1, W2, lr)
    return W1.copy(), W2.copy()


@TEST_STEP.broken(calls=2, X=ONE, T=0 * ONE, W1=0 * ONE + 0.5, W2=ONE, lr=0.5)
class WithMomentum:
    def __init__(self):
        self.before = (0.0, 0.0)

    def __call__(self, X, T, W1, W2, lr):
        moved = [new - old for new, old in zip(by_hand(X, T, W1, W2, lr), (W1, W2), strict=True)]
        if all(np.shape(b) in ((), np.shape(m)) for b, m in zip(self.before, moved, strict=True)):
            moved = [0.9 * b + m for b, m in zip(self.before, moved, strict=True)]
        self.before = moved
        return W1 + moved[0], W2 + moved[1]


@TEST_STEP.solution(
    "each table is compared with where a measured slope leads, on several examples with several outputs, at "
    "two rates that one can see, and what was handed over is looked at again."
)
def test_step(step):
    rng = np.random.default_rng(10)
    for lr in (0.5, 0.2):
        X, T = rng.normal(size=(5, 3)), rng.normal(size=(5, 2))
        W1, W2 = rng.normal(size=(3, 4)), rng.normal(size=(4, 2))
        before = [array.copy() for array in (X, T, W1, W2)]
        for new, goal in zip(step(X, T, W1, W2, lr), where_it_leads(*before, lr), strict=True):
            assert np.allclose(new, goal, atol=1e-6)
        assert all(map(np.array_equal, (X, T, W1, W2), before))


def where_it_leads(X, T, W1, W2, lr):
    def loss(W1, W2):
        return np.mean((nb.tanh(X @ W1) @ W2 - T) ** 2)

    slope_1 = nb.gradient(lambda W: loss(W, W2), W1)
    slope_2 = nb.gradient(lambda W: loss(W1, W), W2)
    return W1 - lr * slope_1, W2 - lr * slope_2


def drawn(examples=5, outputs=2):
    """X, T, W1 and W2 at random, for so many examples and outputs."""
    rng = np.random.default_rng(10)
    shapes = ((examples, 3), (examples, outputs), (3, 4), (4, outputs))
    return [rng.normal(size=shape) for shape in shapes]


def right_step(step, given, lr, unchanged=True, parts=(0, 1), atol=1e-6):
    """Assert that one step goes where it should; what is not to be looked at is left out."""
    before = [array.copy() for array in given]
    new, goal = step(*given, lr), by_hand(*before, lr)
    assert all(np.allclose(new[part], goal[part], atol=atol) for part in parts)
    assert not unchanged or all(map(np.array_equal, given, before))


@TEST_STEP.wrong(
    "nothing is ever refused: printing or comparing is not enough, and an assert must be able to fail."
)
def steps_and_says_nothing(step):
    X, T, W1, W2 = drawn()
    np.allclose(step(X, T, W1, W2, 0.5)[0], W1)


@TEST_STEP.wrong(
    "a lower loss is all that you ask for, and most that is wrong lowers it too, as 10.3 has shown. Say "
    "where W1 and W2 should be after the step."
)
def only_lower(step):
    X, T, W1, W2 = drawn()
    V1, V2 = step(X, T, W1, W2, 0.05)
    assert np.mean((np.tanh(X @ V1) @ V2 - T) ** 2) < np.mean((np.tanh(X @ W1) @ W2 - T) ** 2)


@TEST_STEP.wrong("there is one example in your X. Of one, a sum is a mean: take five.")
def of_one_example(step):
    for lr in (0.5, 0.2):
        right_step(step, drawn(examples=1), lr)


@TEST_STEP.wrong("your network has one output. The mean is over all entries of T: give it two columns.")
def of_one_output(step):
    for lr in (0.5, 0.2):
        right_step(step, drawn(outputs=1), lr)


@TEST_STEP.wrong("0.1 is the only rate that you try, and somebody has written it into his step. Try another.")
def at_a_tenth(step):
    for _ in range(2):
        right_step(step, drawn(), 0.1)


@TEST_STEP.wrong(
    "you look at what comes back, and not at what was handed over. Copy W1 and W2 before, and compare "
    "afterwards."
)
def never_looks_back(step):
    for lr in (0.5, 0.2):
        right_step(step, drawn(), lr, unchanged=False)


@TEST_STEP.wrong("you call it once. What it remembers shows in the second call.")
def of_one_call(step):
    right_step(step, drawn(), 0.5)


@TEST_STEP.wrong("you compare W2 alone. What goes wrong on the way back to W1 is not seen.")
def of_the_last_table(step):
    for lr in (0.5, 0.2):
        right_step(step, drawn(), lr, parts=(1,))


@TEST_STEP.wrong(
    "your rate is so small that the tables hardly move, and the room that you leave is larger than the "
    "step. Take a rate of 0.5, or less room."
)
def at_a_tiny_rate(step):
    for lr in (1e-4, 2e-4):
        right_step(step, drawn(), lr, atol=1e-3)


@TEST_STEP.wrong(
    "one call, and only the two new tables: so most begin. Call it twice, and look at W1 and W2 afterwards."
)
def as_most_begin(step):
    right_step(step, drawn(), 0.5, unchanged=False)


@TEST_STEP.wrong(
    "you compare with ==, to the last bit. A sum in another order ends in another digit: leave room, "
    "np.allclose does."
)
def wants_the_same_bits(step):
    for lr in (0.5, 0.2):
        given = drawn()
        before = [array.copy() for array in given]
        assert all(map(np.array_equal, step(*given, lr), by_hand(*before, lr)))
        assert all(map(np.array_equal, given, before))


# ---------------------------------------------------------------- early_stop

EARLY_STOP = Function(
    name="early_stop",
    chapter=10,
    minutes=12,
    difficulty=2,
    prompt="""
In practice nobody trains to the end to find where it should have stopped. One waits. `losses` is a list of
validation losses, in order. Go through it, and keep the *place* of the lowest so far (the first one is place
0). Stop as soon as `patience` losses in a row have not been lower than the lowest. Return the place of
the lowest that you saw. The first loss is the lowest when it comes: `early_stop([0.9, 0.8, 0.7], 1)` is 2.
""",
    stub='''
def early_stop(losses, patience):
    """Return the place of the lowest loss before patience ran out."""
    ...
''',
    hints=[
        "Keep one number, the place of the best so far. It begins at 0.",
        "for place, loss in enumerate(losses): is it lower than losses[best]? Then this place is the best.",
        "How many losses in a row were no better? That is place - best.",
        "If it reaches patience, stop. After the loop, too, best is the answer.",
    ],
)


@EARLY_STOP.inputs
def draw_losses(rng):
    yield {"losses": [0.5], "patience": 1}
    yield {"losses": [230.0, 210.0, 190.0], "patience": 2}
    yield {"losses": [0.3, 0.2, 0.25, 0.1], "patience": 2}
    yield {"losses": [0.9, 0.5, 0.6, 0.7], "patience": 3}
    yield {"losses": [0.9, 0.5, 0.6, 0.7, 0.3], "patience": 2}
    yield {"losses": [0.9, 0.5, 0.6, 0.7, 0.3], "patience": 3}
    yield {"losses": [0.9, 0.5, 0.6, 0.4, 0.5, 0.2], "patience": 2}
    yield {"losses": [0.9, 0.5, 0.7, 0.6, 0.8, 0.1], "patience": 3}
    yield {"losses": [0.4, 0.4, 0.4, 0.1], "patience": 2}
    yield {"losses": [0.4, 0.3999, 0.5], "patience": 2}
    yield {"losses": [0.4, 0.4, 0.5], "patience": 5}
    yield {"losses": [0.9, 0.8, 0.7, 0.6], "patience": 1}
    yield {"losses": [0.9, 0.5, 0.8, 0.7, 0.6, 0.1], "patience": 2}
    yield {"losses": [1.0, 2.0, 0.5], "patience": 1}
    yield {"losses": [0.9, 0.5, 0.6, 0.4, 0.9, 0.8, 0.3, 0.7], "patience": 3}
    for patience in (1, 2, 4):
        yield {"losses": rng.uniform(0.1, 1, size=15).round(2).tolist(), "patience": patience}
    yield {"losses": [3e300, 2e300, float("inf"), 1e300, 1e-300, 0.0], "patience": 2}


@EARLY_STOP.solution(
    "place - best counts the losses in a row that were no better; what comes after the patience ran "
    "out was never computed in practice."
)
def early_stop(losses, patience):
    best = 0
    for place, loss in enumerate(losses):
        if loss < losses[best]:
            best = place
        if place - best >= patience:
            break
    return best


def waited(losses, patience, better=lambda loss, lowest: loss < lowest):
    best = place = 0
    for place, loss in enumerate(losses):
        if better(loss, losses[best]):
            best = place
        if place - best >= patience:
            break
    return best, place


@EARLY_STOP.wrong("you looked at all losses: after patience has run out, nobody knows what comes.")
def lowest_of_all(losses, patience):
    return losses.index(min(losses))


@EARLY_STOP.wrong("you returned where it stops: the best weights are those of the lowest loss before.")
def where_it_stops(losses, patience):
    return waited(losses, patience)[1]


@EARLY_STOP.wrong("you returned the loss: its place is asked for.")
def returns_the_loss(losses, patience):
    return losses[waited(losses, patience)[0]]


@EARLY_STOP.wrong("you stop one loss late: with patience 1 the first that is no better ends it.")
def one_late(losses, patience):
    return waited(losses, patience + 1)[0]


@EARLY_STOP.wrong("you stop one loss early: with patience 2 a single worse loss is forgiven.")
def one_early(losses, patience):
    return waited(losses, max(patience - 1, 1))[0]


@EARLY_STOP.wrong("you stop at the first loss that is no better, whatever the patience.")
def no_patience(losses, patience):
    return waited(losses, 1)[0]


@EARLY_STOP.wrong(
    "you compare with the loss before: compare with the lowest so far, or a slow climb and dip fools you."
)
def compares_with_the_one_before(losses, patience):
    best = bad = 0
    for place in range(1, len(losses)):
        bad = 0 if losses[place] < losses[place - 1] else bad + 1
        if losses[place] < losses[best]:
            best = place
        if bad >= patience:
            break
    return best


@EARLY_STOP.wrong("you count all losses that were no better: a new lowest starts the count again.")
def counts_them_all(losses, patience):
    best = bad = 0
    for place in range(1, len(losses)):
        if losses[place] < losses[best]:
            best = place
        else:
            bad += 1
        if bad >= patience:
            break
    return best


@EARLY_STOP.wrong("an equal loss counts as better for you: it must be lower, so compare with <.")
def equal_is_better(losses, patience):
    return waited(losses, patience, lambda loss, lowest: loss <= lowest)[0]


@EARLY_STOP.wrong("if patience never runs out nothing comes back: return the best after the loop too.")
def nothing_at_the_end(losses, patience):
    best = 0
    for place, loss in enumerate(losses):
        if loss < losses[best]:
            best = place
        if place - best >= patience:
            return best
    return None


@EARLY_STOP.wrong("you keep the largest: a loss shall be low.")
def keeps_the_largest(losses, patience):
    return waited(losses, patience, lambda loss, lowest: loss > lowest)[0]


@EARLY_STOP.wrong(
    "your lowest begins at a number of your own, and no loss here is below it: begin with the first loss, or "
    "with infinity."
)
def begins_at_one(losses, patience):
    return begins_at(1.0, losses, patience)


@EARLY_STOP.wrong(
    "your lowest begins at a large number, and losses may be larger: begin with the first loss, or with "
    "infinity."
)
def begins_at_a_large_number(losses, patience):
    return begins_at(1e9, losses, patience)


def begins_at(lowest, losses, patience):
    best = bad = 0
    for place, loss in enumerate(losses):
        if loss < lowest:
            lowest, best, bad = loss, place, 0
        else:
            bad += 1
        if bad == patience:
            break
    return best


@EARLY_STOP.wrong(
    "the first loss is compared with itself and counted as no better: it is the lowest when it comes, so "
    "count from the second on."
)
def first_loss_is_no_better(losses, patience):
    best = bad = 0
    for place in range(len(losses)):
        if losses[place] < losses[best]:
            best, bad = place, 0
        else:
            bad += 1
        if bad == patience:
            break
    return best


@EARLY_STOP.wrong("you waited from the start: each new lowest starts the wait again.")
def waits_from_the_start(losses, patience):
    seen = losses[: patience + 1]
    return seen.index(min(seen))


@EARLY_STOP.wrong("that is the place where you stopped: the place of the lowest before it is asked for.")
def place_of_the_last_loss(losses, patience):
    best = 0
    for place, loss in enumerate(losses):
        if loss < losses[best]:
            best = place
        if place - best >= patience:
            return place
    return best


@EARLY_STOP.wrong("the losses may end before the patience does: stop at the end of the list as well.")
def runs_off_the_end(losses, patience):
    best = place = 0
    while place - best < patience:
        place += 1
        if losses[place] < losses[best]:
            best = place
    return best


@EARLY_STOP.wrong("you counted places from 1: the first is place 0.")
def counts_from_one(losses, patience):
    return waited(losses, patience)[0] + 1


# ---------------------------------------------------------------- decay_step

DECAY_STEP = Function(
    name="decay_step",
    chapter=10,
    minutes=8,
    difficulty=2,
    prompt="""
Write one step of gradient descent with weight decay. `dW` and `db` are the slopes of the loss *without* its
penalty; the penalty is $\\lambda \\sum w^2$, over the weights and not the bias, and `decay` is $\\lambda$.
Return the new pair `(W, b)`, and leave the old arrays as they were.
""",
    stub='''
def decay_step(W, b, dW, db, lr, decay):
    """Return the pair (W, b) after one step on the loss plus decay * sum(W ** 2)."""
    ...
''',
    hints=[
        "What is stepped against is the slope of the whole: loss plus penalty.",
        "The slope of decay * w ** 2 by w, as in school?",
        "The learning rate multiplies the sum of both slopes. The bias has no penalty.",
    ],
)


@DECAY_STEP.inputs
def draw_weights(rng):
    def arrays(d, m):
        pairs = (rng.normal(size=(d, m)), rng.normal(size=m), rng.normal(size=(d, m)), rng.normal(size=m))
        return dict(zip(("W", "b", "dW", "db"), (a.round(1) for a in pairs), strict=True))

    one = {"W": np.array([[2.0]]), "b": np.array([3.0]), "dW": np.array([[0.0]]), "db": np.array([0.0])}
    yield {**one, "lr": 0.1, "decay": 0.5}
    for (d, m), lr, decay in [
        ((1, 1), 0.5, 0.1),
        ((2, 3), 0.1, 0.2),
        ((3, 1), 1.0, 0.01),
        ((1, 4), 0.2, 1.0),
    ]:
        yield {**arrays(d, m), "lr": lr, "decay": decay}
    yield {**arrays(2, 2), "lr": 0.3, "decay": 0.0}
    yield {"W": np.array([[1e6, -1e-6]]), "b": np.zeros(2), "dW": np.ones((1, 2)), "db": np.ones(2)} | {
        "lr": 0.25,
        "decay": 0.5,
    }


@DECAY_STEP.solution(
    "the penalty adds 2λW to the slope of the weights, so each weight loses the share 2 · lr · λ of "
    "itself; the bias moves as before."
)
def decay_step(W, b, dW, db, lr, decay):
    return W - lr * (dW + 2 * decay * W), b - lr * db


@DECAY_STEP.wrong("the 2 is missing: the slope of w² is 2w.")
def without_the_two(W, b, dW, db, lr, decay):
    return W - lr * (dW + decay * W), b - lr * db


@DECAY_STEP.wrong(
    "you took the share decay off the weights: with the slope of the penalty it is 2 · lr · decay, for the "
    "rate multiplies it too."
)
def share_without_rate(W, b, dW, db, lr, decay):
    return W * (1 - decay) - lr * dW, b - lr * db


@DECAY_STEP.wrong(
    "brackets are missing: lr multiplies the sum of both slopes, and both are subtracted, so the sum needs "
    "brackets."
)
def brackets_missing(W, b, dW, db, lr, decay):
    return W - lr * dW + 2 * decay * W, b - lr * db


@DECAY_STEP.wrong("the bias decays too: the penalty is over the weights only.")
def bias_decays(W, b, dW, db, lr, decay):
    return W - lr * (dW + 2 * decay * W), b - lr * (db + 2 * decay * b)


@DECAY_STEP.wrong(
    "the decay makes weights larger: the penalty's slope is added to dW, then both are subtracted."
)
def weights_grow(W, b, dW, db, lr, decay):
    return W - lr * (dW - 2 * decay * W), b - lr * db


@DECAY_STEP.wrong("you step uphill: slopes are subtracted.")
def uphill(W, b, dW, db, lr, decay):
    return W + lr * (dW + 2 * decay * W), b + lr * db


@DECAY_STEP.wrong("the decay lacks the learning rate: it is part of the slope, so lr multiplies it as well.")
def decay_without_rate(W, b, dW, db, lr, decay):
    return W - lr * dW - 2 * decay * W, b - lr * db


@DECAY_STEP.wrong("you step first and shrink what came out: the penalty's slope is taken at the old weights.")
def shrinks_afterwards(W, b, dW, db, lr, decay):
    return (W - lr * dW) * (1 - 2 * lr * decay), b - lr * db


@DECAY_STEP.wrong("the decay is not there: add the slope of the penalty to dW.")
def no_decay(W, b, dW, db, lr, decay):
    return W - lr * dW, b - lr * db


@DECAY_STEP.wrong("you added the penalty itself: what a weight needs is its slope, which is 2 · decay · w.")
def adds_the_penalty(W, b, dW, db, lr, decay):
    return W - lr * (dW + decay * np.sum(W**2)), b - lr * db


@DECAY_STEP.wrong("you added decay · w² to the slope: take the slope of that, 2 · decay · w.")
def adds_the_squares(W, b, dW, db, lr, decay):
    return W - lr * (dW + decay * W**2), b - lr * db


@DECAY_STEP.wrong("you took the penalty on the size, |w|: with the square the slope grows with the weight.")
def slope_of_the_size(W, b, dW, db, lr, decay):
    return W - lr * (dW + decay * np.sign(W)), b - lr * db


@DECAY_STEP.wrong(
    "you changed the caller's arrays: W -= ... writes into the old one, W = W - ... makes a new one."
)
def changes_in_place(W, b, dW, db, lr, decay):
    W -= lr * (dW + 2 * decay * W)
    b -= lr * db
    return W, b


@DECAY_STEP.wrong("you returned the weights alone: return the pair (W, b).")
def weights_alone(W, b, dW, db, lr, decay):
    return W - lr * (dW + 2 * decay * W)


# ---------------------------------------------------------------- honest_number

HONEST_NUMBER = Choice(
    name="honest_number",
    chapter=10,
    minutes=3,
    difficulty=1,
    prompt="""
A friend trains twenty networks on her training points, with twenty strengths of decay. She tries all twenty
on the test points and reports the best: 0.91. What is to be said of this number?
""",
    options={
        "a": Option(
            "It is fair: no network was trained on a test point.",
            "no weight has seen them, but she has: the strength was chosen by the test points.",
        ),
        "b": Option(
            "It is probably too high. She should choose by validation points and open the test set once.",
            "the best of twenty owes part of its lead to luck with these very points, and that luck "
            "doesn't come along to new ones.",
        ),
        "c": Option(
            "It is probably too low: with more strengths she would have found a better one.",
            "with more strengths the best number rises, even if all networks are equally good: that is "
            "the trouble, not the cure.",
        ),
        "d": Option(
            "It is fair if she reports the mean over the twenty instead.",
            "a mean is not picked by luck, but it is the number of no network: nobody will use the mean.",
        ),
        "e": Option(
            "It is fair: luck needs thousands of tries, and twenty are few.",
            "twenty are enough: the best of twenty equally lucky numbers lies nearly two standard "
            "deviations above their mean.",
        ),
        "f": Option(
            "It becomes fair if she trains the winner again, on all points together.",
            "then no point is left that the network has not seen, and nothing can be measured at all.",
        ),
        "g": Option(
            "It becomes fair if all twenty begin from the same weights.",
            "that takes the luck of the start away, not the luck with these test points, by which she chose.",
        ),
    },
    right="b",
    hints=[
        "Suppose that all twenty strengths are equally good, and differ by chance alone. What does the best "
        "of them show?",
        "Which of the three sets is for choosing, and which for reporting?",
        "Try it: draw 20 numbers with rng.normal(0.88, 0.015, size=20). Their mean is near 0.88. And the "
        "largest?",
    ],
)
