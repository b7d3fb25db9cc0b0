"""Tell a stub that nobody has filled in from an answer."""

from __future__ import annotations

import dis
import inspect
from types import CodeType, FunctionType
from typing import Any

IDLE = {"RESUME", "NOP", "CACHE", "LOAD_CONST", "RETURN_VALUE", "RETURN_CONST", "COPY_FREE_VARS"}


def is_untouched(answer: Any, stub: Any) -> bool:
    """Is the answer still the stub: ``...``, None, a body that does nothing, or the stub's own code?"""
    if answer is None or answer is ...:
        return True
    if isinstance(answer, tuple | list):
        return any(part is ... for part in answer)
    if isinstance(answer, FunctionType):
        return _does_nothing(answer.__code__) or _same_code(answer, stub)
    if isinstance(answer, type):
        return _untouched_class(answer, stub)
    return False


def _untouched_class(answer: type, stub: Any) -> bool:
    """Of a class all methods count, its own and those that the stub names, wherever they come from."""
    own = [name for name, member in vars(answer).items() if _function(member) is not None]
    asked = [name for name, member in vars(stub).items() if _function(member) is not None]
    return all(_untouched_method(inspect.getattr_static(answer, n, None), stub, n) for n in {*own, *asked})


def _untouched_method(member: Any, stub: Any, name: str) -> bool:
    method = _function(member)
    if method is None:  # none at all, or something that may be called without being a function of Python
        return member is None or member is ...
    return _does_nothing(method.__code__) or _same_code(method, _function(vars(stub).get(name)))


def _function(member: Any) -> Any:
    member = getattr(member, "__func__", member)
    return member if isinstance(member, FunctionType) else None


def _does_nothing(code: CodeType) -> bool:
    """Does the body only return None or ``...``?"""
    steps = list(dis.get_instructions(code))
    constants = [step.argval for step in steps if "CONST" in step.opname]
    return {step.opname for step in steps} <= IDLE and all(c is None or c is ... for c in constants)


def _same_code(answer: FunctionType, stub: Any) -> bool:
    """Is it the same code, wherever it stands, with the same defaults?"""
    if not isinstance(stub, FunctionType):
        return False
    defaults = (answer.__defaults__, answer.__kwdefaults__) == (stub.__defaults__, stub.__kwdefaults__)
    return defaults and _same_body(answer.__code__, stub.__code__)


def _same_body(a: CodeType, b: CodeType) -> bool:
    """A function inside is compared by what it does as well, not by the line that it begins in."""
    if (a.co_code, a.co_names, len(a.co_consts)) != (b.co_code, b.co_names, len(b.co_consts)):
        return False
    pairs = zip(a.co_consts, b.co_consts, strict=True)
    return all(
        _same_body(x, y) if isinstance(x, CodeType) and isinstance(y, CodeType) else x == y for x, y in pairs
    )
