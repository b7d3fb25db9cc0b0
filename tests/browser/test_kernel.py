"""What a learner does to the kernel: stops a training that draws itself, goes on with it, restarts."""

import nbformat
from lab import NEEDS_CHROMIUM, again, finish, menu, opened, pictures, prompts, run_all
from learner import COURSE, RESTARTED, study

pytestmark = NEEDS_CHROMIUM
NEEDED = ("c12-03", "c12-05", "c12-12", "c12-23")  # as far as the training that draws itself
AGAIN = "nb.fit(live_session, live.step, feeds, steps=20, history=history, **how)\nprint(history.steps[-2:])"


def endless(notebook):
    """Return the cells of chapter 12 that train live, for longer than anyone waits, and one that goes on."""
    cells = [cell for cell in notebook.cells if cell.id in NEEDED]
    cells[-1].source = cells[-1].source.replace("steps=300", "steps=1_000_000")
    return [*cells, nbformat.v4.new_code_cell(AGAIN)]


def test_a_training_is_stopped_as_it_draws_itself_and_goes_on(desk, folder):
    notebook = nbformat.read(COURSE / "12_training_on_mnist.ipynb", 4)
    notebook.cells = endless(notebook)
    assert "1_000_000" in notebook.cells[-2].source
    nbformat.write(notebook, folder / "live.ipynb")
    with opened(desk, "live.ipynb", "live") as page:
        menu(page, "Run", "Run All Cells")
        training = page.locator(".jp-Cell").nth(len(NEEDED) - 1)
        frames: set[str] = set()
        again(lambda: None, lambda: frames.add(pictures(training)) or len(frames) > 3, "a curve that grows")
        assert "[*]" in prompts(page)[-1]  # all else waits for the end of the training
        said = training.get_by_text("of 1000000 steps. What was learned is kept")
        again(lambda: menu(page, "Kernel", "Interrupt Kernel"), said.is_visible, "the kernel interrupted")
        finish(page)
        stopped = int(said.inner_text().split("Interrupted after ")[1].split()[0])
        resumed = page.locator(".jp-Cell").last.locator("[data-mime-type='application/vnd.jupyter.stdout']")
        assert f" {stopped + 20}]" in resumed.last.inner_text()
        assert page.locator("[data-mime-type='application/vnd.jupyter.stderr']").count() == 0
        assert training.locator("img[alt*='loss after']").count() == 1


def run_and_restart(page):
    """Run all, restart, and run all again: the numbers of the cells begin at 1."""
    run_all(page)
    menu(page, "Kernel", "Restart Kernel and Run All Cells…")
    page.locator(".jp-Dialog").get_by_role("button", name="Confirm Kernel Restart").click()
    again(
        lambda: None,
        lambda: not all("[" in one and one[1].isdigit() for one in prompts(page)),
        "a restart",
    )
    finish(page)
    assert prompts(page) == [f"[{k}]:" for k in range(1, len(prompts(page)) + 1)]


def test_after_a_restart_all_runs_again(desk, folder):
    study(desk, folder, RESTARTED, run_and_restart)
