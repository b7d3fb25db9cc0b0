// What ipywidgets and JupyterLab leave out for those who work with keys or by ear.
const SLIDER = ".noUi-handle:not([aria-label])";

// ipywidgets writes a slider's label beside it, but the handle, which is what the keyboard reaches, has no name.
function nameSliders(explorer) {
  for (const handle of explorer.querySelectorAll(SLIDER)) {
    const label = handle.closest(".widget-slider")?.querySelector(".widget-label");
    if (label?.textContent) handle.setAttribute("aria-label", label.textContent);
  }
}

// JupyterLab has commands on arrows and letters, and would leave the cell; here they belong to the list.
function keepKeys(event) {
  if (event.target.matches("select") && !event.ctrlKey && !event.metaKey) event.stopPropagation();
}

function render({ el }) {
  let explorer = null;
  const watch = new MutationObserver(() => nameSliders(explorer));
  const attach = () => {
    explorer = el.closest(".nbkit-explorer");
    if (!explorer) return;
    clearInterval(waiting); // widgets are made before they are put into the page
    nameSliders(explorer);
    watch.observe(explorer, { childList: true, subtree: true });
    explorer.addEventListener("keydown", keepKeys);
  };
  const waiting = setInterval(attach, 50);
  return () => {
    clearInterval(waiting);
    watch.disconnect();
    explorer?.removeEventListener("keydown", keepKeys);
  };
}

export default { render };
