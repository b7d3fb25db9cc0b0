"""Chapter 12: training on MNIST."""

# mypy: allow-untyped-defs
# The answers stand here as a learner writes them, without annotations.

import functools
from typing import Any

import numpy as np

import nbkit as nb
from nbkit.learn.compare import as_float, is_number
from nbkit.learn.exercise import Choice, Function, Option, Prediction, Run, WrongKind
from nbkit.learn.own_tests import OwnTest

# ---------------------------------------------------------------- test_batches


def two_epochs(batches, X, y, size):
    """Of two epochs from one rng, what each batch holds: row and label of every example."""
    rng, epochs = np.random.default_rng(3), []
    for epoch in (1, 2):
        pairs = [(images.copy(), labels.copy()) for images, labels in batches(X, y, size, rng)]
        batch = [" ".join(f"{row[0]:g}:{label}" for row, label in zip(*pair, strict=True)) for pair in pairs]
        epochs.append(f"epoch {epoch}, row:label  [{'] ['.join(batch)}]")
    return Run("\n".join(epochs), "\n".join(epochs))


TEST_BATCHES = OwnTest(
    name="test_batches",
    chapter=12,
    minutes=12,
    difficulty=2,
    gives=two_epochs,
    prompt="""
A mistake in the batches raises no error. The network learns on, a little worse, and nobody looks for the
reason there. So test it. `batches(X, y, size, rng)` is one epoch: it gives pairs, some rows of `X` and
their labels, in a list or by a generator. Every example comes once, in an order drawn anew from `rng` each
time, and rows that stood side by side come apart. Each batch has `size` examples; what is left over makes
a smaller one at the end. `X` and `y` stay as they are.

Write a test that takes such a `batches` and raises an `AssertionError` where it is wrong. Three right ones
must pass, and eight broken ones must not. The right ones use `rng` each in a way of its own, so there is no
order to expect.
""",
    stub='''
def test_batches(batches):
    """Raise an AssertionError where batches(X, y, size, rng) is wrong."""
    ...
''',
    hints=[
        "Make X so that a row tells its label: y = np.arange(23) and X = np.stack([y, 10 * y], axis=1).",
        "pairs = list(batches(X, y, 5, rng)) takes lists and generators. 23 is not a multiple of 5.",
        "Join the labels of all batches: sorted they are y, unsorted not. And do the rows belong to them?",
        "Take a second epoch from the same rng: the order is another one.",
        "Are the first five labels neighbours still, when they are sorted? And are X and y as before?",
    ],
)


@TEST_BATCHES.right(
    "the plainest right one is refused: does your test take what comes one after the other, with list(...), "
    "and expect what can be expected?"
)
def one_after_the_other(X, y, size, rng):
    order = rng.permutation(len(X))
    for start in range(0, len(X), size):
        rows = order[start : start + size]
        yield X[rows], y[rows]


@TEST_BATCHES.right(
    "a right one is refused that sorts random keys, and gives views of a shuffled copy: it has another "
    "order than rng.permutation, and may have it."
)
def views_of_a_copy(X, y, size, rng):
    order = rng.random(len(X)).argsort()
    X, y = X[order], y[order]
    X.flags.writeable = y.flags.writeable = False
    return [(X[k : k + size], y[k : k + size]) for k in range(0, len(X), size)]


@TEST_BATCHES.right(
    "a right one is refused that draws example by example, and gives tuples of pairs: it has an order of "
    "its own, and only what it gives counts."
)
def drawn_from_a_bag(X, y, size, rng):
    bag, order = list(range(len(X))), []
    while bag:
        order.append(bag.pop(rng.integers(len(bag))))
    cuts = range(size, len(X), size)
    return tuple(zip(np.split(X[order], cuts), np.split(y[order], cuts), strict=True))


FIVE: dict[str, Any] = {"X": 10.0 * np.arange(5)[:, None], "y": np.arange(5), "size": 2}


@TEST_BATCHES.broken(**FIVE)
def in_the_order_given(X, y, size, rng):
    return [(X[k : k + size], y[k : k + size]) for k in range(0, len(X), size)]


@TEST_BATCHES.broken(**FIVE)
def images_without_their_labels(X, y, size, rng):
    images, labels = rng.permutation(X), rng.permutation(y)
    return [(images[k : k + size], labels[k : k + size]) for k in range(0, len(X), size)]


@TEST_BATCHES.broken(**FIVE)
def without_the_rest(X, y, size, rng):
    return [pair for pair in one_after_the_other(X, y, size, rng) if len(pair[1]) == size]


@TEST_BATCHES.broken(**FIVE)
def filled_up_from_the_start(X, y, size, rng):
    order = rng.permutation(len(X))
    order = np.append(order, order[: -len(X) % size])
    return [(X[order[k : k + size]], y[order[k : k + size]]) for k in range(0, len(X), size)]


@TEST_BATCHES.broken(**FIVE)
def drawn_and_put_back(X, y, size, rng):
    order = rng.integers(len(X), size=len(X))
    return [(X[order[k : k + size]], y[order[k : k + size]]) for k in range(0, len(X), size)]


@TEST_BATCHES.broken(**FIVE)
def the_same_each_time(X, y, size, rng):
    return one_after_the_other(X, y, size, np.random.default_rng(0))


@TEST_BATCHES.broken(**FIVE)
def neighbours_together(X, y, size, rng):
    full = len(X) // size
    starts = [*(size * rng.permutation(full)), *range(full * size, len(X), size)]
    return [(X[k : k + size], y[k : k + size]) for k in starts]


@TEST_BATCHES.broken(**FIVE)
def shuffles_what_it_is_given(X, y, size, rng):
    order = rng.permutation(len(X))
    X[:], y[:] = X[order], y[order]
    return [(X[k : k + size].copy(), y[k : k + size].copy()) for k in range(0, len(X), size)]


@TEST_BATCHES.solution(
    "23 and 5 leave a rest, each row tells its label, and two epochs of one rng show what is shuffled, how "
    "far, and what is left of X and y."
)
def test_batches(batches):
    y = np.arange(23)
    X = np.stack([y, 10 * y], axis=1)
    rng, last = np.random.default_rng(0), y.copy()
    for _ in range(2):
        pairs = list(batches(X, y, 5, rng))
        assert [len(labels) for _, labels in pairs] == [5, 5, 5, 5, 3]
        assert all(np.array_equal(rows[:, 0], labels) for rows, labels in pairs)
        order = np.concatenate([labels for _, labels in pairs])
        assert np.array_equal(np.sort(order), np.arange(23))
        assert not np.array_equal(order, last)
        assert any(np.ptp(labels) > 4 for _, labels in pairs)
        assert np.array_equal(y, np.arange(23)) and np.array_equal(X[:, 1], 10 * y)
        last = order


def right_epochs(batches, n=23, epochs=2, shuffled=True, apart=True, rows=True, unchanged=True):
    """Assert that so many epochs of batches of 5 are right; what is not to be looked at is left out."""
    rng, last = np.random.default_rng(0), np.arange(n)
    for _ in range(epochs):
        y = np.arange(n)
        X = np.stack([y, 10 * y], axis=1)
        pairs = [(images.copy(), labels.copy()) for images, labels in batches(X, y, 5, rng)]
        order = right_batches(pairs, n, apart, rows)
        assert not shuffled or not np.array_equal(order, last)
        assert not unchanged or np.array_equal(y, np.arange(n))
        last = order


def right_batches(pairs, n, apart, rows):
    """Assert that each example is there once, and return the order."""
    order = np.concatenate([labels for _, labels in pairs])
    assert np.array_equal(np.sort(order), np.arange(n))
    assert {len(labels) for _, labels in pairs[:-1]} == {5}
    assert not rows or np.array_equal(np.concatenate([images for images, _ in pairs])[:, 0], order)
    assert not apart or any(np.ptp(labels) > 4 for _, labels in pairs)
    return order


@TEST_BATCHES.wrong(
    "nothing is ever refused: printing or comparing is not enough, and an assert must be able to fail."
)
def goes_through_them(batches):
    y = np.arange(23)
    for rows, labels in batches(y[:, None], y, 5, np.random.default_rng(0)):
        np.array_equal(rows[:, 0], labels)


@TEST_BATCHES.wrong(
    "your number of examples is a multiple of the size: nothing is left over. What becomes of a rest? 23 "
    "and 5 show it."
)
def of_a_multiple(batches):
    right_epochs(batches, n=20)


@TEST_BATCHES.wrong(
    "you look at the labels, and not at the rows beside them. An image under a wrong label is the worst of "
    "all: let each row tell its label, and compare."
)
def of_labels_alone(batches):
    right_epochs(batches, rows=False)


@TEST_BATCHES.wrong("you look at one epoch. Somebody shuffles with a seed of his own: take two from one rng.")
def of_one_epoch(batches):
    right_epochs(batches, epochs=1)


@TEST_BATCHES.wrong(
    "you look at what comes out, and not at X and y afterwards. Somebody has shuffled yours: keep a copy, "
    "and compare."
)
def never_looks_back(batches):
    right_epochs(batches, unchanged=False)


@TEST_BATCHES.wrong(
    "the order is another, and still neighbours stay together: only whole batches change places. Are the "
    "labels of one batch far apart?"
)
def of_another_order(batches):
    right_epochs(batches, apart=False)


@TEST_BATCHES.wrong(
    "you never ask whether anything is shuffled: neither is the order compared with the one given, nor with "
    "that of another epoch."
)
def of_any_order(batches):
    right_epochs(batches, shuffled=False, apart=False)


@TEST_BATCHES.wrong(
    "you count examples. As many as there should be is not each of them once: sort the labels, and compare "
    "them with y."
)
def counts(batches):
    y = np.arange(23)
    pairs = list(batches(y[:, None], y, 5, np.random.default_rng(0)))
    assert [len(labels) for _, labels in pairs] == [5, 5, 5, 5, 3]


@TEST_BATCHES.wrong(
    "you expect the order that rng.permutation gives. One may shuffle in other ways: ask what holds for "
    "each of them."
)
def wants_one_order(batches):
    y = np.arange(23)
    X = np.stack([y, 10 * y], axis=1)
    for seed in (0, 1):
        order = np.random.default_rng(seed).permutation(23)
        pairs = list(batches(X, y, 5, np.random.default_rng(seed)))
        assert np.array_equal(np.concatenate([labels for _, labels in pairs]), order)
        assert np.array_equal(np.concatenate([rows[:, 0] for rows, _ in pairs]), order)
        assert np.array_equal(y, np.arange(23))


# ---------------------------------------------------------------- tested_twice

TESTED_TWICE = Choice(
    name="tested_twice",
    chapter=12,
    minutes=3,
    difficulty=2,
    prompt="""
Somebody chooses his learning rate by 800 images set aside, as we do. Then he opens the 1,000 test images:
0.931. That disappoints him. He adds neurons, chooses anew by the 800, and opens the test again: 0.946. Here
he stops, and reports 0.946. What does this number say about images that nobody has seen yet?
""",
    options={
        "a": Option(
            "It is fair: both times he chose by the 800, and not by the test.",
            "the rate and the neurons, yes. But when to stop he decided by the test.",
        ),
        "b": Option(
            "It is too low: with the test images to learn from as well, the network would be better.",
            "more images may well help, but the question is what this network does on new ones.",
        ),
        "c": Option(
            "It is a little too high, on average: after a bad result there would have been a third try.",
            "whoever goes on until the number pleases takes the luck of the last try along. Two looks cost "
            "little, twenty cost more. Open the test once, at the end, and report what it says.",
        ),
        "d": Option(
            "Nothing: only his first number, 0.931, is honest.",
            "that one was measured honestly, but it is the number of a network that nobody will use.",
        ),
        "e": Option(
            "The mean of both, 0.9385, would be the honest number.",
            "they are two different networks, and the mean is the number of neither.",
        ),
        "f": Option(
            "Nothing at all: a test that was opened once is worthless.",
            "two looks at a thousand images spoil little. It is worth something still, if he says that he "
            "looked twice.",
        ),
        "g": Option(
            "It is fair: the second network is another one, and the first result has nothing to do with it.",
            "the networks have nothing to do with each other, the two results have: he compared them to "
            "decide which one to report.",
        ),
    },
    right="c",
    hints=[
        "Suppose both networks are equally good. Which of the two numbers would he have reported?",
        "What would he have done if the second test had said 0.925?",
        "A result is fair if it would have been reported whatever it was.",
    ],
)


AT_MOST, AT_LEAST = 20_000, 0.9


def train_small(answer, at_most):
    """Train as the chapter does, unless it is clear beforehand that it is not worth it."""
    if not isinstance(answer, tuple | list | np.ndarray) or np.shape(answer) != (2,):
        return Run("no pair", "something else than two numbers")
    if not all(map(is_number, answer)):
        raise WrongKind("two numbers are asked for, without quotes: hidden and lr.")
    hidden, lr = map(as_float, answer)
    if 0 < hidden < 1 <= lr:
        return Run("swapped", "the first number is a rate")
    if hidden < 1 or hidden != int(hidden):
        return Run("no count", "not a number of neurons")
    if not 0 < lr < np.inf:
        return Run("no rate", "not a rate")
    if 785 * hidden + 10 * (hidden + 1) > at_most:
        return Run("too many", f"{785 * hidden + 10 * (hidden + 1):,.0f} numbers")
    return ended(int(hidden), lr, share_right(int(hidden), lr))


def ended(hidden, lr, share):
    if share >= AT_LEAST:
        return Run("reached", f"at least {AT_LEAST:g} of the 800 read rightly")
    ways = [(lr >= 0.05, "too fast"), (lr < 0.002, "too slow"), (hidden < 16, "too few"), (True, "close")]
    return Run(next(way for holds, way in ways if holds), f"{share:.4f} of the 800 read rightly")


@functools.lru_cache(maxsize=100)
def share_right(hidden, lr):
    """Five epochs of the chapter's network, from its start and with its batches; the share of the 800."""
    X, y, *_ = nb.load_mnist()
    learn, choose = np.split(np.random.default_rng(12).permutation(4000), [3200])
    with nb.Graph().as_default(), np.errstate(all="ignore"):
        x, labels, scores, step = small_network(hidden, lr)
        session = nb.Session()
        feeds = nb.batches({x: X[learn], labels: nb.one_hot(y[learn], 10)}, 50, np.random.default_rng(1))
        for _ in range(5 * 3200 // 50):
            session.run(step, next(feeds))
        return nb.accuracy(session.run(scores, {x: X[choose]}), y[choose])


# ---------------------------------------------------------------- small_reader


def small_network(hidden, lr):
    """The chapter's network: the same start, the same loss."""
    rng = np.random.default_rng(1)
    x, labels = nb.Placeholder("X"), nb.Placeholder("Y")
    W1 = nb.Variable(rng.normal(scale=0.1, size=(784, hidden)))
    W2 = nb.Variable(rng.normal(scale=0.1, size=(hidden, 10)))
    scores = nb.relu(x @ W1 + nb.Variable(np.zeros(hidden))) @ W2 + nb.Variable(np.zeros(10))
    loss = nb.mean(nb.softmax_cross_entropy(scores, labels))
    return x, labels, scores, nb.Adam(lr).minimize(loss)


SMALL_READER = Prediction(
    name="small_reader",
    chapter=12,
    minutes=15,
    difficulty=3,
    prompt="""
A reader for a wrist watch: find a network with one hidden layer, of **at most 20,000** weights and biases
in all, that reads **at least 0.9** of the 800 images rightly after five epochs.
You have two dials, the number of hidden neurons and the learning rate. Try them with `build(hidden, lr)`,
`train(net, X_learn, y_learn)` and `right(...)` from above. Many answers are right. The check trains yours
as these cells do, in less than a second.
""",
    stub="small_reader = (..., ...)  # hidden, lr",
    hints=[
        "First the neurons: each costs 784 weights, a bias, and 10 weights to the scores. How many fit?",
        "Then the rate. Which rates did best with 100 neurons, of 0.0001, 0.001, 0.01 and 0.1?",
        "A loop over three or four rates takes a second. Between 0.001 and 0.1 there is room.",
        "Five epochs are short, so a small network needs a larger rate than 0.001 to get there.",
    ],
    use=train_small,
    goal=Run("reached", f"at least {AT_LEAST:g} of the 800 read rightly"),
    mistakes={
        25: "two numbers are asked for, in one pair of brackets: hidden and lr.",
        (100, 0.01): "that is more than 20,000 numbers: each hidden neuron costs 784 + 1 + 10 of them.",
        (25, 0.1): "the rate is too large: the loss staggers, as at 0.1 above. Take a smaller one.",
        (25, 0.0001): "the rate is small: after five epochs it is still on its way. Take a larger one.",
        (4, 0.01): "the neurons are too few: 20,000 numbers allow more of them.",
        (16, 0.03): "that is close. Use what is allowed of neurons, and try rates on both sides of yours.",
        (0.01, 25): "the two are swapped: the number of hidden neurons comes first, then the rate.",
        (25, -0.01): "a rate must be greater than 0: with a minus it would climb.",
        (12.5, 0.01): "neurons come whole, and at least one: the first number must be 1, 2, 3, …",
    },
)


@SMALL_READER.inputs
def draw_limit(rng):
    yield {"at_most": AT_MOST}


@SMALL_READER.solution(
    "each neuron costs 795 numbers and ten more are biases of the scores, so 25 fit: 19,885. A rate of 0.01 "
    "gets far in five epochs. 16 neurons at 0.003 do it too."
)
def small_reader():
    return (25, 0.01)


# ---------------------------------------------------------------- own_reader

MARK = 0.8  # of the nearest neighbour's mistakes
TOO_GOOD = 0.05  # of them: nobody learns that from 1,000 images
NAMES = np.roll(np.arange(10), 3)  # in the check digit d is called NAMES[d], so that only what is given helps


def read_anew(answer, images, draw):
    """Let it learn from some images and read as many others. Both are drawn from all 5,000."""
    data, rng = nb.load_mnist(), np.random.default_rng(draw)
    X, digits = np.vstack([data.X_train, data.X_test]), np.concatenate([data.y_train, data.y_test])
    order = rng.permutation(len(X))
    learn = order[:images]
    new = rng.permutation(np.concatenate([learn[: images // 10], order[images : 2 * images]]))
    with np.errstate(all="ignore"):
        given = answer(X[learn], NAMES[digits[learn]], X[new])
    if given is None:
        return None
    mark = nearest(X[learn], NAMES[digits[learn]], X[new])
    return wrong_form(given, images, len(new)) or how_it_reads(
        np.asarray(given), mark, digits[new], np.isin(new, learn)
    )


def wrong_form(given, images, new):
    """Is it something else than a digit for each new image? What is it?"""
    try:
        array = np.asarray(given)
    except Exception:  # rows of different length, or a tensor that is part of a graph
        array = np.array(None)
    if array.dtype.kind not in "biuf":
        return Run("no digits", f"a {type(given).__name__}")
    shape = array.shape
    ways = {(): "one number", (new, 10): "scores", (images,): "the old ones", (new,): None}
    way = ways.get(shape, "another shape")
    return Run(way, f"shape {shape}, for {new} images") if way else None


def how_it_reads(given, mark, digits, seen):
    """Count the mistakes on what it has not seen, and say what kind of reader this is."""
    wrong, marked = given != NAMES[digits], (mark != NAMES[digits])[~seen].sum()
    count, known = wrong[~seen].sum(), 1 - wrong[seen].mean()
    ways = [
        (count <= TOO_GOOD * marked, "too good"),
        (count <= MARK * marked, "reached"),
        ((given == digits).mean() > 0.5, "other names"),
        (len(np.unique(given)) == 1, "always the same"),
        (count > 0.7 * (~seen).sum(), "guesses" if known < 0.97 else "nothing new"),
        (np.array_equal(given, mark), "the neighbour"),
        (count < marked, "close"),
        (known < 0.97, "not done"),
        (True, "by heart"),
    ]
    way = next(way for holds, way in ways if holds)
    learned = "" if way == "reached" else f"; of those it learned from it reads {known:.0%}"
    return Run(way, f"{count} mistakes, where the neighbour makes {marked}{learned}")


def nearest(X, y, new):
    """For each new row the label of the nearest row of X."""
    return y[((X**2).sum(axis=1) - 2 * new @ X.T).argmin(axis=1)]


OWN_READER = Function(
    name="own_reader",
    chapter=12,
    minutes=60,
    difficulty=3,
    prompt="""
**Beat the neighbour by your own means. Take an hour.** Write a function that learns from `X_train` and
`y_train`, in whichever way you like, and returns an array with one digit for each row of `X_new`.
The check draws 1,000 of the 5,000 images to learn from and 1,000 others to read, and counts mistakes. On
these the nearest neighbour makes about 105. Make **at most four fifths** of the mistakes that he makes:
that is hardly ever luck. A minute is the limit; a second can do.
Among the new images stand 100 that it has learned from. They do not count, but they tell what goes wrong.
And in the check the digits have other names, a 3 may be called 6: only what is given there helps.
Try it before, with 1,000 rows of `X_learn`, and `X_choose`.
""",
    stub='''
def own_reader(X_train, y_train, X_new):
    """Learn from X_train, y_train; return a digit for each row of X_new."""
    ...
''',
    hints=[
        "Begin with the network from above, with X_train and y_train in place of the chapter's. It does "
        "about as well as the neighbour. And it reads nearly all images that it learned from. What "
        "is it short of?",
        "More images, and they are free: a digit that moves by one pixel is still the same digit. With "
        "images = X.reshape(-1, 28, 28), np.roll(images, 1, axis=2) moves all of them to the right.",
        "Move by -1, 0 and 1 in both directions: nine times the images, np.tile(y, 9) their labels. With "
        "these, 100 neurons at a rate of 0.003 need six epochs.",
        "There are other ways. Hands slant: whoever shifts the rows of an image until it stands upright, "
        "and then asks the neighbour, gets there without any training.",
    ],
    seconds=60,
    use=read_anew,
    goal=Run("reached", f"at most {MARK:g} of the neighbour's mistakes"),
)


@OWN_READER.inputs
def draw_split(rng):
    yield {"images": 1000, "draw": int(rng.integers(10_000))}


@OWN_READER.solution(
    "a network of this size reads all it has learned from: what it lacks is images. Moving each by a pixel "
    "makes nine of one, and tells it that the place does not matter. Data beats dials."
)
def own_reader(X_train, y_train, X_new):
    X, y = moved_by_a_pixel(X_train), np.tile(y_train, 9)
    rng = np.random.default_rng(1)
    with nb.Graph().as_default():
        x, labels, scores, step = small_network(100, 0.003)
        session = nb.Session()
        feeds = nb.batches({x: X, labels: nb.one_hot(y, 10)}, 50, rng)
        for _ in range(6 * len(X) // 50):
            session.run(step, next(feeds))
        return session.run(scores, {x: X_new}).argmax(axis=1)


def moved_by_a_pixel(X):
    images = X.reshape(-1, 28, 28)
    moves = [(down, right) for down in (-1, 0, 1) for right in (-1, 0, 1)]
    return np.concatenate([np.roll(images, move, axis=(1, 2)).reshape(len(X), -1) for move in moves])


def means(X, y):
    return np.array([X[y == digit].mean(axis=0) for digit in range(10)])


@OWN_READER.wrong("you have read X_train: the digits of X_new are asked for.")
def reads_the_old_ones(X_train, y_train, X_new):
    return nearest(X_train, y_train, X_train)


@OWN_READER.wrong(
    "that is one number, a share perhaps: return a digit for each row of X_new, the check counts."
)
def share_of_the_old_ones(X_train, y_train, X_new):
    return (nearest(X_train, y_train, X_train) == y_train).mean()


@OWN_READER.wrong("that is no array of digits: let it read X_new inside, and return what it reads.")
def returns_the_reader(X_train, y_train, X_new):
    return lambda X: nearest(X_train, y_train, X)


@OWN_READER.wrong("these are scores or probabilities, ten an image: argmax(axis=1) finds the digit.")
def returns_scores(X_train, y_train, X_new):
    return X_new @ means(X_train, y_train).T


@OWN_READER.wrong("one digit for each row of X_new is asked for, in an array with one axis.")
def returns_a_column(X_train, y_train, X_new):
    return nearest(X_train, y_train, X_new)[:, None]


@OWN_READER.wrong(
    "it knows the digits by the names they have outside: it learned before the check. Train inside, with the "
    "X_train and y_train that are given."
)
def has_learned_before(X_train, y_train, X_new):
    return nb.forward(nb.load_mnist_mlp(), X_new).argmax(axis=1)


@OWN_READER.wrong(
    "every image gets the same digit. Look at the scores: are they NaN, because the rate is too large?"
)
def always_the_same(X_train, y_train, X_new):
    return np.full((len(X_new), 10), np.nan).argmax(axis=1)


@OWN_READER.wrong(
    "that is guessing. Does each image still stand beside its own label? Shuffle both with one permutation."
)
def shuffles_the_images_alone(X_train, y_train, X_new):
    np.random.default_rng(0).shuffle(X_train)
    return nearest(X_train, y_train, X_new)


@OWN_READER.wrong(
    "it has kept the images that it learned from, and finds them again; of new ones it only guesses. What "
    "may it look at in an image that it has never seen?"
)
def finds_them_again(X_train, y_train, X_new):
    known = {row.tobytes(): label for row, label in zip(X_train, y_train, strict=True)}
    return np.array([known.get(row.tobytes(), 0) for row in X_new])


@OWN_READER.wrong(
    "hardly a mistake: nobody learns that from 1,000 images. Does it find the new ones among those that come "
    "with the course, where their labels stand beside them? What would it read in a digit of your own?"
)
def finds_them_in_the_shipped_data(X_train, y_train, X_new):
    data = nb.load_mnist()
    shipped, digits = np.vstack([data.X_train, data.X_test]), np.concatenate([data.y_train, data.y_test])
    found = {row.tobytes(): digit for row, digit in zip(shipped, digits, strict=True)}
    names = {found[row.tobytes()]: label for row, label in zip(X_train, y_train, strict=True)}
    return np.array([names[found[row.tobytes()]] for row in X_new])


@OWN_READER.wrong("that is the nearest neighbour himself, the mark that is to be beaten.")
def the_neighbour_himself(X_train, y_train, X_new):
    return nearest(X_train, y_train, X_new)


@OWN_READER.wrong(
    "that beats the neighbour, but not by a fifth of his mistakes, and less may be luck. More images "
    "help more than more training: what leaves a digit the same digit?"
)
def moved_up_and_down(X_train, y_train, X_new):
    X = np.vstack([X_train, np.roll(X_train, 28, axis=1), np.roll(X_train, -28, axis=1)])
    return nearest(X, np.tile(y_train, 3), X_new)


@OWN_READER.wrong(
    "it is wrong even on images that it learned from: it has not done learning. Try more steps, a larger "
    "rate or more neurons; among neighbours, one in place of several. If you have made images: are they "
    "still the same digits?"
)
def nearest_mean(X_train, y_train, X_new):
    return nearest(means(X_train, y_train), np.arange(10), X_new)


@OWN_READER.wrong(
    "it knows by heart what it learned from, and reads new images no better than the neighbour: more "
    "training will not help, more images would. Can you make some that are still the same? A mirrored 2 "
    "is none."
)
def every_fourth_pixel(X_train, y_train, X_new):
    return nearest(X_train[:, ::4], y_train, X_new[:, ::4])
