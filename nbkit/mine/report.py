"""One page about data of one's own: what was asked, what was found, what it is worth, what was not tried."""

from __future__ import annotations

import base64
import io
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from pathlib import Path
from textwrap import shorten
from typing import Any

import numpy as np
from matplotlib.figure import Figure

from nbkit.data.files import replaced
from nbkit.mine.results import Results, ResultsError, read_results
from nbkit.view import plots
from nbkit.view.style import number

STYLE = Path(__file__).with_name("report.css")
MOST_NOTES, MOST_CLASSES, LONGEST = 5, 8, 100
PARTS = {"learn": "to learn from", "choose": "to choose by", "test": "to test on"}


def write_report(out: Path, results: Path | None = None) -> None:
    """Write the page of a results file as HTML that needs nothing else, and prints on one side of A4.

    Raises ResultsError where there is nothing to report on, and OSError where it cannot be written.
    """
    html = page(read_results(results))
    with replaced(out) as file:
        file.write(html.encode())


def page(everything: Results) -> str:
    """Return the page as HTML. Raises ResultsError where the notebook has stored no results yet."""
    report = everything.get("report")
    if not report:
        raise ResultsError("no results are stored yet: run chapter 19 to its end, nb.store_results(…).")
    try:
        opened = everything["opened"].get(report["data"]["fingerprint"], [])
        body = "\n".join(_sections(report, opened))
        title, style = escape(_title(report)), STYLE.read_text(encoding="utf-8")
    except (KeyError, TypeError, ValueError, IndexError, AttributeError) as fault:
        raise ResultsError(f"the results are incomplete ({fault!r}): run chapter 19 anew.") from None
    return (
        f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>{title}</title>\n'
        f'<meta name="viewport" content="width=device-width">\n<style>{style}</style></head>\n'
        f"<body><main>\n<h1>{_marked(title, _unwritten(report['question']))}</h1>\n"
        f"{body}\n</main></body></html>\n"
    )


def _title(report: Results) -> str:
    return "The question is not written yet" if _unwritten(report["question"]) else str(report["question"])


def _unwritten(words: object) -> bool:
    """Does nothing stand there but dots, as in the cell that is to be filled in?"""
    return not str(words).strip(" .…")


def _marked(html: str, mark: bool = True) -> str:
    return f"<mark>{html}</mark>" if mark else html


def _sections(report: Results, opened: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """The parts of the page, in the order in which one should believe them."""
    measure = f"Measured: {escape(report['measure'])}. {_times_opened(report, opened)}"
    yield f'<p class="number">{_number(report)}<br>{measure}</p>'
    yield _section("Data", _data(report["data"]))
    yield _section("Split", _split(report))
    yield _section("To be beaten, and the network", _scores(report))
    yield f'<div class="figures">{_figure(*_curves(report))}{_figure(*_confusion(report))}</div>'
    yield _section("Not tried", f"<p>{_not_tried(report['not_tried'])}</p>")
    made = escape(report["made"][:10])
    yield f"<footer>Made by nbkit mine report from the results of {made}.</footer>"


def _number(report: Results) -> str:
    """The score and its range; where there is none, or a class was always right, what that is worth."""
    low, high = report["interval"]
    said = f"<strong>{report['score']:.2f}</strong> on the test"
    spotless = [
        f"{sum(row)} {escape(name)}"
        for k, (name, row) in enumerate(zip(report["data"]["classes"], report["confusion"], strict=True))
        if row[k] == sum(row)
    ]
    proof = (
        f" All of {', '.join(spotless)} were right: that is no proof that the next one is."
        if spotless
        else ""
    )
    if low == high:
        return said + ". " + _marked(f"It has no range: all that was drawn is alike.{proof}")
    ends = f"<strong>{low:.2f}</strong> to <strong>{high:.2f}</strong> (95 of 100)."
    return f"{said}, which may be anything from {ends}{proof}"


def _not_tried(words: Sequence[str]) -> str:
    written = [escape(str(word)) for word in words if not _unwritten(word)]
    return "; ".join(written) + "." if written else _marked("This is not written yet.")


def _times_opened(report: Results, opened: Sequence[Mapping[str, Any]]) -> str:
    """How often the test set was opened, and what it said the other times."""
    scores = ", ".join(f"{look['score']:.4f}" for look in opened)
    if not opened:
        return "<mark>How often the test set was opened was not counted.</mark>"
    if len(opened) == 1:
        return "The test set was opened once."
    return f"<mark>The test set was opened {len(opened)} times: {scores}. The first is the fair one.</mark>"


def _data(data: Results) -> str:
    kinds = list(data["classes"].items())
    each = ", ".join(f"{count:,} {escape(name)}" for name, count in kinds[:MOST_CLASSES])
    more = f" and {len(kinds) - MOST_CLASSES} classes more" if len(kinds) > MOST_CLASSES else ""
    what = (
        f"images of {data['shape'][0]} x {data['shape'][1]}"
        if data["shape"]
        else f"{data['features']} columns"
    )
    groups = f", in {data['groups']:,} groups that belong together" if data["groups"] else ""
    notes = [shorten(note, LONGEST, placeholder=" …") for note in data["notes"][:MOST_NOTES]]
    if len(data["notes"]) > MOST_NOTES:
        notes = [*notes, f"and {len(data['notes']) - MOST_NOTES} notes more"]
    text = f"<p>{escape(data['name'])}: {data['rows']:,} examples ({each}{more}), {what}{groups}.</p>"
    return text + (_list(notes) if notes else "")


def _split(report: Results) -> str:
    grouped = report["data"]["groups"]
    parts = (
        f"{rows:,} rows" + (f" of {groups:,} groups" if grouped else "") + f" {PARTS[name]}"
        for name, (rows, groups) in report["parts"].items()
    )
    how = "whole groups, " if grouped else ""
    return f"<p>{'; '.join(parts)}. Dealt at random: {how}each class in the same shares.</p>"


def _scores(report: Results) -> str:
    """What the network is, and all scores on the part to choose by."""
    rows = "".join(
        f"<tr><td>{escape(name)}</td><td>{score:.4f}</td></tr>" for name, score in report["scores"].items()
    )
    head = '<tr><th scope="col">on the part to choose by</th><th scope="col">score</th></tr>'
    text = f"<p>Network: {escape(report['network'])}.</p>"
    return f"{text}<table><thead>{head}</thead><tbody>{rows}</tbody></table>{_unbeaten(report['scores'])}"


def _unbeaten(scores: Mapping[str, float]) -> str:
    """Name what the network did not beat; nothing where it leads."""
    network = scores.get("network", np.inf)
    others = ((name, score) for name, score in scores.items() if name != "network")
    ahead = [f"{escape(name)} ({score:.4f})" for name, score in others if score >= network]
    return f"<p>{_marked('The network did not beat: ' + ', '.join(ahead) + '.')}</p>" if ahead else ""


def _curves(report: Results) -> tuple[Figure, str]:
    curve = {name: np.asarray(values) for name, values in report["curve"].items()}
    x = curve.pop("epoch", np.arange(1, 1 + max(map(len, curve.values()), default=0)))
    fig = plots.loss_curves({"steps": x} | curve, xlabel="epoch", title="The training")
    fig.set_size_inches(4.2, 3.4)
    ends = ", ".join(f"{name} ends at {number(float(values[-1]))}" for name, values in curve.items())
    return fig, f"Loss over {len(x)} epochs: {ends}."


def _confusion(report: Results) -> tuple[Figure, str]:
    counts = np.asarray(report["confusion"], dtype=np.int64)
    labels, answers = (np.repeat(side.ravel(), counts.ravel()) for side in np.indices(counts.shape))
    names = list(report["data"]["classes"])
    fig = plots.confusion_matrix(labels, answers, names, title="On the test")
    right = ", ".join(f"{counts[k, k]} of {counts[k].sum()} {name}" for k, name in enumerate(names))
    return fig, f"Confusion on the test: right are {right}."


def _figure(fig: Figure, alt: str) -> str:
    """A figure as an image inside the page."""
    out = io.BytesIO()
    fig.savefig(out, format="png", dpi=min(160, 1500 / max(fig.get_size_inches())))
    data = base64.b64encode(out.getvalue()).decode()
    return f'<img src="data:image/png;base64,{data}" alt="{escape(alt)}">'


def _section(name: str, html: str) -> str:
    return f"<section><h2>{name}</h2>{html}</section>"


def _list(lines: Sequence[str]) -> str:
    return "<ul>" + "".join(f"<li>{escape(str(line))}</li>" for line in lines) + "</ul>"
