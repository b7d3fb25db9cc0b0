"""Notebooks are read with a byte order mark or without; what is none is refused."""

from __future__ import annotations

from pathlib import Path

import pytest
from books import judge, make

from nbkit.gate import record
from nbkit.gate.notebook import read_notebook


def test_a_byte_order_mark_changes_nothing(tmp_path: Path) -> None:
    path = make(tmp_path / "one.ipynb", ["1 + 1"])
    record([path])
    before = path.read_bytes()
    path.write_bytes(b"\xef\xbb\xbf" + before)
    assert read_notebook(path).cells[-1].source == "1 + 1"
    assert judge(tmp_path, folder=tmp_path)[0] == 0
    assert record([path]) == [path] and path.read_bytes() == before


@pytest.mark.parametrize(
    "content", [b"", b"{}", b"[1]", b"\xff", b'{"a": 1}', b'{"nbformat": 4, "nbformat_minor": 5}']
)
def test_what_is_no_notebook_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "no.ipynb").write_bytes(content)
    with pytest.raises(ValueError, match=r"expected a Jupyter notebook, got no\.ipynb: "):
        read_notebook(tmp_path / "no.ipynb")
