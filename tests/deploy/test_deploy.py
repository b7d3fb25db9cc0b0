"""Everything in deploy/ that can be tried without a hub: scripts, settings, the values for Kubernetes."""

from __future__ import annotations

import os
import runpy
import shutil
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

DEPLOY = Path(__file__).resolve().parents[2] / "deploy"
SCHEMA = "NBKIT_Z2JH_SCHEMA"  # names a copy of the chart's values.schema.yaml; its values.yaml lies beside it

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="a hub runs on Linux")


class Settings(dict[str, Any]):
    """Stands for traitlets' Config: what is asked for is there, and keeps what is set."""

    def __getattr__(self, name: str) -> Any:
        return self.setdefault(name, Settings())

    def __setattr__(self, name: str, value: Any) -> None:
        self[name] = value


def settings(name: str) -> Settings:
    read = Settings()
    runpy.run_path(str(DEPLOY / name), {"get_config": lambda: read})
    return read


# --- Scripts ---


@pytest.mark.parametrize("script", sorted(path.name for path in DEPLOY.glob("*.sh")))
def test_scripts_are_bash(script: str) -> None:
    subprocess.run(["bash", "-n", DEPLOY / script], check=True)


@pytest.fixture
def accounts(tmp_path: Path) -> Any:
    """users.sh with commands that only write down how they were called; anna has an account, so has root."""
    known = "case $2 in anna) echo anna:x:1001:1001;; root) echo root:x:0:0;; *) exit 2;; esac"
    for name in ("useradd", "usermod", "chpasswd", "chmod", "getent"):
        body = known if name == "getent" else f'echo "{name} $*" >> {tmp_path}/calls'
        (tmp_path / name).write_text(f"#!/bin/sh\n{body}\n")
        (tmp_path / name).chmod(0o755)

    def run(names: str, group: str = "students") -> Any:
        env = {**os.environ, "PATH": f"{tmp_path}:{os.environ['PATH']}"}
        command = ["bash", str(DEPLOY / "users.sh"), group]
        done = subprocess.run(command, input=names, env=env, text=True, capture_output=True)
        calls = tmp_path / "calls"
        said = calls.read_text().splitlines() if calls.exists() else []
        return SimpleNamespace(calls=said, out=done.stdout, err=done.stderr, code=done.returncode)

    return run


def test_users_are_made_with_a_password(accounts: Any) -> None:
    done = accounts("ole\r\nlin-2")  # from Windows, and without a last end of line
    made = [line.split() for line in done.out.splitlines()]
    assert [name for name, _ in made] == ["ole", "lin-2"] and done.code == 0
    assert all(len(password) == 12 for _, password in made) and made[0][1] != made[1][1]
    assert "useradd --create-home --shell /bin/bash --groups students ole" in done.calls


def test_who_has_an_account_keeps_it(accounts: Any) -> None:
    done = accounts("anna\n")
    assert done.calls == ["usermod --append --groups students anna"] and not done.out


@pytest.mark.parametrize("name", ["nürnberg", "Ole", "-x", "a b", "../x", "a:b", "$(id)", "x" * 40, "root"])
def test_odd_names_are_told_and_left_out(accounts: Any, name: str) -> None:
    done = accounts(f"{name}\nole\n")
    assert done.err.startswith(f"{name}: ") and done.code == 1
    assert done.out.startswith("ole ") and not any(name in call for call in done.calls if name != "root")
    assert not any(call.startswith("usermod") for call in done.calls)


def test_a_group_that_is_none_is_refused(accounts: Any) -> None:
    done = accounts("ole\n", group="sudo")
    assert done.code == 2 and "students or instructors" in done.err and not done.calls


# --- Settings ---


def test_the_hub_lets_in_only_its_two_groups() -> None:
    c = settings("jupyterhub_config.py")
    assert c.PAMAuthenticator.allow_all is False
    assert c.PAMAuthenticator.allowed_groups == {"students", "instructors"}
    assert c.JupyterHub.cleanup_servers is False
    assert c.Spawner.mem_limit == "1G"


def test_the_exchange_lies_beside_the_settings() -> None:
    assert settings("nbgrader_config.py").Exchange.root == str(DEPLOY.parent / "exchange")


def test_the_unit_is_one_that_systemd_reads(tmp_path: Path) -> None:
    if not shutil.which("systemd-analyze"):
        pytest.skip("needs systemd-analyze, of Debian's package systemd")
    unit = tmp_path / "by-hand-hub.service"
    text = (DEPLOY / "by-hand-hub.service").read_text()
    unit.write_text(text.replace("/opt/by-hand/venv/bin/jupyterhub", shutil.which("true") or ""))
    done = subprocess.run(["systemd-analyze", "verify", unit], capture_output=True, text=True)
    assert done.returncode == 0 and unit.name not in done.stderr, done.stderr


# --- Kubernetes ---


def merged(under: Any, over: Any) -> Any:
    """What Helm makes of the chart's own values and ours."""
    if not (isinstance(under, dict) and isinstance(over, dict)):
        return over
    return {**under, **{key: merged(under.get(key), value) for key, value in over.items()}}


def test_the_values_fit_the_charts_schema() -> None:
    if SCHEMA not in os.environ:
        pytest.skip(f"needs {SCHEMA}=.../jupyterhub/values.schema.yaml of zero-to-jupyterhub-k8s")
    yaml = pytest.importorskip("yaml", reason="needs PyYAML")
    schema = Path(os.environ[SCHEMA])
    read = [schema, schema.with_name("values.yaml"), DEPLOY / "zero-to-jupyterhub.yaml"]
    rules, chart, ours = (yaml.safe_load(path.read_text(encoding="utf-8")) for path in read)
    jsonschema = pytest.importorskip("jsonschema", reason="needs jsonschema")
    wrong = jsonschema.Draft7Validator(rules).iter_errors(merged(chart, ours))
    assert [f"{error.json_path}: {error.message}" for error in wrong] == []


def test_a_server_is_promised_what_the_sizing_counts_with() -> None:
    yaml = pytest.importorskip("yaml", reason="needs PyYAML")
    values = yaml.safe_load((DEPLOY / "zero-to-jupyterhub.yaml").read_text(encoding="utf-8"))
    user = values["singleuser"]
    assert user["memory"] == {"guarantee": "0.5G", "limit": "1G"} and user["cpu"]["guarantee"] == 0.05
    assert values["scheduling"]["userPlaceholder"]["replicas"] == 100
    assert values["prePuller"]["hook"]["enabled"] and values["prePuller"]["continuous"]["enabled"]
