"""The reference says what the docstrings say, of what is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import nbkit
from nbkit import optim
from nbkit.publish.site import reference
from nbkit.publish.site.names import home


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    folder = tmp_path_factory.mktemp("sources") / "reference"
    reference.write(folder)
    return {path.stem: path.read_text(encoding="utf-8") for path in folder.glob("*.rst")}


def test_every_name_at_the_door_is_described(pages: dict[str, str]) -> None:
    whole = "\n".join(pages.values())
    for name in nbkit.__all__:
        module, _, last = home(f"nbkit.{name}").rpartition(".")
        assert f".. py:module:: {module}\n" in whole, name
        assert re.search(rf":: {last}\b", whole), name


def test_every_part_is_listed(pages: dict[str, str]) -> None:
    assert pages.keys() == {"index", *reference.PARTS.split()}
    assert all(f"   {part}\n" in pages["index"] for part in reference.PARTS.split())


def test_a_signature_is_as_in_the_source(pages: dict[str, str]) -> None:
    assert ".. py:function:: sigmoid(z: ArrayLike, out: Array | None = None) -> Array\n" in pages["functions"]
    assert ".. py:class:: Adam(" in pages["optim"] and "object at 0x" not in "".join(pages.values())
    assert "   .. py:method:: minimize(loss: Node, variables: Sequence[Variable] | None" in pages["optim"]


def test_of_a_module_only_its_own_is_described() -> None:
    names = [thing.__name__ for thing in reference.public(optim)]
    assert "Adam" in names and "Variable" not in names and not any(name.startswith("_") for name in names)


@pytest.mark.parametrize(
    ("said", "rst"),
    [
        ("a*b and *c|d_", [r"a\*b and \*c\|d\_", ""]),
        ("see `f(x)` and ``g``", ["see ``f(x)`` and ``g``", ""]),
        ("in *Deep Learning* (2016)", ["in *Deep Learning* (2016)", ""]),
        ("first\n\n    a table", ["first", "", "::", "", "       a table", ""]),
        ("so:\n\n>>> 1\n1", ["so:", "", ">>> 1", "1", ""]),
    ],
)
def test_words_are_words(said: str, rst: list[str]) -> None:
    assert reference.as_rst(said) == rst


def test_a_folder_of_that_name_is_not_written_over(tmp_path: Path) -> None:
    with pytest.raises(FileExistsError):
        reference.write(tmp_path)
