"""Stage 9: training in batches, up to reading digits."""

from typing import Any

import numpy as np

from nbkit.data import load_mnist
from nbkit.mine.probe import Looks, Probe, Raised
from nbkit.mine.stage import Stage

STAGE = Stage(
    key="training",
    title="training in batches",
    minutes=20,
    roles=("batches", "train"),
    asks="""\
All that is missing is the loop.

`batches(n, size, rng)` gives the batches of one epoch, one after the other: arrays of whole numbers
from 0 to `n - 1`. Each number comes once, in an order that `rng` (a `np.random.default_rng(seed)`)
shuffles anew for each call. A batch has `size` numbers; the last has what is left.

`train(step, feed, epochs, size, rng)` trains. `feed` is a dictionary from each placeholder to an
array of all of its rows; in each epoch, each batch of rows is fed to `step` once. What belongs
together stays together: row 7 of the images comes with row 7 of the labels.

```python
list(batches(5, 2, np.random.default_rng(0)))   # three arrays: two, two and one of the numbers 0 to 4
train(step, {X: images, Y: one_hot}, 10, 32, np.random.default_rng(0))
```

**It must survive:** a number of rows that the size does not divide. A size above the number of
rows: one batch, with all of them. Two epochs, which differ in their order. And 5,000 handwritten
digits: a network that the judge builds of your operations, trained by your loop, must read at least
93 percent of a thousand that it has not seen.
""",
    hints=[
        "rng.permutation(n) is a shuffled range. Cut it into pieces.",
        "array[indices] takes many rows at once, and takes the same ones from each array.",
        "If the digits do not reach 93 percent: print the cost after each epoch. Does it fall? Then look "
        "whether each row is still beside its label, and whether each epoch has all of the rows.",
    ],
)

NONE = Looks(Raised(TypeError, "NoneType"), "batches gives None: yield each batch, or return a list of them.")
LAST_LOST = "the last batch is lost: what is left over makes a batch, too, a shorter one."
FILLED_UP = "some come twice: the last batch was filled up. It has what is left, and no more."
WITH_REPEATS = "some come twice, and others never: draw an order of all of them, and cut it into pieces."
NOT_SHUFFLED = "they come in their own order. Shuffle them: rng.permutation(n) is a shuffled range."
ONLY_BATCHES = "batches are shuffled, and what is in them is not. Shuffle all first, then cut."
SAME_ORDER = (
    "each epoch has the same order. Shuffle in each call, with the rng that is given: it goes on by itself."
)
OTHER_RNG = "the order does not come from rng: the same seed gives the same order, and another one another."
PLACES = Looks(
    Raised(Exception, "x"),
    "a batch is fed to the same placeholders as the whole: {x: rows[batch]}, for each of them.",
)
APART = "rows that belong together come apart: one order, the same for all that is fed."
COUNTS = """\
x, w = placeholder("x"), variable(0.0)
step = gradient_descent(-w * sum(x), [w], 1.0)  # w becomes w + x"""
WRITES = """\
x, w = placeholder("x"), variable(0.0)
step = gradient_descent(-4.5 * w * w - w * sum(x), [w], 1.0)  # w becomes 10 w + x"""
WRITTEN = """\
def written(seed):
    w.value = 0.0
    train(step, {x: np.arange(1.0, 8.0)}, 1, 1, np.random.default_rng(seed))
    return float(w.value)"""
NETWORK = """\
rng = np.random.default_rng(0)
x, t = placeholder("x"), placeholder("t")  # images of 14 by 14 pixels, and their labels
W, b = variable(0.1 * rng.normal(size=(196, 150))), variable(np.zeros(150))
V, c = variable(0.12 * rng.normal(size=(150, 10))), variable(np.zeros(10))
scores = relu(x @ W + b) @ V + c
cost = softmax_cross_entropy(scores, t)
for lr, epochs in ((0.005, 8), (0.001, 3)):
    step = adam(cost, [W, b, V, c], lr)
    train(step, {x: images, t: labels}, epochs, 50, rng)"""
READS = "float(np.mean(run(scores, {x: unseen}).argmax(axis=1) == truth))"


@STAGE.claim("`batches` gives each number from 0 to n - 1 once")
def _(probe: Probe) -> None:
    looks = [
        Looks(lambda got: len(got) == 4 and len(set(got)) == 4, LAST_LOST),
        Looks(lambda got: len(got) > 5 and len(set(got)) == 5, FILLED_UP),
        Looks(lambda got: len(set(got)) < len(got), WITH_REPEATS),
        Looks(lambda got: len(got) == 5 and max(got) == 5, "they are counted from 0: the last one is n - 1."),
    ]
    probe.given("found = list(batches(5, 2, np.random.default_rng(0)))", NONE)
    rows = Looks(Raised(Exception), "a batch is an array of whole numbers: which rows it has.")
    probe.equal("sorted(int(row) for batch in found for row in batch)", [0, 1, 2, 3, 4], *looks, rows)


@STAGE.claim("they are shuffled, one by one, by rng")
def _(probe: Probe) -> None:
    probe.given("first = next(iter(batches(100, 10, np.random.default_rng(0))))")
    probe.true("list(first) != list(range(10))", NOT_SHUFFLED)
    probe.true("max(np.diff(np.sort(first))) > 1", ONLY_BATCHES)
    probe.given("again = next(iter(batches(100, 10, np.random.default_rng(0))))")
    probe.true("list(again) == list(first)", OTHER_RNG)
    probe.given("other = next(iter(batches(100, 10, np.random.default_rng(1))))")
    probe.true("list(other) != list(first)", OTHER_RNG)


@STAGE.claim("each call shuffles anew")
def _(probe: Probe) -> None:
    probe.given("rng = np.random.default_rng(0)")
    probe.given("one, two = [np.concatenate(list(batches(9, 4, rng))) for _ in range(2)]")
    probe.true("list(one) != list(two)", SAME_ORDER)


@STAGE.claim("each batch has `size` of them, the last what is left")
def _(probe: Probe) -> None:
    number = "the second argument is the size of a batch, not how many batches there are."
    empty = Looks(lambda got: 0 in got, "a batch is empty: where the size divides n, nothing is left over.")
    even = Looks([3, 2, 2], "they are cut evenly. All but the last have the full size.")
    first = Looks([1, 2, 2], "the shorter batch comes first. It comes last.")
    for n, size, sizes in (
        (5, 2, [2, 2, 1]),
        (4, 2, [2, 2]),
        (3, 1, [1, 1, 1]),
        (3, 7, [3]),
        (7, 3, [3, 3, 1]),
    ):
        code = f"[len(batch) for batch in batches({n}, {size}, np.random.default_rng(0))]"
        many = Looks(lambda got, size=size: len(got) == size, number)
        probe.equal(code, sizes, empty, first, even, many)


@STAGE.claim("what it gives picks rows of an array")
def _(probe: Probe) -> None:
    probe.given("rows = np.array([[1.0, 10.0], [2.0, 20.0], [3.0, 30.0]])")
    floats = Looks(
        Raised(IndexError), "these are no whole numbers: what picks rows is an array of whole numbers."
    )
    code = "[rows[batch].shape for batch in batches(3, 2, np.random.default_rng(0))]"
    probe.equal(code, [(2, 2), (1, 2)], floats)


# ---------------------------------------------------------------- train


@STAGE.claim("`train` feeds each row once an epoch")
def _(probe: Probe) -> None:
    probe.given(COUNTS)
    looks = [
        Looks(0.0, "nothing has moved: train runs the step with each batch."),
        Looks(lambda got: got in {11111 - 10**k for k in range(5)}, LAST_LOST),
        Looks(lambda got: set(str(int(got))) <= {"0", "1"}, "only the first batch of the epoch was fed."),
        Looks(lambda got: True, "some rows came more than once: in one epoch, each batch is fed once."),
    ]
    probe.given("train(step, {x: 10.0 ** np.arange(5)}, 1, 2, np.random.default_rng(0))", PLACES)
    probe.equal("float(w.value)", 11111.0, *looks)


@STAGE.claim("in so many epochs as are asked for")
def _(probe: Probe) -> None:
    probe.given(COUNTS)
    looks = [
        Looks(11111.0, "that is one epoch. In each of them all rows come, once."),
        Looks(44444.0, "there is one epoch too many."),
        Looks(22222.0, "an epoch is missing."),
        Looks(lambda got: True, "rows come unequally often: in each epoch each of them comes once."),
    ]
    probe.given("train(step, {x: 10.0 ** np.arange(5)}, 3, 2, np.random.default_rng(0))")
    probe.equal("float(w.value)", 33333.0, *looks)


@STAGE.claim("rows that belong together stay together")
def _(probe: Probe) -> None:
    probe.given('x, y, w = placeholder("x"), placeholder("y"), variable(0.0)')
    probe.given("step = gradient_descent(-w * sum(x * y), [w], 1.0)  # w becomes w + x y")
    probe.given("feed = {x: 10.0 ** np.arange(6), y: np.arange(1.0, 7.0)}")
    whole = Looks(
        Raised(ValueError, "broadcast|shape"),
        "some of it is fed whole: take the batch's rows of all that is fed.",
    )
    probe.given("train(step, feed, 1, 4, np.random.default_rng(0))", whole)
    probe.equal("float(w.value)", 654321.0, Looks(lambda got: True, APART))


@STAGE.claim("in an order that differs from epoch to epoch")
def _(probe: Probe) -> None:
    probe.given(WRITES)
    probe.given("train(step, {x: np.arange(1.0, 8.0)}, 2, 1, np.random.default_rng(0))")
    probe.given("written = str(int(w.value))  # the rows, as they came")
    probe.equal("sorted(written)", sorted("11223344556677"))
    probe.true("written[:7] != written[7:]", SAME_ORDER)
    probe.true("written != '12345671234567'", NOT_SHUFFLED)


@STAGE.claim("with rng, so that the same seed gives the same training")
def _(probe: Probe) -> None:
    probe.given(WRITES)
    probe.given(WRITTEN)
    probe.true("written(0) == written(0)", OTHER_RNG)
    probe.true("written(0) != written(1)", OTHER_RNG)


@STAGE.claim("tables are fed with all their columns, and stay as they were")
def _(probe: Probe) -> None:
    probe.given('x, t, w = placeholder("x"), placeholder("t"), variable([[0.0], [0.0]])')
    probe.given("X = np.array([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0], [2.0, 1.0]])")
    probe.given("T = np.array([[2.0], [-1.0], [1.0], [3.0]])")
    probe.given("step = gradient_descent(squared_error(x @ w, t), [w], 0.2)")
    probe.given("train(step, {x: X, t: T}, 200, 3, np.random.default_rng(0))")
    shuffled = (
        "the array that was given has been shuffled itself. Shuffle numbers of rows, and pick with them."
    )
    for name, value in (("X", [[1, 0], [0, 1], [1, 1], [2, 1.0]]), ("T", [[2], [-1], [1], [3.0]])):
        probe.equal(name, np.array(value), Looks(lambda got: True, shuffled))
    probe.equal("w.value", np.array([[2.0], [-1.0]]), Looks(lambda got: True, APART), atol=1e-4)


# ---------------------------------------------------------------- digits


@STAGE.claim(
    "5,000 digits: of a thousand that it has not seen, your network reads 93 percent",
    slow="a training of a second or so takes yours much longer: is something computed that nobody asked for?",
    seconds=20.0,
)
def _(probe: Probe) -> None:
    seen, labels, unseen, truth = load_mnist()
    probe.names |= {"images": _smaller(seen), "labels": np.eye(10)[labels]}
    probe.names |= {"unseen": _smaller(unseen), "truth": truth}
    probe.given(NETWORK)
    read = probe.value(READS, expected="0.93 or more")
    if not read >= 0.93:
        few = (
            "that is too few. Each part has passed by itself: print the cost after each epoch. Does it fall?"
        )
        probe.refuse(few, "0.93 or more", f"{read:.3f}", READS)


def _smaller(images: Any) -> Any:
    """Half as wide and as high, each pixel the mean of four: reading is as good, and training quicker."""
    return images.reshape(-1, 14, 2, 14, 2).mean(axis=(2, 4)).reshape(-1, 196)
