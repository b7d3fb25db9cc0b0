"""Chapter 13: the bottleneck."""

# mypy: allow-untyped-defs
# The answers stand here as a learner writes them, without annotations.

import numpy as np

import nbkit as nb
from nbkit.learn.exercise import Choice, Function, Option, Prediction, Run, WrongKind, of_any_width

# ---------------------------------------------------------------- error_in_bytes

ERROR_IN_BYTES = Prediction(
    name="error_in_bytes",
    chapter=13,
    minutes=3,
    difficulty=1,
    prompt="""
Somebody else also describes each of these digits by two numbers, and reports a mean squared error of
2601 a pixel. He has left the pixels as bytes, from 0 to 255. What is his error in our units, with pixels
from 0 to 1? Then you know whom he has beaten. The answer must be exact.
""",
    stub="error_in_bytes = ...  # a number",
    hints=[
        "Take one pixel that is wrong by 51 in bytes. By how much is it wrong from 0 to 1?",
        "And the squares of these two errors: by which factor do they differ?",
        "An error is 255 times smaller in our units. Its square is so many times smaller, twice.",
    ],
    mistakes={
        2601 / 255: "you divided by 255 once: the error is squared, and so is the change of units.",
        0.2: "that is the root of it, the size of a typical error: we compare the squares.",
        51: "that is the root of his error, still in bytes: change the units, and keep the square.",
        2601: "that is in bytes still: an error of 51 bytes is one of 0.2 for us.",
        2601 / 784: "the mean over the 784 pixels is taken already: what differs is the unit of a pixel.",
        2601 / 256**2: "a byte ends at 255: our pixels were divided by 255, not by 256.",
        2601 / 255**2 / 784: "the units are right, but the mean over the 784 pixels was taken already.",
        2601
        * 255**2: "you went the other way: in our units a pixel is a smaller number, and so is its error.",
    },
)


@ERROR_IN_BYTES.solution(
    "an error of a pixel is divided by 255, its square by 255²: 2601 / 65025 = 0.04, below PCA's 0.0439 "
    "with two numbers."
)
def error_in_bytes():
    return 2601 / 255**2


# ---------------------------------------------------------------- vote

VOTE = Function(
    name="vote",
    chapter=13,
    minutes=10,
    difficulty=2,
    prompt="""
Write the vote of the nearest neighbours. `Z` holds n codes, a row each, `labels` the digit of each, and
`z` is the code of a new image.
Return the digit that most of the `k` codes nearest to `z` have. If two digits have as many votes, the
smaller digit wins. A code may have more than two numbers.
""",
    stub='''
def vote(Z, labels, z, k):
    """Return the most frequent label among the k rows of Z that are nearest to z."""
    ...
''',
    hints=[
        "First a distance for each row: Z - z works row by row. Then square and add along each row.",
        "np.argsort(distances) gives row numbers, the nearest first. Take k of them.",
        "labels[nearest] are the votes. np.bincount counts how often 0, 1, 2, … occur among them.",
        "The place of the largest count is the digit; argmax takes the first if there are two.",
    ],
)


@VOTE.inputs
def draw_codes(rng):
    yield {"Z": np.array([[1.0, 2.0]]), "labels": np.array([6]), "z": np.array([0.0, 0.0]), "k": 1}
    line = np.array([[0.0, 0.0], [1.0, 0.0], [3.0, 0.0], [9.0, 0.0]])
    yield {"Z": line, "labels": np.array([6, 5, 5, 1]), "z": np.array([0.2, 0.0]), "k": 3}
    yield {"Z": line, "labels": np.array([6, 5, 1, 1]), "z": np.array([0.2, 0.0]), "k": 2}
    yield {"Z": line, "labels": np.array([6, 5, 1, 1]), "z": np.array([0.2, 0.0]), "k": 3}
    yield {"Z": line, "labels": np.array([5, 6, 1, 1]), "z": np.array([0.7, 0.0]), "k": 2}
    yield {"Z": line, "labels": np.array([5, 6, 1, 1]), "z": np.array([0.2, 0.0]), "k": 2}
    far = np.array([[0.0, 9.0], [-4.0, 4.5], [1.0, 1.0]])
    yield {"Z": far, "labels": np.array([1, 5, 6]), "z": np.array([0.0, 0.0]), "k": 1}
    bent = np.array([[3.0, 3.0], [0.0, 5.0], [-9.0, 0.0]])
    yield {"Z": bent, "labels": np.array([1, 5, 6]), "z": np.array([0.0, 0.0]), "k": 1}
    slant = np.array([[3.0, 3.0], [4.0, 0.0], [-9.0, 0.0]])
    yield {"Z": slant, "labels": np.array([1, 5, 6]), "z": np.array([0.0, 0.0]), "k": 1}
    for n, d, k in [(5, 1, 3), (9, 2, 5), (12, 3, 4), (40, 2, 7)]:
        Z, z = rng.normal(size=(n, d)).round(3), rng.normal(size=d).round(3)
        yield {"Z": Z, "labels": rng.choice([1, 5, 6], size=n), "z": z, "k": k}
    huge = 1e6 * np.array([[1.0, -1.0], [-2.0, 1.0], [0.5, 0.0]])
    yield {"Z": huge, "labels": np.array([0, 9, 3]), "z": np.array([4e5, 1.0]), "k": 1}


@VOTE.solution(
    "argsort puts the row numbers of the nearest first, k of their labels vote, and bincount with argmax "
    "finds the digit with the most votes, the smaller one at a tie."
)
def vote(Z, labels, z, k):
    distances = ((Z - z) ** 2).sum(axis=1)
    nearest = np.argsort(distances)[:k]
    return np.bincount(labels[nearest]).argmax()


def nearest_rows(Z, z, k):
    return np.argsort(((Z - z) ** 2).sum(axis=1))[:k]


@VOTE.wrong("only the nearest one is asked: k of them vote.")
def the_nearest_alone(Z, labels, z, k):
    return labels[nearest_rows(Z, z, 1)[0]]


@VOTE.wrong("the farthest k vote: argsort puts the smallest distance first.")
def the_farthest(Z, labels, z, k):
    return np.bincount(labels[np.argsort(((Z - z) ** 2).sum(axis=1))[-k:]]).argmax()


@VOTE.wrong("you took the mean of the labels: between a 1 and a 5 there is no 3. Count votes.")
def mean_of_the_labels(Z, labels, z, k):
    return labels[nearest_rows(Z, z, k)].mean()


@VOTE.wrong("you rounded the mean of the labels: digits have no order here. Count votes.")
def rounded_mean_of_the_labels(Z, labels, z, k):
    return round(labels[nearest_rows(Z, z, k)].mean())


@VOTE.wrong("at a tie the larger digit wins in your answer: here it is the smaller one.")
def larger_wins(Z, labels, z, k):
    votes = np.bincount(labels[nearest_rows(Z, z, k)])
    return len(votes) - 1 - votes[::-1].argmax()


@VOTE.wrong("the nearest is left out: z itself is no row of Z, so the nearest row counts too.")
def without_the_nearest(Z, labels, z, k):
    return np.bincount(labels[nearest_rows(Z, z, k + 1)[1:]]).argmax()


@VOTE.wrong("you took two numbers a code for granted: a code may have one, or more. Sum over axis=1.")
def always_two_numbers(Z, labels, z, k):
    distances = (Z[:, 0] - z[0]) ** 2 + (Z[:, 1] - z[1]) ** 2
    return np.bincount(labels[np.argsort(distances)[:k]]).argmax()


@VOTE.wrong("np.sort gives the distances themselves: np.argsort gives the rows that they belong to.")
def sort_for_argsort(Z, labels, z, k):
    return np.bincount(labels[np.sort(((Z - z) ** 2).sum(axis=1))[:k]]).argmax()


@VOTE.wrong("these are the votes for each digit: argmax finds the digit that has most.")
def all_votes(Z, labels, z, k):
    return np.bincount(labels[nearest_rows(Z, z, k)])


@VOTE.wrong("you took the median of the labels: digits have no order here. Count votes.")
def median_of_the_labels(Z, labels, z, k):
    return np.median(labels[nearest_rows(Z, z, k)])


@VOTE.wrong("you took the median of the labels, as a whole number: digits have no order here. Count votes.")
def whole_median_of_the_labels(Z, labels, z, k):
    return int(np.median(labels[nearest_rows(Z, z, k)]))


@VOTE.wrong("you counted row numbers: look up the labels of these rows, and count those.")
def counts_row_numbers(Z, labels, z, k):
    return np.bincount(nearest_rows(Z, z, k)).argmax()


@VOTE.wrong("that is how many votes the winner has: return the digit, argmax in place of max.")
def number_of_votes(Z, labels, z, k):
    return np.bincount(labels[nearest_rows(Z, z, k)]).max()


@VOTE.wrong("the differences are not squared: those below 0 count as nearer than any other.")
def not_squared(Z, labels, z, k):
    return np.bincount(labels[np.argsort((Z - z).sum(axis=1))[:k]]).argmax()


@VOTE.wrong("you added up absolute differences: the straight distance adds their squares.")
def absolute_differences(Z, labels, z, k):
    return np.bincount(labels[np.argsort(np.abs(Z - z).sum(axis=1))[:k]]).argmax()


@VOTE.wrong("you took the largest of the absolute differences: the straight distance adds their squares.")
def largest_difference(Z, labels, z, k):
    return np.bincount(labels[np.argsort(np.abs(Z - z).max(axis=1))[:k]]).argmax()


@VOTE.wrong("you compared the first number of the codes only: all of them count.")
def first_number_only(Z, labels, z, k):
    return np.bincount(labels[np.argsort(np.abs(Z[:, 0] - z[0]))[:k]]).argmax()


@VOTE.wrong("at a tie the nearer digit wins in your answer: here it is the smaller one.")
def nearer_wins(Z, labels, z, k):
    votes = labels[nearest_rows(Z, z, k)].tolist()
    return max(votes, key=votes.count)


@VOTE.wrong("all codes vote: only the k nearest may.")
def all_vote(Z, labels, z, k):
    return np.bincount(labels).argmax()


@VOTE.wrong("you added the squares down the columns: a distance belongs to a row, so sum over axis=1.")
def down_the_columns(Z, labels, z, k):
    return np.bincount(labels[np.argsort(((Z - z) ** 2).sum(axis=0))[:k]]).argmax()


@VOTE.wrong("you measured how far the codes are from 0: subtract z first.")
def far_from_zero(Z, labels, z, k):
    return np.bincount(labels[np.argsort((Z**2).sum(axis=1))[:k]]).argmax()


# ---------------------------------------------------------------- contact_sheet


def sheet_in_floats(answer, images, columns):
    sheet = answer(images, columns)
    if images.dtype.kind in "iu" and isinstance(sheet, np.ndarray) and sheet.dtype.kind in "iu":
        raise WrongKind(
            "floats are asked for, where the images hold whole numbers too: begin with images.astype(float)."
        )
    return of_any_width(sheet)


CONTACT_SHEET = Function(
    name="contact_sheet",
    chapter=13,
    minutes=12,
    difficulty=3,
    prompt="""
Photographers print all pictures of a film on one sheet. Write it: `images` has shape (n, h, w), and the
sheet has `columns` images in each row. Fill it like a page, from left to right, then from top to
bottom. Where the last row is not full, leave 0: the sheet is always `columns` images wide.
Return one array of floats. Its number of rows of images follows from n and `columns`; there is no row
without an image.
""",
    stub='''
def contact_sheet(images, columns):
    """Return the images (n, h, w) side by side on one sheet, `columns` in each row."""
    ...
''',
    hints=[
        "How many rows do 5 images need with 3 columns, and 6 images, and 7? Round up.",
        "The sheet is rows · h high and columns · w wide. Begin with zeros.",
        "Image number 4 with 3 columns stands in row 1, column 1: divmod(4, 3) gives both.",
        "Row i begins at pixel i · h and column j at j · w. Try it with images that are not square.",
    ],
    use=sheet_in_floats,
)


@CONTACT_SHEET.inputs
def draw_images(rng):
    yield {"images": np.array([[[0.5]]]), "columns": 1}
    yield {"images": np.array([[[1.0]], [[2.0]], [[3.0]]]), "columns": 2}
    shapes = [((4, 2, 2), 2), ((6, 1, 1), 3), ((6, 2, 3), 2), ((5, 2, 3), 3), ((2, 3, 1), 4), ((3, 1, 2), 1)]
    for shape, columns in [*shapes, ((7, 3, 2), 3)]:
        yield {"images": rng.normal(size=shape).round(1), "columns": columns}
    yield {"images": np.array([[[-0.5, 700.0]], [[0.001, -0.2]]]), "columns": 2}


@CONTACT_SHEET.solution(
    "divmod by the number of columns gives row and column of each image; rows count in heights, columns in "
    "widths. -(-n // columns) divides and rounds up."
)
def contact_sheet(images, columns):
    n, h, w = images.shape
    rows = -(-n // columns)
    sheet = np.zeros((rows * h, columns * w))
    for number in range(n):
        i, j = divmod(number, columns)
        sheet[i * h : (i + 1) * h, j * w : (j + 1) * w] = images[number]
    return sheet


def pasted(images, rows, columns, place):
    """A sheet with each image at the row and column that ``place`` gives for its number."""
    n, h, w = images.shape
    sheet = np.zeros((rows * h, columns * w))
    for number in range(n):
        i, j = place(number)
        sheet[i * h : (i + 1) * h, j * w : (j + 1) * w] = images[number]
    return sheet


def rounded_up(n, columns):
    return -(-n // columns)


@CONTACT_SHEET.wrong(
    "the last row has no place: n // columns rounds down, and it takes one more if a rest is left."
)
def rounds_down(images, columns):
    return pasted(images, len(images) // columns, columns, lambda number: divmod(number, columns))


@CONTACT_SHEET.wrong("the images of the last, short row are left out: they need a row too.")
def drops_the_rest(images, columns):
    rows = len(images) // columns
    return pasted(images[: rows * columns], rows, columns, lambda number: divmod(number, columns))


@CONTACT_SHEET.wrong("there is an empty row below if the last one is full: add 1 only where a rest is left.")
def always_one_more(images, columns):
    return pasted(images, len(images) // columns + 1, columns, lambda number: divmod(number, columns))


@CONTACT_SHEET.wrong("it fills from top to bottom, column by column: fill like a page, the first row first.")
def column_by_column(images, columns):
    rows = rounded_up(len(images), columns)
    return pasted(images, rows, columns, lambda number: divmod(number, rows)[::-1])


@CONTACT_SHEET.wrong(
    "rows and columns are mixed up: you divided the image's number by the number of rows. On a square "
    "sheet nobody sees it."
)
def divided_by_the_rows(images, columns):
    rows = rounded_up(len(images), columns)
    return pasted(images, rows, columns, lambda number: divmod(number, rows))


@CONTACT_SHEET.wrong(
    "i // columns is the row of image i, and i % columns its place in the row: you have exchanged them."
)
def row_and_place_exchanged(images, columns):
    rows = rounded_up(len(images), columns)
    return pasted(images, rows, columns, lambda number: divmod(number, columns)[::-1])


@CONTACT_SHEET.wrong("a row holds `columns` images: so image i stands in row i // columns.")
def row_by_the_rows(images, columns):
    rows = rounded_up(len(images), columns)
    return pasted(images, rows, columns, lambda number: (number // rows, number % columns))


@CONTACT_SHEET.wrong("round may round down, and then the last row has no place: round up.")
def rounded(images, columns):
    n = len(images)
    return pasted(images, round(n / columns), columns, lambda number: divmod(number, columns))


@CONTACT_SHEET.wrong(
    "the last row is shorter, so it does not stack on the others: fill it up with zeros first."
)
def stacked_without_filling(images, columns):
    n = len(images)
    return np.vstack([np.hstack(list(images[i : i + columns])) for i in range(0, n, columns)])


@CONTACT_SHEET.wrong("you took 28 for granted: h and w stand in images.shape.")
def always_28(images, columns):
    h = w = 28
    sheet = np.zeros((rounded_up(len(images), columns) * h, columns * w))
    for number in range(len(images)):
        i, j = divmod(number, columns)
        sheet[i * h : (i + 1) * h, j * w : (j + 1) * w] = images[number]
    return sheet


@CONTACT_SHEET.wrong("the sheet is always columns times w wide, also if there are fewer images than that.")
def narrower_for_few(images, columns):
    return contact_sheet(images, min(columns, len(images)))


@CONTACT_SHEET.wrong("floats are asked for: whole numbers cut the greys off.")
def whole_numbers(images, columns):
    return contact_sheet(images, columns).astype(int)


@CONTACT_SHEET.wrong("the sheet is on its side: rows is how many images stand below each other.")
def sheet_on_its_side(images, columns):
    rows = rounded_up(len(images), columns)
    return pasted(images, columns, rows, lambda number: divmod(number, columns)[::-1])


@CONTACT_SHEET.wrong("the first row is at the bottom: that is right for a plane, a page begins at the top.")
def from_below(images, columns):
    rows = rounded_up(len(images), columns)

    def place(number):
        i, j = divmod(number, columns)
        return rows - 1 - i, j

    return pasted(images, rows, columns, place)


@CONTACT_SHEET.wrong(
    "height and width are swapped: a row is h pixels high, a column w wide. Square images hide it."
)
def height_and_width_swapped(images, columns):
    n, w, h = images.shape
    sheet = np.zeros((rounded_up(n, columns) * h, columns * w))
    for number in range(n):
        i, j = divmod(number, columns)
        sheet[i * h : (i + 1) * h, j * w : (j + 1) * w] = images[number]
    return sheet


@CONTACT_SHEET.wrong(
    "reshape alone lays all pixels in one long line and folds it: the rows of different images are mixed."
)
def reshape_alone(images, columns):
    n, h, w = images.shape
    rows = rounded_up(n, columns)
    full = np.zeros((rows * columns, h, w))
    full[:n] = images
    return full.reshape(rows * h, columns * w)


@CONTACT_SHEET.wrong("you placed images at pixel (i, j): row i begins at pixel i · h, and column j at j · w.")
def pixel_by_pixel(images, columns):
    n, h, w = images.shape
    sheet = np.zeros((rounded_up(n, columns) * h, columns * w))
    for number in range(n):
        i, j = divmod(number, columns)
        sheet[i : i + h, j : j + w] = images[number]
    return sheet


@CONTACT_SHEET.wrong(
    "two loops go over every place, and the last row may have fewer images: stop when none is left."
)
def a_place_too_many(images, columns):
    h, w = images.shape[1:]
    rows = rounded_up(len(images), columns)
    sheet = np.zeros((rows * h, columns * w))
    for i in range(rows):
        for j in range(columns):
            sheet[i * h : (i + 1) * h, j * w : (j + 1) * w] = images[i * columns + j]
    return sheet


@CONTACT_SHEET.wrong("all images are in one row: begin a new one after so many columns.")
def one_row(images, columns):
    return np.hstack(list(images))


@CONTACT_SHEET.wrong("the empty places are 1: leave 0 there.")
def ones_left(images, columns):
    sheet = contact_sheet(images, columns)
    used = contact_sheet(np.ones_like(images), columns)
    return np.where(used == 1, sheet, 1.0)


# ---------------------------------------------------------------- two_frames

TWO_FRAMES = Choice(
    name="two_frames",
    chapter=13,
    minutes=4,
    difficulty=2,
    prompt="""
Spot the bug. Somebody wants only the two ends of the lower film, and writes:

```python
alphas = np.linspace(0, 1, 2)
ends = g((1 - alphas) * f(one) + alphas * f(six))
```

What does `g` draw? Think about the shapes before you try it.
""",
    options={
        "a": Option(
            "Two images: the reconstruction of the one and that of the six.",
            "for that each alpha needs a row of its own. Here alphas has shape (2,), as a code has.",
        ),
        "b": Option(
            "Nothing: NumPy stops, for the shapes do not fit.",
            "with eleven alphas it would stop. Two alphas and two numbers in a code: these do fit.",
        ),
        "c": Option(
            "One image, at the middle of the way.",
            "there is one image, but no alpha is 0.5. Which alpha does the first number of the code meet?",
        ),
        "d": Option(
            "One image, with the first number of the one's code and the second of the six's.",
            "(2,) times (2,) goes entry by entry, so the first number meets alpha 0 and the second alpha 1. "
            "With [:, None] each alpha gets a row, and any other number of frames would have shown it.",
        ),
        "e": Option(
            "Four images: each alpha with each number of the code.",
            "equal shapes are taken entry by entry: (2,) times (2,) has two entries, not four.",
        ),
        "f": Option(
            "One image, that of the six: the last alpha is 1.",
            "the last alpha meets the last number only. The first number meets alpha 0, and stays the one's.",
        ),
        "g": Option(
            "Two images, whose codes stand in columns and not in rows.",
            "there is no table with columns: (2,) times (2,) has one axis, and its two entries are one code.",
        ),
    },
    right="d",
    hints=[
        "Which shape has f(one)? And alphas, without [:, None]?",
        "Write it out for a one at (2, −1) and a six at (−3, 4): what is alphas * (−3, 4)?",
        "Compare with the cell above it, where alphas has shape (11, 1).",
    ],
)


# ---------------------------------------------------------------- own_plane

SHARE, ERROR = 0.8, 0.95  # of the votes that must be right; of PCA's error that is allowed
TOO_GOOD = 0.99  # of the votes: nobody sorts so well without the labels


def plane_anew(answer, images, draw):
    """Let it learn from some images of 0, 2 and 8, without their labels, and try it on all others."""
    X, y = all_images()
    learn, new = np.split(np.random.default_rng(draw).permutation(len(X)), [images])
    with np.errstate(all="ignore"):
        given = answer(X[learn])
        if given is None:
            return None
        if not isinstance(given, tuple | list) or len(given) != 2 or not all(map(callable, given)):
            return Run("no pair", f"a {type(given).__name__}")
        return wrong_form(*given, X[new]) or how_it_sorts(*given, X[learn], y[learn], X[new], y[new])


def all_images():
    data = nb.load_mnist(digits=(0, 2, 8))
    return np.vstack([data.X_train, data.X_test]), np.concatenate([data.y_train, data.y_test])


def wrong_form(encode, decode, X):
    """Do they not go from images to codes and back? What do they do?"""
    if shape_of(encode, X) != (len(X), 2):
        if shape_of(decode, X) == (len(X), 2):
            return Run("swapped", "the second function encodes, the first does not")
        return Run("no codes", f"encode gives shape {np.shape(encode(X))} for {len(X)} images")
    Z = np.asarray(encode(X))
    if shape_of(decode, Z) != X.shape:
        return Run("no images", f"decode gives shape {np.shape(decode(Z))} for {len(X)} codes")
    ways = [
        (not np.isfinite(Z).all(), "not finite", "codes that are NaN or infinite"),
        (np.allclose(Z, Z[0]), "one place", "the same code for all images"),
        (not np.allclose(encode(X[:3]), Z[:3]), "not alone", "an image's code changes with the others"),
    ]
    return next((Run(way, told) for holds, way, told in ways if holds), None)


def shape_of(function, given):
    try:
        return np.shape(function(given))
    except Exception:
        return None


def how_it_sorts(encode, decode, X_learn, y_learn, X, y):
    """Count the votes that are right, measure the images drawn, and say what kind of plane this is."""
    Z_learn, Z = encode(X_learn), encode(X)
    share = np.mean([vote(Z_learn, y_learn, z, 5) == label for z, label in zip(Z, y, strict=True)])
    mean, (to_plane, from_plane) = X_learn.mean(axis=0), principal_plane(X_learn)
    error, least, most = (((drawn - X) ** 2).mean() for drawn in (decode(Z), from_plane(to_plane(X)), mean))
    shifted = ((decode(encode(X - mean)) + mean - X) ** 2).mean()
    ways = [
        (share >= TOO_GOOD, "too good"),
        (share >= SHARE and error <= ERROR * least, "reached"),
        (error >= least and shifted < 0.9 * error, "not centred"),
        (is_straight(decode, Z), "straight"),
        (not error < most, "not trained"),
        (error >= least, "no better"),
        (share >= SHARE, "sorts only"),
        (error > 0.98 * least, "not done"),
        (is_straight(encode, X), "straight codes"),
        (True, "a heap"),
    ]
    told = f"{share:.2f} of the votes right, error {error:.4f}, PCA's {least:.4f}"
    return Run(next(way for holds, way in ways if holds), told)


def is_straight(function, given):
    """Does it send what is half way between two others half way between where it sends those?"""
    half_way = (function(given) + function(given[::-1])) / 2
    return np.allclose(function((given + given[::-1]) / 2), half_way)


def principal_plane(X):
    mean = X.mean(axis=0)
    V = np.linalg.eigh(np.cov((X - mean).T))[1][:, -2:]
    return (lambda images: (images - mean) @ V), (lambda Z: mean + Z @ V.T)


OWN_PLANE = Function(
    name="own_plane",
    chapter=13,
    minutes=60,
    difficulty=3,
    prompt="""
**A plane for three other digits. Take an hour.** 0, 2 and 8 are a heap in PCA's plane: five neighbours get
only seven of ten right. Write a function that trains an autoencoder on images `X`, which come without
labels, and returns two functions: `encode`, from images (n, 784) to codes (n, 2), and `decode`, back again.
The check draws 1,200 of the 1,500 images of these digits for `X`, and tries both functions on the others.
In your plane five neighbours must get **at least 0.8** right, and your images must have **at most 0.95 of
the error** that PCA's have.
A minute is the limit. A much smaller network than ours needs a second or two. Try it before, with
`nb.load_mnist(digits=(0, 2, 8))`.
""",
    stub='''
def own_plane(X):
    """Train on the images X; return encode and decode, two functions."""
    ...
''',
    hints=[
        "Shrink the network of 13.2: 784-100-30-2-30-100-784. Build the graph inside your function, with the "
        "session; so each call begins anew.",
        "The rate of 0.0001 is made for 2,500 steps. A smaller network bears thirty times as much, and "
        "has done after 600.",
        "With a standard deviation of 0.1 for 784 inputs and for 2 alike, some layers begin far too large or "
        "too small: take 1 / np.sqrt(d) for d inputs, and biases of 0.",
        "A session may be fed any node, so at the end: return (lambda X: session.run(code, {x: X})), "
        "(lambda Z: session.run(output, {code: Z})).",
    ],
    seconds=60,
    use=plane_anew,
    goal=Run("reached", f"at least {SHARE:g} of the votes right, error at most {ERROR:g} of PCA's"),
)


@OWN_PLANE.inputs
def draw_images_to_learn_from(rng):
    yield {"images": 1200, "draw": int(rng.integers(10_000))}


@OWN_PLANE.solution(
    "two hidden layers a side are enough to bend the plane, and the start suits each layer's number of "
    "inputs, so a rate thirty times as large is no danger: 600 steps do what took 2,500."
)
def own_plane(X):
    rng = np.random.default_rng(1)
    with nb.Graph().as_default():
        x = nb.Placeholder("x")
        h = nb.relu(dense(rng, x, 784, 100))
        code = dense(rng, nb.relu(dense(rng, h, 100, 30)), 30, 2)
        h = nb.relu(dense(rng, code, 2, 30))
        output = dense(rng, nb.relu(dense(rng, h, 30, 100)), 100, 784)
        step = nb.Adam(0.003).minimize(nb.mean_squared_error(output, x))
        session, feeds = nb.Session(), nb.batches({x: X}, 50, rng)
    for _ in range(600):
        session.run(step, next(feeds))
    return (lambda X: session.run(code, {x: X})), (lambda Z: session.run(output, {code: Z}))


def dense(rng, h, d, m):
    return h @ nb.Variable(rng.normal(0, 1 / np.sqrt(d), (d, m))) + nb.Variable(np.zeros(m))


@OWN_PLANE.wrong("return two functions, encode and decode: the check has images that you have not seen.")
def returns_the_codes(X):
    encode, _ = principal_plane(X)
    return encode(X)


@OWN_PLANE.wrong("the two are swapped: encode comes first, and decode second.")
def returns_decode_first(X):
    return principal_plane(X)[::-1]


@OWN_PLANE.wrong("a code is two numbers, so encode must give an array (n, 2), a row an image.")
def three_numbers(X):
    V = np.linalg.svd(X - X.mean(axis=0), full_matrices=False)[2][:3]
    return (lambda images: images @ V.T), (lambda Z: Z @ V)


@OWN_PLANE.wrong("decode must give rows of 784 pixels, as the images come: (n, 784).")
def draws_squares(X):
    encode, decode = principal_plane(X)
    return encode, lambda Z: decode(Z).reshape(-1, 28, 28)


@OWN_PLANE.wrong("the codes are NaN: the weights have run away, take a smaller rate.")
def runs_away(X):
    return (lambda images: images[:, :2] * np.nan), (lambda Z: np.zeros((len(Z), 784)))


@OWN_PLANE.wrong(
    "all images get the same code: do all neurons before it stand at 0, or is the image not fed?"
)
def all_in_one_place(X):
    return (lambda images: np.zeros((len(images), 2))), (lambda Z: np.tile(X.mean(axis=0), (len(Z), 1)))


@OWN_PLANE.wrong(
    "an image has another code when others stand beside it: whatever is learned is learned from X, once, and "
    "encode only applies it."
)
def learns_anew_from_each(X):
    return (lambda images: principal_plane(images)[0](images)), principal_plane(X)[1]


@OWN_PLANE.wrong(
    "you took the mean off X alone, by X -= ... perhaps, and the images of the check come as they are: "
    "encode must take the same mean off, and decode add it again."
)
def centres_x_alone(X):
    V = np.linalg.svd(X - X.mean(axis=0), full_matrices=False)[2][:2]
    return (lambda images: images @ V.T), (lambda Z: Z @ V)


@OWN_PLANE.wrong(
    "nearly every vote is right: nobody sorts so well without labels. Does encode look an image up among "
    "those that come with the course, where its label stands beside it? Where would it put a digit of yours?"
)
def looks_the_digit_up(X):
    known, digits = all_images()
    means = np.array([known[digits == digit].mean(axis=0) for digit in (0, 2, 8)])
    corners = {0: (0.0, 0.0), 2: (1.0, 0.0), 8: (0.0, 1.0)}
    found = {row.tobytes(): corners[digit] for row, digit in zip(known, digits.tolist(), strict=True)}

    def encode(images):
        return np.array([found.get(row.tobytes(), (0.0, 0.0)) for row in images])

    return encode, lambda Z: np.where(Z.sum(axis=1, keepdims=True) == 0, means[0], Z @ means[1:])


@OWN_PLANE.wrong("it is straight, and PCA is the best of that kind: bends are needed, in both halves.")
def principal_components(X):
    return principal_plane(X)


@OWN_PLANE.wrong(
    "it draws no better than the mean image. Is it trained, inside your function and with X? The chapter's "
    "own network knows 1, 5 and 6 only."
)
def the_chapters_network(X):
    trained = nb.load_autoencoder()
    halves = (trained.encoder, trained.decoder)
    return [lambda given, half=half: nb.forward(half, given, np.tanh, None) for half in halves]


@OWN_PLANE.wrong(
    "it bends, but it draws hardly better than PCA: it is still on the shelf that we saw in 13.2. Take more "
    "steps or a larger rate, or another hidden layer in each half."
)
def no_ink_below_zero(X):
    encode, decode = principal_plane(X)
    return encode, lambda Z: np.maximum(decode(Z), 0)


@OWN_PLANE.wrong(
    "it bends, but it draws no better than PCA. Is it trained inside your function, with X? Then take more "
    "steps or a larger rate, or another hidden layer in each half."
)
def the_network_of_all_ten(X):
    ten = nb.load_autoencoder(ten=True)
    halves = (ten.encoder, ten.decoder)
    return [lambda given, half=half: nb.forward(half, given, np.tanh, None) for half in halves]


@OWN_PLANE.wrong(
    "it draws well, but the digits lie in a heap: both halves bend, so train it longer, or begin with a "
    "start that suits each layer's inputs (hint 3)."
)
def both_bend_a_little(X):
    encode, decode = only_the_decoder_bends(X)

    def bent(images):
        Z = encode(images)
        return Z + 0.01 * np.sin(Z)

    return bent, decode


@OWN_PLANE.wrong(
    "it draws well, but the digits lie in a heap: a decoder that bends is not enough, the encoder must bend "
    "too."
)
def only_the_decoder_bends(X):
    encode, _ = principal_plane(X)
    Z = encode(X)

    def decode(codes):
        distances = ((codes[:, None] - Z) ** 2).sum(axis=2)
        return X[np.argsort(distances, axis=1)[:, :20]].mean(axis=1)

    return encode, decode


@OWN_PLANE.wrong(
    "the digits lie apart, well done; but the images are hardly better than PCA's. Take more steps or a "
    "larger rate, or another hidden layer in each half."
)
def sorts_better_than_it_draws(X):
    """It has looked up what each image shows, and draws nearly what PCA draws."""
    known, digits = all_images()
    to_plane, from_plane = principal_plane(X)
    V = np.linalg.lstsq(known, np.stack([digits == 0, digits == 2], axis=1), rcond=None)[0]

    def encode(images):
        return to_plane(images) + 8 * images @ V

    codes, drawn = encode(known), 0.985 * from_plane(to_plane(known)) + 0.015 * known
    return encode, lambda Z: drawn[((Z[:, None] - codes) ** 2).sum(axis=2).argmin(axis=1)]
