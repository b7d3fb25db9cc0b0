"""A matplotlib figure as a small SVG: texts stay texts, images keep their pixels, a mark is written once."""

from __future__ import annotations

import base64
import io
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache
from html import escape
from itertools import groupby
from typing import Any, NamedTuple

import numpy as np
from matplotlib import font_manager
from matplotlib.backend_bases import RendererBase
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.path import Path
from matplotlib.textpath import TextPath
from matplotlib.transforms import Affine2D
from numpy.typing import NDArray

DPI = 96
FONT = "DejaVu Sans"
ROUND = {"butt": "", "projecting": ' stroke-linecap="square"', "round": ' stroke-linecap="round"'}
SHARED, SHORT = 24, 8  # letters of a shape from which on it has a name of its own, alone and in a row
PIXELS = ("nearest", "antialiased", "auto")  # images whose pixels are drawn by the page, each as a square


class Drawn(NamedTuple):
    """A picture as SVG, its size in pixels, and the height of its smallest letters (0 where it has none)."""

    svg: str
    width: float
    height: float
    smallest: float


def drawn(figure: Figure, tight: bool = False) -> Drawn:
    """Draw a figure as SVG; one unit of it is one pixel of a page.

    tight: cut to what is drawn, as `show` does where nothing makes room for texts.

    >>> drawn(Figure(figsize=(1, 1))).svg[:56]
    '<svg xmlns="http://www.w3.org/2000/svg" width="96" heigh'
    """
    figure.set_dpi(DPI)
    for image in (image for ax in figure.axes for image in ax.images):
        if image.get_interpolation() in PIXELS:
            image.set_interpolation("none")  # then matplotlib hands out its own pixels
    renderer = Renderer(*figure.bbox.size)
    figure.draw(renderer)
    left, top, width, height = 0.0, 0.0, float(figure.bbox.width), float(figure.bbox.height)
    if tight and figure.get_layout_engine() is None:
        box = figure.get_tightbbox(renderer).padded(0.1)
        left, top = DPI * box.x0, height - DPI * box.y1
        width, height = float(DPI * box.width), float(DPI * box.height)
    view = " ".join(map(_number, (left, top, width, height)))
    head = f'width="{_number(width)}" height="{_number(height)}" viewBox="{view}" font-family="{FONT}"'
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" {head} {LOOKS}>{renderer.body()}</svg>'
    return Drawn(svg, width, height, min(renderer.letters, default=0.0))


LOOKS = 'fill="none" stroke-linejoin="round" stroke-miterlimit="10" xml:space="preserve"'


class Mark(NamedTuple):
    """Something drawn: where it may be seen, how it looks, and what it is, at its place or whole."""

    clip: str
    look: str
    x: float
    y: float
    body: str  # of a shape, from its first point on; of anything else, all of it
    is_shape: bool = True


class Renderer(RendererBase):
    """Takes what artists draw as marks; `body` writes them."""

    def __init__(self, width: float, height: float) -> None:
        super().__init__()
        self.width, self.height = width, height
        self.flip = Affine2D().scale(1, -1).translate(0, height)
        self.marks: list[Mark] = []
        self.letters: list[float] = []
        self.defs: dict[str, str] = {}  # what is needed elsewhere -> its name

    def get_canvas_width_height(self) -> tuple[float, float]:
        """Return the size of the paper."""
        return self.width, self.height

    def points_to_pixels(self, points: Any) -> Any:
        """Return a length in pixels."""
        return points * DPI / 72

    def option_image_nocomposite(self) -> bool:
        """Images come one by one."""
        return True

    def option_scale_image(self) -> bool:
        """Images come in their own pixels."""
        return True

    def draw_path(self, gc: Any, path: Path, transform: Any, rgbFace: Any = None) -> None:
        """Draw lines and curves."""
        is_line = rgbFace is None and gc.get_hatch() is None
        simplify = path.should_simplify and is_line
        view = (0.0, 0.0, self.width, self.height) if simplify else None
        found: Any = path.cleaned(transform + self.flip, True, view, simplify=simplify, curves=True)
        look, clip = self._look(gc, rgbFace), self._clip(gc)
        if len(found.vertices) > 1 and look:
            x, y, body = traced(found.vertices[:-1], found.codes[:-1])
            self.marks.append(Mark(clip, look, x, y, body))
            if gc.get_hatch() is not None:
                self.marks.append(Mark(clip, f' fill="url(#{self._hatch(gc)})"', x, y, body))

    def draw_image(self, gc: Any, x: float, y: float, im: Any, transform: Any = None) -> None:
        """Draw an image in its own pixels."""
        height, width = im.shape[:2]
        place = Affine2D().translate(x, y) if transform is None else transform + Affine2D().translate(x, y)
        unit = Affine2D().scale(1 / width, 1 / height) if transform is not None else Affine2D()
        whole: Any = (unit + place + self.flip).get_affine()
        a, b, c, d, e, f = whole.to_values()
        matrix = " ".join(_number(v, 4) for v in (a, b, c, d, e, f))
        smooth = min(abs(a), abs(d)) < 1.5
        how = "" if smooth else ' style="image-rendering:pixelated"'
        alpha = gc.get_alpha()
        how += f' opacity="{_number(alpha, 2)}"' if alpha not in (None, 1) else ""
        size = f'width="{width}" height="{height}" preserveAspectRatio="none"'
        href = f"data:image/png;base64,{base64.b64encode(packed(im)).decode()}"
        body = f'<image {size} transform="matrix({matrix})"{how} href="{href}"/>'
        self.marks.append(Mark(self._clip(gc), "", 0, 0, body, False))

    def draw_text(
        self,
        gc: Any,
        x: float,
        y: float,
        s: str,
        prop: Any,
        angle: float,
        ismath: Any = False,
        mtext: Any = None,
    ) -> None:
        """Write a line of text."""
        size = self.points_to_pixels(prop.get_size_in_points())
        self.letters.append(size)
        if ismath:
            place = Affine2D().scale(DPI / 72).rotate_deg(angle).translate(x, self.height - y)
            gc.set_linewidth(0)
            self.draw_path(gc, TextPath((0, 0), s, prop=prop, usetex=False), place, gc.get_rgb())
            return
        at = f'x="{_number(x)}" y="{_number(y)}"'
        turn = f' transform="rotate({_number(-angle)} {_number(x)} {_number(y)})"' if angle else ""
        look = _fill(gc.get_rgb(), gc.get_alpha()) + _face(prop)
        text = f'<text {at}{turn} font-size="{_number(size, 2)}"{look}>{escape(s)}</text>'
        self.marks.append(Mark(self._clip(gc), "", 0, 0, text, False))

    def body(self) -> str:
        """Write all that was drawn; a shape that comes again has a name, and marks in a row are one line."""
        marks = list(self._in_rows())
        counts = Counter(mark.body for mark in marks if mark.is_shape and len(mark.body) > SHARED)
        names = {body: f"s{i}" for i, body in enumerate(body for body, n in counts.items() if n > 1)}
        shapes = "".join(f'<path id="{name}" d="M0 0{body}"/>' for body, name in names.items())
        defs = shapes + "".join(form.format(name) for form, name in self.defs.items())
        found = "".join(_clipped(clip, run, names) for clip, run in groupby(marks, lambda mark: mark.clip))
        return (f"<defs>{defs}</defs>" if defs else "") + found

    def _in_rows(self) -> Iterator[Mark]:
        """Give the marks; those that differ in nothing but their place, one after the other, as one line."""
        for (clip, look, body, is_shape), run in groupby(self.marks, lambda mark: (*mark[:2], *mark[4:])):
            same = list(run)
            if not is_shape or len(same) < 3 or len(body) < SHORT:
                yield from same
                continue
            mark = f'<path d="M0 0{body}"{look}/>'
            form = f'<marker id="{{}}" overflow="visible" markerUnits="userSpaceOnUse">{mark}</marker>'
            name = self.defs.setdefault(form, f"m{len(self.defs)}")
            x, y, steps = traced(np.array([(one.x, one.y) for one in same]), None)
            line = f'<path d="M{_number(x)} {_number(y)}{steps}" style="marker:url(#{name})"/>'
            yield Mark(clip, "", 0, 0, line, False)

    def _look(self, gc: Any, face: Any) -> str:
        """Return the attributes of a line and of what it surrounds."""
        forced = gc.get_alpha() if gc.get_forced_alpha() else None
        look = "" if face is None or (len(face) > 3 and face[3] == 0) else _fill(face, forced)
        width, (r, g, b, alpha) = self.points_to_pixels(gc.get_linewidth()), gc.get_rgb()
        alpha = alpha if forced is None else forced
        if width > 0 and alpha > 0:
            look += (
                f' stroke="{to_hex((r, g, b))}" stroke-width="{_number(width, 2)}"{ROUND[gc.get_capstyle()]}'
            )
            look += f' stroke-opacity="{_number(alpha, 2)}"' if alpha < 1 else ""
            look += f' stroke-linejoin="{gc.get_joinstyle()}"' if gc.get_joinstyle() != "round" else ""
            offset, dashes = gc.get_dashes()
            if dashes is not None:
                look += (
                    f' stroke-dasharray="{" ".join(_number(self.points_to_pixels(d), 2) for d in dashes)}"'
                )
                look += f' stroke-dashoffset="{_number(self.points_to_pixels(offset), 2)}"' if offset else ""
        return look

    def _clip(self, gc: Any) -> str:
        """Return the window through which something is seen, or the name of its shape."""
        box, (path, transform) = gc.get_clip_rectangle(), gc.get_clip_path()
        if path is not None:
            x, y, body = traced(
                path.vertices if transform is None else (transform + self.flip).transform(path.vertices),
                path.codes,
            )
            form = f'<clipPath id="{{}}"><path d="M{_number(x)} {_number(y)}{body}"/></clipPath>'
            return "#" + self.defs.setdefault(form, f"c{len(self.defs)}")
        if box is None:
            return ""
        return " ".join(map(_number, (box.x0, self.height - box.y1, box.width, box.height)))

    def _hatch(self, gc: Any) -> str:
        """Return the name of a pattern of lines."""
        path = gc.get_hatch_path().transformed(Affine2D().scale(DPI, -DPI))
        x, y, body = traced(path.vertices, path.codes)
        width = _number(self.points_to_pixels(gc.get_hatch_linewidth()), 2)
        line = f'stroke="{to_hex(gc.get_hatch_color())}" stroke-width="{width}"'
        size = f'patternUnits="userSpaceOnUse" width="{DPI}" height="{DPI}"'
        form = f'<pattern id="{{}}" {size}><path d="M{_number(x)} {_number(y)}{body}" {line}/></pattern>'
        return self.defs.setdefault(form, f"h{len(self.defs)}")


def _clipped(clip: str, marks: Iterator[Mark], names: dict[str, str]) -> str:
    """Write marks that are seen through the same window; those that look the same, as a group."""
    found = []
    for look, run in groupby(marks, lambda mark: mark.look):
        same = list(run)
        alone = len(same) < 3 or not look
        body = "".join(_written(mark, look if alone else "", names) for mark in same)
        found.append(body if alone else f"<g{look}>{body}</g>")
    body = "".join(found)
    if clip.startswith("#"):
        return f'<g clip-path="url({clip})">{body}</g>'
    if clip:
        x, y, width, height = clip.split()
        return f'<svg x="{x}" y="{y}" width="{width}" height="{height}" viewBox="{clip}">{body}</svg>'
    return body


def _written(mark: Mark, look: str, names: dict[str, str]) -> str:
    if not mark.is_shape:
        return mark.body
    x, y = _number(mark.x), _number(mark.y)
    if mark.body in names:
        return f'<use href="#{names[mark.body]}" x="{x}" y="{y}"{look}/>'
    return f'<path d="M{x} {y}{mark.body}"{look}/>'


def traced(vertices: NDArray[Any], codes: NDArray[Any] | None) -> tuple[float, float, str]:
    """Return where a path starts, and the rest of it as the data of an SVG path, relative to that.

    Steps are written, not places: the same shape elsewhere is the same text, and a curve that moves keeps
    most of it. Roundings do not add up: each step goes to the rounded place.

    >>> traced(np.array([[1, 2], [3, 2], [3, 4.04]]), None)
    (1.0, 2.0, 'l2 0 0 2')
    """
    x, y = (float(v) for v in vertices[0])
    tenths = np.rint((np.asarray(vertices) - (x, y)) * 10).astype(int)
    kinds = np.full(len(tenths), Path.LINETO) if codes is None else np.asarray(codes)
    if (kinds[1:] == Path.LINETO).all():
        steps = np.diff(tenths, axis=0)
        moved = steps[steps.any(axis=1)]
        return x, y, _data("l", (moved if len(moved) else steps[:1]).ravel().tolist())
    return x, y, "".join(_commands(tenths.tolist(), kinds.tolist()))


VERTICES = {Path.MOVETO: ("m", 1), Path.LINETO: ("l", 1), Path.CURVE3: ("q", 2), Path.CURVE4: ("c", 3)}


def _commands(places: list[list[int]], kinds: list[int]) -> Iterator[str]:
    """Write a path's commands; after it is closed, it goes on from where it began."""
    here = begun = places[0]
    last, i = "", 1
    while i < len(places):
        if kinds[i] == Path.CLOSEPOLY:
            yield "z"
            here, last, i = begun, "z", i + 1
            continue
        command, count = VERTICES[kinds[i]]  # type: ignore[index]
        numbers = [n for place in places[i : i + count] for n in (place[0] - here[0], place[1] - here[1])]
        yield _data("" if command == last and command != "m" else command, numbers)
        here = places[i + count - 1]
        begun = here if command == "m" else begun
        last, i = command, i + count


def _data(command: str, tenths: Sequence[int]) -> str:
    """Write a command and its numbers; a minus sign separates as a space does."""
    text = " ".join(map(_tenth, tenths)).replace(" -", "-")
    return command + text if command or text.startswith("-") else f" {text}"


@lru_cache(1 << 14)
def _tenth(n: int) -> str:
    return _number(n / 10)


def _number(value: float, digits: int = 1) -> str:
    """Write a number with few digits: .5 for 0.50."""
    text = f"{value:.{digits}f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    text = text.replace("0.", ".", 1) if text.startswith(("0.", "-0.")) else text
    return "0" if text in ("-0", "", "-") else text


def _fill(colour: Any, alpha: float | None) -> str:
    rgb, own = tuple(colour[:3]), (colour[3] if len(colour) > 3 else 1.0)
    alpha = own if alpha is None else alpha
    return f' fill="{to_hex(rgb)}"' + (f' fill-opacity="{_number(alpha, 2)}"' if alpha < 1 else "")


def _face(prop: Any) -> str:
    """Return what makes a text other than plain: its family, its weight, its slant."""
    weight, family = prop.get_weight(), font_manager.get_font(font_manager.findfont(prop)).family_name
    bold = weight in ("bold", "semibold", "heavy", "black") or (isinstance(weight, int) and weight > 500)
    look = f' font-family="{family}"' if family != FONT else ""
    return look + ' font-weight="bold"' * bold + ' font-style="italic"' * (prop.get_style() != "normal")


def packed(pixels: NDArray[np.uint8]) -> bytes:
    """Return pixels (height, width, 4) as a PNG, with as few bits a pixel as they need."""
    from PIL import Image

    rgb = pixels[..., :3]
    image = Image.fromarray(np.ascontiguousarray(pixels))
    if (pixels[..., 3] == 255).all():
        grey = (rgb == rgb[..., :1]).all()
        image = image.convert("L" if grey else "RGB")
        if not grey and len(np.unique(rgb.reshape(-1, 3), axis=0)) <= 256:
            image = image.quantize(256, dither=Image.Dither.NONE)
    small = io.BytesIO()
    image.save(small, format="png", optimize=True)
    return small.getvalue()
