"""Stage 9: training in batches, up to reading digits."""

from nbkit.mine.stage import Stage

STAGE = Stage(
    key="training",
    title="training in batches",
    minutes=30,
    roles=("batches", "train"),
    asks="""\
All that is missing is the loop.

`batches(n, size, rng)` gives the batches of one epoch, one after the other: arrays of whole numbers
from 0 to `n - 1`. Each number comes once, in an order that `rng` (a `np.random.default_rng(seed)`)
shuffles anew for each call. A batch has `size` numbers; the last has what is left.

`train(step, feed, epochs, size, rng)` trains. `feed` is a dictionary from each placeholder to all
of its rows; in each epoch, each batch of rows is fed to `step` once. What belongs together stays
together: row 7 of the images comes with row 7 of the labels.

```python
list(batches(5, 2, np.random.default_rng(0)))   # three arrays: two, two and one of the numbers 0 to 4
train(step, {X: images, Y: one_hot}, 10, 32, np.random.default_rng(0))
```

**It must survive:** a number of rows that the size does not divide. A size above the number of
rows: one batch, with all of them. Two epochs, which differ in their order. And 5,000 handwritten
digits: a network of your own makes, trained by your own loop, must read at least 93 percent of a
thousand that it has not seen.
""",
    hints=[
        "rng.permutation(n) is a shuffled range. Cut it into pieces.",
        "array[indices] takes many rows at once, and takes the same ones from each array.",
        "If the digits do not reach 93 percent: print the cost after each epoch. Does it fall? Then look "
        "at how the weights start, and whether each row is still beside its label.",
    ],
)
