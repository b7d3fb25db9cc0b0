"""How fast a session is beside its peers: interleaved in one run, told as ratios, one thread.

Ordinary test runs check that the peers do the same work. `nbkit bench` also takes the time.
Peers: NumPy as one writes it first (plain), NumPy with kept memory written for this one network (hand),
scikit-learn, PyTorch eager and JAX with `jit`, where they are installed.
"""

from __future__ import annotations

import os
import statistics
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from importlib.util import find_spec
from time import perf_counter
from typing import Any

import numpy as np
import pytest

import nbkit as nb

Array = np.ndarray[Any, Any]
Run = Callable[[], Any]
SLACK = 1.10
ROUNDS = int(os.environ.get("NBKIT_BENCH_ROUNDS", "40"))
SECONDS = 0.01  # one peer's turn in a round


@dataclass(frozen=True)
class Workload:
    """A network, its batch, its cost ("softmax", "sigmoid" or "square"), and how it is trained, if it is."""

    name: str
    sizes: tuple[int, ...]
    rows: int
    hidden: str = "sigmoid"
    cost: str = "softmax"
    adam: bool = False
    linear: int = -1  # a hidden layer without activation
    trains: bool = True
    dtype: str = "float32"

    def data(self) -> tuple[Array, Array, list[Array]]:
        """Inputs, targets, and the weights to start from: W, b, W, b …"""
        rng = np.random.default_rng(0)
        X = rng.random((self.rows, self.sizes[0]), dtype=np.float32)
        classes = rng.integers(0, max(self.sizes[-1], 2), self.rows)
        Y = {"softmax": lambda: np.eye(self.sizes[-1], dtype=np.float32)[classes],
             "sigmoid": lambda: classes[:, None].astype(np.float32),
             "square": lambda: X.copy()}[self.cost]()  # fmt: skip
        weights = []
        for d, m in zip(self.sizes, self.sizes[1:], strict=False):
            weights += [(rng.normal(size=(d, m)) / np.sqrt(d)).astype(np.float32), np.zeros(m, np.float32)]
        return X.astype(self.dtype), Y.astype(self.dtype), [w.astype(self.dtype) for w in weights]

    @property
    def rate(self) -> float:
        """The learning rate."""
        return 1e-4 if self.adam else 0.05

    def activation(self, layer: int) -> str | None:
        """What follows this layer's product; the last layer's is part of the cost."""
        return None if layer in (len(self.sizes) - 2, self.linear) else self.hidden


LATENT = (784, 500, 300, 2, 300, 500, 784)
WORKLOADS = [
    Workload("W1 logistic 1000x3", (3, 1), 1000, cost="sigmoid"),
    Workload("W2a 2-2-2, 1000 rows", (2, 2, 2), 1000),
    Workload("W2b 2-4-2, 1000 rows", (2, 4, 2), 1000),
    Workload("W3 784-100-10 b50 Adam", (784, 100, 10), 50, "relu", adam=True),
    Workload("W3 784-100-10 b128 Adam", (784, 100, 10), 128, "relu", adam=True),
    Workload("deep b50 Adam", (784, 256, 128, 10), 50, "relu", adam=True),
    Workload("deep b128 Adam", (784, 256, 128, 10), 128, "relu", adam=True),
    Workload("W4 autoencoder b50 Adam", LATENT, 50, "tanh", cost="square", adam=True, linear=2),
    Workload("W5 one image", (784, 50, 100, 10), 1, trains=False),
    Workload("W5 100 images", (784, 50, 100, 10), 100, trains=False),
    Workload("W1 float64", (3, 1), 1000, cost="sigmoid", dtype="float64"),
    Workload("W3 b50 float64", (784, 100, 10), 50, "relu", adam=True, dtype="float64"),
]


# ---------------------------------------------------------------- the peers: each gives (run, weights)


def ours(work: Workload) -> tuple[Run, Callable[[], list[Array]]]:
    """The session, through its public face."""
    x, y, weights = work.data()
    with nb.Graph().as_default() as graph:
        X, Y = nb.Placeholder("X"), nb.Placeholder("Y")
        variables = [nb.Variable(w) for w in weights]
        z: Any = X
        for i in range(len(weights) // 2):
            z = z @ variables[2 * i] + variables[2 * i + 1]
            kind = work.activation(i)
            z = getattr(nb, kind)(z) if kind else z
        session = nb.Session(graph, dtype=work.dtype)
        if not work.trains:
            answer = nb.softmax(z)
            return lambda: session.run(answer, {X: x}), lambda: [session.run(answer, {X: x})]
        cost = {"softmax": nb.softmax_cross_entropy, "sigmoid": nb.sigmoid_cross_entropy,
                "square": nb.mean_squared_error}[work.cost](z, Y)  # fmt: skip
        optimizer = nb.Adam(work.rate) if work.adam else nb.GradientDescent(work.rate)
        step = optimizer.minimize(cost if work.cost == "square" else nb.mean(cost))
    return lambda: session.run(step, {X: x, Y: y}), lambda: list(session.run(variables))


def act(kind: str | None, z: Array) -> Array:
    """The activation as one writes it first."""
    if kind == "relu":
        return np.maximum(z, np.float32(0))
    if kind == "tanh":
        return np.tanh(z)
    return z if kind is None else 1 / (1 + np.exp(-z))


def slope(kind: str | None, a: Array) -> Any:
    """Its slope, from its output."""
    if kind == "relu":
        return a > 0
    return 1 if kind is None else (1 - a * a if kind == "tanh" else a * (1 - a))


def plain(work: Workload) -> tuple[Run, Callable[[], list[Array]]]:
    """NumPy as one writes it first: an expression a line."""
    x, y, w = work.data()
    m, v, t = [np.zeros_like(a) for a in w], [np.zeros_like(a) for a in w], [0]
    layers = len(w) // 2

    def forward() -> list[Array]:
        values = [x]
        for i in range(layers):
            values.append(act(work.activation(i), values[-1] @ w[2 * i] + w[2 * i + 1]))
        return values

    def softmax(z: Array) -> Array:
        e = np.exp(z - z.max(axis=1, keepdims=True))
        return e / e.sum(axis=1, keepdims=True)

    def update(i: int, g: Array) -> None:
        if not work.adam:
            w[i] -= work.rate * g
            return
        m[i] = 0.9 * m[i] + 0.1 * g
        v[i] = 0.999 * v[i] + 0.001 * g * g
        c1, c2 = 1 - 0.9 ** t[0], 1 - 0.999 ** t[0]
        w[i] -= work.rate * (m[i] / c1) / (np.sqrt(v[i] / c2) + 1e-8)

    def run() -> Any:
        values = forward()
        z = values[-1]
        if not work.trains:
            return softmax(z)
        t[0] += 1
        if work.cost == "square":
            G = 2 * (z - y) / z.size
        else:
            G = ((softmax(z) if work.cost == "softmax" else act("sigmoid", z)) - y) / len(x)
        for i in reversed(range(layers)):
            gW, gb = values[i].T @ G, G.sum(axis=0)
            if i:
                G = (G @ w[2 * i].T) * slope(work.activation(i - 1), values[i])
            update(2 * i, gW)
            update(2 * i + 1, gb)
        return None

    return run, lambda: w if work.trains else [run()]


def hand(work: Workload) -> tuple[Run, Callable[[], list[Array]]]:
    """NumPy as an expert writes it for one network: all memory kept, all weights in one vector."""
    x, y, start = work.data()
    flat, grad = np.concatenate([a.ravel() for a in start]), np.zeros(sum(a.size for a in start), np.float32)
    w, g = views(flat, start), views(grad, start)
    layers, n = len(start) // 2, len(x)
    order = "F" if max(work.sizes[1:]) <= 16 else "C"
    values = [x, *(np.empty((n, b.size), np.float32, order) for b in w[1::2])]
    Gs = [np.empty_like(a) for a in values]
    spare = [np.empty_like(a) for a in values]
    peak, ones = np.empty((n, 1), np.float32), np.ones(n, np.float32)
    update = hand_update(work, flat, grad)
    scale = np.array(2 / y.size if work.cost == "square" else 1 / n, np.float32)
    one = np.array(1, np.float32)

    def activate(kind: str | None, a: Array) -> None:
        if kind == "relu":
            np.maximum(a, np.float32(0), out=a)
        elif kind == "tanh":
            np.tanh(a, out=a)
        elif kind == "sigmoid":
            for function in (np.negative, np.exp):
                function(a, out=a)
            np.add(a, one, out=a)
            np.reciprocal(a, out=a)

    def softmax(a: Array) -> None:
        np.maximum.reduce(a, axis=1, keepdims=True, out=peak)
        np.subtract(a, peak, out=a)
        np.exp(a, out=a)
        np.add.reduce(a, axis=1, keepdims=True, out=peak)
        np.divide(a, peak, out=a)

    def damp(kind: str | None, G: Array, a: Array, s: Array) -> None:
        if kind == "relu":
            np.multiply(G, a > 0, out=G)
        elif kind is not None:
            np.multiply(a, a, out=s)
            np.subtract(one if kind == "tanh" else a, s, out=s)
            np.multiply(G, s, out=G)

    def run() -> Any:
        for i in range(layers):
            np.matmul(values[i], w[2 * i], out=values[i + 1])
            np.add(values[i + 1], w[2 * i + 1], out=values[i + 1])
            activate(work.activation(i), values[i + 1])
        z, G = values[-1], Gs[-1]
        if work.cost != "square":
            softmax(z) if work.cost == "softmax" else activate("sigmoid", z)
        if not work.trains:
            return z.copy()
        np.subtract(z, y, out=G)
        np.multiply(G, scale, out=G)
        for i in reversed(range(layers)):
            np.matmul(values[i].T, Gs[i + 1], out=g[2 * i])
            np.matmul(ones, Gs[i + 1], out=g[2 * i + 1])
            if i:
                np.matmul(Gs[i + 1], w[2 * i].T, out=Gs[i])
                damp(work.activation(i - 1), Gs[i], values[i], spare[i])
        update()
        return None

    return run, lambda: w if work.trains else [run()]


def views(flat: Array, like: list[Array]) -> list[Array]:
    """Parts of one vector in the shapes of these arrays."""
    ends = np.cumsum([a.size for a in like])
    return [flat[end - a.size : end].reshape(a.shape) for a, end in zip(like, ends, strict=True)]


def hand_update(work: Workload, w: Array, g: Array) -> Run:
    """One update of all weights, block by block."""
    m, v, s, t = np.zeros_like(w), np.zeros_like(w), np.empty(2**16, np.float32), [0]
    rate = np.array(work.rate, np.float32)
    blocks = [tuple(a[i : i + s.size] for a in (w, g, m, v)) for i in range(0, w.size, s.size)]

    def descend() -> None:
        np.multiply(g, rate, out=m)
        np.subtract(w, m, out=w)

    def adam() -> None:
        t[0] += 1
        root = np.sqrt((1 - 0.999 ** t[0]) / 0.001)  # m and v are kept as sums, so that two passes are saved
        length, eps = np.float32(work.rate * 0.1 * root / (1 - 0.9 ** t[0])), np.float32(1e-8 * root)
        for W, G, M, V in blocks:
            S = s[: len(W)]
            np.multiply(M, np.float32(0.9), out=M)
            np.add(M, G, out=M)
            np.multiply(V, np.float32(0.999), out=V)
            np.multiply(G, G, out=S)
            np.add(V, S, out=V)
            np.sqrt(V, out=S)
            np.add(S, eps, out=S)
            np.divide(M, S, out=S)
            np.multiply(S, length, out=S)
            np.subtract(W, S, out=W)

    return adam if work.adam else descend


def torch_eager(work: Workload) -> tuple[Run, Callable[[], list[Array]]]:
    """PyTorch without compilation, as its tutorials write it."""
    import torch
    import torch.nn.functional as F

    torch.set_num_threads(1)
    x, y, start = work.data()
    X, Y = torch.from_numpy(x), torch.from_numpy(y)
    w = [torch.from_numpy(a.copy()).requires_grad_(work.trains) for a in start]
    functions = {None: lambda z: z, "relu": torch.relu, "tanh": torch.tanh, "sigmoid": torch.sigmoid}
    optimizer = (torch.optim.Adam if work.adam else torch.optim.SGD)(w, lr=work.rate)
    costs = {"softmax": F.cross_entropy, "sigmoid": F.binary_cross_entropy_with_logits, "square": F.mse_loss}

    def forward() -> Any:
        z = X
        for i in range(len(w) // 2):
            z = functions[work.activation(i)](torch.addmm(w[2 * i + 1], z, w[2 * i]))
        return z

    def run() -> Any:
        if not work.trains:
            with torch.no_grad():
                return torch.softmax(forward(), 1)
        optimizer.zero_grad()
        costs[work.cost](forward(), Y).backward()
        optimizer.step()
        return None

    return run, lambda: [a.detach().numpy() for a in w] if work.trains else [run().numpy()]


def jax_jit(work: Workload) -> tuple[Run, Callable[[], list[Array]]]:
    """JAX with a whole step compiled. Its arrays never change, so that a step gives new weights."""
    os.environ.setdefault("XLA_FLAGS", "--xla_cpu_multi_thread_eigen=false")
    import jax
    import jax.numpy as jnp

    jax.config.update("jax_enable_x64", True)
    x, y, start = work.data()
    X, Y = jnp.asarray(x), jnp.asarray(y)
    functions = {None: lambda z: z, "relu": jax.nn.relu, "tanh": jnp.tanh, "sigmoid": jax.nn.sigmoid}

    def forward(w: list[Any], X: Any) -> Any:
        for i in range(len(w) // 2):
            X = functions[work.activation(i)](X @ w[2 * i] + w[2 * i + 1])
        return X

    def cost(w: list[Any], X: Any, Y: Any) -> Any:
        z = forward(w, X)
        if work.cost == "softmax":
            return -jnp.mean(jnp.sum(Y * jax.nn.log_softmax(z), axis=1))
        return jnp.mean(jnp.square(z - Y) if work.cost == "square" else jax.nn.softplus(z) - z * Y)

    @partial(jax.jit, donate_argnums=0)
    def step(state: Any, X: Any, Y: Any) -> Any:
        w, m, v, t = state
        g = jax.grad(cost)(w, X, Y)
        if not work.adam:
            return [a - work.rate * b for a, b in zip(w, g, strict=True)], m, v, t
        t = t + 1
        m = [0.9 * a + 0.1 * b for a, b in zip(m, g, strict=True)]
        v = [0.999 * a + 0.001 * b * b for a, b in zip(v, g, strict=True)]
        c1, c2 = 1 - 0.9**t, 1 - 0.999**t
        moves = [a / c1 / (jnp.sqrt(b / c2) + 1e-8) for a, b in zip(m, v, strict=True)]
        return [a - work.rate * b for a, b in zip(w, moves, strict=True)], m, v, t

    answer = jax.jit(lambda w, X: jax.nn.softmax(forward(w, X)))
    zeros = [[jnp.zeros_like(a) for a in start] for _ in range(2)]
    state = [([jnp.array(a) for a in start], *zeros, jnp.zeros((), x.dtype))]

    def run() -> Any:
        if not work.trains:
            return answer(state[0][0], X).block_until_ready()
        state[0] = jax.block_until_ready(step(state[0], X, Y))
        return None

    return run, lambda: [np.asarray(a) for a in (state[0][0] if work.trains else [run()])]


def scikit_learn(work: Workload) -> tuple[Run, Callable[[], list[Array]]] | None:
    """MLPClassifier's or MLPRegressor's partial_fit. Its penalty is set to 0; its start is its own."""
    from sklearn.neural_network import MLPClassifier, MLPRegressor

    x, y, _ = work.data()
    labels = y.argmax(axis=1) if work.cost == "softmax" else y.ravel()
    classes = np.arange(max(2, work.sizes[-1]))
    options: dict[str, Any] = {
        "hidden_layer_sizes": work.sizes[1:-1], "alpha": 0.0, "learning_rate_init": work.rate,
        "activation": {"sigmoid": "logistic"}.get(work.hidden, work.hidden), "momentum": 0.0,
        "solver": "adam" if work.adam else "sgd", "batch_size": len(x), "shuffle": False,
    }  # fmt: skip
    if work.cost == "square":
        model = MLPRegressor(**options)
        return lambda: model.partial_fit(x, y), list
    model = MLPClassifier(**options)
    if not work.trains:
        model.partial_fit(np.repeat(x, 20, axis=0)[:20], np.arange(20) % 10, classes=classes)
        return lambda: model.predict_proba(x), list
    return lambda: model.partial_fit(x, labels, classes=classes), list


PEERS: dict[str, Callable[[Workload], Any]] = {
    "nbkit": ours, "plain": plain, "hand": hand,
    "torch": torch_eager, "jax": jax_jit, "sklearn": scikit_learn,
}  # fmt: skip


def able(name: str, work: Workload) -> bool:
    """Is this peer installed, and can it do this work? Two of them know single precision alone."""
    installed = name in ("nbkit", "plain", "hand") or find_spec(name) is not None
    return installed and (work.dtype == "float32" or name not in ("hand", "sklearn"))


def peers(work: Workload) -> dict[str, Callable[[Workload], Any]]:
    """Those that can do this work here."""
    return {name: peer for name, peer in PEERS.items() if able(name, work)}


# ---------------------------------------------------------------- the same work


@pytest.mark.parametrize("name", ["plain", "hand", "torch", "jax"])
def test_a_peer_does_the_same_work(name: str) -> None:
    """After five steps from the same start it holds the same weights. (scikit-learn starts from its own.)"""
    if name in ("torch", "jax"):
        pytest.importorskip(
            name, reason=f"a peer to measure against where it is installed: pip install {name}"
        )
    for work in WORKLOADS:
        if not able(name, work):
            continue
        (run, ours_now), (peer_run, peer_now) = ours(work), PEERS[name](work)
        for _ in range(5):
            run()
            peer_run()
        for a, b in zip(ours_now(), peer_now(), strict=True):
            np.testing.assert_allclose(a, b, rtol=1e-3, atol=1e-5, err_msg=work.name)


# ---------------------------------------------------------------- the time it takes


def times(runs: dict[str, Run]) -> dict[str, list[float]]:
    """Microseconds a run, one figure a round. All take turns, so that a busy machine is busy for all."""
    counts = {name: calibrated(run) for name, run in runs.items()}
    found: dict[str, list[float]] = {name: [] for name in runs}
    for _ in range(ROUNDS):
        for name, run in runs.items():
            start = perf_counter()
            for _ in range(counts[name]):
                run()
            found[name].append((perf_counter() - start) / counts[name] * 1e6)
    return found


def calibrated(run: Run) -> int:
    """How many runs fill one turn."""
    for _ in range(5):
        run()
    start = perf_counter()
    run()
    return max(1, int(SECONDS / max(perf_counter() - start, 1e-7)))


def line(name: str, found: dict[str, list[float]]) -> str:
    """The best time, and how many times as long as each peer the session takes (quartiles by round)."""
    cells = []
    for peer in [p for p in found if p != "nbkit"]:
        ratios = [a / b for a, b in zip(found["nbkit"], found[peer], strict=True)]
        low, _, high = statistics.quantiles(ratios, n=4)
        cells.append(f"{peer} {min(found['nbkit']) / min(found[peer]):.2f} ({low:.2f}-{high:.2f})")
    return f"{name:26}{min(found['nbkit']):9.2f} µs   " + "   ".join(cells)


def scalars() -> Iterator[tuple[str, Run]]:
    """W6: A x + b for three numbers, as a run and as a callable."""
    with nb.Graph().as_default() as graph:
        A, b, x = nb.Variable(10.0), nb.Variable(1.0), nb.Placeholder("x")
        z = A * x + b
    session = nb.Session(graph)
    f = session.make_callable(z, [x])
    yield "nbkit", lambda: session.run(z, {x: 10.0})
    yield "callable", lambda: f(10.0)
    a, c, d = np.array(10.0), np.array(1.0), np.array(10.0)
    yield "plain", lambda: a * d + c
    if find_spec("jax"):
        import jax

        product = jax.jit(lambda x, a, b: a * x + b)
        yield "jax", lambda: product(10.0, 10.0, 1.0).block_until_ready()
    if find_spec("torch"):
        import torch

        ta, tb, tx = torch.tensor(10.0), torch.tensor(1.0), torch.tensor(10.0)
        yield "torch", lambda: ta * tx + tb


timed = pytest.mark.skipif("NBKIT_BENCH" not in os.environ, reason="takes the time: run `nbkit bench`")


@timed
@pytest.mark.parametrize("work", WORKLOADS, ids=lambda work: work.name)
def test_a_session_is_no_slower_than_plain_numpy(work: Workload, benchmark: Any, capsys: Any) -> None:
    runs = {name: peer(work)[0] for name, peer in peers(work).items()}
    found = times(runs)
    with capsys.disabled():
        print("\n" + line(work.name, found), end="")
    benchmark.extra_info["ratios"] = {p: min(found["nbkit"]) / min(found[p]) for p in found}
    benchmark.pedantic(runs["nbkit"], rounds=10, iterations=3)
    assert min(found["nbkit"]) <= min(found["plain"]) * SLACK


@timed
def test_scalars(benchmark: Any, capsys: Any) -> None:
    runs = dict(scalars())
    found = times(runs)
    with capsys.disabled():
        print("\n" + line("W6 run(A x + b)", found), end="")
    benchmark.pedantic(runs["nbkit"], rounds=10, iterations=100)
