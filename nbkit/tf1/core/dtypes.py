"""The types of TensorFlow 1: each over one of NumPy's."""

from __future__ import annotations

from typing import Any

import numpy as np


class DType:
    """A type of values, `tf.float32`: equal to NumPy's type of that name, and to its own name as text.

    >>> float32, float32 == np.float32, float32 == "float32"
    (<dtype: 'float32'>, True, True)
    """

    def __init__(self, name: str, numpy_type: Any, is_ref: bool = False) -> None:
        self.name, self.as_numpy_dtype, self.is_ref = name, numpy_type, is_ref
        self.numpy = np.dtype(numpy_type)

    @property
    def base_dtype(self) -> DType:
        """The type of the values, where this is that of a variable."""
        return _BY_NAME[self.name.removesuffix("_ref")]

    @property
    def ref(self) -> DType:
        """The type of a variable of such values."""
        return DType(f"{self.name}_ref", self.as_numpy_dtype, is_ref=True)

    is_floating = property(lambda self: self.numpy.kind == "f")
    is_integer = property(lambda self: self.numpy.kind in "iu")
    is_bool = property(lambda self: self.numpy.kind == "b")
    min = property(lambda self: _limits(self.numpy).min)
    max = property(lambda self: _limits(self.numpy).max)

    def __eq__(self, other: Any) -> bool:
        try:
            return other is not None and self.name == as_dtype(other).name
        except TypeError:
            return False

    def __hash__(self) -> int:
        return hash(self.name)

    def __repr__(self) -> str:
        return f"<dtype: {self.name!r}>"


def _limits(dtype: np.dtype[Any]) -> Any:
    return np.finfo(dtype) if dtype.kind == "f" else np.iinfo(dtype)


float16, float32, float64 = (DType(f"float{n}", getattr(np, f"float{n}")) for n in (16, 32, 64))
int8, int16, int32, int64 = (DType(f"int{n}", getattr(np, f"int{n}")) for n in (8, 16, 32, 64))
uint8, uint16 = DType("uint8", np.uint8), DType("uint16", np.uint16)
bool_ = DType("bool", np.bool_)
string = DType("string", np.object_)

ALL = (float16, float32, float64, int8, int16, int32, int64, uint8, uint16, bool_, string)
_BY_NAME = {dtype.name: dtype for dtype in ALL}
_ALIASES: dict[Any, DType] = {"float": float32, "double": float64, "half": float16, "int": int32}
_ALIASES |= {float: float32, int: int32, bool: bool_, str: string, bytes: string}


def as_dtype(value: Any) -> DType:
    """Return the type that a DType, a NumPy type, a Python type or a name stands for.

    Raises TypeError for anything else.

    >>> as_dtype("float"), as_dtype(np.int64), as_dtype(bool)
    (<dtype: 'float32'>, <dtype: 'int64'>, <dtype: 'bool'>)
    """
    if isinstance(value, DType):
        return value
    if isinstance(value, (str, type)) and value in _ALIASES:
        return _ALIASES[value]
    if isinstance(value, str) and value in _BY_NAME:
        return _BY_NAME[value]
    try:
        kind = np.dtype(value)
    except TypeError:
        kind = np.dtype("V1")
    if kind.kind in "OSU":
        return string
    if kind.name not in _BY_NAME:
        known = ", ".join(_BY_NAME)
        raise TypeError(f"Cannot convert value {value!r} to a TensorFlow DType: nbkit.tf1 has {known}")
    return _BY_NAME[kind.name]
