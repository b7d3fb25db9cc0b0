"""What a project has found is written down at once, never lost, and each opening of the test set counts."""

import json

import numpy as np
import pytest

import nbkit as nb
from nbkit.mine import results
from nbkit.mine.results import ResultsError, open_test, read_results, results_file, store_results


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("NBKIT_RECORD", raising=False)
    return tmp_path


@pytest.fixture(scope="module")
def leaves():
    return nb.load_own(nb.shipped("leaves.csv"), group="tree", leave_out=["fallen_pct"])


def stored(data, question="Brown?", **changed):
    parts = nb.split_rows(data.y, data.groups, np.random.default_rng(0))
    found = {
        "question": question,
        "measure": "balanced",
        "scores": {"most frequent": 0.5, "network": np.float64(0.8)},
        "network": "7-8-2",
        "curve": {"epoch": [1, 2], "seen": np.array([0.7, 0.5]), "unseen": [0.7, 0.6]},
        "answers": data.y[parts.test],
        "score": 1.0,
        "interval": (0.9, 1.0),
        "not_tried": ["more"],
    }
    store_results(data, parts, **found | changed)


def test_each_opening_is_counted_and_the_first_is_named(leaves, capsys):
    open_test(leaves, np.float64(0.8217))
    assert capsys.readouterr().out == "the test set of leaves.csv: opened once, 0.8217\n"
    open_test(leaves, 0.9)
    said = capsys.readouterr().out
    assert "opened 2 times, 0.9000" in said and "The first time it said 0.8217" in said
    looks = json.loads(results_file().read_text())["opened"][leaves.fingerprint]
    assert [look["score"] for look in looks] == [0.8217, 0.9]


def test_other_data_has_a_count_of_its_own(leaves, capsys):
    open_test(leaves, 0.8)
    open_test(nb.load_own(nb.shipped("leaves.csv"), group="tree"), 0.7)
    assert capsys.readouterr().out.count("opened once") == 2


@pytest.mark.parametrize("score", [-0.1, 1.1, float("nan"), "0.8", None, [0.8]])
def test_a_score_is_a_share(leaves, score):
    with pytest.raises(ValueError, match="from 0 to 1"):
        open_test(leaves, score)
    assert not results_file().exists()


def test_results_are_stored_beside_the_count(leaves):
    open_test(leaves, 0.8)
    stored(leaves)
    everything = read_results()
    assert len(everything["opened"][leaves.fingerprint]) == 1
    report = everything["report"]
    assert report["data"]["classes"] == {"brown": 218, "green": 766} and report["data"]["groups"] == 240
    assert np.sum(report["confusion"]) == np.trace(report["confusion"]) == report["parts"]["test"][0]
    open_test(leaves, 0.7)
    assert read_results()["report"] == report


def test_other_results_are_kept_and_named_and_the_same_are_not(leaves, capsys):
    stored(leaves)
    stored(leaves)
    assert "kept in" not in capsys.readouterr().out
    stored(leaves, question="Green?")
    assert "What stood in results.json before is kept in results-1.json." in capsys.readouterr().out
    stored(leaves, question="Red?")
    kept = [json.loads(results_file().with_name(f"results-{k}.json").read_text()) for k in (1, 2)]
    assert [old["report"]["question"] for old in kept] == ["Brown?", "Green?"]


def test_a_damaged_file_is_put_aside_and_said(leaves, capsys):
    results_file().parent.mkdir()
    results_file().write_text("{")
    open_test(leaves, 0.8)
    assert "results.json was damaged: it is now results-1.json" in capsys.readouterr().out
    assert results_file().with_name("results-1.json").read_text() == "{"


@pytest.mark.parametrize("content", ["{", "[]", "{}", '{"opened": []}', '{"opened": {}, "report": 3}', "\0"])
def test_a_damaged_file_is_one_sentence(here, content):
    (here / "r.json").write_text(content)
    with pytest.raises(ResultsError, match=r"r\.json is damaged"):
        read_results(here / "r.json")


def test_a_missing_file_is_one_sentence():
    with pytest.raises(ResultsError, match="not there yet: run chapter 19"):
        read_results()


def test_answers_belong_to_the_test_rows(leaves):
    with pytest.raises(ValueError, match="an answer for each of"):
        stored(leaves, answers=[0, 1])


def test_while_the_gate_records_nothing_is_read_or_written(leaves, monkeypatch, capsys):
    open_test(leaves, 0.8)
    before = results_file().read_bytes()
    monkeypatch.setenv("NBKIT_RECORD", "1")
    open_test(leaves, 0.9)
    stored(leaves)
    assert capsys.readouterr().out.count("opened once") == 2
    assert results_file().read_bytes() == before


def test_a_full_disk_loses_nothing(leaves, monkeypatch):
    open_test(leaves, 0.8)
    before = results_file().read_bytes()

    def full(file):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("nbkit.data.files.os.fsync", full)
    with pytest.raises(OSError, match="No space left"):
        open_test(leaves, 0.9)
    assert results_file().read_bytes() == before and results.read_results()
