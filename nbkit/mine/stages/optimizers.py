"""Stage 8: steps that move all variables at once."""

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
