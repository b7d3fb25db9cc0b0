"""Pictures that the browser draws, by Plotly, Vega or Bokeh, and SVG: their data, not one run's names."""

from __future__ import annotations

import base64
import gzip
import json
import re
import zlib
from typing import Any

PLOTLY = "application/vnd.plotly."
VEGA = ("application/vnd.vegalite.", "application/vnd.vega.")
BOKEH = "application/vnd.bokehjs_"
SVG = "image/svg+xml"
GZIP = b"\x1f\x8b"
SCRIPT = "application/javascript"

BOKEH_ID = re.compile(r"\b(?:p\d{4,}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\b")
BOKEH_ARRAY = re.compile(
    r'\{"type":"bytes","data":"([^"]*)"\},"shape":\[[\d,]*\],"dtype":"(\w+)","order":"(\w+)"'
)
SVG_ID = re.compile(r"""\bid="([a-z]\w*?[0-9a-f]{8,})\b""")
SVG_DATE = re.compile(
    r"<dc:date>[^<]*</dc:date>|<!--.*?-->|<dc:title>Matplotlib v[^<]*</dc:title>", re.DOTALL
)


def redundant(mimes: Any) -> tuple[str, ...]:
    """Name the parts that hold again what another part holds as data: programs that load a library and draw.

    >>> redundant(["application/vnd.plotly.v1+json", "text/html"])
    ('text/html', 'image/png', 'image/svg+xml')
    """
    if any(mime.startswith((PLOTLY, *VEGA)) for mime in mimes):
        return ("text/html", "image/png", SVG)
    loads = any(mime.startswith(f"{BOKEH}load") for mime in mimes)
    return (SCRIPT, f"{BOKEH}load.v0+json") if loads else ()


def said(mime: str, value: Any) -> Any:
    """Return what a part says, without random names, dates and the versions of libraries.

    >>> said("application/vnd.vegalite.v5+json", {"data": {"name": "data-3f"}, "datasets": {"data-3f": [1]}})
    {'data': {'name': 'data 1'}, 'datasets': {'data 1': [1]}}
    """
    if mime.startswith(PLOTLY) and isinstance(value, dict):
        return _plotly(value)
    if mime.startswith(VEGA) and isinstance(value, dict):
        return _vega(value)
    if mime == SCRIPT and isinstance(value, str | list):
        return _bokeh("".join(value))
    return _svg(value) if mime == SVG and isinstance(value, str) else value


def _plotly(figure: dict[str, Any]) -> Any:
    """Write out arrays, and leave out the defaults of kinds of traces that nobody has drawn."""
    layout = figure.get("layout")
    layout = dict(layout) if isinstance(layout, dict) else {}
    template = layout.get("template")
    if isinstance(template, dict):
        layout["template"] = template.get("layout", {})
    return _arrays({"data": figure.get("data", []), "layout": layout, "frames": figure.get("frames", [])})


def _arrays(value: Any) -> Any:
    if isinstance(value, list):
        return [_arrays(item) for item in value]
    if not isinstance(value, dict):
        return value
    if isinstance(value.get("bdata"), str) and "dtype" in value:
        return _numbers(value["bdata"], str(value["dtype"])) or value
    return {key: _arrays(item) for key, item in value.items() if key != "uid"}


def _numbers(content: str, dtype: str, order: str = "little") -> list[Any]:
    """Read numbers in base64, packed or not; none where there are none."""
    import numpy as np  # only for such charts

    try:
        raw = base64.b64decode(content)
        raw = gzip.decompress(raw) if raw.startswith(GZIP) else raw
        found = np.frombuffer(raw, np.dtype(dtype).newbyteorder("<" if order == "little" else ">"))
    except (OSError, EOFError, TypeError, ValueError, zlib.error):
        return []
    plain: list[Any] = found.astype(object).tolist()
    return [item if item == item else "nan" for item in plain]


def _vega(chart: dict[str, Any]) -> Any:
    """Number the data sets, which are named after their content, and leave out the language's version."""
    text = json.dumps({key: value for key, value in chart.items() if key != "$schema"})
    for number, name in enumerate(chart.get("datasets", {}), start=1):
        text = text.replace(json.dumps(name), f'"data {number}"')
    return json.loads(text)


def _bokeh(script: str) -> str:
    """Number the objects of a document in their order, and write out its arrays."""
    if "docs_json" not in script:
        return script
    script = BOKEH_ARRAY.sub(_written, script)
    names = {
        name: f"id {number}" for number, name in enumerate(dict.fromkeys(BOKEH_ID.findall(script)), start=1)
    }
    script = BOKEH_ID.sub(lambda found: names[found.group()], script)
    return re.sub(r'"version":"[\d.]+"', '"version":""', script).replace('{"type"', '\n{"type"')


def _written(array: re.Match[str]) -> str:
    return json.dumps(_numbers(*array.groups())) if array[1] else array[0]


def _svg(picture: str) -> str:
    """Number the names that are given by chance, and leave out when and with what a picture was made."""
    picture = SVG_DATE.sub("", picture)
    for number, name in enumerate(dict.fromkeys(SVG_ID.findall(picture)), start=1):
        picture = re.sub(rf"\b{re.escape(name)}\b", f"id-{number}", picture)
    return picture
