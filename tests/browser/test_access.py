"""axe-core looks at what we render: explorers in JupyterLab, chapters as pages without a kernel.

The suite looks at three chapters, with drawn graphs, explorers and long listings; `nbkit test --all` at each.
"""

import pytest
from lab import NEEDS_CHROMIUM, STATE, again, opened, press, run_all, write_notebook
from learner import ALL, COURSE

axe = pytest.importorskip(
    "axe_playwright_python.sync_playwright", reason="axe is not installed: pip install axe-playwright-python"
)
nbconvert = pytest.importorskip("nbconvert", reason="nbconvert is not installed: pip install nbconvert")
pytestmark = NEEDS_CHROMIUM

CELL = """
import nbkit as nb
from nbkit.view import plots

x = nb.Placeholder("x")
z = nb.add(nb.Variable(10, name="A") * x, nb.Variable(1, name="b"), name="z")

def line(slope, dashed, colour):
    return plots.curves([0, 1], {"line": [0, slope]}, title=f"slope {slope}")

nb.show(line(1, False, "blue"), alt="A line of slope 1.")
"""
CONTROLS = """
nb.explore(line, alt="A line of the chosen slope.",
           slope=nb.slider(-2, 2, 1, play=True), dashed=nb.toggle(), colour=nb.choice(["blue", "red"]))
"""
GRAPH = """
nb.explore(lambda at: nb.draw(z, feed_dict={x: at}), alt="The graph with its values.", at=nb.slider(-9, 9, 1))
"""
SAMPLE = ("04_graphs_by_hand", "09_what_hidden_layers_do", "a1_tensorflow_1")
OURS = [".jp-OutputArea-output"]
NOT_OURS = ("link-in-text-block",)  # JupyterLab's theme underlines a link only under the pointer


def found(page, places):
    """Return what axe calls serious or critical within parts of the page: the rule and the elements."""
    context = {"include": [[place] for place in places]}
    answer = axe.Axe().run(page, context, {"resultTypes": ["violations"]})
    return [
        (rule["id"], node["html"][:160], node.get("failureSummary", "")[:300])
        for rule in answer.response["violations"]
        if rule["impact"] in ("serious", "critical") and rule["id"] not in NOT_OURS
        for node in rule["nodes"]
    ]


@pytest.fixture(scope="module")
def explorers(desk, folder):
    write_notebook(folder / "access.ipynb", CELL, CONTROLS, GRAPH)
    with opened(desk, "access.ipynb", "access") as page:
        run_all(page)
        page.wait_for_selector("img.widget-image")
        page.wait_for_selector(".widget-html svg")
        yield page


def test_axe_finds_nothing_serious_in_an_explorer(explorers):
    explorers.get_by_role("slider", name="at").wait_for()  # named by our script, as ipywidgets does not
    assert found(explorers, OURS) == []


def test_arrow_keys_stay_in_a_list(explorers):
    words = explorers.locator(".nbkit-explorer select").first
    press(words, "ArrowDown")
    assert words.input_value() == "red"
    press(words, "ArrowUp")
    assert words.evaluate("list => list === document.activeElement")


def test_play_moves_the_slider_to_its_end(explorers):
    play, slider = explorers.get_by_role("button", name="Play"), explorers.get_by_role("slider").first
    again(lambda: play.press("Enter"), lambda: slider.evaluate(STATE) == "2", "Play")
    play.wait_for()  # what said Pause on the way says Play again


def test_who_asks_for_less_motion_gets_a_sentence_for_the_play_button(explorers):
    still = explorers.get_by_text("No play button, as your system asks for less motion")
    assert (explorers.get_by_role("button", name="Play").count(), still.is_visible()) == (1, False)
    explorers.emulate_media(reduced_motion="reduce")
    still.wait_for()
    assert explorers.get_by_role("button", name="Play").count() == 0
    explorers.emulate_media(reduced_motion="no-preference")


@pytest.fixture(scope="module")
def page(explorers):
    page = explorers.context.browser.new_page()
    page.route("http*://**", lambda route: route.abort())  # MathJax and the like: we look at what is ours
    yield page
    page.close()


@pytest.fixture(scope="module")
def exporter():
    return nbconvert.HTMLExporter(template_name="lab")


@pytest.mark.parametrize("name", sorted(path.stem for path in COURSE.glob("*.ipynb")) if ALL else SAMPLE)
def test_axe_finds_nothing_serious_in_a_chapter_without_a_kernel(name, page, exporter, tmp_path):
    html, _ = exporter.from_filename(COURSE / f"{name}.ipynb")
    (tmp_path / "chapter.html").write_text(html, encoding="utf-8")
    page.goto((tmp_path / "chapter.html").as_uri())
    assert found(page, [*OURS, ".jp-MarkdownOutput"]) == []
