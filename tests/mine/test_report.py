"""The page: all that one must know to believe a number, on one side of A4, with nothing to be loaded."""

import copy
import re
import shutil

import pytest
from found import ONCE, REPORT

from nbkit.mine.report import page, write_report
from nbkit.mine.results import ResultsError


def changed(**parts):
    everything = copy.deepcopy(ONCE)
    everything["report"] |= parts
    return everything


def text(html):
    return " ".join(re.sub(r"<style>.*?</style>|<[^>]*>", " ", html, flags=re.DOTALL).split())


def test_it_says_all_that_one_must_know():
    said = text(page(ONCE))
    for part in (
        "Brown &lt;in August&gt;?",
        "0.82 on the test, which may be anything from 0.73 to 0.90",
        "The test set was opened once.",
        "984 examples (218 brown, 766 green), 7 columns, in 240 groups that belong together",
        "line 741: chlorophyll 388",
        "588 rows of 144 groups to learn from; 198 rows of 48 groups to choose by",
        "most frequent 0.5000 network 0.7971",
        "7-8-2, ReLU",
        "Not tried another summer",
    ):
        assert part in said


def test_it_needs_nothing_else_and_its_images_have_words():
    html = page(ONCE)
    assert not re.search(r'(src|href)="(?!data:)|https?://|@import|url\(', html)
    alts = re.findall(r'<img [^>]*alt="([^"]+)"', html)
    assert alts == [
        "Loss over 3 epochs: seen ends at 0.3, unseen ends at 0.55.",
        "Confusion on the test: right are 44 of 48 brown, 109 of 150 green.",
    ]


def test_each_opening_of_the_test_is_on_the_page():
    twice = copy.deepcopy(ONCE)
    twice["opened"]["f"].append({"at": "2026", "score": 0.9})
    assert "opened 2 times: 0.8217, 0.9000. The first is the fair one." in text(page(twice))
    assert "was not counted" in text(page(ONCE | {"opened": {"other": []}}))


def test_a_test_without_a_mistake_is_no_proof():
    assert "no proof" not in text(page(ONCE))
    one = text(page(changed(confusion=[[48, 0], [41, 109]])))
    assert "0.90 (95 of 100). All of 48 brown were right: that is no proof that the next one is." in one
    every = text(page(changed(score=1.0, confusion=[[48, 0], [0, 150]], interval=[1.0, 1.0])))
    assert "1.00 on the test. It has no range: all that was drawn is alike." in every
    assert "All of 48 brown, 150 green were right: that is no proof that the next one is." in every
    assert "to 1.00" not in every


@pytest.mark.parametrize("dots", ["...", "…", " ", ""])
def test_what_is_not_written_yet_is_said(dots):
    html = page(changed(question=dots, not_tried=[dots]))
    assert "<title>The question is not written yet</title>" in html
    assert "<h1><mark>The question is not written yet</mark></h1>" in html
    assert "<mark>This is not written yet.</mark>" in html
    assert "not written yet" not in page(ONCE)


def test_a_network_that_beats_nothing_is_said():
    assert "did not beat" not in text(page(ONCE))
    scores = {"most frequent": 0.5, "line <1>": 0.8, "network": 0.7, "neighbour": 0.7}
    said = text(page(changed(scores=scores)))
    assert "The network did not beat: line &lt;1&gt; (0.8000), neighbour (0.7000)." in said
    assert "did not beat" not in text(page(changed(scores={"most frequent": 0.5})))


def test_images_and_rows_without_groups_are_called_so():
    said = text(page(changed(data=REPORT["data"] | {"shape": [28, 28], "groups": None})))
    assert "images of 28 x 28." in said and "588 rows to learn from" in said and "groups" not in said


@pytest.mark.parametrize("gone", list(REPORT))
def test_incomplete_results_are_one_sentence(gone):
    everything = copy.deepcopy(ONCE)
    del everything["report"][gone]
    with pytest.raises(ResultsError, match="incomplete"):
        page(everything)


def test_no_results_are_one_sentence():
    with pytest.raises(ResultsError, match="no results are stored yet"):
        page({"opened": {}})


def test_it_prints_on_one_page(tmp_path):
    pypdf = pytest.importorskip("pypdf", reason="counts the pages of a PDF")
    from nbkit.publish import browser

    if not any(map(shutil.which, browser.NAMES)):
        pytest.skip("no Chromium to print with")
    classes = {f"kind number {k}": 20 + k for k in range(12)}
    long = changed(
        question="Which of a dozen kinds of chestnut is it, if one sees no more than a leaf in the rain?",
        data=REPORT["data"]
        | {"classes": classes, "notes": [f"line {k}: " + "so it goes, " * 9 for k in range(9)]},
        confusion=[[20 * (i == j) + 1 for i in range(12)] for j in range(12)],
        scores={f"method {k}": 0.5 for k in range(7)},
        not_tried=["more of everything", "several seeds", "another summer", "another town"],
    )
    (tmp_path / "r.html").write_text(page(long), encoding="utf-8")
    browser.print_pdf(tmp_path / "r.html", tmp_path / "r.pdf")
    assert len(pypdf.PdfReader(tmp_path / "r.pdf").pages) == 1


def test_it_is_written_whole(tmp_path):
    with pytest.raises(ResultsError):
        write_report(tmp_path / "r.html", tmp_path / "no.json")
    assert list(tmp_path.iterdir()) == []
