"""tf.summary: what TensorBoard shows. Scalars, histograms and images go into its files, graphs do not."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from nbkit.tf1 import errors, events
from nbkit.tf1.core.dtypes import string
from nbkit.tf1.core.graph import GraphKeys, get_default_graph
from nbkit.tf1.core.tensor import Operation, Tensor, convert


class SummaryTensor(Tensor):
    """A tensor of bytes, made of the values of others after a run."""

    def __init__(self, op: Operation, made_of: list[Any], make: Callable[..., bytes]) -> None:
        super().__init__(op, None, string, ())
        self.made_of, self._make = made_of, make

    def make(self, *values: Any) -> bytes:
        """The bytes, from the values; InvalidArgumentError where these cannot be shown."""
        try:
            return self._make(*values)
        except ValueError as error:
            raise errors.InvalidArgumentError(None, self.op, str(error)) from None


def _summary(
    type: str, name: str, tensor: Any, make: Any, collections: Any, family: str | None = None
) -> SummaryTensor:
    """One summary, entered into the collection from which `merge_all` takes them."""
    x, graph = convert(tensor), get_default_graph()
    clean = re.sub(r"[^-/\w.]", "_", name).lstrip("/")
    if family:
        clean = f"{family}/{clean}"
    with graph.name_scope(clean) as scope:
        op = Operation(type, [x], scope, counted=2)
    tag = op.name
    result = SummaryTensor(op, [x], lambda value: make(tag, value))
    for key in [GraphKeys.SUMMARIES] if collections is None else collections:
        graph.add_to_collection(key, result)
    return result


def scalar(name: str, tensor: Any, collections: Any = None, family: str | None = None) -> SummaryTensor:
    """A number that TensorBoard draws as a curve."""
    return _summary("ScalarSummary", name, tensor, _number, collections, family)


def _number(tag: str, value: Any) -> bytes:
    return events.scalar(tag, float(np.asarray(value)))


def histogram(name: str, values: Any, collections: Any = None, family: str | None = None) -> SummaryTensor:
    """Values of which TensorBoard draws how many lie where."""
    return _summary("HistogramSummary", name, values, events.histogram, collections, family)


def _nothing(tag: str, value: Any) -> bytes:
    return b""


def image(
    name: str, tensor: Any, max_outputs: int = 3, collections: Any = None, family: Any = None
) -> SummaryTensor:
    """The first few images of a batch (n, rows, columns, channels), the brightest spot of each as white."""
    make = partial(_pictures, max_outputs=max_outputs)
    return _summary("ImageSummary", name, tensor, make, collections, family)


def _pictures(tag: str, value: Any, max_outputs: int) -> bytes:
    return events.image(tag, np.asarray(value), max_outputs)


def audio(
    name: str, tensor: Any, sample_rate: Any, max_outputs: int = 3, collections: Any = None
) -> SummaryTensor:
    """Sound: accepted, and left out of the files."""
    return _summary("AudioSummary", name, tensor, _nothing, collections)


def text(name: str, tensor: Any, collections: Any = None) -> SummaryTensor:
    """Text: accepted, and left out of the files."""
    return _summary("TensorSummary", name, tensor, _nothing, collections)


class Value:
    """One number of a summary that is made by hand."""

    def __init__(self, tag: str = "", simple_value: float = 0.0) -> None:
        self.tag, self.simple_value = tag, simple_value


class _Values(list[Value]):
    def add(self, tag: str = "", simple_value: float = 0.0) -> Value:
        """A new one at the end."""
        self.append(Value(tag, simple_value))
        return self[-1]


class Summary:
    """Numbers for TensorBoard that no graph computed.

    >>> Summary(value=[Summary.Value(tag="score", simple_value=1.0)]).SerializeToString()
    b'\\n\\x0c\\n\\x05score\\x15\\x00\\x00\\x80?'
    """

    Value = Value

    def __init__(self, value: Any = ()) -> None:
        self.value = _Values(value)

    def SerializeToString(self) -> bytes:
        """The bytes of the event file."""
        return events.merge([events.scalar(v.tag, float(v.simple_value)) for v in self.value])

    __bytes__ = SerializeToString


def merge(inputs: Any, collections: Any = None, name: str | None = None) -> SummaryTensor:
    """Several summaries as one."""
    found = list(inputs)
    with get_default_graph().name_scope(name or "Merge") as scope:
        op = Operation("MergeSummary", (), f"{scope}MergeSummary")
    op.inputs = tuple(found)
    return SummaryTensor(op, found, lambda *parts: events.merge(parts))


def merge_all(key: str = GraphKeys.SUMMARIES) -> SummaryTensor | None:
    """All summaries so far as one, or None where there are none."""
    found = get_default_graph().get_collection(key)
    return merge(found) if found else None


class FileWriter:
    """Writes summaries into a folder, in a file that TensorBoard reads."""

    def __init__(
        self,
        logdir: str,
        graph: Any = None,
        max_queue: int = 10,
        flush_secs: float = 120,
        graph_def: Any = None,
        filename_suffix: str | None = None,
    ) -> None:
        self._folder = logdir
        self._file = events.EventFile(logdir, filename_suffix or "")
        if graph is not None:
            self._write(0, None)

    def _write(self, step: int | None, summary: bytes | None) -> None:
        self._file.write(events.event(time.time(), step, summary))

    def add_summary(self, summary: Any, global_step: Any = None) -> None:
        """Write what a summary gave in a run, at this step."""
        self._write(None if global_step is None else int(global_step), bytes(summary))

    def add_graph(self, graph: Any, global_step: Any = None, graph_def: Any = None) -> None:
        """Accepted; the graph is left out of the file. `nb.draw` draws it."""

    def add_run_metadata(self, run_metadata: Any, tag: str, global_step: Any = None) -> None:
        """Accepted, and left out of the file."""

    def add_session_log(self, session_log: Any, global_step: Any = None) -> None:
        """Accepted, and left out of the file."""

    def get_logdir(self) -> str:
        """The folder."""
        return self._folder

    def flush(self) -> None:
        """Let the file hold all that was added."""
        self._file.flush()

    def close(self) -> None:
        """Let the file hold all that was added, and close it."""
        self._file.close()

    def reopen(self) -> None:
        """Go on with another file."""
        self._file.close()

    def __enter__(self) -> FileWriter:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()
