"""What a project of one's own has found: one JSON file, in which each opening of the test set is counted."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from nbkit.data import OwnData
from nbkit.data.files import replaced
from nbkit.data.splits import Parts
from nbkit.functions import Array
from nbkit.gate.mode import recording
from nbkit.learn.progress_store import now
from nbkit.mine import place

Results = dict[str, Any]


class ResultsError(Exception):
    """There are no results, or their file cannot be read; the message says what to do."""


def results_file() -> Path:
    """Where results lie: `results.json` in the folder `mine`, beside the notebooks."""
    return place.folder() / "results.json"


def open_test(data: OwnData, score: float) -> None:
    """Count that the test set was opened, and say how often it was; it is written down before it is said.

    score: what the test said, a share from 0 to 1. The count belongs to the data: other rows, another count.
    Raises ValueError where it is no such share.
    """
    if not (isinstance(score, int | float | np.number) and 0 <= float(score) <= 1):
        raise ValueError(f"expected the score on the test set, from 0 to 1, got {score!r}")
    everything = _read_or_begin()
    opened = everything["opened"].setdefault(data.fingerprint, [])
    opened.append({"at": now(), "score": float(score)})
    _write(everything)
    print(f"the test set of {data.name}: opened {_times(len(opened))}, {score:.4f}")
    if len(opened) > 1:
        first = opened[0]["score"]
        print(f"The first time it said {first:.4f}. That is the number to report; say that there were more.")


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count} times"


def store_results(
    data: OwnData,
    parts: Parts,
    *,
    question: str,
    measure: str,
    scores: Mapping[str, float],
    network: str,
    curve: Mapping[str, ArrayLike],
    answers: ArrayLike,
    score: float,
    interval: tuple[float, float],
    not_tried: Sequence[str],
) -> None:
    """Write down what was found, for `nbkit mine report`; other results that stood there are kept, and named.

    question, measure, network, not_tried: in words. scores: name to score on the part to choose by.
    curve: name to values (epochs,), with the epochs under "epoch". answers: the class (n,) that the network
    gives each row of the test part. score, interval: what the test said, from where to where it may lie.
    Raises ValueError where there are not as many answers as test rows.
    """
    report = {
        "made": now(),
        "data": described(data),
        "parts": {name: [len(r), len(np.unique(data.groups[r]))] for name, r in parts._asdict().items()},
        "question": question,
        "measure": measure,
        "scores": {name: float(value) for name, value in scores.items()},
        "network": network,
        "curve": {name: np.asarray(values, dtype=float).tolist() for name, values in curve.items()},
        "confusion": _confusion(data, parts.test, np.asarray(answers)),
        "score": float(score),
        "interval": [float(end) for end in interval],
        "not_tried": list(not_tried),
    }
    _keep(report)


def _confusion(data: OwnData, test: Array, answers: Array) -> list[list[int]]:
    """Count the classes, in rows, against the answers, in columns."""
    if answers.shape != test.shape:
        raise ValueError(f"expected an answer for each of {len(test)} test rows, got shape {answers.shape}")
    counts = np.zeros((len(data.classes), len(data.classes)), dtype=np.int64)
    np.add.at(counts, (data.y[test], answers), 1)
    return counts.tolist()


def described(data: OwnData) -> Results:
    """The data in words and counts."""
    return {
        "name": data.name,
        "fingerprint": data.fingerprint,
        "rows": len(data.y),
        "groups": len(np.unique(data.groups)) if data.grouped else None,
        "classes": dict(zip(data.classes, np.bincount(data.y).tolist(), strict=True)),
        "features": len(data.features),
        "shape": list(data.shape),
        "notes": list(data.notes),
    }


def _keep(report: Results) -> None:
    """Put a report in place of the one before, which goes into a file of its own if it says anything else."""
    everything = _read_or_begin()
    before = everything.get("report")
    path = results_file()
    if before and _lasting(before) != _lasting(report):
        aside = _aside(path)
        _write_to(aside, everything)
        print(f"What stood in {path.name} before is kept in {aside.name}.")
    _write(everything | {"report": report})
    print("written: mine/results.json; nbkit mine report makes a page of it")


def _lasting(report: Results) -> Results:
    """All but the hour."""
    return {name: value for name, value in report.items() if name != "made"}


def _aside(path: Path) -> Path:
    """The first name beside the file that is free."""
    numbers = range(1, 10_000)
    return next(beside for k in numbers if not (beside := path.with_name(f"results-{k}.json")).exists())


def read_results(path: Path | None = None) -> Results:
    """Return what the file holds. Raises ResultsError where it is missing, damaged or without results."""
    path = path or results_file()
    try:
        everything = json.loads(path.read_bytes())
        opened, report = everything["opened"], everything.get("report")
        assert isinstance(opened, dict) and isinstance(report, dict | None)
    except FileNotFoundError:
        raise ResultsError(f"{place.shown(path)} is not there yet: run chapter 19 to its end.") from None
    except OSError as fault:
        raise ResultsError(f"{place.shown(path)} cannot be read: {fault.strerror}.") from None
    except (ValueError, KeyError, TypeError, AssertionError, RecursionError) as fault:
        said = f"{place.shown(path)} is damaged ({fault or 'another form'})"
        raise ResultsError(f"{said}: move it away and run chapter 19 anew.") from None
    return everything


def _read_or_begin() -> Results:
    """What is there; nothing while the gate records; a damaged file is put aside, and said."""
    fresh: Results = {"opened": {}}
    path = results_file()
    if recording() or not path.exists():
        return fresh
    try:
        return read_results(path)
    except ResultsError:
        aside = _aside(path)
        path.rename(aside)
        print(f"{path.name} was damaged: it is now {aside.name}. How often the test was opened is not known.")
        return fresh


def _write(everything: Results) -> None:
    """Write it, unless the gate records: what is stored in a notebook must not depend on what lies there."""
    if not recording():
        _write_to(results_file(), everything)


def _write_to(path: Path, everything: Results) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with replaced(path) as file:
        file.write(json.dumps(everything, indent=1, ensure_ascii=False).encode())
