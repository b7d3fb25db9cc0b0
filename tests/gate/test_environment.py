"""Every kernel of the gate finds the same environment, whoever runs it."""

from __future__ import annotations

import pytest

from nbkit.gate.environment import THREADS, environment


def test_numbers_are_repeatable(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (*THREADS, "PYTHONHASHSEED"):
        monkeypatch.setenv(name, "7")
    found = environment()
    assert [found[name] for name in THREADS] == ["1"] * 4
    assert found["PYTHONHASHSEED"] == "0"


@pytest.mark.parametrize("name", ["MPLBACKEND", "COLUMNS", "LINES"])
def test_what_belongs_to_the_person_stays_out(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, "7")
    monkeypatch.setenv("MY_OWN", "kept")
    assert name not in environment() and environment()["MY_OWN"] == "kept"
