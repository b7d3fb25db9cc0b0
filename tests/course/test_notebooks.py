"""What every chapter must be, whatever it says: tidy, short, executed, with alt text and true copies."""

from __future__ import annotations

import ast
import importlib
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import nbformat
import numpy as np
import pytest

import nbkit.graph
import nbkit.ops

ROOT = Path(__file__).resolve().parents[2]
CHAPTERS = sorted((ROOT / "course").glob("[0-9a][0-9]_*.ipynb"))
Notebook = nbformat.NotebookNode

SLIDES = {"slide", "subslide", "fragment", "skip", "notes", "-"}
LINES, DEFINITION_LINES, OUTPUT_LINES, SECTIONS = 12, 20, 15, 8
WEASEL = re.compile(r"\b(simply|obviously|just)\b", re.IGNORECASE)
PATH = re.compile(r"(?<![\w/.])/(?:home|Users|root|tmp|work|opt|var|private)/\w|\b[A-Z]:\\\\?\w")
STAMP = re.compile(r"\b20\d\d-\d\d-\d\d[T ]\d\d:\d\d|0x[0-9a-f]{8,}")
ALT_IN_MARKDOWN = re.compile(r"!\[(?P<alt>[^\]]*)\]\(")
IMAGES = ("image/png", "image/svg+xml", "image/jpeg")


def read(path: Path) -> Notebook:
    """The notebook as it is: `nbformat.read` would mend it silently."""
    return nbformat.v4.reads(path.read_text(encoding="utf-8"))


def code_cells(book: Notebook) -> list[Notebook]:
    return [cell for cell in book.cells if cell.cell_type == "code"]


def texts(output: Notebook) -> str:
    """What a reader sees of an output as text."""
    data = output.get("data", {})
    if any(mime in data for mime in (*IMAGES, "text/html")):
        return ""
    return output.get("text", "") or data.get("text/plain", "")


def prose(book: Notebook) -> Iterator[tuple[Notebook, str]]:
    """Markdown without its code."""
    for cell in book.cells:
        if cell.cell_type == "markdown":
            yield cell, re.sub(r"```.*?```|`[^`]*`", "", cell.source, flags=re.DOTALL)


def not_valid(book: Notebook) -> Iterator[str]:
    ids = [cell.get("id") for cell in book.cells]
    if None in ids or len(set(ids)) != len(ids):
        yield "cell ids are missing or not unique"
        return  # nbformat's own check would mend them in passing
    try:
        nbformat.validate(book)
    except nbformat.ValidationError as error:
        yield f"invalid: {error.message}"
    if book.metadata.get("kernelspec", {}).get("name") != "python3":
        yield "kernelspec is not python3"


def not_clean(book: Notebook) -> Iterator[str]:
    if "widgets" in book.metadata:
        yield "widget state is stored"
    for cell in book.cells:
        if {"execution", "ExecuteTime", "collapsed", "scrolled"} & set(cell.metadata):
            yield f"{cell.id}: metadata of one run"
        outputs = " ".join(map(texts, cell.get("outputs", [])))
        for what, pattern in (("a path of one machine", PATH), ("a time or an address", STAMP)):
            if found := pattern.search(cell.source + " " + outputs):
                yield f"{cell.id}: {what}: {found.group()}"


def not_executed(book: Notebook) -> Iterator[str]:
    counts = [cell.execution_count for cell in code_cells(book)]
    if counts != list(range(1, len(counts) + 1)):
        yield f"not run from top to bottom: {counts}"


def too_long(book: Notebook) -> Iterator[str]:
    for cell in code_cells(book):
        lines = [line for line in cell.source.splitlines() if line.strip()]
        defines = any(line.startswith(("def ", "class ", "@")) for line in lines)
        if len(lines) > (DEFINITION_LINES if defines else LINES):
            yield f"{cell.id}: {len(lines)} lines of code"
        for output in cell.outputs:
            count = len(texts(output).splitlines())
            if count > OUTPUT_LINES:
                yield f"{cell.id}: {count} lines of output"


def weasel_words(book: Notebook) -> Iterator[str]:
    for cell, text in prose(book):
        if found := WEASEL.search(text):
            yield f"{cell.id}: {found.group()!r}"


def without_alt(book: Notebook) -> Iterator[str]:
    for cell in book.cells:
        for output in cell.get("outputs", []):
            for mime in set(IMAGES) & set(output.get("data", {})):
                if not output.metadata.get(mime, {}).get("alt"):
                    yield f"{cell.id}: {mime} without alt text; use show(fig, alt=...)"
        if cell.cell_type == "markdown":
            yield from (
                f"{cell.id}: ![]" for m in ALT_IN_MARKDOWN.finditer(cell.source) if not m["alt"].strip()
            )


def without_slides(book: Notebook) -> Iterator[str]:
    for cell in book.cells:
        if cell.metadata.get("slideshow", {}).get("slide_type") not in SLIDES:
            yield f"{cell.id}: no slide_type"


def headings(book: Notebook) -> list[str]:
    return [line for _, text in prose(book) for line in text.splitlines() if line.startswith(("# ", "## "))]


def misnumbered(book: Notebook) -> Iterator[str]:
    """The chapter is `# 3. …`, its sections `## 3.1 …`, `## 3.2 …`; the first appendix is `# A1. …`."""
    first, *sections = headings(book) or [""]
    chapter = re.match(r"# (A?\d+)\. \S", first)
    if not chapter:
        yield f"opens with {first!r} instead of '# 3. The title'"
        return
    if len(sections) > SECTIONS:
        yield f"{len(sections)} sections; {SECTIONS} at most"
    for number, section in enumerate(sections, 1):
        if not section.startswith(f"## {chapter[1]}.{number} "):
            yield f"expected '## {chapter[1]}.{number} …', got {section!r}"


def installs(book: Notebook) -> Iterator[str]:
    for cell in code_cells(book):
        if re.search(r"pip install|conda install|urlopen|https?://|fetch_mnist|sys\.path", cell.source):
            yield f"{cell.id}: installs, downloads or looks for paths"


def dead_links(book: Notebook) -> Iterator[str]:
    """A link to a file leads from `course/` to one that is there."""
    for cell, text in prose(book):
        for link in re.findall(r"\]\((?!https?:|#)([^)\s]+)\)", text):
            if not (ROOT / "course" / link).exists():
                yield f"{cell.id}: {link} is not there"


def without_goal(book: Notebook) -> Iterator[str]:
    """Who moves sliders looks for something: the words before an explorer say what, or those behind it."""
    words = [cell.cell_type == "markdown" and not cell.source.startswith("**Exercise") for cell in book.cells]
    for number, cell in enumerate(book.cells):
        if "explorer" in cell.metadata.get("tags", []):
            before = [i for i in range(number) if words[i]][-1:]
            behind = [i for i in range(number, len(words)) if words[i]][:1]
            if not any("**Goal:**" in book.cells[i].source for i in before + behind):
                yield f"{cell.id}: an explorer without a **Goal:**"


RULES = (
    not_valid,
    not_clean,
    not_executed,
    too_long,
    weasel_words,
    without_alt,
    without_slides,
    misnumbered,
    installs,
    dead_links,
    without_goal,
)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_chapter(path: Path, rule: Callable[[Notebook], Iterator[str]]) -> None:
    assert list(rule(read(path))) == []


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_chapter_has_its_number_and_notes(path: Path) -> None:
    number = path.stem[:2].removeprefix("0").upper()
    assert headings(read(path))[0].startswith(f"# {number}. ")
    notes = path.parent / "notes" / f"{path.stem}.md"
    assert notes.is_file(), f"{notes.name} is missing: the instructor's side of the chapter"
    assert WEASEL.findall(re.sub(r"`[^`]*`", "", notes.read_text(encoding="utf-8"))) == []


# --- Each rule against a chapter that keeps all of them but one ---


def good() -> Notebook:
    """A tiny chapter that keeps every rule."""
    v4, slide = nbformat.v4, {"slideshow": {"slide_type": "slide"}}
    figure = v4.new_output("display_data", data={"image/png": ""}, metadata={"image/png": {"alt": "A line."}})
    cells = [
        v4.new_markdown_cell("# 3. A title\n\n## 3.1 A section\n\nThe word `just` may stand in code."),
        v4.new_code_cell("1 + 1", execution_count=1, outputs=[v4.new_output("stream", text="2\n")]),
        v4.new_code_cell("show(fig, alt='A line.')", execution_count=2, outputs=[figure]),
    ]
    for number, cell in enumerate(cells):
        cell.update(id=f"cell-{number}", metadata=dict(slide))
    metadata = {"kernelspec": {"name": "python3", "display_name": "Python 3"}}
    return v4.new_notebook(cells=cells, metadata=metadata)


def set_output(book: Notebook, text: str) -> None:
    book.cells[1].outputs[0]["text"] = text


def set_source(book: Notebook, cell: int, text: str) -> None:
    book.cells[cell]["source"] = text


PLANTED: list[tuple[Callable[..., Any], Callable[[Notebook], Any]]] = [
    (not_valid, lambda book: book.cells[1].update(id="cell-0")),
    (not_valid, lambda book: book.cells[1].pop("id")),
    (not_valid, lambda book: book.metadata.pop("kernelspec")),
    (not_clean, lambda book: book.metadata.update(widgets={})),
    (not_clean, lambda book: book.cells[1].metadata.update(execution={})),
    (not_clean, lambda book: set_output(book, "saved to /home/ada/weights.npz")),
    (not_clean, lambda book: set_source(book, 1, r"open('C:\\Users\\ada')")),
    (not_clean, lambda book: set_output(book, "<object at 0x7f1234567890>")),
    (not_clean, lambda book: set_output(book, "at 2026-11-21 09:30:00")),
    (not_executed, lambda book: book.cells[2].update(execution_count=7)),
    (not_executed, lambda book: book.cells[2].update(execution_count=None)),
    (too_long, lambda book: set_source(book, 1, "x = 1\n" * 13)),
    (too_long, lambda book: set_source(book, 1, "def f():\n" + "    x = 1\n" * 20)),
    (too_long, lambda book: set_output(book, "a line\n" * 16)),
    (weasel_words, lambda book: set_source(book, 0, "# 3. A title\n\nThis is Simply a sum.")),
    (without_alt, lambda book: book.cells[2].outputs[0].update(metadata={})),
    (without_alt, lambda book: set_source(book, 0, "# 3. A title\n\n![](images/a.png)")),
    (without_slides, lambda book: book.cells[1].metadata.pop("slideshow")),
    (without_slides, lambda book: book.cells[1].metadata.slideshow.update(slide_type="page")),
    (misnumbered, lambda book: set_source(book, 0, "# A title")),
    (misnumbered, lambda book: set_source(book, 0, "# 3. A title\n\n## 3.2 The second first")),
    (misnumbered, lambda book: set_source(book, 0, "# A1. A title\n\n## 1.1 Of a chapter")),
    (
        misnumbered,
        lambda book: set_source(book, 0, "# 3. T\n" + "".join(f"## 3.{k} S\n" for k in range(1, 10))),
    ),
    (installs, lambda book: set_source(book, 1, "%pip install numpy")),
    (dead_links, lambda book: set_source(book, 0, "# 3. A title\n\nSee [ops](../nbkit/no_such.py).")),
    (without_goal, lambda book: book.cells[2].metadata.update(tags=["explorer"])),
]


def test_a_good_chapter_passes() -> None:
    assert {rule.__name__: list(rule(good())) for rule in RULES} == {rule.__name__: [] for rule in RULES}


@pytest.mark.parametrize("number", range(len(PLANTED)), ids=lambda n: f"{n}-{PLANTED[n][0].__name__}")
def test_a_planted_fault_is_found(number: int) -> None:
    rule, spoil = PLANTED[number]
    book = good()
    spoil(book)
    assert list(rule(book)) != []


# --- Build it, then import it: the cell and the package must not drift apart ---


def tagged() -> list[Any]:
    """All cells that say that nbkit has the same, or more of it: path, cell, tag."""
    return [
        pytest.param(path, cell.id, tag, id=f"{path.stem}-{tag}")
        for path in CHAPTERS
        for cell in read(path).cells
        for tag in cell.metadata.get("tags", [])
        if tag.startswith(("same-as:", "grows-into:"))
    ]


class Bare(ast.NodeTransformer):
    """Takes out what a chapter leaves out: docstrings and type hints."""

    def visit(self, node: ast.AST) -> Any:
        node = self.generic_visit(node)
        if isinstance(node, ast.arg):
            node.annotation = None
        elif isinstance(node, ast.FunctionDef):
            node.returns = None
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and ast.get_docstring(node) is not None:
            node.body = node.body[1:] or [ast.Pass()]
        if isinstance(node, ast.AnnAssign) and node.value:
            return ast.Assign(targets=[node.target], value=node.value)
        return node


def definition(source: str, name: str) -> str:
    """The definition of a name, bare; empty if there is none."""
    for node in ast.parse(source).body:
        targets = [node] if isinstance(node, ast.FunctionDef | ast.ClassDef) else getattr(node, "targets", [])
        if name in [getattr(target, "name", getattr(target, "id", None)) for target in targets]:
            return ast.dump(Bare().visit(node))
    return ""


def python(source: str) -> str:
    """A cell without what only IPython understands."""
    return "\n".join(line for line in source.splitlines() if not line.lstrip().startswith(("%", "!")))


def home(tag: str) -> tuple[str, str]:
    """`same-as:nbkit.functions.sigmoid` names a module and a name in it."""
    module, _, name = tag.split(":", 1)[1].rpartition(".")
    return module, name


def namespace(book: Notebook, until: str) -> dict[str, Any]:
    """Imports and definitions of a chapter up to a cell, without running anything else."""
    names: dict[str, Any] = {"__name__": "chapter"}
    kinds = (ast.Import, ast.ImportFrom, ast.FunctionDef, ast.ClassDef)
    for cell in code_cells(book):
        body = [node for node in ast.parse(python(cell.source)).body if isinstance(node, kinds)]
        exec(compile(ast.Module(body, []), cell.id, "exec"), names)
        if cell.id == until:
            break
    return names


def on_arrays(name: str, *shapes: tuple[int, ...]) -> Callable[[dict[str, Any]], Any]:
    """Call the function on random arrays of these shapes."""
    rng = np.random.default_rng(0)
    inputs = [rng.normal(size=shape) for shape in shapes]
    return lambda names: names[name](*[value.copy() for value in inputs])


def forward(name: str, *values: float) -> Callable[[dict[str, Any]], Any]:
    """Call the static forward of an operation."""
    return lambda names: names[name].forward(*[np.array(value) for value in values])


def built(*kinds: str) -> Callable[[dict[str, Any]], Any]:
    """Make one node of each kind, the operation from the others, and count what is in the graph."""

    def build(names: dict[str, Any]) -> list[int]:
        graph = names["Graph"]()
        graph.set_as_default()
        given = {"Placeholder": (), "Variable": (2.0,)}
        nodes = [names[kind](*given[kind]) for kind in kinds if kind in given]
        users = [names["Operation"](*nodes)] if "Operation" in kinds else []
        assert all(node.output_nodes == users for node in nodes)
        assert all(list(user.input_nodes) == nodes for user in users)
        return [len(graph.placeholders), len(graph.variables), len(graph.operations)]

    return build


def small_run(names: dict[str, Any]) -> Any:
    """Run x + b, and use x twice."""
    names = vars(nbkit.graph) | names  # nbkit's session makes no nodes, and so imports none
    names["Graph"]().set_as_default()
    add = names.get("Add", nbkit.ops.Add)
    x, b = names["Placeholder"](), names["Variable"]([1.0, 2.0])
    return names["Session"]().run(add(add(x, b), x), feed_dict={x: [10.0, 20.0]})


class Numbered:
    """A stand-in for a node: a number and its inputs."""

    def __init__(self, number: int, *input_nodes: Numbered) -> None:
        self.number, self.input_nodes = number, input_nodes


def small_order(names: dict[str, Any]) -> list[int]:
    """Put a tree in order; where nodes are shared, the chapter's first version is wrong, and says so."""
    root = Numbered(4, Numbered(3, Numbered(0), Numbered(1)), Numbered(2))
    return [node.number for node in names["traverse_postorder"](root)]


def on_probabilities(name: str) -> Callable[[dict[str, Any]], Any]:
    """Call a cost on rows of random probabilities, predicted and true."""
    rows = np.random.default_rng(0).dirichlet(np.ones(4), size=(2, 3))
    return lambda names: names[name](rows[0].copy(), rows[1].copy())


def slopes(name: str, *more: Any) -> Callable[[dict[str, Any]], Any]:
    """Measure the slope of a cube at a random point, both ways."""
    x = np.random.default_rng(0).normal(size=3)
    return lambda names: [names[name](lambda v: v * v * v, x, *more, way) for way in ("forward", "central")]


def partial_slopes(names: dict[str, Any]) -> Any:
    """Turn each entry of a point alone, both ways."""
    x, f = np.random.default_rng(0).normal(size=3), lambda v: (v * v).prod()
    ways = ("forward", "central")
    return [[names["partial_derivative"](f, x, i, 1e-3, way) for i in range(3)] for way in ways]


def three_steps(name: str) -> Callable[[dict[str, Any]], Any]:
    """Let an optimizer's rule move random weights three times."""

    def trial(names: dict[str, Any]) -> Any:
        rng = np.random.default_rng(0)
        optimizer, w = names[name](0.1), rng.normal(size=(3, 2))
        memory = [np.zeros_like(w) for _ in optimizer.remembers]
        path = []
        for t in (1, 2, 3):
            optimizer.rule(w, rng.normal(size=w.shape), *memory, t=t)
            path.append(w.copy())
        return np.stack(path)  # what is remembered may be kept in another form

    return trial


def reads(names: dict[str, Any]) -> Any:
    """Send random rows through a random network of three layers."""
    rng = np.random.default_rng(0)
    sizes = {"W1": (5, 4), "b1": (4,), "W2": (4, 3), "b2": (3,), "W3": (3, 2), "b3": (2,)}
    network = {name: rng.normal(size=size) for name, size in sizes.items()}
    return names["forward"](network, rng.normal(size=(6, 5)))


# How to try a thing that grows: run this with the chapter's names and with nbkit's, expect the same.
GROWN: dict[str, Callable[[dict[str, Any]], Any]] = (
    {
        f"nbkit.functions.{name}": on_arrays(name, (3, 4))
        for name in [
            "step",
            "sigmoid",
            "tanh",
            "relu",
            "softmax",
            "sigmoid_slope",
            "tanh_slope",
            "relu_slope",
        ]
    }
    | {
        "nbkit.graph.Graph": built(),
        "nbkit.graph.Placeholder": built("Placeholder"),
        "nbkit.graph.Variable": built("Variable"),
        "nbkit.graph.Operation": built("Placeholder", "Variable", "Operation"),
        "nbkit.graph.traverse_postorder": small_order,
        "nbkit.ops.Add": forward("Add", 1.0, 2.0),
        "nbkit.ops.Multiply": forward("Multiply", 2.0, 3.0),
        "nbkit.ops.Sigmoid": forward("Sigmoid", 0.3),
        "nbkit.session.Session": small_run,
        "nbkit.network.forward": reads,
        "nbkit.functions.mean_squared_error": on_arrays("mean_squared_error", (3, 4), (3, 4)),
        "nbkit.functions.binary_cross_entropy": on_probabilities("binary_cross_entropy"),
        "nbkit.functions.cross_entropy": on_probabilities("cross_entropy"),
        "nbkit.functions.one_hot": lambda names: names["one_hot"](["Tom", "John", "Tim", "Tom"]),
        "nbkit.ops.sigmoid_cross_entropy": on_arrays("sigmoid_cross_entropy", (3, 4), (3, 4)),
        "nbkit.numeric.derivative": slopes("derivative", 1e-3),
        "nbkit.numeric.partial_derivative": partial_slopes,
    }
    | {
        f"nbkit.optim.{name}": three_steps(name)
        for name in ["GradientDescent", "Momentum", "RMSProp", "Adam"]
    }
)


@pytest.mark.parametrize(("path", "cell_id", "tag"), tagged())
def test_what_a_chapter_builds_is_what_nbkit_has(path: Path, cell_id: str, tag: str) -> None:
    book = read(path)
    (cell,) = (cell for cell in book.cells if cell.id == cell_id)
    module, name = home(tag)
    imported = importlib.import_module(module)
    if tag.startswith("same-as:"):
        source = Path(str(imported.__file__)).read_text(encoding="utf-8")
        here, there = definition(python(cell.source), name), definition(source, name)
        assert here and there, f"{name} is defined in {'the cell' if here else module} only"
        assert here == there
    else:
        trial = GROWN.get(f"{module}.{name}")
        assert trial, f"say in GROWN how to try {module}.{name}"
        np.testing.assert_allclose(trial(namespace(book, cell_id)), trial(vars(imported)), rtol=1e-12)


def test_definitions_are_compared_without_hints_and_docstrings() -> None:
    full = 'def f(x: float, y: int = 2) -> float:\n    """Sum."""\n    z: float = x\n    return z + y\n'
    assert definition(full, "f") == definition("def f(x, y=2):\n    z = x\n    return z + y", "f") != ""
    assert definition(full, "f") != definition("def f(x, y=3):\n    z = x\n    return z + y", "f")
    assert definition("class A:\n    'Doc.'\n    k = 1", "A") == definition("class A:\n    k = 1", "A") != ""
    assert definition(full, "g") == ""


def test_a_namespace_stops_at_its_cell() -> None:
    book = good()
    set_source(book, 1, "import math\n%time\ndef f(x):\n    return math.sqrt(x)\n1 / 0")
    set_source(book, 2, "def f(x):\n    return x")
    assert namespace(book, "cell-1")["f"](4) == 2
    assert namespace(book, "cell-2")["f"](4) == 4
