"""A tool's run is measured with all its children, and its verdict read."""

import sys

import gate_runs
import pytest

BUSY = """import time
x = bytearray(60 << 20)
while time.process_time() < 0.3:
    pass
"""
PARENT = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {BUSY!r}]); sys.exit(3)"


def test_a_child_counts(tmp_path):
    code, said, cost = gate_runs.measured([sys.executable, "-c", PARENT], tmp_path, 60)
    assert (code, said) == (3, "")
    assert cost.cpu > 0.3 and cost.memory > 60 << 20


def test_what_takes_too_long_is_ended(tmp_path):
    code, _, cost = gate_runs.measured([sys.executable, "-c", "import time; time.sleep(60)"], tmp_path, 0.5)
    assert code != 0 and cost.wall < 30


def test_failed_cells_are_read_from_the_report(tmp_path):
    result = tmp_path / "result.xml"
    result.write_text(
        '<testsuite><testcase name="Cell 1"/><testcase name="Cell 2"><failure>#x1B[91m5 -> 6</failure>'
        '</testcase><testcase name="Cell 3"><skipped/></testcase></testsuite>'
    )
    assert gate_runs._failed(result) == {"Cell 2": "5 -> 6"}


@pytest.mark.parametrize("tool", gate_runs.TOOLS)
def test_each_tool_gets_the_notebook_and_the_time(tool, tmp_path):
    command = gate_runs.TOOLS[tool]("python", tmp_path / "result.xml", "a.ipynb", 7.0)
    assert command[:2] == ["python", "-m"] and "a.ipynb" in command
    assert any(word.rpartition("=")[2] in ("7", "7.0") for word in command)


def test_a_tool_that_is_not_installed_fails_the_notebook(tmp_path, monkeypatch):
    monkeypatch.setitem(gate_runs.TOOLS, "none", lambda python, *_: [python, "-m", "no_such_tool"])
    failed = gate_runs.prove("none", tmp_path / "a.ipynb", 7).failed
    assert "no_such_tool" in failed[gate_runs.WHOLE]
