"""What README shows is what happens: its code prints what stands below it, its counts are the files' own."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```python\n(.*?)```\n\n```\n(.*?)```", README, re.DOTALL)


def test_its_code_prints_what_it_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("NBKIT_STATE_DIR", str(tmp_path))
    names: dict[str, object] = {}
    for code, printed in BLOCKS:
        exec(code, names)
        assert capsys.readouterr().out == printed


def test_there_are_twelve_lines_of_python() -> None:
    code, _ = BLOCKS[0]
    assert len([line for line in code.splitlines() if line]) == 12
    assert len(BLOCKS) == README.count("```python")


def lines(part: str) -> int:
    """Lines of a module, or of all modules in a folder."""
    place = ROOT / "nbkit" / part
    files = place.rglob("*.py") if place.is_dir() else [place.with_suffix(".py")]
    return sum(len(file.read_text(encoding="utf-8").splitlines()) for file in files)


MAP = re.findall(r"^\| (`.*`) \| .* \| ([\d,]+) \|$", README, re.MULTILINE)


@pytest.mark.parametrize(("parts", "said"), MAP)
def test_the_map_counts_honestly(parts: str, said: str) -> None:
    counted = sum(map(lines, re.findall(r"`(\w+)/?`", parts)))
    assert int(said.replace(",", "")) == pytest.approx(counted, rel=0.05, abs=50)


def test_the_map_leaves_nothing_out() -> None:
    named = {part for parts, _ in MAP for part in re.findall(r"`(\w+)/?`", parts)}
    there = {path.stem for path in (ROOT / "nbkit").iterdir() if path.suffix == ".py" or path.is_dir()}
    assert named == {name for name in there if not name.startswith("_")}
