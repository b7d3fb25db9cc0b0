"""The letters of all pictures as a part of a page, so that they look the same everywhere: DejaVu, cut."""

from __future__ import annotations

import base64
import io
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import matplotlib

HOME = Path(matplotlib.get_data_path(), "fonts/ttf")
FACES = {  # of a page: family and weight
    "DejaVuSans": ("DejaVu Sans", 400),
    "DejaVuSans-Bold": ("DejaVu Sans", 700),
    "DejaVuSansMono": ("DejaVu Sans Mono", 400),
    "DejaVuSansMono-Bold": ("DejaVu Sans Mono", 700),
}
RANGES = (  # Latin, Greek, marks of punctuation, small figures, arrows, signs of mathematics, shapes
    *((0x20, 0x7F), (0xA0, 0x180), (0x2B0, 0x2C8), (0x370, 0x400), (0x2010, 0x2040), (0x2070, 0x209D)),
    *((0x2100, 0x2150), (0x2190, 0x21D5), (0x2200, 0x22A6), (0x25A0, 0x25FF), (0x2713, 0x2718)),
)
LETTERS = frozenset(code for first, end in RANGES for code in range(first, end))


@cache
def faces() -> str:
    """Return the fonts of all pictures as CSS, with their licence and without any file beside it."""
    licence = (HOME / "LICENSE_DEJAVU").read_text(encoding="utf-8").strip()
    return "\n".join([f"/*\n{licence}\n*/", *_faces()])


def _faces() -> Iterator[str]:
    for name, (family, weight) in FACES.items():
        data = base64.b64encode(cut(HOME / f"{name}.ttf")).decode()
        yield (
            f'@font-face{{font-family:"{family}";font-weight:{weight};'
            f'src:url(data:font/woff;base64,{data}) format("woff")}}'
        )


def cut(path: Path) -> bytes:
    """Return a font with our LETTERS alone, as WOFF; the same bytes each time."""
    from fontTools.subset import Options, Subsetter
    from fontTools.ttLib import TTFont

    font = TTFont(path, recalcTimestamp=False)
    options = Options(layout_features=["kern"], hinting=False, notdef_outline=True)
    options.drop_tables = [*options.drop_tables, "FFTM"]  # the day on which it was made
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=LETTERS)
    subsetter.subset(font)
    font.flavor = "woff"
    content = io.BytesIO()
    font.save(content)
    return content.getvalue()
