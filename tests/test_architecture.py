"""The shape of the code: who may import whom, how long a function may be, what a commit may not hold."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
MODULES = sorted((ROOT / "nbkit").rglob("*.py"))
SOURCES = [*MODULES, ROOT / "start.py", *sorted((ROOT / "scripts").rglob("*.py"))]

# The rooms of the house, ground floor first, and what each may import: itself, and these rooms below it.
# CONTRIBUTING.md shows the same table. `nbkit` is the front door, which hands on the names of the course.
MAY_IMPORT = {
    "_moved": "",
    "functions": "",
    "numeric": "functions",
    "perceptron": "functions",
    "network": "functions",
    "data": "functions",
    "gate": "",
    "graph": "functions",
    "ops": "functions graph",
    "fetches": "functions graph",
    "evaluate": "functions graph ops fetches",
    "static_shapes": "graph ops",
    "backprop": "graph ops",
    "optim": "functions graph backprop",
    "compiled": "functions graph ops fetches evaluate optim",
    "variables": "functions graph evaluate compiled",
    "checkpoint": "functions graph data",
    "session": "functions graph fetches evaluate compiled variables checkpoint",
    "train": "functions graph session gate",
    "tf1": "functions data graph ops static_shapes backprop compiled session",
    "relevance": "functions graph ops session",
    "bridge": "functions data graph ops fetches evaluate backprop optim session",
    "view.style": "gate",
    "view.plots": "functions view.style",
    "view.graphs": "graph session gate",
    "view.controls": "graph session data gate view.style view.plots view.graphs",
    "learn": "nbkit data gate",
    "mine": "nbkit functions data gate learn view.style view.plots",
    "grade": "nbkit data gate learn mine view.style",
    "publish": "data gate view.controls learn mine grade",
    "cli": "nbkit data gate learn grade mine publish tf1",
}
# Python's operators build operations: `a + b` is `add(a, b)`. So the graph reaches up, when it is asked to.
EXCEPTIONS = {"graph": {"ops"}}
LONGEST = 20
MOST_WAYS = 14


def relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def room(module: str) -> str:
    """`nbkit.view.plots.slopes` is in `view.plots`, `nbkit.ops.sums` in `ops`; `nbkit` is the front door."""
    parts = module.split(".")
    if parts[1:] == []:
        return "nbkit"
    return ".".join(parts[1:3]) if parts[1] == "view" else parts[1]


def imports(tree: ast.AST) -> Iterator[str]:
    """Dotted names of all that is imported: at the top, inside a function, and by `import_module`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "write imports in full, not relative"
            # `from nbkit import ops` means nbkit.ops, `from nbkit.graph import Node` means nbkit.graph.
            names = [f"{node.module}.{alias.name}" for alias in node.names]
            yield from names if node.module in ("nbkit", "nbkit.view") else [str(node.module)]
        elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith("import_module"):
            yield from literal_start(node.args[0])


def literal_start(name: ast.expr) -> Iterator[str]:
    """What an `import_module` names: `"nbkit.ops"` whole, of `f"nbkit.view.plots.{name}"` the start."""
    first = name.values[0] if isinstance(name, ast.JoinedStr) else name
    if isinstance(first, ast.Constant):
        yield first.value.rstrip(".")


def own_imports(source: str) -> set[str]:
    """Rooms of nbkit from which the source imports."""
    return {room(name) for name in imports(ast.parse(source)) if name.split(".")[0] == "nbkit"}


def forbidden(own: str, source: str) -> list[str]:
    """Imports from rooms that a room may not enter."""
    allowed = {own, *MAY_IMPORT[own].split()} | EXCEPTIONS.get(own, set())
    return sorted(own_imports(source) - allowed)


def tops(source: str) -> set[str]:
    """Packages that merely importing the module brings in."""
    top = [node for node in ast.parse(source).body if isinstance(node, ast.Import | ast.ImportFrom)]
    return {name.split(".")[0] for node in top for name in imports(node)}


def dotted(path: Path) -> str:
    """The name under which a file of nbkit is imported."""
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


ROOMED = [path for path in MODULES if dotted(path) not in ("nbkit", "nbkit.view")]


@pytest.mark.parametrize("path", ROOMED, ids=relative)
def test_imports_go_down(path: Path) -> None:
    own = room(dotted(path))
    assert own in MAY_IMPORT, f"say in MAY_IMPORT what {own} may import"
    assert forbidden(own, path.read_text(encoding="utf-8")) == []


def test_the_front_door_loads_nothing_by_itself() -> None:
    for path in set(MODULES) - set(ROOMED):
        assert own_imports(path.read_text(encoding="utf-8")) <= {"nbkit", "_moved"}


def test_the_table_goes_down_and_names_what_exists() -> None:
    rooms = list(MAY_IMPORT)
    assert set(rooms) == {room(dotted(path)) for path in ROOMED}
    for number, own in enumerate(rooms):
        assert set(MAY_IMPORT[own].split()) <= {"nbkit", *rooms[:number]}, own


@pytest.mark.parametrize("own", MAY_IMPORT)
def test_what_the_table_allows_is_used(own: str) -> None:
    sources = [path.read_text(encoding="utf-8") for path in ROOMED if room(dotted(path)) == own]
    used = set().union(*(own_imports(source) for source in sources))
    assert set(MAY_IMPORT[own].split()) | EXCEPTIONS.get(own, set()) <= used


def test_contributing_shows_the_same_table() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    table = text.partition("| part | imports |")[2].partition("\n\n")[0]
    rows = re.findall(r"^\| `([\w.]+)` \| (.*?) \|", table, re.MULTILINE)
    assert {own: " ".join(re.findall(r"`([\w.]+)`", names)) for own, names in rows} == MAY_IMPORT


def test_an_import_that_climbs_is_seen() -> None:
    assert forbidden("graph", "def f():\n    from nbkit.session import Session") == ["session"]
    assert forbidden("graph", 'import_module("nbkit.ops")') == []
    assert forbidden("functions", 'importlib.import_module("nbkit.ops")') == ["ops"]
    assert forbidden("functions", 'import_module(f"nbkit.{name}")') == ["nbkit"]
    assert forbidden("session", "from nbkit import backprop, graph") == ["backprop"]
    assert forbidden("view.plots", "from nbkit.view import controls, style\nimport nbkit.graph") == [
        "graph",
        "view.controls",
    ]


ARRAYS = [
    ROOT / "nbkit/perceptron.py",
    ROOT / "nbkit/numeric.py",
    *sorted((ROOT / "nbkit/view/plots").glob("*.py")),
]


@pytest.mark.parametrize("path", ARRAYS, ids=relative)
def test_takes_arrays_never_sessions(path: Path) -> None:
    assert own_imports(path.read_text(encoding="utf-8")) <= {
        "functions",
        "numeric",
        "view.plots",
        "view.style",
    }


@pytest.mark.parametrize(
    "path",
    [
        *sorted((ROOT / "nbkit/data").glob("*.py")),
        *(ROOT / f"nbkit/{name}.py" for name in ("perceptron", "functions", "network")),
    ],
    ids=relative,
)
def test_needs_numpy_alone(path: Path) -> None:
    allowed = {"numpy", "nbkit", *sys.stdlib_module_names}
    assert tops(path.read_text(encoding="utf-8")) <= allowed


def test_import_nbkit_is_light() -> None:
    heavy = "['matplotlib', 'ipywidgets', 'sklearn', 'scipy', 'IPython', 'pooch']"
    core = "nbkit.graph, nbkit.session, nbkit.optim, nbkit.train, nbkit.data, nbkit.perceptron"
    code = f"import sys, nbkit, {core}; print([name for name in {heavy} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stdout.strip() == "[]", done.stderr


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def length(function: ast.FunctionDef | ast.AsyncFunctionDef, lines: list[str]) -> int:
    """Lines of code in the body, without the docstring, blank lines and comments."""
    body = function.body[1:] if ast.get_docstring(function) is not None else function.body
    if not body:
        return 0
    code = (line.strip() for line in lines[body[0].lineno - 1 : function.end_lineno])
    return sum(bool(line) and not line.startswith("#") for line in code)


@pytest.mark.parametrize("path", SOURCES, ids=relative)
def test_functions_are_short(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    lengths = {
        function.name: length(function, source.splitlines()) for function in functions(ast.parse(source))
    }
    assert {name: count for name, count in lengths.items() if count > LONGEST} == {}


def test_length_counts_code_only() -> None:
    source = 'def f():\n    """One.\n\n    Two."""\n\n    # why\n    x = 1\n    return x\n'
    assert length(next(functions(ast.parse(source))), source.splitlines()) == 2


def complexity(function: ast.AST) -> int:
    """Ways through a function: one, and one more for each branch, loop, condition and clause."""
    clauses = (len(node.values) - 1 for node in ast.walk(function) if isinstance(node, ast.BoolOp))
    filters = (len(node.ifs) for node in ast.walk(function) if isinstance(node, ast.comprehension))
    return 1 + sum(isinstance(node, FORKS) for node in ast.walk(function)) + sum(clauses) + sum(filters)


FORKS = (
    ast.If,
    ast.IfExp,
    ast.For,
    ast.While,
    ast.ExceptHandler,
    ast.Assert,
    ast.comprehension,
    ast.match_case,
)


@pytest.mark.parametrize("path", SOURCES, ids=relative)
def test_functions_are_simple(path: Path) -> None:
    ways = {function.name: complexity(function) for function in functions(tree(path))}
    assert {name: count for name, count in ways.items() if count > MOST_WAYS} == {}


def test_complexity_counts_what_forks() -> None:
    source = "def f(x):\n    for y in x:\n        if y and x:\n            return [z for z in y if z]\n"
    assert complexity(ast.parse(source)) == 6


@pytest.mark.parametrize("path", MODULES, ids=relative)
def test_a_module_has_tests_of_its_name(path: Path) -> None:
    if path.stem in ("__init__", "__main__") or path.parent.name == "exercises":
        return
    inside = path.relative_to(ROOT / "nbkit")
    mirror = ROOT / "tests" / inside.with_name(f"test_{path.stem.lstrip('_')}.py")
    assert mirror.is_file(), f"write {relative(mirror)}, the tests of {relative(path)}"


@pytest.mark.parametrize("path", SOURCES, ids=relative)
def test_a_file_opens_with_one_sentence(path: Path) -> None:
    opening = (ast.get_docstring(tree(path)) or "").split("\n\n")[0]
    assert opening.endswith("."), f"{relative(path)} opens with {opening!r}"


@pytest.mark.parametrize("path", MODULES, ids=relative)
def test_what_is_public_says_what_it_does(path: Path) -> None:
    if path.parent.name == "exercises":
        return  # wrong answers and solutions, each explained by the exercise that holds them
    body = tree(path).body
    public = [
        node
        for node in body
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_")
    ]
    assert [node.name for node in public if not ast.get_docstring(node)] == []


def test_no_star_imports() -> None:
    starred = [
        relative(path)
        for path in [*SOURCES, *sorted((ROOT / "tests").rglob("*.py"))]
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ImportFrom) and node.names[0].name == "*"
    ]
    assert starred == []


# Put together here, so that this file does not hold what it looks for.
FORBIDDEN = tuple(
    "".join(parts)
    for parts in (
        ("/wo", "rk/"),
        ("/ro", "ot/"),
        ("/opt/", "pypi"),
        ("/opt/", "wheels"),
        ("pypi", ".org"),
        ("files.python", "hosted"),
        ("registry.npm", "js"),
        ("deb.deb", "ian"),
        ("--index", "-url"),
    )
)


def tracked() -> list[Path]:
    done = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip("no git checkout here")
    return [path for name in done.stdout.split("\0") if name and (path := ROOT / name).is_file()]


def test_no_paths_of_one_machine_and_no_registry_hosts() -> None:
    found = [
        f"{relative(path)}: {word}"
        for path in tracked()
        for word in FORBIDDEN
        if word in path.read_bytes().decode("utf-8", "ignore")
    ]
    assert found == []


def test_no_generated_folders_are_tracked() -> None:
    generated = {".venv", "__pycache__", ".ipynb_checkpoints", "uv.lock", "node_modules", "dist", "build"}
    assert [relative(path) for path in tracked() if generated & set(path.relative_to(ROOT).parts)] == []
