"""Chapter 15: from a plane to a density."""

# mypy: allow-untyped-defs
# The answers stand here as a learner writes them, without annotations.

import numpy as np

from nbkit.learn.exercise import Choice, Function, Option, Prediction

# ---------------------------------------------------------------- entropy_of_the_sure

ENTROPY_OF_THE_SURE = Function(
    name="entropy_of_the_sure",
    chapter=15,
    minutes=10,
    difficulty=2,
    prompt="""
Write the second half of our judge. `p` holds the probabilities that a network gives to each class, a row an
image. It is **sure** of an image where its largest probability is at least `least`, and then the image counts
as the digit of that probability.
Return the entropy of the digits among the sure ones: $-\\sum_k q_k \\ln q_k$, where $q_k$ is the
share of digit $k$ among them. A digit that does not occur adds nothing. If there is no sure image at all, the
entropy is 0. NumPy must not warn.
""",
    stub='''
def entropy_of_the_sure(p, least):
    """Return the entropy, in nats, of the digits among the images of which p is sure."""
    ...
''',
    hints=[
        "p.max(axis=1) >= least is True for the sure rows, and p[sure] picks them.",
        "argmax along each row gives their digits. np.bincount counts how often each occurs.",
        "Divide the counts by their sum for shares. How many are there if nobody is sure?",
        "0 ln 0 is NaN in NumPy: keep the shares above 0 before you take logarithms.",
    ],
)


@ENTROPY_OF_THE_SURE.inputs
def draw_probabilities(rng):
    yield {"p": np.array([[0.5, 0.5], [0.0, 1.0], [0.75, 0.25]]), "least": 0.75}
    yield {"p": np.array([[0.9, 0.05, 0.05], [0.1, 0.8, 0.1], [0.3, 0.3, 0.4]]), "least": 0.8}
    yield {"p": np.array([[0.6, 0.4], [0.4, 0.6]]), "least": 0.9}
    yield {"p": np.array([[0.02, 0.98, 0.0]]), "least": 0.9}
    yield {"p": np.array([[0.95, 0.05], [0.92, 0.08], [0.97, 0.03], [0.04, 0.96]]), "least": 0.9}
    for n, m, sharp in [(12, 3, 3.0), (30, 5, 4.0), (50, 10, 6.0), (9, 2, 2.0)]:
        scores = np.exp(sharp * rng.normal(size=(n, m)))
        yield {"p": scores / scores.sum(axis=1, keepdims=True), "least": 0.9}
    yield {"p": np.eye(4)[[0, 1, 1, 3, 3, 3]] * 0.7 + 0.075, "least": 0.7}


@ENTROPY_OF_THE_SURE.solution(
    "only sure rows are counted, shares are taken among them alone, and digits that do not occur are "
    "left out before the logarithm. Of no sure row nothing is left, and the sum over nothing is 0."
)
def entropy_of_the_sure(p, least):
    sure = p.max(axis=1) >= least
    counts = np.bincount(p[sure].argmax(axis=1))
    q = counts[counts > 0] / sure.sum()
    return (q * np.log(1 / q)).sum()


def digits_of(p, least):
    """The digits of the sure rows."""
    return p[p.max(axis=1) >= least].argmax(axis=1)


def entropy_of(shares):
    q = shares[shares > 0]
    return -(q * np.log(q)).sum()


def shares_of(digits):
    return np.bincount(digits) / max(len(digits), 1)


@ENTROPY_OF_THE_SURE.wrong("all images are counted: only those with a probability of at least `least` are.")
def all_images(p, least):
    return entropy_of(shares_of(p.argmax(axis=1)))


@ENTROPY_OF_THE_SURE.wrong("you counted those that it is not sure of: turn the comparison round.")
def the_unsure(p, least):
    return entropy_of(shares_of(p[p.max(axis=1) < least].argmax(axis=1)))


@ENTROPY_OF_THE_SURE.wrong("a probability of exactly `least` is sure too: >=, not >.")
def more_than_least(p, least):
    return entropy_of(shares_of(p[p.max(axis=1) > least].argmax(axis=1)))


@ENTROPY_OF_THE_SURE.wrong(
    "the shares are of all images, so they do not sum to 1: divide by the number of the sure."
)
def shares_of_all(p, least):
    return entropy_of(np.bincount(digits_of(p, least)) / len(p))


@ENTROPY_OF_THE_SURE.wrong(
    "you took the mean of the probabilities: a sure image counts whole, as the one digit that it shows."
)
def of_mean_probabilities(p, least):
    sure = p[p.max(axis=1) >= least]
    return entropy_of(sure.mean(axis=0)) if len(sure) else 0.0


@ENTROPY_OF_THE_SURE.wrong(
    "that is the entropy within an image, how sure it is: we ask how evenly the digits occur among images."
)
def mean_entropy_of_rows(p, least):
    sure = p[p.max(axis=1) >= least]
    return np.mean([entropy_of(row) for row in sure]) if len(sure) else 0.0


@ENTROPY_OF_THE_SURE.wrong("these are bits, with a logarithm to base 2: nats take np.log.")
def in_bits(p, least):
    return entropy_of(shares_of(digits_of(p, least))) / np.log(2)


@ENTROPY_OF_THE_SURE.wrong("the minus is missing: the logarithm of a share is below 0, an entropy is not.")
def minus_missing(p, least):
    return -entropy_of(shares_of(digits_of(p, least)))


@ENTROPY_OF_THE_SURE.wrong("the logarithms are added up without their shares: it is q ln q, not ln q.")
def logarithms_alone(p, least):
    q = shares_of(digits_of(p, least))
    return -np.log(q[q > 0]).sum()


@ENTROPY_OF_THE_SURE.wrong("these are shares already; the entropy of them is asked for, one number.")
def the_shares(p, least):
    return shares_of(digits_of(p, least))


@ENTROPY_OF_THE_SURE.wrong(
    "that is e to the entropy, so many digits as it were: the entropy itself is asked for."
)
def how_many_digits(p, least):
    return np.exp(entropy_of(shares_of(digits_of(p, least))))


@ENTROPY_OF_THE_SURE.wrong("that is how many of the images are sure: it is the first half of the judge.")
def share_of_the_sure(p, least):
    return (p.max(axis=1) >= least).mean()


@ENTROPY_OF_THE_SURE.wrong(
    "0 ln 0 is NaN: leave out the digits that do not occur before you take logarithms."
)
def nan_for_missing_digits(p, least):
    q = np.bincount(digits_of(p, least), minlength=p.shape[1]) / max(len(digits_of(p, least)), 1)
    with np.errstate(all="ignore"):
        return -(q * np.log(q)).sum()


@ENTROPY_OF_THE_SURE.wrong("you divided by the largest entropy: it is asked for in nats, as it is.")
def as_a_share_of_the_most(p, least):
    return entropy_of(shares_of(digits_of(p, least))) / np.log(p.shape[1])


# ---------------------------------------------------------------- cloud_price

CLOUD_PRICE = Prediction(
    name="cloud_price",
    chapter=15,
    minutes=3,
    difficulty=1,
    prompt="""
A cloud in the plane has its mean at $(3, 4)$, and a spread of 1 in both directions. What is its KL to the
bell, in nats? The answer must be exact, and needs no computer.
""",
    stub="cloud_price = ...  # a number",
    hints=[
        "Each of the two directions has its own price, and they are added up.",
        "With s = 1, three terms of the formula cancel: s² - 1 is 0, and ln s² is 0.",
        "What is left is m² / 2, once for m = 3 and once for m = 4.",
    ],
    mistakes={
        25: "the half is missing: the formula ends with a division by 2.",
        5: "that is how far the mean is from the middle: the price goes with the square of it, halved.",
        2.5: "half the distance: the price takes half of the *square* of the distance.",
        3.5: "the means are not squared: m², so 9 and 16.",
        7: "these are the means, added up: square each, add, and halve.",
        13.5: "the -1 is missing, once in each direction: s² - 1 = 0 here.",
        11.5: "s² is missing, once in each direction: s² - 1 = 0 here, and not -1.",
        6.25: "that is the mean of the two directions: their prices are added up.",
        49: "you added first and squared then: each direction by itself, 9 and 16.",
        24.5: "you added the means first: square each by itself, 9 and 16, and then add.",
        0: "it has the form of the bell, but it does not lie where the bell lies: that costs.",
        -12.5: "a KL is never below 0: it is the other sign.",
        4.5: "that is the price of the first direction: the second costs too.",
        8: "that is the price of the second direction: the first costs too.",
        (4.5, 8): "these are the prices of the two directions: add them up.",
    },
)


@CLOUD_PRICE.solution(
    "s² - 1 - ln s² is 0 for s = 1, so what is left is (9 + 16) / 2: half of the squared distance from the "
    "middle of the bell."
)
def cloud_price():
    return (3**2 + 4**2) / 2


# ---------------------------------------------------------------- kl_of_clouds

KL_OF_CLOUDS = Function(
    name="kl_of_clouds",
    chapter=15,
    minutes=8,
    difficulty=2,
    prompt="""
What does each cloud cost? The encoder gives `mean` and `log_var`, two arrays of shape (n, d), a row an image.
`log_var` is $\\ln s^2$, the logarithm of the *variance*, so the spread is $s = e^{\\ln s^2 / 2}$.
Return the KL of each cloud to the bell, an array (n,), in nats. The d directions of a cloud add up.
""",
    stub='''
def kl_of_clouds(mean, log_var):
    """Return the KL of each cloud to the bell: arrays (n, d) in, (n,) out."""
    ...
''',
    hints=[
        "In one direction it is (m² + s² - 1 - ln s²) / 2. Two of these terms you get as they are, or "
        "nearly.",
        "s² is np.exp(log_var): no half here, for it is the variance that is asked for.",
        "All of it works on arrays (n, d), entry by entry. At the end .sum(axis=1) adds up along each row.",
        "A test: a mean of 0 and a log_var of 0 cost nothing. That is the bell itself.",
    ],
)


@KL_OF_CLOUDS.inputs
def draw_clouds(rng):
    yield {"mean": np.array([[0.0]]), "log_var": np.array([[0.0]])}
    yield {"mean": np.array([[1.0]]), "log_var": np.array([[0.0]])}
    yield {"mean": np.array([[0.0, 0.0]]), "log_var": np.array([[1.0, -2.0]])}
    yield {"mean": np.array([[3.0, -4.0], [0.5, 2.0]]), "log_var": np.array([[0.0, 0.0], [-1.0, 0.5]])}
    for n, d in [(4, 2), (2, 3), (3, 1), (5, 4)]:
        yield {"mean": rng.normal(size=(n, d)).round(2), "log_var": rng.normal(-1, 1, size=(n, d)).round(2)}
    yield {"mean": np.array([[1e3, 0.0], [0.0, 1e-3]]), "log_var": np.array([[-9.0, 3.0], [-20.0, 5.0]])}


@KL_OF_CLOUDS.solution(
    "entry by entry (m² + s² - 1 - ln s²) / 2, where s² is exp(log_var); the directions of one cloud "
    "add up, and"
    "clouds stay apart."
)
def kl_of_clouds(mean, log_var):
    return (np.square(mean) + np.exp(log_var) - 1 - log_var).sum(axis=1) / 2


def in_each_direction(mean, log_var):
    return (mean**2 + np.exp(log_var) - 1 - log_var) / 2


@KL_OF_CLOUDS.wrong("the half is missing: the formula ends with a division by 2.")
def half_missing(mean, log_var):
    return 2 * kl_of_clouds(mean, log_var)


@KL_OF_CLOUDS.wrong("you took the mean over the directions: they add up, for each has its price.")
def mean_of_the_directions(mean, log_var):
    return in_each_direction(mean, log_var).mean(axis=1)


@KL_OF_CLOUDS.wrong("that is one number for all: each cloud has its own, so sum along axis=1.")
def all_together(mean, log_var):
    return in_each_direction(mean, log_var).sum()


@KL_OF_CLOUDS.wrong("that is the mean over the clouds, as in the loss: here each cloud keeps its own.")
def mean_of_the_clouds(mean, log_var):
    return in_each_direction(mean, log_var).sum(axis=1).mean()


@KL_OF_CLOUDS.wrong("you added up down the columns: a cloud is a row, so sum along axis=1.")
def down_the_columns(mean, log_var):
    return in_each_direction(mean, log_var).sum(axis=0)


@KL_OF_CLOUDS.wrong("the directions are not added up yet: .sum(axis=1).")
def directions_apart(mean, log_var):
    return in_each_direction(mean, log_var)


@KL_OF_CLOUDS.wrong("the -1 is missing: with it the bell itself costs nothing.")
def minus_one_missing(mean, log_var):
    return (mean**2 + np.exp(log_var) - log_var).sum(axis=1) / 2


@KL_OF_CLOUDS.wrong("the -1 is there only once: each direction has one, so take it off before the sum.")
def minus_one_once(mean, log_var):
    return ((mean**2 + np.exp(log_var) - log_var).sum(axis=1) - 1) / 2


@KL_OF_CLOUDS.wrong("it has the wrong sign: a KL is never below 0.")
def wrong_sign(mean, log_var):
    return -kl_of_clouds(mean, log_var)


@KL_OF_CLOUDS.wrong("the mean is not squared: m², so that left and right of the middle cost alike.")
def mean_not_squared(mean, log_var):
    return (mean + np.exp(log_var) - 1 - log_var).sum(axis=1) / 2


@KL_OF_CLOUDS.wrong("where the cloud lies is left out: m² costs too.")
def without_the_mean(mean, log_var):
    return (np.exp(log_var) - 1 - log_var).sum(axis=1) / 2


@KL_OF_CLOUDS.wrong("log_var is squared in place of the mean, or beside it: s² is exp(log_var).")
def log_var_as_spread(mean, log_var):
    with np.errstate(all="ignore"):
        return (mean**2 + log_var**2 - 1 - np.log(log_var**2)).sum(axis=1) / 2


@KL_OF_CLOUDS.wrong(
    "you took log_var for ln s: it is ln s², the logarithm of the variance, and half of it is ln s."
)
def log_var_as_log_spread(mean, log_var):
    return (mean**2 + np.exp(2 * log_var) - 1 - 2 * log_var).sum(axis=1) / 2


@KL_OF_CLOUDS.wrong(
    "exp(log_var / 2) is the spread s: the formula has its square, s², which is exp(log_var)."
)
def spread_for_variance(mean, log_var):
    return (mean**2 + np.exp(log_var / 2) - 1 - log_var).sum(axis=1) / 2


@KL_OF_CLOUDS.wrong("log_var is the logarithm already: another np.log is one too many.")
def logarithm_twice(mean, log_var):
    with np.errstate(all="ignore"):
        return (mean**2 + np.exp(log_var) - 1 - np.log(log_var)).sum(axis=1) / 2


@KL_OF_CLOUDS.wrong("log_var is ln s² already: you doubled it once more.")
def logarithm_doubled(mean, log_var):
    return (mean**2 + np.exp(log_var) - 1 - 2 * log_var).sum(axis=1) / 2


@KL_OF_CLOUDS.wrong("you took off ln s: the formula has ln s², which is log_var, twice as much.")
def logarithm_of_the_spread(mean, log_var):
    return (mean**2 + np.exp(log_var) - 1 - log_var / 2).sum(axis=1) / 2


@KL_OF_CLOUDS.wrong("exp is missing: s² is np.exp(log_var).")
def exp_missing(mean, log_var):
    return (mean**2 + log_var - 1 - log_var).sum(axis=1) / 2


@KL_OF_CLOUDS.wrong(
    "that is the KL of the bell to the cloud, the other way round: what is drawn comes from the cloud."
)
def the_other_way_round(mean, log_var):
    return ((1 + mean**2) / np.exp(log_var) - 1 + log_var).sum(axis=1) / 2


@KL_OF_CLOUDS.wrong("+ ln s² in place of - ln s²: a narrow cloud must cost, and yours gets cheap.")
def plus_the_logarithm(mean, log_var):
    return (mean**2 + np.exp(log_var) - 1 + log_var).sum(axis=1) / 2


# ---------------------------------------------------------------- through_the_draw

THROUGH_THE_DRAW = Function(
    name="through_the_draw",
    chapter=15,
    minutes=10,
    difficulty=2,
    prompt="""
Walk backwards through a draw. Forwards it is `z = mean + np.exp(log_var / 2) * noise`, entry by entry, all of
shape (n, d). `G` is the slope of the loss by `z`.
Return two arrays (n, d): the slope by `mean`, and the slope by `log_var`. `mean` itself is not needed.
""",
    stub='''
def through_the_draw(G, log_var, noise):
    """Return the slopes by mean and by log_var, where G is the slope by z."""
    ...
''',
    hints=[
        "Turn mean by a little: z moves by as much. So what comes from above goes on as it is.",
        "Turn the spread by a little: z moves by noise times as much. But log_var is not the spread.",
        "The slope of exp(log_var / 2) by log_var is itself, times a half: the chain rule.",
        "Check it by numbers: (z(log_var + h) - z(log_var - h)) / 2h, with the same noise in both.",
    ],
)


@THROUGH_THE_DRAW.inputs
def draw_slopes_and_noise(rng):
    yield {"G": np.array([[1.0]]), "log_var": np.array([[0.0]]), "noise": np.array([[2.0]])}
    yield {"G": np.array([[1.0]]), "log_var": np.array([[2.0]]), "noise": np.array([[-1.0]])}
    yield {"G": np.array([[-2.0, 3.0]]), "log_var": np.array([[-1.0, 0.5]]), "noise": np.array([[0.5, 2.0]])}
    for n, d in [(3, 2), (2, 2), (1, 3), (4, 1)]:
        G, log_var, noise = (rng.normal(size=(n, d)).round(2) for _ in range(3))
        yield {"G": G, "log_var": log_var, "noise": noise}
    yield {
        "G": np.array([[1e6, 1e-3]]),
        "log_var": np.array([[-12.0, 4.0]]),
        "noise": np.array([[-3.0, 0.0]]),
    }


@THROUGH_THE_DRAW.solution(
    "z grows with mean one to one, and with log_var as exp(log_var / 2) · noise / 2: the noise is a "
    "number that was"
    "fed, no slope goes to it."
)
def through_the_draw(G, log_var, noise):
    return G, G * noise * np.exp(log_var / 2) / 2


@THROUGH_THE_DRAW.wrong("the half is missing: the chain rule brings it down from log_var / 2.")
def without_the_half(G, log_var, noise):
    return G, G * noise * np.exp(log_var / 2)


@THROUGH_THE_DRAW.wrong(
    "that is the slope by the spread: log_var is behind an exp and a half, which have slopes."
)
def slope_by_the_spread(G, log_var, noise):
    return G, G * noise


@THROUGH_THE_DRAW.wrong("the exp is missing: its slope is itself, exp(log_var / 2).")
def without_the_exp(G, log_var, noise):
    return G, G * noise / 2


@THROUGH_THE_DRAW.wrong(
    "the noise is missing: turn the spread by a little, and z moves by noise times as much."
)
def without_the_noise(G, log_var, noise):
    return G, G * np.exp(log_var / 2) / 2


@THROUGH_THE_DRAW.wrong("exp(log_var) is the variance: z has the spread in it, exp(log_var / 2).")
def with_the_variance(G, log_var, noise):
    return G, G * noise * np.exp(log_var) / 2


@THROUGH_THE_DRAW.wrong("the slope by mean has no noise in it: z moves one to one with mean.")
def noise_on_the_mean(G, log_var, noise):
    return G * noise, G * noise * np.exp(log_var / 2) / 2


@THROUGH_THE_DRAW.wrong("the slope by mean has no spread in it: z moves one to one with mean.")
def spread_on_the_mean(G, log_var, noise):
    return G * np.exp(log_var / 2), G * noise * np.exp(log_var / 2) / 2


@THROUGH_THE_DRAW.wrong("G is missing: these are the slopes of z, and the loss is behind it. Multiply by G.")
def without_g(G, log_var, noise):
    return np.ones(np.shape(G)), noise * np.exp(log_var / 2) / 2


@THROUGH_THE_DRAW.wrong("G goes to both in your answer: only mean is added as it is.")
def g_for_both(G, log_var, noise):
    return G, G * 1.0


@THROUGH_THE_DRAW.wrong("no slope goes to log_var in your answer: the noise has none, but the spread has.")
def nothing_for_log_var(G, log_var, noise):
    return G, np.zeros(np.shape(G))


@THROUGH_THE_DRAW.wrong("the two are swapped: the slope by mean comes first.")
def swapped(G, log_var, noise):
    return through_the_draw(G, log_var, noise)[::-1]


@THROUGH_THE_DRAW.wrong("two arrays are asked for: the slope by mean is missing, it comes first.")
def log_var_only(G, log_var, noise):
    return through_the_draw(G, log_var, noise)[1]


@THROUGH_THE_DRAW.wrong(
    "you added up over the images: each image has its own cloud, so nothing is added up here."
)
def added_up_over_images(G, log_var, noise):
    by_mean, by_log_var = through_the_draw(G, log_var, noise)
    return by_mean.sum(axis=0), by_log_var.sum(axis=0)


@THROUGH_THE_DRAW.wrong(
    "the sign of the noise is lost: a draw to the left goes farther left as the spread grows."
)
def noise_without_sign(G, log_var, noise):
    return G, G * np.abs(noise) * np.exp(log_var / 2) / 2


@THROUGH_THE_DRAW.wrong("you drew fresh noise: the slope belongs to the noise that z was drawn with.")
def fresh_noise(G, log_var, noise):
    again = np.random.default_rng(0).normal(size=np.shape(noise))
    return G, G * again * np.exp(log_var / 2) / 2


# ---------------------------------------------------------------- innocent_loss

INNOCENT_LOSS = Choice(
    name="innocent_loss",
    chapter=15,
    minutes=4,
    difficulty=2,
    prompt="""
Spot the bug. Somebody builds our graph once more and writes the loss like this. Nothing else differs.

```python
error = nb.mean(nb.sigmoid_cross_entropy(logits, x))
kl = nb.mean(nb.sum(nb.square(mean) + nb.square(spread) - 1 - log_var, axis=1)) / 2
loss = error + kl
```

It trains without any complaint. What will become of the plane?
""",
    hints=[
        "Compare it with our loss, bracket by bracket. What is added up there, and here not?",
        "The mean over 784 pixels is 784 times smaller than their sum. Against what is it weighed?",
        "To move a code off the middle by 1 costs half a nat, as before. How much does it bring in now?",
    ],
    right="d",
    options={
        "a": Option(
            "Nothing special: a mean in place of a sum is a smaller learning rate.",
            "so it would be if both terms shrank: here one shrinks 784 times and the KL stays.",
        ),
        "b": Option(
            "The clouds shrink to points, as in the autoencoder of chapter 13.",
            "the other way round: they would shrink if the KL weighed too little, and it weighs far "
            "too much.",
        ),
        "c": Option(
            "The KL weighs a little more than before: one sees hardly any difference.",
            "the direction is right, but the pixels' error is 784 times smaller: that is not a little.",
        ),
        "d": Option(
            "All clouds become the bell itself, and every image is drawn as the mean image.",
            "the error of the pixels counts 784 times less than before, so what a code brings in is no "
            "longer worth its price. Every cloud goes to the bell, where the KL is 0, and the decoder, which "
            "learns nothing from z, draws the mean.",
        ),
        "e": Option(
            "The codes run away: nothing holds them near the middle.",
            "the KL holds them, and more than ever: it weighs 784 times as much against the pixels.",
        ),
        "f": Option(
            "The training stops with NaN: the two terms have different shapes.",
            "both are single numbers: a mean over everything is one, too. That is why nobody notices.",
        ),
        "g": Option(
            "The images get sharper: each pixel counts for itself now.",
            "each pixel counts less: together they are weighed against the KL, and they lose.",
        ),
    },
)

# ---------------------------------------------------------------- one_round

ONE_ROUND = Function(
    name="one_round",
    chapter=15,
    minutes=10,
    difficulty=2,
    prompt="""
In practice the drawer does not lower $V$. It **raises** $\\ln \\sigma(\\psi\\theta)$, the logarithm of the
probability that what it draws is real: where the expert sees through it, that is the steeper way. The expert
raises $\\ln \\sigma(-\\psi\\theta) - \\frac{c}{2}\\psi^2$, where $c$ is the `penalty`.
Write one such round, both at once: both look at the *old* numbers, and a step is `rate` times a slope. Return
the new `theta` and the new `psi`.
The slope of $\\ln\\sigma(t)$ by $t$ is $\\sigma(-t)$; the rest is the chain rule.
""",
    stub='''
def one_round(theta, psi, rate, penalty):
    """Return theta and psi after a step of the drawer and one of the expert, both at once."""
    ...
''',
    hints=[
        "Both raise something: number + rate * slope. What does each of them turn, and what holds still?",
        "The drawer turns theta. With t = psi * theta its slope is σ(-t) times the slope of t, which is psi.",
        "The expert turns psi. With t = -psi * theta its slope is σ(psi * theta) times -theta.",
        "The slope of c/2 ψ² by ψ is c ψ, and it is taken away from the expert's.",
    ],
)


@ONE_ROUND.inputs
def draw_players(rng):
    yield {"theta": 1.0, "psi": 1.0, "rate": 0.5, "penalty": 0.0}
    yield {"theta": 2.0, "psi": -1.0, "rate": 0.5, "penalty": 0.0}
    yield {"theta": 0.0, "psi": 1.0, "rate": 0.1, "penalty": 2.0}
    yield {"theta": 1.0, "psi": 2.0, "rate": 0.5, "penalty": 0.5}
    yield {"theta": -1.5, "psi": 0.0, "rate": 1.0, "penalty": 1.0}
    for _ in range(4):
        theta, psi, rate, penalty = (float(v) for v in rng.uniform(0.1, 2, size=4).round(2))
        yield {"theta": -theta, "psi": psi, "rate": rate, "penalty": penalty}
    yield {"theta": 30.0, "psi": -20.0, "rate": 0.1, "penalty": 0.1}


@ONE_ROUND.solution(
    "each climbs its own slope, from the old pair: ψ σ(-ψθ) for the drawer, -θ σ(ψθ) - c ψ for the "
    "expert. At"
    "a rate of 0.1 these two come slowly closer even without a penalty."
)
def one_round(theta, psi, rate, penalty):
    drawn = psi * sigma(-psi * theta)
    seen = -theta * sigma(psi * theta) - penalty * psi
    return theta + rate * drawn, psi + rate * seen


def sigma(t):
    return 1 / (1 + np.exp(-t))


@ONE_ROUND.wrong(
    "that is the drawer of the text, who lowers V: this one raises ln σ(ψθ), with another slope. "
)
def drawer_of_the_text(theta, psi, rate, penalty):
    _, new_psi = one_round(theta, psi, rate, penalty)
    return theta + rate * psi * sigma(psi * theta), new_psi


@ONE_ROUND.wrong("the expert sees the new theta in your round: both look at the old numbers.")
def drawer_first(theta, psi, rate, penalty):
    new_theta, _ = one_round(theta, psi, rate, penalty)
    return new_theta, one_round(new_theta, psi, rate, penalty)[1]


@ONE_ROUND.wrong("the drawer sees the new psi in your round: both look at the old numbers.")
def expert_first(theta, psi, rate, penalty):
    _, new_psi = one_round(theta, psi, rate, penalty)
    return one_round(theta, new_psi, rate, penalty)[0], new_psi


@ONE_ROUND.wrong("the drawer goes down in your answer: it raises ln σ(ψθ), plus the slope.")
def drawer_lowers(theta, psi, rate, penalty):
    new_theta, new_psi = one_round(theta, psi, rate, penalty)
    return 2 * theta - new_theta, new_psi


@ONE_ROUND.wrong(
    "the expert takes what is drawn for real in your answer: it raises ln σ(-ψθ), and the slope of -ψθ is -θ."
)
def expert_believes(theta, psi, rate, penalty):
    new_theta, _ = one_round(theta, psi, rate, penalty)
    return new_theta, psi + rate * (theta * sigma(psi * theta) - penalty * psi)


@ONE_ROUND.wrong("the penalty is missing: c ψ is taken away from the expert's slope.")
def penalty_missing(theta, psi, rate, penalty):
    return one_round(theta, psi, rate, 0.0)


@ONE_ROUND.wrong("the penalty drives psi away from 0: it is subtracted in what the expert raises.")
def penalty_added(theta, psi, rate, penalty):
    return one_round(theta, psi, rate, -penalty)


@ONE_ROUND.wrong("the penalty is halved: the slope of c/2 ψ² is c ψ.")
def penalty_halved(theta, psi, rate, penalty):
    return one_round(theta, psi, rate, penalty / 2)


@ONE_ROUND.wrong("the penalty is not multiplied by the rate: it is part of the slope.")
def penalty_without_rate(theta, psi, rate, penalty):
    new_theta, new_psi = one_round(theta, psi, rate, 0.0)
    return new_theta, new_psi - penalty * psi


@ONE_ROUND.wrong("the penalty itself is subtracted, c/2 ψ²: its slope is, c ψ.")
def penalty_itself(theta, psi, rate, penalty):
    new_theta, new_psi = one_round(theta, psi, rate, 0.0)
    return new_theta, new_psi - rate * penalty * psi**2 / 2


@ONE_ROUND.wrong("the penalty is on theta: it holds back the expert, so it belongs to psi.")
def penalty_on_theta(theta, psi, rate, penalty):
    new_theta, new_psi = one_round(theta, psi, rate, 0.0)
    return new_theta - rate * penalty * theta, new_psi


@ONE_ROUND.wrong("both pay the penalty in your answer: only the expert does.")
def penalty_on_both(theta, psi, rate, penalty):
    new_theta, new_psi = one_round(theta, psi, rate, penalty)
    return new_theta - rate * penalty * theta, new_psi


@ONE_ROUND.wrong("the expert's slope has σ(ψθ): the slope of ln σ(t) is σ(-t), and t is -ψθ here.")
def sigma_of_the_drawer_for_both(theta, psi, rate, penalty):
    new_theta, _ = one_round(theta, psi, rate, penalty)
    return new_theta, psi - rate * (theta * sigma(-psi * theta) + penalty * psi)


@ONE_ROUND.wrong("the σ of the slopes are missing: that of ln σ(t) is σ(-t).")
def sigma_missing(theta, psi, rate, penalty):
    return theta + rate * psi, psi - rate * (theta + penalty * psi)


@ONE_ROUND.wrong("the rate is missing: a step is the rate times a slope.")
def rate_missing(theta, psi, rate, penalty):
    return one_round(theta, psi, 1.0, penalty)


@ONE_ROUND.wrong("these are the steps: the new numbers are asked for, old plus step.")
def only_the_steps(theta, psi, rate, penalty):
    new_theta, new_psi = one_round(theta, psi, rate, penalty)
    return new_theta - theta, new_psi - psi


@ONE_ROUND.wrong("the two are swapped: theta comes first.")
def players_swapped(theta, psi, rate, penalty):
    return one_round(theta, psi, rate, penalty)[::-1]
