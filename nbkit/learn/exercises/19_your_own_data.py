"""Chapter 19: data of one's own."""

# mypy: allow-untyped-defs
# The answers stand here as a learner writes them, without annotations.

import numpy as np

from nbkit.learn.exercise import Choice, Function, Option, Prediction, Run

# ---------------------------------------------------------------- whole_groups


TIMES = 30  # so often that one who draws with replacement draws something twice


def deal(answer, groups, seed):
    """Let it choose rows to test on, many times, and say what kind of choice it is."""
    masks = [answer(groups, np.random.default_rng(seed + k)) for k in range(TIMES)]
    if any(mask is None for mask in masks):
        return None
    masks = [np.asarray(mask) for mask in masks]
    for mask in masks:
        if mask.dtype != bool or mask.shape != groups.shape:
            return Run("no mask", f"{mask.dtype} of shape {mask.shape}, for {len(groups)} rows")
    names = np.unique(groups)
    tested = [sum(mask[groups == name].any() for name in names) for mask in masks]
    least = int(np.argmin(tested))
    said = f"{tested[least]} of {len(names)} groups to test on, {masks[least].sum()} of {len(groups)} rows"
    torn = any(len(np.unique(mask[groups == name])) > 1 for mask in masks for name in names)
    again = answer(groups, np.random.default_rng(seed))
    return Run(way_of(tested, len(names), torn, masks, again), said)


def way_of(tested, count, torn, masks, again):
    """What kind of choice it is; tested: how many of the groups were chosen, each time."""
    fifth = count // 5
    ways = [
        (torn, "torn"),
        (set(tested) == {count - fifth} != {fifth}, "the others"),
        (max(tested) < fifth, "too few"),
        (max(tested) > fifth, "too many"),
        (min(tested) < fifth, "drawn twice"),
        (all(np.array_equal(masks[0], mask) for mask in masks), "no chance"),
        (not np.array_equal(masks[0], again), "another chance"),
        (True, "whole"),
    ]
    return next(way for holds, way in ways if holds)


WHOLE_GROUPS = Function(
    name="whole_groups",
    chapter=19,
    minutes=10,
    difficulty=2,
    prompt="""
Write the heart of a split: choose rows to test on, so that rows of one group stay together.
`groups` has shape (n,), and equal entries belong together: numbers with gaps, in any order. Draw **a fifth of
the groups** with `rng` (there are 5, 10, 15, … of them), and return an array of `True` and `False`, (n,),
`True` for each row of these groups. Another `rng`, another choice.
""",
    stub='''
def whole_groups(groups, rng):
    """Return which rows to test on: a boolean array (n,), True for a fifth of the groups."""
    ...
''',
    hints=[
        "Deal groups and not rows. np.unique(groups) gives each group once.",
        "rng.permutation(names) shuffles them; the first fifth of that is your choice.",
        "np.isin(groups, chosen) says of each row whether its group was chosen.",
    ],
    use=deal,
    goal=Run("whole", "a fifth of the groups, each of them whole"),
)


@WHOLE_GROUPS.inputs
def draw_groups(rng):
    names = rng.permutation(200)[:40]
    groups = rng.permutation(np.concatenate([names, rng.choice(names, size=100)]))
    yield {"groups": groups, "seed": int(rng.integers(1000))}


@WHOLE_GROUPS.solution("what is dealt are groups: shuffle their names, take a fifth, and mark their rows.")
def whole_groups(groups, rng):
    names = np.unique(groups)
    chosen = rng.permutation(names)[: len(names) // 5]
    return np.isin(groups, chosen)


@WHOLE_GROUPS.wrong(
    "some groups lie on both sides: that is the mistake which this shall prevent. Shuffle np.unique(groups), "
    "not the rows."
)
def deals_rows(groups, rng):
    mask = np.zeros(len(groups), dtype=bool)
    mask[rng.permutation(len(groups))[: len(groups) // 5]] = True
    return mask


@WHOLE_GROUPS.wrong(
    "one True or False for each row is asked for, (n,): np.isin(groups, chosen) gives it, without "
    "np.flatnonzero."
)
def numbers_of_rows(groups, rng):
    return np.flatnonzero(whole_groups(groups, rng))


@WHOLE_GROUPS.wrong("these are the rows to learn from: True is for those to test on, the other fifth.")
def to_learn_from(groups, rng):
    return ~whole_groups(groups, rng)


@WHOLE_GROUPS.wrong("another rng makes the same choice: shuffle the groups with rng.permutation.")
def always_the_last(groups, rng):
    names = np.unique(groups)
    return np.isin(groups, names[-(len(names) // 5) :])


@WHOLE_GROUPS.wrong(
    "these are too many groups: a fifth of the groups is asked for, however many rows these have. Count "
    "len(np.unique(groups))."
)
def a_fifth_of_the_rows(groups, rng):
    names = np.unique(groups)
    return np.isin(groups, rng.permutation(names)[: max(1, len(groups) // 5)])


@WHOLE_GROUPS.wrong(
    "these are too few groups. Did you draw numbers that no group has? Shuffle np.unique(groups), and take "
    "the first fifth."
)
def numbers_without_gaps(groups, rng):
    return np.isin(groups, 100 + rng.permutation(groups.max() + 1)[: len(np.unique(groups)) // 5])


@WHOLE_GROUPS.wrong(
    "with some rng these are fewer than a fifth, for a group was drawn twice: rng.choice puts back what it "
    "draws. Say replace=False and draw from np.unique(groups), or shuffle these with rng.permutation."
)
def with_replacement(groups, rng):
    names = np.unique(groups)
    return np.isin(groups, rng.choice(names, len(names) // 5))


@WHOLE_GROUPS.wrong(
    "with the same rng it chooses other groups each time, so nobody can repeat your split: draw with the rng "
    "that is handed over, and with no other."
)
def with_a_chance_of_its_own(groups, rng):
    return whole_groups(groups, np.random.default_rng())


# ---------------------------------------------------------------- which_column

WHICH_COLUMN = Choice(
    name="which_column",
    chapter=19,
    minutes=3,
    difficulty=1,
    prompt="""
A library wants to know, on the day on which a book is lent, whether it will come back late. It has a table of
last year's loans. Which of its columns must a network not see?
""",
    options={
        "a": Option(
            "The number of pages.",
            "that is known on the day, and thick books may well come back later. It may stay.",
        ),
        "b": Option(
            "How often the reader was late before this loan.",
            "that is the past of this reader, known on the day. It is likely the best column, and no leak.",
        ),
        "c": Option(
            "The number of reminders that were sent for this loan.",
            "reminders are sent once the book is late: the column is the answer, and on the day of the loan "
            "it is empty.",
        ),
        "d": Option(
            "The day of the week.",
            "whoever lends a book knows what day it is. It may stay, whether it helps or not.",
        ),
        "e": Option(
            "Whether the book is new.",
            "that is known on the day. A new book may be read faster, or by more people; let it learn that.",
        ),
        "f": Option(
            "None of them: what helps, helps.",
            "it helps in the table. Ask of each column whether it is there on the day of the question.",
        ),
        "g": Option(
            "All but the best one, to be safe.",
            "how well a column answers does not tell whether it is a leak: when it was written does.",
        ),
    },
    right="c",
    hints=[
        "Imagine the day: the book lies on the counter. Which cells of the row are filled in?",
        "One of the columns is filled in later.",
        "It is filled in because the book is late.",
    ],
)

# ---------------------------------------------------------------- doubled_before

DOUBLED_BEFORE = Choice(
    name="doubled_before",
    chapter=19,
    minutes=4,
    difficulty=2,
    prompt="""
Spot the bug. Of 1,000 rows 50 are sick. Somebody wants classes of the same size, and writes:

```python
more = rng.choice(sick, size=900)             # sick rows once more, many times
rows = rng.permutation([*range(1000), *more])
learn, choose = rows[:1500], rows[1500:]      # and then the split
```

On the rows to choose by, the nearest neighbour finds 99 of 100 sick ones. What will he find of new patients?
""",
    options={
        "a": Option(
            "About as many: both parts have the same share of sick rows.",
            "the shares are fine. But is a sick row in the second part one that the reader has not seen?",
        ),
        "b": Option(
            "Fewer: each sick row stands there about nineteen times, so nearly each one to choose by has its "
            "copies among those to learn from.",
            "he finds the copies, as with the rows that stood there twice. Split first; then draw the rare "
            "class more often, and in the part to learn from alone.",
        ),
        "c": Option(
            "Fewer: 1,500 rows are too few to learn from.",
            "more rows would be better, but they do not explain 99 of 100 here.",
        ),
        "d": Option(
            "Fewer: the order was shuffled, and belonged together.",
            "shuffling is no bug where rows are independent. What is wrong happens one line before.",
        ),
        "e": Option(
            "More: among new patients there are fewer sick ones.",
            "how many there are does not change which of them he finds.",
        ),
        "f": Option(
            "It cannot be said: the classes must never be made equal.",
            "they may: by weights in the loss, or by drawing the rare class more often, after the split.",
        ),
        "g": Option(
            "Fewer, for the scale was taken from all rows.",
            "nothing is scaled here. And it would be the smaller fault of the two.",
        ),
    },
    right="b",
    hints=[
        "How often does one sick row stand in `rows`?",
        "Take one sick row in `choose`. Who is its nearest neighbour in `learn`?",
        "It is a copy of itself, at distance 0. Which line should come first?",
    ],
)

# ---------------------------------------------------------------- wilson

WILSON = Function(
    name="wilson",
    chapter=19,
    minutes=8,
    difficulty=2,
    prompt=r"""
Of $n$ independent test rows, `right` are right. In which range may the true share lie? The plain answer,
$p \pm 1.96\sqrt{p(1-p)/n}$ with $p$ = right/$n$, has width 0 if all are right. Wilson's of 1927 has not:

$$
\frac{1}{1 + z^2/n}\left(p + \frac{z^2}{2n} \pm z\sqrt{\frac{p(1-p)}{n} + \frac{z^2}{4n^2}}\right),
\qquad z = 1.96
$$

Return both ends, the lower first.
""",
    stub='''
def wilson(right, n):
    """Return the two ends, low and high, of Wilson's interval with z = 1.96."""
    ...
''',
    hints=[
        "Take it apart: p, then the middle in the brackets, then what is added and subtracted.",
        "With p = right / n and z = 1.96 the middle is p + z**2 / (2 * n).",
        "Half the width is z * np.sqrt(p * (1 - p) / n + z**2 / (4 * n**2)).",
        "Divide both ends by 1 + z**2 / n, and return (middle - half, middle + half), divided.",
    ],
    forms=("whole",),
)


@WILSON.inputs
def draw_counts(rng):
    yield {"right": 1, "n": 1}
    yield {"right": 8, "n": 10}
    yield {"right": 0, "n": 4}
    for n in (48, 198, 1000):
        yield {"right": int(rng.integers(n // 2, n)), "n": n}


def parts_of(right, n, z=1.96):
    p = right / n
    return p, p + z**2 / (2 * n), z * np.sqrt(p * (1 - p) / n + z**2 / (4 * n**2)), 1 + z**2 / n


@WILSON.solution("middle and half of the width, both divided by 1 + z²/n; it never leaves 0 to 1.")
def wilson(right, n):
    p, z = right / n, 1.96
    middle = p + z**2 / (2 * n)
    half = z * np.sqrt(p * (1 - p) / n + z**2 / (4 * n**2))
    return (middle - half) / (1 + z**2 / n), (middle + half) / (1 + z**2 / n)


@WILSON.wrong("that is the plain interval: for 1 of 1 it has no width. Wilson's has z² in three places.")
def plain(right, n):
    p = right / n
    half = 1.96 * np.sqrt(p * (1 - p) / n)
    return p - half, p + half


@WILSON.wrong("the division by 1 + z²/n is missing: without it the upper end lies above 1.")
def undivided(right, n):
    _, middle, half, _ = parts_of(right, n)
    return middle - half, middle + half


@WILSON.wrong("only the middle is divided: the brackets hold the root too, so divide both.")
def half_undivided(right, n):
    _, middle, half, below = parts_of(right, n)
    return middle / below - half, middle / below + half


@WILSON.wrong("the lower end comes first: subtract, then add.")
def upper_first(right, n):
    low, high = wilson(right, n)
    return high, low


@WILSON.wrong("that is p in the middle: Wilson's middle is p + z²/(2n), a step towards one half.")
def around_p(right, n):
    p, _, half, below = parts_of(right, n)
    return (p - half) / below, (p + half) / below


@WILSON.wrong("that is one standard deviation to each side: z is 1.96, so that 95 of 100 are covered.")
def one_deviation(right, n):
    _, middle, half, below = parts_of(right, n, z=1)
    return (middle - half) / below, (middle + half) / below


@WILSON.wrong("the root is missing: what stands under it is a variance.")
def without_the_root(right, n):
    _, middle, half, below = parts_of(right, n)
    return (middle - half**2 / 1.96) / below, (middle + half**2 / 1.96) / below


@WILSON.wrong("these are percent: shares go from 0 to 1.")
def in_percent(right, n):
    low, high = wilson(right, n)
    return 100 * low, 100 * high


# ---------------------------------------------------------------- rows_for_a_point

ROWS_FOR_A_POINT = Prediction(
    name="rows_for_a_point",
    chapter=19,
    minutes=5,
    difficulty=2,
    prompt=r"""
Your network is right on about 0.9 of the test rows, which are independent. How many rows must the test
have at least, so that $1.96\sqrt{p(1-p)/n}$ is **one point** (0.01) or less, with $p$ = 0.9? A whole number.
""",
    stub="rows_for_a_point = ...  # a whole number",
    hints=[
        "Solve 1.96 * sqrt(0.9 * 0.1 / n) = 0.01 for n.",
        "Square both sides: 1.96**2 * 0.09 / n = 0.0001.",
        "n is 1.96**2 * 900. With less than that the range is wider: which whole number is the first?",
    ],
    mistakes={
        3457: "with 3,457 rows it is a little more than a point: the next whole number is the first.",
        3457.44: "rows come whole: which is the first whole number from there on?",
        900: "that is one standard deviation: 1.96 of them are asked for, and it is squared.",
        1764: "you multiplied by 1.96 once: it stands before the root, so it is squared too.",
        9604: "that is for p = 0.5, the worst case: here p(1 − p) is 0.09.",
        34575: "p(1 − p) is 0.9 · 0.1 = 0.09, not 0.9.",
        865: "that is for two points to each side: one was asked.",
        13830: "that is for half a point to each side: the whole range may be two points wide.",
        59: "the root is missing on one side: square 0.01 as well.",
        35: "you divided by 0.01 once: it is squared, like 1.96.",
        3600: "you took 2 for 1.96: near, but the first whole number is asked for.",
    },
)


@ROWS_FOR_A_POINT.solution(
    "1.96² · 0.09 / 0.01² is 3457.44, so 3,458: for half the range four times the rows, as always with roots."
)
def rows_for_a_point():
    return 3458
