"""Chapter 18: the clinic."""

# mypy: allow-untyped-defs
# The answers stand here as a learner writes them, without annotations.

import functools

import numpy as np

import nbkit as nb
from nbkit.learn.exercise import WrongKind
from nbkit.learn.patient import Patient

# What the patients share:

ENOUGH = 0.75  # of the new digits: healthy networks read more, sick ones much less
COMMON = {
    "form": "it gives back something else than before: others call it, and need what its first line "
    "promises.",
    "count": "it takes another number of steps than it is asked for. The caller says how long; with the "
    "same time a healthy training is done.",
    "seed": "two seeds give the same run: a start that was picked by hand is luck, and suits this data "
    "alone.",
}
FORM = [("return losses, ", "return ")]
COUNT = [("range(steps)", "range(20 * steps)")]
SEED = [("default_rng(seed)", "default_rng(7)")]


def vital_signs(train, *data, asked="steps"):
    """A training takes the steps that it is asked for, and gives a loss for each, and a function."""
    given = train(*data, **{asked: 3})
    told = isinstance(given, tuple | list) and len(given) > 1 and np.ndim(given[0]) == 1
    yield "form", not (told and callable(given[1])), "no losses with a function after them"
    yield "count", len(given[0]) != 3, f"{len(given[0])} losses where 3 {asked} are asked for"


def deaf_to_seeds(train, *data, asked="steps"):
    """Is the run with one seed that with another?"""
    one, other = (train(*data, **{asked: 3}, seed=seed)[0] for seed in (0, 1))
    return np.array_equal(one, other)


def answers(predict, X, *shape):
    """What it says of new rows, an array (n, *shape)."""
    given = np.asarray(predict(X))
    if given.shape != (len(X), *shape):
        raise WrongKind(
            f"for new rows it gives shape {given.shape}, where {(len(X), *shape)} is expected, as before."
        )
    return given


def ring(seed, n=200, flipped=0.0):
    """Points of a square, 1 inside a circle that takes half of it; a share of the labels is flipped."""
    rng = np.random.default_rng([18, seed])
    X = rng.uniform(-1, 1, (n, 2))
    y = ((X**2).sum(axis=1) < 2 / np.pi).astype(float)
    return X, np.where(rng.random(n) < flipped, 1 - y, y)


@functools.cache
def pooled_digits():
    """All images that are shipped, at half their size, and their digits."""
    data = nb.load_mnist()
    images, digits = np.vstack([data.X_train, data.X_test]), np.concatenate([data.y_train, data.y_test])
    return images.reshape(-1, 14, 2, 14, 2).mean(axis=(2, 4)).reshape(-1, 196), digits


def small_digits(seed, n=300, new=500):
    """Images of 14 by 14 pixels to learn from, and new ones; the digits go by other names."""
    images, digits = pooled_digits()
    order = np.random.default_rng([18, seed]).permutation(len(images))[: n + new]
    X, y = images[order], (digits[order] + seed) % 10  # so that no network that has learned before can help
    return X[:n], y[:n], X[n:], y[n:]


def explained(given, true):
    """The share of the variance that is explained: 1 at best, 0 for the mean."""
    return 1 - np.mean((given - true) ** 2) / np.var(true)


# ---------------------------------------------------------------- patient_anna

PATIENT_ANNA = Patient(
    name="patient_anna",
    chapter=18,
    minutes=10,
    difficulty=2,
    prompt="""
*Anna sorts parts for a factory: 1 is good, 0 is scrap.* "It says yes to everybody. Each part is good, it
says, the broken ones too. And the loss falls a little and then lies there, as if on a shelf."

Mend `train_anna`. It gets points `X` (n, 2) and answers `y` (n,), and gives back the losses and a
function from new points to their P(yes). The check lets it learn twice: from clean answers, and from some
of which each fifth was flipped. What should P(yes) be then?
""",
    stub='''
def train_anna(X, y, steps=200, seed=0):
    """Learn to say yes (1) or no (0); return the losses, and a function for P(yes)."""
    rng = np.random.default_rng(seed)
    x, label = nb.Placeholder("x"), nb.Placeholder("label")
    W1, b1 = nb.Variable(rng.normal(size=(2, 20))), nb.Variable(np.zeros(20))
    W2, b2 = nb.Variable(rng.normal(size=(20, 1)) / 20**0.5), nb.Variable(np.zeros(1))
    hidden = nb.tanh(x @ W1 + b1)
    answer = nb.sigmoid(hidden @ W2 + b2)
    loss = nb.mean(nb.sigmoid_cross_entropy(answer, label))
    step, session = nb.Adam(0.05).minimize(loss), nb.Session()
    feed, losses = {x: X, label: y[:, None]}, []
    for _ in range(steps):
        losses.append(session.run(loss, feed))
        session.run(step, feed)

    def predict(X_new):
        return nb.sigmoid(session.run(answer, {x: X_new}))[:, 0]

    return losses, predict
''',
    hints=[
        "Print the smallest and the largest P(yes) of all points, after 1 and after 200 steps. Which part "
        "of the range from 0 to 1 is never used?",
        "Print the smallest and the largest value of each node on the way to P(yes): the layer, the answer, "
        "the probability. Between which two does the range shrink?",
        "A P(yes) of 0.5 stands for an input of 0, and 0.7311 for an input of 1. What are the smallest and "
        "the largest number that the loss is given, and which numbers would it need to come near 0?",
        "Count how often the scores are squashed on their way into the loss, and on their way into P(yes). "
        "What does help(nb.sigmoid_cross_entropy) say that it takes?",
    ],
    says={
        **COMMON,
        "one answer": "it still says the same to everybody. More of the same helps nothing: measure which "
        "values its P(yes) can take at all.",
        "unsure": "the two kinds now lie on two sides of one half, but it is never sure, even after the "
        "longest training: you moved the border. What keeps P(yes) from 0 and 1?",
        "too sure": "it sorts well. But where each fifth answer was flipped it is as sure as before: what "
        "is read at the end is mended, and what it learns by is not. Look at what goes into the loss.",
        "less able": "it is sure of itself, and often wrong: something that it needs was taken away on the "
        "way. A ring takes a hidden layer that bends.",
        "no share": "what it gives for a point is no P(yes), which lies between 0 and 1. It learns by the "
        "scores now; who asks it still wants a probability. What makes one of a score?",
    },
)


@PATIENT_ANNA.examine
def examine_anna(train, seed):
    (X, y), (X_new, y_new) = ring(seed), ring(seed + 10_000, 1000)
    yield from vital_signs(train, X, y)
    p = answers(train(X, y, seed=seed)[1], X_new)
    sure = np.maximum(p, 1 - p).mean()
    share = ((p > 0.5) == y_new).mean()
    one = len(np.unique(p > 0.5)) == 1
    said = f"{np.mean(p > 0.5):.0%} yes, P(yes) from {p.min():.2f} to {p.max():.2f}"
    yield "no share", not (p.min() >= 0 and p.max() <= 1), said
    yield "one answer", one and sure < 0.9, said
    p = answers(train(*ring(seed, 400, flipped=0.2), seed=seed)[1], X_new)
    doubt = np.maximum(p, 1 - p).mean()
    said = f"{share:.0%} right, {sure:.0%} sure of clean answers, {doubt:.0%} where each fifth is flipped"
    yield "too sure", doubt > 0.9, said
    yield "less able", share < 0.7, said
    yield "unsure", sure < 0.75, said  # before the few that are right by less: the border was moved
    yield "less able", share < 0.85, said
    yield "seed", deaf_to_seeds(train, X, y), said


SCORE = ("nb.sigmoid(hidden @ W2 + b2)", "hidden @ W2 + b2")
PATIENT_ANNA.mended(
    "the loss takes scores and squashes them itself; a sigmoid before it left it only inputs from 0 to 1, "
    "so no P(yes) below one half and none above 0.7311. The score goes into the loss, its sigmoid to the "
    "reader.",
    SCORE,
)
PATIENT_ANNA.mistaken("one answer", ("nb.Adam(0.05)", "nb.Adam(0.5)"))
PATIENT_ANNA.mistaken("unsure", ("{x: X_new}))[:, 0]", "{x: X_new}))[:, 0] - 0.12"))
PATIENT_ANNA.mistaken(
    "too sure", ("nb.sigmoid(session.run(answer, {x: X_new}))", "session.run(answer, {x: X_new})")
)
PATIENT_ANNA.mistaken(
    "no share", SCORE, ("nb.sigmoid(session.run(answer, {x: X_new}))", "session.run(answer, {x: X_new})")
)
PATIENT_ANNA.mistaken("less able", ("nb.tanh(x @ W1 + b1)", "x @ W1 + b1"), SCORE)
PATIENT_ANNA.mistaken("count", *COUNT)
PATIENT_ANNA.mistaken("seed", SCORE, *SEED)
PATIENT_ANNA.mistaken("form", ("return losses, predict\n", "return losses, predict(X)\n"))

# ---------------------------------------------------------------- patient_bruno

PATIENT_BRUNO = Patient(
    name="patient_bruno",
    chapter=18,
    minutes=10,
    difficulty=2,
    prompt="""
*Bruno wrote his network without a framework, and is proud of it.* "Nothing happens. Three hours, and one
image in ten is right, whichever I show it. It always says the same digit. I have checked the formulas of
the way back three times: they are right!" (They are.)

Mend `train_bruno`. It gets images `X` (n, 196) with ink from 0 to 1 and digits `y` (n,), and gives back
the losses, a function from new images to digits, and its weights.
""",
    stub='''
def train_bruno(X, y, steps=100, seed=0):
    """Learn ten digits; return the losses, a function for digits, and the weights."""
    rng = np.random.default_rng(seed)
    W1, b1 = 0.2 * (rng.random((196, 40)) - 1), np.zeros(40)
    W2, b2 = 0.3 * rng.normal(size=(40, 10)), np.zeros(10)
    losses = []
    for _ in range(steps):
        H = np.maximum(X @ W1 + b1, 0)
        P = nb.softmax(H @ W2 + b2)
        losses.append(nb.cross_entropy(P, np.eye(10)[y]))
        G = (P - np.eye(10)[y]) / len(y)
        G_hidden = (G @ W2.T) * (H > 0)
        W2 -= 0.5 * H.T @ G
        b2 -= 0.5 * G.sum(axis=0)
        W1 -= 0.5 * X.T @ G_hidden
        b1 -= 0.5 * G_hidden.sum(axis=0)

    def predict(X_new):
        return (np.maximum(X_new @ W1 + b1, 0) @ W2 + b2).argmax(axis=1)

    return losses, predict, (W1, b1, W2, b2)
''',
    hints=[
        "Print the norm of the slope of each of the four: W1, b1, W2, b2, in the first step and in the "
        "hundredth. Which of them move at all?",
        "Go one node back: print the share of H that is not 0, in the first step. What do you get, and what "
        "would you expect of random weights?",
        "Before the ReLU: print the mean, the smallest and the largest of X @ W1 + b1. Ink is never "
        "negative: which sign do the sums take, and where from?",
        "Print W1.min() and W1.max(), before the first step. Then the same of W2.",
    ],
    says={
        **COMMON,
        "asleep": "before the first step most hidden neurons still get a sum below 0 for every single "
        "image, as the images came. You may have carried something past them, but they sleep. Where do their "
        "sums come from?",
        "straight": "now no neuron sleeps, and none ever bends: before the first step each gets a sum above "
        "0 for every image. Half of the sums should lie on either side.",
        "no bend": "it learns, but its hidden layer no longer bends: two layers in a row that only multiply "
        "are one. The ReLU is not to blame.",
        "weak": "the neurons are awake at the start, but it reads too little of what it has not seen. Are "
        "the weights too large now, or still all of one sign? Did rate, width or data change?",
    },
)


@PATIENT_BRUNO.examine
def examine_bruno(train, seed):
    X, y, X_new, y_new = small_digits(seed)
    yield from vital_signs(train, X, y)
    W1, b1, *_ = train(X, y, steps=0, seed=seed)[2]
    sums = X @ W1 + b1
    for way, still in (
        ("asleep", (sums <= 0).all(axis=0).mean()),
        ("straight", (sums > 0).all(axis=0).mean()),
    ):
        yield way, still > 0.3, f"before the first step {still:.0%} of the neurons are so"
    _, predict, (W1, b1, W2, b2) = train(X, y, seed=seed)
    read = answers(predict, X_new)
    share = np.mean(read == y_new)
    awake = (X @ W1 + b1 > 0).any(axis=0).mean()
    yield "weak", share < ENOUGH, f"{share:.0%} of the new images are read"
    yield "weak", awake < 0.7, f"at the end {awake:.0%} of the neurons are awake"
    line = ((X_new @ W1 + b1) @ W2 + b2).argmax(axis=1)
    yield "no bend", np.array_equal(read, line), "each answer is that of its sums without a bend"
    said = f"{share:.0%} of the new images are read, {awake:.0%} of the neurons are awake"
    yield "seed", deaf_to_seeds(train, X, y), said


CENTRED = ("rng.random((196, 40)) - 1)", "rng.random((196, 40)) - 0.5)")
PATIENT_BRUNO.mended(
    "random() lies from 0 to 1, so minus 1 makes every weight negative. Ink is not, so every sum is below "
    "0, every ReLU gives 0, and so does its slope: nothing before it can move. Minus one half is the "
    "middle.",
    CENTRED,
)
PATIENT_BRUNO.mistaken(
    "asleep",
    ("H = np.maximum(X @ W1 + b1, 0)", "H = np.tanh(X @ W1 + b1)"),
    ("(H > 0)", "(1 - H**2)"),
    ("np.maximum(X_new @ W1 + b1, 0)", "np.tanh(X_new @ W1 + b1)"),
)
PATIENT_BRUNO.mistaken("straight", ("np.zeros(40)", "np.full(40, 20.0)"))
PATIENT_BRUNO.mistaken(
    "no bend",
    CENTRED,
    ("H = np.maximum(X @ W1 + b1, 0)", "H = X @ W1 + b1"),
    ("(G @ W2.T) * (H > 0)", "G @ W2.T"),
    ("np.maximum(X_new @ W1 + b1, 0)", "(X_new @ W1 + b1)"),
)
PATIENT_BRUNO.mistaken("weak", CENTRED, ("W1 -= 0.5", "W1 -= 50"), ("b1 -= 0.5", "b1 -= 50"))
PATIENT_BRUNO.mistaken("count", *COUNT)
PATIENT_BRUNO.mistaken("seed", CENTRED, *SEED)
PATIENT_BRUNO.mistaken("form", ("return losses, predict,", "return losses, predict(X),"))

# ---------------------------------------------------------------- patient_chloe

PATIENT_CHLOE = Patient(
    name="patient_chloe",
    chapter=18,
    minutes=10,
    difficulty=2,
    prompt="""
*Chloe measures the tide.* "My curve is a flat line. It finds the mean of all heights, and that is all it
ever finds. I gave it thirty neurons, then three hundred. I gave it an hour. A flat line!"

Mend `train_chloe`. It gets places `x` (n,) and heights `y` (n,), and gives back the losses and a function
from new places to heights. The check compares the curve with the one that the points were drawn from, and
the last loss with the error that the curve really makes.
""",
    stub='''
def train_chloe(x, y, steps=300, seed=0):
    """Learn a curve from points; return the losses, and a function for new places."""
    rng = np.random.default_rng(seed)
    place, height = nb.Placeholder("place"), nb.Placeholder("height")
    W1, b1 = nb.Variable(3 * rng.normal(size=(1, 30))), nb.Variable(rng.normal(size=30))
    W2, b2 = nb.Variable(rng.normal(size=(30, 1)) / 30**0.5), nb.Variable(np.zeros(1))
    curve = nb.tanh(place @ W1 + b1) @ W2 + b2
    loss = nb.mean(nb.square(curve - height))
    step, session = nb.Adam(0.02).minimize(loss), nb.Session()
    feed, losses = {place: x[:, None], height: y}, []
    for _ in range(steps):
        losses.append(session.run(loss, feed))
        session.run(step, feed)

    def predict(x_new):
        return session.run(curve, {place: x_new[:, None]})[:, 0]

    return losses, predict
''',
    hints=[
        "Let it learn from two points only, for 300 steps, and print the two answers beside the two "
        "heights. Thirty neurons have room for two points. Do they find them?",
        "Compute the mean squared error yourself, from what `predict` gives and `y`, before the first step. "
        "Print it beside the first loss. Are they equal?",
        "So the loss measures something else. Fetch what is squared, `session.run(curve - height, feed)`, "
        "and print its shape. How many errors do n points have?",
        "Chapter 3 has the rule by which shapes (n, 1) and (n,) meet. Which two shapes should meet here?",
    ],
    says={
        **COMMON,
        "flat": "it is still a flat line. It can bend, and it learns what its loss asks for. Print the "
        "shape of what the loss takes the mean of.",
        "two errors": "the curve comes near, but the last loss is not the mean squared error that it makes "
        "on its own points. Whatever the loss measures now, it should be that.",
        "by heart": "it goes through each point, noise and all, and its loss knows nothing of it: that is "
        "no longer the network that learns. Mend the training, it can do better.",
        "off": "it is no longer flat, and still far from the curve. Can it bend, and does each height stand "
        "beside its own place?",
    },
)


def tide(seed, n=100):
    """Points of a curve with noise, and the curve."""
    rng = np.random.default_rng([18, seed])
    x = rng.uniform(-1, 1, n)

    def curve(places):
        return np.sin(4 * places + seed) + 0.5 * places

    return x, curve(x) + 0.1 * rng.normal(size=n), curve


@PATIENT_CHLOE.examine
def examine_chloe(train, seed):
    x, y, curve = tide(seed)
    new = np.linspace(-0.95, 0.95, 200)
    yield from vital_signs(train, x, y)
    losses, predict = train(x, y, seed=seed)
    heights, true = answers(predict, new), curve(new)
    share, error = explained(heights, true), np.mean((answers(predict, x) - y) ** 2)
    yield (
        "flat",
        np.std(heights) < 0.3 * np.std(true),
        f"heights from {heights.min():.2f} to {heights.max():.2f}",
    )
    yield "by heart", error < 0.002, f"an error of {error:.4f}, where the noise has 0.01"
    yield "off", share < 0.9, f"{share:.2f} of the variance explained"
    yield "two errors", not 0.8 < losses[-1] / error < 1.25, f"last loss {losses[-1]:.4f}, error {error:.4f}"
    said = f"{share:.2f} of the variance explained, last loss {losses[-1]:.4f}"
    yield "seed", deaf_to_seeds(train, x, y), said


COLUMN = ("height: y}", "height: y[:, None]}")
PATIENT_CHLOE.mended(
    "the curve has shape (n, 1) and the heights had (n,): their difference is a table (n, n), each answer "
    "against each height, and what is best against all of them is the mean. A column for a column.",
    COLUMN,
)
PATIENT_CHLOE.mistaken("flat", ("height: y}", "height: y[None, :]}"))
PATIENT_CHLOE.mistaken("two errors", COLUMN, ("nb.mean(nb.square", "nb.sum(nb.square"))
PATIENT_CHLOE.mistaken(
    "by heart",
    ("session.run(curve, {place: x_new[:, None]})[:, 0]", "np.interp(x_new, np.sort(x), y[np.argsort(x)])"),
)
PATIENT_CHLOE.mistaken(
    "off", ("{place: x[:, None], height: y}", "{place: np.sort(x)[:, None], height: np.sort(y)[:, None]}")
)
PATIENT_CHLOE.mistaken("count", *COUNT)
PATIENT_CHLOE.mistaken("seed", COLUMN, *SEED)
PATIENT_CHLOE.mistaken("form", ("return losses, predict\n", "return losses, predict(x)\n"))

# ---------------------------------------------------------------- patient_david

PATIENT_DAVID = Patient(
    name="patient_david",
    chapter=18,
    minutes=12,
    difficulty=2,
    prompt="""
*David guesses the prices of flats, from area, rooms, year, kilometres to the centre, and floor.* "A
straight line in my spreadsheet explains nine tenths of what prices do. My network explains a seventh! I
know that columns must be brought to one size, so I do that. It is bad all the same."

Mend `train_david`. It gets rows `X` (n, 5) and prices `y` (n,), and gives back the losses and a function
from new rows to prices. The check asks it about many rows at once, and about one row alone. And it asks
once more in a country where one measures in other units.
""",
    stub='''
def train_david(X, y, steps=300, seed=0):
    """Learn prices from five columns; return the losses, and a function for new rows."""
    rng = np.random.default_rng(seed)

    def prepare(rows):
        centred = rows - rows.mean(axis=1, keepdims=True)
        return centred / rows.std(axis=1, keepdims=True)

    W1, b1 = rng.normal(size=(5, 20)) / 5**0.5, np.zeros(20)
    W2, b2 = rng.normal(size=20) / 20**0.5, 0.0
    A, losses = prepare(X), []
    for _ in range(steps):
        H = np.tanh(A @ W1 + b1)
        error = H @ W2 + b2 - y
        losses.append((error**2).mean())
        G = 2 * error / len(y)
        G_hidden = np.outer(G, W2) * (1 - H**2)
        W2, b2 = W2 - 0.03 * H.T @ G, b2 - 0.03 * G.sum()
        W1, b1 = W1 - 0.03 * A.T @ G_hidden, b1 - 0.03 * G_hidden.sum(axis=0)
    return losses, lambda rows: np.tanh(prepare(rows) @ W1 + b1) @ W2 + b2
''',
    hints=[
        "Look at the data as the network sees it: print the first five rows of X, and of what it makes of "
        "them, A. Which columns can you still tell flats apart by?",
        "Print the mean and the spread of each column of A: A.mean(axis=0), A.std(axis=0). What should "
        "stand there, if columns are brought to one size?",
        "When that is right, ask for one flat alone: predict(X[:1]), beside predict(X)[:1]. A flat does not "
        "become dearer because others are asked about. Where do the two numbers part?",
        "What is learned from data is learned once, from the rows that it trains on. That goes for weights, "
        "and for each number that `prepare` uses.",
    ],
    says={
        **COMMON,
        "rows": "it still cannot tell a flat from one that has a millionth of everything: each row is "
        "measured by itself. Look at what reaches the network.",
        "company": "it learns. But what it says of a flat changes with the flats that are asked about "
        "beside it, and of one alone it knows nothing. By which rows does `prepare` measure?",
        "units": "it learns, with numbers that were put in by hand for these units. Where distances come in "
        "metres it fails: let it take the size of a column from the data that it learns from.",
        "weak": "rows are no longer measured by themselves, but it explains less than a straight line does. "
        "Print the spread of each column that reaches the network.",
    },
)


def flats(seed, n=200):
    """Area, rooms, year, distance and floor of flats, and their prices."""
    rng = np.random.default_rng([18, seed])
    area, rooms, year = rng.uniform(30, 200, n), rng.integers(1, 8, n), rng.uniform(1900, 2020, n)
    distance, floor = rng.uniform(0, 30, n), rng.integers(0, 6, n)
    prices = (
        area / 50 + rooms / 5 + 0.8 * np.sin((year - 1900) / 25) - distance / 15 - 2 + rng.normal(0, 0.1, n)
    )
    return np.column_stack([area, rooms, year, distance, floor]), prices


@PATIENT_DAVID.examine
def examine_david(train, seed):
    (X, y), (X_new, y_new) = flats(seed), flats(seed + 10_000, 500)
    yield from vital_signs(train, X, y)
    predict = train(X, y, seed=seed)[1]
    prices = answers(predict, X_new)
    alone = np.concatenate([answers(predict, X_new[n : n + 1]) for n in range(5)])
    same = np.allclose(alone, prices[:5], equal_nan=True)
    yield "company", not same, f"a flat alone costs {alone[0]:.2f}, among others {prices[0]:.2f}"
    tiny = answers(predict, 1e-6 * X_new)
    yield "rows", np.allclose(tiny, prices, equal_nan=True), "a millionth of all gets the same price"
    share = explained(prices, y_new)
    yield "weak", not share > 0.8, f"{max(share, 0):.2f} of the variance explained"
    units = np.array([10.0, 1.0, 1.0, 1000.0, 1.0])
    abroad = explained(answers(train(X * units, y, seed=seed)[1], X_new * units), y_new)
    said = f"{share:.2f} of the variance explained, in other units {max(abroad, 0):.2f}"
    yield "units", not abroad > 0.8, said
    yield "seed", deaf_to_seeds(train, X, y), said


BY_ROW = (
    "        centred = rows - rows.mean(axis=1, keepdims=True)\n"
    "        return centred / rows.std(axis=1, keepdims=True)\n"
)
BY_COLUMN = (BY_ROW, "        return (rows - X.mean(axis=0)) / X.std(axis=0)\n")
PATIENT_DAVID.mended(
    "the mean was taken over each row, so across area, rooms and year: after that nearly all flats look "
    "alike. A column has a mean, axis=0, and it is that of the flats that were learned from, also for new "
    "ones.",
    BY_COLUMN,
)
PATIENT_DAVID.mistaken("rows", ("W1 - 0.03", "W1 - 0.1"), ("W2 - 0.03", "W2 - 0.1"))
PATIENT_DAVID.mistaken(
    "company", ("mean(axis=1, keepdims=True)", "mean(axis=0)"), ("std(axis=1, keepdims=True)", "std(axis=0)")
)
PATIENT_DAVID.mistaken("units", (BY_ROW, "        return rows / [100, 4, 40, 15, 3] - [1, 1, 49, 1, 1]\n"))
PATIENT_DAVID.mistaken("weak", (BY_ROW, "        return rows\n"))
PATIENT_DAVID.mistaken("count", *COUNT)
PATIENT_DAVID.mistaken("seed", BY_COLUMN, *SEED)
PATIENT_DAVID.mistaken(
    "form", ("lambda rows: np.tanh(prepare(rows)", "(np.tanh(A"), ("@ W2 + b2\n", "@ W2 + b2)\n")
)

# ---------------------------------------------------------------- patient_esra

PATIENT_ESRA = Patient(
    name="patient_esra",
    chapter=18,
    minutes=8,
    difficulty=1,
    prompt="""
*Esra has built the network of chapter 12, smaller.* "It does learn, I can see it: the loss falls at every
single step. But after my hundred steps it reads one image in ten, if I am lucky. Somebody at the
university says that he gets eight in ten, with the same network, in the same hundred steps."

Mend `train_esra`. It gets images `X` (n, 196) and digits `y` (n,), and gives back the losses and a
function from new images to digits. The number of steps is not yours to change.
""",
    stub='''
def train_esra(X, y, steps=100, seed=0):
    """Learn ten digits; return the losses, and a function for new images."""
    rng = np.random.default_rng(seed)
    x, labels = nb.Placeholder("x"), nb.Placeholder("labels")
    W1, b1 = nb.Variable(0.1 * rng.normal(size=(196, 30))), nb.Variable(np.zeros(30))
    W2, b2 = nb.Variable(0.2 * rng.normal(size=(30, 10))), nb.Variable(np.zeros(10))
    scores = nb.relu(x @ W1 + b1) @ W2 + b2
    loss = nb.mean(nb.softmax_cross_entropy(scores, labels))
    step, session = nb.GradientDescent(lr=5e-4).minimize(loss), nb.Session()
    feed, losses = {x: X, labels: np.eye(10)[y]}, []
    for _ in range(steps):
        losses.append(session.run(loss, feed))
        session.run(step, feed)

    def predict(X_new):
        return session.run(scores, {x: X_new}).argmax(axis=1)

    return losses, predict
''',
    hints=[
        "Let it learn from ten images only, a hundred steps. Does it know them by heart? If not, it is not "
        "data that it is short of.",
        "Print the norm of the gradient of each weight, after 1 and after 100 steps: nb.gradients(loss, "
        "[W1, W2]) gives nodes. Are they 0? Do they become so?",
        "Print by how much W1 changes in one step, as a share of its own size: norm of the change by norm "
        "of W1. At one hundredth or so a network gets somewhere in a hundred steps.",
        "By which factor is that too little? Try it, and the tenfold, and the hundredfold.",
    ],
    says={
        **COMMON,
        "slow": "it still goes in the right direction, and hardly moves. Print how much the weights change "
        "in one step, as a share of their size.",
        "half way": "that is much better. But in its hundred steps it has gone half of the way only, and its "
        "steps are still small: the direction holds for larger ones. Print once more how much the weights "
        "change in one.",
        "wild": "now it moves too much: the loss is higher at the end than it was at the start. Between "
        "this and what it was there is much room; look in it.",
        "loud": "the loss before the first step lies far above ln 10 = 2.30. Either the network begins with "
        "loud opinions, or the loss is no longer a mean. Neither was the trouble.",
        "idle": "new images are read well, but the loss has hardly moved: whoever reads there, it is not "
        "this network that has learned.",
    },
)


@PATIENT_ESRA.examine
def examine_esra(train, seed):
    X, y, X_new, y_new = small_digits(seed)
    yield from vital_signs(train, X, y)
    losses, predict = train(X, y, seed=seed)
    share = np.mean(answers(predict, X_new) == y_new)
    said = f"loss from {losses[0]:.2f} to {losses[-1]:.2f}, {share:.0%} of the new images are read"
    yield "loud", losses[0] > 4, said
    yield "wild", not losses[-1] < losses[0], said
    yield "idle", share > 0.6 and losses[-1] > 1.6, said
    yield "slow", share < ENOUGH and losses[-1] > 0.8 * losses[0], said
    yield "half way", share < ENOUGH, said
    yield "seed", deaf_to_seeds(train, X, y), said


FASTER = ("lr=5e-4", "lr=0.5")
PATIENT_ESRA.mended(
    "nothing was wrong but the size of a step: each changed the weights by three hundred-thousandths of "
    "their size. A rate a thousand times as large is no risk here, and the hundred steps suffice.",
    FASTER,
)
PATIENT_ESRA.mistaken("slow", ("nb.GradientDescent(lr=5e-4)", "nb.Momentum(5e-4)"))
PATIENT_ESRA.mistaken("half way", ("lr=5e-4", "lr=0.04"))
PATIENT_ESRA.mistaken("wild", ("lr=5e-4", "lr=500"))
PATIENT_ESRA.mistaken("loud", ("nb.Variable(0.1 * rng", "nb.Variable(2.0 * rng"))
PATIENT_ESRA.mistaken(
    "idle",
    (
        "session.run(scores, {x: X_new}).argmax(axis=1)",
        "y[((X_new[:, None] - X) ** 2).sum(axis=2).argmin(axis=1)]",
    ),
)
PATIENT_ESRA.mistaken("count", *COUNT)
PATIENT_ESRA.mistaken("seed", FASTER, *SEED)
PATIENT_ESRA.mistaken("form", ("return losses, predict\n", "return losses, predict(X)\n"))

# ---------------------------------------------------------------- patient_farid

PATIENT_FARID = Patient(
    name="patient_farid",
    chapter=18,
    minutes=8,
    difficulty=1,
    prompt="""
*Farid has points inside a circle and outside.* "Sixteen neurons, and it draws one straight border through
the middle. I made it thirty-two: again one straight border. Chapter 9 said that three would do!"

Mend `train_farid`. It gets points `X` (n, 2) and `y` (n,), 1 inside and 0 outside, and gives back the
losses, a function from new points to P(1), and the weights of its hidden layer, a column a neuron.
""",
    stub='''
def train_farid(X, y, steps=300, seed=0):
    """Learn 1 inside, 0 outside; return losses, a function for P(1), hidden weights."""
    rng = np.random.default_rng(seed)
    W, b = np.full((2, 16), 0.5), np.zeros(16)
    v, c = np.full(16, 0.1), rng.normal()
    losses = []
    for _ in range(steps):
        H = np.tanh(X @ W + b)
        p = nb.sigmoid(H @ v + c)
        losses.append(nb.binary_cross_entropy(p, y))
        G = (p - y) / len(y)
        G_hidden = np.outer(G, v) * (1 - H**2)
        v, c = v - H.T @ G, c - G.sum()
        W, b = W - X.T @ G_hidden, b - G_hidden.sum(axis=0)

    def predict(X_new):
        return nb.sigmoid(np.tanh(X_new @ W + b) @ v + c)

    return losses, predict, W
''',
    hints=[
        "Print H for three points, after the last step: three rows, sixteen columns. What do you notice?",
        "Print the slopes of W, sixteen columns again, after 1 step and after 100. By what would the "
        "neurons ever become different from each other?",
        "Ask how many neurons it has, in truth: np.unique(W, axis=1).shape, before the first step and after "
        "the last.",
        "Two neurons that start alike, and are used alike, get equal slopes, and stay alike for ever. What "
        "has to differ at the start?",
    ],
    says={
        **COMMON,
        "alike": "at the end its neurons are still copies of each other, so it has one, however many you "
        "count. What would tell them apart?",
        "nearly": "now its neurons differ, by so little that at the end they still do the same. Whatever "
        "tells them apart at the start should be as large as the weights themselves.",
        "weak": "the neurons differ now, but the border does not fit the circle. Does the hidden layer "
        "bend, and do the weights begin at a size at which tanh is not flat?",
        "no names": "the neurons differ, but what comes back as their weights is not what it says it is: "
        "(2, m), a column a neuron.",
    },
)


@PATIENT_FARID.examine
def examine_farid(train, seed):
    (X, y), (X_new, y_new) = ring(seed), ring(seed + 10_000, 1000)
    yield from vital_signs(train, X, y)
    _, predict, W = train(X, y, seed=seed)
    W = np.asarray(W)
    yield "no names", W.ndim != 2 or len(W) != 2, f"weights of shape {W.shape}"
    kinds, apart = (np.unique(W.round(digits), axis=1).shape[1] for digits in (9, 2))
    share = np.mean((answers(predict, X_new) > 0.5) == y_new)
    said = f"{share:.0%} right, {apart} of {W.shape[1]} neurons tell something of their own"
    yield "alike", kinds < 4, said
    yield "nearly", apart < 4, said
    yield "weak", share < 0.85, said
    yield "seed", deaf_to_seeds(train, X, y), said


DRAWN = ("np.full((2, 16), 0.5)", "rng.normal(size=(2, 16))")
PATIENT_FARID.mended(
    "neurons that start with equal weights, and are used with equal weights, get equal slopes for ever: "
    "sixteen copies of one. Random weights make them different, and then the slopes differ too.",
    DRAWN,
)
PATIENT_FARID.mistaken("alike", ("np.full((2, 16), 0.5)", "np.full((2, 16), 2.0)"))
PATIENT_FARID.mistaken("nearly", ("np.full((2, 16), 0.5)", "0.5 + 1e-9 * rng.normal(size=(2, 16))"))
PATIENT_FARID.mistaken(
    "weak",
    DRAWN,
    ("H = np.tanh(X @ W + b)", "H = X @ W + b"),
    (" * (1 - H**2)", ""),
    ("np.tanh(X_new @ W + b)", "(X_new @ W + b)"),
)
PATIENT_FARID.mistaken("no names", DRAWN, ("predict, W\n", "predict, W.T\n"))
PATIENT_FARID.mistaken("count", *COUNT)
PATIENT_FARID.mistaken("seed", DRAWN, *SEED)
PATIENT_FARID.mistaken("form", ("return losses, predict,", "return losses, predict(X),"))

# ---------------------------------------------------------------- patient_greta

PATIENT_GRETA = Patient(
    name="patient_greta",
    chapter=18,
    minutes=10,
    difficulty=2,
    prompt="""
*Greta's network reads digits, not too badly.* "But its loss has a floor. It comes down to 1.5, or a
little above, and lies there. I know images that it reads rightly, and for these the loss is no lower! A
colleague has the same network, and hers goes to 0.02."

Mend `train_greta`. It gets images `X` (n, 196) and digits `y` (n,), and gives back the losses and a
function from new images to probabilities (n, 10). The check stops it on the way, and compares the loss of
a step with what the probabilities cost at that moment.
""",
    stub='''
def train_greta(X, y, steps=150, seed=0):
    """Learn ten digits; return the losses, and a function for probabilities."""
    rng = np.random.default_rng(seed)
    x, labels = nb.Placeholder("x"), nb.Placeholder("labels")
    W1, b1 = nb.Variable(0.1 * rng.normal(size=(196, 30))), nb.Variable(np.zeros(30))
    W2, b2 = nb.Variable(0.2 * rng.normal(size=(30, 10))), nb.Variable(np.zeros(10))
    output = nb.softmax(nb.relu(x @ W1 + b1) @ W2 + b2)
    loss = nb.mean(nb.softmax_cross_entropy(output, labels))
    step, session = nb.Momentum(0.1).minimize(loss), nb.Session()
    feeds, losses = nb.batches({x: X, labels: np.eye(10)[y]}, 50, rng), []
    for _ in range(steps):
        feed = next(feeds)
        losses.append(session.run(loss, feed))
        session.run(step, feed)
    return losses, lambda X_new: session.run(output, {x: X_new})
''',
    hints=[
        "Let it learn ten images by heart, in a few hundred steps. Print the loss at the end, and the "
        "probability that it gives to each right digit. Do the two fit together?",
        "For these ten, compute the cross-entropy by hand: the mean of -ln of the right digit's "
        "probability. Print it beside the loss.",
        "So the loss is not that of the probabilities. Print the largest and the smallest number that goes "
        "into it. Say a 1 and nine times 0 go in: which loss comes out? (Chapter 6 has the formula.)",
        "ln(e + 9) - 1 is 1.4612. How often are the scores turned into probabilities on their way to the "
        "loss?",
    ],
    says={
        **COMMON,
        "floor": "the loss still lies on its floor. It does what it can with the numbers that it is given: "
        "between which two values do they lie?",
        "two costs": "the loss that it reports is not the cost of the probabilities that it gives. Which of "
        "the two does it learn by? They must be one and the same.",
        "no sum": "what it gives for an image are no probabilities: ten numbers from 0 to 1 with the sum 1.",
        "weak": "the loss is honest now, but too few new images are read. Did the network, its rate or its "
        "data change with it?",
    },
)


@PATIENT_GRETA.examine
def examine_greta(train, seed):
    X, y, X_new, y_new = small_digits(seed)
    yield from vital_signs(train, X, y)
    losses, predict = train(X, y, seed=seed)
    for moment in (5, 100):
        loss, cost, proper = loss_and_cost(train, X[:50], y[:50], moment, seed)
        said = f"after {moment} steps {loss:.4f}, where its probabilities cost {cost:.4f}"
        yield "no sum", not proper, "what comes back for an image does not add up to 1"
        same = abs(loss - cost) < 0.01 * cost
        yield "floor", not same and min(losses) > 1.3, f"a last loss of {losses[-1]:.2f}; {said}"
        yield "two costs", not same, said
    share = np.mean(answers(predict, X_new, 10).argmax(axis=1) == y_new)
    said = f"a last loss of {losses[-1]:.2f}, {share:.0%} of the new images are read"
    yield "weak", share < ENOUGH, said
    yield "seed", deaf_to_seeds(train, X, y), said


def loss_and_cost(train, X, y, moment, seed):
    """The loss of a step, and what the probabilities before it cost: equal, as one batch holds all rows."""
    loss = train(X, y, steps=moment + 1, seed=seed)[0][moment]
    P = answers(train(X, y, steps=moment, seed=seed)[1], X, 10)
    cost = -np.log(np.maximum(P[np.arange(len(y)), y], 1e-300)).mean()
    return loss, cost, np.allclose(P.sum(axis=1), 1) and P.min() >= 0


SCORES = ("output = nb.softmax(nb.relu(x @ W1 + b1) @ W2 + b2)", "output = nb.relu(x @ W1 + b1) @ W2 + b2")
AT_THE_END = ("session.run(output, {x: X_new})", "nb.softmax(session.run(output, {x: X_new}))")
PATIENT_GRETA.mended(
    "the loss takes scores and makes probabilities of them itself. It was given probabilities, so it took "
    "the softmax of a softmax, and of a 1 and nine times 0 that makes 0.23 at the most: ln(e + 9) - 1 = "
    "1.4612.",
    SCORES,
    AT_THE_END,
)
PATIENT_GRETA.mistaken("floor", ("nb.Momentum(0.1)", "nb.Adam(0.01)"))
PATIENT_GRETA.mistaken("two costs", ("session.run(loss, feed))", "session.run(loss, feed) - 1.4612)"))
PATIENT_GRETA.mistaken("no sum", SCORES)
PATIENT_GRETA.mistaken("weak", SCORES, AT_THE_END, ("nb.Momentum(0.1)", "nb.Momentum(0.0005)"))
PATIENT_GRETA.mistaken("count", *COUNT)
PATIENT_GRETA.mistaken("seed", SCORES, AT_THE_END, *SEED)
PATIENT_GRETA.mistaken(
    "form", ("lambda X_new: session.run(output, {x: X_new})", "session.run(output, {x: X})")
)

# ---------------------------------------------------------------- patient_hugo

PATIENT_HUGO = Patient(
    name="patient_hugo",
    chapter=18,
    minutes=10,
    difficulty=2,
    prompt="""
*Hugo fits a plane, four numbers in all.* "It is bewitched. The error falls within ten steps to nearly
nothing. And then it climbs up again! And falls, and climbs. Like a swing. With a smaller rate it swings
more slowly. So I stop it when it is at the bottom, with a stop watch."

Mend `train_hugo`. It gets points `X` (n, 3) and heights `y` (n,), and gives back the losses and a
function from new points to heights. The check gives it more steps than Hugo does, and other rates.
""",
    stub='''
def train_hugo(X, y, steps=60, lr=0.1):
    """Fit a plane to points; return the losses, and a function for new points."""
    n, d = X.shape
    w, b = np.zeros(d), 0.0
    slope_w, slope_b = np.zeros(d), 0.0
    losses = []
    for _ in range(steps):
        error = X @ w + b - y
        losses.append((error**2).mean())
        slope_w += 2 * X.T @ error / n
        slope_b += 2 * error.mean()
        w -= lr * slope_w
        b -= lr * slope_b
    return losses, lambda X_new: X_new @ w + b
''',
    hints=[
        "Print the norm of slope_w after 1, 5, 10 and 20 steps, beside the loss. At the bottom of a valley, "
        "how large should a slope be?",
        "In the step in which the loss is lowest, measure the slope yourself, by turning one entry of w a "
        "little (chapter 5), and print it beside slope_w.",
        "So what is used is not the slope of this step. After three steps, print slope_w and the three "
        "slopes that were computed on the way. How do they go together?",
        "A slope belongs to the place at which it was measured. What should be left of it when the weights "
        "have moved?",
    ],
    says={
        "form": COMMON["form"],
        "count": COMMON["count"],
        "swings": "it still swings: after more steps the error is above what it has been. Print the slope "
        "that is used beside the one that you measure at that place.",
        "painted": "the losses never rise, but the last of them is not the error that the plane makes. A "
        "curve that is made to fall says nothing.",
        "slow": "within this time it does not swing, but after all these steps it is not at the bottom. The "
        "rate was not the trouble. Is each step made by the slope of its own place?",
        "at once": "after one single step it is at the bottom: that is another method, which solves for the "
        "plane. A good one! But no network can be solved like that: mend the descent.",
    },
)


def plane(seed, n=80):
    """Points, and heights over them that lie near a plane."""
    rng = np.random.default_rng([18, seed])
    X = rng.normal(size=(n, 3))
    return X, X @ rng.normal(size=3) + 1 + rng.normal(0, 0.2, n)


@PATIENT_HUGO.examine
def examine_hugo(train, seed):
    X, y = plane(seed)
    least = error_of(np.column_stack([X, np.ones(len(X))]) @ solved(X, y), y)
    yield from vital_signs(train, X, y)
    early = error_of(answers(train(X, y, steps=1)[1], X), y)
    yield "at once", early < 1.5 * least, f"an error of {early:.4f} after one step"
    told, error = train(X, y, steps=61)[0][60], error_of(answers(train(X, y, steps=60)[1], X), y)
    said = f"a loss of {told:.4f} where the plane has an error of {error:.4f}"
    yield "painted", not np.isclose(told, error), said
    for steps, lr in ((60, 0.1), (600, 0.1), (600, 0.02), (4000, 0.02)):
        losses, predict = train(X, y, steps=steps, lr=lr)
        error = error_of(answers(predict, X), y)
        said = f"an error of {error:.4f} after {steps} steps at rate {lr:g}, where {least:.4f} can be had"
        yield "swings", not error < 1.5 * max(min(losses), least), said
        yield "slow", steps > 60 and not error < 1.1 * least, said


def error_of(given, true):
    return np.mean((given - true) ** 2)


def solved(X, y):
    """The plane of least error: slopes, and the height at 0."""
    return np.linalg.lstsq(np.column_stack([X, np.ones(len(X))]), y, rcond=None)[0]


FRESH = [("slope_w +=", "slope_w ="), ("slope_b +=", "slope_b =")]
PATIENT_HUGO.mended(
    "the slopes were added up over all steps and never set back. What was used as a slope was a speed, as "
    "of a ball without friction: it runs through the valley and up the other side. Each step takes its own "
    "slope, or lets the old ones fade, as momentum does.",
    *FRESH,
)
PATIENT_HUGO.mistaken(
    "swings", ("w -= lr * slope_w", "w -= lr / 4 * slope_w"), ("b -= lr * slope_b", "b -= lr / 4 * slope_b")
)
PATIENT_HUGO.mistaken("painted", ("return losses,", "return list(np.minimum.accumulate(losses)),"))
PATIENT_HUGO.mistaken(
    "slow", ("w -= lr * slope_w", "w -= 1e-6 * slope_w"), ("b -= lr * slope_b", "b -= 1e-6 * slope_b")
)
PATIENT_HUGO.mistaken(
    "at once",
    (
        "    w, b = np.zeros(d), 0.0\n",
        "    *w, b = np.linalg.lstsq(np.c_[X, np.ones(n)], y, rcond=None)[0]\n",
    ),
)
PATIENT_HUGO.mistaken("count", ("range(steps)", "range(min(steps, 2))"))
PATIENT_HUGO.mistaken("form", ("lambda X_new: X_new @ w + b", "X @ w + b"))

# ---------------------------------------------------------------- patient_ines

PATIENT_INES = Patient(
    name="patient_ines",
    chapter=18,
    minutes=12,
    difficulty=3,
    prompt="""
*Ines tells three kinds of beetles apart, by two lengths.* "It learns well, for twenty or thirty steps.
Then comes a nan, and from then on everything is nan. I have looked: there is none in my data. In three
rows the decimal point has slipped, so what? With another seed it lasts twice as long."

Mend `train_ines`. It gets lengths `X` (n, 2) and kinds `y` (n,), 0, 1 or 2, and gives back the losses and
a function from new rows to kinds. The check gives it rows like hers, and then such with large numbers, of
which every one is quite wrong at the start.
""",
    stub='''
def train_ines(X, y, steps=150, seed=0):
    """Learn three kinds; return the losses, and a function for new rows."""
    X, Y = X.astype(np.float32), np.eye(3, dtype=np.float32)[y]
    rng = np.random.default_rng(seed)
    W = rng.normal(scale=0.1, size=(X.shape[1], 3)).astype(np.float32)
    b = np.zeros(3, dtype=np.float32)
    losses = []
    for _ in range(steps):
        scores = X @ W + b
        powers = np.exp(scores - scores.max(axis=1, keepdims=True))
        P = powers / powers.sum(axis=1, keepdims=True)
        losses.append(-np.log(P[range(len(y)), y]).mean())
        G = -Y / P / len(y)
        G = P * (G - (G * P).sum(axis=1, keepdims=True))
        W -= 0.05 * X.T @ G
        b -= 0.05 * G.sum(axis=0)
    return losses, lambda X_new: (X_new @ W + b).argmax(axis=1)
''',
    hints=[
        "Stop at the first step whose loss is not finite, and print each array of this step: which is the "
        "first, from above, with a number that is not what mathematics says?",
        "Print the smallest entry of P in each of the last steps before. And which row does it stand in?",
        "What is np.exp(np.float32(-103))? And -104? Then what is its logarithm, and what is 1 by it?",
        "The logarithm of P can be written without P: a score minus the logarithm of a sum. And of the two "
        "lines for G, written out on paper, something very short is left (chapter 6 found it).",
    ],
    says={
        **COMMON,
        "nan": "there is still something that is no number among the losses. Look for the first one, and "
        "for the line before it.",
        "later": "with these lengths it holds. With larger ones it breaks as before: the border was moved, "
        "and it is still there. Which number becomes 0 that mathematics never makes 0?",
        "deaf": "no nan any more. But of rows that are quite wrong it hears nothing: they have no slope, "
        "and stay wrong. What is the slope of something that was clipped, or left out?",
        "capped": "no nan any more, and it learns. But a row that is quite wrong costs no more than one "
        "that is half as wrong: the loss was cut off, and what it says there is not true. It can be written "
        "so that nothing ever becomes 0.",
        "made small": "two lengths hold now, as they are made small before they come in. With a hundred "
        "thousand columns the scores are as large as before, and so it breaks as before: the rows are not to "
        "blame. Which number becomes 0 that mathematics never makes 0?",
        "weak": "the numbers hold, but it tells the kinds apart less well than it could.",
        "hidden": "the weights go well, and among the losses there is something that is no finite number. "
        "The loss can be written so that it never is.",
    },
)


def beetles(seed, n=150, slipped=3):
    """Two lengths of three kinds; in a few rows the point has slipped."""
    rng = np.random.default_rng([18, seed])
    y = rng.integers(0, 3, n)
    X = np.array([[0.0, 5.0], [-4.0, -3.0], [4.0, -3.0]])[y] + 1.5 * rng.normal(size=(n, 2))
    X[:slipped] *= 20
    return X, y


def with_many_columns(train, seed):
    """The last loss where there are so many columns that the scores are large, however small the rows are."""
    X = np.random.default_rng([18, seed]).normal(size=(12, 100_000))
    return train(X, np.arange(12) % 3, steps=5, seed=seed)[0][-1]


@PATIENT_INES.examine
def examine_ines(train, seed):
    (X, y), (X_new, y_new) = beetles(seed), beetles(seed + 10_000, 500, 0)
    yield from vital_signs(train, *beetles(seed, slipped=0))
    losses, predict = train(X, y, seed=seed)
    share = np.mean(answers(predict, X_new) == y_new)
    broken = np.flatnonzero(~np.isfinite(losses))
    said = f"{share:.0%} right" + (f", loss {losses[broken[0]]} in step {broken[0]}" if len(broken) else "")
    yield "nan", len(broken), said
    yield "weak", share < 0.85, said
    far = 10_000 * X[3:]
    before = answers(train(far, y[3:], steps=0, seed=seed)[1], far)
    losses, predict = train(far, (before + 1) % 3, seed=seed)  # so that each row is quite wrong at the start
    share = np.mean(answers(predict, far) == (before + 1) % 3)
    said = f"{said}; where all is wrong at first, a loss of {losses[0]:.1f}, and at the end {share:.0%} right"
    finite = np.isfinite(losses).all()
    yield "hidden", not finite and share > 0.8, said
    yield "later", not finite, said
    yield "deaf", share < 0.8, said
    yield "capped", 5 < losses[0] < 100, said
    yield "made small", not np.isfinite(with_many_columns(train, seed)), "with many columns no finite loss"
    yield "seed", deaf_to_seeds(train, X, y), said


DIRECT = (
    "        G = -Y / P / len(y)\n        G = P * (G - (G * P).sum(axis=1, keepdims=True))\n",
    "        G = (P - Y) / len(y)\n",
)
LOG_P = (
    "-np.log(P[range(len(y)), y])",
    "(np.log(powers.sum(axis=1)) + scores.max(axis=1) - scores[range(len(y)), y])",
)
PATIENT_INES.mended(
    "below 1e-45 a float32 is 0. A row far out gets such a P for the kinds that it is not, and the way back "
    "divides 0 by 0; where it is the right kind, the loss takes the logarithm of 0. Of scores the loss is "
    "always finite, and its slope is P - Y.",
    DIRECT,
    LOG_P,
)
PATIENT_INES.mistaken("nan", ("W -= 0.05", "W -= 0.03"), ("b -= 0.05", "b -= 0.03"))
PATIENT_INES.mistaken(
    "later",
    ("X.astype(np.float32), np.eye(3, dtype=np.float32)[y]", "X, np.eye(3)[y]"),
    ("size=(X.shape[1], 3)).astype(np.float32)", "size=(X.shape[1], 3))"),
    ("np.zeros(3, dtype=np.float32)", "np.zeros(3)"),
)
PATIENT_INES.mistaken(
    "capped", ("        losses.append", "        P = np.clip(P, 1e-7, 1)\n        losses.append")
)
PATIENT_INES.mistaken("deaf", ("np.log(P[", "np.log(1e-3 + P["), ("-Y / P /", "-Y / np.maximum(P, 1e-3) /"))
PATIENT_INES.mistaken(
    "made small", ("X.astype(np.float32)", "((X - X.mean(axis=0)) / X.std(axis=0)).astype(np.float32)")
)
PATIENT_INES.mistaken("hidden", DIRECT)
PATIENT_INES.mistaken("weak", DIRECT, LOG_P, ("W -= 0.05", "W -= 1e-6"))
PATIENT_INES.mistaken("count", *COUNT)
PATIENT_INES.mistaken("seed", DIRECT, LOG_P, *SEED)
PATIENT_INES.mistaken("form", ("lambda X_new: (X_new @ W + b).argmax(axis=1)", "(X @ W + b).argmax(axis=1)"))

# ---------------------------------------------------------------- patient_jonas

PATIENT_JONAS = Patient(
    name="patient_jonas",
    chapter=18,
    minutes=12,
    difficulty=2,
    prompt="""
*Jonas sells a reader of digits.* "I test on images that it has not learned from, as one should: a fifth
is set aside. On these, 97 of 100 are right. I wrote that into the contract. The client has tried it on
new ones, and says 76. He must have bad images."

Mend `train_jonas`. It gets images `X` (n, 196) and digits `y` (n,), and gives back the losses, a function
from new images to digits, and the share that it has found right. This share must be what a client will
find. The check has many new images. And it has labels drawn by lot: what share is honest there?
""",
    stub='''
def train_jonas(X, y, steps=100, seed=0):
    """Learn from most; return the losses, a function, and the share right of the rest."""
    rng = np.random.default_rng(seed)
    n, k = len(X), len(X) * 4 // 5
    learn, test = rng.permutation(n)[:k], rng.permutation(n)[k:]
    images, labels = X[learn], np.eye(10)[y[learn]]
    W, b = 0.01 * rng.normal(size=(196, 10)), np.zeros(10)
    losses = []
    for _ in range(steps):
        P = nb.softmax(images @ W + b)
        losses.append(nb.cross_entropy(P, labels))
        W -= images.T @ (P - labels) / k
        b -= (P - labels).mean(axis=0)

    def predict(X_new):
        return (X_new @ W + b).argmax(axis=1)

    return losses, predict, np.mean(predict(X[test]) == y[test])
''',
    hints=[
        "Give it labels drawn by lot, rng.integers(0, 10, len(X)). There is nothing to be learned. What "
        "share does it report?",
        "Print the share that is right of the images that it learned from, beside the one that it reports. "
        "Which is the reported one nearer to, that or the client's?",
        "Count: how many numbers are there in `learn`, how many in `test`, and how many in both? "
        "len(np.intersect1d(learn, test)).",
        "An image is drawn for one of the two, never for both. How many times must one shuffle for that?",
    ],
    says={
        **COMMON,
        "by lot": "it reports to have learned labels that were drawn by lot. That cannot be, so it was "
        "asked about what it has seen. Print which rows it learns from, and which it is tested on.",
        "too high": "the share that it reports lies above what new images give. Was it picked among "
        "several, or made of something else than the test?",
        "too low": "the share that it reports lies below what new images give: it was made smaller, or its "
        "test is another task.",
        "in order": "with images that come sorted by their digit it fails: the last fifth then holds digits "
        "that it has never seen. Shuffle before you cut.",
        "weak": "the share is honest, but it reads less than before: did it learn from fewer images, or "
        "worse?",
    },
)


@PATIENT_JONAS.examine
def examine_jonas(train, seed):
    X, y, *_ = small_digits(seed, 150)
    yield from vital_signs(train, X, y)
    told, found, luck = np.mean([one_contract(train, seed + n) for n in range(20)], axis=0)
    said = f"on average {told:.0%} reported, {found:.0%} found on new images"
    yield "by lot", luck > 0.25, f"{said}; of labels by lot {luck:.0%} reported"
    shares = one_contract(train, seed, in_order=True)[:2]
    said_sorted = "where they come sorted {:.0%} and {:.0%}".format(*shares)
    yield "in order", min(shares) < 0.4, f"{said}; {said_sorted}"
    yield "weak", found < 0.65, said
    yield "too high", told - found > 0.07, said
    yield "too low", found - told > 0.07, said
    yield "seed", deaf_to_seeds(train, X, y), said


def one_contract(train, seed, in_order=False):
    """The share that is reported, that which a client finds, and what is reported of labels by lot."""
    X, y, X_new, y_new = small_digits(seed, 150)
    if in_order:
        order = np.argsort(y)
        X, y = X[order], y[order]
    _, predict, share = train(X, y, seed=seed)
    by_lot = train(X, np.random.default_rng([18, seed]).permutation(y), seed=seed)[2]
    return float(share), np.mean(answers(predict, X_new) == y_new), float(by_lot)


APART = (
    "learn, test = rng.permutation(n)[:k], rng.permutation(n)[k:]",
    "learn, test = np.split(rng.permutation(n), [k])",
)
REPORTED = "np.mean(predict(X[test]) == y[test])\n"
PATIENT_JONAS.mended(
    "it shuffled twice. The first four fifths of one order and the last fifth of another have most of their "
    "rows in common: four fifths of the test were known by heart. One order, cut once.",
    APART,
)
PATIENT_JONAS.mistaken("by lot", (REPORTED, REPORTED.strip() + " - 0.17\n"))
PATIENT_JONAS.mistaken("too high", APART, (REPORTED, REPORTED.strip() + " + 0.12\n"))
PATIENT_JONAS.mistaken("too low", APART, (REPORTED, REPORTED.strip() + " - 0.17\n"))
PATIENT_JONAS.mistaken("in order", (APART[0], "learn, test = np.arange(k), np.arange(k, n)"))
PATIENT_JONAS.mistaken(
    "weak",
    (APART[0], "test, learn = np.split(rng.permutation(n), [k])"),
    ("- labels) / k", "- labels) / len(learn)"),
)
PATIENT_JONAS.mistaken("count", *COUNT)
PATIENT_JONAS.mistaken(
    "seed",
    (APART[0], "learn, test = np.split(np.random.default_rng(3).permutation(n), [k])"),
    ("0.01 * rng.normal(size=(196, 10))", "np.zeros((196, 10))"),
)
PATIENT_JONAS.mistaken("form", ("return losses, predict, np.mean", "return losses, np.mean"))

# ---------------------------------------------------------------- patient_kira

PATIENT_KIRA = Patient(
    name="patient_kira",
    chapter=18,
    minutes=10,
    difficulty=2,
    prompt="""
*Kira shows a curve that one would like to hang up.* "Look how the loss falls! From above two to below
one, and no end in sight. And then new images: one in ten is right. I thought it learns by heart, so I
gave it more images. The loss fell less, and of new images there was one in ten."

Mend `train_kira`. It gets images `X` (n, 196) and digits `y` (n,), and gives back the losses, one an
epoch, and a function from new images to digits. Most people have their images sorted by digit, and the
check gives them like that, too.
""",
    stub='''
def train_kira(X, y, epochs=40, seed=0):
    """Learn ten digits, 20 at a time; return the losses, and a function for digits."""
    rng = np.random.default_rng(seed)
    images = X[rng.permutation(len(X))]
    digits = np.eye(10)[y[rng.permutation(len(y))]]
    W, b = np.zeros((X.shape[1], 10)), np.zeros(10)
    losses = []
    for _ in range(epochs):
        for start in range(0, len(images), 20):
            rows = slice(start, start + 20)
            G = nb.softmax(images[rows] @ W + b) - digits[rows]
            W -= 0.05 * images[rows].T @ G
            b -= 0.05 * G.sum(axis=0)
        P = nb.softmax(images @ W + b)
        losses.append(nb.cross_entropy(P, digits))
    return losses, lambda X_new: (X_new @ W + b).argmax(axis=1)
''',
    hints=[
        "What share of the images that it learned from does it read rightly, by the labels that came with "
        "them? Print np.mean(predict(X) == y). A low loss promises much of that.",
        "Look at the data where they go into the step, not where they come in: draw ten of `images` with "
        "plots.digit_grid, and digits.argmax(axis=1) as their labels.",
        "Give it ten images, one of each digit, X and y alike in order. Print `digits.argmax(axis=1)` "
        "beside what the images show.",
        "Whoever moves an image must move its label to the same place. What must the two lines have in "
        "common?",
    ],
    says={
        **COMMON,
        "apart": "new images are still read by chance alone. It learns something by heart, and it is not "
        "what the images show. Look at what goes into the step.",
        "in order": "images and labels stand together again. But where the images come sorted by digit it "
        "forgets the first ones over the last: it saw them in the order in which they came. Batches must be "
        "mixed.",
        "weak": "it learns what the images show, but reads less of new ones than it could.",
        "no loss": "new images are read well, but the loss is that of something else: by the end it should "
        "have fallen below one half.",
    },
)


@PATIENT_KIRA.examine
def examine_kira(train, seed):
    X, y, X_new, y_new = small_digits(seed, 400)
    yield from vital_signs(train, X, y, asked="epochs")
    losses, predict = train(X, y, seed=seed)
    share = np.mean(answers(predict, X_new) == y_new)
    said = f"loss {losses[-1]:.2f}, {share:.0%} of the new images are read"
    yield "apart", share < 0.4, said
    yield "weak", share < ENOUGH, said
    yield "no loss", not 0 <= losses[-1] < 0.5, said
    order = np.argsort(y, kind="stable")
    predict = train(X[order], y[order], epochs=3, seed=seed)[1]
    sorted_ = np.mean(answers(predict, X_new) == y_new)
    said = f"{said}, {sorted_:.0%} after three epochs of sorted ones"
    yield "in order", sorted_ < 0.55, said
    yield "seed", deaf_to_seeds(train, X, y, asked="epochs"), said


TOGETHER = [
    (
        "    images = X[rng.permutation(len(X))]\n",
        "    order = rng.permutation(len(X))\n    images = X[order]\n",
    ),
    ("y[rng.permutation(len(y))]", "y[order]"),
]
PATIENT_KIRA.mended(
    "images and labels were shuffled, each in an order of its own. So every image stood beside the label of "
    "another, and that can be learned by heart and by nothing else. One order, for both.",
    *TOGETHER,
)
PATIENT_KIRA.mistaken("apart", ("0.05 * images[rows].T @ G", "0.05 * images[rows].T @ G + 0.002 * W"))
PATIENT_KIRA.mistaken("in order", ("X[rng.permutation(len(X))]", "X"), ("y[rng.permutation(len(y))]", "y"))
PATIENT_KIRA.mistaken("weak", *TOGETHER, ("W -= 0.05", "W -= 1e-4"), ("b -= 0.05", "b -= 1e-4"))
PATIENT_KIRA.mistaken(
    "no loss",
    ("[rows].T @ G", "[rows].T @ (G + digits[rows] - np.eye(10)[y[np.argsort(order)[rows]]])"),
    (
        "    images = X[rng.permutation(len(X))]\n",
        "    order = np.argsort(rng.permutation(len(X)))\n    images = X[np.argsort(order)]\n",
    ),
)
PATIENT_KIRA.mistaken("count", ("range(epochs)", "range(10 * epochs)"))
PATIENT_KIRA.mistaken("seed", *TOGETHER, *SEED)
PATIENT_KIRA.mistaken("form", ("lambda X_new: (X_new @ W + b).argmax(axis=1)", "(X @ W + b).argmax(axis=1)"))

# ---------------------------------------------------------------- patient_luis

PATIENT_LUIS = Patient(
    name="patient_luis",
    chapter=18,
    minutes=10,
    difficulty=2,
    prompt="""
*Luis reads scans: each pixel is a byte, from 0 to 255.* "It learns like a dream, it knows nearly every
image that it has seen. And of new ones it reads half! I thought that it learns by heart. But now look: I
gave it the same images again that it learned from, through the front door. Half!"

Mend `train_luis`. It gets scans (n, 196) and digits `y` (n,), and gives back the losses, one an epoch,
and a function from scans to scores (n, 10). The check asks about many scans at once, about one alone, and
compares the last loss with what these scores cost.
""",
    stub='''
def train_luis(scans, y, epochs=20, seed=0):
    """Learn ten digits from bytes; return the losses, and a function for scores."""
    rng = np.random.default_rng(seed)
    x, labels = nb.Placeholder("x"), nb.Placeholder("labels")
    W1, b1 = nb.Variable(0.1 * rng.normal(size=(196, 30))), nb.Variable(np.zeros(30))
    W2, b2 = nb.Variable(0.2 * rng.normal(size=(30, 10))), nb.Variable(np.zeros(10))
    scores = nb.relu(x @ W1 + b1) @ W2 + b2
    loss = nb.mean(nb.softmax_cross_entropy(scores, labels))
    step, session = nb.Adam(0.003).minimize(loss), nb.Session()
    rows, losses = {x: scans / 127.5 - 1, labels: np.eye(10)[y]}, []
    feeds = nb.batches(rows, 20, rng)
    for _ in range(epochs):
        for _ in range(len(y) // 20):
            session.run(step, next(feeds))
        losses.append(session.run(loss, rows))
    return losses, lambda scans: session.run(scores, {x: scans})
''',
    hints=[
        "Compute the loss of the training scans from outside: scores from the function that comes back, "
        "nb.softmax_cross_entropy(scores, one_hot), the mean. Print it beside the last loss.",
        "It is the same network, and they are the same scans. So something on the way in differs. Print the "
        "smallest, the largest and the mean number that is fed to x, in training and when it is asked.",
        "When they agree: do they agree for one scan alone, and for a pale one? What is done to a scan may "
        "depend on nothing but this scan and what was fixed in training.",
        "There are two places at which x is fed. Could there be one function for both?",
    ],
    says={
        **COMMON,
        "two doors": "it still sees training scans and those that it is asked about in two forms. Print "
        "what is fed to x in both cases.",
        "company": "what it says of a scan changes with the scans beside it, or with how dark they are: it "
        "is brought to size by what comes with it. In training it was always done by the same two numbers.",
        "other numbers": "that comes near. But the scores of the training scans cost something else than "
        "the last loss says, so they come in otherwise than they did in training. Near is not the same.",
        "weak": "it sees both in one form now. But in this form it learns too little: look at the sizes "
        "that go in, and at the steps that are made.",
    },
)


@PATIENT_LUIS.examine
def examine_luis(train, seed):
    X, y, X_new, y_new = small_digits(seed, 400)
    X, X_new = np.round(255 * X), np.round(255 * X_new)
    yield from vital_signs(train, X, y, asked="epochs")
    losses, predict = train(X, y, seed=seed)
    scores = answers(predict, X_new, 10)
    alone = np.concatenate([answers(predict, X_new[n : n + 1], 10) for n in range(5)])
    share, known = np.mean(scores.argmax(axis=1) == y_new), answers(predict, X, 10)
    cost = nb.softmax_cross_entropy(known, np.eye(10)[y]).mean()
    said = f"{share:.0%} of the new scans are read; last loss {losses[-1]:.4f}, from outside {cost:.4f}"
    yield "company", not np.allclose(alone, scores[:5]), said
    yield "two doors", cost > 3 * losses[-1], said
    yield "other numbers", not abs(cost - losses[-1]) < 1e-4 * cost, said
    yield "weak", share < ENOUGH, said
    yield "seed", deaf_to_seeds(train, X, y, asked="epochs"), said


SAME_FORM = ("{x: scans})", "{x: scans / 127.5 - 1})")
PATIENT_LUIS.mended(
    "in training white was -1 and black 1, and when it was asked, white was 0 and black 255. The numbers "
    "that are used in training belong to the network as its weights do: best of all, one function prepares "
    "both.",
    SAME_FORM,
)
PATIENT_LUIS.mistaken("two doors", ("nb.Adam(0.003)", "nb.Adam(0.001)"))
PATIENT_LUIS.mistaken("company", ("{x: scans})", "{x: (scans - scans.mean()) / scans.std()})"))
PATIENT_LUIS.mistaken("other numbers", ("{x: scans})", "{x: scans / 128 - 1})"))
PATIENT_LUIS.mistaken("weak", ("scans / 127.5 - 1", "scans"))
PATIENT_LUIS.mistaken("count", ("range(epochs)", "range(10 * epochs)"))
PATIENT_LUIS.mistaken("seed", SAME_FORM, *SEED)
PATIENT_LUIS.mistaken("form", ("lambda scans: session.run(scores, {x: scans})", "session.run(scores, rows)"))
