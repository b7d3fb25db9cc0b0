// Draws the formulas, makes the letters of a full slide smaller until all fits, and starts reveal.js.
(() => {
  const STEPS = [0, 1, 2, 3, 4];
  const DELIMITERS = [
    { left: "$$", right: "$$", display: true },
    { left: "\\[", right: "\\]", display: true },
    { left: "\\(", right: "\\)", display: false },
  ];

  const sticksOut = (element) => element.scrollWidth > element.clientWidth + 1;

  function overflows(slide) {
    const room = slide.clientHeight - parseFloat(getComputedStyle(slide).paddingBottom);
    const low = [...slide.children].some((part) => part.offsetTop + part.offsetHeight > room + 1);
    return low || slide.scrollHeight > slide.clientHeight + 1 || sticksOut(slide) || [...slide.querySelectorAll("pre, .words, .block")].some(sticksOut);
  }

  function fit(slide) {
    for (const step of STEPS) {
      slide.style.setProperty("--step", step);
      if (!overflows(slide)) return;
    }
  }

  async function start() {
    for (const section of document.querySelectorAll(".slides > section")) {
      const formulas = { delimiters: DELIMITERS, throwOnError: false, strict: "ignore" };
      renderMathInElement(section.querySelector(".slide"), formulas);
      renderMathInElement(section.querySelector(".notes"), { ...formulas, output: "mathml" });
    }
    await Promise.all([...document.fonts].map((font) => font.load().catch(() => null)));
    document.body.classList.add("measuring");
    document.querySelectorAll(".slide").forEach(fit);
    document.body.classList.remove("measuring");
    await Reveal.initialize({
      width: 1280, height: 720, margin: 0, minScale: 0.1, maxScale: 4, center: false, hash: true,
      controls: false, slideNumber: "c/t", transition: "none", backgroundTransition: "none",
      pdfSeparateFragments: false, pdfMaxPagesPerSlide: 1, plugins: [RevealNotes],
    });
    document.documentElement.dataset.ready = "";
  }

  start();
})();
