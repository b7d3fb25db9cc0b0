// The canvas of a pad: it collects strokes and shows them. What they mean is worked out in Python.

const SIZE = 280; // points, whatever the size on the screen
const SHARP = 2; // pixels of the canvas for one point
const NEAR = 2; // points nearer to the last one are left out: a fast mouse reports a thousand a second

function make(name, attributes, ...children) {
  const node = Object.assign(document.createElement(name), attributes);
  node.append(...children);
  return node;
}

// A sample is 28 by 28 bytes of ink: each pixel becomes a square of 10 points, as in Python.
function drawSample(pen, bytes, digit) {
  for (let k = 0; k < 784; k++) {
    const ink = bytes.getUint8(784 * digit + k);
    pen.fillStyle = `rgb(${255 - ink}, ${255 - ink}, ${255 - ink})`;
    pen.fillRect(10 * (k % 28), 10 * Math.floor(k / 28), 10, 10);
  }
}

function drawStroke(pen, points) {
  pen.beginPath();
  pen.moveTo(...points[0]);
  for (const point of points) pen.lineTo(...point); // the first one too: a dot is a line to itself
  pen.stroke();
}

function draw(model, canvas) {
  const { sample, strokes, thickness } = model.get("value");
  const pen = canvas.getContext("2d");
  pen.setTransform(SHARP, 0, 0, SHARP, 0, 0);
  pen.clearRect(0, 0, SIZE, SIZE);
  if (sample !== null) drawSample(pen, model.get("samples"), sample);
  Object.assign(pen, { lineWidth: thickness, lineCap: "round", lineJoin: "round", strokeStyle: "black" });
  for (const points of strokes) drawStroke(pen, points);
  const lies = sample !== null ? `Sample ${sample} lies on it.` : `Strokes on it: ${strokes.length}.`;
  canvas.setAttribute("aria-label", `Paper: write a digit with mouse, finger or pen. ${lies}`);
}

function place(canvas, event) {
  const { left, top, width } = canvas.getBoundingClientRect();
  return [event.clientX - left, event.clientY - top].map((x) => Math.round((10 * x * SIZE) / width) / 10);
}

// `change(page)` sends a new page to Python. ipywidgets keeps one message under way and, of those that wait, the newest.
function listenToPen(canvas, page, change) {
  let pen = null; // the pointer that writes: a second finger does not
  canvas.addEventListener("pointerdown", (event) => {
    if (pen !== null || event.button !== 0) return;
    pen = event.pointerId;
    canvas.setPointerCapture(pen);
    change({ sample: null, strokes: [...page().strokes, [place(canvas, event)]] });
  });
  canvas.addEventListener("pointermove", (event) => {
    if (event.pointerId !== pen || !page().strokes.length) return;
    const finished = page().strokes.slice(0, -1), stroke = [...page().strokes.at(-1)];
    const passed = event.getCoalescedEvents?.() ?? [];
    for (const one of passed.length ? passed : [event]) {
      const [x, y] = place(canvas, one), [lastX, lastY] = stroke.at(-1);
      if (Math.hypot(x - lastX, y - lastY) >= NEAR) stroke.push([x, y]);
    }
    change({ strokes: [...finished, stroke] });
  });
  for (const end of ["pointerup", "pointercancel"])
    canvas.addEventListener(end, (event) => {
      if (event.pointerId === pen) pen = null;
    });
}

function render({ model, el }) {
  const page = () => model.get("value");
  const change = (news) => {
    model.set("value", { ...page(), ...news });
    model.save_changes();
  };
  const button = (text, title, onclick) => make("button", { type: "button", textContent: text, title, onclick });
  const canvas = make("canvas", { width: SHARP * SIZE, height: SHARP * SIZE });
  canvas.setAttribute("role", "img");
  const undo = button("Undo", "Take the last stroke back", () => change({ strokes: page().strokes.slice(0, -1) }));
  const clear = button("Clear", "Take a new sheet", () => change({ sample: null, strokes: [] }));
  const thickness = make("input", { type: "range", min: 8, max: 48 });
  thickness.oninput = () => change({ thickness: Number(thickness.value) });
  const digits = [...Array(10).keys()].map((k) => make("option", { value: k, textContent: k }));
  const sample = make("select", {}, make("option", { value: "", textContent: "none" }), ...digits);
  sample.onchange = () => change({ sample: sample.value === "" ? null : Number(sample.value), strokes: [] });

  const label = (text, control) => make("label", {}, text, control);
  const tools = make("div", {}, undo, clear, label("Thickness of the pen", thickness), label("Load a sample", sample));
  const group = make("fieldset", { className: "nbkit-pad" }, canvas, tools);
  group.setAttribute("aria-label", model.get("description"));
  // JupyterLab has commands on arrows and letters; here they belong to the list, the slider and the buttons.
  group.onkeydown = (event) => event.ctrlKey || event.metaKey || event.stopPropagation();
  el.append(group);

  const update = () => {
    draw(model, canvas);
    thickness.value = page().thickness;
    sample.value = page().sample ?? "";
  };
  listenToPen(canvas, page, change);
  model.on("change:value", update);
  update();
  return () => model.off("change:value", update);
}

export default { render };
