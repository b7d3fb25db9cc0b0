"""Values on their way out of an answer's process: numbers, texts, arrays and what holds them."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from nbkit.learn.exercise import Run

DEPTH = 40  # lists within lists
DTYPES = re.compile(r"[<>|=](b1|[iu][1248]|f(2|4|8|16)|c(8|16|32)|[US]\d{1,6})")
HOLDERS = {"list": list, "tuple": tuple, "set": set, "frozenset": frozenset}
Keep = Callable[[Any], int]  # the number under which something that can be called is kept
Call = Callable[[int], Any]  # and what stands for it where the value is read


class BrokenValue(ValueError):
    """What came is no value that was written here."""


def write(value: Any, keep: Keep | None = None) -> bytes:
    """Return a value as JSON; of what is no plain value its type's name, or the number that `keep` gives it.

    Values of types that are made from plain ones (a class over float, an array's subclass) become plain, so
    that none brings an idea of its own of what it equals.

    >>> read(write((1, [2.5, None], np.arange(2))))
    (1, [2.5, None], array([0, 1]))
    """
    return json.dumps(_plain(value, keep, DEPTH)).encode()


def read(data: bytes, call: Call | None = None) -> Any:
    """Return the value that was written. Raises BrokenValue where it was not written by `write`."""
    try:
        return _value(json.loads(data), call, DEPTH)
    except Exception as error:
        raise BrokenValue(f"expected a value that `write` has written, got another: {error}") from None


def _plain(value: Any, keep: Keep | None, depth: int) -> Any:
    if value is None or value is True or value is False:
        return value
    for kind, plain in SIMPLE:
        if isinstance(value, kind):
            return plain(value)
    if isinstance(value, np.generic | np.ndarray) and value.dtype.kind in "biufcUS":
        return _plain_array(value)
    if isinstance(value, list | tuple | set | frozenset | dict):
        return _plain_holder(value, keep, depth - 1)
    if keep is not None and callable(value) and not isinstance(value, type):
        return {"call": keep(value)}
    return _plain_other(value)


def _plain_holder(value: Any, keep: Keep | None, depth: int) -> Any:
    if depth < 0:
        return _plain_other(value)
    if isinstance(value, dict):
        return {"dict": [[_plain(part, keep, depth) for part in pair] for pair in value.items()]}
    name = next(name for name, kind in HOLDERS.items() if isinstance(value, kind))
    return {name: [_plain(part, keep, depth) for part in value]}


SIMPLE: tuple[tuple[type, Callable[[Any], Any]], ...] = (
    (np.float64, lambda value: _plain_array(value)),  # which is a float as well
    (str, str.__str__),
    (int, int.__int__),
    (float, float.__float__),
    (complex, lambda value: {"complex": [value.real, value.imag]}),
    (Run, lambda value: {"run": [value.way, value.name]}),
)


def _plain_array(value: Any) -> dict[str, Any]:
    array = np.asarray(value)
    content = base64.b64encode(np.ascontiguousarray(array).tobytes()).decode()
    plain = {"array": content, "dtype": array.dtype.str, "shape": list(array.shape)}
    return plain | {"scalar": isinstance(value, np.generic)}


def _plain_other(value: Any) -> dict[str, Any]:
    name = getattr(value, "name", None)
    return {"other": type(value).__name__, "name": name if type(name) is str else None}


def _value(data: Any, call: Call | None, depth: int) -> Any:
    if not isinstance(data, dict):
        return data
    if not depth:
        raise BrokenValue(f"lists at most {DEPTH} deep are expected")
    for name, kind in HOLDERS.items():
        if name in data:
            return kind([_value(part, call, depth - 1) for part in _listed(data[name])])
    if "dict" in data:
        return dict([_value(part, call, depth - 1) for part in _listed(pair)] for pair in data["dict"])
    if "call" in data and call is not None:
        return call(int(data["call"]))
    if "run" in data:
        return Run(*map(str, data["run"]))
    if "complex" in data:
        return complex(*data["complex"])
    return _array(data) if "array" in data else _other(data)


def _listed(parts: Any) -> list[Any]:
    if not isinstance(parts, list):
        raise BrokenValue("a list is expected for what holds values")
    return parts


def _array(data: Mapping[str, Any]) -> Any:
    if not DTYPES.fullmatch(data["dtype"]):
        raise BrokenValue(f"an array of numbers or texts is expected, not of {data['dtype']!r}")
    flat = np.frombuffer(base64.b64decode(data["array"]), np.dtype(data["dtype"]))
    array = flat.reshape(data["shape"]).copy()
    return array[()] if data["scalar"] else array


def _other(data: Mapping[str, Any]) -> Any:
    """Something of which nothing is known but what it is called; it equals nothing else."""
    kind, name = re.sub(r"\W", "", str(data["other"]))[:60], data["name"]
    return type(kind or "object", (), {} if name is None else {"name": str(name)[:100]})()
