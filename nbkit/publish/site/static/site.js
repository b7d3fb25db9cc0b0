/* Draws the formulas of a page, and on a phone folds the code that only draws: the figure is below it. */
document.addEventListener("DOMContentLoaded", () => {
  for (const place of document.querySelectorAll(".nbkit-math")) {
    const displayMode = place.classList.contains("nbkit-display");
    katex.render(place.textContent, place, { displayMode, throwOnError: false });
  }
  for (const code of matchMedia("(max-width: 600px)").matches ? document.querySelectorAll(".tag_draws > .cell_input") : []) {
    const folded = document.createElement("details");
    folded.append(Object.assign(document.createElement("summary"), { textContent: "Code of this figure" }));
    code.replaceWith(folded);
    folded.append(code);
  }
});
