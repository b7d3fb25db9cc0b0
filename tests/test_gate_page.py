"""The page "Prove your own notebooks" shows what happens: options, commands, workflows, a failure."""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from books import judge, make, stored

from nbkit.gate.command import add_accept
from nbkit.gate.plugin import OPTIONS

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

ROOT = Path(__file__).resolve().parents[1]
PAGE = (ROOT / "gate/README.md").read_text(encoding="utf-8")
HOOKS = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))


def blocks(kind: str) -> list[str]:
    return re.findall(rf"^```{kind}\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)


def test_the_failure_is_what_pytest_prints(tmp_path: Path) -> None:
    (tmp_path / "lessons").mkdir()
    book = make(tmp_path / "lessons" / "loss.ipynb", ["pass", "print(0.0312)"])
    stored(book, {2: "0.0311\n"})
    _, failed, _ = judge("lessons", folder=tmp_path)
    shown = blocks("")[0].partition("loss.ipynb: Cell 2 ")[2].partition("\n")[2]
    assert failed["Cell 2"].startswith(shown)


def test_the_table_has_every_option(pytestconfig: pytest.Config) -> None:
    table = PAGE.partition("| where | what | for |")[2].partition("\n\n")[0]
    assert [name for name in OPTIONS if f"`{name}" not in table] == []
    assert set(re.findall(r"`(--nbkit-\w+)", PAGE)) <= set(OPTIONS)
    parser = argparse.ArgumentParser(add_help=False)
    add_accept(parser)
    assert set(re.findall(r"--[\w-]+", parser.format_usage())) == set(
        re.findall(r"--[\w-]+", table.partition("| `nbkit accept` |")[2].partition("| tag of a cell |")[0])
    )
    for name in re.findall(r"`(--nbval-[\w-]+)", PAGE):
        assert hasattr(pytestconfig.option, name.strip("-").replace("-", "_")), name


def test_the_same_options_are_in_the_examples() -> None:
    examples = "\n".join([*blocks(""), *blocks("yaml"), *blocks("toml")])
    assert set(re.findall(r"--nbkit\S*", examples.replace(",", " "))) <= set(OPTIONS)
    (options,) = (tomllib.loads(text)["tool"]["pytest"]["ini_options"] for text in blocks("toml"))
    assert options["addopts"].startswith("--nbkit-timeout 300 ")


def runs(workflow: dict[str, Any]) -> list[str]:
    steps = [step for job in workflow["jobs"].values() for step in job["steps"]]
    assert all({"run", "uses"} & set(step) for step in steps)
    return [step["run"] for step in steps if "run" in step]


def test_the_workflows_run_what_the_page_explains() -> None:
    hooks, one, many = map(yaml.safe_load, blocks("yaml"))
    (hook,) = hooks["repos"][0]["hooks"]
    assert [hook["id"]] == [entry["id"] for entry in HOOKS]
    assert set(re.findall(r"--nbkit\S*", HOOKS[0]["entry"])) <= set(OPTIONS)
    assert runs(one)[-1] in "\n".join(blocks(""))
    shards = many["jobs"]["prove"]["strategy"]["matrix"]["shard"]
    assert f"/{len(shards)} " in runs(many)[1] and shards == [1, 2, 3, 4]
    assert runs(many)[-1] == "nbkit merge-reports shards"
