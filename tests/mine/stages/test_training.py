"""Stage "training": it is whole, and each fault that people make is met with its own sentence."""

from __future__ import annotations

import pytest
from planted import Fault, assert_refused, assert_whole

BATCHES = """\
    rows = np.arange(n)
    rng.shuffle(rows)
    return np.split(rows, range(size, n, size))
"""
SHUFFLE = "    rng.shuffle(rows)\n"
CUT = "    return np.split(rows, range(size, n, size))\n"
EPOCHS = "    for _ in range(epochs):\n"
LOOP = """\
        for rows in batches(len(next(iter(feed.values()))), size, rng):
            run(step, {node: every[rows] for node, every in feed.items()})
"""
STEP = "            run(step, {node: every[rows] for node, every in feed.items()})\n"


def cut(new: str, says: str) -> Fault:
    return Fault(CUT, f"    {new}\n", says)


def shuffle(new: str, says: str) -> Fault:
    return Fault(SHUFFLE, f"    {new}\n", says)


def step(new: str, says: str) -> Fault:
    return Fault(STEP, f"            {new}\n", says)


FAULTS = {
    "no batches": cut("np.split(rows, range(size, n, size))", "gives None"),
    "last lost": cut("return np.split(rows, range(size, n, size))[: n // size]", "last batch is lost"),
    "filled up": cut(
        "return [np.take(rows, range(i, i + size), mode='wrap') for i in range(0, n, size)]", "filled up"
    ),
    "drawn": cut(
        "return [rng.integers(0, n, len(part)) for part in np.split(rows, range(size, n, size))]",
        "some come twice",
    ),
    "from 1": cut("return np.split(rows + 1, range(size, n, size))", "counted from 0"),
    "so many batches": cut("return np.array_split(rows, size)", "not how many batches"),
    "an empty one": cut("return np.split(rows, range(size, n + 1, size))", "a batch is empty"),
    "evenly": cut("return np.array_split(rows, -(-n // size))", "cut evenly"),
    "short one first": cut("return np.split(rows, range(n % size or size, n, size))", "comes first"),
    "floats": cut("return np.split(rows * 1.0, range(size, n, size))", "no whole numbers"),
    "not shuffled": shuffle("pass", "in their own order"),
    "batches shuffled": Fault(
        SHUFFLE + CUT,
        "    parts = np.split(rows, range(size, n, size))\n"
        "    return [parts[i] for i in rng.permutation(len(parts))]\n",
        "Shuffle all first",
    ),
    "global shuffle": shuffle("np.random.shuffle(rows)", "does not come from rng"),
    "always the same": shuffle("np.random.default_rng(0).shuffle(rows)", "does not come from rng"),
    "the same again": shuffle(
        "np.random.default_rng(rng.bit_generator.seed_seq.entropy).shuffle(rows)", "goes on by itself"
    ),
    "does nothing": step("pass", "runs the step with each batch"),
    "first batch only": step(STEP.strip() + "\n            break", "only the first batch"),
    "each batch twice": step(STEP.strip() + "\n            " + STEP.strip(), "each batch is fed once"),
    "one epoch": Fault(EPOCHS, "    for _ in range(1):\n", "that is one epoch"),
    "one too many": Fault(EPOCHS, "    for _ in range(epochs + 1):\n", "more than once"),
    "one too few": Fault(EPOCHS, "    for _ in range(max(1, epochs - 1)):\n", "an epoch is missing"),
    "so many steps": Fault(
        EPOCHS + LOOP,
        LOOP.replace("        for rows in", "    for rows, _ in zip(")
        .replace("rng):", "rng), range(epochs)):")
        .replace("            run", "        run"),
        "only the first batch",
    ),
    "drawn in each step": step(
        "run(step, {node: rng.choice(every, len(rows)) for node, every in feed.items()})", "more than once"
    ),
    "shuffled apart": Fault(
        EPOCHS + LOOP,
        """\
    for _ in range(epochs):
        n = len(next(iter(feed.values())))
        cut = {node: batches(n, size, rng) for node in feed}
        for rows in zip(*cut.values()):
            run(step, {node: every[some] for (node, every), some in zip(feed.items(), rows, strict=True)})
""",
        "come apart",
    ),
    "labels whole": step(
        "run(step, {node: every[rows] if i == 0 else every for i, (node, every) in enumerate(feed.items())})",
        "fed whole",
    ),
    "by its place": step(
        "run(step, {i: every[rows] for i, every in enumerate(feed.values())})", "same placeholders"
    ),
    "shuffled once": Fault(
        EPOCHS + LOOP,
        """\
    order_of_all = list(batches(len(next(iter(feed.values()))), size, rng))
    for _ in range(epochs):
        for rows in order_of_all:
            run(step, {node: every[rows] for node, every in feed.items()})
""",
        "same order",
    ),
    "a seed of its own": Fault(
        "size, rng):\n            run",
        "size, np.random.default_rng(_)):\n            run",
        "does not come from rng",
    ),
    "given arrays shuffled": Fault(
        LOOP,
        """\
        together = rng.permutation(len(next(iter(feed.values()))))
        for every in feed.values():
            every[:] = every[together]
        for i in range(0, len(together), size):
            run(step, {node: every[i : i + size] for node, every in feed.items()})
""",
        "has been shuffled itself",
    ),
}


def test_the_stage_is_whole() -> None:
    assert_whole("training")


@pytest.mark.parametrize("name", list(FAULTS))
def test_a_planted_fault_is_met_with_its_sentence(name: str) -> None:
    assert_refused(FAULTS[name], "training")
