"""Training: batches, the loop, and what it saw on the way."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from itertools import repeat
from threading import current_thread, main_thread
from typing import Any

import numpy as np
from numpy.typing import ArrayLike
from tqdm.auto import tqdm

from nbkit.functions import Array, as_array, is_whole, shown
from nbkit.gate.mode import recording
from nbkit.graph import GraphError, Node
from nbkit.session import Session

Feed = dict[Any, Any]
Watched = Node | Callable[[], Any]


def batches(data: Mapping[Any, Array], size: int, rng: np.random.Generator) -> Iterator[Feed]:
    """Give one batch after the other, without end: each epoch visits every row once, in a new order.

    data: {placeholder: array}, all with the same number n of rows. size: rows a batch; the last batch of an
    epoch has what is left. Rows that belong together stay together.
    Raises ValueError where row counts differ, size is not from 1 to n, or rng is no random generator.

    >>> feeds = batches({"X": np.arange(4), "y": np.arange(4) * 10}, 2, np.random.default_rng(0))
    >>> next(feeds)
    {'X': array([2, 0]), 'y': array([20,  0])}
    """
    if not isinstance(data, Mapping):
        raise ValueError(
            f"expected a dict of arrays, got {type(data).__name__}: write {{X: images, y: labels}}"
        )
    arrays = {key: np.atleast_1d(as_array(rows)) for key, rows in data.items()}
    counts = {str(key): len(rows) for key, rows in arrays.items()}
    n = min(counts.values(), default=0)
    if len(set(counts.values())) != 1:
        raise ValueError(
            f"expected arrays with as many rows as each other, got {counts}: one row, one example"
        )
    if not (is_whole(size, 1) and size <= n):
        raise ValueError(
            f"expected a batch size from 1 to {n}, the number of rows, got {shown(size)}: give a whole number"
        )
    if not hasattr(rng, "permutation"):
        raise ValueError(f"expected a random generator, got {shown(rng)}: write np.random.default_rng(0)")
    return _endless(arrays, n, size, rng)


def _endless(data: Mapping[Any, Array], n: int, size: int, rng: np.random.Generator) -> Iterator[Feed]:
    while True:
        order = rng.permutation(n)
        for start in range(0, n, size):
            rows = order[start : start + size]
            yield {key: array[rows] for key, array in data.items()}


class History(Mapping[str, Array]):
    """What a training saw: a mapping from each watched name to an array, and the `steps` that belong to it.

    >>> h = History()
    >>> h.add(0, {"loss": 2.0}); h.add(10, {"loss": 1.5})
    >>> h.steps, h["loss"]
    (array([ 0, 10]), array([2. , 1.5]))
    """

    def __init__(self) -> None:
        self._steps: list[int] = []
        self._values: dict[str, list[Any]] = {}

    def add(self, step: int, values: Mapping[str, Any]) -> None:
        """Note the values seen after `step` steps."""
        self._steps.append(step)
        for name, value in values.items():
            self._values.setdefault(name, []).append(value)

    @property
    def steps(self) -> Array:
        """After how many steps each value was seen."""
        return np.array(self._steps, dtype=np.int64)

    def __getitem__(self, name: str) -> Array:
        if name not in self._values:
            raise KeyError(f"expected one of {list(self)}, got {name!r}: name it in `watch`")
        return np.array(self._values[name])

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def __repr__(self) -> str:
        return f"<History of {', '.join(self) or 'nothing'}: {len(self._steps)} entries>"


def with_bar(steps: Iterable[int], *, hidden: bool = False) -> Iterable[int]:
    """Give the steps of a loop, with a progress bar that shows after a second and leaves no trace.

    >>> list(with_bar(range(3)))
    [0, 1, 2]
    """
    hidden = hidden or recording()  # stored outputs hold no progress bars
    return tqdm(steps, desc="training", unit="step", delay=1, leave=False, disable=hidden)


def fit(
    session: Session,
    train: Node,
    feeds: Feed | Iterable[Feed],
    *,
    steps: int,
    watch: Mapping[str, Watched] | None = None,
    every: int = 1,
    valid: Feed | None = None,
    history: History | None = None,
    show: Callable[[History, bool], None] | None = None,
) -> History:
    """Run a training step again and again and note how the watched values change.

    feeds: one feed dict for all steps, or one a step, such as `batches` gives. watch: {name: node}, evaluated
    before the first step, after every `every` steps and after the last, on the current feed, and on `valid`,
    where the name becomes `valid name`; or {name: function without arguments}. A progress bar shows after a
    second, or what `show` draws, such as `live()`: it is called with the history and whether it is the last.
    Interrupting (Ctrl-C, or the stop button) ends the training after the step at hand: we get the history.
    With the same session, the same stream of feeds and this `history` it goes on as if nothing had happened.
    Raises ValueError for steps or every below 1, feeds that run out, or a watch without names.

    >>> from nbkit import GradientDescent, Variable
    >>> w = Variable(1.0, name="w")
    >>> loss = w * w
    >>> h = fit(Session(), GradientDescent(0.25).minimize(loss), {}, steps=2, watch={"loss": loss})
    >>> h["loss"]
    array([1.    , 0.25  , 0.0625])
    """
    _check(session, steps, every, watch, feeds, history)
    history = History() if history is None else history
    watch, show = dict(watch or {}), show or _nothing
    stream = iter(repeat(feeds) if isinstance(feeds, dict) else feeds)
    start = int(history.steps[-1]) if len(history.steps) else 0
    with _interrupts_held() as asked:
        for done in with_bar(range(1, steps + 1), hidden=show is not _nothing):
            feed = _next_feed(stream, steps, done - 1)
            if not len(history.steps):
                history.add(0, _look(session, watch, feed, valid))
            session.run(train, feed)
            interrupted = bool(asked)
            last = interrupted or done == steps
            if last or (start + done) % every == 0:
                history.add(start + done, _look(session, watch, feed, valid))
                show(history, last)
            if interrupted:
                print(_how_to_go_on(done, steps))
                break
    return history


def _next_feed(stream: Iterator[Feed], steps: int, done: int) -> Feed:
    feed = next(stream, None)
    if feed is None:
        raise ValueError(
            f"expected {steps} feeds, got {done or 'none'}: give a stream without end, such as batches(…)"
        )
    return feed


@contextmanager
def _interrupts_held() -> Iterator[list[int]]:
    """Let Ctrl-C wait until a step is whole: the list that we give is then no longer empty.

    Else a training may stop with half of its variables updated, or its stream of batches broken.
    A second Ctrl-C no longer waits.
    """
    asked: list[int] = []
    normal = signal.getsignal(signal.SIGINT)
    if current_thread() is not main_thread() or not callable(normal):
        yield asked
        return

    def wait(number: int, frame: Any) -> None:
        if asked:
            normal(number, frame)
        asked.append(number)

    signal.signal(signal.SIGINT, wait)
    try:
        yield asked
    finally:
        signal.signal(signal.SIGINT, normal)


def _how_to_go_on(done: int, steps: int) -> str:
    kept = f"Interrupted after {done} of {steps} steps. What was learned is kept"
    left = steps - done
    return f"{kept}: fit(…, steps={left}, history=history) goes on." if left else f"{kept}."


def _nothing(history: History, last: bool) -> None:
    """Draw nothing."""


def _look(session: Session, watch: Mapping[str, Watched], feed: Feed, valid: Feed | None) -> dict[str, Any]:
    nodes = {name: one for name, one in watch.items() if isinstance(one, Node)}
    seen = session.run(nodes, feed) | {
        name: one() for name, one in watch.items() if not isinstance(one, Node)
    }
    if valid is not None:
        seen |= {f"valid {name}": value for name, value in session.run(nodes, valid).items()}
    return {name: seen[name] for name in [*watch, *seen]}


def _check(session: Any, steps: Any, every: Any, watch: Any, feeds: Any, history: Any) -> None:
    if not isinstance(session, Session):
        raise GraphError(
            f"expected a Session first, got {type(session).__name__}: fit(session, train, feeds, …)"
        )
    if not (is_whole(steps, 1) and is_whole(every, 1)):
        told = (
            f"expected steps and every as whole numbers of at least 1, got {shown(steps)} and {shown(every)}"
        )
        raise ValueError(f"{told}: write 100 and 1")
    named = isinstance(watch, Mapping) and all(isinstance(w, Node) or callable(w) for w in watch.values())
    if watch is not None and not named:
        raise ValueError(
            f"expected names and nodes to watch, got {shown(watch)}: write watch={{'loss': loss}}"
        )
    if isinstance(feeds, Node) or not hasattr(feeds, "__iter__"):
        told = f"expected a dict to feed, or one a step, got {shown(feeds)}"
        raise ValueError(f"{told}: write {{x: values}} or batches(…)")
    if history is not None and not isinstance(history, History):
        raise ValueError(f"expected the History of an earlier fit, got {type(history).__name__}: give that")
    _tell_of_threads()


@cache
def _tell_of_threads() -> None:
    """Say once in a kernel, where numbers are compared with the text's, that several threads may change them.

    Environment variables do not tell: NumPy reads them when it is loaded, and no later.
    """
    if "ipykernel.kernelapp" not in sys.modules:
        return
    try:
        from threadpoolctl import threadpool_info
    except ImportError:
        return
    count = max((pool["num_threads"] for pool in threadpool_info() if pool["user_api"] == "blas"), default=1)
    if count > 1:
        print(
            f"Matrix products run on {count} threads here, so last digits, and a long training, can differ "
            "from the text: `import threadpoolctl; threadpoolctl.threadpool_limits(1)` makes it one.",
            file=sys.stderr,
        )


def accuracy(predicted: ArrayLike, labels: ArrayLike) -> float:
    """Return the share of right answers, from 0 to 1.

    Each of the two: a row a case (n, m), whose largest entry is the class, or a single column (n, 1) or (n,).
    A column holds class numbers, or names; or, where they are no whole numbers, a sigmoid's probabilities
    of class 1: more than one half counts as 1, else as 0.
    Raises ValueError where the numbers of cases differ or there are none, an answer is NaN, or a column
    holds fractions beyond 0 and 1, such as scores before their sigmoid.

    >>> accuracy([0, 1, 1], [0, 1, 0]) == 2 / 3
    True
    >>> accuracy(np.array([[0.9, 0.1], [0.2, 0.8]]), [0, 1])
    1.0
    >>> accuracy([[0.93], [0.2]], [1, 0])
    1.0
    """
    predicted, labels = _classes(predicted, "answers"), _classes(labels, "labels")
    if predicted.shape != labels.shape or predicted.size == 0:
        raise ValueError(f"expected as many labels as answers, got {labels.size} and {predicted.size}")
    return float(np.mean(predicted == labels))


def _classes(answers: ArrayLike, what: str) -> Array:
    answers = as_array(answers, what)
    if answers.ndim > 2:
        raise ValueError(
            f"expected {what} as numbers (n,) or rows (n, m), got shape {answers.shape}: reshape them"
        )
    if answers.dtype.kind == "f" and np.isnan(answers).any():
        raise ValueError(
            f"expected {what} that say something, got NaN among them: it is neither right nor wrong"
        )
    if answers.ndim == 2 and answers.shape[1] > 1:
        return answers.argmax(axis=1)
    column = answers.ravel()
    if column.dtype.kind != "f" or (column == np.floor(column)).all():
        return column
    if not ((column >= 0) & (column <= 1)).all():
        raise ValueError(
            f"expected {what} as class numbers, or probabilities from 0 to 1, got {column.min():g} to "
            f"{column.max():g}: for scores before a sigmoid pass scores > 0"
        )
    return column > 0.5
