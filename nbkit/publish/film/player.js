// Moves the explorers of a page without a kernel: each has its frames beside it, drawn ahead and packed.
(() => {
  const PAUSE = 150; // milliseconds between two frames that are played
  const NAMES = /( id="| href="#|url\(#)/g; // of shapes: they are unique in a page
  const TURNS = ["PageUp", "PageDown"]; // what a presenter's remote sends

  // Frames are kept as lists of lines: each is the one before with some lines replaced.
  async function unpack(text) {
    const bytes = Uint8Array.from(atob(text.trim()), (letter) => letter.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
    const { lines, frames } = await new Response(stream).json();
    let now = [];
    return frames.map((splices) => {
      now = now.slice();
      for (const [start, gone, ...added] of splices) now.splice(start, gone, ...added);
      return now.map((number) => lines[number]);
    });
  }

  const wordsOf = (slider) => JSON.parse(slider.dataset.words)[slider.value];

  class Reel {
    constructor(element) {
      Object.assign(this, JSON.parse(element.dataset.reel), { element }); // name, way, starts, sizes
      this.picture = element.querySelector(".nbkit-picture");
      this.live = element.querySelector(".nbkit-reel-live");
      this.controls = [...element.querySelectorAll("input, select")];
      this.controls.forEach((control, place) => control.addEventListener("input", () => this.move(place)));
      element.querySelector(".nbkit-reel-reset").addEventListener("click", () => this.reset());
      element.addEventListener("keydown", (event) => this.key(event));
      for (const button of element.querySelectorAll(".nbkit-reel-play")) this.playable(button);
      for (const button of element.querySelectorAll(".nbkit-reel-step")) {
        button.addEventListener("click", () => this.step(Number(button.dataset.by)));
      }
      this.reset(); // a browser that goes back keeps where the controls stood, and not the picture
    }

    get frames() {
      return (this.unpacked ??= unpack(this.element.querySelector(".nbkit-reel-frames").textContent));
    }

    settings() {
      return this.controls.map((one) => (one.type === "checkbox" ? Number(one.checked) : Number(one.value)));
    }

    put(place, setting) {
      const control = this.controls[place];
      if (control.type === "checkbox") control.checked = Boolean(setting);
      else control.value = setting;
    }

    // The number of a frame: in a grid all controls count, in a sweep the one that moved last.
    number(place) {
      const settings = this.settings();
      if (this.way === "grid") return settings.reduce((sum, one, i) => sum * this.sizes[i] + one, 0);
      return this.sizes.slice(0, place).reduce((sum, size) => sum + size, 0) + settings[place];
    }

    move(place) {
      if (this.way === "computed") return this.compute();
      if (this.way === "sweep") {
        this.starts.forEach((start, other) => other === place || this.put(other, start));
      }
      this.label();
      return this.show(this.number(place));
    }

    // One step on, or back, of the only control.
    step(by) {
      this.put(0, Math.min(Math.max(this.settings()[0] + by, 0), this.sizes[0] - 1));
      return this.move(0);
    }

    reset() {
      this.starts.forEach((start, place) => this.put(place, start));
      this.label();
      if (this.moved) this.move(0);
    }

    // What has too many settings for frames is drawn here, by a rule.
    compute() {
      this.moved = true;
      this.label();
      this.draw ??= window.nbkitDraw[this.rule](this.picture.querySelector("svg"), this.data);
      this.say(this.draw(this.controls.map((one) => Number(wordsOf(one).replace("−", "-")))));
    }

    label() {
      for (const control of this.controls) {
        if (control.type !== "range") continue;
        const words = wordsOf(control);
        control.setAttribute("aria-valuetext", words);
        control.parentElement.querySelector("output").value = words;
      }
    }

    // Only the last frame that was asked for is shown; words follow when the hand rests.
    async show(number) {
      this.shown = number;
      this.moved = true;
      const [words, ...lines] = (await this.frames)[number];
      if (this.shown !== number) return;
      this.picture.innerHTML = lines.join("").replace(NAMES, `$1${this.name}-`);
      this.picture.setAttribute("aria-label", words);
      this.say(words);
    }

    say(words) {
      clearTimeout(this.later);
      this.later = setTimeout(() => (this.live.textContent = words), 500);
    }

    // What moves a control must not turn a slide; what turns slides must not move a control. reveal.js does not
    // listen while an input has the focus, so the control gives it up.
    key(event) {
      const { key, target } = event;
      if (!target.matches("input, select") || event.ctrlKey || event.metaKey) return;
      const turns = TURNS.includes(key) || (key === " " && target.type === "range");
      if (turns && this.element.closest(".reveal")) {
        event.preventDefault();
        target.blur();
      } else event.stopPropagation();
    }

    playable(button) {
      const control = button.previousElementSibling.querySelector("input");
      const place = this.controls.indexOf(control);
      let timer = 0;
      const stop = () => {
        clearInterval(timer);
        timer = 0;
        button.textContent = "Play";
      };
      const isAtEnd = () => Number(control.value) >= Number(control.max);
      const step = () => {
        control.value = Number(control.value) + 1;
        this.move(place);
        if (isAtEnd()) stop();
      };
      button.addEventListener("click", () => {
        if (timer) return stop();
        if (isAtEnd()) {
          control.value = 0;
          this.move(place);
        }
        timer = setInterval(step, PAUSE);
        button.textContent = "Pause";
      });
    }
  }

  const start = () => {
    for (const element of document.querySelectorAll(".nbkit-reel:not([data-moving])")) {
      element.dataset.moving = "";
      element.reel = new Reel(element);
    }
  };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
