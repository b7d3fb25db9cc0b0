"""Stage 8: steps that move all variables at once."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from nbkit.mine.probe import Looks, Probe, Raised
from nbkit.mine.stage import Stage

STAGE = Stage(
    key="optimizers",
    title="optimizers",
    minutes=35,
    roles=("gradient_descent", "momentum", "adam"),
    asks="""\
A step moves the variables a little, so that the loss goes down. Three rules, one interface.

`gradient_descent(loss, variables, lr)` returns a step. `run(step, feed)` takes it: all variables
move at once, each by the slopes that hold before the step. With the slope `g` of a variable `w`:

- `gradient_descent(loss, variables, lr)`: `w = w - lr * g`.
- `momentum(loss, variables, lr, beta)`: a velocity `v = beta * v + g`, then `w = w - lr * v`.
- `adam(loss, variables, lr)`: `m = 0.9 * m + 0.1 * g` and `v = 0.999 * v + 0.001 * g ** 2`, each
  entry for itself. In step `t`, which counts from 1, `w = w - lr * m_hat / (sqrt(v_hat) + 1e-8)`
  with `m_hat = m / (1 - 0.9 ** t)` and `v_hat = v / (1 - 0.999 ** t)`.

What a step remembers starts at zero, and each step has its own memory for each of its variables.

```python
w = variable([1.0, 2.0])
step = gradient_descent(sum(w ** 2), [w], 0.1)
run(step, {})
w.value                # [0.8, 1.6]
run(step, {})
w.value                # [0.64, 1.28]
```

**It must survive:** two variables whose slopes depend on each other: both use the old values. Two
steps on the same variables, which do not share their memory. Variables of the loss that are not
listed, which stay where they are. A value that somebody sets between two steps. An array that
somebody read from `w.value` before a step: it does not change.
""",
    hints=[
        "A step is one more kind of thing that run understands: it asks for the values of some nodes, and "
        "then it acts. What does it have to keep?",
        "First compute all slopes in one run. Then, and only then, change the first variable.",
        "Memory belongs to the step, an array of zeros for each variable. Make a new value, w - lr * v, "
        "instead of changing the array in place: somebody may still hold it.",
    ],
)

NOTHING = Looks(
    Raised(Exception, "NoneType"),
    "what should give a step gives None: return something that run can take, again and again.",
)
NO_STEP = Looks(
    Raised(AttributeError),
    "run does not know what a step is: it looks for something that nodes have. Let run ask whether it has a "
    "step before it, or make the step a node that acts when it is computed.",
)
AT_ONCE = "the variable has moved when the step was made. It moves when the step is run."
UPHILL = "that is uphill. The slope says where the loss grows: take it away."
FROZEN = (
    "the slope is from when the step was made. Each run computes it anew, from what the variables hold then."
)
ONE_AFTER_THE_OTHER = (
    "the second variable saw the first one already moved. First compute all slopes, in one run; then move."
)
IN_PLACE = (
    "an array that somebody holds has changed, since w -= … writes into it. Make a new array: w = w - …"
)
SHARED = "two variables use one memory. Each has its own, in its own shape."
FORGETS = (
    "nothing is remembered from step to step: what was made in the first run is what the second begins with."
)

NUMBERS = Looks(
    lambda got: True,
    "m = 0.9 m + 0.1 g, and v = 0.999 v + 0.001 g ** 2: is one of the four numbers another?",
)
BOTH = "[float(a.value), float(b.value)]"


def moved(probe: Probe, step: str, start: Any, ends: list[Any], *looks: list[Looks]) -> None:
    """Take steps on a variable w, and hold it to where it should be after each; looks go step by step."""
    probe.given(f"w = variable({start})")
    probe.given(f"step = {step}", NOTHING)
    probe.equal("w.value", _as_value(start), Looks(_as_value(ends[0]), AT_ONCE))
    for number, end in enumerate(ends):
        probe.given("run(step, {})", NOTHING, NO_STEP)
        probe.equal("w.value", _as_value(end), *(looks[number] if number < len(looks) else ()))


def _as_value(value: Any) -> Any:
    array = np.asarray(value, dtype=float)
    return array if array.ndim else float(array)


# ---------------------------------------------------------------- gradient_descent


@STAGE.claim("`gradient_descent` takes lr times the slope away, in each run of the step")
def _(probe: Probe) -> None:
    first = [
        Looks(np.array([1.2, 2.4]), UPHILL),
        Looks(np.array([-1.0, -2.0]), "the rate is missing: lr times the slope is taken away."),
        Looks(
            np.array([1.0, 2.0]),
            "the variable has not moved: run(step, feed) moves it, by setting its value.",
        ),
        Looks(np.array([-0.2, -0.4]), "the step takes the place of the value. It is taken away from it."),
    ]
    second = [
        Looks(np.array([0.6, 1.2]), FROZEN),
        Looks(
            np.array([0.8, 1.6]),
            "the step begins where it began before. What a variable holds after a step stays.",
        ),
    ]
    moved(
        probe,
        "gradient_descent(sum(w ** 2), [w], 0.1)",
        [1.0, 2.0],
        [[0.8, 1.6], [0.64, 1.28]],
        first,
        second,
    )


@STAGE.claim("a step is given its feed, another in each run")
def _(probe: Probe) -> None:
    probe.given('x, w = placeholder("x"), variable(1.0)\nstep = gradient_descent(w * x, [w], 1.0)')
    probe.given(
        "run(step, {x: 2.0})",
        Looks(Raised(Exception, "x"), "the feed does not reach the slopes: hand it on."),
    )
    probe.equal("w.value", -1.0)
    probe.given("run(step, {x: -5.0})")
    probe.equal("w.value", 4.0, Looks(-3.0, FROZEN))


@STAGE.claim("a value that somebody sets between two steps counts")
def _(probe: Probe) -> None:
    own = "the step goes on from a value of its own. Variables keep their values: ask them each time."
    probe.given("w = variable(1.0)\nstep = gradient_descent(w * w, [w], 0.25)")
    probe.given("run(step, {})\nw.value = 10.0\nrun(step, {})")
    probe.equal("float(w.value)", 5.0, Looks(lambda got: got < 5, own))


@STAGE.claim("all variables move at once, by the slopes from before")
def _(probe: Probe) -> None:
    probe.given("a, b = variable(2.0), variable(3.0)\nrun(gradient_descent(a * b, [a, b], 0.1), {})")
    only = Looks([1.7, 3.0], "only the first of the variables has moved.")
    probe.equal(BOTH, [1.7, 2.8], Looks([1.7, 2.83], ONE_AFTER_THE_OTHER), only)


@STAGE.claim("a variable that is not listed stays where it is")
def _(probe: Probe) -> None:
    probe.given("a, b = variable(2.0), variable(3.0)\nrun(gradient_descent(a * b, [b], 0.1), {})")
    every = Looks([1.7, 2.8], "all variables of the loss have moved. Only those in the list do.")
    probe.equal(BOTH, [2.0, 2.8], every)


@STAGE.claim("an array that was given or read before a step does not change")
def _(probe: Probe) -> None:
    for rule in (
        "gradient_descent(sum(w ** 2), [w], 0.1)",
        "momentum(sum(w ** 2), [w], 0.1, 0.9)",
        "adam(sum(w ** 2), [w], 0.1)",
    ):
        probe.lines = []
        probe.given("given = np.array([1.0, 2.0])\nw = variable(given)\nread = w.value")
        probe.given(f"step = {rule}\nrun(step, {{}})\nrun(step, {{}})")
        for name in ("given", "read"):
            probe.equal(name, np.array([1.0, 2.0]), Looks(lambda got: True, IN_PLACE))


# ---------------------------------------------------------------- momentum


@STAGE.claim("`momentum` gathers a velocity: v = beta v + g, and takes lr v away")
def _(probe: Probe) -> None:
    first = [
        Looks(np.array([1.3]), UPHILL),
        Looks(np.array([-2.0]), "the rate is missing: lr times the velocity is taken away."),
        Looks(np.array([-0.5]), "rate and beta have changed places: what is asked for is w - lr * v."),
        Looks(np.array([0.85]), "the slope is weighed with 1 - beta, as in a mean. Here all of g is added."),
        Looks(np.array([0.55]), "that looks ahead, as Nesterov does. Here the velocity itself is the step."),
    ]
    second = [
        Looks(np.array([0.4]), FORGETS),
        Looks(
            np.array([0.55]), "the velocity got smaller: v = beta * v + g adds all of the new slope to it."
        ),
        Looks(np.array([0.1]), "the old velocity counts whole: it is multiplied by beta first."),
    ]
    third = [Looks(np.array([-0.2]), "the velocity of the first step is used each time. Keep the new one.")]
    rule = "momentum(sum(3 * w), [w], 0.1, 0.5)"
    moved(probe, rule, [1.0], [[0.7], [0.25], [-0.275]], first, second, third)


@STAGE.claim("each variable has a velocity of its own")
def _(probe: Probe) -> None:
    probe.given("a, b = variable(0.0), variable(0.0)\nstep = momentum(2 * a - b, [a, b], 1.0, 0.5)")
    probe.given("run(step, {})\nrun(step, {})")
    probe.equal(BOTH, [-5.0, 2.5], Looks(lambda got: True, SHARED))
    probe.given("a, b = variable(2.0), variable(3.0)\nrun(momentum(a * b, [a, b], 0.1, 0.5), {})")
    probe.equal(BOTH, [1.7, 2.8], Looks([1.7, 2.83], ONE_AFTER_THE_OTHER))


# ---------------------------------------------------------------- adam


def adam_walk(slopes: list[float], counts: Sequence[int] = (1, 2, 3)) -> list[list[float]]:
    """Where Adam goes from 0, at a rate of 1, for these slopes; or with another count of the steps."""
    w = m = v = 0.0
    places = []
    for g, t in zip(slopes, counts, strict=False):
        m, v = 0.9 * m + 0.1 * g, 0.999 * v + 0.001 * g**2
        w -= m / (1 - 0.9**t) / (np.sqrt(v / (1 - 0.999**t)) + 1e-8)
        places.append([w])
    return places


@STAGE.claim("`adam` makes its first step as long as the rate, whatever the slope")
def _(probe: Probe) -> None:
    looks = [
        Looks(np.array([6.0]), UPHILL),
        Looks(
            np.array([5 - 0.1 / np.sqrt(0.001)]),
            "the start at zero is not made up for: divide m by 1 - 0.9 ** t, and v by 1 - 0.999 ** t.",
        ),
        Looks(np.array([4.9]), "m is not made up for its start at zero: divide it by 1 - 0.9 ** t."),
        Looks(
            np.array([5 - 1 / np.sqrt(0.001)]),
            "v is not made up for its start at zero: divide it by 1 - 0.999 ** t.",
        ),
        Looks(np.array([5 - 1 / 3.0]), "the root is missing: the step is divided by the root of v."),
        Looks(np.array([2.0]), "the slope is taken as it is. Adam divides it by its own usual size."),
        Looks(
            lambda got: not np.isfinite(got).all(),
            "a power is 0 in the first step, and by 1 - 1 nothing can be divided: t counts from 1.",
        ),
        Looks(np.array([5 - np.sqrt(3.0)]), "v gathers slopes. It gathers their squares."),
        NUMBERS,
    ]
    moved(probe, "adam(sum(3 * w), [w], 1.0)", [5.0], [[4.0]], looks)


@STAGE.claim("the tiny number stands outside of the root, and is 1e-8")
def _(probe: Probe) -> None:
    probe.given("w = variable([0.0])\nstep = adam(sum(1e-8 * w), [w], 1.0)\nrun(step, {})")
    inside = Looks(
        lambda got: abs(got[0] + 1e-4) < 1e-5,
        "the 1e-8 stands inside of the root. It is added to the root: sqrt(v_hat) + 1e-8.",
    )
    before = Looks(
        lambda got: True, "the divisor is sqrt(v_hat) + 1e-8: with a slope of 1e-8, half a step is expected."
    )
    probe.equal("w.value", np.array([-0.5]), inside, before)


@STAGE.claim("a slope of 0 moves nothing")
def _(probe: Probe) -> None:
    probe.given(
        "w, b = variable([2.0]), variable([5.0])\nstep = adam(sum(w * w), [w, b], 1.0)\nrun(step, {})"
    )
    divided = Looks(
        lambda got: np.isnan(got).any(), "0 divided by 0: the tiny number in the divisor is missing."
    )
    probe.equal("b.value", np.array([5.0]), divided)


@STAGE.claim("it remembers slopes and their squares, and counts its steps")
def _(probe: Probe) -> None:
    slopes = [4.0, -1.0, 2.0]
    probe.given('x, w = placeholder("x"), variable([0.0])\nstep = adam(sum(x * w), [w], 1.0)')
    wrong: dict[str, Any] = {
        "the step's number t stays 1. It counts the runs of this step.": adam_walk(slopes, (1, 1, 1)),
        FORGETS: np.cumsum([adam_walk([g])[0] for g in slopes], axis=0),
    }
    for number, g in enumerate(slopes):
        probe.given(f"run(step, {{x: {g}}})")
        looks = [Looks(np.array(walk[number]), said) for said, walk in wrong.items() if number]
        probe.equal("w.value", np.array(adam_walk(slopes)[number]), *looks, NUMBERS)


@STAGE.claim("each variable has its own memory, and all have one count of steps")
def _(probe: Probe) -> None:
    slopes = [4.0, -1.0]
    probe.given(
        'x, a, b = placeholder("x"), variable(0.0), variable(0.0)\nstep = adam(x * a - x * b, [a, b], 1.0)'
    )
    probe.given("for x_now in (4.0, -1.0): run(step, {x: x_now})")
    a = adam_walk(slopes)[-1][0]
    late = [adam_walk(slopes, (1, 3))[-1][0], -adam_walk(slopes, (2, 4))[-1][0]]
    counted = Looks(
        late, "the count goes on with each variable. All variables of a step are in the same step."
    )
    shared = Looks(lambda got: True, SHARED)
    probe.equal(BOTH, [a, -a], counted, shared)


# ---------------------------------------------------------------- what a step keeps


@STAGE.claim("two steps on one variable do not share what they remember")
def _(probe: Probe) -> None:
    shared = "the memory lies with the variable, or in the file. It belongs to the step: each begins at zero."
    probe.given("w = variable(0.0)\none, two = [momentum(w, [w], 1.0, 0.5) for _ in range(2)]")
    probe.given("run(one, {})\nrun(two, {})")
    probe.equal("float(w.value)", -2.0, Looks(-2.5, shared))
    probe.given("w = variable(0.0)\none, two = [adam(w * w - 20 * w, [w], 1.0) for _ in range(2)]")
    probe.given("for _ in range(3): run(one, {})\nw.value = 9.0\nrun(two, {})")
    probe.equal("float(w.value)", 10.0, Looks(lambda got: True, shared))


@STAGE.claim("tables move as a whole, and keep their shape")
def _(probe: Probe) -> None:
    for rule in (
        "gradient_descent(loss, [W, b], 0.1)",
        "momentum(loss, [W, b], 0.1, 0.9)",
        "adam(loss, [W, b], 0.1)",
    ):
        probe.lines = []
        probe.given("W, b = variable(np.ones((2, 3))), variable(np.zeros(3))\nX = constant(np.ones((4, 2)))")
        probe.given(f"loss = mean((X @ W + b) ** 2)\nstep = {rule}")
        probe.given("run(step, {})\nrun(step, {})", Looks(Raised(ValueError, "broadcast"), SHARED))
        probe.equal("[np.shape(W.value), np.shape(b.value)]", [(2, 3), (3,)])
