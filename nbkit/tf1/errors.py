"""The errors of a run: TensorFlow 1's classes, with our sentences."""

from __future__ import annotations

from typing import Any


class OpError(Exception):
    """A mistake that shows when the graph is run. `message` says what happened, `op` where."""

    def __init__(
        self, node_def: Any = None, op: Any = None, message: Any = None, error_code: int = 2
    ) -> None:
        message = node_def if message is None and isinstance(node_def, str) else message
        super().__init__(message)
        self.node_def, self.op, self.message, self.error_code = node_def, op, message, error_code

    def __str__(self) -> str:
        return str(self.message)


class CancelledError(OpError):
    """Something was stopped."""


class UnknownError(OpError):
    """Nothing more is known."""


class InvalidArgumentError(OpError):
    """A value that does not fit."""


class DeadlineExceededError(OpError):
    """It took too long."""


class NotFoundError(OpError):
    """A file, or a name in a file, that is not there."""


class AlreadyExistsError(OpError):
    """Something that is there already."""


class PermissionDeniedError(OpError):
    """A file that may not be read or written."""


class UnauthenticatedError(OpError):
    """Nobody said who asks."""


class ResourceExhaustedError(OpError):
    """The memory, or the disk, is full."""


class FailedPreconditionError(OpError):
    """Something has to be done before, such as running the initializer."""


class AbortedError(OpError):
    """Something was given up."""


class OutOfRangeError(OpError):
    """The end of the data."""


class UnimplementedError(OpError):
    """Something that is not there."""


class InternalError(OpError):
    """A mistake of the program itself."""


class UnavailableError(OpError):
    """Something that cannot be reached."""


class DataLossError(OpError):
    """A file that is damaged."""
