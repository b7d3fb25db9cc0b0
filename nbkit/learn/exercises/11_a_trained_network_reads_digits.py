"""Chapter 11: a trained network reads digits."""

# mypy: allow-untyped-defs
# The answers stand here as a learner writes them, without annotations.

import numpy as np

from nbkit.learn.exercise import Choice, Function, Option, Prediction, of_any_width

# ---------------------------------------------------------------- mean_of_batches

MEAN_OF_BATCHES = Choice(
    name="mean_of_batches",
    chapter=11,
    minutes=3,
    difficulty=1,
    prompt="""
Spot the bug. This is meant to give the share of right answers, and `X` holds 1,050 images:

```python
def share_right(X, y, size=100):
    scores = []
    for i in range(0, len(X), size):
        P = forward(network, X[i : i + size])
        scores.append(nb.accuracy(P, y[i : i + size]))
    return np.mean(scores)
```

What is wrong?
""",
    options={
        "a": Option(
            "The last slice reaches over the end, and the loop stops with an error.",
            "a slice that reaches over the end gives what is left, here 50 images, and says nothing.",
        ),
        "b": Option(
            "Nothing: the mean of the batches' accuracies is the accuracy.",
            "that holds if all batches have one size. Suppose ten batches are all right and the last is all "
            "wrong: what is the share, and what does the function say?",
        ),
        "c": Option(
            "Image number `i + size` is read twice, at the end of one batch and at the start of the next.",
            "a slice leaves its end out: X[0:100] ends with row 99, and row 100 begins the next.",
        ),
        "d": Option(
            "Each of the last 50 images counts twice as much as any other.",
            "eleven accuracies count alike, and the last one stands for 50 images only. Add up the right "
            "answers and divide once, by the number of images.",
        ),
        "e": Option(
            "`P` holds probabilities: it needs `P.argmax(axis=1)` before `nb.accuracy`.",
            "nb.accuracy takes the largest of each row itself.",
        ),
        "f": Option(
            "The images must be shuffled first: batches in order are no fair sample.",
            "it is no sample: every image is read. Learning wants a shuffle, counting does not.",
        ),
        "g": Option(
            "Rounding: the mean of eleven numbers is not exact.",
            "rounding changes the sixteenth digit. Here the third may be wrong: which images count "
            "more than others?",
        ),
    },
    right="d",
    hints=[
        "How many batches are there, and how many images has each?",
        "np.mean gives each of its entries the same weight.",
        "Try it by hand: three images in batches of two, of which only the third is read wrongly.",
    ],
)


# ---------------------------------------------------------------- from_scans


def floats_of_any_width(answer, scans):
    return of_any_width(answer(scans))


FROM_SCANS = Function(
    name="from_scans",
    chapter=11,
    minutes=8,
    difficulty=2,
    prompt="""
A friend scans digits for our network. Her scans are bytes (`uint8`) of shape (n, h, w), and paper is
255, ink 0. Our network was trained on rows of floats, with paper 0 and full ink 1.
Turn the first into the second, an array of shape (n, h·w), for scans of any size.
Bytes have no number below 0 and none above 255: in bytes 0 − 1 is 255, and 255 + 1 is 0.
""",
    stub='''
def from_scans(scans):
    """Return floats of shape (n, h * w), with 0 for paper (255) and 1 for ink (0)."""
    ...
''',
    hints=[
        "Three things are different: the shape, the range, and what stands for ink. One at a time.",
        "scans.reshape(len(scans), -1) lays each image flat; -1 lets NumPy find the number.",
        "Dividing gives floats. With floats, negative numbers are safe; with bytes they are not.",
        "Which number does 255 / 255 become, and which should it be? And 0 / 255?",
    ],
    use=floats_of_any_width,
    atol=1e-6,
)


@FROM_SCANS.inputs
def draw_scans(rng):
    yield {"scans": np.array([[[255]]], dtype=np.uint8)}
    yield {"scans": np.array([[[0, 51], [102, 255]]], dtype=np.uint8)}
    yield {"scans": np.array([[[255, 0]], [[204, 153]]], dtype=np.uint8)}
    for shape in [(1, 2, 3), (3, 2, 2), (2, 3, 1), (4, 1, 1)]:
        yield {"scans": rng.integers(1, 255, size=shape, dtype=np.uint8)}
    yield {"scans": np.zeros((2, 3, 2), dtype=np.uint8)}
    yield {"scans": np.full((2, 1, 2), 255, dtype=np.uint8)}


@FROM_SCANS.solution(
    "the division comes first and gives floats from 0 to 1, in which paper is 1; 1 minus that turns "
    "paper and ink round, and nothing wraps."
)
def from_scans(scans):
    flat = scans.reshape(len(scans), -1)
    return 1 - flat / 255


def flat_of(scans):
    return scans.reshape(len(scans), -1)


@FROM_SCANS.wrong("paper is still 1 and ink 0: the network learned it the other way round.")
def not_turned_round(scans):
    return flat_of(scans) / 255


@FROM_SCANS.wrong("1 - scans is still bytes and wraps round: 1 - 2 becomes 255. Divide first.")
def wraps_at_one(scans):
    return (1 - flat_of(scans)) / 255


@FROM_SCANS.wrong("bytes have no minus: -1 becomes 255, and -0 stays 0. Divide first, then subtract from 1.")
def minus_a_byte(scans):
    return -flat_of(scans) / 255


@FROM_SCANS.wrong("these are still bytes from 0 to 255: the network was trained on floats from 0 to 1.")
def not_scaled(scans):
    return 255 - flat_of(scans)


@FROM_SCANS.wrong("these are floats, but still from 0 to 255: full ink must be 1.")
def floats_not_scaled(scans):
    return 255.0 - flat_of(scans)


@FROM_SCANS.wrong("the images are still tables of pixels: lay each flat, a row for an image.")
def not_flat(scans):
    return 1 - scans / 255


@FROM_SCANS.wrong("all images lie in one long row: each needs a row of its own, so keep the first axis.")
def one_long_row(scans):
    return 1 - scans.ravel() / 255


@FROM_SCANS.wrong("you took 28 × 28 for granted: the scans may have any size, -1 finds it, or h * w.")
def always_784(scans):
    return 1 - scans.reshape(len(scans), 784) / 255


@FROM_SCANS.wrong(
    "you took 784 pixels for granted: scans have h times w, so take the number from their shape."
)
def rows_of_784(scans):
    return 1 - scans.reshape(-1, 784) / 255


@FROM_SCANS.wrong("// drops the fraction, and all the greys with it: divide with /.")
def whole_division(scans):
    return 1 - flat_of(scans) // 255


@FROM_SCANS.wrong(
    "whole numbers come out, and of all the ink only the fullest is left: // throws the fraction away, and "
    "so does an array of bytes such as np.zeros_like(scans). Divide with /, into floats."
)
def whole_division_of_the_ink(scans):
    return (255 - flat_of(scans)) // 255


@FROM_SCANS.wrong(
    "scans - 255 is still bytes and wraps round: 0 - 255 becomes 1. And the sign is the other way, "
    "255 - scans."
)
def minus_255(scans):
    return (flat_of(scans) - 255) / 255


@FROM_SCANS.wrong("every grey has become 0 or 1: keep what lies between, the network was trained on it.")
def whatever_is_no_paper(scans):
    return np.where(flat_of(scans) == 255, 0.0, 1.0)


@FROM_SCANS.wrong("reshape(28, 28) holds one image of one size: lay each flat, with reshape(len(scans), -1).")
def one_image_of_28(scans):
    return 1 - scans.reshape(28, 28) / 255


@FROM_SCANS.wrong("you laid each image flat column by column: the network has learned them row by row.")
def column_by_column(scans):
    return 1 - flat_of(scans.transpose(0, 2, 1)) / 255


@FROM_SCANS.wrong("you divided by 256: a byte ends at 255, and paper would not become 0.")
def by_256(scans):
    return 1 - flat_of(scans) / 256


@FROM_SCANS.wrong(
    "you divided by the largest pixel that is there: the same grey then means something else in each lot. "
    "Always divide by 255."
)
def by_its_own_largest(scans):
    return 1 - flat_of(scans) / flat_of(scans).max()


@FROM_SCANS.wrong(
    "you divided by the strongest ink that is there: the same grey then means something else in each lot. "
    "Always divide by 255."
)
def by_its_strongest_ink(scans):
    ink = 255 - flat_of(scans)
    return ink / ink.max()


@FROM_SCANS.wrong(
    "/= would write floats into an array of bytes, which NumPy refuses: make a new array with /."
)
def divides_in_place(scans):
    flat = flat_of(scans)
    flat /= 255
    return 1 - flat


@FROM_SCANS.wrong(
    "you made black and white of the greys: the network was trained on all shades between 0 and 1."
)
def black_and_white(scans):
    return (flat_of(scans) < 128).astype(float)


@FROM_SCANS.wrong(
    "the pixels of different images are mixed: reshape(-1, n).T deals them out in turn. Keep n as the "
    "first axis."
)
def dealt_out(scans):
    return 1 - scans.reshape(-1, len(scans)).T / 255


# ---------------------------------------------------------------- confusion

CONFUSION = Function(
    name="confusion",
    chapter=11,
    minutes=8,
    difficulty=2,
    prompt="""
Count the confusion matrix yourself. `labels` and `answers` are two arrays of whole numbers from 0 to
k - 1, of equal length, an entry for each image.
Return an array of whole numbers of shape (k, k): row i, column j says how many images with label i were
read as j. There may be digits that never occur.
""",
    stub='''
def confusion(labels, answers, k):
    """Return a (k, k) array of whole numbers: a row for each label, a column for each answer."""
    ...
''',
    hints=[
        "Begin with a table of zeros, whole numbers: np.zeros((k, k), dtype=int).",
        "Go through both arrays side by side, for instance with zip, and add 1 at one place for each image.",
        "The first index is the row: does the label go there, or the answer?",
    ],
)


@CONFUSION.inputs
def draw_answers(rng):
    yield {"labels": np.array([0]), "answers": np.array([0]), "k": 1}
    yield {"labels": np.array([0]), "answers": np.array([1]), "k": 2}
    yield {"labels": np.array([1, 1]), "answers": np.array([0, 0]), "k": 2}
    yield {"labels": np.array([0, 1, 2, 2]), "answers": np.array([0, 1, 2, 1]), "k": 3}
    yield {"labels": np.array([2, 0, 2]), "answers": np.array([1, 0, 1]), "k": 4}
    yield {"labels": np.array([0, 2]), "answers": np.array([2, 2]), "k": 3}
    for n, k in [(1, 3), (9, 2), (60, 3), (200, 5)]:
        yield {"labels": rng.integers(k, size=n), "answers": rng.integers(k, size=n), "k": k}
    yield {"labels": np.zeros(300, dtype=int), "answers": np.zeros(300, dtype=int), "k": 1}


@CONFUSION.solution("each image adds 1 at one place, in the row of its label and the column of its answer.")
def confusion(labels, answers, k):
    table = np.zeros((k, k), dtype=int)
    for label, answer in zip(labels, answers, strict=True):
        table[label, answer] += 1
    return table


@CONFUSION.wrong("rows and columns are swapped: the label says the row, the answer the column.")
def rows_and_columns_swapped(labels, answers, k):
    return confusion(labels, answers, k).T


@CONFUSION.wrong(
    "each place is counted once at most, and a pair that comes twice must count 2: = 1 only marks a place, "
    "and table[labels, answers] += 1 adds to it once. Go image by image, with += 1."
)
def all_at_once(labels, answers, k):
    table = np.zeros((k, k), dtype=int)
    table[labels, answers] += 1
    return table


@CONFUSION.wrong("np.int is gone from NumPy, since 2022: write int.")
def old_numpy(labels, answers, k):
    return np.zeros((k, k), dtype=getattr(np, "int"))  # noqa: B009


@CONFUSION.wrong(
    "the counts begin anew after 255: a table of bytes, int8 or uint8, cannot count that far, dtype=int can."
)
def counts_in_bytes(labels, answers, k):
    return confusion(labels, answers, k).astype(np.uint8)


@CONFUSION.wrong("the counts are floats: np.zeros gives whole numbers with dtype=int.")
def float_counts(labels, answers, k):
    return confusion(labels, answers, k).astype(float)


@CONFUSION.wrong(
    "the table is too small where the last digits do not occur: its size is k, whatever the images are."
)
def as_large_as_the_labels(labels, answers, k):
    return confusion(labels, answers, max(labels.max(), answers.max()) + 1)


@CONFUSION.wrong("the table has k rows and k columns, whichever digits occur: take k, not what you find.")
def as_large_as_what_occurs(labels, answers, k):
    table = np.zeros((len(np.unique(labels)), len(np.unique(labels))), dtype=int)
    for label, answer in zip(labels, answers, strict=True):
        table[label, answer] += 1
    return table


@CONFUSION.wrong("you took ten digits for granted: the table has k rows and k columns.")
def always_ten(labels, answers, k):
    return confusion(labels, answers, 10)


@CONFUSION.wrong(
    "rows and columns are there only for the digits that occur: the table has k of each. (scikit-learn's own "
    "function leaves out the others too, unless it is given labels=range(k).)"
)
def only_what_occurs(labels, answers, k):
    found = np.union1d(labels, answers)
    return confusion(labels, answers, k)[np.ix_(found, found)]


@CONFUSION.wrong("digit d belongs into row d, not d - 1: rows are counted from 0, as the digits are.")
def counted_from_one(labels, answers, k):
    return confusion(labels - 1, answers - 1, k)


@CONFUSION.wrong("each label meets every answer in your loops: go through both side by side, with zip.")
def every_label_with_every_answer(labels, answers, k):
    table = np.zeros((k, k), dtype=int)
    for label in labels:
        for answer in answers:
            table[label, answer] += 1
    return table


@CONFUSION.wrong("that is one number, how many are right: a table of shape (k, k) is asked for.")
def number_of_right_ones(labels, answers, k):
    return (labels == answers).sum()


@CONFUSION.wrong("you counted the mistakes only: the right answers belong there too, on the diagonal.")
def mistakes_only(labels, answers, k):
    table = confusion(labels, answers, k)
    np.fill_diagonal(table, 0)
    return table


@CONFUSION.wrong("you counted the right answers only: the mistakes are what the table is for.")
def right_ones_only(labels, answers, k):
    return np.diag(np.diag(confusion(labels, answers, k)))


@CONFUSION.wrong("you divided each row by its sum: numbers of images are asked for, not shares.")
def shares_of_the_rows(labels, answers, k):
    table = confusion(labels, answers, k)
    return table / table.sum(axis=1, keepdims=True)


@CONFUSION.wrong("you divided by the number of images: the counts themselves are asked for.")
def shares_of_all(labels, answers, k):
    return confusion(labels, answers, k) / len(labels)


@CONFUSION.wrong(
    "you counted each image at both places, [label, answer] and [answer, label]: the label goes first."
)
def both_ways(labels, answers, k):
    table = confusion(labels, answers, k)
    return table + table.T


@CONFUSION.wrong("you note that a pair occurs, not how often: add 1 where you now set 1.")
def marks_only(labels, answers, k):
    return [[int(((labels == i) & (answers == j)).any()) for j in range(k)] for i in range(k)]


@CONFUSION.wrong("you returned a list of lists: an array is asked for, with shape (k, k).")
def as_lists(labels, answers, k):
    return confusion(labels, answers, k).tolist()


# ---------------------------------------------------------------- precision_of_two

PRECISION_OF_TWO = Prediction(
    name="precision_of_two",
    chapter=11,
    minutes=3,
    difficulty=1,
    prompt="""
Another network reads three digits only. Its confusion matrix, with a row for each label:

| | read as 0 | read as 1 | read as 2 |
|---|---|---|---|
| **label 0** | 8 | 1 | 1 |
| **label 1** | 0 | 9 | 1 |
| **label 2** | 2 | 4 | 6 |

What is its *precision* for the 2? Pen and paper; a number from 0 to 1, exact.
""",
    stub="precision_of_two = ...  # a number",
    hints=[
        "Precision asks: when it says two, how often is it right?",
        "All images that are read as 2 stand in one column, or in one row. In which?",
        "Divide the twos among them by the sum of that column.",
    ],
    mistakes={
        0.5: "that is the recall, along the row: how many twos are found. Precision goes down a column.",
        23 / 32: "that is the accuracy, over all three digits: look at those read as 2 alone.",
        6 / 32: "you divided by all images: divide by those that are read as 2.",
        0.25: "that is the share of the wrong ones among those read as 2: the right ones are asked for.",
        6: "that is how many are right: divide by how many are read as 2.",
        75: "a share from 0 to 1 is asked for, not percent.",
        8 / 12: "you divided a column's sum by a row's: how many of those in the column are twos?",
        9 / 14: "that is the precision for the 1: take the last column.",
        0.8: "that is the precision for the 0: take the last column.",
        3: "you divided by the wrong ones in the column: divide by all that are read as 2.",
    },
)


@PRECISION_OF_TWO.solution(
    "1 + 1 + 6 = 8 images are read as 2, and 6 of them are: 6 / 8. Along the row it would be the recall."
)
def precision_of_two():
    return 6 / 8
