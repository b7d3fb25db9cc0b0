"""The reference: a page for each part of `nbkit`, written from what its code says about itself."""

from __future__ import annotations

import inspect
import pkgutil
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

# In the order in which the chapters build them. The gate has a page of its own: gate/README.md.
PARTS = (
    "functions numeric perceptron network graph ops fetches evaluate static_shapes backprop optim variables "
    "checkpoint session train relevance compiled data view.style view.plots view.graphs view.controls learn "
    "mine bridge tf1 gate.show gate.optional"
)
LEFT_OUT = (
    "nbkit.learn.exercises",
    "nbkit.mine.stages",
    "nbkit.tf1.__main__",
    "nbkit.tf1.examples",
    "nbkit.tf1.python",
)
SPECIAL = re.compile(r"([\\*`|_<>])")
MARKED = r"(``[^`]+``|`[^`]+`|(?<!\S)\*[A-Z][^*]+\*)"


def write(folder: Path) -> None:
    """Write the list of parts and a page for each of them, for Sphinx to read."""
    folder.mkdir()
    for part in PARTS.split():
        text = "\n".join(_page(part))
        (folder / f"{part}.rst").write_text(text, encoding="utf-8")
    names = "\n   ".join(PARTS.split())
    text = f"Reference\n=========\n\n{INTRODUCTION}\n\n.. toctree::\n   :maxdepth: 1\n\n   {names}\n"
    (folder / "index.rst").write_text(text, encoding="utf-8")


INTRODUCTION = """\
What each part of ``nbkit`` says about itself, in the order in which the chapters build them. Most names are
handed on at the door: ``nb.sigmoid`` is ``nbkit.ops.activations.sigmoid``. In the chapters a click on a name
leads here."""


def _page(part: str) -> Iterator[str]:
    """A part's own module first, then those inside it that describe anything."""
    first = f"nbkit.{part}"
    for name in modules_of(first):
        module = import_module(name)
        things = list(public(module))
        if things or name == first:
            title, line = (name, "=") if name == first else (name.removeprefix(f"{first}."), "-")
            yield from [
                "",
                title.replace("_", "\\_"),
                line * (2 * len(title)),
                "",
                f".. py:module:: {name}",
                "",
            ]
            yield from as_rst(inspect.getdoc(module) or "")
            for thing in things:
                yield from _described(thing)


def _described(thing: Any) -> Iterator[str]:
    """A function, or a class with its methods: how it is called, and what it says about itself."""
    kind = "class" if inspect.isclass(thing) else "function"
    yield from _entry(kind, thing.__name__, thing)
    for name, method in vars(thing).items() if kind == "class" else ():
        described = None if name.startswith("_") or not inspect.getdoc(method) else _method(method)
        if described and _is_ours(described[1]):
            yield from (f"   {line}" for line in _entry(described[0], name, described[1]))


def _method(member: Any) -> tuple[str, Any] | None:
    """What kind of a member this is, and what has its signature; nothing for what is no method."""
    if isinstance(member, property):
        return "property", member
    if isinstance(member, staticmethod | classmethod):
        return "method", member.__func__
    return ("method", member) if inspect.isfunction(member) else None


def _is_ours(thing: Any) -> bool:
    return str(getattr(thing, "__module__", "nbkit")).startswith("nbkit")


def _entry(kind: str, name: str, thing: Any) -> Iterator[str]:
    yield f".. py:{kind}:: {name}{_signature(thing)}"
    yield from ["", *(f"   {line}" for line in as_rst(inspect.getdoc(thing) or "")), ""]


def _signature(thing: Any) -> str:
    """How it is called, as its source has it; nothing where it is not, or Python cannot say."""
    try:
        found = inspect.signature(thing)
    except (TypeError, ValueError):
        return ""
    parameters = [
        one.replace(annotation=_type(one.annotation), default=_default(one.default))
        for one in found.parameters.values()
        if one.name != "self"
    ]
    result = found.empty if inspect.isclass(thing) else _type(found.return_annotation)
    return " ".join(str(found.replace(parameters=parameters, return_annotation=result)).split())


class _Plain:
    """Text that a signature shows as it is."""

    def __init__(self, text: str) -> None:
        self.text = text

    def __repr__(self) -> str:
        return self.text


def _type(written: Any) -> Any:
    return _Plain(written) if isinstance(written, str) else written


def _default(value: Any) -> Any:
    """A function by its name, and dots for what has none: the usual form holds an address of the memory."""
    if value is inspect.Parameter.empty or not repr(value).startswith("<"):
        return value
    return _Plain(getattr(value, "__name__", "..."))


def modules_of(name: str) -> list[str]:
    """A module's name, and those of all modules inside it."""
    inside = getattr(import_module(name), "__path__", [])
    found = [name, *(module.name for module in pkgutil.walk_packages(inside, f"{name}."))]
    return [module for module in found if not module.startswith(LEFT_OUT)]


def public(module: ModuleType) -> Iterator[Any]:
    """The functions and classes that a module defines for others, in the order of its source."""
    for name, thing in vars(module).items():
        wanted = inspect.isfunction(thing) or inspect.isclass(thing)
        own = wanted and (thing.__module__, thing.__name__) == (module.__name__, name)
        if own and not name.startswith("_") and inspect.getdoc(thing):
            yield thing


# ---------------------------------------------------------------- our docstrings as reStructuredText


def as_rst(doc: str) -> list[str]:
    """A docstring of ours, whose words are plain text, as lines that Sphinx reads without a misunderstanding.

    >>> as_rst("Return a*b as in `f_x`.")
    ['Return a\\\\*b as in ``f_x``.', '']
    """
    lines: list[str] = []
    for block in re.split(r"\n\s*\n", doc.strip("\n")):
        lines += [*_block(block), ""]
    return lines


def _block(block: str) -> list[str]:
    if block.lstrip().startswith(">>>"):
        return inspect.cleandoc(block).splitlines()
    if any(line.startswith("    ") for line in block.splitlines()):
        return ["::", "", *(f"   {line}" for line in block.splitlines())]
    return [_escaped(line) for line in block.splitlines()]


def _escaped(line: str) -> str:
    parts = re.split(MARKED, line.strip())
    return "".join(_marked(part) if k % 2 else SPECIAL.sub(r"\\\1", part) for k, part in enumerate(parts))


def _marked(part: str) -> str:
    """Code between backticks, or the title of a book between stars."""
    return part if part.startswith("*") else f"``{part.strip('`')}``"
