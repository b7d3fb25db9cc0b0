/* Draws the formulas of a page, and tells a screen reader's user what a closed <details> is. */
document.addEventListener("DOMContentLoaded", () => {
  for (const place of document.querySelectorAll(".nbkit-math")) {
    const displayMode = place.classList.contains("nbkit-display");
    katex.render(place.textContent, place, { displayMode, throwOnError: false });
  }
});
