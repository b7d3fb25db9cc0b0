"""The doctor sees what is wrong, and survives it."""

from __future__ import annotations

import shlex
import subprocess
from importlib import metadata
from pathlib import Path

import pytest

from nbkit.cli import doctor


def test_a_healthy_installation_is_well(capsys: pytest.CaptureFixture[str]) -> None:
    code = doctor.examine()
    assert (code, "All is well.") == (0, capsys.readouterr().out.splitlines()[-1])


def wrong(findings: list[doctor.Finding]) -> list[doctor.Finding]:
    return [finding for finding in findings if finding.mend]


def test_doctor_sees_a_missing_and_an_old_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        metadata, "requires", lambda _: ["numpy>=1.26", "pooch>=99", "no-such-package>=1", "x; extra == 'y'"]
    )
    found = wrong(list(doctor.packages()))
    assert [finding.what for finding in found] == ["pooch", "no-such-package"]
    assert "expected >=99" in found[0].seen and found[1].seen == "missing; expected >=1"
    assert {finding.mend for finding in found} == {"python3 start.py"}


def test_doctor_sees_too_many_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENBLAS_NUM_THREADS", "8")
    assert wrong(list(doctor.threads()))[0].seen == "8"


def test_doctor_sees_damaged_data(monkeypatch: pytest.MonkeyPatch) -> None:
    from nbkit import data

    def damaged() -> None:
        raise data.DataError("mnist_5k.npz\n  expected: this\n  got:      that\n  do:       something")

    monkeypatch.setattr(data, "load_mnist", damaged)
    (finding,) = wrong(list(doctor.data()))
    assert finding.mend == "git checkout -- data" and "expected: this got: that" in finding.seen


def test_doctor_sees_damaged_digits_of_the_full_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NBKIT_MNIST_DIR", str(tmp_path))
    assert [finding.mend for finding in wrong(list(doctor.data()))] == ["nbkit fetch mnist"]


def test_doctor_sees_a_kernel_of_another_python(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "ask_kernel", lambda code: "elsewhere\nelsewhere/nbkit/__init__.py")
    (finding,) = wrong(list(doctor.kernel()))
    assert "elsewhere" in finding.seen and "ipykernel install --sys-prefix" in finding.mend


@pytest.mark.parametrize(
    "entry, seen",
    [
        (
            '{"argv": ["/no/python", "{connection_file}"], "display_name": "old", "language": "python"}',
            "/no/python",
        ),
        ('{"argv": ["false"], "display_name": "old", "language": "python"}', "Kernel died"),
        ("", "does not start"),
    ],
    ids=["gone", "dying", "empty"],
)
def test_what_doctor_says_of_a_kernel_that_does_not_start_mends_it(
    hidden_kernel: Path, entry: str, seen: str
) -> None:
    hidden_kernel.write_text(entry)
    (finding,) = wrong(list(doctor.kernel()))
    assert seen in finding.seen and str(hidden_kernel.parent) in finding.seen
    subprocess.run(shlex.split(finding.mend), input=b"y\n", check=True, stdout=subprocess.DEVNULL)
    assert not hidden_kernel.exists() and not wrong(list(doctor.kernel()))


def test_doctor_sees_a_full_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "FREE_BYTES", 10**18)
    assert wrong(list(doctor.disk()))


def test_doctor_survives_a_check_that_breaks(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken() -> None:
        raise RuntimeError("no such luck")

    monkeypatch.setattr(doctor, "CHECKS", (broken, doctor.disk))
    assert doctor.examine() == 1
    out = capsys.readouterr().out
    assert "wrong  broken: RuntimeError: no such luck" in out and "ok     disk" in out
    assert "1 of 2 findings are wrong." in out
