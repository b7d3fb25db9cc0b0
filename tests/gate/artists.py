"""One example of each artist of matplotlib, and for each of its properties another value."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterator
from typing import Any

import matplotlib
import mpl_toolkits.mplot3d.art3d as art3d
import numpy as np
from matplotlib import collections, image, offsetbox, patches, patheffects
from matplotlib.artist import Artist, ArtistInspector
from matplotlib.figure import Figure
from matplotlib.gridspec import GridSpec
from matplotlib.path import Path
from matplotlib.ticker import MultipleLocator
from matplotlib.transforms import Affine2D, Bbox

GLOBES = ("AitoffAxes", "HammerAxes", "LambertAxes", "MollweideAxes")
TRIANGLE = [[0.1, 0.1], [0.9, 0.1], [0.5, 0.9]]
SQUARE = [[0.0, 0.0], [1.0, 0.0], [1.0, 0.5], [0.0, 0.5]]
GRID = np.arange(12.0).reshape(3, 4)
CORNERS = np.dstack(np.meshgrid(np.arange(5.0), np.arange(4.0)))
CURVE = Path([(0, 0), (1, 1), (1, 0)], [Path.MOVETO, Path.CURVE3, Path.CURVE3])


def axes(**words: Any) -> Any:
    """Axes whose limits stay as they are, with numbers that make colours."""
    return Figure(figsize=(3, 2)).add_subplot(**words)


def _added(make: Callable[[], Any], **words: Any) -> Callable[[], Any]:
    return lambda: axes(**words).add_artist(make())


def _drawn(
    method: str, *arguments: Any, pick: Any = None, projection: str | None = None, **words: Any
) -> Callable[[], Any]:
    def example() -> Any:
        found = getattr(axes(projection=projection), method)(*arguments, **words)
        return found if pick is None else found[pick]

    return example


def _triangles() -> Any:
    return axes().tripcolor([0, 1, 0, 1], [0, 0, 1, 1], [1.0, 2, 3, 4], shading="gouraud")


def _boxed(make: Callable[[], Any]) -> Callable[[], Any]:
    """A box for pictures and texts, at a place in the axes."""

    def example() -> Any:
        box = make()
        axes().add_artist(offsetbox.AnnotationBbox(box, (0.5, 0.5)))
        return box

    return example


def _area() -> Any:
    box = offsetbox.DrawingArea(20, 10)
    box.add_artist(patches.Circle((5, 5), 3))
    return box


def _transformed() -> Any:
    box = offsetbox.AuxTransformBox(Affine2D())
    box.add_artist(patches.Circle((5, 5), 3))
    return box


def _texts() -> list[Any]:
    return [offsetbox.TextArea("a"), offsetbox.TextArea("b")]


def _figure_image() -> Any:
    return axes().figure.figimage(GRID)


def _bbox_image() -> Any:
    found = image.BboxImage(Bbox.unit())
    found.set_data(GRID)
    return axes().add_artist(found)


def _uneven_image() -> Any:
    found = image.NonUniformImage(axes(), extent=(0, 9, 0, 9))
    found.set_data([0.0, 1, 3, 9], [0.0, 2, 9], GRID)
    return found.axes.add_image(found) or found


def _key() -> Any:
    ax = axes()
    return ax.quiverkey(ax.quiver([0], [1], [1], [1]), 0.5, 0.9, 1, "wind")


def _legend() -> Any:
    ax = axes()
    ax.plot([1, 2], label="one")
    ax.plot([2, 1], label="two")
    return ax.legend()


def _inset_frame() -> Any:
    ax = axes()
    return ax.indicate_inset_zoom(ax.inset_axes([0.5, 0.5, 0.4, 0.4]))


def _inset_indicator() -> Any:
    found = _inset_frame()
    return found[0] if isinstance(found, tuple) else found


def _framed(figure: Any) -> Any:
    figure.set_linewidth(2)
    return figure


def _part() -> Any:
    found = Figure(figsize=(3, 2)).subfigures(1, 2)[0]
    found.add_subplot()
    return _framed(found)


def _colorbar_spine() -> Any:
    ax = axes()
    return ax.figure.colorbar(ax.imshow(GRID)).outline


def _in_space(make: Callable[[], Any], add: str = "add_collection3d") -> Callable[[], Any]:
    def example() -> Any:
        ax, item = axes(projection="3d"), make()
        getattr(ax, add)(item)
        return item

    return example


def _patch_in_space(kind: Any, *arguments: Any) -> Callable[[], Any]:
    def example() -> Any:
        found = kind(*arguments)
        axes(projection="3d").add_patch(found)
        art3d.patch_2d_to_3d(found, z=1)
        return found

    return example


EXAMPLES: dict[str, Callable[[], Any]] = {
    "Axes": axes,
    "SecondaryAxis": _drawn("secondary_xaxis", "top", functions=(lambda x: 2 * x, lambda x: x / 2)),
    "PolarAxes": lambda: axes(projection="polar"),
    "AitoffAxes": lambda: axes(projection="aitoff"),
    "HammerAxes": lambda: axes(projection="hammer"),
    "LambertAxes": lambda: axes(projection="lambert"),
    "MollweideAxes": lambda: axes(projection="mollweide"),
    "Axes3D": lambda: axes(projection="3d"),
    "XAxis": lambda: axes().xaxis,
    "YAxis": lambda: axes().yaxis,
    "ThetaAxis": lambda: axes(projection="polar").xaxis,
    "RadialAxis": lambda: axes(projection="polar").yaxis,
    "XTick": lambda: axes().xaxis.get_major_ticks()[0],
    "YTick": lambda: axes().yaxis.get_major_ticks()[0],
    "ThetaTick": lambda: axes(projection="polar").xaxis.get_major_ticks()[0],
    "RadialTick": lambda: axes(projection="polar").yaxis.get_major_ticks()[0],
    "mplot3d XAxis": lambda: axes(projection="3d").xaxis,
    "mplot3d YAxis": lambda: axes(projection="3d").yaxis,
    "mplot3d ZAxis": lambda: axes(projection="3d").zaxis,
    "Figure": lambda: _framed(axes().figure),
    "SubFigure": _part,
    "Legend": _legend,
    "InsetIndicator": _inset_indicator,
    "Spine": lambda: axes().spines["left"],
    "_ColorbarSpine": _colorbar_spine,
    "Table": _drawn("table", [["1", "2"]]),
    "Cell": lambda: axes().table([["1", "2"]])[0, 0],
    "Line2D": _drawn("plot", [0, 1], [0, 1], pick=0, marker="o", linestyle="--"),
    "AxLine": _drawn("axline", (0.1, 0.2), slope=0.5, marker="o"),
    "Text": _drawn("text", 0.5, 0.5, "words"),
    "Annotation": _drawn("annotate", "words", (0.5, 0.5), (0.1, 0.1), arrowprops={"arrowstyle": "->"}),
    "AnnotationBbox": _added(lambda: offsetbox.AnnotationBbox(offsetbox.TextArea("a"), (0.5, 0.5))),
    "AnchoredOffsetbox": _added(lambda: offsetbox.AnchoredOffsetbox("center", child=offsetbox.TextArea("a"))),
    "AnchoredText": _added(lambda: offsetbox.AnchoredText("words", "center")),
    "TextArea": _boxed(lambda: offsetbox.TextArea("words")),
    "OffsetImage": _boxed(lambda: offsetbox.OffsetImage(GRID)),
    "DrawingArea": _boxed(_area),
    "AuxTransformBox": _boxed(_transformed),
    "HPacker": _boxed(lambda: offsetbox.HPacker(children=_texts())),
    "VPacker": _boxed(lambda: offsetbox.VPacker(children=_texts())),
    "PaddedBox": _boxed(lambda: offsetbox.PaddedBox(offsetbox.TextArea("a"), draw_frame=True)),
    "AxesImage": _drawn("imshow", GRID),
    "NonUniformImage": _uneven_image,
    "PcolorImage": _drawn("pcolorfast", [0.0, 1, 3, 4, 9], [0.0, 1, 3, 9], GRID),
    "FigureImage": _figure_image,
    "BboxImage": _bbox_image,
    "Quiver": _drawn("quiver", [0, 1], [0, 1], [1, 2], [0, 1]),
    "QuiverKey": _key,
    "Barbs": _drawn("barbs", [0, 1], [0, 1], [10, 20], [0, 10]),
    "PathCollection": _drawn("scatter", [0.2, 0.8], [0.2, 0.8]),
    "PolyCollection": _added(lambda: collections.PolyCollection([TRIANGLE])),
    "FillBetweenPolyCollection": _drawn("fill_between", [0, 1, 2], [1, 2, 1]),
    "PolyQuadMesh": _drawn("pcolor", GRID),
    "QuadMesh": _drawn("pcolormesh", GRID),
    "TriMesh": _triangles,
    "LineCollection": _added(lambda: collections.LineCollection([TRIANGLE, SQUARE], linestyle="--")),
    "EventCollection": _drawn("eventplot", [0.2, 0.5], pick=0),
    "PatchCollection": _added(lambda: collections.PatchCollection([patches.Circle((0.5, 0.5), 0.2)])),
    "CircleCollection": _added(lambda: collections.CircleCollection([30], offsets=[(0.5, 0.5)])),
    "EllipseCollection": _added(lambda: collections.EllipseCollection([2], [1], [0], offsets=[(0.5, 0.5)])),
    "RegularPolyCollection": _added(lambda: collections.RegularPolyCollection(5, offsets=[(0.5, 0.5)])),
    "StarPolygonCollection": _added(lambda: collections.StarPolygonCollection(5, offsets=[(0.5, 0.5)])),
    "AsteriskPolygonCollection": _added(
        lambda: collections.AsteriskPolygonCollection(5, offsets=[(0.5, 0.5)])
    ),
    "QuadContourSet": _drawn("contour", GRID),
    "TriContourSet": _drawn("tricontour", [0, 1, 0, 1], [0, 0, 1, 1], [1.0, 2, 3, 4]),
    "Rectangle": _added(lambda: patches.Rectangle((0.1, 0.1), 0.5, 0.4)),
    "Circle": _added(lambda: patches.Circle((0.5, 0.5), 0.3)),
    "Ellipse": _added(lambda: patches.Ellipse((0.5, 0.5), 0.6, 0.3)),
    "Annulus": _added(lambda: patches.Annulus((0.5, 0.5), 0.4, 0.1)),
    "Arc": _added(lambda: patches.Arc((0.5, 0.5), 0.6, 0.3, theta2=90)),
    "Arrow": _added(lambda: patches.Arrow(0.1, 0.1, 0.5, 0.5)),
    "CirclePolygon": _added(lambda: patches.CirclePolygon((0.5, 0.5), 0.3)),
    "ConnectionPatch": _added(lambda: patches.ConnectionPatch((0, 0), (1, 1), "data", "axes fraction")),
    "FancyArrow": _added(lambda: patches.FancyArrow(0.1, 0.1, 0.5, 0.5, width=0.1)),
    "FancyArrowPatch": _added(lambda: patches.FancyArrowPatch((0.1, 0.1), (0.9, 0.9))),
    "FancyBboxPatch": _added(lambda: patches.FancyBboxPatch((0.3, 0.3), 0.3, 0.3)),
    "PathPatch": _added(lambda: patches.PathPatch(CURVE)),
    "Polygon": _added(lambda: patches.Polygon(TRIANGLE)),
    "RegularPolygon": _added(lambda: patches.RegularPolygon((0.5, 0.5), 5)),
    "Shadow": _added(lambda: patches.Shadow(patches.Circle((0.5, 0.5), 0.3), 0.1, 0.1)),
    "StepPatch": _drawn("stairs", [1, 3, 2]),
    "Wedge": _added(lambda: patches.Wedge((0.5, 0.5), 0.4, 0, 90)),
    "Line3D": _drawn("plot", [0, 1], [0, 1], [0, 1], pick=0, marker="o", linestyle="--", projection="3d"),
    "Text3D": _drawn("text", 0.5, 0.5, 0.5, "words", projection="3d"),
    "Line3DCollection": _in_space(lambda: art3d.Line3DCollection([[(0, 0, 0), (1, 1, 1)]])),
    "Path3DCollection": _drawn("scatter", [0.2, 0.8], [0.2, 0.8], [0, 1], projection="3d"),
    "Poly3DCollection": _in_space(lambda: art3d.Poly3DCollection([[(0, 0, 0), (1, 0, 1), (1, 1, 0)]])),
    "Patch3D": _patch_in_space(patches.Circle, (0.5, 0.5), 0.3),
    "Patch3DCollection": _in_space(lambda: collections.PatchCollection([patches.Circle((0.5, 0.5), 0.2)])),
}

# ---------------------------------------------------------------- another value for each property


class Given:
    """Arguments of a setter that takes more than one."""

    def __init__(self, *arguments: Any, **words: Any) -> None:
        self.arguments, self.words = arguments, words


OTHER: dict[str, Any] = {
    "3d_properties": Given(zs=3, zdir="x"),
    "adjustable": "datalim",
    "alignment": "left",
    "alpha": 0.4,
    "anchor": "SW",
    "angle": 30,
    "angles": [45],
    "anncoords": "axes fraction",
    "annotation_clip": False,
    "array": np.array([3.0]),
    "arrowstyle": "<|-",
    "aspect": 2.0,
    "axisbelow": False,
    "backgroundcolor": "yellow",
    "bbox": {"facecolor": "red", "boxstyle": "round"},
    "bbox_to_anchor": (0.2, 0.3),
    "bounds": (0.2, 0.3, 0.4, 0.5),
    "box_aspect": 0.5,
    "boxstyle": "sawtooth",
    "capstyle": "projecting",
    "center": (0.4, 0.6),
    "child": offsetbox.TextArea("other"),
    "clim": (1, 5),
    "clip_box": lambda item: Bbox([[10, 10], [90, 90]]),
    "clip_on": False,
    "clip_path": lambda item: Given(CURVE, Affine2D().scale(100)),
    "closed": False,
    "cmap": "magma",
    "color": "red",
    "colors": "blue",
    "connectionstyle": "arc3,rad=0.3",
    "dash_capstyle": "round",
    "dash_joinstyle": "bevel",
    "dashes": (5, 1, 1, 1),
    "data": Given([0.0, 1.0], [3.0, 4.0]),
    "depthshade": False,
    "drawstyle": "steps",
    "edgecolor": "lime",
    "edgegapcolor": "cyan",
    "extent": (0, 5, 0, 7),
    "facecolor": "orange",
    "figheight": 4,
    "figwidth": 5,
    "fill": False,
    "fillstyle": "left",
    "filternorm": False,
    "filterrad": 9.0,
    "fontfamily": "monospace",
    "fontfeatures": ["liga"],
    "fontproperties": "serif",
    "fontsize": 17,
    "fontstretch": "condensed",
    "fontstyle": "italic",
    "fontvariant": "small-caps",
    "fontweight": "bold",
    "frame_on": False,
    "frameon": False,
    "functions": (lambda x: 3 * x, lambda x: x / 3),
    "gapcolor": "cyan",
    "hatch": "//",
    "hatch_linewidth": 3.0,
    "hatchcolor": "purple",
    "height": 0.7,
    "heights": [0.5],
    "horizontalalignment": "center",
    "interpolation": "bilinear",
    "interpolation_stage": "rgba",
    "inverted": True,
    "joinstyle": "bevel",
    "label": "a name",
    "label_coords": Given(0.3, 0.4),
    "label_position": lambda item: "top" if item.axis_name == "x" else "right",
    "label_text": "x",
    "language": "de",
    "latitude_grid": 30,
    "linelength": 3.0,
    "lineoffset": 5.0,
    "linespacing": 2.5,
    "linestyle": ":",
    "linewidth": 3.5,
    "loc": "lower left",
    "location": "bottom",
    "longitude_grid": 45,
    "longitude_grid_ends": 60,
    "major_formatter": "{x:.3f}!",
    "major_locator": lambda item: MultipleLocator(0.25),
    "marker": "s",
    "markeredgecolor": "lime",
    "markeredgewidth": 3.0,
    "markerfacecolor": "orange",
    "markerfacecoloralt": "pink",
    "markersize": 17,
    "markevery": 2,
    "math_fontfamily": "stix",
    "minor_formatter": "{x:.1f}?",
    "minor_locator": lambda item: MultipleLocator(0.125),
    "multialignment": "right",
    "multilinebaseline": True,
    "mutation_aspect": 2.0,
    "mutation_scale": 15.0,
    "ncols": 2,
    "norm": "log",
    "offset_transform": lambda item: item.axes.transAxes,
    "offsets": [(0.3, 0.7)],
    "orientation": "vertical",
    "pad": 9.0,
    "pane_color": "red",
    "parse_math": False,
    "patchA": lambda item: patches.Circle((0.2, 0.2), 0.1),
    "patchB": lambda item: patches.Circle((0.8, 0.8), 0.1),
    "path": Path([[0, 0], [1, 1], [1, 0]]),
    "path_effects": [patheffects.withStroke(linewidth=5, foreground="red")],
    "paths": [Path(SQUARE)],
    "position": [0.2, 0.3],
    "positions": Given((0.2, 0.3), (0.5, 0.9)),
    "proj_type": "ortho",
    "radii": 0.3,
    "radius": 0.35,
    "rlabel_position": 60.0,
    "rotation": 30.0,
    "rotation_mode": "anchor",
    "rotate_label": False,
    "segments": [SQUARE],
    "semimajor": 0.45,
    "semiminor": 0.25,
    "size_inches": (4, 3),
    "sizes": [50.0],
    "sketch_params": Given(3.0, 50.0, 2.0),
    "slope": 2.0,
    "solid_capstyle": "round",
    "solid_joinstyle": "bevel",
    "sort_zpos": 3,
    "subplotspec": lambda item: GridSpec(2, 2, figure=item.figure)[0, 1],
    "text": "other words",
    "text_props": Given(color="red"),
    "theta1": 20,
    "theta2": 70,
    "theta_direction": -1,
    "theta_offset": 1.0,
    "theta_zero_location": "N",
    "thetalim": (0, 3),
    "thetamax": 200,
    "thetamin": 10,
    "tick_params": Given(labelcolor="red"),
    "ticklabels": ["p", "q", "r"],
    "ticks": [0.1, 0.4, 0.8],
    "ticks_position": lambda item: "top" if item.axis_name == "x" else "right",
    "title": "a title",
    "transform": lambda item: Affine2D().rotate_deg(20) + item.axes.transData,
    "transform_rotates_text": True,
    "usetex": True,
    "UVC": Given([2, 2], [1, 3]),
    "verticalalignment": "top",
    "rgrids": [0.2, 0.7],
    "rlim": Given(0.0, 5.0),
    "rmax": 4.0,
    "rmin": 0.5,
    "rorigin": -1.0,
    "rscale": "symlog",
    "rticks": [0.2, 0.7],
    "thetagrids": [0, 90],
    "xbound": Given(-2.5, 7.5),
    "ybound": Given(-3.5, 8.5),
    "zbound": Given(-3.5, 8.5),
    "zinverted": True,
    "zscale": "symlog",
    "zsort": "max",
    "layout_engine": "constrained",
    "resample": True,
    "position_3d": (0.1, 0.2, 0.3),
    "z": 0.9,
    "data_3d": Given([0, 1], [2, 3], [4, 5]),
    "offset_position": "right",
    "verts": [SQUARE],
    "verts_and_codes": Given([TRIANGLE], [[1, 2, 2]]),
    "view_interval": Given(-3.0, 8.0, True),
    "visible": False,
    "width": 0.8,
    "widths": [3.0],
    "wrap": True,
    "x": 0.3,
    "xdata": [0.0, 2.0],
    "xinverted": True,
    "xlabel": "x",
    "xlim": (-2.0, 7.0),
    "xmargin": 0.5,
    "xscale": "symlog",
    "xticklabels": ["p", "q", "r"],
    "xticks": [0.1, 0.4, 0.8],
    "xy": (0.25, 0.35),
    "xy1": (0.3, 0.1) if matplotlib.__version_info__ > (3, 9) else Given(0.3, 0.1),
    "xy2": (0.7, 0.9),
    "y": 0.4,
    "ydata": [0.0, 5.0],
    "yinverted": True,
    "ylabel": "y",
    "ylim": (-3.0, 8.0),
    "yscale": "symlog",
    "yticklabels": ["p", "q", "r"],
    "yticks": [0.1, 0.4, 0.8],
    "zlabel": "z",
    "zlim": (-3.0, 8.0),
    "zoom": 2.0,
    "zorder": 7.5,
    "zticklabels": ["p", "q", "r"],
    "zticks": [0.1, 0.4, 0.8],
}


# Where the usual value does not fit: a kind, and a property of it.
FITTING: dict[tuple[str, str], Any] = {
    **{(name, "position"): [0.2, 0.3, 0.4, 0.5] for name in ("Axes", "PolarAxes", "Axes3D", *GLOBES)},
    ("AnchoredText", "child"): lambda item: offsetbox.TextArea("other"),
    ("Axes3D", "aspect"): "equal",
    ("Axes3D", "box_aspect"): (1, 2, 3),
    ("Spine", "bounds"): Given(0.2, 0.8),
    ("Spine", "position"): "center",
    ("NonUniformImage", "data"): Given([0.0, 1, 2, 9], [0.0, 5, 9], GRID),
    ("NonUniformImage", "interpolation"): "bilinear",
    ("PcolorImage", "data"): Given([0.0, 2, 3, 4, 9], [0.0, 2, 3, 9], GRID),
    ("FigureImage", "data"): GRID.T,
    ("FigureImage", "array"): GRID.T + 1,
    ("BboxImage", "data"): GRID.T,
    ("BboxImage", "array"): GRID.T + 1,
    ("AxesImage", "data"): GRID.T,
    ("AxesImage", "array"): GRID.T + 1,
    ("OffsetImage", "data"): GRID.T,
    ("PolyQuadMesh", "array"): GRID + 1,
    ("QuadMesh", "array"): GRID + 1,
    ("TriMesh", "array"): np.array([4.0, 3, 2, 1]),
    ("QuadContourSet", "array"): np.array([3.0, 4.0]),
    ("EventCollection", "positions"): [0.3, 0.7],
    ("PatchCollection", "paths"): [patches.Circle((0.2, 0.2), 0.1)],
    ("FillBetweenPolyCollection", "data"): Given([0, 1, 2], [2, 3, 2], 0),
    ("Annulus", "width"): 0.2,
    ("Arrow", "data"): Given(0.2, 0.2, 0.3, 0.3),
    ("FancyArrow", "data"): Given(x=0.2, y=0.2),
    ("FancyArrow", "xy"): SQUARE,
    ("Polygon", "xy"): SQUARE,
    ("FancyBboxPatch", "x"): 0.35,
    ("LineCollection", "verts"): [TRIANGLE],
    ("EventCollection", "verts"): [TRIANGLE],
    ("StepPatch", "data"): Given([1, 4, 2]),
    ("_ColorbarSpine", "xy"): SQUARE,
    ("Path3DCollection", "3d_properties"): Given([3, 4], "x"),
    ("Patch3DCollection", "3d_properties"): Given([3], "x"),
    ("Text3D", "3d_properties"): Given(3, "x"),
    ("Patch3D", "3d_properties"): Given(verts=TRIANGLE, zs=3),
    ("Line3DCollection", "segments"): [[(0, 0, 0), (1, 2, 3)]],
    ("Poly3DCollection", "verts"): [[(0, 0, 1), (1, 0, 1), (1, 1, 0)]],
    ("Poly3DCollection", "verts_and_codes"): Given([[(0, 0, 2), (1, 0, 1), (1, 1, 0)]], [[1, 2, 2]]),
    ("SecondaryAxis", "alignment"): "bottom",
    ("Table", "fontsize"): 17,
    ("ThetaAxis", "label_position"): "top",
    ("ThetaAxis", "ticks_position"): "top",
    ("Quiver", "offsets"): [(0.3, 0.7), (0.4, 0.8)],
    ("Barbs", "offsets"): np.array([(0.3, 0.7), (0.4, 0.8)]),
    **{(f"mplot3d {name}", "label_position"): "upper" for name in ("XAxis", "YAxis", "ZAxis")},
    **{(f"mplot3d {name}", "ticks_position"): "upper" for name in ("XAxis", "YAxis", "ZAxis")},
}


def change(name: str, item: Any, prop: str) -> None:
    """Give another value to a property of an example."""
    value = FITTING.get((name, prop), OTHER[prop])
    value = value(item) if callable(value) else value
    given = value if isinstance(value, Given) else Given(value)
    getattr(item, f"set_{prop}")(*given.arguments, **given.words)


def figure_of(item: Any) -> Figure:
    """The whole figure that an artist is in."""
    found = item if isinstance(item, Figure) else item.figure
    while found.figure is not found:
        found = found.figure
    return found


def called(kind: type) -> str:
    """The name of a kind in `EXAMPLES`: 3-D axes have an XAxis of their own."""
    return f"mplot3d {kind.__name__}" if kind.__module__.endswith("axis3d") else kind.__name__


def kinds() -> Iterator[type[Artist]]:
    """All kinds of artists that matplotlib has, those of 3-D axes among them."""
    for module in pkgutil.iter_modules(matplotlib.__path__, "matplotlib."):
        if not module.name.startswith(("matplotlib.tests", "matplotlib.sphinxext", "matplotlib.testing")):
            importlib.import_module(module.name)
    importlib.import_module("mpl_toolkits.mplot3d")
    yield from _below(Artist)


def _below(kind: type) -> Iterator[Any]:
    for inner in kind.__subclasses__():
        yield inner
        yield from _below(inner)


def properties(kind: type[Artist]) -> list[str]:
    """What can be set of a kind of artist."""
    return ArtistInspector(kind).get_setters()
