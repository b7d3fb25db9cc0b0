// In a deck: shows each step of each slide and returns what is wrong there, and what was counted.
(limits) => {
  const wrong = [], counted = [];
  const visible = (element) => element.checkVisibility({ checkVisibilityCSS: true, checkOpacity: true });
  const named = (element) => `${element.tagName.toLowerCase()}.${element.className.baseVal ?? element.className}`.slice(0, 40);
  const inside = (box, room, slack) => box.left >= room.left - slack && box.top >= room.top - slack
    && box.right <= room.right + slack && box.bottom <= room.bottom + slack;

  function* letters(slide) {
    const walker = document.createTreeWalker(slide, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const { parentElement: parent, textContent: text } = walker.currentNode;
      if (text.trim() && visible(parent) && !parent.closest("svg, script, option, .katex, .nbkit-reel-live")) yield parent;
    }
    for (const formula of slide.querySelectorAll(".katex")) if (visible(formula)) yield formula;
  }

  function* figures(slide, scale) {
    for (const text of slide.querySelectorAll("svg text")) {
      const matrix = text.getScreenCTM();
      const size = parseFloat(getComputedStyle(text).fontSize) * Math.hypot(matrix.a, matrix.b);
      if (visible(text)) yield [size / scale, text.textContent];
    }
    for (const image of slide.querySelectorAll(".picture img")) {
      const grown = Math.min(image.clientWidth / image.dataset.width, image.clientHeight / image.dataset.height);
      if (visible(image)) yield [image.closest("[data-smallest]").dataset.smallest * grown, "image"];
    }
  }

  function look(slide, say) {
    const scale = Reveal.getScale(), room = slide.getBoundingClientRect();
    const screen = { left: 0, top: 0, right: innerWidth, bottom: innerHeight };
    if (!inside(room, screen, 2)) say("the slide is not on the screen");
    for (const part of slide.querySelectorAll("p, h1, h2, li, pre, td, .picture, .reel, .nbkit-reel *")) {
      if (!visible(part) || part.closest(".nbkit-reel-live, svg")) continue;
      if (!inside(part.getBoundingClientRect(), room, scale)) say(`${named(part)} sticks out`);
      if (part.scrollWidth > part.clientWidth + 1 && part.matches("pre, p, h1, h2, li")) say(`${named(part)} is cut`);
    }
    for (const group of slide.matches(".slide") ? [slide, ...slide.querySelectorAll(".words, .wings")] : []) {
      const boxes = [...group.children].filter(visible).map((part) => [part, part.getBoundingClientRect()]);
      boxes.forEach(([one, a], i) => boxes.slice(i + 1).forEach(([two, b]) => {
        const over = Math.min(a.right, b.right) - Math.max(a.left, b.left) > 2 && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 2;
        if (over) say(`${named(one)} lies over ${named(two)}`);
      }));
    }
    for (const element of letters(slide)) {
      const size = parseFloat(getComputedStyle(element).fontSize);
      if (size < limits.text) say(`letters of ${size} px in ${named(element)}`);
    }
    for (const [size, text] of figures(slide, scale)) {
      if (size < limits.figure - 0.1) say(`letters of ${size.toFixed(1)} px in a figure: ${text.slice(0, 20)}`);
    }
    for (const step of slide.querySelectorAll(".current-fragment")) {
      if (!visible(step) || !inside(step.getBoundingClientRect(), screen, 1)) say(`${named(step)} is not on the screen`);
    }
  }

  function words(slide) {
    const copy = slide.cloneNode(true);
    copy.querySelectorAll("pre, svg, script, .reel").forEach((part) => part.remove());
    copy.querySelectorAll(".katex").forEach((formula) => formula.replaceWith(" x "));
    return (copy.textContent.match(/[\p{L}\p{N}_][\p{L}\p{N}_.,’'-]*/gu) ?? []).length;
  }

  Reveal.getSlides().forEach((section, i) => {
    const slide = section.querySelector(".slide");
    const listing = [...slide.querySelectorAll("pre.code")].map((pre) => pre.textContent).join("\n");
    const steps = new Set([...slide.querySelectorAll(".fragment")].map((one) => one.dataset.fragmentIndex)).size;
    const problems = new Set();
    for (let step = -1; step < Math.max(steps, 0); step += 1) {
      Reveal.slide(i, 0, step);
      look(slide, (problem) => problems.add(problem));
    }
    if (slide.querySelector(".katex-error")) problems.add("a formula has an error");
    const note = section.querySelector(".notes").textContent.trim().split(/\s+/).length;
    const count = { words: words(slide), code: listing.split("\n").filter((line) => line.trim()).length, steps, note, seconds: Number(section.dataset.timing) };
    const most = slide.matches(".exercise") && !slide.querySelector(".block") ? limits.alone : limits.code;
    if (count.code > most) problems.add(`${count.code} lines of code`);
    if (steps > limits.steps) problems.add(`${steps} fragments`);
    if (note < 4) problems.add("its note is empty");
    counted.push(count);
    const title = slide.querySelector("h1, h2").textContent;
    problems.forEach((problem) => wrong.push(`${i + 1} ${title.slice(0, 40)}: ${problem}`));
  });
  return { wrong, counted };
}
