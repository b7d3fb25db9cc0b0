"""Charts that the browser draws, and SVG, are compared by their data: here shortened from what is stored."""

from __future__ import annotations

import base64
import gzip
import json
from typing import Any

import numpy as np
import pytest
from books import display

from nbkit.gate.outputs.compare import compare_outputs
from nbkit.gate.outputs.tolerance import Drift, Rules


def text_of(values: list[float]) -> str:
    return base64.b64encode(np.array(values).tobytes()).decode()


def plotly(values: list[float], run: str) -> dict[str, Any]:
    """As Plotly 6 and later: arrays in base64, an HTML page with ids drawn at random."""
    trace = {"type": "scatter", "y": {"dtype": "f8", "bdata": text_of(values)}, "uid": run}
    template = {"data": {"bar": [{"type": "bar", "version": run}]}, "layout": {"colorway": ["#636efa"]}}
    figure = {"data": [trace], "layout": {"title": {"text": "Growth"}, "template": template}}
    page = f'<div id="{run}"></div><script>/* plotly.js v{run} */</script>'
    return {"application/vnd.plotly.v1+json": figure | {"config": {"server": run}}, "text/html": page}


def vega(values: list[float], run: str) -> dict[str, Any]:
    """As Altair's renderer `mimetype`: data under a name made from its content."""
    name = f"data-{run}"
    chart = {"$schema": f"v{run}.json", "data": {"name": name}, "mark": "line"}
    return {"application/vnd.vegalite.v5+json": chart | {"datasets": {name: [{"b": v} for v in values]}}}


def altair(values: list[float], run: str) -> dict[str, Any]:
    """As Altair's usual renderer: the chart in a script."""
    hashed = run.rjust(32, "0")
    chart = vega(values, hashed)["application/vnd.vegalite.v5+json"] | {"$schema": "v5.json"}
    return {"text/html": f'<div id="altair-viz-{hashed}"></div><script>draw({json.dumps(chart)})</script>'}


def bokeh(values: list[float], run: str) -> dict[str, Any]:
    """As Bokeh 3: objects numbered through the whole kernel, arrays packed."""
    packed = base64.b64encode(gzip.compress(np.array(values).tobytes(), mtime=1)).decode()
    array = (
        f'{{"type":"bytes","data":"{packed}"}},"shape":[{len(values)}],"dtype":"float64","order":"little"}}'
    )
    document = f'{{"{run.rjust(8, "0")}-ba8f-468c-877b-05881a3595bb":{{"version":"3.{run}.2","id":"p10{run}",'
    script = f'const docs_json = {document}"array":{array};'
    return {"application/javascript": script, "application/vnd.bokehjs_exec.v0+json": ""}


def styler(values: list[float], run: str) -> dict[str, Any]:
    """As a styled pandas table."""
    cells = "".join(f'<td id="T_{run}ab_row{i}_col0" >{value:.9f}</td>' for i, value in enumerate(values))
    style = f"<style>#T_{run}ab_row0_col0 {{color: red}}</style>"
    return {"text/html": f'{style}<table id="T_{run}ab">{cells}</table>'}


def table(values: list[float], run: str) -> dict[str, Any]:
    """As a pandas table."""
    return {"text/html": "".join(f"<td>{value:.9f}</td>\n" for value in values)}


def svg(values: list[float], run: str) -> dict[str, Any]:
    """As matplotlib's SVG, of which the meaning is not known."""
    clip, mark = f"p{run.rjust(10, 'a')}", f"m{run.rjust(10, 'b')}"
    points = "".join(f'<use x="{value:.9f}" xlink:href="#{mark}"/>\n' for value in values)
    made = (
        f"<dc:date>2026-11-{run}</dc:date><dc:title>Matplotlib v3.{run}, https://matplotlib.org/</dc:title>"
    )
    defined = f'<clipPath id="{clip}"/><path id="{mark}"/>'
    return {"image/svg+xml": f'<svg>{made}{defined}<g clip-path="url(#{clip})">{points}</g></svg>'}


@pytest.mark.parametrize("kind", [plotly, vega, altair, bokeh, styler, table, svg])
def test_two_runs_agree_and_a_changed_value_is_caught(kind: Any) -> None:
    def said(values: list[float], run: str) -> str:
        stored, new = display(**kind([0.1, 0.25, 2.0], "10")), display(**kind(values, run))
        return " ".join(map(str, compare_outputs([stored], [new], Rules(), Drift())))

    assert said([0.1, 0.25, 2.0], "21") == said([0.1 + 1e-9, 0.25, 2.0], "10") == ""
    assert "0.26" in said([0.1, 0.26, 2.0], "21")
    assert said([0.1, 0.25], "10")


def test_what_holds_no_data_is_compared_as_it_is() -> None:
    broken = {"data": [{"y": {"dtype": "f8", "bdata": "!"}}], "layout": []}
    for other in (broken, {"data": []}):
        found = compare_outputs(
            [display(**{"application/vnd.plotly.v1+json": broken})],
            [display(**{"application/vnd.plotly.v1+json": other})],
            Rules(),
            Drift(),
        )
        assert bool(found) == (other is not broken)
    script = display(**{"application/javascript": "alert(1)"})
    assert compare_outputs([script], [display(**{"application/javascript": "alert(2)"})], Rules(), Drift())
