"""tf.TensorArray: tensors by number, written one by one, as loops do. Each write gives a new one."""

from __future__ import annotations

from typing import Any

import numpy as np

from nbkit import graph as nb
from nbkit import ops
from nbkit.tf1.core.arrays import range as arange
from nbkit.tf1.core.dtypes import as_dtype, float32, int32
from nbkit.tf1.core.habits import Flat
from nbkit.tf1.core.looping import Pieces, boxed
from nbkit.tf1.core.tensor import Tensor, convert, shaped, wrap


class _New(Flat):
    """out = room for so many tensors."""

    label = "room"
    value_inputs = (0,)

    @staticmethod
    def forward(size: Any, out: Any = None) -> Any:
        return boxed(Pieces({}, int(size)))


class _Write(nb.Operation):
    """out = the same with one more: G goes back in two parts."""

    label = "write"

    @staticmethod
    def forward(held: Any, number: Any, value: Any, grows: bool = False, out: Any = None) -> Any:
        before, i = held[()], int(number)
        if i < 0 or (i >= before.size and not grows):
            raise ValueError(
                f"Tried to write to index {i} but array is not resizeable and size is: {before.size}"
            )
        if i in before.parts:
            raise ValueError(f"Could not write to TensorArray index {i} because it has already been written.")
        return boxed(Pieces({**before.parts, i: value}, max(before.size, i + 1)))

    @staticmethod
    def backward(
        G: Any, out: Any, held: Any, number: Any, value: Any, grows: bool = False
    ) -> tuple[Any, ...]:
        return ops.apply(_Without, G, number), None, ops.apply(_Read, G, number, value)


class _Without(nb.Operation):
    """out = all but one."""

    label = "without"

    @staticmethod
    def forward(held: Any, number: Any, out: Any = None) -> Any:
        left = {i: part for i, part in held[()].parts.items() if i != int(number)}
        return boxed(Pieces(left, held[()].size))

    @staticmethod
    def backward(H: Any, out: Any, held: Any, number: Any) -> tuple[Any, ...]:
        raise TypeError("Second-order gradient for while loops not supported.")


class _Read(nb.Operation):
    """out = one of them; where it was not written, 0 in the shape of `like`, or an error."""

    label = "read"
    value_inputs = (0, 1)

    @staticmethod
    def forward(held: Any, number: Any, like: Any = None, out: Any = None) -> Any:
        kept, i = held[()], int(number)
        if i in kept.parts:
            return ops.copied(np.asarray(kept.parts[i]), out)
        if like is not None:
            return np.zeros_like(like)
        raise ValueError(
            f"Could not read from TensorArray index {i}: nothing was written there, its size is {kept.size}"
        )

    @staticmethod
    def backward(G: Any, out: Any, held: Any, number: Any, *like: Any) -> tuple[Any, ...]:
        return ops.apply(_Alone, G, number), None, *[None] * len(like)


class _Alone(nb.Operation):
    """out = a gradient with its number, to be added to others."""

    label = "alone"

    @staticmethod
    def forward(G: Any, number: Any, out: Any = None) -> Any:
        return boxed(Pieces({int(number): G}))

    @staticmethod
    def backward(H: Any, out: Any, G: Any, number: Any) -> tuple[Any, ...]:
        raise TypeError("Second-order gradient for while loops not supported.")


class _Gather(nb.Operation):
    """out = some of them, one above the other."""

    label = "stack"
    value_inputs = (0, 1)

    @staticmethod
    def forward(held: Any, numbers: Any, out: Any = None) -> Any:
        return ops.copied(np.stack([_Read.forward(held, i) for i in numbers.tolist()]), out)

    @staticmethod
    def backward(G: Any, out: Any, held: Any, numbers: Any) -> tuple[Any, ...]:
        return ops.apply(_Scatter, numbers, G), None


class _Scatter(nb.Operation):
    """out = the rows of a tensor by numbers."""

    label = "unstack"

    @staticmethod
    def forward(numbers: Any, x: Any, size: int = 0, out: Any = None) -> Any:
        rows = dict(zip(numbers.tolist(), x, strict=True))
        return boxed(Pieces(rows, max([size, *(i + 1 for i in rows)])))

    @staticmethod
    def backward(G: Any, out: Any, numbers: Any, x: Any, size: int = 0) -> tuple[Any, ...]:
        return None, ops.apply(_Rows, G, numbers, x)


class _Rows(nb.Operation):
    """out = the gradient of each row, 0 where there is none."""

    label = "rows"

    @staticmethod
    def forward(held: Any, numbers: Any, x: Any, out: Any = None) -> Any:
        total = np.zeros_like(x)
        for row, i in enumerate(numbers.tolist()):
            if i in held[()].parts:
                total[row] = held[()].parts[i]
        return ops.copied(total, out)

    @staticmethod
    def backward(H: Any, out: Any, held: Any, numbers: Any, x: Any) -> tuple[Any, ...]:
        raise TypeError("Second-order gradient for while loops not supported.")


class _Size(Flat):
    """out = how many there can be."""

    label = "size"
    value_inputs = (0,)

    @staticmethod
    def forward(held: Any, out: Any = None) -> Any:
        return ops.copied(np.asarray(held[()].size, np.int32), out)


class TensorArray:
    """Tensors of one dtype by number; `flow` is the tensor that stands for all of them."""

    def __init__(
        self,
        dtype: Any,
        size: Any = None,
        dynamic_size: Any = None,
        clear_after_read: Any = None,
        tensor_array_name: str | None = None,
        handle: Any = None,
        flow: Any = None,
        infer_shape: bool = True,
        element_shape: Any = None,
        name: str | None = None,
    ) -> None:
        if size is None and flow is None:
            raise ValueError("Size must be provided if handle is not provided")
        self.dtype, self._grows = as_dtype(dtype), bool(dynamic_size)
        self._shape: Any = None  # of each, once one is known
        if flow is None:
            count = convert(size, int32, name="size")
            flow = shaped(wrap("TensorArrayV3", ops.apply(_New, count.node), [count], float32, name), ())
        self.flow: Tensor = flow
        self.handle: Any = self.flow.op

    def again(self, flow: Tensor, shape: Any = None) -> TensorArray:
        """The same array after a step: another flow."""
        new = TensorArray(self.dtype, dynamic_size=self._grows, flow=shaped(flow, ()))
        new._shape, new.handle = self._shape if shape is None else shape, self.handle
        return new

    def identity(self) -> TensorArray:
        """The same."""
        return self

    def write(self, index: Any, value: Any, name: str | None = None) -> TensorArray:
        """With a tensor written at a number; it can be written once."""
        i, x = convert(index, int32), convert(value, self.dtype)
        self.flow.graph.enter(self.handle)
        node = ops.apply(_Write, self.flow.node, i.node, x.node, grows=self._grows)
        flow = wrap("TensorArrayWriteV3", node, [self.flow, i, x], float32, name)
        return self.again(flow, x._shape)

    def read(self, index: Any, name: str | None = None) -> Tensor:
        """The tensor at a number."""
        i = convert(index, int32)
        self.flow.graph.enter(self.handle)
        node = ops.apply(_Read, self.flow.node, i.node)
        tensor = wrap("TensorArrayReadV3", node, [self.flow, i], self.dtype, name)
        return shaped(tensor, self._shape)

    def gather(self, indices: Any, name: str | None = None) -> Tensor:
        """Some of them, as one tensor."""
        numbers = convert(indices, int32)
        node = ops.apply(_Gather, self.flow.node, numbers.node)
        tensor = wrap("TensorArrayGatherV3", node, [self.flow, numbers], self.dtype, name)
        return shaped(tensor, None if self._shape is None else (None, *self._shape))

    def stack(self, name: str | None = None) -> Tensor:
        """All of them, as one tensor."""
        begun = self.flow.graph.count
        result = self.gather(arange(0, self.size()), name)
        result.graph.count = begun + 5
        return result

    def scatter(self, indices: Any, value: Any, name: str | None = None) -> TensorArray:
        """With the rows of a tensor written at these numbers."""
        numbers, x = convert(indices, int32), convert(value, self.dtype)
        node = ops.apply(_Scatter, numbers.node, x.node)
        flow = wrap("TensorArrayScatterV3", node, [self.flow, numbers, x], float32, name)
        return self.again(flow, None if x._shape is None else x._shape[1:])

    def unstack(self, value: Any, name: str | None = None) -> TensorArray:
        """With the rows of a tensor written, from 0 on."""
        x = convert(value, self.dtype)
        begun = x.graph.count
        result = self.scatter(arange(0, ops_length(x)), x, name)
        x.graph.count = begun + 9
        return result

    def size(self, name: str | None = None) -> Tensor:
        """How many there can be."""
        return shaped(
            wrap("TensorArraySizeV3", ops.apply(_Size, self.flow.node), [self.flow], int32, name), ()
        )


def ops_length(x: Tensor) -> Any:
    """The number of rows, as a number if it is known."""
    known = None if x._shape is None else x._shape[0]
    if known is not None:
        return known
    return wrap("StridedSlice", ops.index(ops.shape_of(x.node), (0,)), [x], int32)
