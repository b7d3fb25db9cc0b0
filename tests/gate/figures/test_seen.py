"""Every property of every kind of artist of matplotlib: it is seen, or left out on purpose."""

from __future__ import annotations

import pytest
from artists import EXAMPLES, called, change, figure_of, kinds, properties

from nbkit.gate.figures.fingerprint import fingerprint

pytestmark = pytest.mark.filterwarnings("ignore")  # of matplotlib, about values that nobody would choose

# Bases, of which nothing is drawn itself.
BASES = """
    Axis Collection Collection3D ColorizingArtist ContourSet FigureBase GeoAxes OffsetBox PackerBase Patch
    PathPatch3D Tick _AxesBase _CollectionWithSizes _ImageBase mplot3d·Axis ClabelText BrokenBarHCollection
"""

LEFT_OUT = {
    "agg_filter": "a function of the notebook's own",
    "animated figure": "when it is drawn and where it belongs, not how it looks",
    "antialiased rasterized rasterization_zorder snap resample dpi": "how pixels are made",
    "autoscale_on autoscalex_on autoscaley_on autoscalez_on xmargin ymargin zmargin": "seen in the limits",
    "converter data_interval units": "seen in the numbers and the limits",
    "gid url urls": "for who reads the file, not the picture",
    "picker pickradius mouseover navigate navigate_mode forward_navigation_events draggable": "for the mouse",
    "in_layout layout_engine tight_layout constrained_layout constrained_layout_pads": "by size of letters",
    "axes_locator canvas offset": "where drawing itself puts things",
    "prop_cycle": "seen in the colours of what comes later",
    "offset_position remove_overlapping_locs": "between ticks that nobody chose",
    "xlim3d ylim3d zlim3d label1 label2 label_props": "other names, of matplotlib 3.8 alone",
    "patch_arc patch_circle": "for those who make kinds of axes",
}

GLOBES = "AitoffAxes HammerAxes LambertAxes MollweideAxes"
AXES = f"Axes SecondaryAxis PolarAxes Axes3D {GLOBES}"
AXIS = "XAxis YAxis ThetaAxis RadialAxis mplot3d·XAxis mplot3d·YAxis mplot3d·ZAxis"
TICKS = "XTick YTick ThetaTick RadialTick"
IN_3D = "Line3D Text3D Line3DCollection Path3DCollection Poly3DCollection Patch3D Patch3DCollection"
BOXES = "TextArea OffsetImage DrawingArea AuxTransformBox HPacker VPacker PaddedBox"
MAPPED = "PolyQuadMesh QuadMesh TriMesh QuadContourSet TriContourSet"
MARKS = """PathCollection CircleCollection EllipseCollection RegularPolyCollection StarPolygonCollection
    AsteriskPolygonCollection Quiver Barbs"""
LINES = "LineCollection EventCollection Line3DCollection"
AREAS = "PolyCollection FillBetweenPolyCollection PatchCollection"

LEFT_OUT_OF: list[tuple[str, str, str]] = [
    (
        f"{AXES} {AXIS} {TICKS} Figure SubFigure Legend Cell {BOXES}",
        "alpha clip_box clip_on clip_path path_effects sketch_params transform label",
        "without effect on what is in them",
    ),
    (f"{AXIS} {TICKS} Spine _ColorbarSpine Figure SubFigure Cell {BOXES}", "zorder", "axes, above or below"),
    ("Spine _ColorbarSpine", "clip_box clip_on clip_path transform label", "an edge lies where its axes end"),
    ("Spine _ColorbarSpine", "facecolor fill hatch hatch_linewidth hatchcolor", "an edge has no inside"),
    ("Spine _ColorbarSpine Cell", "capstyle joinstyle edgegapcolor", "too thin to be seen"),
    ("Cell", "angle height fontsize x xy y", "drawing places cells and fits letters into them"),
    (
        "Cell TextArea Table Text Text3D Annotation AnchoredOffsetbox AnchoredText FigureImage",
        "clip_box clip_on clip_path",
        "usually off",
    ),
    ("Table", "fontsize transform", "drawing fits letters into cells"),
    ("TextArea", "multilinebaseline", "by the size of letters"),
    ("OffsetImage", "height width", "by the zoom"),
    ("NonUniformImage", "filternorm filterrad", "it has no filter"),
    (f"Axes {GLOBES} PolarAxes Axes3D", "adjustable", "seen with an aspect"),
    ("Axes3D", "xbound ybound zbound", "seen where set by xlim"),
    (
        "SecondaryAxis",
        "adjustable anchor aspect axisbelow box_aspect facecolor frame_on subplotspec xbound xinverted xlim "
        "ybound yinverted ylabel ylim yscale yticklabels zorder",
        "a second scale has one axis; all else is its parent's",
    ),
    (GLOBES, "longitude_grid_ends", "the ends of a grid that nobody chose"),
    ("mplot3d·XAxis mplot3d·YAxis mplot3d·ZAxis", "rotate_label", "drawing turns the labels"),
    (
        IN_3D,
        "clip_box clip_on clip_path transform zorder",
        "what lies in space is projected, and ordered by depth",
    ),
    (IN_3D, "sort_zpos zsort offset_transform offsets", "from depth and projection"),
    ("Line3D AxLine", "data xdata ydata", "drawing puts others in their place"),
    ("Line3DCollection", "verts", "in the plane"),
    (
        "InsetIndicator AnnotationBbox QuiverKey AnchoredOffsetbox AnchoredText Annotation",
        "transform",
        "they have units",
    ),
    ("InsetIndicator BboxImage", "clip_path transform", "they reach out of the axes"),
    (f"{MAPPED} {AREAS} {LINES}", "offset_transform", "without offsets"),
    (MARKS, "transform", "their places are seen"),
    (MAPPED, "facecolor", "numbers make the colours"),
    ("QuadContourSet TriContourSet", "array", "made from the levels"),
    ("Quiver Barbs", "sizes paths verts verts_and_codes", "made from u and v"),
    ("FancyArrowPatch ConnectionPatch", "patchA patchB", "where an arrow ends; both are seen"),
    ("ConnectionPatch", "positions clip_box clip_on clip_path", "from its two points"),
    ("Arc StepPatch", "fill", "usually not filled"),
]

REFUSED: list[tuple[str, str]] = [
    (f"PolarAxes {GLOBES}", "adjustable box_aspect xscale xticklabels"),
    (GLOBES, "xbound xlim ybound ylim yscale yticklabels"),
    ("SecondaryAxis", "position yticks"),
    (AXIS, "label"),
    ("Figure SubFigure Cell FigureImage", "transform"),
    (BOXES, "transform"),
    ("AxLine", "xy2"),
    ("NonUniformImage", "array cmap norm"),
    ("PcolorImage", "array"),
    (f"PolyQuadMesh Poly3DCollection Patch3DCollection {AREAS} {LINES}", "paths"),
    ("Poly3DCollection", "3d_properties"),
    ("_ColorbarSpine", "bounds position xy"),
]
LEFT_OUT_OF += [(kinds, names, "matplotlib refuses") for kinds, names in REFUSED]


def reasons(kind: str) -> dict[str, str]:
    """The properties of a kind that are left out, and why."""
    found = {name: reason for names, reason in LEFT_OUT.items() for name in names.split()}
    for those, names, reason in LEFT_OUT_OF:
        if kind in [name.replace("·", " ") for name in those.split()]:
            found |= dict.fromkeys(names.split(), reason)
    return found


def in_turn(name: str) -> tuple[bool, bool, str]:
    """What hides other properties comes last: numbers that become colours, and what cannot be seen at all."""
    last = name in (
        "visible",
        "fill",
        "frame_on",
        "clip_on",
        "offsets",
        "offset_transform",
        "aspect",
        "box_aspect",
    )
    return last, name in ("array", "clim", "cmap", "norm"), name


@pytest.mark.parametrize("kind", EXAMPLES)
def test_a_changed_property_is_seen(kind: str) -> None:
    item = EXAMPLES[kind]()
    figure, unseen = figure_of(item), []
    before = fingerprint(figure)
    for name in sorted(set(properties(type(item))) - set(reasons(kind)), key=in_turn):
        change(kind, item, name)
        after = fingerprint(figure)
        unseen += [name] if after == before else []
        before = after
    assert unseen == []


def test_every_kind_has_an_example() -> None:
    names = {called(kind) for kind in kinds() if kind.__module__.startswith(("matplotlib.", "mpl_toolkits."))}
    assert names - set(EXAMPLES) <= {name.replace("·", " ") for name in BASES.split()}
