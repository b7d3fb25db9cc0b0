"""Whether the gate runs a kernel is asked in one place."""

from pathlib import Path

import pytest

import nbkit
from nbkit.gate.kernel import environment
from nbkit.gate.mode import RECORD, recording


@pytest.mark.parametrize(("value", "expected"), [("1", True), ("0", False), ("", False)])
def test_a_kernel_of_the_gate_records(monkeypatch, value, expected):
    monkeypatch.setenv(RECORD, value)
    assert recording() is expected


def test_the_gate_says_so_to_its_kernels(monkeypatch):
    monkeypatch.delenv(RECORD, raising=False)
    assert not recording() and environment()[RECORD] == "1"


def test_nobody_else_reads_the_variable():
    modules = Path(nbkit.__file__).parent.rglob("*.py")
    assert [path.name for path in modules if RECORD in path.read_text(encoding="utf-8")] == ["mode.py"]
