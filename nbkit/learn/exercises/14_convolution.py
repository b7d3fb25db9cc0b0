"""Chapter 14: convolution."""

# mypy: allow-untyped-defs
# The answers stand here as a learner writes them, without annotations.

import numpy as np

from nbkit.learn.exercise import Choice, Function, Option, Prediction

# ---------------------------------------------------------------- map_shape

MAP_SHAPE = Prediction(
    name="map_shape",
    chapter=14,
    minutes=3,
    difficulty=1,
    prompt="""
Twelve filters of 7 × 7 look at small colour photographs, an array of shape (n, 32, 32, 3). There is no
border, and the stride is 2: each filter moves on by two pixels, across and down.
How many rows and columns has each map, how many maps are there for a photograph, and how many weights and
biases has the layer? Answer with a tuple of four whole numbers, exact.
""",
    stub="map_shape = (..., ..., ..., ...)  # rows, columns, maps, numbers",
    hints=[
        "In one direction: the first place begins at pixel 0, the second at 2. Which is the last that fits?",
        "It begins at pixel 24, since it is 7 wide and may not stick out at 32. Count 0, 2, 4, …, 24.",
        "A filter looks at all channels at once, and gives one number. How many weights does that take?",
        "Each filter has one bias, wherever it stands.",
    ],
    mistakes={
        (26, 26, 12, 1776): "that is for a stride of 1: here the filter leaves out every other place.",
        (12, 12, 12, 1776): "one place is missing: the filter stands at pixel 0 before it moves at all.",
        (13.5, 13.5, 12, 1776): "there is no half place: where the filter would stick out, it does not go.",
        (14, 14, 12, 1776): "at the last place the filter would stick out: round down, there is no border.",
        (16, 16, 12, 1776): "that is with a border of paper: without one the filter must stay inside.",
        (25, 25, 12, 1776): "you subtracted 7 and stopped: count the places where the filter can stand, "
        "two pixels apart.",
        (10, 10, 12, 1776): "you halved 32 first: the filter of 7 lies on pixels that stand side by side, "
        "only its places are two apart.",
        (13, 13, 12, 1764): "the biases are missing: each of the twelve filters has one.",
        (13, 13, 12, 600): "a filter looks at all three channels, and has weights of its own for each.",
        (13, 13, 12, 588): "the biases are missing, and the channels too: a filter has weights for each of "
        "the three.",
        (13, 13, 12, 1800): "one bias a filter is enough: what its channels say is added up before it.",
        (13, 13, 12, 3792): "that is a bias for each place: it is shared, as the weights are, one a filter.",
        (13, 13, 12, 300144): "that is what it would be with weights for each place: they are shared.",
        (13, 13, 12, 147): "those are the weights of one filter: there are twelve, and each has a bias too.",
        (13, 13, 12, 148): "that is one filter: there are twelve of them.",
        (13, 13, 36, 1776): "a filter adds up over the channels: it gives one map, not three.",
        (13, 13, 3, 1776): "channels go in, maps come out: one for each filter.",
        (12, 13, 13, 1776): "the maps come last here, as the channels of a photograph do: rows, columns, "
        "maps, numbers.",
        (13, 13, 12): "the shape is right. The fourth number is missing: how many weights and biases?",
        (13, 13, 1776): "how many maps are there? Four numbers are asked for: rows, columns, maps, numbers.",
        1776: "so many weights and biases there are; now put rows, columns and maps before them, in a tuple.",
    },
)


@MAP_SHAPE.solution(
    "(32 - 7) // 2 + 1 = 13 places in each direction, a map for each filter; and a filter has 7·7·3 weights "
    "and a bias, so 12·148 = 1776 numbers, however large the photographs are."
)
def map_shape():
    places = (32 - 7) // 2 + 1
    return places, places, 12, 12 * (7 * 7 * 3 + 1)


# ---------------------------------------------------------------- slide_in_steps

SLIDE_IN_STEPS = Function(
    name="slide_in_steps",
    chapter=14,
    minutes=10,
    difficulty=2,
    prompt="""
Our `slide` takes a filter of 5 × 5 for granted, and moves on by one pixel. Write it for any filter `w` of
shape (a, b) and any `stride`. `image` has shape (m, n). Neither need be square.
The filter is not turned, it never sticks out, and the first place is at the top left. Return the map, an
array of floats. It has as many rows and columns as there are places.
""",
    stub='''
def slide_in_steps(image, w, stride):
    """Return the map of the filter w over the image, with places a stride apart."""
    ...
''',
    hints=[
        "One direction first: a filter of 2 on 7 pixels, with a stride of 2, begins at 0, 2 and 4. And on 6?",
        "Down the image there are (m - a) // stride + 1 places: // drops the one that would stick out.",
        "Row r of the map begins at pixel r * stride of the image, and a pixels belong to it.",
        "Try it with an image of 4 × 7 and a filter of 2 × 3: whoever swaps two sides, will see it.",
    ],
)


@SLIDE_IN_STEPS.inputs
def draw_images_and_filters(rng):
    yield {"image": np.array([[2.0]]), "w": np.array([[-1.5]]), "stride": 1}
    yield {"image": np.array([[1.0, 2.0], [3.0, 4.0]]), "w": np.array([[1.0, 0.0], [0.0, -1.0]]), "stride": 1}
    sizes = [((2, 3), (1, 2)), ((3, 2), (2, 1)), ((4, 5), (2, 3)), ((6, 4), (3, 2)), ((3, 3), (3, 3))]
    strided = [((5, 4), (2, 3), 2), ((7, 6), (3, 2), 2), ((6, 8), (2, 2), 2), ((5, 7), (1, 1), 3)]
    more = [((6, 7), (3, 4), 3), ((4, 9), (1, 2), 3), ((8, 5), (2, 5), 4), ((7, 7), (4, 4), 2)]
    for shape, size, stride in [*((*pair, 1) for pair in sizes), *strided, *more]:
        yield {
            "image": rng.normal(size=shape).round(1),
            "w": rng.normal(size=size).round(1),
            "stride": stride,
        }
    faint = np.array([[1e6, -1e-3, 0.0], [2e-3, 0.0, -3e6]])
    yield {"image": faint, "w": np.array([[1e-3, 2.0]]), "stride": 1}


@SLIDE_IN_STEPS.solution(
    "// counts only places at which the filter fits, and + 1 is for the first; at each of them a window as "
    "large as the filter is multiplied entry by entry and added up."
)
def slide_in_steps(image, w, stride):
    a, b = w.shape
    rows = (image.shape[0] - a) // stride + 1
    columns = (image.shape[1] - b) // stride + 1
    z = np.zeros((rows, columns))
    for r in range(rows):
        for c in range(columns):
            top, left = r * stride, c * stride
            z[r, c] = (w * image[top : top + a, left : left + b]).sum()
    return z


def map_of(image, w, places, answer):
    """What the answer gives at each place; places are two lists of pixels, down and across."""
    tops, lefts = places
    z = np.zeros((len(tops), len(lefts)))
    for r, top in enumerate(tops):
        for c, left in enumerate(lefts):
            z[r, c] = answer(w, image[top : top + w.shape[0], left : left + w.shape[1]])
    return z


def places_of(image, w, stride):
    return [range(0, image.shape[axis] - w.shape[axis] + 1, stride) for axis in (0, 1)]


def seen(w, window):
    return (w * window).sum()


@SLIDE_IN_STEPS.wrong(
    "you turned the filter by half a turn: so mathematicians do, today's frameworks do not."
)
def turned(image, w, stride):
    return slide_in_steps(image, w[::-1, ::-1], stride)


@SLIDE_IN_STEPS.wrong(
    "that is the slide of 14.2, for a filter of 5 × 5 and a stride of 1: where it has numbers, put in "
    "w.shape and stride."
)
def slide_of_the_chapter(image, w, stride):
    rows, columns = np.array(image.shape) - np.array(w.shape) + 1
    z = np.zeros((rows, columns))
    for r in range(rows):
        for c in range(columns):
            z[r, c] = (w * image[r : r + 5, c : c + 5]).sum()
    return z


@SLIDE_IN_STEPS.wrong(
    "the map is as large as the image, with gaps: it has a row and a column for each place, and no others."
)
def as_large_as_the_image(image, w, stride):
    z = np.zeros(image.shape)
    tops, lefts = places_of(image, w, stride)
    z[np.ix_(tops, lefts)] = slide_in_steps(image, w, stride)
    return z


@SLIDE_IN_STEPS.wrong("the stride is ignored: the next place is `stride` pixels farther, not one.")
def stride_ignored(image, w, stride):
    return slide_in_steps(image, w, 1)


@SLIDE_IN_STEPS.wrong(
    "there are as many places as there should be, but they stand side by side: place r begins at pixel "
    "r * stride."
)
def places_side_by_side(image, w, stride):
    tops, lefts = places_of(image, w, stride)
    return map_of(image, w, (range(len(tops)), range(len(lefts))), seen)


@SLIDE_IN_STEPS.wrong("the filter moves by a stride downwards, and by one pixel across: both ways, please.")
def stride_down_only(image, w, stride):
    return map_of(image, w, (places_of(image, w, stride)[0], places_of(image, w, 1)[1]), seen)


@SLIDE_IN_STEPS.wrong("the filter moves by a stride across, and by one pixel downwards: both ways, please.")
def stride_across_only(image, w, stride):
    return map_of(image, w, (places_of(image, w, 1)[0], places_of(image, w, stride)[1]), seen)


@SLIDE_IN_STEPS.wrong(
    "the first place is there without any step: (m - a) // stride + 1 of them, not (m - a + 1) // stride."
)
def one_before_the_division(image, w, stride):
    rows, columns = ((m - a + 1) // stride for m, a in zip(image.shape, w.shape, strict=True))
    return slide_in_steps(image, w, stride)[: max(rows, 0), : max(columns, 0)]


@SLIDE_IN_STEPS.wrong(
    "the last place is missing: range(0, m - a, stride) stops before m - a, where the filter fits."
)
def stops_before_the_last(image, w, stride):
    tops, lefts = (range(0, m - a, stride) for m, a in zip(image.shape, w.shape, strict=True))
    return slide_in_steps(image, w, stride)[: len(tops), : len(lefts)]


@SLIDE_IN_STEPS.wrong(
    "you thinned the image out: places are a stride apart, but a filter lies on pixels side by side."
)
def thinned_out(image, w, stride):
    return slide_in_steps(image[::stride, ::stride], w, 1)


@SLIDE_IN_STEPS.wrong("you took a filter of 5 × 5 for granted: how large it is stands in w.shape.")
def always_five(image, w, stride):
    rows = (image.shape[0] - w.shape[0]) // stride + 1
    columns = (image.shape[1] - w.shape[1]) // stride + 1
    z = np.zeros((rows, columns))
    for r in range(rows):
        for c in range(columns):
            top, left = r * stride, c * stride
            z[r, c] = (w * image[top : top + 5, left : left + 5]).sum()
    return z


@SLIDE_IN_STEPS.wrong("you took the filter for a square: it has w.shape[0] rows and w.shape[1] columns.")
def square_filter(image, w, stride):
    a = len(w)
    rows, columns = ((side - a) // stride + 1 for side in image.shape)
    z = np.zeros((rows, columns))
    for r in range(rows):
        for c in range(columns):
            top, left = r * stride, c * stride
            z[r, c] = (w * image[top : top + a, left : left + a]).sum()
    return z


@SLIDE_IN_STEPS.wrong("you took the image for a square: its columns are image.shape[1].")
def square_image(image, w, stride):
    a, b = w.shape
    rows, columns = (len(image) - a) // stride + 1, (len(image) - b) // stride + 1
    z = np.zeros((rows, columns))
    for r in range(rows):
        for c in range(columns):
            top, left = r * stride, c * stride
            z[r, c] = (w * image[top : top + a, left : left + b]).sum()
    return z


@SLIDE_IN_STEPS.wrong("the map lies on its side: r goes down the rows, c across the columns.")
def on_its_side(image, w, stride):
    return slide_in_steps(image, w, stride).T


@SLIDE_IN_STEPS.wrong("rows and columns of the filter are swapped: a filter of (a, b) is a high and b wide.")
def filter_on_its_side(image, w, stride):
    b, a = w.shape
    rows = (image.shape[0] - a) // stride + 1
    columns = (image.shape[1] - b) // stride + 1
    z = np.zeros((rows, columns))
    for r in range(rows):
        for c in range(columns):
            top, left = r * stride, c * stride
            z[r, c] = (w * image[top : top + a, left : left + b]).sum()
    return z


@SLIDE_IN_STEPS.wrong("a place is missing in each direction: + 1, for the one before the first step.")
def last_place_missing(image, w, stride):
    return slide_in_steps(image, w, stride)[:-1, :-1]


@SLIDE_IN_STEPS.wrong(
    "you rounded up, and the last filter sticks out: divide with //, which leaves that place away."
)
def rounded_up(image, w, stride):
    tops, lefts = (
        range(0, stride * (-(-(side - size) // stride) + 1), stride)
        for side, size in zip(image.shape, w.shape, strict=True)
    )
    return map_of(image, w, (tops, lefts), seen)


@SLIDE_IN_STEPS.wrong("you divided the image's side by the stride first: take the filter off, then divide.")
def divides_first(image, w, stride):
    rows, columns = (side // stride - size + 1 for side, size in zip(image.shape, w.shape, strict=True))
    z = np.zeros((rows, columns))
    for r in range(rows):
        for c in range(columns):
            top, left = r * stride, c * stride
            z[r, c] = (w * image[top : top + w.shape[0], left : left + w.shape[1]]).sum()
    return z


@SLIDE_IN_STEPS.wrong("you put a border of paper around the image: here the filter stays inside.")
def with_a_border(image, w, stride):
    around = [((size - 1) // 2, size // 2) for size in w.shape]
    return slide_in_steps(np.pad(image, around), w, stride)


@SLIDE_IN_STEPS.wrong("the products are not added up: a place gets one number, so put .sum() after them.")
def not_added_up(image, w, stride):
    return map_of(image, w, places_of(image, w, stride), lambda w, window: w * window)


@SLIDE_IN_STEPS.wrong("you took the mean of the products: a filter adds them up.")
def mean_of_the_products(image, w, stride):
    return map_of(image, w, places_of(image, w, stride), lambda w, window: (w * window).mean())


@SLIDE_IN_STEPS.wrong("you kept the largest product: that comes later, in the pool. A filter adds them up.")
def largest_product(image, w, stride):
    return map_of(image, w, places_of(image, w, stride), lambda w, window: (w * window).max())


@SLIDE_IN_STEPS.wrong("@ is a product of matrices: each weight meets the pixel beneath it, so write *.")
def product_of_matrices(image, w, stride):
    return map_of(image, w, places_of(image, w, stride), lambda w, window: (w @ window).sum())


@SLIDE_IN_STEPS.wrong("answers below 0 are gone: no ReLU here, a filter may say no.")
def never_below_zero(image, w, stride):
    return np.maximum(slide_in_steps(image, w, stride), 0)


@SLIDE_IN_STEPS.wrong("you returned a list of lists: an array is asked for.")
def as_lists(image, w, stride):
    return slide_in_steps(image, w, stride).tolist()


# ---------------------------------------------------------------- pool_slope

POOL_SLOPE = Function(
    name="pool_slope",
    chapter=14,
    minutes=10,
    difficulty=2,
    prompt="""
Mend the way back through a pool of 2 × 2. `z` is one map, of shape (2h, 2w), and `G` of shape (h, w) is the
slope of the loss by the pooled map.
Return the slope by `z`. In each square the largest number gets all that comes, the others get 0. Where
several are the largest, the *first* of them gets all, row by row from the top left. On paper, too.
""",
    stub='''
def pool_slope(G, z):
    """Return the slope by z, of its shape, where G is the slope by the pooled map."""
    ...
''',
    hints=[
        "Begin with zeros of the shape of z. Square (r, c) begins at row 2r and column 2c of the map.",
        "argmax takes the first of equals, and it counts row by row: 0 1 above, 2 3 below.",
        "divmod(3, 2) is (1, 1): row and column inside the square.",
        "Try it on z = np.zeros((2, 4)) with G = np.ones((1, 2)). How many entries may not be 0?",
    ],
)


@POOL_SLOPE.inputs
def draw_maps(rng):
    yield {"G": np.array([[2.0]]), "z": np.array([[1.0, 5.0], [3.0, 4.0]])}
    yield {"G": np.array([[-1.5]]), "z": np.zeros((2, 2))}
    yield {"G": np.array([[0.5]]), "z": np.array([[1.0, 3.0], [3.0, 2.0]])}
    yield {"G": np.array([[0.5]]), "z": np.array([[1.0, 2.0], [3.0, 3.0]])}
    yield {"G": np.array([[1.0, -2.0]]), "z": np.array([[-1.0, -3.0, 0.0, 0.0], [-1.0, -2.0, 0.0, 7.0]])}
    for h, w in [(1, 3), (3, 1), (2, 2), (2, 3), (3, 2)]:
        G = (rng.choice([-1, 1], size=(h, w)) * rng.uniform(0.2, 3, size=(h, w))).round(1)
        yield {"G": G, "z": rng.normal(size=(2 * h, 2 * w)).round(2)}
        yield {"G": G[::-1], "z": np.arange(4.0 * h * w).reshape(2 * h, 2 * w)}
        yield {"G": -G, "z": rng.choice([0.0, 0.0, 0.5, -1.0], size=(2 * h, 2 * w))}
    yield {
        "G": np.array([[1e6], [1e-3]]),
        "z": 1e6 * np.array([[1.0, 2.0], [2.0, -1.0], [-4.0, -3.0], [-3.0, -3.0]]),
    }


@POOL_SLOPE.solution(
    "argmax finds one winner a square, the first of equals, and only this one gets a slope: what goes into a "
    "square is what came to it, on paper as well."
)
def pool_slope(G, z):
    slope = np.zeros(z.shape)
    for r, c in np.ndindex(G.shape):
        square = z[2 * r : 2 * r + 2, 2 * c : 2 * c + 2]
        i, j = divmod(square.argmax(), 2)
        slope[2 * r + i, 2 * c + j] = G[r, c]
    return slope


def by_squares(G, z, share):
    """Go through the squares; the share of each is an array of 2 × 2."""
    slope = np.zeros(z.shape)
    for r, c in np.ndindex(G.shape):
        place = slice(2 * r, 2 * r + 2), slice(2 * c, 2 * c + 2)
        slope[place] = share(G[r, c], z[place])
    return slope


def first_of(square, order="C"):
    """1 at the first of the largest, row by row or column by column."""
    winner = np.zeros(4)
    winner[square.ravel(order=order).argmax()] = 1
    return winner.reshape((2, 2), order=order)


@POOL_SLOPE.wrong(
    "every one of several equals gets the whole slope, so on paper four times as much goes back as came: "
    "that is the bug of 14.3. Let one of them win."
)
def pays_all_winners(G, z):
    return by_squares(G, z, lambda g, square: g * (square == square.max()))


@POOL_SLOPE.wrong("equals share the slope in your answer: here the first of them gets all.")
def equals_share(G, z):
    return by_squares(G, z, lambda g, square: g * (square == square.max()) / (square == square.max()).sum())


@POOL_SLOPE.wrong("the last of equals wins in your answer: here it is the first, row by row.")
def last_wins(G, z):
    return by_squares(G, z, lambda g, square: g * first_of(square[::-1, ::-1])[::-1, ::-1])


@POOL_SLOPE.wrong("you looked for the first of equals column by column: go row by row.")
def column_by_column(G, z):
    return by_squares(G, z, lambda g, square: g * first_of(square, order="F"))


@POOL_SLOPE.wrong("all four get the slope: only the largest has moved what comes out.")
def slope_to_all(G, z):
    return np.kron(G, np.ones((2, 2)))


@POOL_SLOPE.wrong("a quarter for each is the way back of a mean: here the largest gets all.")
def quarters(G, z):
    return np.kron(G, np.ones((2, 2))) / 4


@POOL_SLOPE.wrong("the winner gets a quarter of the slope: nothing was divided by 4 on the way forward.")
def winner_gets_a_quarter(G, z):
    return pool_slope(G, z) / 4


@POOL_SLOPE.wrong("the smallest number gets the slope: it is the largest that came through.")
def smallest_wins(G, z):
    return by_squares(G, z, lambda g, square: g * first_of(-square))


@POOL_SLOPE.wrong("you wrote 1 at the winner: it gets what comes from above, the number in G.")
def without_g(G, z):
    return pool_slope(np.ones(G.shape), z)


@POOL_SLOPE.wrong("you put the largest number itself back: a slope is asked for, the number in G.")
def puts_the_value_back(G, z):
    return by_squares(G, z, lambda g, square: square * first_of(square))


@POOL_SLOPE.wrong("you multiplied G by the winner's value: its local slope is 1, so it gets G as it is.")
def times_the_value(G, z):
    return by_squares(G, z, lambda g, square: g * square * first_of(square))


@POOL_SLOPE.wrong(
    "only what lies above 0 gets a slope in your answer: that is ReLU's rule. A pool hands on whatever wins, "
    "also 0 and less."
)
def nothing_for_paper(G, z):
    return pool_slope(G, z) * (z > 0)


@POOL_SLOPE.wrong("the slope lies on its side: it must have the shape of z, row by row.")
def on_its_side_again(G, z):
    return pool_slope(G, z).T


@POOL_SLOPE.wrong("row and column inside the square are swapped: argmax counts 0 1 above and 2 3 below.")
def swapped_in_the_square(G, z):
    return by_squares(G, z, lambda g, square: g * first_of(square).T)


@POOL_SLOPE.wrong("that is the pooled map: the way back ends in the shape of z.")
def forwards(G, z):
    return z.reshape(len(z) // 2, 2, -1, 2).max(axis=(1, 3))


@POOL_SLOPE.wrong("the slope has the shape of G: it must have that of z, with zeros where nobody won.")
def of_the_shape_of_g(G, z):
    return np.array(G)


@POOL_SLOPE.wrong("the squares overlap in your answer: square (r, c) begins at row 2r and column 2c.")
def squares_overlap(G, z):
    slope = np.zeros(z.shape)
    for r, c in np.ndindex(G.shape):
        i, j = divmod(z[r : r + 2, c : c + 2].argmax(), 2)
        slope[r + i, c + j] = G[r, c]
    return slope


@POOL_SLOPE.wrong(
    "each row of a square has a winner of its own in your answer: compare all four, z[...].argmax() without "
    "axis."
)
def winner_of_each_row(G, z):
    pairs = z.reshape(len(z), -1, 2)
    first = pairs.argmax(axis=2)[:, :, None] == np.arange(2)
    return (first * np.repeat(G, 2, axis=0)[:, :, None]).reshape(z.shape)


# ---------------------------------------------------------------- end_of_places

END_OF_PLACES = Choice(
    name="end_of_places",
    chapter=14,
    minutes=4,
    difficulty=2,
    prompt="""
Three networks, each with two layers of filters and a pool between them. They differ in what comes after these
and in a border of paper around images and maps. (B and C also have more maps.) The last columns say what
share they read, of digits that stand still and of digits moved by four pixels:

| | at the end | border | still | moved |
|---|---|---|---|---|
| **A** | a second pool, then a dense layer over all places | no | 0.96 | 0.41 |
| **B** | the maximum over all places, then a dense layer | no | 0.96 | 0.77 |
| **C** | the maximum over all places, then a dense layer | yes | 0.95 | 0.93 |

The pools of A halve twice, so four pixels are exactly one place in its last maps. Which part of A is it that
loses *most* of the moved digits, and why?
""",
    options={
        "a": Option(
            "The filters: they have learned strokes in the middle of the image.",
            "a filter has no middle, it asks the same everywhere, and its map moves with the digit. B has "
            "such filters too.",
        ),
        "b": Option(
            "The pools: they throw away where exactly a stroke was.",
            "whoever forgets where it was cannot be confused by where it is. And C has a pool too.",
        ),
        "c": Option(
            "The dense layer: it has so many weights that it learns its images by heart.",
            "the layer is the right one, the reason is not: of new digits that stand still A reads as many "
            "as the others. What does each of its weights belong to?",
        ),
        "d": Option(
            "The border that is missing: strokes at the rim are not seen well.",
            "that costs something, as B and C tell. But B has no border either, and loses much less than A.",
        ),
        "e": Option(
            "The dense layer: each of its weights belongs to one place.",
            "a place farther, the same number in the map meets another weight, which has learned something "
            "else. The maximum does not say where it was found: that lifts 0.41 to 0.77. The border does the "
            "rest: with it there are places beyond the rim, for what would move out of the maps.",
        ),
        "f": Option(
            "The edge of the image: four pixels farther, a part of the digit is cut off.",
            "there are about four pixels of paper around a digit, so hardly a hundredth of the ink is lost. "
            "And C reads 0.93 of the same images.",
        ),
        "g": Option(
            "None: a convolutional network does not mind shifts, 0.41 is bad luck.",
            "five trainings gave 0.39 to 0.42. The convolutions do not mind; but what stands behind them?",
        ),
    },
    right="e",
    hints=[
        "Compare A with B, and then B with C. What is changed at each step?",
        "From A to B 0.36 are won, from B to C 0.16. (With more maps alone A would win 0.02.)",
        "Follow one stroke: its number stands in the map at (1, 2), and after the shift at (1, 3). What is "
        "done with it then, in A and in B?",
    ],
)


# ---------------------------------------------------------------- share_out

SHARE_OUT = Function(
    name="share_out",
    chapter=14,
    minutes=12,
    difficulty=3,
    prompt="""
Write the rule z⁺ for one dense layer, without `nbkit.relevance`. `x` (n, d) came in and is never below 0,
`W` (d, m) are the weights, and `R` (n, m) is the relevance of the outputs, which may be below 0. All three
are arrays, of floats or of whole numbers.
Each output shares its relevance out among the inputs, in proportion to what they brought: $x_i W_{ij}$, where
a weight below 0 counts as 0. If nobody brought anything to an output, nobody gets anything from it, and NumPy
must not warn.
Return the relevance of the inputs, (n, d). Test it yourself: what arrives must come out. For each example the
sums agree, but for outputs to which nobody brought anything.
""",
    stub='''
def share_out(x, W, R):
    """Return the relevance of x, shared out by the rule z⁺ for z = x @ W."""
    ...
''',
    hints=[
        "P = np.maximum(W, 0). What have all inputs together brought to the outputs? It has shape (n, m).",
        "Divide R by that: so much gets whoever brought 1. Where it is 0, put another number there first.",
        "Input i gets x_i times the sum over j of P_ij times that quotient: a product with P.T.",
        "Try it on an x with a row of zeros, and a W with a column below 0.",
    ],
)


@SHARE_OUT.inputs
def draw_layers(rng):
    yield {"x": np.array([[2.0]]), "W": np.array([[3.0]]), "R": np.array([[5.0]])}
    yield {"x": np.array([[1.0, 3.0]]), "W": np.array([[2.0], [2.0]]), "R": np.array([[4.0]])}
    yield {"x": np.array([[1.0, 3.0]]), "W": np.array([[2.0], [-2.0]]), "R": np.array([[-4.0]])}
    for n, d, m in [(1, 2, 3), (1, 4, 1), (2, 3, 2), (3, 2, 4), (3, 3, 3), (4, 5, 2)]:
        x, W = rng.uniform(0.1, 2, size=(n, d)).round(1), rng.normal(size=(d, m)).round(1)
        x[0, 0], W[-1] = 0, np.abs(W[-1]) + 0.1
        yield {"x": x, "W": W, "R": rng.normal(size=(n, m)).round(1)}
    W = np.array([[1.0, -1.0, 0.0], [2.5, -2.0, 0.0], [-1.0, -0.5, 0.0]])
    yield {
        "x": np.array([[1.0, 0.5, 2.0], [0.0, 0.0, 3.0]]),
        "W": W,
        "R": np.array([[1.0, 2.0, 3.0], [4.0, 5.0, -6.0]]),
    }
    yield {"x": np.zeros((1, 2)), "W": np.array([[0.0, 2.0], [1.0, -3.0]]), "R": np.array([[1.0, 2.0]])}
    faint = np.array([[3e-4, 1e-4], [2e6, 5e6]])
    yield {"x": faint, "W": np.array([[2.0, -0.5], [1.5, 1.5]]), "R": np.array([[1.0, 2e3], [-3.0, 4.0]])}


@SHARE_OUT.solution(
    "R is divided by all that was brought and handed back by what each brought, so the shares of an output "
    "add up to 1. Where all parts are 0, the quotient is multiplied by 0, so any divisor will do."
)
def share_out(x, W, R):
    P = np.maximum(W, 0)
    z = x @ P
    s = R / np.where(z == 0, 1, z)
    return x * (s @ P.T)


def quotient(R, z):
    """R / z, and R where z is 0: there it will be multiplied by 0."""
    return R / np.where(z == 0, 1, z)


def parts_of(x, W):
    """What each input brought to each output, (n, d, m)."""
    return x[:, :, None] * np.maximum(W, 0)


@SHARE_OUT.wrong("all weights count in your answer: those below 0 count as 0, in both places.")
def all_weights(x, W, R):
    return x * (quotient(R, x @ W) @ W.T)


@SHARE_OUT.wrong(
    "weights below 0 still count in what you divide by: divide by what the others brought alone, x @ P."
)
def divides_by_all(x, W, R):
    return x * (quotient(R, x @ W) @ np.maximum(W, 0).T)


@SHARE_OUT.wrong("weights below 0 still get a share: they count as 0 there too, not only in the divisor.")
def shares_by_all(x, W, R):
    return x * (quotient(R, x @ np.maximum(W, 0)) @ W.T)


@SHARE_OUT.wrong(
    "you cut the sum off at 0: each weight is to be cut off, before the inputs are added up. max(W, 0), then "
    "x @ it."
)
def cuts_the_sum_off(x, W, R):
    return x * (quotient(R, np.maximum(x @ W, 0)) @ np.maximum(W, 0).T)


@SHARE_OUT.wrong("you took the weights without their sign: those below 0 count as 0.")
def without_the_sign(x, W, R):
    return x * (quotient(R, x @ np.abs(W)) @ np.abs(W).T)


@SHARE_OUT.wrong("0 / 0 is NaN: where nobody brought anything, put another number in before you divide.")
def zero_by_zero(x, W, R):
    P = np.maximum(W, 0)
    return x * ((R / (x @ P)) @ P.T)


@SHARE_OUT.wrong(
    "the result is right, but R is divided by 0 on the way, and NumPy warns: np.where computes both of its "
    "sides. Put a 1 in place of the 0 before you divide."
)
def mends_it_afterwards(x, W, R):
    P = np.maximum(W, 0)
    z = x @ P
    return x * (np.where(z == 0, 0, R / z) @ P.T)


@SHARE_OUT.wrong(
    "one NaN spoils the whole row on its way through the product: mended at the end, what the other outputs "
    "gave is lost with it. Mend the divisor instead."
)
def mends_it_at_the_end(x, W, R):
    return np.nan_to_num(zero_by_zero(x, W, R))


@SHARE_OUT.wrong(
    "1e-9 is added to every divisor, and keeps its part: where inputs are faint, you see it. Only a divisor "
    "of 0 needs another number."
)
def adds_a_little(x, W, R):
    P = np.maximum(W, 0)
    return x * ((R / (x @ P + 1e-9)) @ P.T)


@SHARE_OUT.wrong(
    "1e-6 is added to every divisor, and keeps its part: the sums do not agree any more. Only a divisor of 0 "
    "needs another number."
)
def adds_a_millionth(x, W, R):
    P = np.maximum(W, 0)
    return x * ((R / (x @ P + 1e-6)) @ P.T)


@SHARE_OUT.wrong("x is missing at the end: an input of 0 has brought nothing, and must get 0.")
def without_x_at_the_end(x, W, R):
    P = np.maximum(W, 0)
    return quotient(R, x @ P) @ P.T


@SHARE_OUT.wrong("x is missing at the end: an input has brought weight times input, and gets in proportion.")
def without_x_and_nothing_from_nobody(x, W, R):
    P = np.maximum(W, 0)
    z = x @ P
    return np.where(z == 0, 0, quotient(R, z)) @ P.T


@SHARE_OUT.wrong("you shared by the weights alone: what an input brought is weight times input.")
def by_the_weights(x, W, R):
    P = np.maximum(W, 0)
    return R @ quotient(P, np.broadcast_to(P.sum(axis=0), P.shape)).T


@SHARE_OUT.wrong("all inputs get the same: each gets in proportion to what it brought.")
def the_same_for_all(x, W, R):
    return np.repeat(R.sum(axis=1, keepdims=True) / x.shape[1], x.shape[1], axis=1)


@SHARE_OUT.wrong("the division is missing: the shares of an output must add up to its relevance.")
def without_division(x, W, R):
    return x * (R @ np.maximum(W, 0).T)


@SHARE_OUT.wrong(
    "you divided by what each *input* gave to all outputs: divide by what each *output* got from all inputs."
)
def divides_by_the_input(x, W, R):
    parts = parts_of(x, W)
    whole = np.broadcast_to(parts.sum(axis=2, keepdims=True), parts.shape)
    return (quotient(parts, whole) * R[:, None, :]).sum(axis=2)


@SHARE_OUT.wrong("you divided by the sum over the whole batch: each example has its own.")
def over_the_batch(x, W, R):
    P = np.maximum(W, 0)
    z = x @ P
    return x * (quotient(R, np.broadcast_to(z.sum(axis=0), z.shape)) @ P.T)


@SHARE_OUT.wrong(
    "where nobody brought anything, all inputs get an equal part in your answer: there nobody gets anything."
)
def equal_parts_where_nothing_came(x, W, R):
    lost = (R * (x @ np.maximum(W, 0) == 0)).sum(axis=1, keepdims=True)
    return share_out(x, W, R) + lost / x.shape[1]


@SHARE_OUT.wrong("relevance below 0 is dropped: only weights are cut off, R is shared out as it comes.")
def drops_negative_relevance(x, W, R):
    return share_out(x, W, np.maximum(R, 0))


@SHARE_OUT.wrong("the largest part gets all in your answer: so a pool does it. Here each gets its share.")
def winner_takes_all(x, W, R):
    parts = parts_of(x, W)
    first = parts.argmax(axis=1)[:, None, :] == np.arange(x.shape[1])[None, :, None]
    return (first * (R * (parts.sum(axis=1) != 0))[:, None, :]).sum(axis=2)


@SHARE_OUT.wrong("these are the shares of each output apart: add up what an input gets from all of them.")
def not_added_up_yet(x, W, R):
    P = np.maximum(W, 0)
    return parts_of(x, W) * quotient(R, x @ P)[:, None, :]


@SHARE_OUT.wrong("that is the relevance of the outputs, added up again: that of the inputs is asked for.")
def adds_up_the_outputs(x, W, R):
    P = np.maximum(W, 0)
    return (parts_of(x, W) * quotient(R, x @ P)[:, None, :]).sum(axis=1)


# ---------------------------------------------------------------- flip_first

FLIP_FIRST = Function(
    name="flip_first",
    chapter=14,
    minutes=8,
    difficulty=2,
    prompt="""
Put a map to the test: take away what it calls important. `X` holds images, a row of d pixels each, and `R` of
the same shape their relevance, which may be below 0.
Return a copy of `X` in which, in each image, the `k` pixels of the largest relevance are 0. Where pixels are
equally relevant, the one with the smaller index goes first. `X` itself must stay as it is.
""",
    stub='''
def flip_first(X, R, k):
    """Return a copy of X with the k most relevant pixels of each image set to 0."""
    ...
''',
    hints=[
        "For one image, np.argsort(-r) gives the indices of its pixels, the most relevant first. Take k.",
        'np.argsort leaves equals in their order only if you ask for it: kind="stable".',
        "For all of them: a loop over the images, or argsort along axis=1 and np.put_along_axis.",
        "X.copy() first. A row of the copy, image[chosen] = 0, changes the copy.",
    ],
)


@FLIP_FIRST.inputs
def draw_maps_to_test(rng):
    yield {"X": np.array([[0.5]]), "R": np.array([[2.0]]), "k": 1}
    yield {"X": np.array([[0.5, 0.7]]), "R": np.array([[1.0, 2.0]]), "k": 1}
    yield {"X": np.array([[0.5, 0.7, 0.9]]), "R": np.array([[-3.0, 1.0, -2.0]]), "k": 2}
    yield {"X": np.array([[0.5, 0.7, 0.9, 0.4]]), "R": np.array([[1.0, 2.0, 1.0, 1.0]]), "k": 2}
    yield {"X": np.array([[0.5, 0.7], [0.2, 0.9]]), "R": np.array([[1.0, 0.0], [3.0, 4.0]]), "k": 0}
    yield {"X": np.array([[0.5, 0.7], [0.2, 0.9]]), "R": np.array([[0.0, 0.0], [3.0, 4.0]]), "k": 2}
    for n, d, k in [(2, 3, 1), (3, 3, 2), (4, 2, 1), (3, 7, 3), (5, 9, 4)]:
        X, R = rng.uniform(0.1, 1, size=(n, d)).round(2), rng.normal(size=(n, d)).round(2)
        yield {"X": X, "R": R, "k": k}
    X = rng.uniform(0.1, 1, size=(3, 200)).round(2)
    yield {"X": X, "R": rng.choice([-1.0, 0.5, 2.0], size=X.shape), "k": 100}
    yield {"X": X, "R": np.zeros(X.shape), "k": 60}
    yield {"X": 1e6 * X[:, :4], "R": 1e-6 * rng.normal(size=(3, 4)), "k": 2}


@FLIP_FIRST.solution(
    "argsort of -R begins with the most relevant pixel and, being stable, leaves equals in their order; each "
    "row of the copy loses its own k pixels."
)
def flip_first(X, R, k):
    flipped = X.copy()
    for image, relevance in zip(flipped, R, strict=True):
        image[np.argsort(-relevance, kind="stable")[:k]] = 0
    return flipped


def order_of(R):
    """The pixels of each image, the most relevant first."""
    return np.argsort(-R, axis=1, kind="stable")


def without(X, pixels):
    """A copy in which these pixels of each image are 0."""
    flipped = X.copy()
    np.put_along_axis(flipped, pixels, 0, axis=1)
    return flipped


@FLIP_FIRST.wrong("X itself is changed: begin with X.copy(), the next test needs the images again.")
def changes_the_images(X, R, k):
    np.put_along_axis(X, order_of(R)[:, :k], 0, axis=1)
    return X


@FLIP_FIRST.wrong("the least relevant pixels are gone: argsort puts the smallest first, so sort -R.")
def least_relevant_first(X, R, k):
    return without(X, np.argsort(R, axis=1, kind="stable")[:, :k])


@FLIP_FIRST.wrong("you sorted by size without the sign: relevance below 0 speaks against the answer.")
def without_the_sign_of_r(X, R, k):
    return without(X, order_of(np.abs(R))[:, :k])


@FLIP_FIRST.wrong(
    "of equals the last goes first in your answer: whoever sorts R and turns the order round turns the "
    "equals round as well. Sort -R."
)
def last_of_equals(X, R, k):
    return without(X, np.argsort(R, axis=1, kind="stable")[:, ::-1][:, :k])


@FLIP_FIRST.wrong(
    "you took the last k of argsort(R): of equals those come last that should go first, and [-0:] takes all. "
    "Sort -R, and take the first k."
)
def last_k(X, R, k):
    return without(X, np.argsort(R, axis=1)[:, -k:])


@FLIP_FIRST.wrong(
    "of many equals it is not always those with the smaller index: np.argsort keeps their order only with "
    'kind="stable".'
)
def unstable(X, R, k):
    return without(X, np.argsort(-R, axis=1)[:, :k])


@FLIP_FIRST.wrong(
    "you took all pixels down to the relevance of the k-th: where there are equals, these are more than k."
)
def all_equals(X, R, k):
    if k == 0:
        return X.copy()
    least = np.sort(R, axis=1)[:, -k]
    return np.where(least[:, None] <= R, 0, X)


@FLIP_FIRST.wrong(
    "you compared with the relevance of the k-th: of equals these are more than k, and for k = 0 "
    "the index -0 is that of the least."
)
def all_equals_and_all_for_none(X, R, k):
    least = np.sort(R, axis=1)[:, -k]
    return np.where(least[:, None] <= R, 0, X)


@FLIP_FIRST.wrong(
    "whole images are gone: flipped[pixels] picks rows. Go image by image, or use np.put_along_axis."
)
def flips_rows(X, R, k):
    flipped = X.copy()
    flipped[order_of(R)[:, :k]] = 0
    return flipped


@FLIP_FIRST.wrong(
    "each image loses the pixels of all the others too: flipped[:, pixels] picks columns. Go image by image, "
    "or use np.put_along_axis."
)
def flips_columns(X, R, k):
    flipped = X.copy()
    flipped[:, order_of(R)[:, :k]] = 0
    return flipped


@FLIP_FIRST.wrong("you took k pixels of all images together: each image loses k of its own.")
def k_of_all_together(X, R, k):
    flipped = X.copy().ravel()
    flipped[order_of(R.reshape(1, -1))[0, :k]] = 0
    return flipped.reshape(X.shape)


@FLIP_FIRST.wrong("all images lose the same pixels: each has a map of its own, the row of R.")
def the_same_pixels(X, R, k):
    return without(X, np.repeat(order_of(R.sum(axis=0, keepdims=True))[:, :k], len(X), axis=0))


@FLIP_FIRST.wrong("you went by the map of the first image for all: each has a row of R of its own.")
def map_of_the_first(X, R, k):
    return without(X, np.repeat(order_of(R[:1])[:, :k], len(X), axis=0))


@FLIP_FIRST.wrong("the pixels with most ink are gone: it is R that says which are relevant.")
def most_ink(X, R, k):
    return without(X, order_of(X)[:, :k])


@FLIP_FIRST.wrong("you sorted R times X: R is relevance already, each pixel's share of the answer.")
def relevance_times_ink(X, R, k):
    return without(X, order_of(R * X)[:, :k])


@FLIP_FIRST.wrong("you sorted down the columns: a map is a row of R, so sort along axis=1.")
def down_the_columns(X, R, k):
    order = np.argsort(-R, axis=0, kind="stable")[:k]
    flipped = X.copy()
    np.put_along_axis(flipped, order, 0, axis=0)
    return flipped


@FLIP_FIRST.wrong("the first k pixels are gone, whatever R says: argsort gives their indices.")
def first_k_pixels(X, R, k):
    return without(X, np.arange(k)[None, :].repeat(len(X), axis=0))


@FLIP_FIRST.wrong("the relevant pixels are all that is left: they are what must go.")
def keeps_the_relevant(X, R, k):
    return without(X, order_of(R)[:, k:])


@FLIP_FIRST.wrong("you turned the pixels round, 1 - x: paper is 0, so set them to 0.")
def inverts(X, R, k):
    flipped = X.copy()
    for image, relevance in zip(flipped, R, strict=True):
        chosen = np.argsort(-relevance, kind="stable")[:k]
        image[chosen] = 1 - image[chosen]
    return flipped


@FLIP_FIRST.wrong("one pixel too many is gone: [:k] takes 0 to k - 1, and these are k already.")
def one_too_many(X, R, k):
    return without(X, order_of(R)[:, : k + 1])


@FLIP_FIRST.wrong("only the k-th pixel is gone: all k up to it must go, [:k].")
def the_kth_alone(X, R, k):
    return without(X, order_of(R)[:, max(k - 1, 0) : k])


@FLIP_FIRST.wrong("the images are as they came: did you change a copy, and return the other one?")
def nothing_flipped(X, R, k):
    return X.copy()
